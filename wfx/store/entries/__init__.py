"""Entries and who signs them: grammar, keys, officers, the chain."""
