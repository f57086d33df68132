"""A finished list narrowed to one village or one month, by the column that names it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from wfx.desk.desk import Desk
from wfx.values.errors import BadValue
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown


def narrowed(desk: Desk, sheet: Sheet, *, village: str | None = None, month: Month | None = None) -> Sheet:
    """The rows of this village (its code) and month. Errors: ``BadValue`` for a list that names neither."""
    if village is not None:
        names = {village, desk.books.township.village_name(village)}
        sheet = _kept(sheet, "村", lambda column: column.name == "village", lambda value: str(value) in names)
    if month is not None:
        sheet = _kept(sheet, "月份", _monthly, lambda value: _falls(value, month))
    return sheet


def _monthly(column: Column) -> bool:
    return column.name == "month" or column.type in (FieldType.MONTH, FieldType.DATE)


def _falls(value: Shown, month: Month) -> bool:
    return value in month if isinstance(value, date) else str(value or "").startswith(str(month))


def _kept(sheet: Sheet, what: str, is_it: Callable[[Column], bool], wanted: Callable[[Shown], bool]) -> Sheet:
    at = next((place for place, column in enumerate(sheet.columns) if is_it(column)), None)
    if at is None:
        raise BadValue(f"分{what}的清单(没有这一列)", shown=sheet.title)
    rows = tuple(row for row in sheet.rows if wanted(row[at]))
    return replace(sheet, rows=rows, notes=(*sheet.notes, f"列出 {len(rows)} 行,全部 {len(sheet.rows)} 行"))
