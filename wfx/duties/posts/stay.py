"""From when to when somebody is at a post: half-open days, the first one in, the last one out (M14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from wfx.values.books import Books
from wfx.values.month import Month
from wfx.values.table import Row

ON_POST = ("appointed", "left")


@dataclass(frozen=True)
class Stay:
    """``since`` is the first day at the post, ``before`` the first day not at it any more."""

    since: date
    before: date

    def holds(self, day: date) -> bool:
        """Whether that day is spent at the post."""
        return self.since <= day < self.before

    def share(self, month: Month) -> Fraction:
        """The part of the month's days that lies in it, 0 to 1."""
        end = month.last + timedelta(days=1)
        days = (min(self.before, end) - max(self.since, month.first)).days
        return Fraction(max(days, 0), (end - month.first).days)


def stay_of(appointment: Row) -> Stay | None:
    """The days of an appointment: to the end of the agreement, or to the day it was left.

    ``None`` where it never began, or where the record does not say from when to when.
    """
    since, until, left = (appointment.get(name) for name in ("from_on", "until_on", "left_on"))
    if appointment.get("state") not in ON_POST or not isinstance(since, date):
        return None
    ends = [until + timedelta(days=1)] if isinstance(until, date) else []
    ends += [left] if isinstance(left, date) else []
    return Stay(since, min(ends)) if ends else None


def at_post(books: Books, month: Month, village: str | None = None) -> Iterator[tuple[Row, Stay | None]]:
    """The appointments that hold in the month, by village and number; one without its days while it stands."""
    rows = [row for row in books.table("appointments", village=village).rows() if row["state"] in ON_POST]
    for row in sorted(rows, key=lambda each: (str(each["village"]), str(each["appointment_id"]))):
        stay = stay_of(row)
        if stay.share(month) > 0 if stay else row["state"] == "appointed":
            yield row, stay
