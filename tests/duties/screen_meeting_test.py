"""The panel, its meetings, the notice of a refusal, and the days from event to answer."""

from datetime import date

import pytest

from tests.township import SmallBooks
from wfx.duties import screen
from wfx.duties.screen.meetings import Decision, Sitting
from wfx.values.errors import ActRefused, AlreadySettled, NotAMember, NothingToDo, NotInBooks, SecondMember
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.sheet import Sheet
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
HELD = date(2026, 10, 28)
HOME: dict[str, Cell] = {"household_id": "H1", "village": "v01", "head_id": "P1"}


def _member(name: str, duty: str, department: str, **more: Cell) -> dict[str, Cell]:
    row: dict[str, Cell] = {"panel_id": "p1", "member": name, "duty": duty, "department": department}
    return row | {"from_on": date(2026, 1, 5), "paper": "文乡办〔2026〕3号"} | more


PANEL = [
    _member("分管领导", "leader", "乡政府"),
    _member("民政所长", "member", "民政所"),
    _member("原社保所长", "member", "社保所", until_on=date(2026, 6, 30)),
]


def _clue(number: str, severity: str = "error", /, **more: Cell) -> dict[str, Cell]:
    row: dict[str, Cell] = {"clue_id": number, "month": "2026-10", "village": "v01", "household_id": "H1"}
    row |= {"severity": severity, "channel": "self", "found_on": date(2026, 10, 10), "state": "open"}
    return row | more


def _books(*clues: dict[str, Cell], **more: list[dict[str, Cell]]) -> SmallBooks:
    return SmallBooks({"households": [HOME], "panels": PANEL, "clues": list(clues), **more})


def _sitting(*present: str) -> Sitting:
    return Sitting(OCTOBER, HELD, present)


def test_the_panel_is_shown_as_it_sits_on_a_day() -> None:
    sheet = screen.show_panel(_books(), HELD)
    assert [row[2] for row in sheet.rows] == ["分管领导", "民政所长"]
    assert "2 个部门" in sheet.notes[0]
    assert len(screen.show_panel(_books(), date(2026, 3, 1)).rows) == 3


def test_a_meeting_is_one_record_and_its_dispositions_hang_on_it() -> None:
    lines = [Decision("C1", "exclude", "已报销"), Decision("C2", "help", "")]
    record, *closed = screen.meet(
        _books(_clue("C1"), _clue("C2", "doubt")), _sitting("分管领导", "民政所"), lines, "li"
    )
    row = dict(record.after or {})
    assert (row["present"], row["clues"], row["panel_id"]) == (["分管领导", "民政所长"], ["C1", "C2"], "p1")
    assert {(change.after or {})["meeting_id"] for change in closed} == {row["meeting_id"]}
    assert {(change.after or {})["settled_on"] for change in closed} == {HELD}


def test_a_second_lot_of_the_same_day_goes_to_the_same_record() -> None:
    first, clue = screen.meet(_books(_clue("C1")), _sitting("分管领导"), [Decision("C1", "include", "")], "li")
    books = _books(dict(clue.after or {}), _clue("C2"), meetings=[dict(first.after or {})])
    again, _ = screen.meet(books, _sitting("分管领导"), [Decision("C2", "include", "")], "li")
    assert (again.key, (again.after or {})["clues"]) == (first.key, ["C1", "C2"])


def test_a_red_clue_is_not_closed_as_excluded_by_one_alone() -> None:
    alone, two = _sitting("分管领导", "分管领导"), _sitting("分管领导", "民政所长")
    out = [Decision("C1", "exclude", "已报销")]
    with pytest.raises(SecondMember):
        screen.meet(_books(_clue("C1")), alone, out, "li")
    for answer in ("help", "unfounded"):
        with pytest.raises(SecondMember):
            screen.meet(_books(_clue("C1")), alone, [Decision("C1", answer, "已报销")], "li")
    assert len(screen.meet(_books(_clue("C1")), alone, [Decision("C1", "include", "")], "li")) == 2
    assert len(screen.meet(_books(_clue("C1")), two, out, "li")) == 2
    assert len(screen.meet(_books(_clue("C1", "doubt")), alone, out, "li")) == 2


