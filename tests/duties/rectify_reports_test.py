"""What was claimed upwards, the papers, the month in lists and on the board."""

from datetime import date

import pytest

from tests.township import ROOT, SmallBooks
from wfx.duties import rectify
from wfx.report.papertext import blocks
from wfx.values.errors import BadValue, FieldsMissing
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.table import Cell

DAY = date(2026, 10, 12)
MONTH = Month(2026, 10)
WORKING: dict[str, Cell] = {
    "rectification_id": "rect-2026-001",
    "source": "inspection",
    "village": "v01",
    "problem": "走访记录缺日期",
    "opened_on": date(2026, 9, 1),
    "due_on": date(2026, 10, 1),
    "owner": "wang-fang",
    "reopened": 0,
    "state": "working",
    "steps": [{"action": "assign", "on": date(2026, 9, 2), "by": "li-ming", "note": ""}],
}
CLOSED = WORKING | {"rectification_id": "rect-2026-002", "state": "closed", "closed_on": date(2026, 9, 20)}
OPEN = WORKING | {"rectification_id": "rect-2026-003", "state": "open", "steps": [], "opened_on": date(2026, 10, 2)}
TOWN = OPEN | {"rectification_id": "rect-2026-004", "village": None, "owner_unit": "民政所"}


def _books(**more: list[dict[str, Cell]]) -> SmallBooks:
    return SmallBooks({"rectifications": [WORKING, CLOSED, OPEN, TOWN], **more})


def _text(paper: Paper) -> str:
    return "\n".join(line.text for line in blocks(paper, (ROOT / paper.path).read_text(encoding="utf-8")))


def test_a_claim_is_kept_under_its_day() -> None:
    given: dict[str, Cell] = {"total": 43, "done": 38}
    [change] = rectify.claim(_books(), given, DAY)
    assert change.key == ("claim-20261012-01",)
    [second] = rectify.claim(_books(completion_claims=[dict(change.after or {})]), given, DAY)
    assert second.key == ("claim-20261012-02",)
    with pytest.raises(FieldsMissing):
        rectify.claim(_books(), {"total": 43}, DAY)
    with pytest.raises(BadValue):
        rectify.claim(_books(), {"total": 1, "done": 2}, DAY)


def test_lists_and_board_of_a_month() -> None:
    books = _books()
    numbers = {str(row[1])[-3:] for row in rectify.show_list(books, DAY, month=Month(2026, 9)).rows}
    assert numbers == {"001", "002"}
    assert {str(row[1])[-3:] for row in rectify.show_list(books, DAY, month=MONTH).rows} == {"001", "003", "004"}
    board = rectify.board(books, DAY, "month")
    assert [row[:2] for row in board.rows] == [("2026-09", 2), ("2026-10", 2), ("合计", 4)]
    assert rectify.board(books, DAY, "village", MONTH).rows[-1][1] == 3


def test_the_closing_paper_says_what_was_done_and_leaves_room_for_three_hands() -> None:
    with pytest.raises(FieldsMissing):
        rectify.paper_closing(_books(), "001")
    done = WORKING | {"state": "submitted", "result": "全部补齐", "evidence": ["抽查表", "照片"], "submitted_on": DAY}
    text = _text(rectify.paper_closing(SmallBooks({"rectifications": [done]}), "001"))
    for words in ("走访记录缺日期", "全部补齐", "2. 照片", "2026年10月12日", "督导考核办销号意见"):
        assert words in text


def test_a_reminder_for_each_that_is_late() -> None:
    papers = list(rectify.papers_remind(_books(), DAY, "文督〔2026〕3号"))
    assert [paper.title for paper in papers] == ["李斌庄 整改督办单 2026-10-12", "民政所 整改督办单 2026-10-12"]
    assert "李斌庄:" in _text(papers[0])
    assert "文督〔2026〕3号" in _text(papers[0])
    assert papers[0].sheets["overdue"].rows[0][-1] == 11
    assert [p.title for p in rectify.papers_remind(_books(), DAY, village="v02")] == []
