"""A month of visits as it is typed: the village's sheet, a day that does not exist, a problem, the half-year's page."""

from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.errors.township import Place, Said, typed


def _do(words: str, code: int = 0) -> Said:
    said = typed("--as", "li-ming", *words.split())
    assert said.code == code, said.err
    return said


def _line(sheet: Worksheet, key: str) -> tuple[dict[str, int], int]:
    """The columns by their titles, and the row that begins with this word."""
    cells = [cell for row in sheet.iter_rows(max_row=12) for cell in row if cell.value]
    titles = {str(cell.value): cell.column for cell in cells if cell.row <= 6}
    (row,) = (cell.row for cell in cells if str(cell.value).startswith(key) and cell.column == 1 and cell.row > 3)
    return titles, row


def _filled(place: Place, day: str) -> Path:
    (path,) = (place.folder / "发出").rglob("李斌庄*.xlsx")
    book = load_workbook(path)
    sheet = book["遍访"]
    titles, rest = _line(sheet, "其余各户")
    sheet.cell(rest, titles["走访日期"], day)
    sheet.cell(rest, titles["走访方式"], "见面")
    _, home = _line(sheet, "H001")
    sheet.cell(home, titles["新问题"], "房顶漏雨")
    sheet.cell(home, titles["有变化"], "是")
    back = place.folder / f"李斌庄{day}.xlsx"
    book.save(back)
    return back


@pytest.fixture
def sent(place: Place) -> Place:
    _do("visits post --role 村支书 --post 村支书 --since 2026-01-01")
    _do("out --month 2026-10 -o ../发出")
    return place


def test_a_village_sends_its_visits_and_the_problem_is_solved(sent: Place) -> None:
    assert "2026-10-32" in _do(f"in {_filled(sent, '2026-10-32')} --yes", 3).err
    _do(f"in {_filled(sent, '2026-10-12')} --yes")
    assert "100.00%" in _do("visits coverage --month 2026-10 --csv").out
    _do("visits assign prb-2026-001 --to 乡村建办 --due 2026-10-31 --on 2026-10-13")
    assert "乡村建办" in _do("visits problems --show open --csv").out
    _do("visits solve prb-2026-001 --result 已翻修 --on 2026-10-14")
    assert "prb" not in _do("visits problems --show open --csv").out
    _do("visits record H002 --role 帮扶责任人 --mode 电话 --by 县水利局干部 --changed --on 2026-10-12")
    found = typed("check", "visits", "--month", "2026-10").out
    assert ("VS5" in found, "VS6" in found) == (True, True)  # kept, and doubted
    _do("screen report H002 --event 其他 --what 房顶漏雨 --told 2026-10-12 --happened 2026-10-11 --channel 村书记")
    assert "VS5" not in typed("check", "visits", "--month", "2026-10").out
    assert "H001" in _do("visits helpers --csv").out
    _do("visits summary --month 2026-10 -o ../半年")
    (page,) = (sent.folder / "半年").glob("*.docx")
    document = Document(str(page))
    assert "党委书记半年遍访监测户情况" in [each.text for each in document.paragraphs]
    heads = [cell.text for table in document.tables for cell in table.rows[0].cells]
    assert {"见面率", "项目", "谁来解决"} <= set(heads)