def test_who_does_not_sit_is_not_present() -> None:
    with pytest.raises(NotAMember):
        screen.meet(_books(), _sitting("原社保所长"), [], "li")
    with pytest.raises(NotInBooks):
        screen.meet(SmallBooks(), _sitting("分管领导"), [], "li")


def test_the_minutes_show_the_list() -> None:
    record, clue = screen.meet(
        _books(_clue("C1")), _sitting("分管领导", "民政所长"), [Decision("C1", "help", "先救助")], "li"
    )
    books = _books(dict(clue.after or {}), meetings=[dict(record.after or {})])
    paper = screen.paper_meeting(books, OCTOBER)
    assert paper.facts["paper"] == "文乡办〔2026〕3号"
    sheet = paper.sheets["clues"]
    assert isinstance(sheet, Sheet)
    assert sheet.rows[0][-2:] == ("先行帮扶", "先救助")
    assert screen.show_meetings(books, OCTOBER).rows[0][-1] == 1
    with pytest.raises(NothingToDo):
        screen.paper_meeting(books, OCTOBER.plus(1))


REFUSED: dict[str, Cell] = {
    "state": "settled",
    "decision": "exclude",
    "reason": "已报销",
    "settled_on": date(2026, 10, 20),
}


def test_a_refused_applicant_gets_reason_and_the_right_to_ask_again() -> None:
    books = _books(_clue("C1", **REFUSED))
    paper = screen.paper_refusal(books, "C1", Personal("欧阳例一", is_name=True), HELD)
    assert (paper.facts["reason"], paper.facts["decision"], paper.facts["village"]) == ("已报销", "不纳入", "李斌庄")
    [told] = screen.notified(books, "C1", date(2026, 10, 22))
    assert (told.after or {})["notified_on"] == date(2026, 10, 22)
    with pytest.raises(ActRefused):
        screen.notified(books, "C1", date(2026, 10, 19))
    with pytest.raises(ActRefused):
        screen.paper_refusal(_books(_clue("C1")), "C1", None, HELD)
    with pytest.raises(AlreadySettled):
        screen.notified(_books(dict(told.after or {})), "C1", HELD)


def test_days_are_counted_from_event_to_answer_per_village_and_channel() -> None:
    told: dict[str, Cell] = {"happened_on": date(2026, 10, 1), "told_on": date(2026, 10, 9)}
    late: dict[str, Cell] = {"happened_on": date(2026, 9, 1), "told_on": date(2026, 10, 10), "channel": "grid"}
    sheet = screen.delays(_books(_clue("C1", **REFUSED, **told), _clue("C2", **late), _clue("C3")), OCTOBER)
    rows = {row[0]: row[1:] for row in sheet.rows}
    assert rows["李斌庄"] == (3, 8, 39, 0, 1, 10, 10, 1)
    assert rows["网格上报"] == (1, 39, 39, 0, 0, None, None, 0)
    assert "乔庄" not in rows
    assert "1 户申请未纳入而没有告知" in sheet.notes[1]


def test_the_worklist_has_what_the_meeting_needs_and_two_columns_to_fill() -> None:
    sheet = screen.worklist_clues(_books(_clue("C2", "doubt"), _clue("C1")), {"H1": Personal("欧阳例一", is_name=True)})
    assert [column.title for column in sheet.columns][-2:] == ["处置结论", "理由"]
    assert [row[0] for row in sheet.rows] == ["C1", "C2"]
    assert sheet.rows[0][5] == "欧阳例一"
    assert sheet.rows[0][-2:] == (None, None)


def test_a_gap_is_closed_by_the_answer_to_that_doubt_only() -> None:
    found = [Finding(rule="S01", subject="H1", verdict=Verdict.FOUND, severity=Severity.ERROR, what="低于线")]
    other = _clue("C1", **REFUSED, rule="S03", finding="x")
    own = _clue("C2", **REFUSED, rule="S01", finding="y")
    assert len(screen.gaps(_books(other), found, OCTOBER).rows) == 1
    assert screen.gaps(_books(own), found, OCTOBER).rows == ()
    assert len(screen.gaps(_books(own), found, OCTOBER.plus(1)).rows) == 1
    event = _clue("C3", event="accident", what="车祸")
    assert [row[2] for row in screen.gaps(_books(event), [], OCTOBER).rows] == ["C3"]
