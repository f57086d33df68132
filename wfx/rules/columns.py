"""How a ledger's table looks to SQL: its Arrow types, and the widening that keeps decimals exact."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.schema import Field, FieldType, Schema

BEIJING: Final = "+08:00"
WIDEST: Final = 38
_STEP = pa.struct([("action", pa.string()), ("on", pa.date32()), ("by", pa.string()), ("note", pa.string())])

ARROW: Final[Mapping[FieldType, pa.DataType]] = {
    FieldType.ID: pa.string(),
    FieldType.CODE: pa.string(),
    FieldType.TEXT: pa.string(),
    FieldType.MONTH: pa.string(),
    FieldType.DATE: pa.date32(),
    FieldType.INSTANT: pa.timestamp("s", tz=BEIJING),
    FieldType.INT: pa.int64(),
    FieldType.MONEY: pa.decimal128(18, 2),
    FieldType.QUANTITY: pa.decimal128(18, 3),
    FieldType.RATIO: pa.decimal128(9, 6),
    FieldType.BOOL: pa.bool_(),
    FieldType.LIST: pa.list_(pa.string()),
    FieldType.STEPS: pa.list_(_STEP),
}

_SQL_NAMES: Final[Mapping[str, str]] = {
    "string": "varchar",
    "date32[day]": "date",
    "bool": "boolean",
    "int32": "integer",
    "int64": "bigint",
}

# Sealed content and keys stay outside; tags allow matching persons without showing one.
VISIBLE: Final[Mapping[str, tuple[str, ...]]] = {
    "identities": ("person_id", "household_id", "village", "id_tag", "phone_tag", "card_tag")
}


def shown_fields(schema: Schema) -> tuple[Field, ...]:
    """The fields SQL may see of a ledger."""
    visible = VISIBLE.get(schema.name)
    return tuple(field for field in schema.fields if visible is None or field.name in visible)


def table_of(schema: Schema, rows: Iterable[Mapping[str, object]] = ()) -> pa.Table:
    """A table of that ledger from plain rows; a column not given is NULL, an int in a decimal column is made one.

    Errors: ``KeyError`` for a column the ledger has not, ``pa.ArrowException`` or ``TypeError`` for a wrong type.
    """
    rows = list(rows)
    for row in rows:
        for name in row:
            schema.field(name)
    columns = {
        field.name: pa.array([_cell(row.get(field.name), field) for row in rows], ARROW[field.type])
        for field in shown_fields(schema)
    }
    return pa.table(columns)


def _cell(value: object, field: Field) -> object:
    if isinstance(value, bool) != (field.type is FieldType.BOOL) and value is not None:
        raise TypeError
    if isinstance(value, int) and field.type in {FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO}:
        return Decimal(value)
    return value


def for_sql(name: str, table: pa.Table) -> pa.Table:
    """The table as rules and queries see it: decimals 38 digits wide (no copy), instants as Beijing wall-clock time."""
    ledger = name.removeprefix("gone_")
    columns = [column for column in table.column_names if ledger not in VISIBLE or column in VISIBLE[ledger]]
    return pa.table({column: _wide(table[column]) for column in columns})


def _wide(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return pc.local_timestamp(column)
    if not pa.types.is_decimal128(column.type) or column.type.precision == WIDEST:
        return column
    wide = pa.decimal128(WIDEST, column.type.scale)
    chunks = [
        pa.Array.from_buffers(wide, len(chunk), chunk.buffers(), chunk.null_count, chunk.offset)
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks, wide)


def one_row(values: Mapping[str, Any]) -> pa.Table:
    """The table ``v``: one row, ints as INTEGER (a date takes only those) where they fit, decimals 38 wide."""
    return pa.table({name: pa.array([value], arrow_type([value])) for name, value in values.items()})


def literal(cell: pa.ChunkedArray) -> str:
    """A law value (a column of one cell) as SQL text of exactly its column's type."""
    value = cell[0].as_py()
    if value is None:
        return "null"
    text = str(value).replace("'", "''")
    return f"cast('{text}' as {_SQL_NAMES.get(str(cell.type)) or f'decimal({WIDEST},{cell.type.scale})'})"


def arrow_type(values: Iterable[object]) -> pa.DataType:
    """The exact SQL type of a few law values: bool, int, Decimal, str or date, all of one kind (int and Decimal mix).

    Errors: ``TypeError`` for anything else, floats above all.
    """
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    if not kinds:
        return pa.null()
    if kinds <= {int}:
        small = all(-(2**31) <= value < 2**31 for value in present if isinstance(value, int))
        return pa.int32() if small else pa.int64()
    if kinds <= {int, Decimal}:
        places = max(-int(value.as_tuple().exponent) for value in present if isinstance(value, Decimal))
        return pa.decimal128(WIDEST, max(places, 0))
    names = {kind.__name__ for kind in kinds}
    if len(names) == 1 and (found := {"str": pa.string(), "bool": pa.bool_(), "date": pa.date32()}.get(*names)):
        return found
    raise TypeError
