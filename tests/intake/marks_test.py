"""What a sheet says beside its values: errors, formulas never worked out, percentages, months, what nobody sees."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date

import pytest

from tests.intake.binarybook import binary_book
from tests.intake.oldbook import NOT_WORKED_OUT, Error, Formula, Styled, compound, old_book
from tests.intake.sheets import SHEET, repacked, xlsx
from tests.township import ROOT
from wfx.intake.grid import Grid, read_grids
from wfx.intake.raw.formats import shown_as
from wfx.intake.raw.marks import UNSAVED, MonthCell, Percent, Shown, YearCell
from wfx.values.errors import DamagedFile, NotATable, TooLarge

STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"


def with_cell(cell: bytes, *, book: bytes = b"") -> bytes:
    """A sheet 村 over 何庄 whose second row holds one more cell, written as it stands here."""
    data = repacked(xlsx([["村", "数"], ["何庄"]]), SHEET, (b"</row></sheetData>", cell + b"</row></sheetData>"))
    return repacked(data, BOOK, (b"<calcPr[^>]*>", b"<calcPr" + book + b"/>"))


def only(data: bytes, name: str = "a.xlsx") -> Grid:
    (grid,) = read_grids(name, data)
    return grid


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (b'<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        (b"<c r='B2' t='e'><v>#REF!</v></c>", "#REF!"),
        (b'<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        (
            b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" t = "e"><x:v>#N/A</x:v></x:c>',
            "#N/A",
        ),
        (b'<c r="B2"><f>A1</f></c>', UNSAVED),
        (b'<c r="B2"><f>A1</f><v/></c>', UNSAVED),
        (b'<c r="B2"><f t="shared" si="0"/><v></v></c>', UNSAVED),
        (b'<c><f ca="1">1+1</f><v> </v></c>', UNSAVED),
        (b'<c r="B2" t="str"><f>A9</f><v></v></c>', ""),
        (b'<c r="B2"><f>1+1</f><v>0</v></c>', 0.0),
        (b'<c r="B2"><f>1+1</f><v>2</v></c>', 2.0),
    ],
)
def test_a_cell_without_a_value_is_never_a_blank(cell: bytes, word: object) -> None:
    assert only(with_cell(cell)).cell(2, 2) == word


def test_a_book_to_be_worked_out_when_opened_vouches_for_no_nought() -> None:
    stale = b' fullCalcOnLoad="1"'
    assert only(with_cell(b'<c r="B2"><f>1+1</f><v>0</v></c>', book=stale)).cell(2, 2) == UNSAVED
    assert only(with_cell(b'<c r="B2"><f>1+1</f><v>2</v></c>', book=stale)).cell(2, 2) == 2


def moved(data: bytes, rename: Callable[[str], str], replacing: Mapping[str, tuple[str, str]]) -> bytes:
    """The archive with its parts renamed and words of some of them replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            before, after = replacing.get(name, ("", ""))
            new.writestr(rename(name), text.replace(before, after) if before else text)
    return buffer.getvalue()


RELATIONS = "xl/_rels/workbook.xml.rels"


@pytest.mark.parametrize(
    ("rename", "replacing"),
    [
        (lambda name: name.replace("/", "\\"), {}),
        (str.upper, {}),
        (lambda name: f"/{name}", {}),
        (lambda name: name.replace("workbook.xml", "book2.xml"), {"_rels/.rels": ("xl/workbook.xml", "xl/book2.xml")}),
        (
            lambda name: name.replace("xl/worksheets/", "data/"),
            {RELATIONS: ("worksheets/sheet1.xml", "/data/sheet1.xml")},
        ),
        (
            lambda name: name.replace("sharedStrings", "words"),
            {RELATIONS: ("sharedStrings.xml", "words.xml")},
        ),
        (lambda name: name, {RELATIONS: ("worksheets/sheet1.xml", "worksheets\\sheet1.xml")}),
    ],
)
def test_parts_are_found_wherever_the_writer_put_them(
    rename: Callable[[str], str], replacing: Mapping[str, tuple[str, str]]
) -> None:
    odd = moved(with_cell(b"<c t='e'><v>#N/A</v></c>"), rename, replacing)
    assert [only(odd).cell(*at) for at in ((1, 1), (2, 1), (2, 2))] == ["村", "何庄", "#N/A"]


