"""The workbook that goes out to be filled and comes back: locked keys, drop-downs offered, a hidden sheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from wfx.report.words import display_width, words
from wfx.values.roundtrip.workbook import HIDDEN, REST
from wfx.values.schema import Field, FieldType
from wfx.values.sheet import Sheet, Shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal sheets give equal bytes; no real time
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TITLE, GUIDE, HINT, HEADER, FIRST = range(5)  # rows, from 0
_A4 = 9
_NARROW, _WIDE, _LINE = 8, 30, 16
_LONG_LIST = 250  # characters a list of choices may have in the file format


@dataclass(frozen=True)
class Worklist:
    """One sheet: its name, rows as shown, and the fields to fill by column name; the other columns are locked.

    ``rest``: the fields a first line answers for every row in which they are blank.
    """

    name: str
    sheet: Sheet
    fill: dict[str, Field]
    guide: str
    number: str
    rest: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        """The first row of the list, from 0."""
        return FIRST + bool(self.rest)


def worklists(lists: Sequence[Worklist], hidden: Sequence[Sequence[str]]) -> bytes:
    """An xlsx file. Every cell is text, a number or a day, never a formula; equal lists give equal bytes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - taking files in never writes one

    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _CREATED})
        styles = _styles(book)
        for one in lists:
            _write(book.add_worksheet(one.name), one, styles)
        if hidden:
            mark = book.add_worksheet(HIDDEN)
            mark.very_hidden()
            for row, cells in enumerate(hidden):
                for column, text in enumerate(cells):
                    mark.write_string(row, column, text)
    return buffer.getvalue()


def _styles(book: "Workbook") -> "dict[str, Format]":
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    cell = {**base, "border": 1, "border_color": "#A6A6A6", "num_format": "@"}
    free = {**cell, "locked": False, "bg_color": "#FFFBE6"}
    day = {"num_format": "yyyy-mm-dd"}
    forms = {
        "title": {**base, "bold": True, "font_size": 16, "align": "center"},
        "guide": {**base, "font_size": 10, "font_color": "#666666"},
        "hint": {**base, "font_size": 9, "font_color": "#666666", "align": "center", "valign": "bottom"},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#F2F4F7"},
        "locked": cell,
        "locked day": {**cell, **day},
        "free": free,
        "free day": {**free, **day},
    }
    return {name: book.add_format(form) for name, form in forms.items()}


def _write(page: "Worksheet", one: Worklist, styles: "dict[str, Format]") -> None:
    columns = one.sheet.columns
    last = max(len(columns) - 1, 1)
    page.merge_range(TITLE, 0, TITLE, last, one.sheet.title, styles["title"])
    page.merge_range(GUIDE, 0, GUIDE, last, f"{one.guide} {one.number}", styles["guide"])
    page.set_row(TITLE, 28)
    widths = []
    for index, column in enumerate(columns):
        spec = one.fill.get(column.name)
        page.write_string(HINT, index, _hint(spec) if spec else "", styles["hint"])
        page.write_string(HEADER, index, column.title, styles["head"])
        widths.append(_width(one.sheet, index, column.title))
        page.set_column(index, index, widths[-1])
    page.set_row(GUIDE, _LINE * _lines(f"{one.guide} {one.number}", sum(widths)))
    hints = [_hint(one.fill.get(column.name)) for column in columns]
    page.set_row(HINT, _LINE * max(map(_lines, hints, widths)))
    for index, column in enumerate(columns if one.rest else ()):
        _cell(page, FIRST, index, None if index else REST, styles, free=column.name in one.rest)
    for number, row in enumerate(one.sheet.rows, start=one.first):
        for index, value in enumerate(row):
            _cell(page, number, index, value, styles, free=columns[index].name in one.fill)
    _choices(page, one)
    _paper(page, sum(widths))


def _hint(spec: Field | None) -> str:
    """What may be written in a column, in a few words that can be read on paper."""
    if spec is None:
        return ""
    if spec.codes:
        return "/".join(spec.codes.values())
    return {
        FieldType.BOOL: "是/否",
        FieldType.DATE: "如 2026-10-08",
        FieldType.MONEY: "元",
        FieldType.INT: spec.unit or "数",
        FieldType.QUANTITY: spec.unit or "数",
    }.get(spec.type, "")


def _cell(page: "Worksheet", row: int, column: int, value: Shown, styles: "dict[str, Format]", *, free: bool) -> None:
    kind = "free" if free else "locked"
    if value is None:
        page.write_blank(row, column, None, styles[kind])
    elif isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
        page.write_datetime(row, column, moment, styles[f"{kind} day"])
    else:
        page.write_string(row, column, words(value), styles[kind])


def _choices(page: "Worksheet", one: Worklist) -> None:
    """Drop-downs where there is a list; another word is warned of, not refused: the books judge what comes back."""
    last = one.first + max(len(one.sheet.rows) - 1, 0)
    for index, column in enumerate(one.sheet.columns):
        spec = one.fill.get(column.name)
        listed = _listed(spec) if spec else []
        if listed and len(",".join(listed)) < _LONG_LIST:
            page.data_validation(
                FIRST, index, last, index, {"validate": "list", "source": listed, "error_type": "warning"}
            )
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True})


def _listed(spec: Field) -> list[str]:
    """The words a cell may hold; none where several may stand in one cell."""
    if spec.type is FieldType.BOOL:
        return ["是", "否"]
    return [] if spec.type is FieldType.LIST else list(spec.codes.values())


def _lines(text: str, width: float) -> int:
    return max(1, -(-display_width(text) // max(int(width) - 1, 1)))


def _width(sheet: Sheet, index: int, title: str) -> float:
    widest = max((display_width(words(row[index])) for row in sheet.rows), default=0)
    return min(max(widest, display_width(title), _NARROW) + 2, _WIDE)


def _paper(page: "Worksheet", width: float) -> None:
    page.freeze_panes(FIRST, 2)
    page.set_paper(_A4)
    if width > 92:  # noqa: PLR2004 - characters of 11 pt side by side on an upright page
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HINT, HEADER)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_footer("&C第 &P 页 共 &N 页")
