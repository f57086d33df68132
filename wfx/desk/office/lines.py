"""A line of today's work: which duty, how it stands, the command for it, and whether it is late."""

from typing import NamedTuple


class Line(NamedTuple):
    """One piece of work. ``late`` is ``是`` or blank: text, as all of the line is kept."""

    duty: str
    state: str
    next: str
    late: str = ""


LATE = "是"


def first_late(lines: list[Line]) -> list[Line]:
    """What is late before what is not, else in the order given."""
    return sorted(lines, key=lambda line: not line.late)
