"""The ground floor: parse and str are inverse, money never loses a fen, merges change nothing that was not said."""

import re
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfx.values.errors import BadValue, Place, Refused, problem
from wfx.values.ids import AssetId, HouseholdId, OfficerId, VillageId
from wfx.values.measure import Measure
from wfx.values.money import Money
from wfx.values.month import Month
from wfx.values.personal import Personal, mask_name, mask_number, mask_text
from wfx.values.roundtrip.merge import fill

months = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))
fen = st.integers(-(10**17), 10**17).map(lambda number: Decimal(number) / 100)


@given(months)
def test_a_month_reads_back(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(months, st.integers(-60, 60))
def test_months_add_up(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month


@given(months, st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_lies_in_exactly_its_month(month: Month, day: date) -> None:
    assert (day in month) == (Month.of(day) == month)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-10", "2026-1", "2026-10 ", "\uff12026-10", ""])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(BadValue):
        Month.parse(text)


@given(fen)
def test_money_reads_back(yuan: Decimal) -> None:
    assert Money.parse(str(Money(yuan))) == Money(yuan)


@given(
    fen.map(lambda yuan: (yuan / 4).quantize(Decimal("0.01"))),
    fen.map(lambda yuan: (yuan / 4).quantize(Decimal("0.01"))),
)
def test_money_adds_and_takes_away(one: Decimal, other: Decimal) -> None:
    assert Money(one) + Money(other) - Money(other) == Money(one)


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Money(24300.30)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1.234", "1e5", "NaN", "inf", "01", "-", "1,000", " 1"])
def test_what_is_no_money(text: str) -> None:
    with pytest.raises(BadValue):
        Money.parse(text)


def test_half_a_fen_rounds_up() -> None:
    assert str(Money.rounded(Decimal("10.005"))) == "10.01"


@pytest.mark.parametrize(("kind", "text"), [(HouseholdId, "410999010001"), (VillageId, "v01"), (OfficerId, "li-ming")])
def test_ids_read_back(kind: type[AssetId], text: str) -> None:
    assert str(kind.parse(text)) == text


@pytest.mark.parametrize(("kind", "text"), [(AssetId, ""), (AssetId, "../x"), (VillageId, "V01"), (OfficerId, "x")])
def test_what_is_no_id(kind: type[AssetId], text: str) -> None:
    with pytest.raises(BadValue):
        kind.parse(text)


def test_personal_data_prints_stars() -> None:
    name = Personal("甲一一", is_name=True)
    assert f"{name} {name!r}" == "甲** 甲**"
    assert str(Personal("19900000012")) == "*******0012"
    assert name.open("工作件") == "甲一一"
    with pytest.raises(ValueError):  # noqa: PT011 - the only one it raises
        name.open("")


@given(st.text("0123456789Xx", min_size=6, max_size=30))
def test_no_long_number_survives_a_mask(number: str) -> None:
    shown = mask_text(f"户主 {number} 号", limit=200)
    assert not re.search("[0-9]{6}", shown)


def test_masks() -> None:
    assert (mask_name("甲"), mask_name(""), mask_number("1234"), mask_number("12345")) == ("*", "", "****", "*2345")


def test_a_score_is_rounded_once() -> None:
    assert Measure("R00", "v01", Decimal(2), Decimal(3)).score(2) == Decimal("0.67")
    assert Measure("R00", "v01", Decimal(2), Decimal(0)).score(2) is None


def test_every_problem_is_kept_and_sorted() -> None:
    later = problem(BadValue, Place(row=9), "x")
    first = problem(BadValue, Place(row=2), "y")
    assert Refused([later, first]).problems == (first, later)


_SCHEMA = pa.schema([("id", pa.string()), ("a", pa.int64()), ("b", pa.string())])
cells = st.one_of(st.none(), st.integers(0, 9))
rows = st.dictionaries(
    st.sampled_from(["x", "y", "z"]), st.tuples(cells, st.one_of(st.none(), st.text("pq", max_size=2)))
)


def _table(rows_: dict[str, tuple[int | None, str | None]]) -> pa.Table:
    listed = [{"id": key, "a": a, "b": b} for key, (a, b) in sorted(rows_.items())]
    return pa.Table.from_pylist(listed, schema=_SCHEMA)


@given(rows, rows)
def test_a_blank_cell_means_no_change(
    incoming: dict[str, tuple[int | None, str | None]], standing: dict[str, tuple[int | None, str | None]]
) -> None:
    filled = {row["id"]: row for row in fill(_table(incoming), _table(standing), ("id",)).to_pylist()}
    assert filled.keys() == incoming.keys()
    for key, (a, b) in incoming.items():
        old = standing.get(key, (None, None))
        assert filled[key] == {"id": key, "a": old[0] if a is None else a, "b": old[1] if b is None else b}


@given(rows)
def test_the_same_rows_twice_change_nothing(standing: dict[str, tuple[int | None, str | None]]) -> None:
    table = _table(standing)
    assert fill(table, table, ("id",)).equals(table)


def test_a_row_is_found_by_a_key_that_holds_a_day() -> None:
    day = date(2026, 10, 1)
    standing = pa.table({"id": ["a", "a"], "since": [day, date(2026, 11, 1)], "line": ["1", "2"]})
    incoming = pa.table({"id": ["a"], "since": [date(2026, 11, 1)]})
    assert fill(incoming, standing, ("id", "since")).to_pylist() == standing.to_pylist()[1:]
