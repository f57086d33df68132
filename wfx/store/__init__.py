"""Kept: files, entries, signatures, and reading them back. Blind to rules, intake and report."""
