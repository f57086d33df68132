"""Judged: rules as data, SQL through one door. Blind to store, intake and report."""
