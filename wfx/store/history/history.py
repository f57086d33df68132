"""One record through the entries: every step it took, newest first, reading only the files it stood in.

A key stands in one file of a register at a time, so from the head downwards only that file's versions are read, until
the entry in which the record came into it; there it came from another file of the same entry, or was new.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, islice, takewhile
from typing import TYPE_CHECKING

import pyarrow as pa

from wfx.store.entries.entry import Entry
from wfx.store.files.conform import conform
from wfx.store.files.parquet import checked
from wfx.store.files.paths import path_of
from wfx.store.files.plainread import PlainReader
from wfx.store.files.readrows import read_rows
from wfx.store.files.rowkeys import key_text, keys_as_text
from wfx.store.files.types import arrow_schema
from wfx.store.history.log import ledger_changes
from wfx.store.objects.git import NO_OBJECT, RawChange
from wfx.values import compute as pc
from wfx.values.errors import BadPath
from wfx.values.schema import Kind, Schema
from wfx.values.table import Cell, Key

if TYPE_CHECKING:
    from wfx.store.books.books import OpenBooks

_WINDOWS = (4, 16, 64, 256)  # versions read in one go: few for the last change, more for a long history
_ENTRY, _THERE = "entry of the step", "stands"  # with blanks, so no field of a ledger is called so
_Commit = Sequence[RawChange]
_Record = dict[str, Cell]


@dataclass(frozen=True)
class RecordStep:
    """One record before and after one entry; ``None`` where it did not exist."""

    entry: Entry
    before: _Record | None
    after: _Record | None


def last_change(books: "OpenBooks", ledger: str, key: Key) -> str:
    """The id of the entry that last touched this record, or an empty string. Errors: ``NoSuchLedger``."""
    return next((step.entry.oid for step in history(books, books.schema(ledger), key)), "")


def history(books: "OpenBooks", schema: Schema, key: Key) -> Iterator[RecordStep]:
    """Every entry that touched a record, newest first; read as far as it is asked for."""
    reader = _RowReader(books, schema, key)
    place, now = reader.at_head()
    last, follow, commits = "", "?", _Ahead(iter(()))
    while True:
        # where the record stands, only that file matters; where it does not, it may have stood in any
        wanted = place if now is not None or schema.kind is Kind.DOSSIER else ""
        if wanted != follow:
            commits, follow = _Ahead(_below(books, schema, wanted, last)), wanted
        found = _older(reader, commits, now)
        if found is None:
            return
        last, place, before = found
        yield RecordStep(books.chain.entry(last), before, now)
        now = before


class _Ahead:
    """Commits taken some at a time; what was not needed is given back."""

    def __init__(self, commits: Iterator[_Commit]) -> None:
        self._more = commits
        self._back: list[_Commit] = []

    def take(self, count: int) -> list[_Commit]:
        part, self._back = self._back[:count], self._back[count:]
        return part + list(islice(self._more, count - len(part)))

    def give_back(self, part: list[_Commit]) -> None:
        self._back = part + self._back


def _below(books: "OpenBooks", schema: Schema, place: str, last: str) -> Iterator[_Commit]:
    """What the entries below one (all, when it is empty) changed in a file, or in the whole ledger; newest first.

    Git lists one file's changes in half the time it takes for the ledger's, and while they are read. Who asks for
    another record of the ledger gets it from the ledger's list, which is remembered.
    """
    changes: Iterable[RawChange]
    if schema.name not in books.changes and last:
        parent = books.chain.entry(last).parent
        changes = books.git.changes(parent, place or f"ledgers/{schema.name}") if parent else ()
    elif schema.name not in books.changes and place and schema.name not in books.followed:
        books.followed.add(schema.name)
        changes = books.git.changes(books.head, place)
    else:
        newer = takewhile(lambda each: each.commit != last, ledger_changes(books, schema)) if last else ()
        start = sum(1 for _ in newer)
        below = (each for each in islice(ledger_changes(books, schema), start, None) if each.commit != last)
        changes = (each for each in below if not place or each.path == place)
    return (list(group) for _, group in groupby(changes, key=lambda each: each.commit))


def _whole(books: "OpenBooks", schema: Schema, commit: str) -> _Commit:
    """Everything one entry changed in the ledger."""
    if schema.name in books.changes:
        return [each for each in books.changes[schema.name] if each.commit == commit]
    return list(books.git.changes(commit, f"ledgers/{schema.name}", books.chain.entry(commit).parent))


def steps(books: "OpenBooks", schema: Schema, key: Key) -> list[RecordStep]:
    """All steps of a record, newest first; what was found at this head before is kept outside the tree and taken.

    The verifier never reads what is kept; at another head it is not found and made anew.
    """
    cache = books.cache
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


def _older(reader: "_RowReader", commits: _Ahead, now: _Record | None) -> tuple[str, str, _Record | None] | None:
    """The next commit before which the record was another, the file it stood in until then, the record there."""
    while part := commits.take(reader.window()):
        reader.fetch(each.before for commit in part for each in commit)
        for at, commit in enumerate(part, 1):
            where, before = reader.find(commit)
            if before is None and now is not None:  # it came into this file here, perhaps from another
                where, before = reader.find_anywhere(commit[0].commit)
            if before != now:
                commits.give_back(part[at:])
                return commit[0].commit, where, before
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
        self._plain = PlainReader(schema)
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
        plain: list[tuple[str, pa.Table]] = []
        for found in self._books.git.read_many(wanted):
            self._rows[found.oid] = None
            if all(mark in found.data for mark in self._marks):
                rows = self._plain.rows(found.data)
                if rows is None:
                    self._rows[found.oid] = self._one(read_rows(found.data, self._schema))
                else:
                    plain.append((found.oid, rows))
        for _, group in groupby(plain, key=lambda each: each[1].schema):
            self._take(list(group))

    def _take(self, versions: Sequence[tuple[str, pa.Table]]) -> None:
        """The key's row of each version: they are looked through as one table, which is quicker than one by one."""
        names = list(self._schema.key)
        together = pa.concat_tables([rows.select(names) for _, rows in versions])
        ends = list(accumulate(rows.num_rows for _, rows in versions))
        places = pc.indices_nonzero(pc.equal(key_text(together, self._schema), self._text)).to_pylist()
        found = [(versions[at], place - ends[at]) for place in places for at in [bisect_right(ends, place)]]
        if not found:
            return
        # counted from the end of its version's rows
        same = pa.concat_tables([rows.slice(rows.num_rows + place, 1) for (_, rows), place in found]).combine_chunks()
        records = conform(checked(same, self._schema), self._schema).to_pylist()
        self._rows |= {oid: record for ((oid, _), _), record in zip(found, records, strict=True)}

    def find(self, changes: Iterable[RawChange]) -> tuple[str, _Record | None]:
        """The file and the record among the versions before these changes, or nothing."""
        for each in changes:
            if (row := self._rows[each.before]) is not None:
                return each.path, row
        return "", None

    def find_anywhere(self, commit: str) -> tuple[str, _Record | None]:
        """The same among all files of the ledger that an entry changed; a matter has but one."""
        if self._schema.kind is Kind.DOSSIER:
            return "", None
        changes = _whole(self._books, self._schema, commit)
        self.fetch(each.before for each in changes)
        return self.find(changes)

    def _one(self, rows: pa.Table) -> _Record | None:
        same = rows.filter(pc.equal(key_text(rows, self._schema), self._text))
        return same.to_pylist()[0] if same.num_rows else None


def _is_text(schema: Schema, name: str) -> bool:
    return bool(pa.types.is_string(arrow_schema(schema).field(name).type))
