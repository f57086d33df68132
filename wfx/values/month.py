"""A calendar month, the office's unit of work."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from wfx.values.errors import BadValue

_FORM = re.compile(r"((?!0000)[0-9]{4})-(0[1-9]|1[0-2])")
_MONTHS = 12


@dataclass(frozen=True, order=True)
class Month:
    """One month; ``str`` gives ``2026-10`` and ``parse`` takes it back. Errors: ``BadValue``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _FORM.fullmatch(text)
        if match is None:
            raise BadValue("month", shown=text[:20])
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def as_of(self, today: date) -> date:
        """The day the month is judged on: today while it runs, its last day afterwards."""
        return min(today, self.last)

    def plus(self, months: int) -> Self:
        """The month so many months later (negative: earlier)."""
        index = self.year * _MONTHS + self.number - 1 + months
        return type(self)(index // _MONTHS, index % _MONTHS + 1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
