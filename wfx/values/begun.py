"""A word as people shorten it: the whole of it, or the beginning that only one of them has."""

from collections.abc import Iterable


def begun(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` that is meant: itself, or the only one beginning so; ``None`` for none or several."""
    known = dict.fromkeys(words)
    if word in known:
        return word
    near = [each for each in known if word and each.startswith(word)]
    return near[0] if len(near) == 1 else None
