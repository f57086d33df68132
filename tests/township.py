"""A small township in a few lines: books in memory, for the duties' tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa

from wfx.store.files.schemas import load_schemas
from wfx.store.files.types import arrow_schema, table_of
from wfx.values.errors import NotInBooks
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.table import Cell, Key, Table
from wfx.values.township import Township, Village

ROOT = Path(__file__).resolve().parent.parent
VILLAGES = (Village("v01", "李斌庄", "A"), Village("v02", "乔庄", "A"), Village("v03", "何庄", "B"))


@cache
def schemas() -> Mapping[str, Schema]:
    """The shipped schemas."""
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "schemas").rglob("*.json")}
    return load_schemas(files)


@dataclass
class SmallBooks:
    """Books from plain rows: ``SmallBooks({"households": [{...}]})``; absent ledgers are empty."""

    rows: Mapping[str, Sequence[Mapping[str, Cell]]] = field(default_factory=dict)
    gone: Mapping[str, Sequence[Mapping[str, Cell]]] = field(default_factory=dict)
    township: Township = field(default_factory=lambda: Township("文峰乡", "410999", VILLAGES))

    @property
    def ledgers(self) -> tuple[str, ...]:
        return tuple(sorted(schemas()))

    def schema(self, ledger: str) -> Schema:
        return schemas()[ledger]

    def table(self, ledger: str, *, month: Month | None = None, village: str | None = None) -> Table:
        schema = self.schema(ledger)
        table = Table(schema, self._table(schema, self.rows.get(ledger, ())))
        wanted = {"month": str(month) if month else None, "village": village}
        return table.where(**{name: text for name, text in wanted.items() if text and name in schema.names})

    def _table(self, schema: Schema, rows: Sequence[Mapping[str, Cell]]) -> pa.Table:
        whole = [{name: row.get(name) for name in schema.names} for row in rows]
        return table_of(whole, schema) if whole else arrow_schema(schema).empty_table()

    def dossier(self, ledger: str, key: str) -> dict[str, Cell] | None:
        schema = self.schema(ledger)
        return next((dict(row) for row in self.rows.get(ledger, ()) if row[schema.key[0]] == key), None)

    def removed(self, ledger: str) -> Table:
        schema = self.schema(ledger)
        return Table(schema, self._table(schema, self.gone.get(ledger, ())))

    def last_change(self, ledger: str, key: Key) -> str:
        if self.table(ledger).lookup(*key) is None:
            raise NotInBooks(ledger, shown="/".join(key))
        return "0" * 40
