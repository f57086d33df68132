"""The month's sheet and its tasks: taken from a file, shown as a list."""

import re
from datetime import date

import pyarrow as pa

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.errors import BadValue
from wfx.values.matter.lifecycle import RECEIVED, Lifecycle, Step
from wfx.values.matter.steps import step_rows, steps_of
from wfx.values.month import Month
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row
from wfx.values.township import EVERYWHERE

NUMBER = re.compile(r"(?P<front>.{1,20})〔(?P<year>[0-9]{4})〕(?P<sequence>[0-9]{1,4})号")
# What goes out to be edited, in the order of its columns; the same titles bring it back.
EDITED = ("item_id", "task", "villages", "lead", "support", "due_on", "standard", "papers", "weight", "basis", "reason")


def sheet_id(month: Month) -> str:
    """The dossier's name: one sheet a month."""
    return f"tasks-{month}"


def life(books: Books) -> Lifecycle | None:
    """The sheet's lifecycle; books of an earlier version have none."""
    return books.schema("tasksheets").lifecycle


def taken(call: Call, lot: Lot) -> Outcome:
    """The month's sheet as a file brought it; its number and day may be said beside it. Errors: ``BadValue``."""
    number, on, month = call.words.get("number", ""), call.words.get("on", ""), call.of_month
    if on and not number:
        raise BadValue("单独的选项(要与 --number 一起用)", shown="--on")
    issued_on = date.fromisoformat(on) if on else None
    changes = take(call.books, lot.rows["task_items"], month, number, call.hand.actor, call.today, issued_on)
    return Outcome(tuple(changes), sheet_id(month), then=f"{'list' if number else 'issue'} --month {month}")


def draft_list(call: Call) -> Sheet:
    """The month's draft as it goes out to be edited."""
    return worklist_items(call.books, call.of_month)


def take(
    books: Books, items: pa.Table, month: Month, number: str, actor: str, today: date, issued_on: date | None = None
) -> list[Change | Batch]:
    """The month's sheet and its items. Shapes: ``items`` are whole rows of ``task_items``.

    Village names become codes; blank means every village. An item that stood on the month's sheet and is not on
    this one is dropped. A sheet that comes with its number has been issued elsewhere and is recorded so, on the day
    ``issued_on`` (else today); without one it is a draft. Errors: ``BadValue`` for a village that is not in the books.
    """
    position = items.column_names.index("villages")
    codes = [codes_of(books, listed) for listed in items["villages"].to_pylist()]
    rows = items.set_column(position, items.schema.field(position), pa.array(codes, pa.list_(pa.string())))
    names = set(rows["item_id"].to_pylist())
    standing = books.table("task_items", month=month)
    gone = tuple(standing.key_of(row) for row in standing.rows() if row["item_id"] not in names)
    return [*_head(books, month, number, actor, today, issued_on), Batch("task_items", rows, gone)]


def codes_of(books: Books, listed: list[str] | None) -> list[str] | None:
    """The villages of these names, ``None`` for all of them. Errors: ``BadValue``."""
    names = listed or []
    return None if any(name in EVERYWHERE for name in names) else books.township.codes(names) or None


def _head(books: Books, month: Month, number: str, actor: str, today: date, issued_on: date | None) -> list[Change]:
    before = books.dossier("tasksheets", sheet_id(month))
    if before is None and not number and life(books) is not None:
        return [new_draft(books, month, actor, today)]
    known = before or {}
    on = issued_on or known.get("issued_on") or today
    if before is not None and number in ("", known.get("number")) and on == (known.get("issued_on") or on):
        return []
    after: dict[str, Cell] = known | {
        "sheet_id": sheet_id(month),
        "month": str(month),
        "number": number or known.get("number"),
        "issued_on": on,
        "state": "issued",
    }
    if life(books) is not None and (before is None or before["state"] == "draft"):
        done = Step(RECEIVED, today, actor, "issued:按来件登记")
        after |= {"sequence": sequence_of(number), "steps": step_rows((*steps_of(known), done))}
    return [Change("tasksheets", (sheet_id(month),), before, after)]


def new_draft(books: Books, month: Month, actor: str, today: date) -> Change:
    """The head of a sheet that is being drafted."""
    act = matter.Act("draft", {"month": str(month)}, matter.Hand(actor, (), today))
    return matter.founded(books, "tasksheets", sheet_id(month), act)


def sequence_of(number: str) -> int | None:
    """The N of 〔年〕N号, or ``None`` for a number of another form."""
    found = NUMBER.fullmatch(number)
    return int(found["sequence"]) if found else None


def concerned(books: Books, item: Row) -> list[str]:
    """The villages a task concerns; none named means all."""
    listed = item["villages"] if isinstance(item["villages"], list) else []
    return [village.code for village in books.township.villages if not listed or village.code in listed]


def villages_shown(books: Books, item: Row) -> str:
    """The villages of a task by name, 各村 when none is named."""
    listed = item["villages"] if isinstance(item["villages"], list) else None
    return "、".join(books.township.village_name(str(code)) for code in listed) if listed else "各村"


def _cells(books: Books, item: Row, names: tuple[str, ...]) -> tuple[Shown, ...]:
    cells = (villages_shown(books, item) if name == "villages" else item.get(name) for name in names)
    return tuple(cell for cell in cells if not isinstance(cell, list))


def words_of(books: Books, item: Row) -> dict[str, str]:
    """Village → what it last said of the task (``working``, ``done``, ``blocked``)."""
    if "feedback" not in books.ledgers:
        return {}
    month = Month.parse(str(item["month"]))
    rows = books.table("feedback", month=month).rows()
    return {str(row["village"]): str(row["state"] or "working") for row in rows if row["item_id"] == item["item_id"]}


def worklist_items(books: Books, month: Month) -> Sheet:
    """The draft as it goes out to be edited in WPS; ``take`` brings it back."""
    schema = books.schema("task_items")
    rows = tuple(_cells(books, item, EDITED) for item in books.table("task_items", month=month).rows())
    columns = tuple(Column(name, schema.field(name).title, schema.field(name).type) for name in EDITED)
    return Sheet(f"{month} 工作提示单任务表", columns, rows)
