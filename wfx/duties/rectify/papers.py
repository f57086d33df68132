"""The papers of rectification: 销号申请单 of one matter, 督办单 for what is overdue."""

from collections.abc import Iterator
from datetime import date

from wfx.duties import matter
from wfx.duties.matter import RED
from wfx.duties.rectify.matters import LEDGER, find
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, day_or_blank
from wfx.values.errors import FieldsMissing
from wfx.values.paper import Fact, Paper
from wfx.values.sheet import Column, Sheet
from wfx.values.shown import shown_cell
from wfx.values.steps import steps_of
from wfx.values.table import Row

_FACTS = ("source", "level", "village", "owner_unit", "problem", "measure", "result", "source_paper")
_OVERDUE = ("rectification_id", "problem", "source", "opened_on", "due_on")


def paper_closing(books: Books, number: str) -> Paper:
    """销号申请单 of a matter that was handed in, with the places where it is inspected and closed.

    Errors: ``NotInBooks``, ``FieldsMissing`` before there is a result and evidence.
    """
    row = find(books, number)
    missing = [name for name in ("result", "evidence") if not row.get(name)]
    if missing:
        raise FieldsMissing("submit", act="销号申请单", fields="、".join(missing))
    schema, name = books.schema(LEDGER), str(row["rectification_id"])
    facts: dict[str, Fact] = {field: str(shown_cell(schema, row, field, books.township) or "未填") for field in _FACTS}
    papers = row["evidence"] if isinstance(row["evidence"], list) else []
    facts |= {"number": name, "evidence": tuple(str(paper) for paper in papers), "township": books.township.name}
    facts |= {"opened": day_or_blank(row["opened_on"]), "due": day_or_blank(row.get("due_on"))}
    facts |= {"submitted": day_or_blank(row.get("submitted_on"))}
    return Paper("rectify/closing", f"{name} 销号申请单", facts, {"steps": _steps(books, row)})


def papers_remind(books: Books, day: date, number: str = "", village: str | None = None) -> Iterator[Paper]:
    """督办单: one for each village (or unit, where a matter is no village's) that has something overdue."""
    groups: dict[str, list[Row]] = {}
    schema = books.schema(LEDGER)
    for row in books.table(LEDGER, village=village).rows():
        if matter.standing(schema, row, day).colour == RED:
            to = (
                books.township.village_name(str(row["village"]))
                if row["village"]
                else str(row["owner_unit"] or "责任单位")
            )
            groups.setdefault(to, []).append(row)
    for to, rows in sorted(groups.items()):
        facts: dict[str, Fact] = {"to": to, "count": len(rows), "number": number, "today": chinese_day(day)}
        facts |= {"township": books.township.name}
        yield Paper("rectify/remind", f"{to} 整改督办单 {day}", facts, {"overdue": _overdue(books, rows, day)})


def _steps(books: Books, row: Row) -> Sheet:
    lifecycle = books.schema(LEDGER).lifecycle
    titles = {action.name: action.title for action in lifecycle.actions} if lifecycle else {}
    taken = tuple((str(one.on), titles.get(one.action, one.action), one.by, one.note) for one in steps_of(row))
    columns = (Column("on", "日期"), Column("action", "步骤"), Column("by", "经办"), Column("note", "说明"))
    return Sheet("办理经过", columns, taken)


def _overdue(books: Books, rows: list[Row], day: date) -> Sheet:
    schema = books.schema(LEDGER)
    columns = (*(Column(name, schema.field(name).title) for name in _OVERDUE), Column("days", "逾期天数"))
    drawn = tuple(
        (*(shown_cell(schema, row, name, books.township) for name in _OVERDUE), _late(row, day))
        for row in sorted(rows, key=lambda one: str(one["due_on"]))
    )
    return Sheet("逾期未销号的问题", columns, drawn)


def _late(row: Row, day: date) -> int:
    due = row["due_on"]
    return (day - due).days if isinstance(due, date) else 0
