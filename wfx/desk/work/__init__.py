"""The duties at work that are not declared as data."""
