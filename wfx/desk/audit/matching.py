"""A file found again in the books: as it is, by its SHA-256, and row by row, where its form is known."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import forms_of, read_letter
from wfx.desk.recording.following import ENTRY, entry_cells
from wfx.intake.take import Taken
from wfx.store.history.trace import brought
from wfx.values.errors import FileNotFound, WfxError
from wfx.values.roundtrip.merge import fill
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.table import Key

_DIGEST = 16  # hexadecimal digits of a file's SHA-256 in an entry's source
_ROWS = (
    Column("sheet", "工作表"),
    Column("row", "行", FieldType.INT),
    Column("ledger", "账"),
    Column("key", "记录"),
    Column("stands", "在台账里"),
    Column("fields", "不一样的项目"),
    *ENTRY,
)
_Line = tuple[Shown, ...]
_SAME, _OTHER, _NONE = "原样", "不一样", "没有"
_STANDS = 4  # the column that says which of these
_SHOWN = 200


def match_sheets(desk: Desk, file: Path, month: str | None = None) -> tuple[Sheet, Sheet]:
    """The entries whose source names this very file, and each of its rows with the entry that brought what it says.

    ``month`` is for sheets that do not say theirs. Errors: ``FileNotFound``.
    """
    if not file.is_file():
        raise FileNotFound(shown=file.name)
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    found = [entry for entry in desk.books.entries() if digest[:_DIGEST] in entry.source + entry.body]
    rows = tuple(entry_cells(entry) for entry in reversed(found))
    said = f"登记过 {len(found)} 次" if found else "从来没有按这份文件的原样登记过"
    whole = Sheet(f"{file.name} 登记情况", ENTRY, rows, (f"sha256 {digest}", said), Reader.AUDIT)
    return whole, _rows_sheet(desk, file.name, data, month)


def _rows_sheet(desk: Desk, name: str, data: bytes, month: str | None) -> Sheet:
    title = f"{name} 逐行比对"
    try:
        letter = read_letter(desk, name, data, forms_of(desk), offered={"month": month} if month else None)
    except WfxError as wrong:
        return Sheet(title, _ROWS, (), (f"没有逐行比对:认不出或读不了这份文件({wrong.code})",), Reader.AUDIT)
    lines: list[_Line] = []
    notes: list[str] = []
    for item in letter.taken:
        for ledger, rows in item.tables.items():
            schema = desk.books.schema(ledger)
            if schema.sealed or not set(schema.key) <= set(rows.column_names):
                notes.append(f"{schema.title}没有比对:" + ("内容密封" if schema.sealed else "这份表上没有它的编号"))
                continue
            named = [at for at, row in enumerate(rows.select(schema.key).to_pylist()) if None not in row.values()]
            if len(named) < len(rows):
                notes.append(f"{schema.title} {len(rows) - len(named)} 行没有编号,没有比对")
            if named:
                lines += _compared(desk, schema, item, rows.take(named), named)
    if letter.mark is not None and not lines:
        notes.append("没有逐行比对:村级工作簿里没有与账上不同的行;它填进来的每一格:wfx audit show 笔号")
    same = sum(line[_STANDS] == _SAME for line in lines)
    counted = (f"{len(lines)} 行,原样在台账里的 {same} 行",) if lines or not notes else ()
    return Sheet(title, _ROWS, tuple(lines), (*counted, *notes), Reader.AUDIT)


def for_screen(sheet: Sheet) -> Sheet:
    """As many rows as a screen is for, those that do not stand as they are first; the rest is for a file."""
    if len(sheet.rows) <= _SHOWN:
        return sheet
    rows = sorted(sheet.rows, key=lambda row: row[_STANDS] == _SAME)
    return replace(
        sheet,
        rows=tuple(rows[:_SHOWN]),
        notes=(*sheet.notes, f"这里只列 {_SHOWN} 行,不是原样的在前;全部写到文件:-o 比对.xlsx"),
    )


def _compared(desk: Desk, schema: Schema, item: Taken, rows: pa.Table, named: Sequence[int]) -> Iterator[_Line]:
    """A line a row: whether all its filled cells stand in the books, which do not, and the entry that brought them.

    ``named`` are the rows' numbers in ``item``.
    """
    table = desk.books.table(schema.name)
    laid = fill(rows, table.arrow, schema.key).to_pylist()
    keys: list[Key] = [schema.key_of(row) for row in laid]
    given = [{name for name, cell in row.items() if cell is not None} - set(schema.key) for row in rows.to_pylist()]
    standing = {key: row for key in keys if (row := table.by_key.get(key)) is not None}
    other = [
        sorted(name for name in names if name in standing.get(key, row) and standing.get(key, row)[name] != row[name])
        for key, row, names in zip(keys, laid, given, strict=True)
    ]
    wanted = {key: names for key, names, wrong in zip(keys, given, other, strict=True) if key in standing and not wrong}
    came = brought(desk.books, schema, wanted)
    for at, (key, wrong) in enumerate(zip(keys, other, strict=True)):
        place = item.places[named[at]]
        stands = _NONE if key not in standing else _OTHER if wrong else _SAME
        titles = "、".join(schema.field(name).title for name in wrong)
        entry = entry_cells(came[key]) if stands == _SAME and key in came else (None, "", "", "", "")
        yield (place.sheet, place.row, schema.title, "/".join(key), stands, titles, *entry)
