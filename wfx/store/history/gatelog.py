"""Which entries an act stands on, and which changes of rows need a sign-off: found in the trees, never in claims."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from wfx.store.entries.entry import FACTS, Entry
from wfx.store.files.cache import Cache
from wfx.store.files.paths import path_of
from wfx.store.files.readrows import read_rows
from wfx.store.files.types import arrow_schema
from wfx.store.history.diff import diff_tables
from wfx.store.history.gatecheck import needed
from wfx.store.history.log import ledger_changes, remember_changes
from wfx.store.objects.git import NO_OBJECT, RawChange
from wfx.values.schema import Schema

if TYPE_CHECKING:
    from wfx.store.books.books import OpenBooks

_KEPT = pa.schema([("commit", pa.string()), ("gate", pa.string())])


def matter_entries(books: "OpenBooks", ledger: str, key: str, also: Iterable[str] = ()) -> tuple[Entry, ...]:
    """The entries that made a matter what it is, oldest first; with those that made its rows in other ledgers.

    A row belongs to the matter when its field of the matter's key names it; of the row's file every entry counts since
    the matter began.
    """
    schema = books.schema(ledger)
    path = books.dossier_path(ledger, key)
    commits = [each.commit for each in ledger_changes(books, schema) if each.path == path]
    if not commits:
        return ()
    first = books.chain.entry(commits[-1]).seq
    for name in also:
        other = books.schema(name)
        paths = {str(path_of(other, row)) for row in books.table(name).where(**{schema.key[0]: key}).rows()}
        commits += [each.commit for each in ledger_changes(books, other) if each.path in paths]
    entries = {entry.seq: entry for entry in map(books.chain.entry, dict.fromkeys(commits))}
    return tuple(entries[seq] for seq in sorted(entries) if seq >= first and entries[seq].kind in FACTS)


def gated_rows(books: "OpenBooks") -> tuple[tuple[Entry, str], ...]:
    """Every entry that changed a register's row in a way that needs a sign-off, with the gate; oldest first.

    What an earlier command found is kept in the cache, so only newer entries are read.
    """
    if books.gated is None:
        books.gated = _gated_rows(books, books.cache)
    return books.gated


def _gated_rows(books: "OpenBooks", cache: Cache) -> tuple[tuple[Entry, str], ...]:
    gated = [schema for schema in books.schemas.values() if schema.gates]
    remember_changes(books, [schema.name for schema in gated])
    found = {pair for schema in gated for pair in _of_ledger(books, schema, cache)}
    pairs = [(books.chain.entry(commit), gate) for commit, gate in found]
    return tuple(sorted((pair for pair in pairs if pair[0].kind in FACTS), key=lambda pair: (pair[0].seq, pair[1])))


def _of_ledger(books: "OpenBooks", schema: Schema, cache: Cache) -> list[tuple[str, str]]:
    changes = ledger_changes(books, schema)
    law = books.trees.find(books.here.tree, f"schemas/{schema.duty}")
    name, law_id = f"gates-{schema.name}", law.oid[:16] if law else ""
    known: pa.Table | None = None
    newer: Sequence[RawChange] = changes
    for at, change in enumerate(changes):
        known = cache.get(name, f"{change.commit}-{law_id}", _KEPT)
        if known is not None:
            newer = changes[:at]
            break
    found = list(_fresh(books, schema, newer))
    found += [] if known is None else list(zip(*(known[each].to_pylist() for each in _KEPT.names), strict=True))
    if newer:
        columns = [list(column) for column in zip(*found, strict=True)] or [[], []]
        rows = pa.table(dict(zip(_KEPT.names, columns, strict=True)), schema=_KEPT)
        cache.put(name, f"{newer[0].commit}-{law_id}", rows)
    return found


def _fresh(books: "OpenBooks", schema: Schema, changes: Sequence[RawChange]) -> Iterator[tuple[str, str]]:
    """Commit and gate, each pair once, of these changes; files are read only where a gate could be touched."""
    from_nothing = any(rule.to for rule in schema.gates)
    moves = any(rule.column in schema.partition for rule in schema.gates)
    for commit, group in groupby(changes, key=lambda each: each.commit):
        files = list(group)
        if not (moves and len(files) > 1):  # what moves goes out of one file and into another, new or emptied ones too
            files = [each for each in files if each.after != NO_OBJECT and (from_nothing or each.before != NO_OBJECT)]
        if not files:
            continue
        old = _rows(books, schema, [each.before for each in files])
        new = _rows(books, schema, [each.after for each in files])
        yield from ((commit, gate) for gate in sorted(set(_touched(schema, old, new))))


def _touched(schema: Schema, old: pa.Table, new: pa.Table) -> Iterator[str]:
    diff = diff_tables(old, new, schema)
    for before, after in zip(diff.before.to_pylist(), diff.after.to_pylist(), strict=True):
        yield from needed(schema, before, after)
    for row in diff.added.to_pylist():
        yield from needed(schema, None, row)


def _rows(books: "OpenBooks", schema: Schema, oids: Sequence[str]) -> pa.Table:
    blobs = books.git.read_many([oid for oid in oids if oid != NO_OBJECT])
    return pa.concat_tables([arrow_schema(schema).empty_table(), *(read_rows(each.data, schema) for each in blobs)])
