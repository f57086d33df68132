"""The small township of the error cases, for commands that need no demo."""

from tests.errors.conftest import place, township, township_copy

__all__ = ["place", "township", "township_copy"]
