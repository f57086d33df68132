"""A list that lags behind: cells it would set back to what stood before somebody recorded a change of them.

A list of households, persons or assets says how things were when it was made. Where a command or a village's workbook
has changed a cell since, and the list says what stood there before, the list is the older one: the cell is left as it
stands, and named for a person to decide. A list over a list is no such thing: the later one counts.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming
from wfx.desk.incoming.prepared import Prepared, Undoing
from wfx.desk.recording.record import Receipt, record
from wfx.store.entries.entry import Entry
from wfx.store.files.rowkeys import key_text, keys
from wfx.store.history.diff import diff_tables
from wfx.store.history.trace import set_back
from wfx.values import compute as pc
from wfx.values.change import Batch, Change
from wfx.values.roundtrip.branch import Conflict
from wfx.values.schema import Kind, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import cell_word
from wfx.values.table import Cell, Key

_TOLD = 40


def spared(desk: Desk, incoming: Incoming, prepared: Prepared, theirs: Collection[str] = ()) -> Prepared:
    """The same without the cells that would be set back, those named in ``undoing``.

    ``theirs``: numbers of such cells (or ``all``) to be taken all the same. A returned workbook is a branch of its own
    and was merged before.
    """
    changes: list[Change | Batch] = []
    found: list[Undoing] = []
    decided: list[str] = []
    for change in prepared.changes:
        schema = desk.books.schema(change.ledger)
        if not isinstance(change, Batch) or schema.kind is not Kind.REGISTER:
            changes.append(change)
            continue
        back = _set_back(desk, schema, change.rows, _of_workbooks(incoming, schema))
        taken = [each for each in back if each.cell.number in theirs or "all" in theirs]
        left = [each for each in back if each not in taken]
        decided += [each.cell.number for each in taken]
        found += left
        changes.append(replace(change, rows=_as_it_stands(schema, change.rows, left)) if left else change)
    if not found and not decided:
        return prepared
    return replace(prepared, changes=tuple(changes), undoing=tuple(found), decided=tuple(decided))


def _of_workbooks(incoming: Incoming, schema: Schema) -> frozenset[Key]:
    """The keys of the rows that came in returned workbooks."""
    found: set[Key] = set()
    rows = incoming.raw[schema.name].to_pylist() if schema.name in incoming.raw and incoming.marked else []
    at = 0
    for places in incoming.sheets.get(schema.name, ()) if rows else ():
        if places.file in incoming.marked:
            found.update(schema.key_of(row) for row in rows[at : at + len(places)])
        at += len(places)
    return frozenset(found)


def _set_back(desk: Desk, schema: Schema, rows: pa.Table, but: Collection[Key]) -> list[Undoing]:
    current = desk.books.table(schema.name).arrow
    if not current.num_rows or not rows.num_rows:
        return []
    shared = [spec for spec in schema.fields if {spec.name} <= set(current.column_names) & set(rows.column_names)]
    names, plain = [spec.name for spec in shared], replace(schema, fields=tuple(shared), sealed=())
    standing = current.filter(pc.is_in(key_text(current, schema), value_set=key_text(rows, schema)))
    differ = diff_tables(standing.select(names), rows.select(names), plain)
    wanted: dict[Key, dict[str, Cell]] = {}
    cells = [cell for cell in differ.cells() if cell.before is not None and cell.after is not None]
    for cell in cells:
        if cell.key not in but:
            wanted.setdefault(cell.key, {})[cell.field] = cell.after
    by = set_back(desk.books, schema, wanted, _by_list) if wanted else {}
    return [
        Undoing(Conflict(schema.name, cell.key, cell.field, cell.after, cell.before, cell.after), by[at])
        for cell in cells
        if (at := (cell.key, cell.field)) in by
    ]


def _by_list(entry: Entry) -> bool:
    """Whether the entry took in a list, and no workbook that a village was given."""
    said = f"{entry.source}\n{entry.body}"
    return "sha256:" in said and "工作簿" not in said


def _as_it_stands(schema: Schema, rows: pa.Table, left: Sequence[Undoing]) -> pa.Table:
    """The rows with these cells as the books have them."""
    place = {key: at for at, key in enumerate(keys(rows, schema))}
    cells: dict[str, dict[int, Cell]] = {}
    for each in left:
        cells.setdefault(each.cell.field, {})[place[each.cell.key]] = each.cell.ours
    for name, kept in cells.items():
        values = [kept.get(at, value) for at, value in enumerate(rows[name].to_pylist())]
        rows = rows.set_column(rows.column_names.index(name), name, pa.array(values, rows.schema.field(name).type))
    return rows


def undo_sheet(desk: Desk, undoing: Sequence[Undoing], mine: Collection[str] = ()) -> Sheet:
    """Those cells for a person to decide, without those decided for the books (``mine``)."""
    rows: list[tuple[Shown, ...]] = []
    for each in undoing:
        cell, schema = each.cell, desk.books.schema(each.cell.ledger)
        if cell.number in mine or "all" in mine:
            continue
        ours, came = (cell_word(schema, cell.field, value, desk.books.township) for value in (cell.ours, cell.theirs))
        done = f"第 {each.entry.seq} 笔 {each.entry.subject}"
        rows.append((cell.number, schema.title, cell.key[-1], schema.field(cell.field).title, ours, came, done))
    names = ("number", "ledger", "key", "field", "ours", "theirs", "by")
    titles = ("编号", "台账", "哪一行", "项目", "账上", "来表(从前的)", "账上是哪一笔改的")
    notes = ("来表会把登记过的变动改回去,这些格子没有动。用来表的:wfx in 这些文件 --theirs 编号(全部写 all)",)
    return Sheet("会改回去的格子", tuple(map(Column, names, titles)), tuple(rows), notes)


def undo_notes(desk: Desk, undoing: Sequence[Undoing]) -> tuple[str, ...]:
    """The same in sentences, for a command that shows no lists."""
    if not undoing:
        return ()
    sheet = undo_sheet(desk, undoing)
    lines = [f"  {row[0]}  {row[1]} {row[2]} {row[3]}:账上 {row[4]}({row[6]}),来表 {row[5]}" for row in sheet.rows]
    more = [f"  …另有 {len(lines) - _TOLD} 格"] if len(lines) > _TOLD else []
    return (f"{len(lines)} 格{sheet.notes[0].removeprefix('来表')}", *lines[:_TOLD], *more)


def lay_down(
    desk: Desk, incoming: Incoming, prepared: Prepared, *, about: str = "", source: str = "", dry: bool = False
) -> tuple[list[str], Receipt]:
    """Record one prepared road as one entry; gives the notes and the receipt.

    ``source`` is who said it, the files' digests stand beside it; ``about`` goes before the road's own.
    """
    given = ";".join(text for text in (source, incoming.source) if text)
    month = about or prepared.about
    ready = spared(desk, incoming, prepared)
    receipt = record(desk, ready.topic, ready.what, ready.changes, about=month, source=given, dry=dry)
    return [*ready.notes, *undo_notes(desk, ready.undoing)], receipt
