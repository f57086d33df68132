"""One record through the entries: every step it took, newest first, reading only the files it stood in.

A key stands in one file of a register at a time, so from the head downwards only that file's versions are read, until
the entry in which the record came into it; there it came from another file of the same entry, or was new.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wfx.store.cache import Cache
from wfx.store.conform import conform
from wfx.store.entry import Entry
from wfx.store.git import NO_OBJECT, RawChange
from wfx.store.log import ledger_changes, read_rows
from wfx.store.paths import path_of
from wfx.store.rowkeys import key_text, keys_as_text
from wfx.store.types import arrow_schema
from wfx.values.errors import BadPath
from wfx.values.schema import Kind, Schema
from wfx.values.table import Cell, Key

if TYPE_CHECKING:
    from wfx.store.books import OpenBooks

_WINDOWS = (4, 16, 64, 256)  # versions read in one go: few for the last change, more for a long history
_ENTRY, _THERE = "entry of the step", "stands"  # with blanks, so no field of a ledger is called so
_LEAST_VALUE = 4  # bytes; a file that claims more rows than it can hold goes to the strict reader
_Commit = Sequence[RawChange]
_Record = dict[str, Cell]


@dataclass(frozen=True)
class RecordStep:
    """One record before and after one entry; ``None`` where it did not exist."""

    entry: Entry
    before: _Record | None
    after: _Record | None


def history(books: "OpenBooks", schema: Schema, key: Key) -> Iterator[RecordStep]:
    """Every entry that touched a record, newest first; read as far as it is asked for."""
    changes = ledger_changes(books, schema)
    reader = _RowReader(books, schema, key)
    place, now = reader.at_head()
    if schema.kind is Kind.DOSSIER:
        changes = [each for each in changes if each.path == place]
    commits = [list(group) for _, group in groupby(changes, key=lambda each: each.commit)]
    touching: dict[str, list[int]] = {}
    for at, commit in enumerate(commits):
        for each in commit:
            touching.setdefault(each.path, []).append(at)
    at = 0
    while at < len(commits):
        # where the record stands, only that file matters; where it does not, it may have stood in any
        order = touching.get(place, []) if now is not None else range(len(commits))
        found = _older(reader, commits, order[bisect_left(order, at) :], place if now is not None else "", now)
        if found is None:
            return
        at, place, before = found
        yield RecordStep(books.chain.entry(commits[at][0].commit), before, now)
        now, at = before, at + 1


def steps(books: "OpenBooks", schema: Schema, key: Key) -> list[RecordStep]:
    """All steps of a record, newest first; what was found at this head before is kept outside the tree and taken.

    The verifier never reads what is kept; at another head it is not found and made anew.
    """
    cache = Cache(books.root)
    name = f"record-{schema.name}-{hashlib.sha256(repr(key).encode('utf-8')).hexdigest()[:24]}"
    form = arrow_schema(schema).append(pa.field(_ENTRY, pa.string())).append(pa.field(_THERE, pa.bool_()))
    kept = cache.get(name, books.head, form)
    if kept is not None:
        return _from_rows(books, kept)
    found = list(history(books, schema, key))
    cache.put(name, books.head, _as_rows(found, form))
    return found


def _as_rows(found: Sequence[RecordStep], form: pa.Schema) -> pa.Table:
    """The record's states newest first, each with the entry that made it; the last is what stood before the first."""
    states = [(each.entry.oid, each.after) for each in found] + [("", each.before) for each in found[-1:]]
    rows = [{**(record or {}), _ENTRY: oid, _THERE: record is not None} for oid, record in states]
    return pa.Table.from_pylist(rows, schema=form)


def _from_rows(books: "OpenBooks", kept: pa.Table) -> list[RecordStep]:
    oids, there = kept[_ENTRY].to_pylist(), kept[_THERE].to_pylist()
    rows = kept.drop_columns([_ENTRY, _THERE]).to_pylist()
    states = [row if stands else None for row, stands in zip(rows, there, strict=True)]
    return [
        RecordStep(books.chain.entry(oid), before, after)
        for oid, after, before in zip(oids, states, states[1:], strict=False)
    ]


