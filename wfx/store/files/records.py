"""The check of one record by JSON Schema: the oracle the SQL checks of registers agree with.

In a file of its own because jsonschema takes a tenth of a second to load, and most commands check no record with it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from wfx.store.files.pattern import matches
from wfx.store.files.types import normal, unknown_fields
from wfx.values.beijing import BEIJING
from wfx.values.errors import (
    EndedCode,
    FieldMissing,
    NotNormalText,
    OutOfRange,
    PatternMismatch,
    Place,
    Problem,
    TooLong,
    UnknownCode,
    UnsafeText,
    WfxError,
    WrongType,
    problem,
)
from wfx.values.personal import mask_name, mask_number, mask_text
from wfx.values.schema import Field, Schema
from wfx.values.table import Cell, Row
from wfx.values.text import text_fault, unsafe_character


def faults(seen: Schema, document: Mapping[str, Any], record: Row) -> list[Problem]:
    """What ``schemas.check_record`` says; ``document`` is the JSON Schema of ``seen``."""
    problems = set(unknown_fields(record, seen))
    instance: dict[str, Any] = {}
    for each in seen.fields:
        value = record.get(each.name)
        try:
            kept = normal(value, each.type)
        except WfxError as refused:
            problems.add(_wrong(type(refused), each, value))
            continue
        if kept is not None:
            instance[each.name] = _json_form(kept)
    faulty = {found.place.field for found in problems}
    validator = _VALIDATOR(document, format_checker=_FORMATS)
    for error in validator.iter_errors(instance):
        problems.update(found for found in _problems(error, seen, instance) if found.place.field not in faulty)
    problems.update(_ended(seen, instance))
    return sorted(problems)


def _json_form(kept: Cell | object) -> Any:  # noqa: ANN401 - JSON is any of its own types
    if isinstance(kept, datetime):
        return kept.astimezone(BEIJING).isoformat()
    if isinstance(kept, date):
        return kept.isoformat()
    if isinstance(kept, list):
        return [_json_form(each) for each in kept]
    if isinstance(kept, dict):
        return {name: _json_form(each) for name, each in kept.items()}
    return kept


def _re2(_: object, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    # JSON Schema's own check searches with Python's re: "$" would let a line end pass, and time is not bounded
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("pattern")


def _formats() -> FormatChecker:
    formats = FormatChecker(formats=("date",))
    formats.checks("wfx-text")(lambda text: not isinstance(text, str) or text_fault(text) is None)
    return formats


_VALIDATOR: Final = extend(Draft202012Validator, {"pattern": _re2})
_FORMATS: Final = _formats()
_KINDS: Final[Mapping[str, type[WfxError]]] = {
    "enum": UnknownCode,
    "pattern": PatternMismatch,
    "minimum": OutOfRange,
    "maximum": OutOfRange,
    "exclusiveMinimum": OutOfRange,
    "exclusiveMaximum": OutOfRange,
    "multipleOf": OutOfRange,
    "maxLength": TooLong,
}


def _problems(error: ValidationError, schema: Schema, instance: Mapping[str, Any]) -> Iterator[Problem]:
    if error.validator == "required":
        missing = [each for each in schema.fields if each.required and each.name not in instance]
        yield from (_wrong(FieldMissing, each, None) for each in missing)
        return
    each = schema.field(str(error.absolute_path[0]))
    kind = _KINDS.get(str(error.validator), WrongType)
    if error.validator == "format":
        kind = UnsafeText if text_fault(str(error.instance)) == "unsafe" else NotNormalText
    yield _wrong(kind, each, error.instance)


def _wrong(kind: type[WfxError], each: Field, value: object) -> Problem:
    text = "" if value is None else str(value)
    shown = unsafe_character(text) or _masked(each, text)
    bounds = {"minimum": each.minimum, "maximum": each.maximum, "max_length": each.max_length}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    allowed = {"allowed": "、".join(each.codes.values())} if kind is UnknownCode else {}
    return problem(kind, Place(field=each.name), shown, title=each.title, type=each.type, **given, **allowed)


def _masked(each: Field, text: str) -> str:
    if not each.personal:
        return mask_text(text)
    return mask_number(text) if any(character.isdigit() for character in text) else mask_name(text)


def _ended(schema: Schema, instance: Mapping[str, Any]) -> Iterator[Problem]:
    month = instance.get("month")
    for each in schema.fields:
        held = instance.get(each.name)
        for code in held if isinstance(held, list) else [held]:
            day = each.ended.get(code) if isinstance(code, str) else None
            if day is not None and isinstance(month, str) and day < f"{month}-01":
                yield _wrong(EndedCode, each, code)