@pytest.mark.parametrize("part", [BOOK, RELATIONS, STYLES, SHEET, "xl/sharedStrings.xml", "_rels/.rels"])
def test_one_wrong_byte_in_any_part_is_a_damaged_file(part: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([["村"], ["何庄"]]))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        at = new.getinfo(part).header_offset + 30 + len(part) + 60
    data = bytearray(buffer.getvalue())
    data[at] ^= 1
    with pytest.raises(DamagedFile):
        read_grids("a.xlsx", bytes(data))


def test_an_old_workbook_tells_its_errors_formats_and_hidden_lines() -> None:
    cells = {
        (1, 1): "村", (1, 2): "数", (2, 2): Error(42), (3, 2): Error(7), (4, 2): Styled((0.06, 1)),
        (5, 2): Styled((45717, 2)), (6, 2): Styled((45717, 3)), (7, 2): Formula(b"\2\0\x17\0\0\0\xff\xff"),
    }  # fmt: skip
    grid = only(old_book(cells, formats=[9, 'yyyy"年"m"月"', 57], hidden=[3], hidden_columns=[2]), "a.xls")
    assert list(grid.columns[1]) == ["数", "#N/A", "#DIV/0!", 0.06, date(2025, 3, 1), date(2025, 3, 1), "#REF!"]
    assert [type(cell) for cell in grid.columns[1][3:6]] == [Percent, MonthCell, MonthCell]
    assert (grid.marks.hidden, grid.marks.hidden_columns) == ((3,), (2,))


def test_old_formulas_nobody_worked_out_are_told_from_empty_results() -> None:
    cells = {(1, 1): "村", (2, 1): "何庄", (2, 2): NOT_WORKED_OUT}
    assert only(old_book(cells), "a.xls").cell(2, 2) == UNSAVED
    assert only(old_book({**cells, (2, 3): Formula(b"\0\0\0\0\0\0\xf0\x3f")}), "a.xls").cell(2, 2) == ""


def test_a_binary_workbook_tells_the_same() -> None:
    cells = {(1, 1): "村", (1, 2): "数", (2, 2): Error(42), (3, 2): Styled((0.06, 1)), (4, 2): Styled((45717, 2))}
    grid = only(binary_book(cells, formats=[10, "yyyy-mm"], hidden=[3], hidden_columns=[2]), "a.xlsb")
    assert list(grid.columns[1]) == ["数", "#N/A", 0.06, date(2025, 3, 1)]
    assert [type(cell) for cell in grid.columns[1][2:]] == [Percent, MonthCell]
    assert (grid.marks.hidden, grid.marks.hidden_columns) == ((3,), (2,))


def ods(rows: str, styles: str = "", columns: str = "") -> bytes:
    """The small open document with these rows in its place."""
    data = (ROOT / "tests/intake/files/small.ods").read_bytes()
    table = f'<table:table table:name="农户">{columns}{rows}</table:table>'
    data = repacked(data, "content.xml", (rb"(?s)<table:table .*</table:table>", table.encode()))
    return repacked(
        data, "content.xml", (rb"</office:automatic-styles>", styles.encode() + rb"</office:automatic-styles>")
    )


