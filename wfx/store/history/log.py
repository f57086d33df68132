"""What the history says about records: what changed between two entries, rows that are gone.

Everything is read from the trees themselves in one pass of git, never from what an entry's message claims.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from wfx.store.files.cache import Cache
from wfx.store.files.parquet import batches
from wfx.store.files.readrows import read_rows
from wfx.store.files.rowkeys import key_text
from wfx.store.files.types import arrow_schema
from wfx.store.history.diff import RowDiff, diff_tables
from wfx.store.history.diffstream import diff_streams
from wfx.store.objects.git import NO_OBJECT, RawChange
from wfx.values import compute as pc
from wfx.values.schema import Kind, Schema
from wfx.values.table import Table

if TYPE_CHECKING:
    from wfx.store.books.books import OpenBooks

_LARGE = 8 << 20  # bytes of files on both sides from which on reading them in threads is worth it


@dataclass(frozen=True)
class FileChange:
    """A file that differs between two entries; an empty id means it is absent there."""

    path: str
    before: str
    after: str


def changed_files(before: "OpenBooks | None", after: "OpenBooks") -> tuple[FileChange, ...]:
    """Every file that differs between two states of the same books (``None``: nothing yet), sorted by path."""
    start = before.here.tree if before else ""
    return tuple(FileChange(*each) for each in after.trees.difference(start, after.here.tree))


def changed_rows(before: "OpenBooks | None", after: "OpenBooks", ledgers: Iterable[str] = ()) -> dict[str, RowDiff]:
    """Ledger → what differs in its rows, for every ledger (or those named) whose files differ.

    Only the files that differ are read. Rows are compared as ``after``'s schemas see them.
    """
    wanted = set(ledgers) or set(after.ledgers)
    files = [each for each in changed_files(before, after) if _ledger(each.path) in wanted]
    found: dict[str, RowDiff] = {}
    for ledger, group in groupby(files, key=lambda each: _ledger(each.path)):
        changes = list(group)
        schema = after.schema(ledger)
        old = _files(after, [each.before for each in changes])
        new = _files(after, [each.after for each in changes])
        found[ledger] = _difference(old, new, schema)
    return found


def _ledger(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "ledgers" else ""  # noqa: PLR2004 ledgers/<name>/<file>


def _files(books: "OpenBooks", oids: Sequence[str]) -> list[bytes]:
    return [found.data for found in books.git.read_many([oid for oid in oids if oid])]


def _difference(old: Sequence[bytes], new: Sequence[bytes], schema: Schema) -> RowDiff:
    """What differs between the rows of some files and of some others, large ones never held as a whole."""
    if schema.kind is Kind.REGISTER and sum(map(len, (*old, *new))) > _LARGE:
        return diff_streams(lambda: _batches(old, schema), lambda: _batches(new, schema), schema)
    return diff_tables(_together(old, schema), _together(new, schema), schema)


def _batches(files: Sequence[bytes], schema: Schema) -> Iterator[pa.Table]:
    return chain.from_iterable(batches(data, schema) for data in files)


def _together(files: Sequence[bytes], schema: Schema) -> pa.Table:
    return pa.concat_tables([arrow_schema(schema).empty_table(), *(read_rows(data, schema) for data in files)])


def ledger_changes(books: "OpenBooks", schema: Schema) -> list[RawChange]:
    """Every change of the ledger's files up to these books' entry, newest first; one pass of git, remembered."""
    if schema.name not in books.changes:
        books.changes[schema.name] = list(books.git.changes(books.head, f"ledgers/{schema.name}"))
    return books.changes[schema.name]


def remember_changes(books: "OpenBooks", ledgers: Iterable[str]) -> None:
    """What ``ledger_changes`` will say of each of these ledgers, in one pass of git for all of them."""
    missing = {name: list[RawChange]() for name in ledgers if name not in books.changes}
    if len(missing) > 1:
        for change in books.git.changes(books.head, "ledgers"):
            if (name := _ledger(change.path)) in missing:
                missing[name].append(change)
        books.changes |= missing


# rows that are gone


def removed(books: "OpenBooks", ledger: str) -> Table:
    """The last state of every row that once stood in the ledger and no longer does, sorted by key.

    What an earlier command found is kept in the cache by the entry it stood at, so only newer entries are read.
    Errors: ``NoSuchLedger``.
    """
    schema, cache = books.schema(ledger), books.cache
    changes = ledger_changes(books, schema)
    name = f"removed-{schema.name}"
    if changes and (same := cache.get(name, changes[0].commit, arrow_schema(schema))) is not None:
        return Table(schema, same)  # the ledger stands as it stood then
    standing = key_text(books.table(schema.name).arrow, schema)
    newer, earlier, known = _since_known(changes, schema, cache, name)
    parts = _gone(books, schema, newer, standing) + ([] if earlier is None else [earlier])
    rows = first_of_each(schema, parts, standing)
    if changes and changes[0].commit != known:
        cache.put(name, changes[0].commit, rows)
    return Table(schema, rows)


def _since_known(
    changes: Sequence[RawChange], schema: Schema, cache: Cache, name: str
) -> tuple[Sequence[RawChange], pa.Table | None, str]:
    """The changes newer than the newest entry the cache knows, what it holds, and that entry; else all of them."""
    for at, change in enumerate(changes):
        if cache.has(name, change.commit):
            earlier = cache.get(name, change.commit, arrow_schema(schema))
            return (changes[:at], earlier, change.commit) if earlier is not None else (changes, None, "")
    return changes, None, ""


def _gone(books: "OpenBooks", schema: Schema, changes: Sequence[RawChange], standing: pa.Array) -> list[pa.Table]:
    """Rows of the versions before each change that stand no longer, newest version first."""
    oids = list(dict.fromkeys(each.before for each in changes if each.before != NO_OBJECT))
    parts = []
    for found in books.git.read_many(oids):
        rows = read_rows(found.data, schema)
        parts.append(rows.filter(pc.invert(pc.is_in(key_text(rows, schema), value_set=standing))))
    return parts


def first_of_each(schema: Schema, parts: Sequence[pa.Table], standing: pa.Array) -> pa.Table:
    """One table with each key once, from the first part that has it, without those standing; sorted by key."""
    rows = pa.concat_tables([arrow_schema(schema).empty_table(), *(part for part in parts if part.num_rows)])
    keys = key_text(rows, schema)
    numbered = pa.table({"key": keys, "at": pa.array(range(rows.num_rows), pa.int64())})
    first = numbered.filter(pc.invert(pc.is_in(keys, value_set=standing))).group_by("key").aggregate([("at", "min")])
    chosen = rows.take(first.sort_by("key")["at_min"])
    return chosen.take(pc.sort_indices(chosen, sort_keys=[(name, "ascending") for name in schema.key]))
