"""Who has been told: since the policy last changed, household by household, and what is left with it."""

from datetime import date

import pytest

from tests.declared import play, view
from tests.township import SmallBooks
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call
from wfx.duties.matter import Hand
from wfx.duties.publicity.telling import printed
from wfx.values.change import Change
from wfx.values.errors import NotAChoice, NotInBooks
from wfx.values.month import Month
from wfx.values.table import Cell

Row = dict[str, Cell]
OCTOBER = Month(2026, 10)
POLICY: Row = {"topic": "insurance", "since": date(2026, 1, 1), "what": "起赔线八千元", "phone": "12317"}
CHANGED: Row = {**POLICY, "since": date(2026, 10, 10), "what": "起赔线五千元。大病先报后赔"}
HAND = Hand("li-ming", ("clerk",), date(2026, 10, 12))


def _homes(count: int) -> list[Row]:
    return [{"household_id": f"H{place}", "village": "v01"} for place in range(count)]


def _told(count: int, day: date) -> list[Row]:
    return [
        {"month": f"{day:%Y-%m}", "village": "v01", "household_id": f"H{place}", "insurance_on": day, "how": "visit"}
        for place in range(count)
    ]


def _share(books: SmallBooks, day: date) -> str:
    return str(view(books, "publicity/coverage", day).rows[-1][-1])


def test_286_of_312_are_91_67_percent() -> None:
    books = SmallBooks(
        {"households": _homes(312), "publicity": _told(286, date(2026, 3, 1)), "publicity_topics": [POLICY]}
    )
    assert _share(books, date(2026, 10, 9)) == "91.67%"
    assert len(view(books, "publicity/missing", date(2026, 10, 9)).rows) == 26


def test_when_the_policy_changes_nobody_has_been_told_and_the_old_rows_stay() -> None:
    rows = {"households": _homes(3), "publicity": _told(3, date(2026, 10, 9)), "publicity_topics": [POLICY, CHANGED]}
    books = SmallBooks(rows)
    assert _share(books, date(2026, 10, 9)) == "100.00%"
    assert _share(books, date(2026, 10, 10)) == "0.00%"
    assert books.table("publicity").arrow.num_rows == 3
    again = SmallBooks({**rows, "publicity": [*rows["publicity"], *_told(1, date(2026, 10, 10))]})
    assert _share(again, date(2026, 10, 31)) == "33.33%"  # told on the day it begins counts


def test_the_help_sheet_is_for_those_watched() -> None:
    homes: list[Row] = [
        {"household_id": "H1", "village": "v01", "monitoring": "sudden"},
        {"household_id": "H2", "village": "v01", "monitoring": "sudden", "risk_cleared": True},
        {"household_id": "H3", "village": "v01"},
    ]
    sheet = view(SmallBooks({"households": homes}), "publicity/missing", date(2026, 10, 9), choices={"topic": "help"})
    assert [row[1] for row in sheet.rows] == ["H1"]


def test_a_household_is_told_in_its_village_and_month_and_other_days_stay() -> None:
    books = SmallBooks({"households": _homes(1)})
    [first] = play(books, "publicity record", HAND, given={"household_id": "H0", "phone_on": HAND.on}).changes
    assert isinstance(first, Change)
    assert first.after is not None
    assert (first.key, first.after["village"]) == (("2026-10", "H0"), "v01")
    books.rows = {**books.rows, "publicity": [first.after]}
    [second] = play(books, "publicity record", HAND, given={"household_id": "H0", "loan_on": HAND.on}).changes
    assert isinstance(second, Change)
    assert second.after is not None
    assert (second.after["phone_on"], second.after["loan_on"]) == (HAND.on, HAND.on)
    with pytest.raises(NotInBooks):
        play(books, "publicity record", HAND, given={"household_id": "H9"})


def _sheet(topic: str, day: date, *rows: Row) -> Call:
    return Call(SmallBooks({"publicity_topics": rows}), duty("publicity").verbs["out"], HAND, day, topic)


def test_the_sheet_says_what_holds_on_the_day() -> None:
    call = _sheet("防返贫", date(2026, 10, 9), POLICY, CHANGED)
    assert printed(call.books, call, call.number).facts["lines"] == ("起赔线八千元",)
    call = _sheet("insurance", date(2026, 10, 10), POLICY, CHANGED)
    assert printed(call.books, call, call.number).facts["lines"] == ("起赔线五千元", "大病先报后赔")


def test_the_telephone_is_printed_as_cards() -> None:
    phone: Row = {"topic": "phone", "since": date(2026, 1, 1), "phone": "12317"}
    call = _sheet("咨询电话", date(2026, 10, 9), phone)
    paper = printed(call.books, call, call.number)
    assert {cell for row in paper.sheets["cards"].rows for cell in row} == {"文峰乡乡村振兴办公室\n咨询电话 12317"}


def test_what_was_never_registered_is_not_printed() -> None:
    call = _sheet("创业贷款", date(2026, 10, 9), POLICY)
    with pytest.raises(NotInBooks):
        printed(call.books, call, call.number)
    with pytest.raises(NotAChoice):
        printed(call.books, call, "养老")