def test_an_open_document_tells_the_same() -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    month = (
        '<number:date-style style:name="N9"><number:year/><number:text>年</number:text><number:month/>'
        '</number:date-style><style:style style:name="ce9" style:family="table-cell" style:data-style-name="N9"/>'
    )
    cells = [
        text.format("#N/A").replace("office:", 'table:formula="of:=NA()" calcext:value-type="error" office:'),
        '<table:table-cell table:formula="of:=1+1"/>',
        '<table:table-cell office:value-type="percentage" office:value="0.06"><text:p>6%</text:p></table:table-cell>',
        '<table:table-cell table:style-name="ce9" office:value-type="date" office:date-value="2025-03-01"/>',
    ]
    row = "<table:table-row{}>" + text.format("何庄") + "{}</table:table-row>"
    rows = [row.format("", text.format("数")), *(row.format("", cell) for cell in cells)]
    rows.append(row.format(' table:visibility="collapse"', text.format("x")))
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    grid = only(ods("".join(rows), month, columns), "a.ods")
    assert list(grid.columns[1]) == ["数", "#N/A", UNSAVED, 0.06, date(2025, 3, 1), "x"]
    assert [type(cell) for cell in grid.columns[1][3:5]] == [Percent, MonthCell]
    assert (grid.marks.hidden, grid.marks.hidden_columns) == ((6,), (2,))


def test_days_counted_from_1904_are_known() -> None:
    for data, name in (
        (repacked(xlsx([["日期"], [43000]]), BOOK, (b"<workbookPr", b'<workbookPr date1904="1"')), "a.xlsx"),
        (old_book({(1, 1): "日期", (2, 1): 43000}, since_1904=True), "a.xls"),
        (binary_book({(1, 1): "日期", (2, 1): 43000}, since_1904=True), "a.xlsb"),
    ):
        assert only(data, name).marks.since_1904


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", None), ("0.00", None), ("0%", Shown.PERCENT), ("0.00%;[Red]-0.00%", Shown.PERCENT),
        ('0"%"', None), (r"0\%", None), ('yyyy"年"m"月"', Shown.MONTH), ('[$-804]yyyy"年"m"月";@', Shown.MONTH),
        ("yyyy-mm", Shown.MONTH), ("mmm-yy", Shown.MONTH), ('yyyy"年"', Shown.YEAR), ("yyyy", Shown.YEAR),
        ('yyyy"年"m"月"d"日"', None), ("m/d/yy h:mm", None), ("h:mm", None), ("[h]:mm", None), ("mm:ss", None),
        ('m"月"d"日"', None), ("@", None), ('#,##0.00"元"', None), ('"md"0', None),
    ],
)  # fmt: skip
def test_formats(code: str, shown: Shown | None) -> None:
    assert shown_as(code) is shown


def circle(data: bytes, sector: int) -> bytes:
    """The compound file with one sector of its table following itself."""
    whole = bytearray(data)
    table = (int.from_bytes(whole[76:80], "little") + 1) * 512
    whole[table + sector * 4 : table + sector * 4 + 4] = sector.to_bytes(4, "little")
    return bytes(whole)


@pytest.mark.parametrize("sector", range(10))
def test_a_chain_in_a_circle_is_a_damaged_file(sector: int) -> None:
    data = compound({"Workbook": b"x" * 4096})
    with pytest.raises(DamagedFile):
        read_grids("a.xls", circle(data, min(sector, len(data) // 512 - 3)))


@pytest.mark.parametrize("seed", range(40))
def test_a_broken_old_workbook_is_damaged_or_read_and_nothing_else(seed: int) -> None:
    data = bytearray(old_book({(1, 1): "村", (2, 1): "何庄", (2, 2): 5, (3, 1): Error(42)}))
    for step in range(1, 9):
        data[(seed * 7919 + step * step * 104_729) % len(data)] ^= 1 << (seed + step) % 8
    with suppress(DamagedFile, TooLarge, NotATable):
        assert read_grids("a.xls", bytes(data))


def test_a_year_alone_is_a_year() -> None:
    styled = repacked(xlsx([["年"], [date(2019, 1, 1)]]), STYLES, (b"yyyy-mm-dd", b"yyyy"))
    assert isinstance(only(styled).cell(2, 1), YearCell)
    assert re.fullmatch("2019年", str(only(styled).cell(2, 1)))
