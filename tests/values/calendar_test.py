"""The table ``calendar``: working days between two days and the n-th one after a day, as the calendar counts them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.township import SmallBooks
from wfx.store.files.calendar import calendar_of
from wfx.values.matter.made import CALENDAR, settings_rows

WORKED = calendar_of({})
ROWS: dict[Any, Any] = {row["day"]: row for row in settings_rows(CALENDAR, SmallBooks().township, lambda: WORKED)}
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(1, 40))
def test_the_nth_working_day_is_the_worked_one_whose_number_is_greater_by_n(day: date, count: int) -> None:
    due = ROWS[WORKED.after(day, count)]
    assert due["worked"]
    assert due["number"] - ROWS[day]["number"] == count


@given(DAYS, st.integers(0, 60))
def test_two_days_are_so_many_working_days_apart_as_their_numbers_differ(day: date, count: int) -> None:
    between = [day + timedelta(days=one) for one in range(1, count + 1)]
    assert ROWS[day + timedelta(days=count)]["number"] - ROWS[day]["number"] == sum(map(WORKED.is_worked, between))


def test_the_spring_festival_is_free_and_a_saturday_is_worked() -> None:
    assert not ROWS[date(2026, 2, 17)]["worked"]
    assert ROWS[date(2026, 2, 28)]["worked"]  # a Saturday, worked by the arrangement
    assert ROWS[date(2026, 2, 28)]["announced"]
    assert not ROWS[date(2028, 12, 29)]["announced"]
