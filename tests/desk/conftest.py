"""The small township of the error cases, for what needs real books."""

from tests.errors.conftest import place, township, township_copy

__all__ = ["place", "township", "township_copy"]
