"""Register validation through the same door: the closed field types of a schema, compiled to SQL checks.

Column by column over the whole table; only wrong rows leave the engine. Says the same as the record check by JSON
Schema (a test holds both against each other), at the speed of a scan.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from wfx.rules.columns import ARROW
from wfx.rules.sql import Door
from wfx.values.errors import (
    DuplicateKey,
    EndedCode,
    FieldMissing,
    NotNormalText,
    OutOfRange,
    PatternMismatch,
    TooLong,
    UnknownCode,
    UnknownField,
    UnsafeText,
    WfxError,
    WrongType,
)
from wfx.values.ids import Id
from wfx.values.personal import mask_name, mask_number, mask_text
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.text import UNSAFE, unsafe_character

WHOLE: Final = -1
_SECONDS: Final = 300
_ALSO: Final = frozenset({"nfc_normalize", "regexp_matches"})
# The engine's normal form swallows U+11A7 behind a Hangul syllable, as if that mark were the empty last letter it
# stands before (Unicode 3.12: TBase itself composes with nothing). A starter that composes with nothing stands in.
_NORMAL: Final = "nfc_normalize(replace(x, '\u11a7', '一')) = replace(x, '\u11a7', '一')"
_MONTH: Final = "[0-9]{4}-(0[1-9]|1[0-2])"
_NAMES: Final[Mapping[FieldType, str]] = {
    FieldType.ID: Id.pattern.pattern,
    FieldType.CODE: Id.pattern.pattern,
    FieldType.MONTH: _MONTH,
}
_NUMBERS: Final = frozenset({FieldType.INT, FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO})


@dataclass(frozen=True, order=True)
class RowProblem:
    """One wrong cell: row (0-based; ``WHOLE`` for a column as such), field, error code, masked value, details."""

    row_index: int
    field: str
    code: str
    shown: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Check:
    """One thing that may be wrong with a cell ``x`` (its row's month is ``m``), as SQL that is TRUE when it is."""

    kind: type[WfxError]
    sql: str


def check_rows(schema: Schema, rows: pa.Table) -> list[RowProblem]:
    """Everything that is wrong with a register's rows, sorted by row and field; empty when they may be kept.

    ``rows`` has the ledger's columns in their Arrow types; a column not given is NULL in every row. A missing required
    column, an unknown one and one of a wrong type are told once, with row ``WHOLE``. Errors: the ``Sql…`` classes.
    """
    found = list(_columns(schema, rows))
    sound = {one.field for one in found}
    given = [field for field in schema.fields if field.name in rows.column_names and field.name not in sound]
    if rows.num_rows == 0:
        return sorted(found)
    with Door(lambda _: _numbered(given, rows), {"given"}, seconds=_SECONDS) as door:
        months = {field.name: f"c{place}" for place, field in enumerate(given)}.get("month", "null")
        for place in _suspects(door, given, months):
            found.extend(_cells(door, given[place], f"c{place}", months))
        if all(any(field.name == name for field in given) for name in schema.key):
            found.extend(_duplicates(door, schema, given, rows))
    return sorted(found)


def _columns(schema: Schema, rows: pa.Table) -> Iterator[RowProblem]:
    for name in rows.column_names:
        if name not in schema.names:
            yield RowProblem(WHOLE, name[:64], UnknownField.code, details=(("ledger", schema.name),))
    for field in schema.fields:
        if field.name not in rows.column_names:
            if field.required:
                yield _problem(WHOLE, field, FieldMissing, "")
            continue
        found = rows.schema.field(field.name).type
        if found != ARROW[field.type] and not pa.types.is_null(found):
            yield _problem(WHOLE, field, WrongType, str(found))


def _numbered(given: Iterable[Field], rows: pa.Table) -> pa.Table:
    """The rows under neutral column names (a field's name may be a word of SQL), with their number."""
    columns = {f"c{place}": rows[field.name].cast(ARROW[field.type]) for place, field in enumerate(given)}
    return pa.table({"i": pa.array(range(rows.num_rows), pa.int64()), **columns})


def _suspects(door: Door, given: list[Field], month: str) -> list[int]:
    """Places of the fields in which anything is wrong, all asked in one statement: mostly there is nothing."""
    questions = []
    for place, field in enumerate(given):
        column = f"unnest(c{place})" if field.type is FieldType.LIST else f"c{place}"
        checks = list(_item_checks(field)) if field.type is FieldType.LIST else list(_checks(field))
        wrong = " or ".join(f"coalesce((\n{check.sql}\n), false)" for check in checks) or "false"
        absent = f"(select count(*) from given where c{place} is null)" if field.required else "0"  # noqa: S608 - as above
        cells = f"(select {column} as x, {month} as m from given)"  # noqa: S608 - through the one door
        questions.append(f"(select count(*) from {cells} as cells where {wrong}) + {absent} as n{place}")  # noqa: S608 - as above
    found = door.select(f"select {', '.join(questions)}", also=_ALSO)
    return [place for place in range(len(given)) if found[f"n{place}"][0].as_py()]


def _cells(door: Door, field: Field, column: str, month: str) -> Iterator[RowProblem]:
    source = f"select i, {column} as x, {month} as m from given"  # noqa: S608 - through the one door
    checks = list(_item_checks(field)) if field.type is FieldType.LIST else list(_checks(field))
    if field.required:
        yield from _failing(door, field, source, [_Check(FieldMissing, "x is null")])
    if field.type is FieldType.LIST:
        source = f"select i, unnest({column}) as x, {month} as m from given"  # noqa: S608 - as above
    if checks:
        yield from _failing(door, field, source, checks)


def _failing(door: Door, field: Field, source: str, checks: list[_Check]) -> Iterator[RowProblem]:
    marks = ", ".join(f"(\n{check.sql}\n) as f{place}" for place, check in enumerate(checks))
    wrong = " or ".join(f"f{place}" for place in range(len(checks)))
    sql = f"select * from (select i, cast(x as varchar) as x, {marks} from ({source}) as cells) as marked where {wrong}"  # noqa: S608 - through the one door
    result = door.select(sql, also=_ALSO)
    numbers, cells = result["i"].to_pylist(), result["x"].to_pylist()
    for place, check in enumerate(checks):
        failed = result[f"f{place}"].to_pylist()
        for number, cell, wrong_here in zip(numbers, cells, failed, strict=True):
            if wrong_here:
                yield _problem(number, field, check.kind, cell or "")


def _checks(field: Field) -> Iterator[_Check]:
    if field.type in _NAMES:
        yield _Check(PatternMismatch, f"not regexp_full_match(x, {_quoted(_NAMES[field.type])})")
    if field.type is FieldType.TEXT:
        unsafe = f"regexp_matches(x, {_quoted(f'[{UNSAFE}]')})"
        yield _Check(UnsafeText, unsafe)
        yield _Check(NotNormalText, f"not {unsafe} and not ({_NORMAL})")
    if field.type is FieldType.DATE:
        yield _Check(OutOfRange, "x < date '0001-01-01' or x > date '9999-12-31'")
    if field.type is FieldType.INSTANT:
        yield _Check(OutOfRange, "x < timestamp '0001-01-01' or x >= timestamp '9999-12-31'")
    if field.type in _NUMBERS:
        yield from (_Check(OutOfRange, f"x < {field.minimum}") for _ in range(field.minimum is not None))
        yield from (_Check(OutOfRange, f"x > {field.maximum}") for _ in range(field.maximum is not None))
    else:
        yield from _asked(field)


def _item_checks(field: Field) -> Iterator[_Check]:
    unsafe = f"regexp_matches(x, {_quoted(f'[{UNSAFE}]')})"
    yield _Check(WrongType, "x is null")
    yield _Check(UnsafeText, unsafe)
    yield _Check(NotNormalText, f"not {unsafe} and not ({_NORMAL})")
    yield from _asked(field)


def _asked(field: Field) -> Iterator[_Check]:
    """What the schema asks beyond the type."""
    if field.codes:
        yield _Check(UnknownCode, f"x not in ({', '.join(map(_quoted, field.codes))})")
    if field.pattern:
        yield _Check(PatternMismatch, f"not regexp_matches(x, {_quoted(field.pattern)})")
    if field.max_length is not None:
        yield _Check(TooLong, f"length(x) > {field.max_length}")
    for code, day in field.ended.items():
        yield _Check(EndedCode, f"x = {_quoted(code)} and {_quoted(day)} < m || '-01'")


def _duplicates(door: Door, schema: Schema, given: list[Field], rows: pa.Table) -> Iterator[RowProblem]:
    names = {field.name: f"c{place}" for place, field in enumerate(given)}
    key = ", ".join(names[name] for name in schema.key)
    same = " and ".join(f"g.{names[name]} = k.{names[name]}" for name in schema.key)
    sql = f"""
select g.i as i from given g join (select {key} from given group by {key} having count(*) > 1) k on {same}
"""  # noqa: S608 - through the one door
    field = schema.field(schema.key[-1])
    for number in door.select(sql)["i"].to_pylist():
        yield _problem(number, field, DuplicateKey, str(rows[field.name][number].as_py()))


def _problem(number: int, field: Field, kind: type[WfxError], text: str) -> RowProblem:
    bounds = {"minimum": field.minimum, "maximum": field.maximum, "max_length": field.max_length}
    said = {"title": field.title, "type": str(field.type)}
    said |= {name: str(bound) for name, bound in bounds.items() if bound is not None}
    said |= {"allowed": "、".join(field.codes.values())} if kind is UnknownCode else {}
    return RowProblem(number, field.name, kind.code, _masked(field, text), tuple(sorted(said.items())))


def _masked(field: Field, text: str) -> str:
    shown = unsafe_character(text) or text
    if not field.personal:
        return mask_text(shown)
    return mask_number(shown) if any(character.isdigit() for character in shown) else mask_name(shown)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
