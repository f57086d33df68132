"""Books with an act laid over them: what they would be, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.table import Cell, Key, Row, Table
from wfx.values.township import Township


@dataclass(frozen=True)
class Laid:
    """Read access to the books as they will stand with these changes."""

    books: Books
    changes: Sequence[Change | Batch]

    @property
    def township(self) -> Township:
        return self.books.township

    @property
    def ledgers(self) -> tuple[str, ...]:
        return self.books.ledgers

    def schema(self, ledger: str) -> Schema:
        return self.books.schema(ledger)

    def table(self, ledger: str, *, month: Month | None = None, village: str | None = None) -> Table:
        table = self.books.table(ledger)
        laid = laid_over(table, [each for each in self.changes if each.ledger == ledger])
        wanted = {"month": str(month) if month else None, "village": village}
        names = laid.schema.names
        return laid.where(**{name: text for name, text in wanted.items() if text is not None and name in names})

    def dossier(self, ledger: str, key: str) -> dict[str, Cell] | None:
        for change in reversed(self.changes):
            if isinstance(change, Change) and change.ledger == ledger and change.key == (key,):
                return None if change.after is None else {**dict.fromkeys(self.schema(ledger).names), **change.after}
        return self.books.dossier(ledger, key)


def laid_over(table: Table, changes: Sequence[Change | Batch]) -> Table:
    """The rows as they stand after the changes of their ledger, in order."""
    if not changes:
        return table
    gone: set[Key] = set()
    new: dict[Key, Row] = {}
    for change in changes:
        if isinstance(change, Change):
            fresh = {} if change.after is None else {change.key: change.after}
            keys = {change.key}
        else:
            fresh = {table.key_of(row): row for row in change.rows.to_pylist()}
            keys = {*change.gone, *fresh}
        gone |= keys
        new = {key: row for key, row in new.items() if key not in keys} | fresh
    kept = table.arrow.filter(pa.array([key not in gone for key in map(table.key_of, table.rows())], pa.bool_()))
    names = table.arrow.schema.names
    rows = [{name: row.get(name) for name in names} for row in new.values()]
    whole = pa.concat_tables([kept, pa.Table.from_pylist(rows, schema=table.arrow.schema)])
    order = pc.sort_indices(whole, sort_keys=[(name, "ascending") for name in table.schema.key])
    return Table(table.schema, whole.take(order))
