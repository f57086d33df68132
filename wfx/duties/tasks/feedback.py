"""反馈: what a village says of each task, with its material; an extension is asked for before the day."""

from collections.abc import Iterator, Mapping
from datetime import date

import pyarrow as pa

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.tasks.sheet import concerned
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import UnknownTask
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row

# The cells by which a row says anything at all.
REPORTED = ("state", "progress", "papers", "extend_to", "extend_reason")
_GONE_OUT = ("item_id", "task", "due_on", "village", *REPORTED)


def said(call: Call) -> Outcome:
    """What one village says of one task. Errors: ``UnknownTask``."""
    row = pa.Table.from_pylist([dict(call.given)], schema=call.books.table("feedback").arrow.schema)
    changes, wrong = report(call.books, row, call.today)
    if wrong:
        raise UnknownTask("item_id", shown=str(call.given["item_id"]))
    source = f"{call.books.township.village_name(str(call.given['village']))}反馈"
    return Outcome(tuple(changes), source=source)


def reported(call: Call, lot: Lot) -> Outcome:
    """What villages say on a filled list; a task that is not on the village's sheet is refused."""
    changes, wrong = report(call.books, lot.raw["feedback"], call.today)
    return Outcome(tuple(changes), wrong=(Wrong(UnknownTask, "feedback", wrong, "item_id"),))


def blank(call: Call) -> Sheet:
    """The month's list to be filled, of the village typed or of all."""
    village = call.given.get("village")
    return worklist_feedback(call.books, call.of_month, str(village) if village else None)


def report(books: Books, rows: pa.Table, today: date) -> tuple[list[Change], list[int]]:
    """What villages say, laid over what stands; a row that says nothing is passed over.

    Shapes: ``rows`` hold the key and some of the fields of ``feedback``. Gives the changes, and the positions of rows
    whose task is not on the village's sheet.
    """
    changes: list[Change] = []
    wrong: list[int] = []
    standing = books.table("feedback")
    for position, row in enumerate(rows.to_pylist()):
        said = {name: value for name, value in row.items() if value is not None}
        if not set(said) & set(REPORTED):
            continue
        task = books.table("task_items").lookup(str(row["month"]), str(row["item_id"]))
        if task is None or row["village"] not in concerned(books, task):
            wrong.append(position)
            continue
        key = (str(row["month"]), str(row["item_id"]), str(row["village"]))
        before = standing.lookup(*key)
        after = _laid(before or {}, said, today)
        if before is None or any(after.get(name) != before.get(name) for name in REPORTED):
            changes.append(Change("feedback", key, before, {name: after.get(name) for name in standing.schema.names}))
    return changes, wrong


def _laid(before: Row, said: Mapping[str, Cell], today: date) -> dict[str, Cell]:
    after: dict[str, Cell] = {**before, **said}
    after["reported_on"] = said.get("reported_on") or today
    after["state"] = after.get("state") or "working"
    if "extend_to" in said and said["extend_to"] != before.get("extend_to"):
        after["extend_asked_on"] = said.get("extend_asked_on") or after["reported_on"]
    return after


def _pairs(books: Books, month: Month, village: str | None) -> Iterator[tuple[Row, str, Row]]:
    standing = books.table("feedback", month=month)
    for item in books.table("task_items", month=month).rows():
        for code in concerned(books, item):
            if village in (None, code):
                yield item, code, standing.lookup(str(month), str(item["item_id"]), code) or {}


def worklist_feedback(books: Books, month: Month, village: str | None = None) -> Sheet:
    """One row a task and village, to be filled in and brought back; what has been said stands in it."""
    schema, words = books.schema("feedback"), books.schema("feedback").field("state").codes
    rows: list[tuple[Shown, ...]] = []
    for item, code, row in _pairs(books, month, village):
        said = (words.get(str(row.get(name)), "") if name == "state" else _shown(row.get(name)) for name in REPORTED)
        name = books.township.village_name(code)
        rows.append((str(item["item_id"]), str(item["task"]), _shown(item["due_on"]), name, *said))
    titles = {"task": "任务", "due_on": "完成时限"}
    columns = tuple(Column(name, titles.get(name) or schema.field(name).title, _type(name)) for name in _GONE_OUT)
    return Sheet(f"{month} 任务反馈表", columns, tuple(rows))


def _type(name: str) -> FieldType:
    return FieldType.DATE if name in ("due_on", "extend_to") else FieldType.TEXT


def _shown(value: Cell) -> Shown:
    return None if isinstance(value, list) else value
