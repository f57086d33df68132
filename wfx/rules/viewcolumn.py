"""How one column of a view is written, read against what the SELECT gives."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from wfx.rules import keys
from wfx.rules.columns import VISIBLE
from wfx.rules.keys import Toml
from wfx.rules.view import Fraction, Rounding, ViewColumn
from wfx.values.errors import BadRule, SqlUnknownName
from wfx.values.matter.made import table_schema
from wfx.values.schema import Field, FieldType, Schema

COLUMN_KEYS = frozenset(
    {
        "title",
        "unit",
        "places",
        "divide",
        "percent",
        "rounding",
        "sum",
        "name",
        "choice",
        "code",
        "village",
        "empty",
        "hidden",
        "add",
        "place",
    }
)

NUMBER: Final = re.compile(r"(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|DECIMAL\(\d+,(\d+)\))")
_PLAIN: Final[Mapping[str, FieldType]] = {
    "VARCHAR": FieldType.TEXT,
    "VARCHAR[]": FieldType.TEXT,
    "DATE": FieldType.DATE,
    "TIMESTAMP": FieldType.INSTANT,
    "TIMESTAMP_S": FieldType.INSTANT,
    "BOOLEAN": FieldType.BOOL,
    '"NULL"': FieldType.TEXT,
}

_NUMBERS: Final = (FieldType.INT, FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO)
_MONEY: Final = 2
_MOST_PLACES: Final = 6

_KIN: Final = {
    **dict.fromkeys((FieldType.ID, FieldType.CODE, FieldType.MONTH, FieldType.LIST), FieldType.TEXT),
    **dict.fromkeys((FieldType.INT, FieldType.QUANTITY, FieldType.RATIO), FieldType.MONEY),
}

Found = Mapping[str, str]


def read_column(
    name: str, entry: Toml, found: Found, choices: Mapping[str, Mapping[str, str]], schemas: Mapping[str, Schema]
) -> ViewColumn:
    """One column under ``[columns]``; ``found`` are the SELECT's columns and their SQL types.

    Errors: ``BadRule``, ``SqlUnknownName``.
    """
    within = f"columns.{name}"
    keys.known(entry, COLUMN_KEYS, within)
    if "add" in entry or "place" in entry:
        return _made(name, entry, within)
    fraction = _fraction(entry, within)
    for used in (fraction.over, fraction.under) if fraction else (name,):
        if used not in found:
            raise SqlUnknownName(within, shown=used[:40])
    if fraction and not all(NUMBER.fullmatch(found[used]) for used in (fraction.over, fraction.under)):
        raise BadRule(within, shown=f"{fraction.over}、{fraction.under}"[:40], expected="两列都是数")
    field, choice = _field(entry, within, schemas), keys.text(entry, "choice", "")
    kind = _fraction_type(fraction) if fraction else _type(found[name], within)
    whole = None if fraction or choice or "title" in entry else field
    column = ViewColumn(
        name=name,
        title=_title(entry, field, choice, choices),
        type=kind if whole is None else _as(whole, kind, within),
        unit=keys.text(entry, "unit", whole.unit if whole else ""),
        places=None if fraction else _places(entry, within),
        fraction=fraction,
        total=_flag(entry, "sum", within),
        person=_flag(entry, "name", within),
        choice=choice,
        field=field,
        fields=_fields(entry, within, schemas, choices),
        village=_flag(entry, "village", within),
        empty=keys.text(entry, "empty", ""),
        hidden=_flag(entry, "hidden", within),
    )
    _fits(column, found, within)
    return column


def _made(name: str, entry: Toml, within: str) -> ViewColumn:
    """A column made of others as they are shown; whether they are there is seen when all are read."""
    keys.known(entry, {"title", "unit", "empty", "add" if "add" in entry else "place"}, within)
    adds, place = keys.texts(entry, "add"), keys.text(entry, "place", "")
    title, unit, empty = keys.text(entry, "title"), keys.text(entry, "unit", ""), keys.text(entry, "empty", "")
    kind = FieldType.INT if place else FieldType.MONEY
    return ViewColumn(name=name, title=title, type=kind, unit=unit, empty=empty, adds=adds, place=place)


def check_made(columns: Sequence[ViewColumn], found: Collection[str]) -> None:
    """What is made is made of columns of numbers that stand before it, under a name of its own.

    Errors: ``BadRule``, ``SqlUnknownName``.
    """
    numbers: set[str] = set()
    for column in columns:
        for used in filter(None, (*column.adds, column.place)):
            if used not in numbers:
                raise SqlUnknownName(f"columns.{column.name}", shown=used[:40])
        if column.made and column.name in found:
            raise BadRule(f"columns.{column.name}", shown=column.name, expected="SELECT 里没有的列名")
        if column.type in _NUMBERS:
            numbers.add(column.name)


def _title(entry: Toml, field: Field | None, choice: str, choices: Mapping[str, object]) -> str:
    if choice and choice not in choices:
        raise BadRule("choice", shown=choice[:40], expected="、".join(choices) or "[choices.…]")
    return keys.text(entry, "title", field.title if field else choice or None)


def _field(entry: Toml, within: str, schemas: Mapping[str, Schema]) -> Field | None:
    """The ledger field whose titles a column shows, where it is the same whatever is chosen."""
    named = "" if isinstance(entry.get("code"), dict) else keys.text(entry, "code", "")
    return _named(named, within, schemas) if named else None


def _fields(
    entry: Toml, within: str, schemas: Mapping[str, Schema], choices: Mapping[str, Mapping[str, str]]
) -> dict[str, Field]:
    """The ledger field of each choice (value → field), of a column that is named by what was chosen."""
    given = entry.get("code")
    if not isinstance(given, dict):
        return {}
    values = choices.get(keys.text(entry, "choice", ""), {})
    unknown = sorted(set(given) - set(values))
    if unknown or not given:
        raise BadRule(within, shown="、".join(unknown)[:40] or "code", expected="、".join(values) or "choice = …")
    return {value: _named(keys.text(given, value), within, schemas) for value in given}


def _named(named: str, within: str, schemas: Mapping[str, Schema]) -> Field:
    table, _, field = named.partition(".")
    try:
        schema = table_schema(table, schemas)
        found = schema.field(field)
    except KeyError:
        raise BadRule(within, shown=named[:60], expected="台账.字段") from None
    if _is_personal(schema, found):
        raise BadRule(within, shown=named[:60], expected="不含个人信息的字段")
    return found


def _flag(entry: Toml, key: str, within: str) -> bool:
    value = entry.get(key, False)
    if value not in (True, False) or not isinstance(value, bool):
        raise BadRule(within, shown=key, expected="true 或 false")
    return value


def _places(entry: Toml, within: str) -> int | None:
    places = entry.get("places")
    if places is not None and (type(places) is not int or not 0 <= places <= _MOST_PLACES):
        raise BadRule(within, shown=str(places)[:20], expected="places = 0 至 6")
    return places


def _fraction(entry: Toml, within: str) -> Fraction | None:
    """A quotient is cut down to its places when it is a share (99.6 % done is not 100 %), else rounded half up."""
    given = [key for key in ("divide", "percent") if key in entry]
    if not given:
        if "rounding" in entry:
            raise BadRule(within, shown="rounding", expected="与 divide 或 percent 一起用")
        return None
    over_under = keys.texts(entry, given[0])
    if len(given) > 1 or len(over_under) != 2:  # noqa: PLR2004 - one above, one below
        raise BadRule(within, shown=given[0], expected="[分子, 分母]")
    percent = given[0] == "percent"
    places = _places(entry, within)
    rounding = keys.choice(entry, "rounding", tuple(Rounding), Rounding.DOWN if percent else Rounding.HALF_UP)
    default = 0 if percent else _MONEY
    over, under = over_under
    return Fraction(over, under, default if places is None else places, Rounding(rounding), percent)


def _fraction_type(fraction: Fraction) -> FieldType:
    if fraction.percent:
        return FieldType.TEXT
    return FieldType.MONEY if fraction.places == _MONEY else FieldType.QUANTITY


def _type(found: str, within: str) -> FieldType:
    number = NUMBER.fullmatch(found)
    if number is not None:
        scale = int(number[1] or 0)
        return FieldType.INT if not scale else FieldType.MONEY if scale == _MONEY else FieldType.QUANTITY
    if found not in _PLAIN:
        raise BadRule(within, shown=found[:20], expected="文字、数、日期、是否或文字的列表")
    return _PLAIN[found]


def _fits(column: ViewColumn, found: Found, within: str) -> None:
    """What is said of a column goes with what it holds and with itself."""
    kind = found.get(column.name, "")
    if column.total and (column.fraction or not NUMBER.fullmatch(kind)):
        raise BadRule(within, shown="sum", expected="一列数")
    if column.places is not None and not kind.startswith("DECIMAL"):
        raise BadRule(within, shown="places", expected="带小数的一列")
    named = [key for key, there in (("name", column.person), ("village", column.village)) if there]
    named += ["code"] if column.fields or (column.field and column.field.codes) else []
    texts = ("VARCHAR", "VARCHAR[]", '"NULL"')
    if named and (column.fraction or kind not in texts or (column.person and kind == "VARCHAR[]")):
        raise BadRule(within, shown=named[0], expected="一列编号(文字)")
    if len(named) > 1 or (column.person and column.total) or (column.hidden and (column.person or column.total)):
        raise BadRule(within, shown="、".join(named), expected="name、village、code 只用一个,hidden 的不求和")


def _is_personal(schema: Schema, field: Field) -> bool:
    return field.personal or (schema.name in VISIBLE and field.name not in VISIBLE[schema.name])


def _as(field: Field, kind: FieldType, within: str) -> FieldType:
    """The field's own type, where the SELECT gives a column of that kind."""
    if _KIN.get(field.type, field.type) is not _KIN.get(kind, kind):
        raise BadRule(within, shown="code", expected=f"与 {field.name} 同一种类的一列")
    return field.type
