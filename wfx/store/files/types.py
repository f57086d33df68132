"""The closed list of field types: one table from each type to its form in every place a value is kept or shown.

The same table, with an example a row that a test runs, stands in ``docs/spec/ledger-format.md``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from wfx.values.beijing import BEIJING
from wfx.values.errors import OutOfRange, Place, Problem, Refused, UnknownField, WfxError, WrongType, problem
from wfx.values.personal import mask_text
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.table import Cell, Row

_INT_LIMIT: Final = 2**63
_NAME_PATTERN: Final = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_STEP: Final = pa.struct(
    [("action", pa.string()), ("on", pa.date32()), ("by", pa.string()), ("note", pa.string())],
)


@dataclass(frozen=True)
class Form:
    """One field type in every place: Arrow, JSON Schema, TOML, SQL and Excel (number format, or what the cell says).

    ``sql`` is what rules and queries see: decimals widened to 38 digits, instants as Beijing wall-clock time.
    """

    arrow: pa.DataType
    json: Mapping[str, Any]
    toml: str
    sql: str
    excel: str


def _decimal(precision: int, scale: int) -> Form:
    limit = 10 ** (precision - scale)
    return Form(
        pa.decimal128(precision, scale),
        {
            "type": "number",
            "multipleOf": Decimal(1).scaleb(-scale),
            "exclusiveMinimum": -limit,
            "exclusiveMaximum": limit,
        },
        "float",
        f"DECIMAL(38,{scale})",
        "0." + "0" * scale,
    )


def _name(pattern: str) -> Form:
    return Form(pa.string(), {"type": "string", "pattern": pattern}, "string", "VARCHAR", "@")


_TEXT: Final[Mapping[str, Any]] = {"type": "string", "format": "wfx-text"}
_DAY: Final[Mapping[str, Any]] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_STEP_JSON: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"action": _TEXT, "on": _DAY, "by": _TEXT, "note": _TEXT},
    "required": ["action", "on", "by"],
    "additionalProperties": False,
}

FORMS: Final[Mapping[FieldType, Form]] = {
    FieldType.ID: _name(_NAME_PATTERN),
    FieldType.CODE: _name(_NAME_PATTERN),
    FieldType.TEXT: Form(pa.string(), _TEXT, "string", "VARCHAR", "@"),
    FieldType.MONTH: _name("^[0-9]{4}-(0[1-9]|1[0-2])$"),
    FieldType.DATE: Form(pa.date32(), _DAY, "local date", "DATE", "yyyy-mm-dd"),
    FieldType.INSTANT: Form(
        pa.timestamp("s", tz="+08:00"),
        {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\+08:00$",
        },
        "offset date-time",
        "TIMESTAMP_S",
        "yyyy-mm-dd hh:mm:ss",
    ),
    FieldType.INT: Form(
        pa.int64(),
        {"type": "integer", "minimum": -_INT_LIMIT, "maximum": _INT_LIMIT - 1},
        "integer",
        "BIGINT",
        "0",
    ),
    FieldType.MONEY: _decimal(18, 2),
    FieldType.QUANTITY: _decimal(18, 3),
    FieldType.RATIO: _decimal(9, 6),
    FieldType.BOOL: Form(pa.bool_(), {"type": "boolean"}, "boolean", "BOOLEAN", "是/否"),
    FieldType.LIST: Form(
        pa.list_(pa.string()),
        {"type": "array", "items": _TEXT},
        "array of strings",
        "VARCHAR[]",
        "、",
    ),
    FieldType.STEPS: Form(
        pa.list_(_STEP),
        {"type": "array", "items": _STEP_JSON},
        "[[steps]]",
        'STRUCT("action" VARCHAR, "on" DATE, "by" VARCHAR, note VARCHAR)[]',
        "—",
    ),
}


def arrow_schema(schema: Schema) -> pa.Schema:
    """The physical columns of the ledger in field order: all nullable, no metadata."""
    return pa.schema([pa.field(each.name, FORMS[each.type].arrow) for each in schema.fields])


def plain_form(schema: Schema) -> Schema:
    """The ledger as people give and see it (``schema.plain`` as its fields); itself when nothing is sealed."""
    return replace(schema, fields=schema.plain, sealed=()) if schema.sealed else schema


def normal(value: object, kind: FieldType) -> Cell:
    """The value as it is kept: decimals at their scale, instants in Beijing time, names as plain text.

    Errors: ``WrongType`` (a float is always one), ``OutOfRange`` (too large, too fine, inf, nan, minus zero).
    """
    return None if value is None else _NORMAL[kind](value, kind)


def table_of(rows: Iterable[Row], schema: Schema) -> pa.Table:
    """Records as an Arrow table of the ledger's physical columns, in the order given; absent fields are NULL.

    Errors: ``Refused`` with every cell that cannot be kept and every field the ledger does not know.
    """
    columns: dict[str, list[Cell]] = {each.name: [] for each in schema.fields}
    kinds = {each.name: each for each in schema.fields}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        if not kinds.keys() >= row.keys():
            problems.extend(unknown_fields(row, schema))
        for name, column in columns.items():
            column.append(_kept(row.get(name), kinds[name], Place(row=number, field=name), problems))
    if problems:
        raise Refused(problems)
    target = arrow_schema(schema)
    return pa.table([pa.array(columns[each.name], each.type) for each in target], schema=target)


def normal_row(row: Row, schema: Schema) -> dict[str, Cell]:
    """One record with every field of the ledger, each value as it is kept, ``None`` where it is absent.

    Errors: ``Refused`` as for ``table_of``.
    """
    problems = unknown_fields(row, schema)
    kept = {
        each.name: _kept(row.get(each.name), each, Place(file=schema.name, field=each.name), problems)
        for each in schema.fields
    }
    if problems:
        raise Refused(problems)
    return kept


def unknown_fields(row: Row, schema: Schema) -> list[Problem]:
    """Each field of the record that the ledger does not have."""
    return [
        problem(UnknownField, Place(field=str(name)[:64]), mask_text(str(name)), ledger=schema.name)
        for name in sorted(set(row) - set(schema.names))
    ]


def _kept(value: Cell, each: Field, place: Place, problems: list[Problem]) -> Cell:
    try:
        return normal(value, each.type)
    except WfxError as error:
        problems.append(problem(type(error), place, error.shown, type=each.type, title=each.title))
        return None


def _refuse(error: type[WfxError], value: object, kind: FieldType) -> WfxError:
    return error(shown=mask_text(str(value)), type=kind)


def _text(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, str):
        raise _refuse(WrongType, value, kind)
    return str(value)


def _int(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refuse(WrongType, value, kind)
    if not -_INT_LIMIT <= value < _INT_LIMIT:
        raise _refuse(OutOfRange, value, kind)
    return int(value)


def _bool(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, bool):
        raise _refuse(WrongType, value, kind)
    return value


def _exact(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        raise _refuse(WrongType, value, kind)
    number = Decimal(value)
    arrow = FORMS[kind].arrow
    limit = Decimal(10) ** (arrow.precision - arrow.scale)
    if not number.is_finite() or abs(number) >= limit or (number.is_zero() and number.is_signed()):
        raise _refuse(OutOfRange, value, kind)
    kept = number.quantize(Decimal(1).scaleb(-arrow.scale))
    if kept != number:
        raise _refuse(OutOfRange, value, kind)
    return kept


def _date(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _refuse(WrongType, value, kind)
    return value


def _instant(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, datetime) or value.tzinfo is None or value.microsecond:
        raise _refuse(WrongType, value, kind)
    try:
        return value.astimezone(BEIJING)
    except OverflowError as error:
        raise _refuse(OutOfRange, value, kind) from error


def _list(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise _refuse(WrongType, value, kind)
    return [str(each) for each in value]


def _steps(value: object, kind: FieldType) -> Cell:
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
        raise _refuse(WrongType, value, kind)
    return [_step(each, kind) for each in value]


def _step(value: Mapping[str, object], kind: FieldType) -> dict[str, object]:
    names = {each.name for each in _STEP}
    if not {"action", "on", "by"} <= set(value) <= names:
        raise _refuse(WrongType, sorted(value), kind)
    note = value.get("note")
    return {
        "action": _text(value["action"], kind),
        "on": _date(value["on"], kind),
        "by": _text(value["by"], kind),
        # an empty note says nothing: one form in memory, absent in every written form
        "note": "" if note is None else _text(note, kind),
    }


_NORMAL: Final[Mapping[FieldType, Callable[[object, FieldType], Cell]]] = {
    FieldType.ID: _text,
    FieldType.CODE: _text,
    FieldType.TEXT: _text,
    FieldType.MONTH: _text,
    FieldType.DATE: _date,
    FieldType.INSTANT: _instant,
    FieldType.INT: _int,
    FieldType.MONEY: _exact,
    FieldType.QUANTITY: _exact,
    FieldType.RATIO: _exact,
    FieldType.BOOL: _bool,
    FieldType.LIST: _list,
    FieldType.STEPS: _steps,
}
