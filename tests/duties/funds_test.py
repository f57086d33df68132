"""Funds: planned before allotted, a payment always recorded, shares to the hundredth, grants to the fen."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.rules.ledgers import schemas, shipped
from tests.township import SmallBooks
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.funds.money import paid
from wfx.duties.matter import Hand
from wfx.rules.engine import judge
from wfx.rules.examples import run_examples
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.table import Cell

Row = dict[str, Cell]
YUAN = Decimal
TODAY = date(2026, 10, 20)
CLERK = Hand("li-ming", ("clerk",), TODAY)
PLANNED: Row = {
    "allotment_id": "fund-2026-001",
    "project_id": "X1",
    "project": "道路硬化",
    "village": "v01",
    "kind": "infrastructure",
    "stored_on": date(2026, 1, 5),
    "planned": YUAN("200000.00"),
    "planned_on": date(2026, 2, 1),
}


def _after(made: Outcome, ledger: str) -> list[Row]:
    return [dict(one.after or {}) for one in made.changes if isinstance(one, Change) and one.ledger == ledger]


def _lot(books: SmallBooks, ledger: str, *rows: Row) -> Lot:
    fields = books.table(ledger).arrow.schema
    names = [name for name in fields.names if any(name in row for row in rows)]
    return Lot({ledger: pa.Table.from_pylist(list(rows), schema=pa.schema([fields.field(name) for name in names]))})


# the chain


def test_a_plan_is_written_under_its_number_and_the_money_follows_it() -> None:
    given: Row = {
        "project_id": "X1",
        "project": "道路硬化",
        "kind": "infrastructure",
        "planned": YUAN("200000.00"),
        "stored_on": date(2026, 1, 5),
    }
    [row] = _after(play(SmallBooks({"projects": []}), "funds plan", CLERK, given=given), "allotments")
    assert (row["allotment_id"], row["planned_on"]) == ("fund-2026-001", TODAY)
    books = SmallBooks({"allotments": [PLANNED], "budgets": []})
    made = play(books, "funds allot", CLERK, number="001", given={"amount": YUAN("86000.00"), "budget_id": "bud-1"})
    [row] = _after(made, "allotments")
    assert (row["amount"], row["allotted_on"], row["planned"]) == (YUAN("86000.00"), TODAY, YUAN("200000.00"))


def test_what_the_library_of_projects_knows_is_not_asked_again() -> None:
    stored: Row = {"project_id": "prj-2026-001", "name": "道路硬化", "village": "v02", "steps": []}
    given: Row = {"project_id": "prj-2026-001", "kind": "infrastructure", "planned": YUAN("1.00")}
    [row] = _after(play(SmallBooks({"projects": [stored]}), "funds plan", CLERK, given=given), "allotments")
    assert (row["project"], row["village"]) == ("道路硬化", "v02")
    with pytest.raises(FieldsMissing):
        play(SmallBooks({"projects": []}), "funds plan", CLERK, given=given)


def test_what_is_not_stored_or_not_planned_guards_plan_and_allotment() -> None:
    rule = shipped().get("F01")
    assert rule.guards == ("funds.plan", "funds.allot")
    assert (rule.status, rule.basis.grade) == ("active", "DOC")
    drafts = [each for each in shipped().rules if each.id.startswith("F") and each.guards and each.status != "active"]
    assert drafts == []


def _found(rule: str, subject: str) -> Finding:
    return Finding(
        rule, subject, Verdict.FOUND, Severity.ERROR, "拨付超结算审核价", "多付 8734.00 元", village="v01", duty="funds"
    )


def _paid(found: Sequence[Finding]) -> Outcome:
    books = SmallBooks({"allotments": [PLANNED], "payments": [], "rectifications": [], "dispositions": []})
    given: Row = {"project_id": "X1", "amount": YUAN("200000.00")}
    call = Call(books, duty("funds").verbs["paid"], CLERK, TODAY, given=given, judged=lambda *_: list(found))
    return paid(call)


def test_a_payment_that_happened_is_recorded_and_what_is_red_opens_a_rectification() -> None:
    made = _paid([_found("F04", "X1"), _found("F02", "X9")])  # X9 is another project's trouble, found before
    [row] = _after(made, "payments")
    assert (row["payment_id"], row["village"], row["paid_on"]) == ("pay-2026-001", "v01", TODAY)
    [matter] = _after(made, "rectifications")
    assert (matter["rule"], matter["subject"], matter["village"]) == ("F04", "X1", "v01")
    assert "多付 8734.00 元" in str(matter["problem"])
    assert any("立为整改" in note for note in made.notes)


def test_a_payment_in_order_opens_nothing() -> None:
    assert _after(_paid([]), "rectifications") == []


def test_a_list_of_payments_taken_twice_is_entered_once() -> None:
    line: Row = {"project_id": "X1", "amount": YUAN("40000.00"), "paid_on": date(2026, 10, 8), "voucher": "1"}
    twice: Row = {"project_id": "X1", "amount": YUAN("500.00"), "paid_on": date(2026, 10, 9)}
    empty = SmallBooks({"allotments": [PLANNED], "payments": [], "rectifications": [], "dispositions": []})
    first = arrive(empty, "payments", CLERK, _lot(empty, "payments", line, twice, twice))
    rows = _after(first, "payments")
    assert [row["payment_id"] for row in rows] == ["pay-2026-001", "pay-2026-002", "pay-2026-003"]
    assert {row["village"] for row in rows} == {"v01"}
    books = SmallBooks({"allotments": [PLANNED], "payments": rows, "rectifications": [], "dispositions": []})
    again = arrive(books, "payments", CLERK, _lot(books, "payments", line, twice, twice, {**line, "voucher": "2"}))
    assert [row["voucher"] for row in _after(again, "payments")] == ["2"]
    assert again.notes[0] == "3 行已经登记过,没有重复登记"


def test_a_plan_list_fills_in_the_project_that_stands() -> None:
    books = SmallBooks({"allotments": [PLANNED]})
    line: Row = {"project_id": "X1", "settled": YUAN("191266.00")}
    other: Row = {"project_id": "X2", "project": "沟", "kind": "infrastructure", "planned": YUAN("1.00")}
    one, two = _after(arrive(books, "allotments", CLERK, _lot(books, "allotments", line, other)), "allotments")
    assert (one["allotment_id"], one["settled"], one["planned"]) == (
        "fund-2026-001",
        YUAN("191266.00"),
        YUAN("200000.00"),
    )
    assert two["allotment_id"] == "fund-2026-002"


# the figures


def _budget(number: int, amount: str, task: str = "consolidate", level: str = "central") -> Row:
    return {
        "budget_id": f"bud-2026-{number:03}",
        "level": level,
        "paper_no": f"示例{number}号",
        "amount": YUAN(amount),
        "task": task,
        "year": 2026,
    }


def test_the_industry_share_of_both_denominators() -> None:
    money: Row = {**PLANNED, "kind": "industry", "amount": YUAN("568.00"), "year": 2026}
    books = SmallBooks({"budgets": [_budget(1, "878.00"), _budget(2, "122.00", "work_relief")], "allotments": [money]})
    sheet = view(books, "funds/shares", TODAY)
    [row] = sheet.rows
    shown = dict(zip([column.name for column in sheet.columns], map(str, row), strict=True))
    assert (shown["share"], shown["share_rest"]) == ("56.80%", "64.69%")


def test_progress_at_the_end_of_april_is_8_69_points_ahead() -> None:
    money: Row = {**PLANNED, "budget_id": "bud-2026-001"}
    pay: Row = {
        "payment_id": "pay-2026-001",
        "project_id": "X1",
        "amount": YUAN("4202.00"),
        "paid_on": date(2026, 4, 30),
    }
    books = SmallBooks({"budgets": [_budget(1, "10000.00")], "allotments": [money], "payments": [pay]})
    sheet = view(books, "funds/progress", date(2026, 4, 30))
    row = dict(zip([column.name for column in sheet.columns], map(str, sheet.rows[0]), strict=True))
    assert (row["rate"], row["due"], row["gap"]) == ("42.02%", "33.33%", "8.69%")


def test_rules_view_and_grant_come_to_the_same() -> None:
    """21 000 x 20 % = 4 200; 12 mu x 500 = 6 000; the household's 5 000: 4 200.00 is due."""
    standard: Row = {
        "standard_id": "S1",
        "since": date(2026, 1, 1),
        "name": "种植奖补",
        "profit_rate": YUAN("0.2"),
        "cap_unit": YUAN("500.00"),
        "cap_household": YUAN("5000.00"),
    }
    grant: Row = {
        "month": "2026-10",
        "standard_id": "S1",
        "batch": 1,
        "person_id": "P1",
        "household_id": "H1",
        "village": "v01",
        "qty": YUAN("12.000"),
        "profit": YUAN("21000.00"),
        "paid": YUAN("4200.00"),
    }
    books = SmallBooks({"standards": [standard], "grants": [grant]})
    sheet = view(books, "funds/grants", TODAY, month=Month(2026, 10))
    row = dict(zip([column.name for column in sheet.columns], sheet.rows[0], strict=True))
    assert row["owed"] == YUAN("4200.00")
    rules = [shipped().get(name) for name in ("F23", "F24")]
    right = judge(rules, lambda name: books.table(name).arrow, schemas(), Month(2026, 10), day=TODAY)
    assert [each.subject for each in right if each.verdict is Verdict.FOUND] == []
    books = SmallBooks({"standards": [standard], "grants": [{**grant, "paid": YUAN("4700.00")}]})
    wrong = judge(rules, lambda name: books.table(name).arrow, schemas(), Month(2026, 10), day=TODAY)
    [only] = [each for each in wrong if each.verdict is Verdict.FOUND]
    assert (only.rule, only.subject) == ("F24", "P1")
    assert "4700.00" in only.what
    assert "4200.00" in only.what


def test_what_is_left_over_is_plan_less_settlement_less_fee() -> None:
    money: Row = {**PLANNED, "settled": YUAN("191266.00"), "fee": YUAN("1000.00")}
    sheet = view(SmallBooks({"allotments": [money]}), "funds/rests", TODAY)
    row = dict(zip([column.name for column in sheet.columns], sheet.rows[0], strict=True))
    assert row["rest"] == YUAN("7734.00")


def test_the_rules_of_the_reference_are_there_without_the_noise() -> None:
    there = {rule.id for rule in shipped().rules if rule.duty == "funds"}
    assert there == {
        *("F01", "F02", "F04", "F05", "F06", "F08", "F09", "F10", "F11", "F12", "F13"),
        *("F16", "F17", "F18", "F19", "F20", "F21", "F22", "F23", "F24", "F26"),
    }
    for name in there:
        assert run_examples(shipped().get(name), schemas()) == []
