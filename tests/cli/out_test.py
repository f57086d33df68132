"""The village workbook goes out, is filled, and comes back as a branch: what the clerk corrected meanwhile survives."""

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.errors.township import Place, Said, typed
from wfx.values.roundtrip.workbook import REST

BOOK = "../发/李斌庄/李斌庄2026-10工作簿.xlsx"
FILL = {"排查方式": "入户", "排查日期": "2026-10-12", "突发情况": "无"}


def _do(*words: str) -> Said:
    return typed("--as", "li-ming", *words)


@pytest.fixture
def book(place: Place) -> Path:
    """李斌庄's workbook, just sent out."""
    said = _do("out", "--month", "2026-10", "-o", "../发")
    assert said.code == 0, said.err
    assert place.head
    return Path(BOOK)


def _sheet(path: Path, title: str = "走访排查") -> tuple[openpyxl.Workbook, Worksheet, dict[str, int]]:
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    return book, sheet, {str(cell.value): cell.column for cell in sheet[4]}


def _fill(path: Path, cells: Mapping[str, object], title: str = "走访排查") -> None:
    book, sheet, columns = _sheet(path, title)
    row = 6 if sheet.cell(5, 1).value == REST else 5
    for name, value in cells.items():
        sheet.cell(row, columns[name], value)
        if isinstance(value, str):
            sheet.cell(row, columns[name]).data_type = "s"  # typed as text, whatever it begins with
    book.save(path)


def _stands(field: str) -> object:
    words = f"select {field} as x from screenings where household_id = 'H001' and month = '2026-10'"  # noqa: S608
    return json.loads(typed("query", words, "--json").out)["rows"][0]["x"]


def test_a_folder_per_village_with_what_it_needs(book: Path) -> None:
    assert sorted(path.name for path in book.parent.iterdir()) == [
        "李斌庄2026-10发群.txt",
        "李斌庄2026-10工作簿.xlsx",
        "李斌庄2026-10打印.html",
    ]
    workbook, sheet, columns = _sheet(book)
    assert len(columns) <= 12
    assert [sheet.cell(6, columns[title]).value for title in ("户编号", "户主")] == ["H001", "欧阳例一"]
    assert workbook["wfx"].sheet_state == "veryHidden"
    assert "欧阳" not in str([[cell.value for cell in row] for row in workbook["wfx"].iter_rows()])
    assert "H002" not in str([[cell.value for cell in row] for row in sheet.iter_rows()])
    assert sheet.protection.sheet
    assert sheet.cell(6, columns["户编号"]).protection.locked
    assert not sheet.cell(6, columns["排查方式"]).protection.locked
    assert sheet.page_setup.paperSize == 9
    assert {validation.formula1 for validation in sheet.data_validations.dataValidation} >= {'"入户,电话,未见"'}
    assert "走访排查:1 行" in Path("../发/李斌庄/李斌庄2026-10发群.txt").read_text(encoding="utf-8-sig")
    assert "欧阳例一" in Path("../发/李斌庄/李斌庄2026-10打印.html").read_text(encoding="utf-8")


def test_a_filled_cell_is_taken_and_a_blank_one_changes_nothing(book: Path) -> None:
    _fill(book, {"突发情况": "突发大病", "发生日期": "2026.10.3", "情况说明": "=1+1 @甲"})
    said = _do("in", str(book), "--yes")
    assert said.code == 0, said.err
    assert "填 3 格" in said.out
    assert (_stands("event"), _stands("happened_on"), _stands("note")) == ("illness", "2026-10-03", "=1+1 @甲")
    assert _stands("self_pay_school") == "20000.00"
    (entry,) = json.loads(typed("audit", "log", "--limit", "1", "--json").out)["rows"]
    assert entry["subject"] == "screen: 2026-10 排查 1 户"  # the sheets nobody filled are not spoken of
    status = json.loads(typed("status", "--month", "2026-10", "--json").out)["rows"]
    assert [row["state"] for row in status if row["duty"] == "村级填报"] == ["本月 1 个村填了 3 格"]


def test_what_the_clerk_corrected_meanwhile_survives(book: Path) -> None:
    Path("更正.csv").write_text("户编号,村,排查方式,医疗自付支出\nH001,李斌庄,电话,900\n", encoding="utf-8")
    assert _do("screen", "import", "更正.csv", "--month", "2026-10").code == 0
    _fill(book, {"突发情况": "突发大病"})
    said = _do("in", str(book), "--yes")
    assert said.code == 0, said.err
    assert (_stands("event"), _stands("way"), _stands("self_pay_medical")) == ("illness", "phone", "900.00")


