"""A village that went to every door writes the day once; each village's workbook stands for itself."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import Place, Said, typed
from wfx.values.roundtrip.workbook import REST

OUT = Path("../发")
FOLDERS = {"李斌庄": ("H001",), "何庄": ("H002",)}


def _do(*words: str) -> Said:
    return typed("--as", "li-ming", *words)


def _screened() -> dict[str, tuple[object, object]]:
    words = "select household_id as h, checked_on as d, way as w from screenings where month = '2026-11'"
    return {row["h"]: (row["d"], row["w"]) for row in json.loads(typed("query", words, "--json").out)["rows"]}


def _book(village: str, ending: str = "") -> Path:
    return OUT / village / f"{village}2026-11工作簿{ending}.xlsx"


def _write(path: Path, cells: dict[tuple[str, str], object]) -> None:
    """``cells``: first cell of the row and title → what is typed there."""
    book = openpyxl.load_workbook(path)
    sheet = book["走访排查"]
    titles = {str(cell.value): cell.column for cell in sheet[4]}
    rows = {str(sheet.cell(row, 1).value): row for row in range(5, sheet.max_row + 1)}
    for (key, title), value in cells.items():
        sheet.cell(rows[key], titles[title], value)
    book.save(path)


@pytest.fixture
def sent(place: Place) -> Place:
    homes = "户编号,村,户类型\n" + "".join(f"K{number:02d},李斌庄,一般农户\n" for number in range(20))
    Path("户.csv").write_text(homes, encoding="utf-8")
    assert _do("households", "import", "户.csv").code == 0
    assert _do("out", "--month", "2026-11", "-o", str(OUT)).code == 0
    return place


def test_one_line_answers_for_every_household_left_blank(sent: Place) -> None:
    _write(
        _book("李斌庄"),
        {
            (REST, "排查日期"): "2026-11-12",
            (REST, "排查方式"): "入户",
            ("K03", "排查方式"): "未见",
            ("K03", "情况说明"): "外出",
        },
    )
    said = _do("in", str(_book("李斌庄")), "--yes")
    assert said.code == 0, said.err
    assert "李斌庄 2026-11 填 4 格" in said.out  # what was keyed, not what it stands for
    found = _screened()
    assert len(found) == 21
    assert found["K03"] == ("2026-11-12", "absent")
    assert {cells for home, cells in found.items() if home != "K03"} == {("2026-11-12", "visit")}
    assert _do("in", str(_book("李斌庄")), "--yes").code == 0  # the same file changes nothing
    assert sent.head


def test_what_is_no_answer_for_all_stays_out_and_is_told(sent: Place) -> None:
    _write(_book("李斌庄"), {(REST, "排查方式"): "入户", (REST, "饮水是否安全"): "否"})
    said = _do("in", str(_book("李斌庄")), "--yes")
    assert "“其余各户”一行的这一格不收" in said.out + said.err
    words = "select count(*) as n from screenings where water_safe is not null and month = '2026-11'"
    assert json.loads(typed("query", words, "--json").out)["rows"][0]["n"] == 0
    assert sent.head


def test_a_wrong_answer_goes_home_with_the_rows_it_is_for_and_the_other_village_is_taken(sent: Place) -> None:
    for village, day in (("李斌庄", "十二号左右"), ("何庄", "2026-11-12")):
        _write(_book(village), {(REST, "排查日期"): day, (REST, "排查方式"): "入户"})
    _write(_book("李斌庄"), {("K03", "排查日期"): "2026-11-13", ("K03", "排查方式"): "电话"})
    said = _do("in", str(OUT), "--month", "2026-11", "--yes")
    assert said.code == 4  # recorded, and something waits
    assert _screened() == {"H002": ("2026-11-12", "visit"), "K03": ("2026-11-13", "phone")}
    [text] = [path.read_text(encoding="utf-8-sig") for path in OUT.rglob("*_退回.txt")]
    assert "有 1 处要改" in text
    assert "wfx" not in text
    _write(_book("李斌庄", "_退回"), {(REST, "排查日期"): "2026-11-12"})
    again = _do("in", str(OUT), "--month", "2026-11", "--yes")
    assert again.code == 0, again.err
    found = _screened()
    assert len(found) == 22
    assert found["K03"] == ("2026-11-13", "phone")
    assert sent.head


def test_a_wrong_list_beside_workbooks_still_stops_all(sent: Place) -> None:
    _write(_book("何庄"), {(REST, "排查日期"): "2026-11-12", (REST, "排查方式"): "入户"})
    Path("坏.csv").write_text("户编号,村,家庭人口数\nK01,李斌庄,三口\n", encoding="utf-8")
    before = sent.head
    assert _do("in", str(_book("何庄")), "坏.csv", "--month", "2026-11", "--yes").code == 3
    assert sent.head == before
