"""督办单 for what is overdue, one a village; the other papers are of one matter and need no code."""

from collections.abc import Iterator
from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.matter import RED
from wfx.duties.matter_found import LEDGER
from wfx.values.books import Books
from wfx.values.chinese import chinese_day
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet
from wfx.values.shown import shown_cell
from wfx.values.table import Row

_OVERDUE = ("problem", "source", "opened_on", "due_on")


def remind(books: Books, call: Call, _: str) -> Iterator[Paper]:
    """督办单: one for each village (or unit, where a matter is no village's) that has something overdue."""
    groups: dict[str, list[Row]] = {}
    schema, village = books.schema(LEDGER), call.given.get("village")
    for row in books.table(LEDGER, village=str(village) if village else None).rows():
        if matter.standing(schema, row, call.today, call.hand.workdays).colour == RED:
            name = books.township.village_name(str(row["village"])) if row["village"] else row["owner_unit"]
            groups.setdefault(str(name or "责任单位"), []).append(row)
    for to, rows in sorted(groups.items()):
        facts: dict[str, Fact] = {"to": to, "count": len(rows), "number": call.words.get("number", "")}
        facts |= {"today": chinese_day(call.today), "township": books.township.name}
        overdue = {"overdue": _overdue(books, rows, call.today)}
        yield Paper("rectify/remind", f"{to} 整改督办单 {call.today}", facts, overdue)


def _overdue(books: Books, rows: list[Row], day: date) -> Sheet:
    schema = books.schema(LEDGER)
    named = (Column(name, schema.field(name).title) for name in _OVERDUE)
    columns = (Column("order", "序号", FieldType.INT), *named, Column("days", "逾期天数", FieldType.INT))
    drawn = tuple(
        (order, *(shown_cell(schema, row, name, books.township) for name in _OVERDUE), _late(row, day))
        for order, row in enumerate(sorted(rows, key=lambda one: str(one["due_on"])), 1)
    )
    return Sheet("逾期未销号的问题", columns, drawn)


def _late(row: Row, day: date) -> int:
    due = row["due_on"]
    return (day - due).days if isinstance(due, date) else 0
