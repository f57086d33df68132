"""Numbers and days as people write them, exact: no float reaches a record, nothing is rounded for anybody."""

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from wfx.intake.raw.marks import EPOCH, EPOCH_1904, MonthCell, YearCell

_PLAIN = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?")
_MARKS = str.maketrans({"¥": None, "￥": None, "−": "-", ",": ","})
_MONEY_TAIL = re.compile(r"(.*?)(万元|亿元|千元|元|万)")
_TAILS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "万": Decimal(10000),
    "亿元": Decimal(10) ** 8,
}
_SIGNIFICANT = 15  # Excel keeps no more, and shows a sum's noise beyond it to nobody
_LONGEST = 24

_DAY = re.compile(
    r"(\d{4})(?:[-./](\d{1,2})[-./](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?"  # a clock time behind the day, as databases export it
    r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?"
)
_MONTHS = 12
_END = re.compile(r"(\d{4})年(?:(\d{1,2})月)?[底末](?:之?前)?")
_BEFORE = re.compile(r"(.+[日号])(?:之前|以前|前)")
_GAPS = re.compile(r"\s*([年月日号./-])\s*")
_MONTH_ONLY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:月份?)?|(\d{2}))")
_NO_YEAR = re.compile(r"\d{1,2}(?:月\d{1,2}[日号]?|[-./]\d{1,2})")
_YEAR_ONLY = re.compile(r"(\d{4})年?度?")
_RANGE = re.compile(r"\d{2,4}[-./年]\d{1,2}.*(?:[-~—–至到]+)\s*\d{2,4}[-./年]\d{1,2}.*")
_SERIALS = range(20_000, 80_000)  # 1954 to 2119: further numbers are no day of this office
_YEARS = range(1900, 2101)


def flat(text: str) -> str:
    """Half width, no outer spaces."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def exact(value: float) -> Decimal:
    """A cell's number at Excel's own fifteen digits. Errors: ``ValueError`` for inf and nan."""
    number = Decimal(f"{value:.{_SIGNIFICANT}g}")
    if not number.is_finite():
        raise ValueError
    return number + 0


def number(text: str) -> Decimal:
    """A written number: full-width digits, a sign and thousands in threes allowed. Errors: ``ValueError``."""
    found = _PLAIN.fullmatch(flat(text).translate(_MARKS).replace(" ", ""))
    if found is None or len(found[0]) > _LONGEST:
        raise ValueError
    return Decimal(found[0].replace(",", "")) + 0


def amount(text: str, factor: Decimal) -> Decimal:
    """An amount in yuan; a unit written in the cell goes before the header's ``factor``. Errors: ``ValueError``."""
    tail = _MONEY_TAIL.fullmatch(flat(text))
    return number(tail[1]) * _TAILS[tail[2]] if tail else number(text) * factor


class MonthOnly(ValueError):
    """The text names a month and no day."""


class YearOnly(ValueError):
    """A year stands where a day should: as text, as a number, or typed into a cell of dates (2025 shows 1905-07-17)."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year


class NoYear(ValueError):
    """The text names a month and a day and no year."""


class TwoDays(ValueError):
    """The text names a beginning and an end."""


class Before(ValueError):
    """The text names the day before which something is due (31日前)."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day


def day(value: object, *, since_1904: bool = False) -> date:
    """A day out of a date cell, Excel's serial number, ``20250301`` as a number, or text.

    ``since_1904``: the book counts its days from 1904. Errors: ``MonthOnly``, ``YearOnly``, ``NoYear``, ``TwoDays``,
    ``Before``, else ``ValueError``.
    """
    epoch = EPOCH_1904 if since_1904 else EPOCH
    if isinstance(value, MonthCell):
        raise MonthOnly
    if isinstance(value, YearCell):
        raise YearOnly(value.year)
    if isinstance(value, date):
        return _day_of_cell(value.date() if isinstance(value, datetime) else value, epoch)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_number(value, epoch)
    if isinstance(value, str):
        return _day_of_text(flat(value))
    raise ValueError


def _day_of_cell(value: date, epoch: date) -> date:
    """A cell of dates; a small serial number in it is a year somebody typed, or the day that never was."""
    serial = (value - epoch).days
    if serial in _YEARS:
        raise YearOnly(serial)
    if serial < _YEARS[0]:
        raise ValueError
    return _sane(value)


def _day_of_number(value: float, epoch: date) -> date:
    whole = int(value)
    if whole in _SERIALS:
        return _sane(epoch + timedelta(days=whole))
    if whole != value:
        raise ValueError
    return _day_of_text(str(whole))


def _day_of_text(text: str) -> date:
    text = text if text.isascii() and " " not in text else _GAPS.sub(r"\1", text)
    if end := _END.fullmatch(text):
        year, month = int(end[1]), int(end[2] or _MONTHS)
        raise Before(_sane(date(year, month, calendar.monthrange(year, month)[1])))
    before = _BEFORE.fullmatch(text)
    if before:
        raise Before(_day_of_text(before[1]))
    found = _DAY.fullmatch(text)
    if found is None:
        _refuse_other(text)
    groups = [int(part) for part in found.groups() if part] if found else []
    return _sane(date(*groups))


def _refuse_other(text: str) -> None:
    year = _YEAR_ONLY.fullmatch(text)
    if year and int(year[1]) in _YEARS:
        raise YearOnly(int(year[1]))
    for form, kind in ((_MONTH_ONLY, MonthOnly), (_RANGE, TwoDays), (_NO_YEAR, NoYear)):
        if form.fullmatch(text):
            raise kind
    raise ValueError


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def month(value: object, *, since_1904: bool = False) -> str:
    """A month as ``2026-10`` out of text, a day, a cell that shows a month, or ``202610``. Errors: ``ValueError``.

    The number 2026.1 is refused: Excel writes January and October so.
    """
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of error for everything that is no month
    if isinstance(value, MonthCell):
        return _month_of(date(value.year, value.month, 1))
    if isinstance(value, int | float):
        if value != int(value):
            raise ValueError
        value = str(int(value)) if int(value) not in _SERIALS else day(value, since_1904=since_1904)
    if isinstance(value, str):
        found = _MONTH_ONLY.fullmatch(_GAPS.sub(r"\1", flat(value)))
        if found:
            return _month_of(date(int(found[1]), int(found[2] or found[3]), 1))
    return _month_of(day(value, since_1904=since_1904))


def year(value: object) -> int:
    """A year as 2019 out of ``2019``, ``2019年``, ``2019年度`` or a cell that shows a year. Errors: ``ValueError``."""
    if isinstance(value, YearCell):
        return value.year
    found = _YEAR_ONLY.fullmatch(flat(value).replace(" ", "")) if isinstance(value, str) else None
    if found is None:
        raise ValueError
    return int(found[1])


def _month_of(value: date) -> str:
    _sane(value)
    return f"{value.year:04d}-{value.month:02d}"


def _sane(value: date) -> date:
    if value.year not in _YEARS:
        raise ValueError
    return value
