"""The history for people: lists, differences, verification."""
