"""实施期限 as tables write it, as the months it begins and ends in; what can be read two ways is not read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wfx.values.month import Month

_GAPS = re.compile(r"\s+")
_TO = re.compile(r"至|到|~|—+|–|―|--+")
_ENDING = re.compile(r"(?:之前|以前|前|底|末|完成|竣工|完工|结束|止)+$")
_PART = re.compile(
    r"(?:(?P<year>20\d{2}|\d{2})(?P<mark>年度?|[./-]))?(?:(?P<month>1[0-2]|0?[1-9])(?:月份?|(?=$|[./-])))?"
    r"(?:[./-]?(?P<day>[12]\d|3[01]|0?[1-9])(?:[日号]|$))?"
)
_YEAR = re.compile(r"(?P<year>20\d{2})(?:年度?)?")
_YEARS = range(2012, 2100)
_CENTURY = 2000
_SHORT = 2


@dataclass(frozen=True)
class Span:
    """From which month to which (``first`` may not be said); ``mended``: a year was not written out."""

    first: Month | None
    last: Month
    mended: bool = False


@dataclass(frozen=True)
class _Part:
    year: int | None
    month: int | None
    short: bool = False
    closes: bool = False


def span(text: str) -> Span | None:
    """``24.2-2024.12``, ``2024年3月至12月``, ``2024年底前`` as months; ``None`` for what is not, or not one, period."""
    flat = _GAPS.sub("", unicodedata.normalize("NFKC", text)).replace("全年", "")
    found = {made for halves in _halves(flat) if (made := _joined(*halves))}
    return found.pop() if len(found) == 1 else None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Every way to read it as a beginning and an end; one part alone is both."""
    parts = _TO.split(text)
    if len(parts) == 2 and all(parts):  # noqa: PLR2004 - a beginning and an end
        yield parts[0], parts[1]
    elif len(parts) == 1:
        yield text, text
        yield from (
            (text[:at], text[at + 1 :]) for at, mark in enumerate(text) if mark == "-" and 0 < at < len(text) - 1
        )


def _joined(one: str, other: str) -> Span | None:
    alone = one == other
    begin, end = _part(one), _part(other)
    if begin is None or end is None or (begin.closes and not alone):
        return None
    if begin.short and end.short and not (begin.year and end.year and "年" in one and "年" in other):
        return None
    years = (begin.year or end.year, end.year or begin.year)
    if years[0] is None or years[1] is None or not {*years} <= set(_YEARS):
        return None
    if alone and begin.month and not begin.closes:
        return Span(Month(years[0], begin.month), Month(years[1], begin.month), begin.short)
    first = None if alone and begin.closes else Month(years[0], begin.month or 1)
    last = Month(years[1], end.month or 12)
    mended = begin.short or end.short or begin.year is None or end.year is None
    return None if first and first > last else Span(first, last, mended)


def _part(text: str) -> _Part | None:
    bare = _ENDING.sub("", text)
    found = _YEAR.fullmatch(bare) or _PART.fullmatch(bare)
    said = found.groupdict() if found else {}
    year, month, day = said.get("year"), said.get("month"), said.get("day")
    if found is None or not (year or month) or (day and not _is_day(year, month, day)):
        return None
    short = bool(year) and len(str(year)) == _SHORT
    whole = (int(year) + (_CENTURY if short else 0)) if year else None
    return _Part(whole, int(month) if month else None, short, bare != text)


def _is_day(year: str | None, month: str | None, day: str) -> bool:
    """Whether the three are one day; a day without its month is none."""
    if month is None:
        return False
    try:
        date(int(year) % _CENTURY + _CENTURY if year else _CENTURY, int(month), int(day))
    except ValueError:
        return False
    return True
