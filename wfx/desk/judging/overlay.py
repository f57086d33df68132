"""The books with changes laid over them, as tables: what rules would see if an act were recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from wfx.store.files.rowkeys import key_text, keys_as_text
from wfx.store.files.types import table_of
from wfx.values import compute as pc
from wfx.values.change import Batch, Change
from wfx.values.errors import NoSuchLedger
from wfx.values.matter.made import GONE, base_of
from wfx.values.schema import Schema
from wfx.values.table import Key, Row

Source = Callable[[str], pa.Table]
Maker = Callable[[Schema, pa.Table], pa.Table]

_NONE: Final[Mapping[str, Maker]] = MappingProxyType({})


def laid_over(
    source: Source,
    schemas: Mapping[str, Schema],
    changes: Sequence[Change | Batch],
    makers: Mapping[str, Maker] = _NONE,
) -> Source:
    """The tables of ``source`` as they would be after these changes, made when they are named.

    ``makers`` make ``due_`` and ``latest_`` tables from a ledger's rows, by how the name begins; without its maker that
    table of a changed ledger is not known. A sealed ledger's tags stay as they stand: they are made when it is written.
    Errors: those of ``source``, ``NoSuchLedger``, and ``Refused`` for a row its ledger cannot hold.
    """
    by_ledger: dict[str, list[Change | Batch]] = {}
    for change in changes:
        by_ledger.setdefault(change.ledger, []).append(change)

    def table(name: str) -> pa.Table:
        ledger = base_of(name, schemas)
        mine = by_ledger.get(ledger)
        if mine is None or ledger not in schemas:
            return source(name)
        schema = schemas[ledger]
        if name == ledger:
            return _after(source(ledger), schema, mine)
        if name.startswith(GONE):
            return _gone(source(name), source(ledger), schema, mine)
        maker = makers.get(name.removesuffix(ledger))
        if maker is None:
            raise NoSuchLedger(shown=name[:40])
        return maker(schema, _after(source(ledger), schema, mine))

    return table


def touched(changes: Iterable[Change | Batch], schemas: Mapping[str, Schema]) -> frozenset[str]:
    """Every key and id that stands in a row these changes bring, alter or take away; keys of parts joined by ``/``."""
    found: set[str] = set()
    for change in changes:
        schema = schemas[change.ledger]
        names = {*schema.key, *(field.name for field in schema.fields if field.type in {"id", "code"})}
        if isinstance(change, Batch):
            there = [name for name in change.rows.column_names if name in names]
            for name in there:
                found.update(text for text in pc.unique(change.rows[name]).to_pylist() if text is not None)
            keys = [*change.gone, *_keys(change.rows, schema)]
        else:
            rows = [row for row in (change.before, change.after) if row is not None]
            found.update(str(row[name]) for row in rows for name in names if row.get(name) is not None)
            keys = [change.key]
        found.update("/".join(key) for key in keys)
        found.update(part for key in keys for part in key)
    return frozenset(found)


def _keys(rows: pa.Table, schema: Schema) -> list[Key]:
    if not set(schema.key) <= set(rows.column_names):
        return []
    return list(zip(*(map(str, rows[name].to_pylist()) for name in schema.key), strict=True))


def _after(rows: pa.Table, schema: Schema, changes: Sequence[Change | Batch]) -> pa.Table:
    """The rows after the changes, one after the other; runs of single ones in one go."""
    single: dict[Key, Row | None] = {}
    for change in changes:
        if isinstance(change, Change):
            single[change.key] = change.after
            continue
        rows, single = _singles(rows, schema, single), {}
        brought = _brought(change.rows, rows, schema)
        rows = _without(rows, schema, [*change.gone, *_keys(brought, schema)], brought)
    return _singles(rows, schema, single)


def _singles(rows: pa.Table, schema: Schema, single: Mapping[Key, Row | None]) -> pa.Table:
    if not single:
        return rows
    names = set(rows.column_names)
    kept = [{name: cell for name, cell in row.items() if name in names} for row in single.values() if row is not None]
    own = replace(schema, fields=tuple(field for field in schema.fields if field.name in names))
    return _without(rows, schema, list(single), _brought(table_of(kept, own), rows, schema))


def _brought(brought: pa.Table, rows: pa.Table, schema: Schema) -> pa.Table:
    """New rows in the columns of those that stand; a sealed ledger's tags from the row of that key."""
    columns = {
        field.name: brought[field.name].cast(field.type)
        if field.name in brought.column_names
        else pa.chunked_array([pa.nulls(len(brought), field.type)])
        for field in rows.schema
    }
    made = pa.table(columns, schema=rows.schema)
    if not schema.sealed or not len(made):
        return made
    at = pc.index_in(key_text(made, schema), value_set=key_text(rows, schema))
    for place, field in enumerate(made.schema):
        if field.name.endswith("_tag"):
            made = made.set_column(place, field, pc.coalesce(made[field.name], rows[field.name].take(at)))
    return made


def _without(rows: pa.Table, schema: Schema, keys: Sequence[Key], more: pa.Table) -> pa.Table:
    """The rows of other keys, and those that come in their place."""
    left = rows.filter(pc.invert(pc.is_in(key_text(rows, schema), value_set=keys_as_text(keys, schema))))
    return pa.concat_tables([left, more])


def _gone(gone: pa.Table, rows: pa.Table, schema: Schema, changes: Sequence[Change | Batch]) -> pa.Table:
    """The last state of what once stood: what the changes take away comes to it, what they bring leaves it."""
    after = _after(rows, schema, changes)
    standing = key_text(after, schema)
    went = rows.filter(pc.invert(pc.is_in(key_text(rows, schema), value_set=standing)))
    earlier = gone.filter(pc.invert(pc.is_in(key_text(gone, schema), value_set=standing)))
    return pa.concat_tables([earlier, went.select(gone.column_names).cast(gone.schema)])
