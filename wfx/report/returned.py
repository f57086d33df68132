"""The workbook sent back: the sender's own layout, wrong cells red with a note, what is wrong beside each row."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from wfx.report.words import display_width
from wfx.values.roundtrip.returned import DO, LIST, WRONG, Fault, Sent, SheetBack

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal sheets give equal bytes; no real time
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NARROW, _WIDE, _SAMPLE = 8, 40, 400
_SAY = 36
_A4 = 9


def returned(sheets: Sequence[SheetBack], faults: Sequence[Fault]) -> bytes:
    """An xlsx file of the sheets as they came and a list of the errors. Text stays text, no cell is a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _CREATED})
        styles = _styles(book)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            _sheet(page, sheet, styles)
            if not sheet.visible:
                page.very_hidden()
        _list(book.add_worksheet(LIST), faults, styles)
        first = next((page for page, sheet in zip(book.worksheets(), sheets, strict=False) if sheet.visible), None)
        (first or book.worksheets()[-1]).activate()
    return buffer.getvalue()


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    red = {**base, "bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1, "num_format": "@"}
    kinds = {
        "text": {**base, "num_format": "@"},
        "day": {**base, "num_format": "yyyy-mm-dd"},
        "moment": {**base, "num_format": "yyyy-mm-dd hh:mm"},
        "plain": base,
        "red": red,
        "red day": {**red, "num_format": "yyyy-mm-dd"},
        "red plain": {**red, "num_format": "General"},
        "head": {**base, "bold": True, "bg_color": "#FFC7CE", "align": "center"},
        "say": {**base, "font_color": "#9C0006"},
    }
    return {name: book.add_format(form) for name, form in kinds.items()}


def _sheet(page: Worksheet, sheet: SheetBack, styles: dict[str, Format]) -> None:
    height = max((len(column) for column in sheet.columns), default=0)
    kept = [row for row in range(1, height + 1) if _goes(sheet, row)]
    place = {row: at for at, row in enumerate(kept)}
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, _width(column[max(sheet.header - 1, 0) :]))
        for row in kept:
            note = sheet.wrong.get((row, index + 1))
            _cell(page, place[row], index, column[row - 1], styles, note)
    for top, left, bottom, right in sheet.merged:
        if top in place and bottom in place and place[bottom] - place[top] == bottom - top and top <= sheet.header:
            page.merge_range(place[top], left - 1, place[bottom], right - 1, "", styles["plain"])
            _cell(page, place[top], left - 1, sheet.columns[left - 1][top - 1], styles, sheet.wrong.get((top, left)))
    if sheet.header in place:
        _beside(page, sheet, place, styles)
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _goes(sheet: SheetBack, row: int) -> bool:
    return sheet.rows is None or row <= sheet.header or row in sheet.rows


def _beside(page: Worksheet, sheet: SheetBack, place: dict[int, int], styles: dict[str, Format]) -> None:
    """The two columns to the right of the sheet's own: what is wrong, how to mend it."""
    column = len(sheet.columns)
    page.set_column(column, column + 1, _SAY)
    for offset, words in enumerate((WRONG, DO)):
        page.write_string(place[sheet.header], column + offset, words, styles["head"])
    for row, both in sheet.said.items():
        for offset, words in enumerate(both):
            if row in place and row != sheet.header:
                page.write_string(place[row], column + offset, words, styles["say"])
    page.freeze_panes(place[sheet.header] + 1, 0)


def _cell(page: Worksheet, row: int, column: int, value: Sent, styles: dict[str, Format], note: str | None) -> None:
    red = "red" if note is not None else ""
    if isinstance(value, datetime):
        whole = value.time() == time()
        page.write_datetime(row, column, value.replace(tzinfo=None), styles[red or ("day" if whole else "moment")])
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
        page.write_datetime(row, column, moment, styles["red day" if red else "day"])
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, styles[f"{red} plain".strip()])
    elif isinstance(value, int | float):
        page.write_number(row, column, value, styles[f"{red} plain".strip()])
    elif isinstance(value, time | timedelta):
        page.write_string(row, column, str(value), styles[red or "text"])
    elif value or red:
        page.write_string(row, column, value, styles[red or "text"]) if value else page.write_blank(
            row, column, None, styles["red"]
        )
    if note:
        page.write_comment(row, column, note, {"author": "", "x_scale": 2})


def _width(column: Sequence[Sent]) -> float:
    widest = max((display_width(str(cell)) for cell in column[:_SAMPLE]), default=0)
    return min(max(widest + 2, _NARROW), _WIDE)


def _list(page: Worksheet, faults: Sequence[Fault], styles: dict[str, Format]) -> None:
    for index, (words, width) in enumerate((("工作表", 16), ("位置", 10), ("错在哪里", 60), ("怎样改正", 40))):
        page.set_column(index, index, width)
        page.write_string(0, index, words, styles["head"])
    for row, fault in enumerate(faults, start=1):
        for index, words in enumerate((fault.sheet, fault.cell, fault.what, fault.do)):
            page.write_string(row, index, words, styles["text"])
    page.freeze_panes(1, 0)
