"""The only reader of old files: brings a table to the ledger's columns of today, or refuses it.

Schemas grow in three ways only: a nullable column more, a code more, an integer wider. So a table may lack a
nullable column and may hold a narrower integer; anything else is a mistake or an attack.
"""

import pyarrow as pa

from wfx.store.files.types import FORMS, arrow_schema
from wfx.values import compute as pc
from wfx.values.errors import DoesNotConform, Place, Problem, Refused, problem
from wfx.values.schema import Field, FieldType, Schema

_MILLISECONDS = pa.timestamp("ms", tz="UTC")  # how Parquet keeps an instant


def conform(table: pa.Table, schema: Schema) -> pa.Table:
    """The table with exactly the ledger's physical columns, in field order, rows untouched.

    Errors: ``Refused`` naming every column that is missing though required, twice there, unknown or of another type.
    """
    names = table.column_names
    problems = [_fault(schema, name, "unknown") for name in names if name not in schema.names]
    problems += [_fault(schema, name, "twice") for name in set(names) if names.count(name) > 1]
    columns: list[pa.ChunkedArray | pa.Array] = []
    for each in schema.fields:
        if each.name not in names:
            problems += [_fault(schema, each.name, "missing")] if _needed(each, schema) else []
            columns.append(pa.nulls(table.num_rows, FORMS[each.type].arrow))
        elif names.count(each.name) == 1:
            columns.append(_brought(table[each.name], each, schema, problems))
    if problems:
        raise Refused(problems)
    return pa.table(columns, schema=arrow_schema(schema))


def may_be_kept_as(kind: FieldType, stored: pa.DataType) -> bool:
    """Whether a column of this Arrow type can stand for the field type without any change of meaning."""
    target = FORMS[kind].arrow
    if stored.equals(target) or pa.types.is_null(stored):
        return True
    if kind is FieldType.INT:
        return bool(pa.types.is_signed_integer(stored))
    if kind is FieldType.INSTANT:
        return bool(stored.equals(_MILLISECONDS))
    if kind in (FieldType.LIST, FieldType.STEPS):
        return bool(pa.types.is_list(stored) and _same_elements(stored, target))
    return bool(pa.types.is_string(target) and (pa.types.is_large_string(stored) or pa.types.is_string_view(stored)))


def _same_elements(stored: pa.DataType, target: pa.DataType) -> bool:
    # Parquet calls a list's child "element" and Arrow calls it "item"; the name carries nothing
    return bool(stored.value_type.equals(target.value_type))


def _brought(
    column: pa.ChunkedArray,
    each: Field,
    schema: Schema,
    problems: list[Problem],
) -> pa.ChunkedArray:
    target = FORMS[each.type].arrow
    if may_be_kept_as(each.type, column.type):
        try:
            brought = column if column.type.equals(target) else pc.cast(column, target, safe=True)
        except pa.ArrowInvalid:
            brought = None
        if brought is not None and not _holds_null_elements(brought):
            return brought
    problems.append(_fault(schema, each.name, str(column.type)))
    return pa.chunked_array([pa.nulls(len(column), target)])


def _holds_null_elements(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_list(column.type)) and any(chunk.flatten().null_count for chunk in column.chunks)


def _needed(each: Field, schema: Schema) -> bool:
    return each.required or each.name in schema.key or each.name in schema.partition


def _fault(schema: Schema, name: str, why: str) -> Problem:
    return problem(DoesNotConform, Place(file=schema.name, field=name[:64]), why=why, ledger=schema.name)