def test_a_cell_both_changed_is_listed_and_waits_for_a_decision(book: Path) -> None:
    Path("更正.csv").write_text("户编号,村,排查方式\nH001,李斌庄,电话\n", encoding="utf-8")
    assert _do("screen", "import", "更正.csv", "--month", "2026-10").code == 0
    _fill(book, {"排查方式": "未见", "突发情况": "无"})
    said = _do("in", str(book), "--yes")
    assert said.code == 4, said.err
    assert (_stands("event"), _stands("way")) == ("none", "phone")
    number = next(line.split()[0] for line in said.out.splitlines() if "未见" in line)
    assert _do("in", str(book), "--mine", number, "--yes").code == 0
    assert _stands("way") == "phone"
    assert "E266" in _do("in", str(book), "--theirs", "0000", "--yes").err
    taken = _do("in", str(book), "--theirs", number, "--yes")
    assert taken.code == 0, taken.err
    assert _stands("way") == "absent"


def test_partial_takes_the_good_rows_also_beside_one_that_never_went_out(book: Path) -> None:
    _fill(book, {"排查方式": "电话"})
    workbook, sheet, columns = _sheet(book)
    sheet.cell(7, columns["户编号"], "H999").data_type = "s"
    sheet.cell(7, columns["排查方式"], "入户")
    workbook.save(book)
    said = _do("in", str(book), "--partial", "--yes")
    assert said.code == 0, said.err
    assert "E264" in said.err or "没有这一行" in said.err
    assert _stands("way") == "phone"


def test_the_duty_s_own_command_merges_too_and_names_what_waits(book: Path) -> None:
    Path("更正.csv").write_text("户编号,村,排查方式\nH001,李斌庄,电话\n", encoding="utf-8")
    assert _do("screen", "import", "更正.csv", "--month", "2026-10").code == 0
    _fill(book, {"排查方式": "未见", "突发情况": "无"})
    said = _do("screen", "import", str(book), "--month", "2026-10")
    assert said.code == 0, said.err
    assert "1 格两边都改了,没有动" in said.err
    assert (_stands("event"), _stands("way")) == ("none", "phone")


def test_a_workbook_sent_twice_and_saved_anew_changes_nothing(book: Path, place: Place) -> None:
    _fill(book, FILL)
    assert _do("in", str(book), "--yes").code == 0
    before = place.head
    workbook = openpyxl.load_workbook(book)
    workbook.properties.creator = "another program"
    workbook.save("又发.xlsx")
    said = _do("in", "又发.xlsx", "--yes")
    assert said.code == 0
    assert "没有变化" in said.err
    assert place.head == before


