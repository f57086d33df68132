"""Numbers and days as people write them, exact: no float reaches a record, nothing is rounded for anybody."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

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
    r"(\d{4})(?:[-./](\d{1,2})[-./](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?"  # a clock time behind the day, as databases export it
)
_MONTH_ONLY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})月?|(\d{2}))")
_RANGE = re.compile(r"\d{2,4}[-./年]\d{1,2}.*(?:[-~—–至到]+)\s*\d{2,4}[-./年]\d{1,2}.*")
_EPOCH = date(1899, 12, 30)  # Excel counts 1 as 1900-01-01 and believes in a 29 February 1900
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


class TwoDays(ValueError):
    """The text names a beginning and an end."""


def day(value: object) -> date:
    """A day out of a date cell, Excel's serial number, ``20250301`` as a number, or text.

    Errors: ``MonthOnly``, ``TwoDays``, else ``ValueError``.
    """
    if isinstance(value, datetime):
        return _sane(value.date())
    if isinstance(value, date):
        return _sane(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_number(value)
    if isinstance(value, str):
        return _day_of_text(flat(value))
    raise ValueError


def _day_of_number(value: float) -> date:
    whole = int(value)
    if whole in _SERIALS:
        return _sane(_EPOCH + timedelta(days=whole))
    if whole != value:
        raise ValueError
    return _day_of_text(str(whole))


def _day_of_text(text: str) -> date:
    found = _DAY.fullmatch(text if text.isascii() else text.replace("年 ", "年").replace("月 ", "月"))
    if found is None:
        _refuse_other(text)
    groups = [int(part) for part in found.groups() if part] if found else []
    return _sane(date(*groups))


def _refuse_other(text: str) -> None:
    if _MONTH_ONLY.fullmatch(text):
        raise MonthOnly
    if _RANGE.fullmatch(text):
        raise TwoDays
    raise ValueError


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def month(value: object) -> str:
    """A month as ``2026-10`` out of text, a day, or ``202610``. Errors: ``ValueError``.

    The number 2026.1 is refused: Excel writes January and October so.
    """
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of error for everything that is no month
    if isinstance(value, int | float):
        if value != int(value):
            raise ValueError
        value = str(int(value)) if int(value) not in _SERIALS else day(value)
    if isinstance(value, str):
        found = _MONTH_ONLY.fullmatch(flat(value))
        if found:
            return _month_of(date(int(found[1]), int(found[2] or found[3]), 1))
    return _month_of(day(value))


def _month_of(value: date) -> str:
    _sane(value)
    return f"{value.year:04d}-{value.month:02d}"


def _sane(value: date) -> date:
    if value.year not in _YEARS:
        raise ValueError
    return value
