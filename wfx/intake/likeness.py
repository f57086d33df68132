"""How much two titles are alike."""

from collections.abc import Iterable
from functools import lru_cache

_ALIKE = 0.5


def nearest(title: str, known: Iterable[str]) -> str:
    """The known title most like this one; empty where none is. Both as they are compared."""
    like, best = max(((alike(title, each), each) for each in known), default=(0.0, ""), key=lambda found: found[0])
    return best if like else ""


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> float:
    """The share of letters two titles have in common in the same order; nothing below a half."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = 0
        for at, each in enumerate(other, start=1):
            before, row[at] = row[at], before + 1 if letter == each else max(row[at], row[at - 1])
    share = row[-1] / max(len(one), len(other))
    return share * share if share >= _ALIKE else 0.0
