"""The fictitious township of ``wfx demo``: made from a seed, handed in as Excel through the same doors as real data."""
