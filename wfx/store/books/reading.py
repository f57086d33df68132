"""A ledger's rows from its files, each read once: what was read is kept as Arrow, a ledger's or a month's at a time.

A ledger kept by month grows for years while its old months stay as they are, so a large one is kept month by month and
a new entry costs the reading of the months it touches.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Final, Protocol

import pyarrow as pa

from wfx.store.files.cache import Cache
from wfx.store.files.parquet import decode
from wfx.store.files.paths import LedgerPath
from wfx.store.files.rowkeys import sorted_by_key
from wfx.store.files.toml import decode_dossier
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.objects.git import Git
from wfx.values.month import Month
from wfx.values.schema import Kind, Schema
from wfx.values.table import Table


class Read(Protocol):
    """What is asked of the books."""

    git: Git
    cache: Cache
    made: dict[tuple[str, ...], Table]

    @property
    def schemas(self) -> Mapping[str, Schema]:
        """Every ledger's schema."""

    def state(self, ledger: str) -> str:
        """Names the ledger's content and the schemas it is read with."""

    def folder_id(self, path: str) -> str:
        """The id of a folder's content."""

    def ledger_files(self, ledger: str) -> dict[str, str]:
        """Path → blob id of the ledger's files."""


_LARGE: Final = 8 << 20  # bytes of a ledger from which on its months are kept apart


def whole(books: Read, schema: Schema) -> Table:
    """Every row of the ledger, sorted by key."""
    known = ("table", schema.name, books.state(schema.name))
    if known not in books.made:
        files = books.ledger_files(schema.name)
        rows = books.cache.get(schema.name, known[-1], arrow_schema(schema)) if files else None
        if rows is None and _monthly(schema):
            rows = _months(books, schema, files, known[-1])
        if rows is None:
            rows = rows_of(books, schema, files)
            if files:
                books.cache.put(schema.name, known[-1], rows)
        books.made[known] = Table(schema, rows)
    table: Table = books.made[known]
    return table


def part(books: Read, schema: Schema, month: Month | None, village: str | None) -> Table:
    """At least the rows of the month and village, from what has been read already where it has."""
    known = ("table", schema.name, books.state(schema.name))
    if not schema.partition or (month is None and village is None) or known in books.made:
        return whole(books, schema)
    found = {}
    for path, oid in books.ledger_files(schema.name).items():
        place = LedgerPath.parse(path, books.schemas)
        if (month is None or place.month in (None, month)) and (village is None or place.village in (None, village)):
            found[path] = oid
    if month is not None and village is None and _monthly(schema):
        kept = books.cache.get(*_month_name(books, schema, str(month)), arrow_schema(schema))
        if kept is not None:
            return Table(schema, kept)
    return Table(schema, rows_of(books, schema, found))


def rows_of(books: Read, schema: Schema, files: Mapping[str, str]) -> pa.Table:
    """The rows of some of a ledger's files (path to blob id), sorted by key. Errors: those of the readers."""
    blobs = (found.data for found in books.git.read_many(files.values()))
    if schema.kind is Kind.DOSSIER:
        return sorted_by_key(table_of([decode_dossier(data, schema) for data in blobs], schema), schema)
    parts = [decode(data, schema) for data in blobs]
    if not parts:
        return arrow_schema(schema).empty_table()
    return parts[0] if len(parts) == 1 else sorted_by_key(pa.concat_tables(parts), schema)


def _monthly(schema: Schema) -> bool:
    """Whether the months' rows, one month after another, stand in key order."""
    return schema.kind is Kind.REGISTER and schema.partition[:1] == schema.key[:1] == ("month",)


def _month_name(books: Read, schema: Schema, month: str) -> tuple[str, str]:
    folder = books.folder_id(f"ledgers/{schema.name}/{month}")
    return f"{schema.name}.{month}", f"{folder}-{books.folder_id('schemas')[:16]}"


def _months(books: Read, schema: Schema, files: Mapping[str, str], state: str) -> pa.Table:
    """The whole ledger, month after month; a small one is kept in one piece."""
    parts: list[pa.Table] = []
    fresh: list[tuple[tuple[str, str], pa.Table]] = []
    for month, group in groupby(files.items(), key=lambda each: each[0].split("/")[2]):
        name = _month_name(books, schema, month)
        rows = books.cache.get(*name, arrow_schema(schema))
        if rows is None:
            rows = rows_of(books, schema, dict(group))
            fresh.append((name, rows))
        parts.append(rows)
    joined = pa.concat_tables([arrow_schema(schema).empty_table(), *parts])
    if joined.nbytes <= _LARGE and len(fresh) == len(parts):
        books.cache.put(schema.name, state, joined)
        return joined
    for name, rows in fresh:
        books.cache.put(*name, rows)
    return joined
