"""What tells the tables of one file apart."""

from collections.abc import Sequence


def labels(names: Sequence[str], places: Sequence[str]) -> list[str]:
    """A label a table: its name, where another is called alike the place it begins; nothing where it is alone."""
    if len(names) == 1:
        return [""]
    return [
        name if name and names.count(name) == 1 else f"{name} {place} 起".strip()
        for name, place in zip(names, places, strict=True)
    ]
