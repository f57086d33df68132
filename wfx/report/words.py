"""How a single value is written for people: the same words on the terminal, on paper and in the page."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown

NUMERIC = frozenset({FieldType.INT, FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO})
EMPTY = "(没有记录)"
_WIDE = frozenset("WFA")
_UNHELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def words(value: Shown, *, grouped: bool = False) -> str:
    """A value as text: exact, stars for a person, 是/否, ISO days; blank stays blank. ``grouped``: thousands parted."""
    match value:
        case None:
            text = ""
        case bool():
            text = "是" if value else "否"
        case Decimal():
            text = f"{value:,f}" if grouped else f"{value:f}"
        case datetime():
            text = value.strftime("%Y-%m-%d %H:%M")
        case date():
            text = value.isoformat()
        case _:  # an integer's thousands are not parted: most are years, and 2,026 would read oddly
            text = whole(str(value))
    return text


def whole(text: str) -> str:
    """The text with a mark in place of what no document can hold: a record of long ago breaks no list and no paper."""
    return _UNHELD.sub("\ufffd", text)


def printed(sheet: Sheet) -> list[list[str]]:
    """The rows as they stand in print: thousands parted, a column of quantities with the places that say something."""
    places = [_places(sheet, index) for index in range(len(sheet.columns))]
    return [[_printed(cell, place) for cell, place in zip(row, places, strict=True)] for row in sheet.rows]


def _places(sheet: Sheet, index: int) -> int | None:
    """How many decimal places the longest quantity of the column needs; ``None``: every cell keeps its own."""
    if sheet.columns[index].type not in {FieldType.QUANTITY, FieldType.RATIO}:
        return None
    numbers = [cell for row in sheet.rows if isinstance(cell := row[index], Decimal)]
    return max((-int(number.normalize().as_tuple().exponent) for number in numbers), default=0)


def _printed(value: Shown, places: int | None) -> str:
    if isinstance(value, Decimal) and places is not None:
        return f"{value:,.{max(places, 0)}f}"
    return words(value, grouped=True)


def title(column: Column) -> str:
    """A column's title with its unit."""
    return f"{column.title}({column.unit})" if column.unit else column.title


def is_numeric(column: Column) -> bool:
    """Whether the column is set to the right."""
    return column.type in NUMERIC


@lru_cache(maxsize=4096)
def display_width(text: str) -> int:
    """Columns of a fixed-width screen: two for a Chinese character, none for a combining mark."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
        for letter in text
    )
