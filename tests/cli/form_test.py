"""Forms at the keyboard, fed by lines: answers, help, back, drafts, the month of a village, lists by ``wfx do``."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Office, Played
from wfx.cli.console import session
from wfx.cli.errors import told
from wfx.cli.main import program
from wfx.cli.month.formfill import Blank, Item, fill
from wfx.desk.office.drafts import Draft
from wfx.values.errors import BadValue


def _mark(text: str) -> None:
    if not text.isdigit():
        raise BadValue("质量分", shown=text)


BLANKS = (Blank("quality", "质量分", "填分数", _mark), Blank("evidence", "依据", "填依据", lambda _: None))
ITEMS = [Item("R01", ("R01", "走访"), BLANKS), Item("R02", ("R02", "巡查"), BLANKS)]


def _reader(*lines: str) -> Callable[[str], str]:
    typed = iter(lines)

    def read(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    return read


def test_rows_are_asked_one_by_one_and_a_blank_is_no_change(tmp_path: Path) -> None:
    draft, said = Draft(tmp_path / "d.json"), list[str]()
    assert fill(ITEMS, draft, _reader("很好", "?", "90", "", "", ""), said.append)
    assert draft.answers == {"R01": {"quality": "90"}, "R02": {}}
    assert draft.changed == {"R01": {"quality": "90"}}
    assert any("填分数" in text for text in said)
    assert any("质量分" in text for text in said)


def test_a_number_or_the_beginning_of_a_choice_is_an_answer(tmp_path: Path) -> None:
    told = list[str]()
    blank = Blank("decision", "结论", "填结论", lambda _: None, ("拟纳入监测", "已在监测", "不纳入"))

    def read(prompt: str) -> str:
        told.append(prompt)
        return ("3", "拟纳入")[len(told) - 1]

    draft = Draft(tmp_path / "d.json")
    assert fill([Item("C1", (), (blank,)), Item("C2", (), (blank,))], draft, read, lambda _: None)
    assert draft.answers == {"C1": {"decision": "不纳入"}, "C2": {"decision": "拟纳入监测"}}
    assert told[0] == "  结论(1拟纳入监测 2已在监测 3不纳入)> "


def test_back_goes_to_the_cell_before_then_to_the_row_before(tmp_path: Path) -> None:
    draft = Draft(tmp_path / "d.json")
    assert fill(ITEMS, draft, _reader("90", "<", "91", "看过", "<", "", "", "80", ""), lambda _: None)
    assert draft.answers == {"R01": {"quality": "91", "evidence": "看过"}, "R02": {"quality": "80"}}


def test_leaving_keeps_what_was_answered_and_the_next_time_goes_on_there(tmp_path: Path) -> None:
    draft = Draft(tmp_path / "d.json")
    assert not fill(ITEMS, draft, _reader("90", "看过"), lambda _: None)
    kept = json.loads((tmp_path / "d.json").read_text("utf-8"))
    assert kept == {"R01": {"quality": "90", "evidence": "看过"}}
    said: list[str] = []
    assert fill(ITEMS, Draft(tmp_path / "d.json", kept), _reader("", ""), said.append)
    assert any("第 2 条" in text for text in said)
    assert not fill(ITEMS, Draft(tmp_path / "e.json"), _reader("q"), lambda _: None)


def _type(office: Office, patch: pytest.MonkeyPatch, *words: str, lines: str) -> Played:
    """A command with these lines coming in, as from a pipe."""
    patch.setattr("sys.stdin", io.StringIO(lines))
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = told(program(), ["--books", str(office.books), "--as", "li-ming", *words])
    return Played(code, out.getvalue(), err.getvalue())


def _rows(office: Office, sql: str) -> list[dict[str, object]]:
    return list(json.loads(office.run("query", sql, "--json").out)["rows"])


class _Terminal(io.StringIO):
    """Lines somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "said"), [("是\n", True), ("也许\nY\n", True), ("否\n", False), ("\n", False)])
