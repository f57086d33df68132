"""One ``*.schema.json`` file as a ``Schema``: a closed set of keywords, every fault named at once."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from wfx.store.files.pattern import pattern_fault
from wfx.store.files.schemalife import read_lifecycle
from wfx.store.files.untrusted import Reader, read_json
from wfx.values.errors import Problem
from wfx.values.schema import Field, FieldType, Gated, Kind, Schema

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PATH = re.compile(r"schemas/([a-z][a-z0-9_]{0,31})/([a-z][a-z0-9_]{0,31})\.schema\.json")
_REF = re.compile(r"wfx:types#/\$defs/([a-z]+)")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TOP = {"$schema", "$id", "title", "description", "type", "properties", "required", "additionalProperties", "x-wfx"}
_PROPERTY = {"$ref", "title", "description", "minimum", "maximum", "maxLength", "pattern", "x-wfx"}
_FIELD_X = {"codes", "ended", "words", "headers", "unit", "personal", "system", "sensitive", "ref"}
_LEDGER_X = {"kind", "duty", "key", "partition", "readers", "sealed", "lifecycle", "gates"}
_GATED = {"gate", "field", "to", "where"}
_READERS = ("工作件", "上报件", "公示件", "查账件")
_NUMBERS = {FieldType.INT, FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO}
_STRINGS = {FieldType.ID, FieldType.CODE, FieldType.TEXT, FieldType.MONTH}
_FURTHEST: Final = 2**63
_TYPES = frozenset(FieldType)
_KEYS = _STRINGS | {FieldType.DATE, FieldType.INT}


@lru_cache(maxsize=512)
def parse_schema(path: str, data: bytes) -> tuple[Schema | None, Sequence[Problem]]:
    """The schema, or ``None`` and everything that is wrong with the file.

    The same bytes under the same path are read once in a process: a command opens its books several times.
    """
    reader = Reader(path)
    try:
        document = read_json(data)
    except ValueError:
        reader.fault("", "json")
        return None, tuple(reader.problems)
    named = _PATH.fullmatch(path)
    if named is None or not isinstance(document, dict):
        reader.fault("", "path" if named is None else "object")
        return None, tuple(reader.problems)
    schema = _ledger(reader, document, named[1], named[2])
    return (None if reader.problems else schema), tuple(reader.problems)


def _ledger(reader: Reader, document: dict[str, Any], duty: str, name: str) -> Schema:
    reader.keys("", document, _TOP)
    for key, wanted in (("$schema", DIALECT), ("$id", f"wfx:{name}"), ("type", "object")):
        reader.check(key, "value", ok=document.get(key) == wanted)
    reader.check("additionalProperties", "value", ok=document.get("additionalProperties") is False)
    extra = reader.keys("x-wfx", document.get("x-wfx"), _LEDGER_X)
    reader.check("x-wfx.duty", "value", ok=extra.get("duty") == duty)
    named = document.get("properties")
    names = tuple(named) if isinstance(named, dict) else ()
    required = frozenset(reader.texts("required", document.get("required", []), names))
    fields = _fields(reader, "properties", named, required)
    kind = extra.get("kind")
    reader.check("x-wfx.kind", "value", ok=kind in ("register", "dossier"))
    sealed = _fields(reader, "x-wfx.sealed", extra["sealed"]) if "sealed" in extra else ()
    schema = Schema(
        name=name,
        duty=duty,
        kind=Kind.DOSSIER if kind == "dossier" else Kind.REGISTER,
        title=reader.text("title", document.get("title")),
        key=reader.texts("x-wfx.key", extra.get("key"), names),
        fields=fields,
        partition=reader.texts("x-wfx.partition", extra.get("partition", []), ("month", "village")),
        # whatever is sealed is about a person
        sealed=tuple(replace(each, personal=True) for each in sealed),
        readers=reader.texts("x-wfx.readers", extra.get("readers", []), _READERS),
        lifecycle=read_lifecycle(reader, extra["lifecycle"], names) if "lifecycle" in extra else None,
        gates=_gates(reader, extra["gates"], names) if "gates" in extra else (),
    )
    _check_ledger(reader, schema)
    return schema


def _gates(reader: Reader, value: object, names: tuple[str, ...]) -> tuple[Gated, ...]:
    """Which changes of a row need a sign-off."""
    listed = value if isinstance(value, list) else []
    reader.check("x-wfx.gates", "empty", ok=bool(listed))
    found = []
    for at, each in enumerate(listed, 1):
        where = f"x-wfx.gates.{at}"
        given = reader.keys(where, each, _GATED)
        also = reader.words(f"{where}.where", given.get("where", {}))
        reader.check(f"{where}.where", "value", ok=set(also) <= set(names))
        found.append(
            Gated(
                gate=reader.text(f"{where}.gate", given.get("gate")),
                column=next(iter(reader.texts(f"{where}.field", [given.get("field")], names)), ""),
                to=reader.texts(f"{where}.to", given.get("to", [])),
                where=also,
            )
        )
    return tuple(found)


def _check_ledger(reader: Reader, schema: Schema) -> None:
    kinds = {each.name: each for each in schema.fields}
    for name in (*schema.key, *schema.partition):
        known = kinds.get(name)
        reader.check(f"x-wfx.{name}", "key-field", ok=known is not None and known.required and known.type in _KEYS)
    reader.check("x-wfx.key", "empty", ok=bool(schema.key))
    reader.check("x-wfx.partition", "order", ok=schema.partition == tuple(sorted(schema.partition)))
    month = kinds.get("month")
    reader.check("month", "type", ok="month" not in schema.partition or month is None or month.type is FieldType.MONTH)
    titles = [each.title for each in schema.plain]
    reader.check("title", "twice", ok=len(set(titles)) == len(titles))
    reader.check("x-wfx.sealed", "twice", ok=not set(kinds) & {each.name for each in schema.sealed})
    if schema.kind is Kind.DOSSIER:
        reader.check("x-wfx.key", "dossier", ok=len(schema.key) == 1 and not schema.partition and not schema.sealed)
        reader.check("steps", "missing", ok=schema.lifecycle is None or "steps" in kinds)
    else:
        reader.check("x-wfx.lifecycle", "register", ok=schema.lifecycle is None)
    reader.check("x-wfx.gates", "dossier", ok=schema.kind is Kind.REGISTER or not schema.gates)
    for each in schema.fields:
        # the one list of steps has its own form in the file, at its end
        fits = each.type is not FieldType.STEPS or (schema.kind is Kind.DOSSIER and each.name == "steps")
        reader.check(f"properties.{each.name}", "steps", ok=fits)


def _fields(reader: Reader, where: str, value: object, required: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    if not isinstance(value, dict) or not value:
        reader.fault(where, "object")
        return ()
    return tuple(_field(reader, f"{where}.{name}", (name, name in required), each) for name, each in value.items())


def _field(reader: Reader, where: str, named: tuple[str, bool], value: object) -> Field:
    """One field; ``named``: what it is called and whether it must be there."""
    name, required = named
    given = reader.keys(where, value, _PROPERTY)
    extra = reader.keys(f"{where}.x-wfx", given.get("x-wfx", {}), _FIELD_X)
    reader.check(where, "name", ok=bool(_NAME.fullmatch(name)))
    ref = _REF.fullmatch(str(given.get("$ref")))
    known = ref is not None and ref[1] in _TYPES
    reader.check(f"{where}.$ref", "type", ok=known)
    field = Field(
        name=name,
        type=FieldType(ref[1]) if ref is not None and known else FieldType.TEXT,
        title=reader.text(f"{where}.title", given.get("title")),
        required=required,
        codes=reader.words(f"{where}.x-wfx.codes", extra.get("codes", {})),
        ended=reader.words(f"{where}.x-wfx.ended", extra.get("ended", {})),
        words=reader.words(f"{where}.x-wfx.words", extra.get("words", {})),
        headers=reader.texts(f"{where}.x-wfx.headers", extra.get("headers", [])),
        unit=reader.text(f"{where}.x-wfx.unit", extra["unit"]) if "unit" in extra else "",
        pattern=reader.text(f"{where}.pattern", given["pattern"]) if "pattern" in given else "",
        minimum=reader.whole(f"{where}.minimum", given.get("minimum")),
        maximum=reader.whole(f"{where}.maximum", given.get("maximum")),
        max_length=reader.whole(f"{where}.maxLength", given.get("maxLength")),
        personal=reader.flag(f"{where}.x-wfx.personal", extra.get("personal", False)),
        system=reader.flag(f"{where}.x-wfx.system", extra.get("system", False)),
        sensitive=reader.flag(f"{where}.x-wfx.sensitive", extra.get("sensitive", False)),
        ref=reader.text(f"{where}.x-wfx.ref", extra["ref"]) if "ref" in extra else "",
        hint=reader.text(f"{where}.description", given["description"]) if "description" in given else "",
    )
    _check_field(reader, where, field)
    return field


def _check_field(reader: Reader, where: str, field: Field) -> None:
    coded = field.type in (FieldType.CODE, FieldType.LIST)
    reader.check(f"{where}.x-wfx.codes", "type", ok=coded or not (field.codes or field.ended))
    named = not field.ref or bool(_NAME.fullmatch(field.ref))
    reader.check(f"{where}.x-wfx.ref", "type", ok=named and (field.type is FieldType.ID or not field.ref))
    reader.check(f"{where}.x-wfx.codes", "code", ok=all(_CODE.fullmatch(code) for code in field.codes))
    reader.check(f"{where}.x-wfx.ended", "code", ok=set(field.ended) <= set(field.codes))
    reader.check(f"{where}.x-wfx.ended", "date", ok=all(_is_day(day) for day in field.ended.values()))
    spoken = {"true", "false"} if field.type is FieldType.BOOL else set(field.codes)
    reader.check(f"{where}.x-wfx.words", "code", ok=set(field.words.values()) <= spoken)
    bounded = field.minimum is not None or field.maximum is not None
    reader.check(where, "bounds", ok=field.type in _NUMBERS or not bounded)
    asked = (field.minimum, field.maximum, field.max_length)
    reader.check(where, "bounds", ok=all(bound is None or abs(bound) <= _FURTHEST for bound in asked))
    longest = 1 if field.max_length is None else field.max_length
    measured = field.max_length is None or field.type in _STRINGS | {FieldType.LIST}
    reader.check(where, "maxLength", ok=measured and longest > 0)
    if field.pattern:
        fault = pattern_fault(field.pattern)
        reader.check(f"{where}.pattern", f"pattern:{fault}", ok=not fault)
        reader.check(f"{where}.pattern", "type", ok=field.type in _STRINGS)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
