"""The same fact does the same thing whichever door it came by; nothing is taken, or dropped, in silence."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import Place, Said, typed

OCTOBER = ("--month", "2026-10")
BOOK = "../发/何庄/何庄2026-10工作簿.xlsx"


def _do(*words: str) -> Said:
    return typed("--as", "li-ming", *words)


def _rows(text: str) -> list[dict[str, object]]:
    return list(json.loads(typed("query", text, "--json").out)["rows"])


def _fill(cells: dict[str, object], title: str = "资产巡查") -> None:
    book = openpyxl.load_workbook(BOOK)
    sheet = book[title]
    columns = {str(cell.value): cell.column for cell in sheet[4]}
    for name, value in cells.items():
        sheet.cell(6 if title == "走访排查" else 5, columns[name], value)
    book.save(BOOK)


@pytest.fixture
def book(place: Place) -> Place:
    Path("状况.csv").write_text(
        "资产编号,资产名称,资产类别,村,使用状况\nA002,机井二号,公益性,何庄,自用\n", encoding="utf-8"
    )
    assert _do("assets", "register", "状况.csv").code == 0
    assert _do("out", *OCTOBER, "-o", "../发").code == 0
    return place


def _seen() -> tuple[object, ...]:
    [asset] = _rows("select inspected_on, inspection from assets where asset_id = 'A002'")
    faults = _rows("select what, out_of_use, state, opened_on from faults where asset_id = 'A002'")
    looks = _rows("select inspected_on, result, found from asset_inspections where asset_id = 'A002'")
    return asset, [{name: value for name, value in each.items() if name != "said_by"} for each in faults], looks


def test_out_of_use_is_a_fault_by_command_and_by_workbook(
    book: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = book.copy(tmp_path / "other")
    _fill({"上次巡查日期": "2026-10-12", "巡查结论": "停用", "备注": "水泵烧了"})
    said = _do("in", BOOK, *OCTOBER, "--yes")
    assert said.code == 0, said.err
    by_book = _seen()
    assert len(by_book[1]) == 1  # type: ignore[arg-type]
    before = book.head
    assert _do("in", BOOK, *OCTOBER, "--again", "--yes").code == 0
    assert book.head == before  # nothing twice
    monkeypatch.chdir(other.books)
    words = ("--result", "停用", "--found", "水泵烧了", "--on", "2026-10-12")
    assert _do("assets", "inspect", "A002", *words).code == 0
    assert _seen() == by_book


@pytest.mark.usefixtures("place")
def test_a_list_of_inspections_and_a_stocktake_open_it_too() -> None:
    head = "巡查编号,资产编号,村,巡查日期,巡查结论,发现情况\n"
    Path("巡查.csv").write_text(
        f"{head}X1,A002,何庄,2026-09-12,有故障,旧的\nX2,A002,何庄,2026-10-12,完好,\nX3,A001,李斌庄,2026-10-12,停用,棚塌\n",
        encoding="utf-8",
    )
    assert _do("assets", "register", "巡查.csv").code == 0
    assert [(row["asset_id"], row["what"]) for row in _rows("select asset_id, what from faults")] == [("A001", "棚塌")]
    assert _rows("select inspection from assets where asset_id = 'A002'")[0]["inspection"] in ("good", "完好")
    Path("盘点.csv").write_text(
        "月份,资产编号,村,实物,完好程度,盘点日期,备注\n2026-10,A002,何庄,在,有故障,2026-10-20,渗水\n", encoding="utf-8"
    )
    taken = _do("assets", "stocktake", *OCTOBER, "--in", "盘点.csv")
    assert taken.code == 0, taken.err
    assert {row["asset_id"] for row in _rows("select asset_id from faults")} == {"A001", "A002"}
    assert _do("assets", "register", "巡查.csv").code == 0
    assert len(_rows("select fault_id from faults")) == 2


def test_a_grey_cell_that_was_changed_is_named_and_not_taken(book: Place) -> None:
    _fill({"资产名称": "新机井"})
    before = book.head
    said = _do("in", BOOK, *OCTOBER, "--yes")
    assert "资产名称来表写“新机井”,发出时是“机井二号”" in said.out + said.err
    assert book.head == before
    _fill({"户主": "别人"}, "走访排查")
    said = _do("in", BOOK, *OCTOBER, "--yes")
    assert "走访排查 第 6 行:灰色的格子被改过,没有收" in said.out + said.err


def test_a_grey_cell_beside_a_filled_one_is_not_taken_either(book: Place) -> None:
    _fill({"资产名称": "新机井", "上次巡查日期": "2026-10-12", "巡查结论": "完好"})
    said = _do("in", BOOK, *OCTOBER, "--yes")
    assert (said.code, "灰色的格子不收" in said.out + said.err) == (0, True), said.err
    [asset] = _rows("select name, inspected_on from assets where asset_id = 'A002'")
    assert (asset["name"], asset["inspected_on"]) == ("机井二号", "2026-10-12")
    assert book.head


def _received() -> tuple[object, object]:
    [row] = _rows("select received, received_on from asset_income where income_id = 'SY1'")
    return row["received"], row["received_on"]


def test_more_than_is_due_needs_a_reason_and_can_be_taken_back(place: Place) -> None:
    Path("收益.csv").write_text(
        "收益编号,资产编号,村,收益类别,应收日期,应收金额\nSY1,A001,李斌庄,租金,2026-10-01,17942\n", encoding="utf-8"
    )
    assert _do("assets", "register", "收益.csv").code == 0
    money = ("assets", "income", "SY1", "--received")
    assert _do(*money, "17942", "--on", "2026-10-20").code == 0
    before, held = place.head, _do(*money, "20000", "--on", "2026-10-21")
    assert (held.code, "E596" in held.err, place.head) == (3, True, before)
    told = _do(*money, "37942", "--on", "2026-10-21", "--because", "承租方预交下一年")
    assert told.code == 0, told.err
    assert "实收金额" in told.err
    assert "17942.00→37942.00" in told.err.replace(",", "").replace(" 元", "")
    assert "多收" in _do("assets", "income").out
    assert "A39" in _do("check", "资产", *OCTOBER).out
    back = _do(*money, "17942", "--on", "2026-10-20", "--because", "录重了")
    assert back.code == 0, back.err
    assert "已收齐" in _do("assets", "income").out
    assert _do(*money, "0", "--because", "退票").code == 0
    assert _received() == (None, None)
