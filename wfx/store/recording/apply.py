"""Changes put into a register's rows, and rows parted into files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa

from wfx.store.files.columns import flat
from wfx.store.files.conform import conform
from wfx.store.files.paths import path_of
from wfx.store.files.rowkeys import key_text, keys_as_text, sorted_by_key
from wfx.store.files.types import normal_row, table_of
from wfx.store.history.diff import diff_tables
from wfx.values import compute as pc
from wfx.values.change import Batch, Change
from wfx.values.errors import DuplicateKey, Place, Problem, Refused, StaleChange, problem
from wfx.values.personal import mask_text
from wfx.values.schema import Schema
from wfx.values.table import Key, Row


@dataclass(frozen=True)
class Counts:
    """How many rows came, changed and went."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def apply_rows(
    current: pa.Table,
    schema: Schema,
    changes: Sequence[Change | Batch],
) -> tuple[pa.Table, Counts]:
    """The register after the changes, one after the other, in key order, and what that came to.

    A row given as it stands is not a change. Errors: ``Refused`` with every ``StaleChange`` (a ``before`` that is not
    what stands there, a new record whose key is taken, a row to remove that is not there), ``DuplicateKey`` (twice in
    one batch, or kept and removed by it), and what ``table_of`` and ``conform`` refuse; ``ValueError`` for a change of
    another ledger.
    """
    if any(change.ledger != schema.name for change in changes):
        raise ValueError(schema.name)
    start = rows = sorted_by_key(conform(current, schema), schema)
    for single, run in groupby(changes, key=lambda change: isinstance(change, Change)):
        if single:
            batch = _gathered(rows, schema, [each for each in run if isinstance(each, Change)])
            rows = _with_batch(rows, schema, batch)
        else:
            for each in run:
                rows = _with_batch(rows, schema, each) if isinstance(each, Batch) else rows
    difference = diff_tables(start, rows, schema)
    counts = Counts(difference.added.num_rows, difference.after.num_rows, difference.removed.num_rows)
    return rows, counts


def partition(rows: pa.Table, schema: Schema) -> dict[str, pa.Table]:
    """The register's rows by the path of the file they belong in; no rows, no file.

    Errors: ``BadPath`` when a row's month or village cannot name a file; ``Refused`` as for ``conform``.
    """
    in_order = sorted_by_key(conform(rows, schema), schema)
    if not in_order.num_rows:
        return {}
    group = pa.repeat(pa.scalar(0, pa.int64()), in_order.num_rows)
    for name in schema.partition:
        values = flat(in_order[name]).dictionary_encode(null_encoding="encode")
        group = pc.add(pc.multiply(group, len(values.dictionary)), pc.cast(values.indices, pa.int64()))
    # the sort is stable, so each part stays in key order
    parted = in_order.take(pc.sort_indices(group)) if schema.partition else in_order
    runs = pc.value_counts(group.take(pc.sort_indices(group)))
    parts: dict[str, pa.Table] = {}
    start = 0
    for count in runs.field("counts").to_pylist():
        part = parted.slice(start, count)
        first: Row = part.select(list(schema.partition)).slice(0, 1).to_pylist()[0] if schema.partition else {}
        parts[str(path_of(schema, first))] = part
        start += count
    return dict(sorted(parts.items()))


def _with_batch(rows: pa.Table, schema: Schema, batch: Batch) -> pa.Table:
    new = sorted_by_key(conform(batch.rows, schema), schema)
    keys, new_keys, gone = key_text(rows, schema), key_text(new, schema), keys_as_text(batch.gone, schema)
    known = pc.is_in(gone, value_set=keys).to_pylist()
    both = pc.is_in(gone, value_set=new_keys).to_pylist()
    problems = [_stale(schema, key, "gone") for key, there in zip(batch.gone, known, strict=True) if not there]
    problems += [_twice(schema, key) for key, there in zip(batch.gone, both, strict=True) if there]
    if problems:
        raise Refused(problems)
    # a row that stands is left in its place or replaced there, so that rows which only change need no sorting
    stay = pa.arange(0, rows.num_rows)
    picks = pc.coalesce(pc.add(pc.cast(pc.index_in(keys, value_set=new_keys), pa.int64()), rows.num_rows), stay)
    picks = picks.filter(pc.invert(pc.is_in(keys, value_set=gone))) if len(gone) else picks
    fresh = pc.indices_nonzero(pc.invert(pc.is_in(new_keys, value_set=keys)))
    fresh = pc.add(pc.cast(fresh, pa.int64()), rows.num_rows)
    return sorted_by_key(pa.concat_tables([rows, new]).take(pa.concat_arrays([picks, fresh])), schema)


def _gathered(rows: pa.Table, schema: Schema, changes: Sequence[Change]) -> Batch:
    """Single changes as one batch, each held against what stands at its turn."""
    standing: dict[Key, Row | None] = {}
    found = rows.filter(
        pc.is_in(key_text(rows, schema), value_set=keys_as_text([change.key for change in changes], schema)),
    )
    stored = {schema.key_of(row): row for row in found.to_pylist()}
    problems: list[Problem] = []
    for change in changes:
        there = standing[change.key] if change.key in standing else stored.get(change.key)
        if _said(schema, change.before) != _said(schema, there):
            problems.append(_stale(schema, change.key, "before"))
        if change.after is not None and tuple(str(change.after.get(name)) for name in schema.key) != change.key:
            problems.append(_stale(schema, change.key, "key"))
        standing[change.key] = change.after
    if problems:
        raise Refused(problems)
    gone = tuple(key for key, row in standing.items() if row is None and key in stored)
    return Batch(schema.name, table_of([row for row in standing.values() if row is not None], schema), gone)


def _said(schema: Schema, row: Row | None) -> Mapping[str, object] | None:
    return None if row is None else normal_row(row, schema)


def _stale(schema: Schema, key: Key, why: str) -> Problem:
    return problem(StaleChange, Place(file=schema.name), mask_text("/".join(key)), why=why, ledger=schema.name)


def _twice(schema: Schema, key: Key) -> Problem:
    place = Place(file=schema.name, field="+".join(schema.key))
    return problem(DuplicateKey, place, mask_text("/".join(key)), ledger=schema.name, times=2)
