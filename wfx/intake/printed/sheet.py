"""A grid as a ranking's reader looks at it: merged cells filled, numbers and places read, errors known."""

import re
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from wfx.intake import numbers
from wfx.intake.grid import BLANK, Grid, Raw
from wfx.intake.headers import fold

_ERRORS = re.compile(r"#(?:N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|GETTING_DATA)")
UNSAVED = "#未保存结果"
_UNKNOWN_ERROR = "#N/A"
_PERCENT = Decimal(100)
_MOST_FILLED = 1_000_000
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = re.compile("(?:([一二两三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九]?)十)?([一二三四五六七八九])?")
_ORDINAL = re.compile(
    r"\(?(?:并列)?(?P<mark>第|no\.?|top|№)?(?P<number>[0-9]{1,4}|[零〇一二三四五六七八九十百两]{1,6})"
    r"(?P<after>名|位|st|nd|rd|th)?[)、.]?(?:\(?并列\)?)?"
)
_WORDS_OF_PLACE = {"冠军": 1, "亚军": 2, "季军": 3, "榜首": 1}


class NoPlace(ValueError):
    """The cell holds no place in an order."""


class Sheet:
    """One grid; ``at`` gives a merged area's content in every cell of it."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._filled: dict[tuple[int, int], Raw] = {}
        self._areas: dict[tuple[int, int], tuple[int, int]] = {}
        for area in grid.merged:
            bottom, right = min(area.bottom, grid.height), min(area.right, grid.width)
            if len(self._filled) + (bottom - area.top + 1) * (right - area.left + 1) > _MOST_FILLED:
                break
            content = grid.cell(area.top, area.left)
            for row in range(area.top, bottom + 1):
                for column in range(area.left, right + 1):
                    self._filled[row, column] = content
                    self._areas[row, column] = (area.top, area.left)

    def at(self, row: int, column: int) -> Raw:
        cell = self._filled[row, column] if (row, column) in self._filled else self.grid.cell(row, column)
        return _UNKNOWN_ERROR if cell == BLANK and self.origin(row, column) in self.grid.marks.errors else cell

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The cell this one's content stands in."""
        return self._areas.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """The cell as one line of text; a whole number without its point."""
        cell = self.at(row, column)
        if isinstance(cell, float) and not is_percent(cell):
            return f"{cell:.15g}"
        return " ".join(str(cell).split())

    def texts(self, row: int, columns: range | None = None) -> dict[int, str]:
        """The filled cells of a row, by column."""
        chosen = columns or range(1, self.grid.width + 1)
        return {column: text for column in chosen if (text := self.text(row, column))}

    def is_error(self, row: int, column: int) -> bool:
        return bool(_ERRORS.fullmatch(self.text(row, column)))

    def is_unsaved(self, row: int, column: int) -> bool:
        """Whether the cell holds a formula that was never worked out."""
        return self.text(row, column) == UNSAVED

    def is_number(self, row: int, column: int) -> bool:
        """Whether the cell is a plain number, as a cell of data is and a title is not."""
        return number(self.at(row, column)) is not None

    def name(self, row: int, column: int) -> str:
        """The cell's address, as Excel shows it."""
        place = self.grid.place(row, column)
        return f"{place.column}{row}"


def number(cell: Raw) -> Decimal | None:
    """A score: a number, ``95.5分``, ``95.5%``; nothing for what is none."""
    try:
        if isinstance(cell, str):
            return numbers.number(numbers.flat(cell).removesuffix("分").removesuffix("%"))
        if isinstance(cell, bool | date | time | timedelta):
            return None
        return numbers.exact(cell) * (_PERCENT if is_percent(cell) else 1)
    except (ValueError, InvalidOperation):
        return None


def is_percent(cell: Raw) -> bool:
    """Whether the cell is written, or shown, as a percentage."""
    return numbers.flat(str(cell)).endswith("%")


def ordinal(cell: Raw) -> int:
    """A place as a number: 4, ``4``, ``四``, ``第四名``, ``并列第3``, ``NO.2``, ``3.``. Errors: ``NoPlace``."""
    if isinstance(cell, str):
        text = fold(cell)
    elif isinstance(cell, bool | date | time | timedelta):
        raise NoPlace
    else:
        text = f"{cell:g}"
    if text in _WORDS_OF_PLACE:
        return _WORDS_OF_PLACE[text]
    found = _ORDINAL.fullmatch(text)
    place = (int(found["number"]) if found["number"].isdecimal() else _chinese(found["number"])) if found else 0
    if place < 1:
        raise NoPlace
    return place


def is_written_place(cell: Raw) -> bool:
    """Whether the cell says itself that it is a place: ``第四名``, ``NO.2``."""
    found = _ORDINAL.fullmatch(fold(cell)) if isinstance(cell, str) else None
    return bool(found and (found["mark"] or found["after"])) or (isinstance(cell, str) and cell in _WORDS_OF_PLACE)


def _chinese(text: str) -> int:
    """``二十一`` as 21, ``一百零三`` as 103; 0 for what is no number below a thousand."""
    found = _CHINESE.fullmatch(text)
    if found is None:
        return 0
    hundreds, tens, ones = found.groups()
    total = _DIGITS[ones] if ones else 0
    total += 10 * (_DIGITS[tens] if tens else 1) if tens is not None else 0
    return total + (100 * _DIGITS[hundreds] if hundreds else 0)
