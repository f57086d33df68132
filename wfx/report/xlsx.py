"""Sheets as a workbook to print and to hand on: text stays text, the same input gives the same bytes."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from wfx.report.words import EMPTY, display_width, is_numeric, title, words
from wfx.values.errors import NothingToDo
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal sheets give equal bytes; no real time
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NAME_MOST = 31
_LINE = 17  # points
_NARROW, _WIDE = 6, 44
_SAMPLE = 2000
_PORTRAIT = 92  # characters of 11 pt that stand side by side on an upright A4 page
_DIGITS = 15  # beyond these a spreadsheet's number is no longer exact, so it is written as text
_A4 = 9
_FONT = "宋体"
_FORMATS = {
    FieldType.DATE: "yyyy-mm-dd",
    FieldType.INSTANT: "yyyy-mm-dd hh:mm",
    FieldType.INT: "0",
    FieldType.MONEY: "#,##0.00",
    FieldType.QUANTITY: "0.###",
    FieldType.RATIO: "0.######",
}


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An xlsx file, one worksheet a sheet: title, frozen header, rows, notes; A4, header repeated on every page.

    Text is always written as text, also where it starts with = + - or @; people are stars; the creation date is
    fixed. Errors: ``NothingToDo`` without any sheet.
    """
    if not sheets:
        raise NothingToDo("xlsx", shown="要写出的表")
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _CREATED})
        styles = _styles(book)
        for name, sheet in zip(_names(sheets), sheets, strict=True):
            _write(book.add_worksheet(name), sheet, styles)
    return buffer.getvalue()


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    cell = {**base, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
    styles = {
        "title": {**base, "bold": True, "font_size": 16, "align": "center"},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#F2F4F7"},
        "note": {**base, "font_size": 10, "font_color": "#666666", "text_wrap": True, "valign": "top"},
        "text": {**cell, "num_format": "@"},
        "right": {**cell, "num_format": "@", "align": "right"},
        "none": {**cell, "align": "center", "font_color": "#666666"},
    }
    kinds = {kind.value: {**cell, "num_format": form} for kind, form in _FORMATS.items()}
    for day in (FieldType.DATE, FieldType.INSTANT):
        kinds[day.value]["align"] = "center"
    return {name: book.add_format(form) for name, form in (styles | kinds).items()}


def _names(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Each sheet's title as Excel allows it as a name: no marks, at most 31 characters, each only once."""
    used: set[str] = set()
    for sheet in sheets:
        clean = _FORBIDDEN.sub(" ", sheet.title).strip(" '")[:_NAME_MOST].strip(" '") or "表"
        name, number = clean, 1
        while name.casefold() in used or name.casefold() == "history":
            number += 1
            name = f"{clean[: _NAME_MOST - 3]}{number}"
        used.add(name.casefold())
        yield name


def _write(page: Worksheet, sheet: Sheet, styles: dict[str, Format]) -> None:
    last = max(len(sheet.columns) - 1, 0)
    widths = [_width(sheet, index, column) for index, column in enumerate(sheet.columns)]
    for index, width in enumerate(widths):
        page.set_column(index, index, width)
    _band(page, 0, last, sheet.title, styles["title"])
    page.set_row(0, 30)
    for index, column in enumerate(sheet.columns):
        page.write_string(1, index, title(column), styles["head"])
    for number, row in enumerate(sheet.rows, start=2):
        for index, value in enumerate(row):
            _cell(page, number, index, value, sheet.columns[index], styles)
        # WPS and LibreOffice do not stretch a row for wrapped text by themselves.
        page.set_row(number, _LINE * _lines(row, widths))
    if not sheet.rows:
        _band(page, 2, last, EMPTY, styles["none"])
    for number, note in enumerate(sheet.notes, start=2 + max(len(sheet.rows), 1)):
        _band(page, number, last, note, styles["note"])
        page.set_row(number, _LINE * _lines((note,), (max(sum(widths), _NARROW),)))
    _paper(page, sum(widths))


def _band(page: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    """One text over the whole width of the table."""
    if last:
        page.merge_range(row, 0, row, last, "", style)
    page.write_string(row, 0, text, style)


def _cell(page: Worksheet, row: int, index: int, value: Shown, column: Column, styles: dict[str, Format]) -> None:
    style = styles.get(column.type.value, styles["text"])
    if value is None:
        page.write_blank(row, index, None, style)
    elif isinstance(value, datetime):
        # A workbook knows no time zones: the clock of the value itself, which is Beijing's everywhere in wfx.
        page.write_datetime(row, index, value.replace(tzinfo=None), styles[FieldType.INSTANT.value])
    elif isinstance(value, date):
        page.write_datetime(row, index, datetime(value.year, value.month, value.day), styles[FieldType.DATE.value])  # noqa: DTZ001 - a day
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and is_numeric(column) and _fits(value):
        page.write_number(row, index, value, style)
    else:
        page.write_string(row, index, words(value), styles["right"] if is_numeric(column) else styles["text"])


def _fits(value: Decimal | int) -> bool:
    return (
        len(f"{abs(value):f}".replace(".", "").strip("0") if isinstance(value, Decimal) else str(abs(value))) <= _DIGITS
    )


def _lines(row: Sequence[Shown], widths: Sequence[float]) -> int:
    """How many lines the fullest cell of the row takes."""
    texts = (words(value, grouped=True).splitlines() or [""] for value in row)
    return max(
        (
            sum(max(ceil(display_width(line) / (width - 1)), 1) for line in text)
            for text, width in zip(texts, widths, strict=True)
        ),
        default=1,
    )


def _width(sheet: Sheet, index: int, column: Column) -> float:
    """Wide enough for the longest of the first rows, within reason; longer text is wrapped."""
    texts = (words(row[index], grouped=True) for row in sheet.rows[:_SAMPLE])
    widest = max((display_width(line) for text in texts for line in text.splitlines() or [""]), default=0)
    return min(max(widest, display_width(title(column)), _NARROW) + 2, _WIDE)


def _paper(page: Worksheet, width: float) -> None:
    page.freeze_panes(2, 0)
    page.set_paper(_A4)
    if width > _PORTRAIT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
    page.center_horizontally()
    page.set_footer("&C第 &P 页 共 &N 页")
