"""Working days: which days are worked, as far as the year's arrangement is announced; beyond it a day is 暂定."""

from dataclasses import dataclass, field
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True)
class Workdays:
    """The calendar of the announced years: weekdays that are free, weekend days that are worked.

    A year that is not in ``years`` is counted by its weekends alone, and every day that depends on it is tentative.
    """

    free: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)
    years: frozenset[int] = field(default_factory=frozenset)

    def is_worked(self, day: date) -> bool:
        """Whether this is a working day, by the arrangement or (unannounced) by the week."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.free)

    def is_announced(self, day: date) -> bool:
        """Whether the arrangement of the day's year is known."""
        return day.year in self.years

    def after(self, since: date, count: int) -> date:
        """The ``count``-th working day after this day (the day itself is not counted)."""
        day = since
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_worked(day)
        return day

    def shown(self, day: date) -> str:
        """The day as a due day is shown: with 暂定 where its year is not announced."""
        return str(day) if self.is_announced(day) else f"{day}(暂定)"

    def with_year(self, year: int, free: frozenset[date], worked: frozenset[date]) -> "Workdays":
        """The same calendar with one year as the office has it: it takes the place of what was known of the year."""
        kept = frozenset(day for day in self.free if day.year != year)
        shifted = frozenset(day for day in self.worked if day.year != year)
        return Workdays(kept | free, shifted | worked, self.years | {year})
