"""The order and the identity of rows: sorted by key, each key once."""

from collections.abc import Sequence

import pyarrow as pa

from wfx.store.files.columns import column_text, counted, flat
from wfx.values import compute as pc
from wfx.values.errors import DuplicateKey, FieldMissing, Place, Problem, Refused, problem
from wfx.values.personal import mask_text
from wfx.values.schema import Schema
from wfx.values.table import Key

_SHOWN = 20  # so many doubled keys are named; the rest is counted


def key_text(rows: pa.Table, schema: Schema) -> pa.Array:
    """Each row's key as one string: the key itself, or its parts with their lengths when there are several."""
    parts = [column_text(rows[name], schema.field(name).type) for name in schema.key]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*[counted(part) for part in parts], "")


def keys_as_text(keys: Sequence[Key], schema: Schema) -> pa.Array:
    """The same strings for keys given as tuples of text."""
    if len(schema.key) == 1:
        return pa.array([key[0] for key in keys], pa.string())
    return pa.array(["".join(f"{len(part.encode('utf-8'))}:{part}" for part in key) for key in keys], pa.string())


def key_at(rows: pa.Table, schema: Schema, index: int) -> Key:
    """One row's key."""
    parts = [column_text(rows[name].slice(index, 1), schema.field(name).type)[0] for name in schema.key]
    return tuple(str(part.as_py()) for part in parts)


def keys(rows: pa.Table, schema: Schema) -> list[Key]:
    """Every row's key, in the rows' order."""
    parts = [column_text(rows[name], schema.field(name).type).to_pylist() for name in schema.key]
    return [tuple(map(str, key)) for key in zip(*parts, strict=True)]


def sorted_by_key(rows: pa.Table, schema: Schema) -> pa.Table:
    """The rows in key order, each key once. Errors: ``Refused`` naming empty and doubled keys."""
    if in_strict_order(rows, schema):
        return rows
    _refuse_empty_keys(rows, schema)
    in_order = rows.take(pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in schema.key]))
    if not in_strict_order(in_order, schema):
        raise Refused(_doubled(in_order, schema))
    return in_order


def in_strict_order(rows: pa.Table, schema: Schema) -> bool:
    """Whether the keys are complete and rise from row to row, so that none comes twice."""
    columns = [flat(rows[name]) for name in schema.key]
    if any(column.null_count for column in columns):
        return False
    if rows.num_rows <= 1:
        return True
    rising: pa.Array | None = None
    for column in reversed(columns):
        earlier, later = column.slice(0, len(column) - 1), column.slice(1)
        less = pc.less(earlier, later)
        rising = less if rising is None else pc.or_(less, pc.and_(pc.equal(earlier, later), rising))
    return bool(pc.all(rising).as_py())


def _refuse_empty_keys(rows: pa.Table, schema: Schema) -> None:
    problems = [
        problem(FieldMissing, Place(row=index + 1, field=name), ledger=schema.name, title=schema.field(name).title)
        for name in schema.key
        if rows[name].null_count
        for index in pc.indices_nonzero(pc.is_null(flat(rows[name]))).to_pylist()[:_SHOWN]
    ]
    if problems:
        raise Refused(problems)


def _doubled(in_order: pa.Table, schema: Schema) -> list[Problem]:
    counts = pc.value_counts(key_text(in_order, schema))
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    return [
        problem(
            DuplicateKey,
            Place(file=schema.name, field="+".join(schema.key)),
            mask_text(str(entry["values"])),
            ledger=schema.name,
            times=entry["counts"],
            doubled=len(twice),
        )
        for entry in twice.slice(0, _SHOWN).to_pylist()
    ]
