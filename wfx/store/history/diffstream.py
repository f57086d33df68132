"""What lies between two states of a register that are read a batch at a time, both sides at once.

Only what differs is kept, so two files of a million rows take a few batches of memory, and memory that is used again
costs less than new memory. Each side is read in a thread of its own while a third compares: Arrow lets go of the
interpreter meanwhile. Cells that are the same bytes on both sides need not be text or numbers that can be told; rows
that differ are checked.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from wfx.store.files.conform import conform
from wfx.store.files.parquet import checked
from wfx.store.files.rowkeys import in_strict_order
from wfx.store.files.types import arrow_schema
from wfx.store.history.align import Keys
from wfx.store.history.diff import RowDiff, diff_sorted, diff_tables
from wfx.values.schema import Schema

_ENOUGH = 1 << 15  # rows compared in one go, or a few more or less
Source = Callable[[], Iterable[pa.Table]]


class _OutOfOrder(Exception):
    """The rows of a side do not come in strict key order."""


def diff_streams(before: Source, after: Source, schema: Schema) -> RowDiff:
    """The difference of two states, each given as a function that reads it from its start, batch by batch.

    Batches of any size; where the rows do not come in key order, or a key comes twice, both sides are read again as
    whole tables. Errors: as ``diff_tables``, those of the readers, and ``BadParquet`` for a row that differs and holds
    what cannot be told.
    """
    try:
        with ThreadPoolExecutor(2) as pool:
            old, new = (_Side(_ahead(iter(source()), pool), schema) for source in (before, after))
            found = _joined(_parts(old, new, schema), schema)
    except _OutOfOrder:
        found = diff_tables(_whole(before, schema), _whole(after, schema), schema)
    for rows in (found.added, found.removed, found.before, found.after):
        checked(rows, schema)
    return found


def _whole(source: Source, schema: Schema) -> pa.Table:
    return pa.concat_tables([arrow_schema(schema).empty_table(), *(conform(rows, schema) for rows in source())])


def _ahead(batches: Iterator[pa.Table], pool: ThreadPoolExecutor) -> Iterator[pa.Table]:
    """The same batches, read from now on: the next one while one is looked at."""
    first = pool.submit(next, batches, None)

    def read() -> Iterator[pa.Table]:
        coming = first
        while (rows := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield rows

    return read()


class _Side:
    """The rows of one side that are read and not compared yet."""

    def __init__(self, batches: Iterator[pa.Table], schema: Schema) -> None:
        self._more = batches
        self._schema = schema
        self._done: tuple[object, ...] | None = None  # the last key that was compared
        self._set(arrow_schema(schema).empty_table())

    def _set(self, rows: pa.Table) -> None:
        self.rows = rows
        self._keys = Keys(rows, self._schema)

    def fill(self) -> bool:
        """Read on until there is enough to compare; whether there are rows. Errors: ``_OutOfOrder``."""
        parts, count = [self.rows], self.rows.num_rows
        while count < _ENOUGH and (rows := next(self._more, None)) is not None:
            parts.append(conform(rows, self._schema))
            count += rows.num_rows
        if count > self.rows.num_rows:
            self._set(pa.concat_tables([part for part in parts if part.num_rows]))
            rising = in_strict_order(self.rows, self._schema)
            if not rising or (self._done is not None and self._keys.at(0) <= self._done):
                raise _OutOfOrder
        return bool(count)

    @property
    def last(self) -> tuple[object, ...]:
        """The last key of the rows."""
        return self._keys.at(len(self._keys) - 1)

    def take(self, bound: tuple[object, ...] | None = None) -> pa.Table:
        """The rows whose keys are not above the bound, or all."""
        end = self.rows.num_rows
        if bound is not None and self.last > bound:
            end = self._keys.seek(0, bound)
            end += self._keys.at(end) == bound
        if end:
            self._done = self._keys.at(end - 1)
        taken = self.rows.slice(0, end)
        self._set(self.rows.slice(end))
        return taken


def _parts(old: _Side, new: _Side, schema: Schema) -> Iterator[RowDiff]:
    """The difference from one range of keys to the next: each time as far as both sides are read."""
    while old.fill() and new.fill():
        bound = min(old.last, new.last)
        yield diff_sorted(old.take(bound), new.take(bound), schema)
    while old.fill() or new.fill():  # one side is at its end
        yield diff_sorted(old.take(), new.take(), schema)


def _joined(parts: Iterable[RowDiff], schema: Schema) -> RowDiff:
    """One difference of many, of ranges of keys in order; an empty table of a part would hold its batch in memory."""
    empty = arrow_schema(schema).empty_table()
    found: dict[str, list[pa.Table]] = {name: [empty] for name in ("added", "removed", "before", "after")}
    for part in parts:
        for name, tables in found.items():
            rows: pa.Table = getattr(part, name)
            if rows.num_rows:
                tables.append(rows)
    return RowDiff(schema, **{name: pa.concat_tables(tables) for name, tables in found.items()})
