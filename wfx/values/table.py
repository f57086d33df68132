"""Rows of one ledger: an Arrow table and the schema it conforms to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.schema import Schema

Cell = str | int | bool | Decimal | date | datetime | list[str] | list[dict[str, object]] | None
Row = Mapping[str, Cell]
Key = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A register's rows (or a dossier ledger's matters, one a row), conforming to ``schema``, sorted by key."""

    schema: Schema
    arrow: pa.Table

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def rows(self) -> Iterator[dict[str, Cell]]:
        """Each row as a dict of Python values: str, int, bool, Decimal, date, aware datetime, list or None."""
        for batch in self.arrow.to_batches():
            yield from batch.to_pylist()

    def key_of(self, row: Row) -> Key:
        return self.schema.key_of(row)

    @cached_property
    def by_key(self) -> dict[Key, dict[str, Cell]]:
        return {self.key_of(row): row for row in self.rows()}

    def lookup(self, *key: str) -> dict[str, Cell] | None:
        """The row with that key, or ``None``."""
        return self.by_key.get(key)

    def where(self, **equals: str | int | bool | date) -> "Table":
        """The rows in which every named column has that value."""
        arrow = self.arrow
        for name, value in equals.items():
            arrow = arrow.filter(pc.equal(arrow[name], pa.scalar(value, type=arrow.schema.field(name).type)))
        return Table(self.schema, arrow)
