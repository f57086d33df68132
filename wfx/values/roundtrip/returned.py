"""A sheet to send back as it came, its wrong cells marked; the same value whatever kind of file it came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Sent = str | int | float | bool | date | datetime | time | timedelta

WRONG, DO = "错误", "怎么改"
LIST = "错误清单"
MAY = "填写说明"  # beside a blank form: what may be filled in; never read
ENDING = "_退回"


@dataclass(frozen=True)
class SheetBack:
    """One sheet of a file that came.

    ``columns[c][r]`` is the cell of Excel column *c + 1* and row *r + 1*. ``header`` is the row of the column titles
    (0: none was found), ``wrong`` the note on each wrong cell (row, column), ``said`` what is wrong in a row and how
    to mend it. ``rows``: only these data rows are sent back (``None``: all of them).
    """

    name: str
    columns: Sequence[Sequence[Sent]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    visible: bool = True
    header: int = 0
    wrong: Mapping[tuple[int, int], str] = field(default_factory=dict)
    said: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    rows: frozenset[int] | None = None


@dataclass(frozen=True)
class Fault:
    """One line of the list of errors: the cell, what is wrong, how to mend it."""

    sheet: str
    cell: str
    what: str
    do: str
