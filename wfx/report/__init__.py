"""Shown: one renderer per medium for the same value. Blind to the other wings."""
