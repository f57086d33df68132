"""What a sheet says beside its values: rows and columns nobody sees, cells without a value, and how cells are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any

Cell = tuple[int, int]  # Excel's row and column number, from 1

EPOCH = date(1899, 12, 30)  # Excel counts 1 as 1900-01-01 and believes in a 29 February 1900
EPOCH_1904 = date(1904, 1, 1)  # and in books that once came from a Macintosh this day as 0
_DAYS = range(61, 2_900_000)
UNSAVED = "#未保存结果"  # stands in a cell whose formula was never worked out
ERROR_WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Shown(Enum):
    """How a number is shown where that changes what it says."""

    PERCENT = auto()
    MONTH = auto()
    YEAR = auto()


class Percent(float):
    """A number shown as a percentage: 0.06 is seen as 6%."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self * 100:.15g}%"


class MonthCell(date):
    """A day of which the cell shows the month alone."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"


class YearCell(date):
    """A day of which the cell shows the year alone."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.year}年"


@dataclass(frozen=True)
class Marks:
    """What the reader of cells does not tell of a sheet; rows and columns count from 1.

    ``errors``: the words of cells that hold an error (#N/A) or a formula never worked out (``UNSAVED``), which the
    reader gives as blanks. ``shown``: cells whose number format changes what they say. ``since_1904``: the book counts
    its days from 1904.
    """

    hidden: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    errors: Mapping[Cell, str] = field(default_factory=dict)
    shown: Mapping[Cell, Shown] = field(default_factory=dict)
    since_1904: bool = False


def numbered(ranges: Iterable[tuple[int, int]], most: int) -> tuple[int, ...]:
    """The numbers of these ranges (first and last), none beyond ``most``, in order."""
    return tuple(sorted({at for first, last in ranges for at in range(first, min(last, most) + 1)}))


def lay_over(rows: list[list[Any]], marks: Marks) -> None:
    """Put the words of errors and the kinds of shown numbers into the cells."""
    for (row, column), word in marks.errors.items():
        rows.extend([] for _ in range(row - len(rows)))
        line = rows[row - 1]
        line.extend([""] * (column - len(line)))
        line[column - 1] = word
    for (row, column), shown in marks.shown.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = _as_shown(rows[row - 1][column - 1], shown, since_1904=marks.since_1904)


def _as_shown(cell: object, shown: Shown, *, since_1904: bool) -> object:
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if shown is Shown.PERCENT:
        return Percent(cell) if number else cell  # type: ignore[arg-type]
    if number:
        epoch = EPOCH_1904 if since_1904 else EPOCH
        cell = epoch + timedelta(days=int(cell)) if cell in _DAYS else cell  # type: ignore[call-overload]
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return (MonthCell if shown is Shown.MONTH else YearCell)(day.year, day.month, day.day)
    return cell
