"""Shared by all tests: hypothesis without a stopwatch (the machine may be busy), the same examples on every run."""

from hypothesis import settings

settings.register_profile("wfx", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("wfx")
