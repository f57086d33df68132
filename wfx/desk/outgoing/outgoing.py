"""What goes out to a village for a month: one workbook drawn from the forms that have a ``[sheet]``, to come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import forms_of
from wfx.desk.incoming.merging import pair_digests
from wfx.desk.office.names import names_of, opening
from wfx.intake.headers import fold
from wfx.report.words import words
from wfx.report.worklist import Worklist, worklists
from wfx.values.chinese import chinese_month
from wfx.values.errors import NothingToDo
from wfx.values.form import Form, SheetPlan, key_beside
from wfx.values.month import Month
from wfx.values.roundtrip.workbook import REST, Issued, Mark, mark_rows
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row


@dataclass(frozen=True)
class Outgoing:
    """A village's month: the workbook's bytes, the same sheets to print, and a text to paste into a chat."""

    village: str
    data: bytes
    sheets: tuple[Sheet, ...]
    text: str
    number: str


class _Drawn(NamedTuple):
    """One sheet of the workbook: its form, how it goes out, its rows and the key of each."""

    form: Form
    plan: SheetPlan
    sheet: Sheet
    keys: list[tuple[str, ...]]


def village_workbook(desk: Desk, month: Month, village: str) -> Outgoing:
    """The workbook of one village. Errors: ``NothingToDo`` when no form has a row for it."""
    name = desk.books.township.village_name(village)
    drawn: list[_Drawn] = []
    for form in sorted(forms_of(desk).values(), key=lambda each: (each.sheet.order if each.sheet else 0, each.name)):
        if form.sheet is None or not _has_ledgers(desk, form):
            continue
        sheet, keys = sheet_of(desk, form, form.sheet, month, village)
        if sheet.rows:
            drawn.append(_Drawn(form, form.sheet, sheet, keys))
    if not drawn:
        raise NothingToDo("工作簿", shown=f"{name} {month} 要填的内容")
    return _bound(desk, month, village, name, drawn)


def _bound(desk: Desk, month: Month, village: str, name: str, drawn: Sequence[_Drawn]) -> Outgoing:
    books = desk.books
    issued: dict[str, Issued] = {}
    lists = []
    number = Mark("", books.seq, books.head, village, str(month)).shown
    for form, plan, sheet, keys in drawn:
        schema = books.schema(form.ledgers[0])
        fill = {each: schema.field(each) for each in plan.fill}
        free = {fold(schema.field(each).title) for each in (*plan.fill, *schema.key)}
        digests = [pair_digests(list(zip(_titles(sheet), map(_written, row), strict=True)), free) for row in sheet.rows]
        issued[plan.title] = Issued(form.name, dict(zip(keys, digests, strict=True)))
        titled = Sheet(f"{name} {month} {plan.title}", sheet.columns, sheet.rows)
        lists.append(Worklist(plan.title, titled, fill, plan.guide, number, plan.rest))
    mark = Mark(books.ledger_id, books.seq, books.head, village, str(month), issued)
    sheets = tuple(each.sheet for each in lists)
    counted = [(plan_name, len(each.rows)) for plan_name, each in issued.items()]
    return Outgoing(name, worklists(lists, mark_rows(mark)), sheets, _chat(name, month, counted, drawn), number)


def _titles(sheet: Sheet) -> list[str]:
    return [fold(column.title) for column in sheet.columns]


def _written(value: Shown) -> object:
    """A cell as the workbook holds it: days as days, all else as its words."""
    return value if isinstance(value, str) or (value is not None and hasattr(value, "isoformat")) else words(value)


def _chat(name: str, month: Month, counted: Sequence[tuple[str, int]], drawn: Sequence[_Drawn]) -> str:
    """A few lines to paste into a chat."""
    lines = [f"{name}{chinese_month(month)}工作簿,请填黄色的格子:"]
    lines += [f"{number}. {title}:{count} 行" for number, (title, count) in enumerate(counted, start=1)]
    if any(each.plan.rest for each in drawn):
        lines.append(f"逐户走过、没有变化的不用一行行填:在“{REST}”那一行填一次日期和方式。")
    lines.append("没有变化的空着就行;不会用表格的,打印出来手写拍照也可以。填好后原文件发回。")
    return "\n".join(lines) + "\n"


def _has_ledgers(desk: Desk, form: Form) -> bool:
    """Books of an earlier version may lack a form's ledgers."""
    plan = form.sheet
    wanted = {*form.ledgers, *((plan.rows,) if plan else ())}
    return wanted <= set(desk.books.ledgers)


