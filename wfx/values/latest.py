"""The latest known fact: what a monthly register says of a subject once every blank cell means "no change".

``latest_<register>`` is the one reading of it for rules, views and queries (docs/spec/rule-format.md). It holds one row
for each subject (the key without its month) that stands in the judged month or any before; each cell is the newest one
that was filled in, and beside each field stands, as ``<field>_in``, the month in which it was told.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.month import Month
from wfx.values.schema import Field, FieldType, Kind, Schema

LATEST: Final = "latest_"
TOLD_IN: Final = "_in"
_MONTH: Final = "month"


def is_monthly(schema: Schema) -> bool:
    """Whether the ledger says of the same subjects something each month."""
    return schema.kind is Kind.REGISTER and schema.key[:1] == (_MONTH,) and len(schema.key) > 1


def latest_schema(schema: Schema) -> Schema:
    """What its rows are: the register's own fields, ``month`` the newest in which the subject stands, and ``_in``."""
    told = tuple(
        Field(field.name + TOLD_IN, FieldType.MONTH, f"{field.title}(报告月份)")
        for field in _told(schema)
        if field.name + TOLD_IN not in schema.names
    )
    return replace(schema, key=schema.key[1:], fields=(*schema.fields, *told), partition=(), gates=())


def latest_rows(schema: Schema, rows: pa.Table, month: Month) -> pa.Table:
    """The newest cells of each subject in that month and before, with the columns of ``latest_schema``."""
    rows = rows.filter(pc.less_equal(rows[_MONTH], str(month))).sort_by(_MONTH).combine_chunks()
    keys = [name for name in schema.key if name != _MONTH]
    at = pa.array(range(rows.num_rows), pa.int64())
    told = {field.name: _places(rows[field.name], at) for field in _told(schema)}
    asked = pa.table({**{name: rows[name] for name in keys}, _MONTH: at, **told})
    found = asked.group_by(keys).aggregate([(name, "max") for name in (_MONTH, *told)])
    columns = {name: found[name] for name in keys}
    columns |= {name: rows[name].take(found[f"{name}_max"]) for name in (_MONTH, *told)}
    columns |= {name + TOLD_IN: rows[_MONTH].take(found[f"{name}_max"]) for name in told} | columns
    return pa.table({name: columns[name] for name in latest_schema(schema).names})


def with_latest(
    tables: Mapping[str, pa.Table], schemas: Mapping[str, Schema], month: Month, sql: str
) -> dict[str, pa.Table]:
    """These tables, and the latest rows of each monthly register among them that the SQL names and nobody gave."""
    made = {
        LATEST + name: latest_rows(schemas[name], rows, month)
        for name, rows in tables.items()
        if LATEST + name in sql.lower() and name in schemas and is_monthly(schemas[name])
    }
    return {**made, **tables}


def _told(schema: Schema) -> tuple[Field, ...]:
    return tuple(field for field in schema.fields if field.name not in schema.key)


def _places(column: pa.ChunkedArray, at: pa.Array) -> pa.Array:
    """Where the column is filled in, by row."""
    return pc.if_else(pc.is_valid(column), at, pa.scalar(None, pa.int64()))
