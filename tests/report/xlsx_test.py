"""Workbooks: text stays text, numbers are numbers, the page is set up, equal sheets are equal bytes."""

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from tests.report.samples import EMPTY, SHEET
from wfx.report.xlsx import workbook
from wfx.values.errors import NothingToDo
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets)))


def test_cells_hold_what_the_sheet_holds() -> None:
    page = opened(SHEET).worksheets[0]
    assert page["A1"].value == SHEET.title
    assert [cell.value for cell in page[2]][2:5] == ["户数(户)", "得分(分)", "资产原值(元)"]
    first = [cell.value for cell in page[3]]
    assert first[:5] == ["何庄", "䶮**", 3, 92.5, 1234567.5]
    assert first[5] == datetime(2026, 10, 3)  # noqa: DTZ001 - a workbook knows no zones
    assert first[6] == datetime(2026, 10, 31, 8, 5)  # noqa: DTZ001
    assert (page["H3"].value, page["H4"].value, page["H5"].value) == ("是", "否", None)
    assert (page["I3"].value, page["I3"].data_type) == ("=1+1", "s")
    assert page["A6"].value == SHEET.notes[0]


def test_the_page_is_ready_to_print() -> None:
    page = opened(SHEET).worksheets[0]
    assert page.freeze_panes == "A3"
    assert page.page_setup.paperSize == 9
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$2:$2"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.column_dimensions["E"].width > page.column_dimensions["H"].width


def test_equal_sheets_give_equal_bytes() -> None:
    assert workbook([SHEET, EMPTY]) == workbook([SHEET, EMPTY])


def test_names_of_sheets_are_allowed_and_different() -> None:
    long = Sheet("很长的表名" * 9, EMPTY.columns, ())
    names = opened(SHEET, SHEET, long, long, Sheet("'?*", EMPTY.columns, ())).sheetnames
    assert names[0] == "2026年10月 各村 排序"
    assert len(set(names)) == 5
    assert all(len(name) <= 31 for name in names)


def test_a_sheet_without_rows_says_so() -> None:
    assert opened(EMPTY).worksheets[0]["A3"].value == "(没有记录)"


def test_long_numbers_stay_exact_as_text() -> None:
    columns = (Column("id", "户编号", FieldType.ID), Column("v", "金额", FieldType.MONEY, "元"))
    page = opened(Sheet("x", columns, (("410999000000000001", Decimal("1234567890123456.78")),))).worksheets[0]
    assert [cell.value for cell in page[3]] == ["410999000000000001", "1234567890123456.78"]


def test_no_name_is_anywhere_in_the_file() -> None:
    assert "虚构" not in str([[cell.value for cell in row] for row in opened(SHEET).worksheets[0].iter_rows()])


def test_a_workbook_needs_a_sheet() -> None:
    with pytest.raises(NothingToDo):
        workbook([])
