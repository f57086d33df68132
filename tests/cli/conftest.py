"""The small township of the error cases, for commands that need no demo."""

from tests.errors.conftest import place, township

__all__ = ["place", "township"]