def _older(
    reader: "_RowReader", commits: Sequence[_Commit], order: Sequence[int], place: str, now: _Record | None
) -> tuple[int, str, _Record | None] | None:
    """The next commit before which the record was another: its index, the file it stood in until then, the record."""
    start = 0
    while start < len(order):
        part = order[start : start + reader.window()]
        start += len(part)
        own = {at: [each for each in commits[at] if not place or each.path == place] for at in part}
        reader.fetch(each.before for at in part for each in own[at])
        for at in part:
            where, before = reader.find(own[at])
            if before is None and now is not None:  # it came into this file here, perhaps from another
                reader.fetch(each.before for each in commits[at])
                where, before = reader.find(commits[at])
            if before != now:
                return at, where, before
    return None


class _RowReader:
    """The row of one key in many versions of files; a version is parsed only if the key's bytes are in it."""

    def __init__(self, books: "OpenBooks", schema: Schema, key: Key) -> None:
        self._books = books
        self._schema = schema
        self._key = key
        self._text = keys_as_text([key], schema)[0]
        # Registers are written plain and uncompressed, so a text key's bytes stand in the file as they are.
        texts = [part.encode("utf-8") for name, part in zip(schema.key, key, strict=True) if _is_text(schema, name)]
        self._marks = texts if schema.kind is Kind.REGISTER else []
        self._rows: dict[str, _Record | None] = {NO_OBJECT: None}
        self._last: tuple[pa.Table, _Record] | None = None
        self._reads = 0

    def at_head(self) -> tuple[str, _Record | None]:
        """The file the record stands in now (a matter: would stand in) and the record."""
        rows = self._books.table(self._schema.name).arrow
        row = self._one(rows)
        try:
            named: _Record = dict(zip(self._schema.key, self._key, strict=True))
            place = str(path_of(self._schema, row or named)) if row or self._schema.kind is Kind.DOSSIER else ""
        except BadPath:
            place = ""
        return place, row

    def window(self) -> int:
        """How many entries to read next: more each time."""
        size = _WINDOWS[min(self._reads, len(_WINDOWS) - 1)]
        self._reads += 1
        return size

    def fetch(self, oids: Iterable[str]) -> None:
        """Read versions not known yet, in one go."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._rows]
        for found in self._books.git.read_many(wanted):
            self._rows[found.oid] = self._row(found.data)

    def find(self, changes: Iterable[RawChange]) -> tuple[str, _Record | None]:
        """The file and the record among the versions before these changes, or nothing."""
        for each in changes:
            if (row := self._rows[each.before]) is not None:
                return each.path, row
        return "", None

    def _row(self, data: bytes) -> _Record | None:
        if any(mark not in data for mark in self._marks):
            return None
        plain = plain_rows(data, self._schema) if self._schema.kind is Kind.REGISTER else None
        if plain is None:
            return self._one(read_rows(data, self._schema))
        same = plain.filter(pc.equal(key_text(plain, self._schema), self._text))
        if not same.num_rows:
            return None
        # Most versions leave the row as it was, and conforming costs more than reading.
        if self._last is None or not same.equals(self._last[0]):
            self._last = (same, conform(same, self._schema).to_pylist()[0])
        return self._last[1]

    def _one(self, rows: pa.Table) -> _Record | None:
        same = rows.filter(pc.equal(key_text(rows, self._schema), self._text))
        return same.to_pylist()[0] if same.num_rows else None


def _is_text(schema: Schema, name: str) -> bool:
    return bool(pa.types.is_string(arrow_schema(schema).field(name).type))


def plain_rows(data: bytes, schema: Schema) -> pa.Table | None:
    """The rows of a file by the reader alone, or ``None`` for one that should go to the strict reader.

    The strict reader looks at every part of a file's footer, which for hundreds of versions takes longer than
    reading them; what guards against a file that unfolds without end is looked at here too.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        facts = file.metadata
        groups = [facts.row_group(at) for at in range(facts.num_row_groups)]
        packed = any(
            group.column(at).compression != "UNCOMPRESSED" for group in groups for at in range(facts.num_columns)
        )
        if packed or facts.num_rows * _LEAST_VALUE > len(data):
            return None
        rows = file.read(use_threads=False)
        rows.validate(full=True)
    except (pa.ArrowException, OSError, ValueError):
        return None
    return rows if all(rows.schema.get_field_index(name) >= 0 for name in schema.key) else None