def test_a_question_is_answered_in_chinese_too(typed: str, said: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - the answer looked for
    monkeypatch.setattr("sys.stdin", _Terminal(typed))
    session.configure(books=None, actor=None, ask=True, clock_ok=False)
    assert session.agreed("登记以上改动?") is said


def test_a_month_of_a_village_is_entered_draft_and_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    month = ("screen", "--village", "乔庄", "--month", "2026-11")
    listed = office.run("households", "list", "--village", "乔庄", "--json").out
    home = json.loads(listed)["rows"][-1]
    number, head = str(home["household_id"]), str(home["head"])
    first = _type(office, monkeypatch, *month, lines=f"{number}\n3=三万\n3=38600 12=突发大病 15={head}住院 自付\n")
    assert first.code == 0, first.err
    assert "草稿已存(1 户)" in first.err
    drafts = [path.read_text("utf-8") for path in (office.folder / "keys").rglob("screen-2026-11-*.json")]
    assert len(drafts) == 1
    assert head not in drafts[0]
    again = _type(office, monkeypatch, *month, lines="?\n没有这户\n.\ny\n")
    assert again.code == 0, again.err
    assert "有变化 1 户" in again.err
    rows = _rows(office, "select * from screenings where month = '2026-11' and no_change = false")
    assert [(row["household_id"], row["self_pay_medical"], row["event"]) for row in rows] == [
        (number, "38600.00", "illness")
    ]
    assert head not in str(rows[0]["note"])
    assert not list((office.folder / "keys").rglob("screen-2026-11-*.json"))
    total = len(json.loads(listed)["rows"])
    assert len(_rows(office, "select household_id from screenings where month = '2026-11'")) == total
    asked = _type(office, monkeypatch, "screen", "--month", "2026-11", lines="乔庄\nq\n")
    assert (asked.code, "乔庄 2026-11 排查" in asked.err) == (0, True)
    assert _type(office, monkeypatch, "screen", lines="").code == 2
    nothing = _type(office, monkeypatch, *month, lines=".\n")
    assert "没有要登记的" in nothing.err


def test_a_cell_of_the_month_is_checked_as_the_books_would_and_leaving_there_leaves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = ("screen", "--village", "乔庄", "--month", "2026-11")
    left = _type(office, monkeypatch, *month, lines="\n3=-5\n3=38600\n\nq\n.\n")
    assert left.code == 0, left.err
    assert "超出范围" in left.err
    assert "草稿已存(1 户)" in left.err  # q at a household leaves, so the dot after it is never read
    assert "其余无变化" not in left.err.partition("草稿已存")[2]


def test_a_worklist_is_filled_and_takes_the_same_road_as_its_sheet(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = "select clue_id from clues where state = 'open' and month = '2026-10'"
    before = _rows(office, waiting)
    words, rest = ("do", "线索", "--month", "2026-10"), "\n\n" * (len(before) - 1)
    left = _type(office, monkeypatch, *words, lines="算了\n不纳入\n\n")
    assert "草稿已存(1 条有内容)" in left.err
    refused = _type(office, monkeypatch, *words, lines=rest)
    assert "E507" in refused.err  # 不纳入 without a reason
    assert _rows(office, waiting) == before
    mended = _type(office, monkeypatch, *words, lines="先行帮扶\n先救助\n" + rest + "y\n")
    assert mended.code == 0, mended.err
    assert len(_rows(office, waiting)) == len(before) - 1
    assert "没有要登记的" in _type(office, monkeypatch, *words, lines="\n\n" * len(before)).err


def test_where_nobody_can_be_asked_the_list_is_shown(office: Office) -> None:
    assert "为什么先看" in office.run("screen", "--village", "乔庄", "--month", "2026-11").out
    assert "处置结论" in office.run("do", "线索").out
    assert office.run("do", "没有").code == 2


def test_bytes_that_are_no_text_are_refused_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("不纳入\n".encode()), encoding="ascii"))
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        code = told(program(), ["--books", str(office.books), "--as", "li-ming", "do", "线索", "--month", "2026-10"])
    assert (code, "E102" in err.getvalue()) == (2, True)


def test_every_sheet_of_the_workbook_and_the_stocktake_is_a_list(office: Office) -> None:
    for name in ("走访排查", "资产巡查", "提示单签收", "任务反馈", "整改进展", "盘点", "clues", "质量分"):
        played = office.run("do", name, "--month", "2026-10", "--village", "乔庄")
        assert played.code == 0, played.err
        assert "村" in played.out or "没有记录" in played.out
    unknown = office.run("do", "菜谱")
    assert unknown.code == 2
    assert "资产巡查" in unknown.err
