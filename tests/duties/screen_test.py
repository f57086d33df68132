"""Screening: one clue a doubt, every clue closed with its answer, nobody at risk forgotten."""

from datetime import date

import pytest

from tests.township import SmallBooks
from wfx.duties import screen
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, NotInBooks, NotWatched, ReasonMissing
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 2)
HOME: dict[str, Cell] = {"household_id": "H1", "village": "v01", "standing": "present"}


def _finding(**change: object) -> Finding:
    found = {"rule": "S01", "subject": "H1", "verdict": Verdict.FOUND, "severity": Severity.ERROR, "what": "收入低于线"}
    return Finding(**(found | change))  # type: ignore[arg-type]


def _row(change: Change) -> dict[str, Cell]:
    return dict(change.after or {})


def test_a_finding_becomes_a_clue_of_its_month() -> None:
    [change] = screen.run(SmallBooks({"households": [HOME]}), [_finding()], OCTOBER, TODAY)
    row = _row(change)
    assert (row["month"], row["village"], row["state"], row["found_on"]) == (
        "2026-10",
        "v01",
        "open",
        date(2026, 10, 31),
    )


def test_running_twice_makes_no_second_clue() -> None:
    books = SmallBooks({"households": [HOME]})
    [change] = screen.run(books, [_finding()], OCTOBER, TODAY)
    again = SmallBooks({"households": [HOME], "clues": [_row(change)]})
    assert screen.run(again, [_finding()], OCTOBER, TODAY) == []
    assert screen.run(again, [_finding(evidence=(("net_income", "8000"),))], OCTOBER, TODAY) == []


def test_a_settled_doubt_with_new_evidence_is_a_new_clue() -> None:
    books = SmallBooks({"households": [HOME]})
    [change] = screen.run(books, [_finding()], OCTOBER, TODAY)
    [closed] = screen.settle(SmallBooks({"clues": [_row(change)]}), change.key[0], "不纳入", "已解决", "li-ming", TODAY)
    after = SmallBooks({"households": [HOME], "clues": [_row(closed)]})
    assert screen.run(after, [_finding()], OCTOBER.plus(1), TODAY) == []
    assert len(screen.run(after, [_finding(evidence=(("net_income", "7000"),))], OCTOBER.plus(1), TODAY)) == 1


def test_missing_data_is_no_clue() -> None:
    assert screen.run(SmallBooks({"households": [HOME]}), [_finding(verdict=Verdict.MISSING)], OCTOBER, TODAY) == []


def _clue() -> SmallBooks:
    [change] = screen.run(SmallBooks({"households": [HOME]}), [_finding()], OCTOBER, TODAY)
    return SmallBooks({"households": [HOME], "clues": [_row(change)]})


def test_settling_needs_a_known_clue_a_known_word_and_a_reason() -> None:
    books = _clue()
    clue = str(next(books.table("clues").rows())["clue_id"])
    with pytest.raises(NotInBooks):
        screen.settle(books, "C999999", "不纳入", "x", "li-ming", TODAY)
    with pytest.raises(BadValue):
        screen.settle(books, clue, "算了", "x", "li-ming", TODAY)
    with pytest.raises(ReasonMissing):
        screen.settle(books, clue, "不纳入", " ", "li-ming", TODAY)
    [change] = screen.settle(books, clue[-4:], "拟纳入监测", "", "li-ming", TODAY)
    assert _row(change)["decision"] == "include"
    with pytest.raises(AlreadySettled):
        screen.settle(SmallBooks({"clues": [_row(change)]}), clue, "拟纳入监测", "", "li-ming", TODAY)
    # with a reason the same command is a correction
    [mended] = screen.settle(SmallBooks({"clues": [_row(change)]}), clue, "不纳入", "录错了", "li-ming", TODAY)
    assert ((mended.before or {})["decision"], _row(mended)["decision"]) == ("include", "exclude")


def test_a_red_clue_ends_without_a_case_only_with_a_reason_and_covered_must_be_so() -> None:
    books = _clue()
    [red] = books.table("clues").rows()
    yellow = red | {"clue_id": "C2", "severity": "doubt"}
    for decision in ("先行帮扶", "不纳入", "不属实"):
        with pytest.raises(ReasonMissing):
            screen.settled(books, red, decision, "", "li-ming", TODAY)
    assert screen.settled(books, yellow, "先行帮扶", "", "li-ming", TODAY).after
    for row in (red, yellow):
        with pytest.raises(NotWatched):
            screen.settled(books, row, "已在监测", "2024 年纳入", "li-ming", TODAY)
    for risk_cleared, watched in ((True, False), (False, True), (None, True)):
        home = HOME | {"monitoring": "sudden", "risk_cleared": risk_cleared}
        now = SmallBooks({"households": [home], "clues": [red]})
        assert (screen.objection(now, red, "covered", "2024 年纳入") is None) is watched


def test_a_red_clue_leaves_the_gaps_only_when_its_answer_is_signed() -> None:
    books = _clue()
    [red] = books.table("clues").rows()
    [closed] = screen.settle(books, str(red["clue_id"]), "不属实", "查无此事", "li-ming", TODAY)
    answered = SmallBooks({"households": [HOME], "clues": [_row(closed)]})
    assert screen.gaps(answered, [_finding()], OCTOBER).rows == ()
    for found in ([_finding()], []):  # also when the month's numbers have moved on
        waits = screen.gaps(answered, found, OCTOBER, {closed.key})
        assert [row[2] for row in waits.rows] == [red["clue_id"]]
        assert "1 条红色线索的结论还没有人签核" in waits.notes[1]


def test_gaps_are_risks_without_case_or_answer() -> None:
    watched = HOME | {"monitoring": "sudden", "risk_cleared": False}
    found = [_finding()]
    assert len(screen.gaps(SmallBooks({"households": [HOME]}), found, OCTOBER).rows) == 1
    assert screen.gaps(SmallBooks({"households": [watched]}), found, OCTOBER).rows == ()
    case = {"case_id": "case-2026-001", "household_id": HOME["household_id"], "state": "posted"}
    going, ended = ({"households": [HOME], "cases": [{**case, "state": state}]} for state in ("posted", "excluded"))
    assert screen.gaps(SmallBooks(going), found, OCTOBER).rows == ()
    assert len(screen.gaps(SmallBooks(ended), found, OCTOBER).rows) == 1
    cleared = HOME | {"monitoring": "sudden", "risk_cleared": True}
    assert len(screen.gaps(SmallBooks({"households": [cleared]}), found, OCTOBER).rows) == 1


def test_status_names_the_villages_that_have_not_reported() -> None:
    screened: dict[str, Cell] = {"month": "2026-10", "village": "v01", "household_id": "H1", "way": "visit"}
    # A row that only holds a department's figure is nobody's look at the household.
    listed: dict[str, Cell] = {"month": "2026-10", "village": "v02", "household_id": "H2", "house_grade": "D"}
    other = HOME | {"household_id": "H2", "village": "v02", "standing": None}
    moved = HOME | {"household_id": "H3", "village": "v03", "standing": "moved"}
    sheet = screen.status(SmallBooks({"households": [HOME, other, moved], "screenings": [screened, listed]}), OCTOBER)
    assert sheet.rows[0][:4] == ("李斌庄", 1, 1, "100%")
    assert sheet.notes == ("还没有上报的村:乔庄",)
