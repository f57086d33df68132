"""The cells of one line: its unit, place, score and parts, and what of it could not be read."""

from dataclasses import dataclass
from decimal import Decimal

from wfx.intake.printed.sheet import NoPlace, Sheet, is_percent, number, ordinal
from wfx.intake.ranking.words import is_out
from wfx.values.personal import mask_name, mask_text


@dataclass(frozen=True)
class Line:
    """One line as read; ``wrong`` says in Chinese what of it could not be read."""

    row: int
    place: int | None
    unit: str
    score: Decimal | None
    parts: tuple[tuple[str, Decimal], ...] = ()
    group: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Which columns a ranking is read from; ``parts`` with their titles, ``group`` 0 where no column groups."""

    unit: int
    place: int
    score: int
    parts: tuple[tuple[int, str], ...] = ()
    persons: bool = False


def read_line(sheet: Sheet, row: int, columns: Columns, *, percent: bool) -> Line:
    """One line; ``percent``: the table's scores are percentages, else a percentage among them is wrong."""
    unit, wrong = _unit(sheet, row, columns)
    over = columns.place != columns.unit and sheet.origin(row, columns.place) == sheet.origin(row, columns.unit)
    place, why = (None, []) if over else _place(sheet, row, columns.place)  # over: a name written over both columns
    score, because = _score(sheet, row, columns.score, percent=percent)
    out = _left_out(sheet, row, columns)
    faults = [*wrong, out] if out else [*wrong, *why, *because]
    return Line(row, place, unit, score, _parts(sheet, row, columns.parts), "", tuple(faults))


def _unit(sheet: Sheet, row: int, columns: Columns) -> tuple[str, list[str]]:
    name, cell = sheet.text(row, columns.unit), sheet.name(row, columns.unit)
    if sheet.is_error(row, columns.unit):
        return f"{cell} 格", [f"{cell} 是错误值,不知道是哪个单位"]
    if sheet.is_unsaved(row, columns.unit):
        return f"{cell} 格", [f"{cell} 的公式没有保存结果,不知道是哪个单位"]
    if not name:
        return f"{cell} 格", [f"{cell} 没有写单位"]
    return (mask_name(name) if columns.persons else mask_text(name)), []


def _unread(sheet: Sheet, row: int, column: int, what: str) -> list[str]:
    """Why a cell without a value has none, where it is not simply blank."""
    cell, text = sheet.name(row, column), sheet.text(row, column)
    if sheet.is_error(row, column):
        return [f"{what}是错误值({cell}{' ' + text if text else ''})"]
    if sheet.is_unsaved(row, column):
        return [f"{what}的公式没有保存结果({cell})"]
    return [f"没有{what}({cell}“{mask_text(text)}”)" if is_out(text) else f"{what}“{mask_text(text)}”读不懂({cell})"]


def _place(sheet: Sheet, row: int, column: int) -> tuple[int | None, list[str]]:
    if not sheet.text(row, column) and not sheet.is_error(row, column) and not sheet.is_unsaved(row, column):
        return None, []
    try:
        return ordinal(sheet.at(row, column)), []
    except NoPlace:
        return None, _unread(sheet, row, column, "名次")


def _score(sheet: Sheet, row: int, column: int, *, percent: bool) -> tuple[Decimal | None, list[str]]:
    cell = sheet.at(row, column)
    if not sheet.text(row, column) and not sheet.is_error(row, column) and not sheet.is_unsaved(row, column):
        return None, []
    found = number(cell)
    if found is None:
        return None, _unread(sheet, row, column, "得分")
    if is_percent(cell) != percent:
        said = "带百分号,别的行不带" if is_percent(cell) else "不带百分号,别的行带"
        return None, [f"得分“{mask_text(str(cell))}”{said}({sheet.name(row, column)})"]
    return found, []


def _left_out(sheet: Sheet, row: int, columns: Columns) -> str:
    """What is said of a unit that was not ranked on purpose: neither place nor score, and a mark that says so."""
    place, score = sheet.text(row, columns.place), sheet.text(row, columns.score)
    marks = [text for text in (place, score) if text]
    if not marks or not all(map(is_out, marks)):
        return ""
    return f"没有参加排名(名次“{place}”,得分“{score}”)"


def _parts(sheet: Sheet, row: int, columns: tuple[tuple[int, str], ...]) -> tuple[tuple[str, Decimal], ...]:
    """The line's other numbers; none at all where one of them cannot be read, for no sum can be told then."""
    found: list[tuple[str, Decimal]] = []
    for column, title in columns:
        cell = sheet.at(row, column)
        value = number(cell)
        if value is not None:
            found.append((title, value))
        elif (
            sheet.is_error(row, column)
            or sheet.is_unsaved(row, column)
            or not (sheet.text(row, column) == "" or is_out(str(cell)))
        ):
            return ()
    return tuple(found)
