"""Today: what is due, what waits, and the one command for each; cheap enough to be asked all day."""

import pyarrow as pa

from wfx import __version__
from wfx.desk.desk import Desk
from wfx.desk.office.last_backup import last_backup
from wfx.desk.office.lines import LATE, Line
from wfx.store.books.view import status as view_status
from wfx.values.errors import NoActor
from wfx.values.month import Month
from wfx.values.sheet import Column, Sheet

_BACKUP_DAYS = 7  # a week's work is what an office can do again
_COLUMNS = (Column("duty", "工作"), Column("state", "情况"), Column("next", "下一条命令"))


def status_sheet(desk: Desk, month: Month) -> Sheet:
    """One line a duty: how it stands this month, and the next command."""
    return Sheet(
        f"{desk.today} 今天要办", _COLUMNS, tuple(line[:3] for line in lines(desk, month)), (note(desk, month),)
    )


def note(desk: Desk, month: Month) -> str:
    """Whose books these are, which month is looked at, as of which entry."""
    books = desk.books
    return f"{books.township.name} {month},截至第 {books.seq} 笔 {books.head[:10]}"


def lines(desk: Desk, month: Month) -> list[Line]:
    """Today's work in the order of the month, what concerns the books themselves first."""
    return [*_books(desk), *_standing(desk, month)]


def _standing(desk: Desk, month: Month) -> list[Line]:
    """The lines that come of the books alone, as kept for this entry, day, month and person, or made now and kept."""
    try:
        who = desk.at_hand
    except NoActor:
        who = ""
    state = "-".join((desk.books.head, str(month), str(desk.today), __version__, who))
    schema = pa.schema([(name, pa.string()) for name in Line._fields])
    kept = desk.books.cache.get("today", state, schema)
    if kept is None:
        from wfx.desk.today.standing import standing  # what makes them is loaded only then

        kept = pa.Table.from_pylist(
            [dict(zip(schema.names, line, strict=True)) for line in standing(desk, month)], schema
        )
        desk.books.cache.put("today", state, kept)
    return [Line(**row) for row in kept.to_pylist()]


def _books(desk: Desk) -> list[Line]:
    rows = _backup(desk)
    state = view_status(desk.folder)
    if touched := len(state.edited) + len(state.deleted):
        said = f"有 {touched} 个文件被直接改动或删去(不要的话:wfx discard)"
        rows.append(Line("台账库", said, "wfx adopt", LATE))
    return rows


def _backup(desk: Desk) -> list[Line]:
    """How old the last back-up from this machine is, once that is a matter."""
    last = last_backup(desk)
    if last is None:
        return [Line("备份", "还没有备份过", "wfx backup")]
    days, newer = (desk.today - last.when.date()).days, desk.books.seq - last.seq
    if days < _BACKUP_DAYS or not newer:
        return []
    return [Line("备份", f"上次备份在 {days} 天前,此后又登记 {newer} 笔", "wfx backup", LATE)]
