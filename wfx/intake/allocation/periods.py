"""Spans of months as tables print them: ``24.2-2024.12``, ``2024年3月至11月``, ``2024年``, ``90天``."""

import re
from collections.abc import Callable
from datetime import date

from wfx.intake.headers import fold
from wfx.intake.raw.marks import MonthCell, YearCell
from wfx.values.personal import mask_text
from wfx.values.printed.allocation import Period

_POINT = r"(?:(?P<{0}y>\d{{4}}|\d{{2}})[年./-])?(?P<{0}m>\d{{1,2}})(?:[月./-](?:(?P<{0}d>\d{{1,2}})[日号]?)?)?"
_RUN = re.compile(rf"{_POINT.format('a')}(?:-+|[~—–至到]+){_POINT.format('b')}(?:[底末]?(?:前|之前)?)?")
_ONE = re.compile(
    r"(?P<y>\d{4})[年./-](?P<m>\d{1,2})(?:[月./-](?:\d{1,2}[日号]?)?)?(?:[底末]?(?:前|之前|完成|完工|开工|以前)?)?"
)
_YEAR = re.compile(r"(\d{4})年?度?(?:全年|[底末]?前?|内|-?(\d{4})年?度?)")
_LENGTH = re.compile(r"约?\d+(?:个)?(?:天|日|个月|月|年|工作日|日历天|季度)")
_PACKED = re.compile(r"(\d{4})(\d{2})(?:\d{2})?[-~—–至到]+(\d{4})(\d{2})(?:\d{2})?")
_PARTS = {"上半年": (1, 6), "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12)}
_PART = re.compile(rf"(\d{{4}})年第?({'|'.join(_PARTS)})(?:[底末]?前?)?")
_NUMBER = re.compile(r"\d{4}\.\d{1,2}")
_MONTHS = range(1, 13)
_CENTURY, _SHORT = 2000, 2


Point = tuple[int, int]  # year, month
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Point, Point]]], ...] = (
    (_ONE, lambda found: ((int(found["y"]), int(found["m"])),) * 2),
    (_YEAR, lambda found: ((int(found[1]), 1), (int(found[2] or found[1]), 12))),
    (_PACKED, lambda found: ((int(found[1]), int(found[2])), (int(found[3]), int(found[4])))),
    (_PART, lambda found: ((int(found[1]), _PARTS[found[2]][0]), (int(found[1]), _PARTS[found[2]][1]))),
)


def period(cell: object) -> Period | None:
    """The span of months a cell names; nothing for a blank one. What holds no figure is taken as it stands (长期)."""
    if isinstance(cell, MonthCell):
        month = f"{cell.year:04d}-{cell.month:02d}"
        return Period(month, month, month)
    if isinstance(cell, YearCell):
        return Period(str(cell.year), f"{cell.year}-01", f"{cell.year}-12")
    if isinstance(cell, date):
        return Period(f"{cell:%Y-%m-%d}", f"{cell:%Y-%m}", f"{cell:%Y-%m}")
    if isinstance(cell, int | float):
        cell = f"{cell:.15g}"
        if _NUMBER.fullmatch(cell):
            month = cell.partition(".")[2]
            if month == "1":
                return Period(cell, unclear="是1月还是10月看不出(数字格里 2024.10 只剩 2024.1)")
    text = fold(str(cell))
    return _of_text(text, mask_text(" ".join(str(cell).split()), 40)) if text else None


def _of_text(text: str, shown: str) -> Period:
    span = next((read(found) for form, read in _FORMS if (found := form.fullmatch(text))), None)
    if span is not None:
        return _span(shown, *span)
    if found := _RUN.fullmatch(text):
        return _run(found, shown)
    if _LENGTH.fullmatch(text) or not any(char.isdigit() for char in text):
        return Period(shown)
    return Period(shown, unclear="读不懂")


def _run(found: re.Match[str], shown: str) -> Period:
    first, last = found["ay"], found["by"] or found["ay"]
    if not first and not last:
        months = int(found["am"]), int(found["bm"])
        return Period(shown) if all(month in _MONTHS for month in months) else Period(shown, unclear="读不懂")
    begin, end = _year(first or last), _year(last)
    read = _span(shown, (begin, int(found["am"])), (end, int(found["bm"])))
    odd = len(first or last) != len(found["by"] or last) or len(first or "") == _SHORT or not first
    return Period(read.text, read.begin, read.end, odd, read.unclear)


def _year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == _SHORT else 0)


def _span(shown: str, begin: tuple[int, int], end: tuple[int, int]) -> Period:
    if begin[1] not in _MONTHS or end[1] not in _MONTHS:
        return Period(shown, unclear="没有这个月份")
    return Period(shown, f"{begin[0]:04d}-{begin[1]:02d}", f"{end[0]:04d}-{end[1]:02d}")
