"""Days, months and small numbers as a Chinese document writes them (GB/T 9704-2012: 2026年10月3日, 一、)."""

from datetime import date

from wfx.values.month import Month

_DIGITS = "零一二三四五六七八九"
_TEN = 10


def chinese_day(day: date) -> str:
    """``2026年10月3日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_or_blank(day: object) -> str:
    """A day as papers write it; a blank to fill in by hand where there is none."""
    return chinese_day(day) if isinstance(day, date) else "____年__月__日"


def chinese_month(month: Month) -> str:
    """``2026年10月``."""
    return f"{month.year}年{month.number}月"


def chinese_number(number: int) -> str:
    """``一`` to ``九十九`` for a heading's number; a number outside that stays in digits."""
    if not 0 < number < _TEN * _TEN:
        return str(number)
    tens, ones = divmod(number, _TEN)
    front = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return front + (_DIGITS[ones] if ones else "")
