"""反馈: what a village says of each task, with its material; an extension is asked for before the day."""

from collections.abc import Iterator, Mapping
from datetime import date

import pyarrow as pa

from wfx.duties.tasks.sheet import concerned
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row

# The cells by which a row says anything at all.
REPORTED = ("state", "progress", "papers", "extend_to", "extend_reason")
_GONE_OUT = ("item_id", "task", "due_on", "village", *REPORTED)


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


def extended(books: Books, item: Row, village: str) -> date | None:
    """The day a village has to be done by: its task's, or the one it asked for in time."""
    due = item["due_on"]
    day = due if isinstance(due, date) else None
    row = books.table("feedback").lookup(str(item["month"]), str(item["item_id"]), village) or {}
    asked, until = row.get("extend_asked_on"), row.get("extend_to")
    in_time = day is not None and isinstance(asked, date) and asked <= day
    return until if in_time and isinstance(until, date) else day


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


def show_feedback(books: Books, month: Month, day: date, *, village: str | None = None, late: bool = False) -> Sheet:
    """What each village has said of each task; ``late``: only what is due and not said to be done."""
    states = books.schema("feedback").field("state").codes
    rows: list[tuple[Shown, ...]] = []
    silent = 0
    for item, code, row in _pairs(books, month, village):
        due = extended(books, item, code)
        over = due is not None and due < day and row.get("state") != "done"
        silent += not row
        if late and not over:
            continue
        state = states.get(str(row.get("state")), "未反馈") + ("(逾期)" if over else "")
        name = books.township.village_name(code)
        cells = (_shown(row.get(field)) for field in ("reported_on", "progress", "papers"))
        rows.append((str(item["item_id"]), str(item["task"]), name, due, state, *cells))
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("village", "村"),
        Column("due_on", "时限(含延期)", FieldType.DATE),
        Column("state", "办理情况"),
        Column("reported_on", "反馈日期", FieldType.DATE),
        Column("progress", "进展"),
        Column("papers", "报来材料"),
    )
    return Sheet(f"{month} 任务反馈", columns, tuple(rows), (f"还有 {silent} 处没有反馈",))
