"""Today: what is due, what waits, and the one command for each; cheap enough to be asked all day."""

import pyarrow as pa

from wfx import __version__
from wfx.desk.desk import Desk
from wfx.desk.office.last_backup import last_backup
from wfx.store.books.view import status as view_status
from wfx.values.errors import NoActor
from wfx.values.month import Month
from wfx.values.sheet import Column, Sheet

_BACKUP_DAYS = 7  # a week's work is what an office can do again
_COLUMNS = (Column("duty", "工作"), Column("state", "情况"), Column("next", "下一条命令"))


def status_sheet(desk: Desk, month: Month) -> Sheet:
    """One line a duty: how it stands this month, and the next command."""
    books = desk.books
    note = f"{books.township.name} {month},截至第 {books.seq} 笔 {books.head[:10]}"
    return Sheet(f"{desk.today} 今天要办", _COLUMNS, (*_books(desk), *_standing(desk, month)), (note,))


def _standing(desk: Desk, month: Month) -> list[tuple[str, ...]]:
    """The lines that come of the books alone, as kept for this entry, day, month and person, or made now and kept."""
    try:
        who = desk.actor
    except NoActor:
        who = ""
    state = "-".join((desk.books.head, str(month), str(desk.today), __version__, who))
    schema = pa.schema([(column.name, pa.string()) for column in _COLUMNS])
    kept = desk.books.cache.get("today", state, schema)
    if kept is None:
        from wfx.desk.today.standing import standing  # what makes them is loaded only then

        kept = pa.Table.from_pylist(
            [dict(zip(schema.names, line, strict=True)) for line in standing(desk, month)], schema
        )
        desk.books.cache.put("today", state, kept)
    return [tuple(row.values()) for row in kept.to_pylist()]


def _books(desk: Desk) -> list[tuple[str, str, str]]:
    rows = _backup(desk)
    state = view_status(desk.folder)
    if touched := len(state.edited) + len(state.deleted):
        rows.append(("台账库", f"有 {touched} 个文件被直接改动或删去", "wfx adopt 或 wfx discard"))
    return rows


def _backup(desk: Desk) -> list[tuple[str, str, str]]:
    """How old the last back-up from this machine is, once that is a matter."""
    last = last_backup(desk)
    if last is None:
        return [("备份", "还没有备份过", "wfx backup U盘位置")]
    days, newer = (desk.today - last.when.date()).days, desk.books.seq - last.seq
    if days < _BACKUP_DAYS or not newer:
        return []
    return [("备份", f"上次备份在 {days} 天前,此后又登记 {newer} 笔", "wfx backup U盘位置")]
