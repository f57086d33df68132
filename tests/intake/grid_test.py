"""A sheet is read whole, with Excel's own rows and columns, whatever its writer claims, and never at any price."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.binarybook import binary_book
from tests.intake.oldbook import compound, old_book, record
from tests.intake.sheets import SHEET, repacked, xlsx
from tests.township import ROOT
from wfx.intake import limits
from wfx.intake.grid import read_grids
from wfx.intake.limits import column_letters, column_number
from wfx.intake.sniff import Kind
from wfx.intake.text import delimiter
from wfx.values.errors import BadEncoding, DamagedFile, EmptyFile, EncryptedFile, TooLarge


def test_rows_and_columns_count_as_in_excel() -> None:
    (grid,) = read_grids("a.xlsx", xlsx([[], [None, "标题"], [], [None, None, 7]], hidden=[2]))
    assert (grid.height, grid.width) == (4, 3)
    assert grid.cell(2, 2) == "标题"
    assert grid.cell(4, 3) == 7
    assert grid.cell(9, 9) == ""
    assert str(grid.place(4, 3)) == "a.xlsx 表 C4"
    assert grid.marks.hidden == (2,)


def test_a_wrong_dimension_hides_nothing() -> None:
    data = repacked(xlsx([["村"], *[["何庄"]] * 50]), SHEET, (rb"<dimension[^>]*>", b'<dimension ref="A1"/>'))
    assert read_grids("a.xlsx", data)[0].height == 51


def test_a_million_styled_blank_rows_cost_nothing() -> None:
    book = openpyxl.Workbook()
    book.active.append(["村", "何庄"])
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.active.append(["  ", "\n"])
    buffer = io.BytesIO()
    book.save(buffer)
    (grid,) = read_grids("a.xlsx", buffer.getvalue())
    assert (grid.height, grid.width) == (1, 2)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c r = 'XFD1048576'><v>1</v></c>",
        b'<x:c xmlns:x="u" r="XFD1048576" s="0"><v>1</v></x:c>',
        b'<c r="XFC1048576"/><c><v>1</v></c>',
    ],
)
def test_one_cell_in_the_last_corner_is_refused_before_it_is_laid_out(cell: bytes) -> None:
    data = repacked(xlsx([["村"]]), SHEET, (b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>"))
    with pytest.raises(TooLarge):
        read_grids("a.xlsx", data)


def test_a_tall_or_a_wide_sheet_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    corner = b'<row r="123456"><c r="A123456"><v>5</v></c></row></sheetData>'
    data = repacked(xlsx([["村"]]), SHEET, (b"</sheetData>", corner))
    assert read_grids("a.xlsx", data)[0].cell(123456, 1) == 5
    monkeypatch.setattr(limits, "MAX_CELLS", 100_000)
    with pytest.raises(TooLarge):
        read_grids("a.xlsx", data)


def test_cells_of_errors_are_not_blanks() -> None:
    data = repacked(xlsx([["村"], ["x"], [3]]), SHEET, (rb'<c r="A3"><v>3', b'<c r="A3" t="e"><v>#N/A'))
    (grid,) = read_grids("a.xlsx", data)
    assert grid.marks.errors == {(3, 1): "#N/A"}
    assert grid.cell(3, 1) == "#N/A"
    assert grid.height == 3


def test_an_archive_that_unpacks_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED", 1000)
    with pytest.raises(TooLarge):
        read_grids("a.xlsx", xlsx([["村"]]))
    monkeypatch.setattr(limits, "MAX_FILE", 10)
    with pytest.raises(TooLarge):
        read_grids("a.csv", b"a,b\n" * 10)


def test_a_part_that_lies_about_its_bytes_is_damaged() -> None:
    data = bytearray(xlsx([["村"]] * 30))
    at = data.index(SHEET.encode()) + len(SHEET) + 40
    data[at] ^= 0xFF
    with pytest.raises(DamagedFile):
        read_grids("a.xlsx", bytes(data))


def test_an_empty_workbook_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read_grids("a.xlsx", xlsx([[]]))


@pytest.mark.parametrize("name", ["small.xls", "small.ods"])
def test_other_kinds_give_the_same_cells(name: str) -> None:
    (grid,) = read_grids(name, (ROOT / "tests/intake/files" / name).read_bytes())
    assert grid.kind in {Kind.XLS, Kind.ODS}
    assert [column[1] for column in grid.columns] == ["H1", "何庄", 3, "脱贫户"]


def test_an_ods_of_repeated_cells_is_refused_before_it_is_laid_out() -> None:
    far = b'<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
    far += b'table:number-columns-repeated="16383"/><table:table-cell office:value-type="string"><text:p>a</text:p>'
    data = (ROOT / "tests/intake/files/small.ods").read_bytes()
    bomb = repacked(
        data, "content.xml", (rb"</table:table>", far + b"</table:table-cell></table:table-row></table:table>")
    )
    with pytest.raises((TooLarge, DamagedFile)):
        read_grids("a.ods", bomb)


def test_a_binary_workbooks_corner_is_looked_up() -> None:
    with pytest.raises(TooLarge):
        read_grids("a.xlsb", binary_book({(1, 1): "村", (1_048_576, 16_384): 5}))
    assert read_grids("a.xlsb", binary_book({(6, 6): 5}))[0].height == 6


def test_an_old_workbooks_corner_is_looked_up() -> None:
    with pytest.raises(TooLarge):
        read_grids("a.xls", old_book({(1, 1): "村", (65_536, 65_535): 5}))
    assert read_grids("a.xls", old_book({(1, 1): "村", (3, 2): 5}))[0].cell(3, 2) == 5


def test_a_password_is_named() -> None:
    for data in (compound({"EncryptedPackage": b"x"}), old_book({(1, 1): "村"}, more=record(0x2F, b"\0" * 6))):
        with pytest.raises(EncryptedFile):
            read_grids("a.xlsx", data)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files_in_every_usual_dress(codec: str, mark: str) -> None:
    text = f"村{mark}户主\n何庄{mark}䶮某\n\n李斌庄{mark}“{'' if mark == ',' else ','}”\n"
    (grid,) = read_grids("a.csv", text.encode(codec))
    assert grid.cell(2, 2) == "䶮某"
    assert grid.cell(4, 1) == "李斌庄"
    assert grid.height == 4


def test_a_line_break_in_a_cell_does_not_shift_the_rows() -> None:
    (grid,) = read_grids("a.csv", '村,说明\n何庄,"一\n二"\n乔庄,三\n'.encode())
    assert grid.cell(3, 1) == "乔庄"


def test_broken_text_is_refused() -> None:
    with pytest.raises(BadEncoding):
        read_grids("a.csv", b"\xef\xbb\xbf\xff\xff\xff,1\n")
    with pytest.raises(DamagedFile):
        read_grids("a.csv", b'a,b\n"open,1\n')


def test_one_column_has_no_delimiter_to_find() -> None:
    assert delimiter("村\n何庄\n") == ","


@given(st.integers(1, 20_000))
def test_column_letters_and_numbers_are_inverse(number: int) -> None:
    assert column_number(column_letters(number)) == number
