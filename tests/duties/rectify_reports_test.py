"""What was claimed upwards, the papers, the month in lists and on the board."""

from datetime import date

import pytest

from tests.declared import play, view
from tests.township import ROOT, SmallBooks
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call
from wfx.duties.matter import Hand
from wfx.duties.matter_list import Wanted, matters
from wfx.duties.matter_paper import matter_paper
from wfx.duties.rectify.papers import remind
from wfx.report.papertext import blocks
from wfx.values.change import Change
from wfx.values.errors import BadValue
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.table import Cell

DAY = date(2026, 10, 12)
MONTH = Month(2026, 10)
LISTS = duty("rectify").lists
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


def _claim(books: SmallBooks, given: dict[str, Cell]) -> Change:
    [change] = play(books, "rectify claim", Hand("li-ming", (), DAY), given=given).changes
    assert isinstance(change, Change)
    return change


def test_a_claim_is_kept_under_its_day() -> None:
    given: dict[str, Cell] = {"total": 43, "done": 38}
    change = _claim(_books(), given)
    assert change.key == ("claim-20261012-01",)
    assert _claim(_books(completion_claims=[dict(change.after or {})]), given).key == ("claim-20261012-02",)
    with pytest.raises(BadValue):
        _claim(_books(), {"total": 1, "done": 2})


def test_lists_and_board_of_a_month() -> None:
    books = _books()
    numbers = {str(row[1])[-3:] for row in matters(books, LISTS["list"], Wanted(DAY, month=Month(2026, 9))).rows}
    assert numbers == {"001", "002"}
    assert {str(row[1])[-3:] for row in matters(books, LISTS["list"], Wanted(DAY, month=MONTH)).rows} == {
        "001",
        "003",
        "004",
    }
    board = view(books, "rectify/board", DAY, choices={"by": "month"})
    assert [row[:2] for row in board.rows] == [("2026-09", 2), ("2026-10", 2), ("合计", 4)]
    assert view(books, "rectify/board", DAY, month=MONTH).rows[-1][1] == 3


def _closing(*rows: dict[str, Cell]) -> Paper:
    verb = duty("rectify").verbs["submit"]
    books = SmallBooks({"rectifications": list(rows)})
    return matter_paper(books, verb.ledger, "001", f"rectify/{verb.paper}", verb.paper_title, DAY)


def test_the_closing_paper_says_what_was_done_and_leaves_room_for_three_hands() -> None:
    done = WORKING | {"state": "submitted", "result": "全部补齐", "evidence": ["抽查表", "照片"], "submitted_on": DAY}
    text = _text(_closing(done))
    for words in ("rect-2026-001", "走访记录缺日期", "全部补齐", "2. 照片", "2026年10月12日", "督导考核办销号意见"):
        assert words in text


def _reminders(number: str = "", village: str | None = None) -> list[Paper]:
    verb, hand = duty("rectify").verbs["remind"], Hand("li-ming", (), DAY)
    call = Call(_books(), verb, hand, DAY, given={"village": village}, words={"number": number})
    return list(remind(call.books, call, ""))


def test_a_reminder_for_each_that_is_late() -> None:
    papers = _reminders("文督〔2026〕3号")
    assert [paper.title for paper in papers] == ["李斌庄 整改督办单 2026-10-12", "民政所 整改督办单 2026-10-12"]
    assert "李斌庄:" in _text(papers[0])
    assert "文督〔2026〕3号" in _text(papers[0])
    assert papers[0].sheets["overdue"].rows[0][-1] == 11
    assert _reminders(village="v02") == []
