"""Working days over a feast, and a year nobody has announced."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wfx.values.matter.workdays import Workdays

FEAST = Workdays(frozenset({date(2026, 10, 1), date(2026, 10, 2)}), frozenset({date(2026, 10, 10)}), frozenset({2026}))


def test_a_feast_is_free_and_a_weekend_may_be_worked() -> None:
    assert FEAST.after(date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert FEAST.after(date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert FEAST.shown(date(2026, 10, 5)) == "2026-10-05"


def test_an_unannounced_year_is_counted_by_the_week_and_said_to_be_tentative() -> None:
    assert FEAST.after(date(2027, 1, 1), 1) == date(2027, 1, 4)
    assert FEAST.shown(date(2027, 1, 4)) == "2027-01-04(暂定)"


def test_the_offices_own_year_takes_the_place_of_the_known_one() -> None:
    own = FEAST.with_year(2026, frozenset({date(2026, 10, 5)}), frozenset())
    assert own.is_worked(date(2026, 10, 1))
    assert not own.is_worked(date(2026, 10, 5))
    assert not own.is_worked(date(2026, 10, 10))
    assert own.with_year(2027, frozenset(), frozenset()).is_announced(date(2027, 3, 1))


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.integers(1, 30))
def test_counting_on_is_counting_one_by_one(since: date, count: int) -> None:
    day = FEAST.after(since, count)
    assert FEAST.is_worked(day)
    between = (since + timedelta(days=number) for number in range(1, (day - since).days + 1))
    assert sum(1 for one in between if FEAST.is_worked(one)) == count