def test_without_its_hidden_sheet_every_difference_is_for_a_person(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    del workbook["wfx"]
    workbook.save(book)
    _fill(book, {"排查方式": "未见", "情况说明": "在外务工"})
    said = _do("in", str(book), "--yes")
    assert said.code == 4, said.err
    assert "底稿页丢了" in said.out
    assert (_stands("way"), _stands("note")) == ("visit", "在外务工")
    assert _do("in", str(book), "--theirs", "all", "--yes").code == 0
    assert _stands("way") == "absent"


def test_a_late_workbook_is_taken_for_its_own_month(place: Place) -> None:
    assert _do("out", "--month", "2020-01", "--village", "李斌庄", "-o", "../发").code == 0
    path = Path("../发/李斌庄/李斌庄2020-01工作簿.xlsx")
    _fill(path, FILL)
    said = _do("in", str(path), "--yes")
    assert said.code == 0, said.err
    assert "迟报:是 2020-01 的" in said.out
    assert json.loads(typed("audit", "log", "--limit", "1", "--json").out)["rows"][0]["about"] == "2020-01"
    assert place.head


def test_rows_sorted_askew_or_added_are_refused(book: Path, place: Place) -> None:
    Path("户.csv").write_text("户编号,村,户主人编号\nH007,李斌庄,P007\n", encoding="utf-8")
    Path("人.csv").write_text("人编号,户编号,村,姓名,与户主关系\nP007,H007,李斌庄,欧阳例七,户主\n", encoding="utf-8")
    assert _do("households", "import", "户.csv", "人.csv").code == 0
    assert _do("out", "--month", "2026-10", "--village", "李斌庄", "-o", "../发").code == 0
    before = place.head
    workbook, sheet, columns = _sheet(book)
    names = [sheet.cell(row, columns["户主"]).value for row in (6, 7)]
    for row, name in zip((6, 7), reversed(names), strict=True):
        sheet.cell(row, columns["户主"], name)
        sheet.cell(row, columns["排查方式"], "入户")
    sheet.cell(8, columns["户编号"], "H002")
    sheet.cell(8, columns["排查方式"], "入户")
    workbook.save(book)
    said = _do("in", str(book), "--yes")
    assert said.code == 3
    assert said.err.count("E263") >= 2
    assert "E264" in said.err
    assert place.head == before


def test_a_wrong_cell_goes_home_and_the_workbook_comes_back_whole(book: Path) -> None:
    _fill(book, {"排查方式": "打听", "突发情况": "突发大病"})
    assert _do("in", str(book), "--yes").code == 3
    back = book.with_name(f"{book.stem}_退回.xlsx")
    _fill(back, {"排查方式": "电话"})
    said = _do("in", str(book.parent), "--yes")
    assert said.code == 0, said.err
    assert (_stands("way"), _stands("event")) == ("phone", "illness")


def test_another_township_s_workbook_is_not_taken(book: Path, place: Place) -> None:
    workbook = openpyxl.load_workbook(book)
    workbook["wfx"]["B2"] = "0" * 40
    workbook.save(book)
    before = place.head
    said = _do("in", str(book), "--yes")
    assert said.code == 3
    assert "E262" in said.err
    assert place.head == before


def test_progress_of_a_matter_comes_back_as_a_step(place: Place) -> None:
    words = ("--problem", "公示栏没有更新", "--source", "自查", "--village", "乔庄")
    number = next(word for word in _do("rectify", "add", *words).err.split() if word.startswith("rect-"))
    assert _do("rectify", "assign", number, "--owner", "wang-fang", "--days", "20").code == 0
    assert _do("out", "--month", "2026-10", "--village", "乔庄", "-o", "../发").code == 0
    path = Path("../发/乔庄/乔庄2026-10工作簿.xlsx")
    book, sheet, columns = _sheet(path, "整改进展")
    assert [each.title for each in book.worksheets] == ["任务反馈", "整改进展", "wfx"]
    assert sheet.cell(5, columns["问题描述"]).value == "公示栏没有更新"
    _fill(path, {"整改进展": "已换新公示栏"}, "整改进展")
    _fill(path, {"办理情况": "在办", "进展": "走访过半"}, "任务反馈")
    said = _do("in", str(path), "--yes")
    assert said.code == 0, said.err
    shown = _do("rectify", "show", number).out
    assert "已换新公示栏" in shown
    assert "进展" in shown
    assert "走访过半" in _do("tasks", "list", "--feedback", "--month", "2026-10").out
    before = place.head
    assert "没有变化" in _do("in", str(path), "--again", "--yes").err
    assert place.head == before


def test_out_writes_over_nobodys_work_and_says_whose_it_is(book: Path) -> None:
    _fill(book, FILL)
    filled = book.read_bytes()
    again = _do("out", "--month", "2026-10", "-o", "../发")
    assert (again.code, book.read_bytes()) == (4, filled)
    assert "李斌庄2026-10工作簿.xlsx 里有李斌庄填的 1 行(2026-10)" in again.err
    assert "wfx in ../发 --month 2026-10" in again.err
    assert "已写到 ../发:2 个村" in again.err  # those nobody has touched are made anew
    assert _do("in", "../发", "--month", "2026-10", "--yes").code == 0
    assert _stands("way") == "visit"


def test_a_workbook_saved_by_another_program_without_a_word_in_it_is_made_anew(book: Path) -> None:
    openpyxl.load_workbook(book).save(book)
    assert _do("out", "--month", "2026-10", "-o", "../发").code == 0
    book.write_bytes(b"of somebody else")
    again = _do("out", "--month", "2026-10", "-o", "../发")
    assert (again.code, book.read_bytes()) == (4, b"of somebody else")


def test_nothing_is_written_inside_the_books(place: Place) -> None:
    before = {path for path in place.books.rglob("*") if ".git" not in path.parts}
    assert _do("out", "--month", "2026-10").code == 0
    assert (place.folder / "2026-10村级工作簿" / "李斌庄").is_dir()
    assert _do("report", "--month", "2026-10").code == 0
    assert (place.folder / "月报-2026-10.html").is_file()
    for words in (
        ("out", "--month", "2026-10", "-o", "发"),
        ("assets", "list", "-o", "资产.xlsx"),
        ("assets", "show", "A001", "-o", "rules/a.xlsx"),
        ("rank", "sheets", "--month", "2026-10", "-o", "明细单"),
        ("report", "--month", "2026-10", "-o", "月报.docx"),
    ):
        said = _do(*words)
        assert (said.code, "E594" in said.err) == (2, True), (words, said.err)
    assert {path for path in place.books.rglob("*") if ".git" not in path.parts} == before


def test_a_list_that_was_filled_in_is_not_written_over(place: Place) -> None:
    listed = place.folder / "线索.csv"
    words = ("screen", "clues", "-o", str(listed))
    assert _do(*words).code == 0
    assert _do(*words).code == 0
    listed.write_text(listed.read_text(encoding="utf-8-sig") + "人写的\n", encoding="utf-8")
    said = _do(*words)
    assert (said.code, "E595" in said.err) == (3, True)
    assert "人写的" in listed.read_text(encoding="utf-8")
