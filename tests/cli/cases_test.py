"""A household's way as it is typed: from a clue over lists and meetings to the county, to the end of its risk."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed
from wfx.cli.console import session


def _do(words: str, *more: str, who: str = "li-ming") -> Said:
    said = typed("--as", who, "cases", *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _refused(words: str, *more: str, who: str = "li-ming", place: Place) -> str:
    """What is said of an act that is refused; nothing was written."""
    before = place.head
    said = typed("--as", who, "cases", *words.split(), *more)
    assert (said.code, place.head) == (3, before)
    return said.err


def _text(path: str) -> str:
    with zipfile.ZipFile(io.BytesIO(Path(path).read_bytes())) as paper:
        return paper.read("word/document.xml").decode("utf-8")


def _rows(sql: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(typed("query", sql, "--json").out)["rows"]
    return found


CHECK = (
    *("home-check", "001", "--by", "chen-yi", "--by", "李斌庄村支书", "--on", "2026-10-06"),
    *("--wages", "21600", "--business", "9800", "--cost", "3400", "--property", "0", "--transfer", "3240"),
    *("--self-pay", "26000", "--risk", "因学", "--sudden", "--consent", "2026-10-06", "--consent-form", "示例1"),
)


@pytest.fixture
def opened(place: Place) -> Place:
    """A chief beside the clerk, and the case of the one household with a clue."""
    assert typed("--as", "li-ming", "officers", "add", "chen-yi", "--title", "主任", "--roles", "chief").code == 0
    clue = next(str(row["clue_id"]) for row in _rows("select clue_id from clues where household_id = 'H001'"))
    settled = typed("--as", "li-ming", "screen", "settle", clue, "拟纳入监测")
    assert f"wfx cases open --clue {clue}" in settled.err + settled.out
    _do("open --found 2026-10-05 --on 2026-10-05 -o ../承诺授权书.docx", "--clue", clue)
    return place


def test_the_whole_way_of_a_household(opened: Place) -> None:
    assert "承诺" in _text("../承诺授权书.docx")
    _checked_and_compared()
    _consulted(opened)
    _deliberated()
    _posted_and_reviewed(opened)
    _do("county-result 001 --result 纳入 --paper 示例批3号 --helper wang-fang --on 2026-10-22")
    home = _rows("select monitoring, risk_cleared from households where household_id = 'H001'")
    assert home == [{"monitoring": "sudden", "risk_cleared": False}]
    _do("announce 001 --on 2026-10-23 -o ../公告.docx")
    assert "公告" in _text("../公告.docx")
    _accepted(opened)
    shown = typed("cases", "show", "H001").out
    assert all(words in shown for words in ("历史上的每一笔", "乡审", "扣除合规自付后人均", "AC1"))


def _checked_and_compared() -> None:
    _do("next H001 -o ../核查表.docx")
    assert "入户核查表" in _text("../核查表.docx")
    _do(" ".join(CHECK))
    sent = _do("compare -o ../比对名单.xlsx --on 2026-10-07")
    assert ID_NUMBER not in sent.out + sent.err
    sheet = openpyxl.load_workbook("../比对名单.xlsx").active
    assert sheet is not None
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {FULL_NAME, ID_NUMBER, "比对结果"} <= cells  # upward: the county compares by names and numbers
    head = "案件编号,人编号,姓名,比对部门,比对项目,比对结果,核实说明\n"
    Path("../回执.csv").write_text(f"{head}case-2026-001,P001,虚某,派出所,车辆,三轮车一辆,农用\n", encoding="utf-8")
    _do("compare --in ../回执.csv --on 2026-10-08")


def _consulted(place: Place) -> None:
    meeting = "consult --decision 纳入 --kind 突发严重困难户 --line 8300 --on 2026-10-08"
    assert "C01" in _refused(f"{meeting} --present 民政、社保", place=place)
    _do(f"{meeting} --present 民政、社保 --written 残联")
    _do("minutes con-2026-001 -o ../纪要.docx")
    assert "残联" in _text("../纪要.docx")


def _deliberated() -> None:
    _do("deliberate --village 李斌庄 -o ../评议表.xlsx")
    book = openpyxl.load_workbook("../评议表.xlsx")
    ballot = book.active
    assert ballot is not None
    head = next(row for row in ballot.iter_rows() if any(cell.value == "案件编号" for cell in row))
    for cell in head:
        title = str(cell.value).partition("(")[0].partition("(")[0]
        if title in ("同意", "反对"):
            ballot.cell(cell.row + 1, cell.column, {"同意": 24, "反对": 0}[title])
    book.save("../评议表.xlsx")
    _do("deliberate --body 村民代表会议 --due 30 --present 24 --take ../评议表.xlsx --on 2026-10-09")
    assert _rows("select votes_for from cases") == [{"votes_for": 24}]


def _posted_and_reviewed(place: Place) -> None:
    _do("publicize 001 --place 李斌庄公示栏 --on 2026-10-09 -o ../公示.docx")
    wall = _text("../公示.docx")
    assert FULL_NAME in wall
    assert "2026年10月14日" in wall
    _do("take-down 001 --on 2026-10-14")
    assert "C03" in _refused("review 001 --on 2026-10-14", who="wang-fang", place=place)
    _do("publicize 001 --place 李斌庄公示栏 --on 2026-10-14")
    _do("take-down 001 --on 2026-10-20")
    assert "E515" in _refused("review 001 --on 2026-10-20", who="wang-fang", place=place)
    assert typed("--as", "chen-yi", "sign", "--yes").code == 0
    _do("review 001 --on 2026-10-20", who="wang-fang")


def _accepted(place: Place) -> None:
    sheet = "--mode 帮扶消除 --signed --on 2026-10-30"
    assert "C19" in _refused(f"accept 001 --by wang-fang --by 村支书 {sheet}", place=place)
    accepted = _do(f"accept 001 --by chen-yi --by 村支书 {sheet} -o ../验收.docx")
    assert "AC1" in accepted.err
    assert all(words in _text("../验收.docx") for words in ("附表8", "附表9", "附表10", "AC1"))


def test_what_waits_is_in_todays_lines_and_the_lists(opened: Place) -> None:
    assert opened.head
    assert "监测帮扶" in typed("status", "--month", "2026-10").out
    for words in ("due", "list", "board", "hits", "help", "speed", "ready", "doubts"):
        assert typed("cases", words).code == 0
    told = typed("cases", "next", "001")
    assert "入户核实" in told.out
    assert "wfx cases home-check case-2026-001" in told.out
    assert "H001" not in typed("screen", "gaps", "--month", "2026-10").out


def test_at_the_keyboard_the_next_step_is_asked_word_by_word(opened: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    words = iter(
        [
            "",
            "chen-yi、李斌庄村支书",
            "",
            "",
            "两万",
            "21600",
            "9800",
            "3400",
            "0",
            "3240",
            "26000",
            *["是"] * 5,
            "因学",
        ]
    )
    asked: list[str] = []

    def read(prompt: str) -> str:
        asked.append(prompt)
        return next(words, "y" if prompt.startswith("登记吗") else "")

    monkeypatch.setattr(session, "can_ask", lambda: True)
    monkeypatch.setattr(session, "read_line", read)
    before = opened.head
    _do("next 001")
    assert opened.head != before
    assert asked[0] == asked[1]  # what must be said is asked again
    assert [row["net_income"] for row in _rows("select net_income from cases")] == ["31240.00"]
    assert sum(prompt.startswith("工资性收入") for prompt in asked) == 2  # 两万 is no amount
