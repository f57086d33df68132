"""The month's sheet at the desk: drafted, issued, signed for, answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, read_files
from wfx.desk.incoming.prepared import Prepared, lay_down
from wfx.desk.office.typed import cells, check_texts, past_day
from wfx.desk.office.workdays import workdays
from wfx.desk.recording.record import Receipt, record
from wfx.duties import tasks
from wfx.store.files.types import table_of
from wfx.values.change import Change
from wfx.values.errors import UnknownTask
from wfx.values.month import Month
from wfx.values.table import Cell


def draft(desk: Desk, month: Month, county: Path | None, *, dry: bool) -> tuple[list[str], Receipt]:
    """The month's draft from the county's list (if there is one) and the books. Errors: ``Refused``."""
    incoming = Incoming()
    if county is not None:
        incoming = read_files(desk, [county], wanted="tasksheet", given={"month": str(month), "weight": "0"})
        incoming.check()
    rows = incoming.raw["task_items"].to_pylist() if county is not None else []
    source = f"{county.stem} " if county is not None else ""
    changes = tasks.draft(desk.books, month, rows, source, desk.actor, desk.today)
    count = sum(1 for change in changes if change.ledger == "task_items")
    notes = [*incoming.notes, f"新列任务 {count} 项", *tasks.waiting_at_the_office(desk.books)]
    what = f"起草 {month} 工作提示单"
    result = record(desk, "tasks", what, changes, about=str(month), source=incoming.source or "台账", dry=dry)
    return notes, result


def take(desk: Desk, path: Path, month: Month, number: str, on: str, *, dry: bool) -> tuple[list[str], Receipt]:
    """The month's task sheet from a file; ``on`` the day it was issued elsewhere. Errors: ``Refused``, ``BadValue``."""
    incoming = read_files(desk, [path], wanted="tasksheet", given={"month": str(month)})
    incoming.given |= {"number": number, "issued_on": str(past_day(desk, on)) if on else ""}
    return lay_down(desk, incoming, prepare_sheet(desk, incoming), dry=dry)


def prepare_sheet(desk: Desk, incoming: Incoming) -> Prepared:
    """The month's task sheet ready to record; its number may be given beside it. Errors: ``Refused``."""
    incoming.check()
    month = _month(desk, incoming, "task_items")
    number = incoming.given.get("number", "")
    given = incoming.given.get("issued_on", "")
    issued_on = date.fromisoformat(given) if given else None
    rows = incoming.rows["task_items"]
    changes = tasks.take(desk.books, rows, month, number, desk.actor, desk.today, issued_on)
    then = f"wfx tasks {'list' if number else 'issue'} --month {month}"
    return Prepared("tasks", f"登记 {month} 工作提示单", tuple(changes), then, str(month), tuple(incoming.notes))


def _month(desk: Desk, incoming: Incoming, ledger: str) -> Month:
    """The month the rows are of, else today's."""
    months = [text for text in incoming.raw[ledger]["month"].to_pylist() if text]
    return Month.parse(months[0]) if months else Month.of(desk.today)


def issue(desk: Desk, month: Month, number: str, because: str, *, dry: bool) -> tuple[str, list[str], Receipt]:
    """The draft issued; gives its number, and the due days that fall on days of rest."""
    notes = tasks.rest_days(desk.books, month, workdays(desk))
    changes = tasks.issue(desk.books, month, number, because, actor=desk.actor, roles=desk.roles, today=desk.today)
    given = str((changes[0].after or {})["number"])
    what = f"制发 {month} 工作提示单 {given}"
    return given, notes, record(desk, "tasks", what, changes, about=str(month), body=because, dry=dry)


def close(desk: Desk, month: Month, *, dry: bool) -> Receipt:
    """The month's sheet closed."""
    changes = tasks.close(desk.books, month, actor=desk.actor, roles=desk.roles, today=desk.today)
    return record(desk, "tasks", f"{month} 工作提示单办结", changes, about=str(month), dry=dry)


def sign_for(desk: Desk, month: Month, villages: Sequence[str], by: str, on: str, *, dry: bool) -> Receipt:
    """Receipts of these villages, one entry for the lot."""
    check_texts(desk, "receipts", {"signed_by": by})
    changes = tasks.sign_for(desk.books, month, villages, by, past_day(desk, on))
    what = f"{month} 提示单签收 {len(changes)} 村"
    return record(desk, "tasks", what, changes, about=str(month), source=by, dry=dry)


def feedback_file(desk: Desk, path: Path, month: Month, *, dry: bool) -> tuple[list[str], Receipt]:
    """What villages say, from a filled worklist. Errors: ``Refused``."""
    incoming = read_files(desk, [path], wanted="feedback", given={"month": str(month)})
    return lay_down(desk, incoming, prepare_feedback(desk, incoming), dry=dry)


def prepare_feedback(desk: Desk, incoming: Incoming) -> Prepared:
    """What villages say ready to record; rows that say nothing are passed over. Errors: ``Refused``."""
    incoming.check()
    month = _month(desk, incoming, "feedback")
    changes, wrong = tasks.report(desk.books, incoming.raw["feedback"], desk.today)
    incoming.refuse(UnknownTask, "feedback", wrong, "item_id")
    incoming.check()
    what = f"{month} 任务反馈 {len(changes)} 条"
    then = f"wfx tasks list --feedback --month {month}"
    return Prepared("tasks", what, tuple(changes), then, str(month), tuple(incoming.notes))


def prepare_receipts(desk: Desk, incoming: Incoming) -> Prepared:
    """A filled 签收表 ready to record; a village without a day has not signed. Errors: ``Refused``."""
    incoming.check()
    month = _month(desk, incoming, "receipts")
    rows = [row for row in incoming.rows["receipts"].to_pylist() if row["signed_on"] is not None]
    changes = [
        change
        for row in rows
        for change in tasks.sign_for(
            desk.books, month, [row["village"]], row["signed_by"] or "", row["signed_on"], row["note"] or ""
        )
    ]
    what = f"{month} 提示单签收 {len(changes)} 村"
    then = f"wfx tasks list --receipts --month {month}"
    return Prepared("tasks", what, tuple(changes), then, str(month), tuple(incoming.notes))


def feedback_one(desk: Desk, month: Month, village: str, item: str, given: Mapping[str, str], *, dry: bool) -> Receipt:
    """What one village says of one task. Errors: ``UnknownTask``, ``BadValue``."""
    check_texts(desk, "feedback", given)
    row = cells(desk, "feedback", given)
    row |= {"month": str(month), "item_id": item, "village": desk.village(village)}
    changes, wrong = tasks.report(desk.books, _table(desk, row), desk.today)
    if wrong:
        raise UnknownTask("item_id", shown=item)
    return _said(desk, month, changes, village, dry=dry)


def _said(desk: Desk, month: Month, changes: Sequence[Change], village: str, *, dry: bool) -> Receipt:
    what = f"{month} 任务反馈 {len(changes)} 条"
    return record(desk, "tasks", what, changes, about=str(month), source=f"{village}反馈", dry=dry)


def _table(desk: Desk, row: Mapping[str, Cell]) -> pa.Table:
    schema = desk.books.schema("feedback")
    return table_of([{name: row.get(name) for name in schema.names}], schema)
