"""Which records ever named something, and which entries brought them: from the versions of a ledger's files."""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from wfx.store.entries.entry import Entry
from wfx.store.files.parquet import checked
from wfx.store.files.plainread import PlainReader
from wfx.store.files.readrows import read_rows
from wfx.store.files.rowkeys import keys
from wfx.store.files.types import arrow_schema
from wfx.store.history.diff import diff_tables
from wfx.store.history.log import ledger_changes
from wfx.store.objects.git import NO_OBJECT
from wfx.values import compute as pc
from wfx.values.roundtrip.branch import same
from wfx.values.schema import FieldType, Schema
from wfx.values.table import Cell, Key

if TYPE_CHECKING:
    from wfx.store.books.books import OpenBooks

_WINDOW = 256  # versions read in one go
_SPANS = pa.schema([("oid", pa.string()), ("first", pa.int64()), ("last", pa.int64())])


def keys_with(books: "OpenBooks", schema: Schema, field: str, value: str) -> set[Key]:
    """The keys of all records that have, or in some version had, this text in this field.

    A version is parsed only if the text's bytes are in it, so a ledger the text never stood in costs one read of its
    files. Errors: those of the readers for a damaged file.
    """
    if field not in {each.name for each in schema.fields if each.type not in (FieldType.LIST, FieldType.STEPS)}:
        return set()
    mark = value.encode("utf-8")
    oids = [oid for each in ledger_changes(books, schema) for oid in (each.before, each.after) if oid != NO_OBJECT]
    wanted = list(dict.fromkeys(oids))
    found, reader = set[Key](), PlainReader(schema)
    for start in range(0, len(wanted), _WINDOW):
        blobs = books.git.read_many(wanted[start : start + _WINDOW])
        found |= _in_versions((each.data for each in blobs if mark in each.data), schema, field, value, reader)
    return found


def _in_versions(versions: Iterable[bytes], schema: Schema, field: str, value: str, reader: PlainReader) -> set[Key]:
    found: set[Key] = set()
    for data in versions:
        plain = reader.rows(data)
        rows = read_rows(data, schema) if plain is None or field not in plain.column_names else plain
        same = rows.filter(pc.equal(pc.cast(rows[field], pa.string()), value))
        found |= set(keys(checked(same, schema), schema))
    return found


def brought(books: "OpenBooks", schema: Schema, wanted: Mapping[Key, Collection[str]]) -> dict[Key, Entry]:
    """Key → the newest entry that gave one of the record's named cells its present value, or the record itself.

    One walk from the head down for all of them, as far as the last of them needs. Errors: as ``keys_with``.
    """
    pending = dict(wanted)
    found: dict[Key, Entry] = {}
    for commit, group in groupby(ledger_changes(books, schema), key=lambda each: each.commit):
        if not pending:
            break
        changes = list(group)
        old, new = (
            _versions(books, schema, oids) for oids in zip(*((c.before, c.after) for c in changes), strict=True)
        )
        difference = diff_tables(old, new, schema)
        touched = set(keys(difference.added, schema))
        touched |= {cell.key for cell in difference.cells() if cell.field in pending.get(cell.key, ())}
        for key in touched & pending.keys():
            found[key] = books.chain.entry(commit)
            del pending[key]
    return found


def set_back(
    books: "OpenBooks",
    schema: Schema,
    wanted: Mapping[Key, Mapping[str, Cell]],
    passing: Callable[[Entry], bool],
) -> dict[tuple[Key, str], Entry]:
    """Cell → the entry that gave it its present value, where a new value (``wanted``) takes it back.

    It does so when it stood there at some time before that entry, or nothing right before it. Cells whose present value
    came by an entry that is ``passing`` are left out. Errors: as ``keys_with``.
    """
    pending = {(key, name): value for key, cells in wanted.items() for name, value in cells.items()}
    last: dict[tuple[Key, str], Entry] = {}
    found: dict[tuple[Key, str], Entry] = {}
    for commit, group in groupby(ledger_changes(books, schema), key=lambda each: each.commit):
        if not pending:
            break
        changes = list(group)
        old, new = (
            _versions(books, schema, oids) for oids in zip(*((c.before, c.after) for c in changes), strict=True)
        )
        difference, entry = diff_tables(old, new, schema), books.chain.entry(commit)
        begun = set(keys(difference.added, schema))
        for cell in difference.cells():
            at = cell.key, cell.field
            if at not in pending:
                continue
            if last.setdefault(at, entry) is entry and passing(entry):
                del pending[at]
            elif same(cell.before, pending[at]) or (cell.before is None and last[at] is entry):
                found[at] = last[at]
                del pending[at]
        pending = {at: value for at, value in pending.items() if at[0] not in begun}
    return found


def signoff_spans(books: "OpenBooks") -> pa.Table:
    """The ranges every sign-off covers (``oid first last``), newest first.

    What an earlier command found is kept in the cache by the entry it stood at, so only newer entries are read. It says
    where to look; what a sign-off says is read from its own entry. Errors: those of ``Chain.walk``.
    """
    name, newer, earlier = "signoffs", list[tuple[str, int, int]](), _SPANS.empty_table()
    kept = books.cache.get(name, books.head, _SPANS)
    if kept is not None:
        return kept
    for entry in books.entries():
        if books.cache.has(name, entry.oid) and (kept := books.cache.get(name, entry.oid, _SPANS)) is not None:
            earlier = kept
            break
        newer += [(entry.oid, *span) for span in (entry.signoff.covers if entry.signoff else ())]
    columns = [list(column) for column in zip(*newer, strict=True)] or [[], [], []]
    spans = pa.concat_tables([pa.table(columns, schema=_SPANS), earlier])
    books.cache.put(name, books.head, spans)
    return spans


def _versions(books: "OpenBooks", schema: Schema, oids: Iterable[str]) -> pa.Table:
    blobs = books.git.read_many([oid for oid in oids if oid != NO_OBJECT])
    return pa.concat_tables([arrow_schema(schema).empty_table(), *(read_rows(each.data, schema) for each in blobs)])