def sheet_of(
    desk: Desk, form: Form, plan: SheetPlan, month: Month, village: str
) -> tuple[Sheet, list[tuple[str, ...]]]:
    """The rows of one form for a village and month, and the key each row will come back under."""
    schema = desk.books.schema(form.ledgers[0])
    listed = _listed(desk, plan, month, village)
    standing = _standing(desk, schema, month, village)
    outside, named = {"month": str(month), "village": village}, _named(schema, plan)
    keys = [tuple(str(row.get(named[name]) or outside.get(name, "")) for name in schema.key) for row in listed]
    cells = [_shown_column(desk, plan, path, listed, month) for path in plan.shown.values()]
    cells += [[_word(schema.field(name), (standing.get(key) or {}).get(name)) for key in keys] for name in plan.fill]
    columns = [
        Column(path.partition(".")[0] if "." not in path else title, title) for title, path in plan.shown.items()
    ]
    columns += [Column(name, schema.field(name).title, schema.field(name).type) for name in plan.fill]
    return Sheet(plan.title, tuple(columns), tuple(zip(*cells, strict=True))), keys


def _named(schema: Schema, plan: SheetPlan) -> Mapping[str, str]:
    """Each key field of the form's ledger, and the field of the row that names it: the one shown under its title."""
    return {name: plan.shown.get(schema.field(name).title, name) for name in schema.key}


def _listed(desk: Desk, plan: SheetPlan, month: Month, village: str) -> list[dict[str, Cell]]:
    """The rows the sheet has a line for, in the plan's order."""
    schema = desk.books.schema(plan.rows)
    of_village = village if "village" in schema.names else None
    table = desk.books.table(plan.rows, month=month if "month" in schema.names else None, village=of_village)
    rows = [row for row in table.rows() if _wanted(row, plan.where, village)]
    return sorted(rows, key=lambda row: [str(row.get(name) or "") for name in (*plan.sort, *schema.key)])


def _wanted(row: Row, where: Mapping[str, Sequence[str]], village: str) -> bool:
    villages = row.get("villages")
    if isinstance(villages, list) and villages and village not in villages:
        return False
    return all(str(row.get(name) or "") in allowed for name, allowed in where.items())


def _standing(desk: Desk, schema: Schema, month: Month, village: str) -> Mapping[tuple[str, ...], Row]:
    of_month = month if "month" in schema.key else None
    of_village = village if "village" in schema.names else None
    return desk.books.table(schema.name, month=of_month, village=of_village).by_key


def _shown_column(desk: Desk, plan: SheetPlan, path: str, rows: Sequence[Row], month: Month) -> list[Shown]:
    """One shown column: a field of the row, the name of the person it holds, or the last word of another ledger."""
    head, _, field = path.partition(".")
    schema = desk.books.schema(plan.rows)
    if not field:
        return [_word(schema.field(head), row.get(head)) for row in rows]
    if field == "name" and head in schema.names:
        return _names(desk, schema.field(head), rows)
    if head not in desk.books.ledgers:
        return ["" for _ in rows]
    other = desk.books.schema(head)
    key = key_beside(other, schema)
    own = _named(other, plan)[key]
    last = {str(each[key]): each for each in _earlier(desk, head, month)}
    return [_word(other.field(field), last.get(str(row[own]), {}).get(field)) for row in rows]


def _earlier(desk: Desk, ledger: str, month: Month) -> list[Row]:
    """The rows of the months before, the newest last."""
    rows = [each for each in desk.books.table(ledger).rows() if str(each.get("month") or "") < str(month)]
    return sorted(rows, key=lambda each: str(each.get("month") or ""))


def _names(desk: Desk, spec: Field, rows: Sequence[Row]) -> list[Shown]:
    """The names of the people a field holds; of a household, its head's."""
    held = [str(row.get(spec.name) or "") for row in rows]
    if spec.ref == "households":
        heads = {str(home["household_id"]): str(home["head_id"] or "") for home in desk.books.table(spec.ref).rows()}
        held = [heads.get(each, "") for each in held]
    with opening(desk, "发给村的工作簿和清单"):
        names = names_of(desk, set(filter(None, held)))
    return [names[each].open("发给本村的工作簿") if each in names else "" for each in held]


def _word(spec: Field, value: Cell) -> Shown:
    """A cell as people read it: a code by its title, a list joined."""
    if isinstance(value, list):
        return "、".join(spec.codes.get(str(each), str(each)) for each in value)
    if spec.type is FieldType.CODE and value is not None:
        return spec.codes.get(str(value), str(value))
    return value
