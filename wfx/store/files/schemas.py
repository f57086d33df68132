"""Schemas of all ledgers, and what JSON Schema says of a record.

The registry is closed: the only thing a schema file can refer to is the list of field types, which is wfx's own table
(``types.FORMS``); nothing is ever retrieved.
"""

from collections.abc import Mapping
from typing import Any, Final

from wfx.store.files.schemafile import DIALECT, parse_schema
from wfx.store.files.types import FORMS, plain_form
from wfx.store.files.untrusted import read_json
from wfx.values.errors import Place, Problem, Refused, SchemaFault, problem
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.table import Row

TYPES_PATH: Final = "schemas/types.schema.json"


def load_schemas(files: Mapping[str, bytes]) -> dict[str, Schema]:
    """Every ledger's schema by name, from ``schemas/<duty>/<ledger>.schema.json``; other paths are left alone.

    Errors: ``Refused`` with every fault of every file. The types file, where given, must say what wfx says.
    """
    problems = _types_faults(files[TYPES_PATH]) if TYPES_PATH in files else []
    schemas: dict[str, Schema] = {}
    for path in sorted(files):
        if path.startswith("schemas/") and path.endswith(".schema.json") and path != TYPES_PATH:
            schema, found = parse_schema(path, files[path])
            problems += found
            if schema is not None and schema.name in schemas:
                problems.append(_fault(path, "$id", "twice"))
            elif schema is not None:
                schemas[schema.name] = schema
    problems += _needs_faults(schemas)
    if problems:
        raise Refused(problems)
    return schemas


def types_schema() -> dict[str, Any]:
    """The content of ``schemas/types.schema.json``: each field type's JSON Schema form."""
    return {
        "$schema": DIALECT,
        "$id": "wfx:types",
        "title": "字段类型",
        "$defs": {str(kind): form.json for kind, form in FORMS.items()},
    }


def json_schema(schema: Schema, *, plain: bool = False) -> dict[str, Any]:
    """The whole JSON Schema of one record; ``plain``: as people give it, sealed fields open and system fields gone."""
    seen = plain_form(schema) if plain else schema
    return {
        "$schema": DIALECT,
        "$id": f"wfx:{schema.name}",
        "title": schema.title,
        "type": "object",
        "properties": {each.name: _property(each) for each in seen.fields},
        "required": [each.name for each in seen.fields if each.required],
        "additionalProperties": False,
    }


def check_record(schema: Schema, record: Row, *, plain: bool = False) -> list[Problem]:
    """Everything that is wrong with one record of Python values, sorted; empty when it may be kept.

    NULL is an absent field. A code that ended is refused only in a record for a month after its end (a record
    without a ``month`` field has no day to judge it by). Values are shown masked.
    """
    from wfx.store.files.records import faults  # noqa: PLC0415 - loads jsonschema, which most commands never need

    seen = plain_form(schema) if plain else schema
    return faults(seen, json_schema(seen), record)


def _property(each: Field) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if each.codes:
        asked["enum"] = list(each.codes)
    if each.pattern:
        asked["pattern"] = each.pattern
    if each.max_length is not None:
        asked["maxLength"] = each.max_length
    if each.type is FieldType.LIST and asked:
        asked = {"items": asked}
    if each.minimum is not None:
        asked["minimum"] = each.minimum
    if each.maximum is not None:
        asked["maximum"] = each.maximum
    return {"allOf": [dict(FORMS[each.type].json), asked]} if asked else dict(FORMS[each.type].json)


def _types_faults(data: bytes) -> list[Problem]:
    try:
        same = read_json(data) == types_schema()
    except ValueError:
        same = False
    return [] if same else [_fault(TYPES_PATH, "$defs", "types")]


def _needs_faults(schemas: Mapping[str, Schema]) -> list[Problem]:
    """What an action stands on must be a state of a ledger that is there."""
    found = []
    for schema in schemas.values():
        for action in schema.lifecycle.actions if schema.lifecycle else ():
            for ledger, state in (action.needs or {}).items():
                other = schemas[ledger].lifecycle if ledger in schemas else None
                if other is None or state not in other.states:
                    where = f"x-wfx.lifecycle.{action.name}.needs"
                    found.append(_fault(f"schemas/{schema.duty}/{schema.name}.schema.json", where, ledger))
    return found


def _fault(path: str, where: str, why: str) -> Problem:
    return problem(SchemaFault, Place(file=path[:120], field=where), why=why)
