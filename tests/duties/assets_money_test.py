"""Contracts and money: a schedule that loses no fen, nothing shared that did not come in, the negative list."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.township import SmallBooks
from wfx.duties import assets
from wfx.values.change import Change
from wfx.values.errors import (
    ActRefused,
    AlreadySettled,
    BadValue,
    FieldsMissing,
    ForbiddenUse,
    NotInBooks,
    SharedTooMuch,
)
from wfx.values.table import Cell

DAY = date(2026, 10, 12)
SHED: dict[str, Cell] = {
    "asset_id": "A1",
    "village": "v01",
    "name": "大棚",
    "asset_class": "operating",
    "state": "idle",
}
TERMS: dict[str, Cell] = {
    "lessee": "演示合作社",
    "starts_on": date(2026, 11, 1),
    "ends_on": date(2028, 10, 31),
    "yearly_rent": Decimal("10000.01"),
    "rent_every": "half",
    "deposit": Decimal("500.00"),
    "decided_on": date(2026, 10, 1),
}
CAME: dict[str, Cell] = {
    "income_id": "I1",
    "asset_id": "A1",
    "village": "v01",
    "due_on": date(2026, 6, 30),
    "due": Decimal("5000.00"),
    "received": Decimal("5000.00"),
    "received_on": date(2026, 7, 1),
}
PLAN: dict[str, Cell] = {"plan_on": date(2026, 10, 1)}


def _rows(changes: Sequence[Change], ledger: str) -> list[dict[str, Cell]]:
    return [dict(change.after or {}) for change in changes if change.ledger == ledger]


def test_a_lease_writes_contract_asset_schedule_and_history() -> None:
    changes = assets.lease(SmallBooks({"assets": [SHED]}), "A1", TERMS, assets.When(DAY))
    [contract], [asset] = _rows(changes, "contracts"), _rows(changes, "assets")
    assert (contract["contract_id"], contract["state"]) == ("A1-c2026-001", "running")
    assert (asset["state"], asset["contract_id"], asset["operator"]) == ("leased", "A1-c2026-001", "演示合作社")
    due = [(row["kind"], str(row["due_on"]), str(row["due"])) for row in _rows(changes, "asset_income")]
    assert due == [
        ("deposit", "2026-11-01", "500.00"),
        ("rent", "2026-11-01", "5000.01"),
        ("rent", "2027-05-01", "5000.00"),
        ("rent", "2027-11-01", "5000.01"),
        ("rent", "2028-05-01", "5000.00"),
    ]
    assert _rows(changes, "asset_events")[0]["kind"] == "lease"


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal(999999), places=2),
    st.sampled_from(["month", "quarter", "half", "year", "once"]),
    st.integers(1, 6),
    st.dates(date(2020, 1, 1), date(2030, 12, 28)),
)
def test_whole_years_of_rent_add_up_however_they_are_parted(rent: Decimal, every: str, years: int, start: date) -> None:
    end = date.fromordinal(start.replace(year=start.year + years, day=min(start.day, 28)).toordinal() - 1)
    start = start.replace(day=min(start.day, 28))
    terms: dict[str, Cell] = {"contract_id": "C1", "asset_id": "A1", "village": "v01", "kind": "lease"}
    terms |= {"starts_on": start, "ends_on": end, "yearly_rent": rent, "rent_every": every}
    rows = list(assets.schedule(terms))
    assert sum(Decimal(str(row["due"])) for row in rows) == rent * years
    assert [row["due_on"] for row in rows] == sorted({row["due_on"] for row in rows})  # type: ignore[type-var]
    assert rows[0]["due_on"] == start


def test_a_part_of_a_year_is_paid_in_part() -> None:
    terms = TERMS | {"contract_id": "C1", "asset_id": "A1", "village": "v01", "kind": "lease", "deposit": None}
    terms |= {"yearly_rent": Decimal("1200.00"), "rent_every": "year", "ends_on": date(2028, 1, 31)}
    assert [row["due"] for row in assets.schedule(terms)] == [Decimal("1200.00"), Decimal("300.00")]
    assert [row["due"] for row in assets.schedule(terms | {"ends_on": date(2027, 11, 15)})][1] == Decimal("50.00")


def test_a_contract_of_ones_own_is_decided_first_and_alone() -> None:
    books = SmallBooks({"assets": [SHED]})
    undecided = TERMS | {"decided_on": None}
    with pytest.raises(FieldsMissing):
        assets.lease(books, "A1", undecided, assets.When(DAY))
    assert assets.lease(books, "A1", undecided, assets.When(DAY, fact=True))
    with pytest.raises(ActRefused):
        assets.lease(books, "A1", TERMS | {"decided_on": date(2026, 11, 2)}, assets.When(DAY))
    with pytest.raises(ActRefused):
        assets.lease(books, "A1", TERMS | {"ends_on": date(2026, 10, 31)}, assets.When(DAY, fact=True))
    running: dict[str, Cell] = {"contract_id": "C9", "asset_id": "A1", "village": "v01", "ends_on": date(2026, 12, 31)}
    standing = SmallBooks({"assets": [SHED], "contracts": [running]})
    with pytest.raises(AlreadySettled):
        assets.lease(standing, "A1", TERMS, assets.When(DAY))
    with pytest.raises(AlreadySettled):
        assets.lease(standing, "A1", TERMS | {"contract_id": "C9"}, assets.When(DAY, fact=True))


def test_money_that_comes_in_parts_adds_up() -> None:
    part = CAME | {"received": Decimal("2000.00")}
    [change] = assets.receive(SmallBooks({"asset_income": [part]}), "I1", Decimal("3000.00"), DAY, None)
    assert (change.after or {})["received"] == Decimal("5000.00")
    with pytest.raises(NotInBooks):
        assets.receive(SmallBooks(), "I1", Decimal(1), DAY, None)
    with pytest.raises(BadValue):
        assets.receive(SmallBooks({"asset_income": [part]}), "I1", Decimal(0), DAY, None)


def test_what_is_due_is_listed_overdue_first() -> None:
    owed = CAME | {"received": Decimal("2000.00")}
    soon = CAME | {"income_id": "I2", "due_on": date(2026, 11, 1), "received": None}
    later = CAME | {"income_id": "I3", "due_on": date(2027, 11, 1), "received": None}
    sheet = assets.show_income(SmallBooks({"asset_income": [later, soon, owed]}), DAY, due=True)
    assert [row[:2] for row in sheet.rows] == [("逾期", "I1"), ("快到期", "I2")]
    assert "尚欠 3,000.00 元" in sheet.notes[0]
    assert len(assets.show_income(SmallBooks({"asset_income": [later, CAME]}), DAY).rows) == 2


def test_shares_are_written_line_by_line() -> None:
    shares = [assets.Share("post_wages", Decimal(3000)), assets.Share("support", Decimal(500), "P1")]
    changes = assets.distribute(SmallBooks({"asset_income": [CAME]}), "I1", shares, PLAN, assets.When(DAY))
    [income], lines = _rows(changes, "asset_income"), _rows(changes, "distributions")
    assert (income["distributed"], income["use"]) == (Decimal(3500), "村级公益岗工资、无劳动能力低收入人口资助")
    assert [(line["distribution_id"], line["person_id"]) for line in lines] == [
        ("I1-20261012-001", None),
        ("I1-20261012-002", "P1"),
    ]
    again = SmallBooks({"asset_income": [income], "distributions": lines})
    more = assets.distribute(again, "I1", [assets.Share("upkeep", Decimal(1500))], {}, assets.When(DAY))
    assert _rows(more, "distributions")[0]["distribution_id"] == "I1-20261012-003"
    assert _rows(more, "asset_income")[0]["distributed"] == Decimal(5000)


def test_what_may_not_be_shared_is_refused_and_a_fact_is_kept() -> None:
    books = SmallBooks({"asset_income": [CAME]})
    much, debt = [assets.Share("upkeep", Decimal("5000.01"))], [assets.Share("debt", Decimal(1))]
    with pytest.raises(SharedTooMuch):
        assets.distribute(books, "I1", much, PLAN, assets.When(DAY))
    with pytest.raises(ForbiddenUse):
        assets.distribute(books, "I1", debt, PLAN, assets.When(DAY))
    with pytest.raises(FieldsMissing):
        assets.distribute(books, "I1", [assets.Share("upkeep", Decimal(1))], {}, assets.When(DAY))
    with pytest.raises(ActRefused):
        assets.distribute(books, "I1", [], PLAN | {"published_on": date(2026, 9, 1)}, assets.When(DAY))
    kept = assets.distribute(books, "I1", [*much, *debt], {}, assets.When(DAY, fact=True))
    assert len(_rows(kept, "distributions")) == 2


def test_lines_from_a_file_make_the_total_fit() -> None:
    line: dict[str, Cell] = {"distribution_id": "D1", "income_id": "I1", "asset_id": "A1", "village": "v01"}
    books = SmallBooks({"asset_income": [CAME], "distributions": [line | {"amount": Decimal(100)}]})
    rows = [line | {"amount": Decimal(200)}, line | {"distribution_id": "D2", "amount": Decimal(50)}]
    [change] = assets.shared_out(books, rows)
    assert (change.after or {})["distributed"] == Decimal(250)
