"""Reads view files: TOML to views, all errors at once (docs/spec/view-format.md says every key)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import pyarrow as pa

from wfx.rules import keys
from wfx.rules.columns import VISIBLE
from wfx.rules.keys import Toml
from wfx.rules.rule import Basis, law_row, law_series
from wfx.rules.rulefile import dated_values, day_said, month_said, rows_given
from wfx.rules.statement import PLACE, Bench, bench, ledger_names
from wfx.rules.tree import column_places, tables
from wfx.rules.view import (
    ROWS,
    TAKES,
    Asked,
    Chart,
    Fraction,
    Note,
    Rounding,
    View,
    ViewColumn,
    ViewExample,
    ViewSet,
    plain_title,
)
from wfx.rules.viewrun import asked_row, choices_of
from wfx.values.errors import (
    BadRule,
    BadView,
    Place,
    Problem,
    Refused,
    SqlUnknownName,
    ViewExamplesMissing,
    WfxError,
)
from wfx.values.made import table_schema
from wfx.values.month import Month
from wfx.values.schema import Field, FieldType, Schema

VIEW_KEYS = frozenset(
    {"title", "takes", "choices", "select", "order", "columns", "notes", "chart", "values", "no_empty", "example"}
)
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
    }
)
EXAMPLE_KEYS = frozenset({"month", "day", "village", "choices", "rows", "notes"})
_NAME: Final = r"[a-z][a-z0-9_]{0,31}"
_PATH: Final = re.compile(rf"views/({_NAME})/({_NAME})\.toml")
_COLUMN: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_NUMBER: Final = re.compile(r"(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|DECIMAL\(\d+,(\d+)\))")
_PLAIN: Final[Mapping[str, FieldType]] = {
    "VARCHAR": FieldType.TEXT,
    "VARCHAR[]": FieldType.TEXT,
    "DATE": FieldType.DATE,
    "TIMESTAMP": FieldType.INSTANT,
    "TIMESTAMP_S": FieldType.INSTANT,
    "BOOLEAN": FieldType.BOOL,
    '"NULL"': FieldType.TEXT,
}
_NOTED: Final = ("VARCHAR", "BOOLEAN")
_MONEY: Final = 2
_MOST_PLACES: Final = 6
_LAW: Final = Month(1, 1)
# what a threshold of a view rests on where it says nothing: the office's own choice of what to show
_OWN: Final = Basis("本办公室的约定", "D")

Found = Mapping[str, str]


def load_views(files: Mapping[str, bytes], schemas: Mapping[str, Schema]) -> ViewSet:
    """Every ``views/<duty>/<name>.toml`` of ``files`` (path to bytes), bound against ``schemas``.

    Files that are not TOML are passed over. Errors: ``Refused`` with every wrong file's problem.
    """
    problems: list[Problem] = []
    views: list[View] = []
    with bench(schemas) as on:
        for path in sorted(name for name in files if name.endswith(".toml")):
            try:
                views.append(read_view(path, files[path], on))
            except WfxError as error:
                problems.extend(_at(path, each) for each in error.problems)
    if problems:
        raise Refused(problems)
    return ViewSet(tuple(views))


def _at(path: str, found: Problem) -> Problem:
    code = BadView.code if found.code == BadRule.code else found.code
    return Problem(code, Place(path, field=found.place.field), found.shown, found.details)


def title_of(data: bytes) -> str:
    """A view file's title without its places, read without binding anything; empty for a file that is none."""
    try:
        title = keys.parse(data).get("title")
    except BadRule:
        return ""
    return plain_title(title) if isinstance(title, str) else ""


def read_view(path: str, data: bytes, on: Bench) -> View:
    """One view file. Errors: ``BadRule`` (told as ``BadView``), ``ViewExamplesMissing``, and the ``Sql…`` classes."""
    matched = _PATH.fullmatch(path)
    if matched is None:
        raise BadRule("path", shown=path[:60], expected="views/<职责>/<名称>.toml")
    toml = keys.parse(data)
    keys.known(toml, VIEW_KEYS)
    return _View(toml, on).read(path, matched[1], matched[2])


class _View:
    """One file being read: what it says first, then what its SELECT gives, then what the rest says of that."""

    def __init__(self, toml: Toml, on: Bench) -> None:
        self.toml = toml
        self.on = on
        self.select = keys.text(toml, "select")
        self.takes = keys.texts(toml, "takes")
        self.choices = {name: _titles(keys.table(toml, "choices"), name) for name in keys.table(toml, "choices")}
        self.values = tuple(dated_values(keys.table(toml, "values"), _OWN))
        for name in self.takes:
            if name not in TAKES:
                raise BadRule("takes", shown=name[:40], expected="、".join(TAKES))
        if clash := next((name for name in self.choices if name in TAKES), None):
            raise BadRule("choices", shown=clash, expected="village、month 写在 takes 里")

    def read(self, path: str, duty: str, name: str) -> View:
        bare = View(name, duty, keys.text(self.toml, "title"), self.select, (), self.takes, self.choices)
        found = self._bound(bare)
        columns = tuple(self._column(name, entry, found) for name, entry in self._entries())
        view = View(
            name=name,
            duty=duty,
            title=bare.title,
            select=self.select,
            columns=columns,
            takes=self.takes,
            choices=self.choices,
            order=self._order(columns, found),
            notes=tuple(self._notes(columns, found)),
            chart=self._chart(columns),
            values=self.values,
            examples=tuple(self._examples(bare)),
            no_empty=keys.text(self.toml, "no_empty", ""),
            path=path,
        )
        self._places("title", view.title, {})
        _covered(view)
        return view

    def _bound(self, bare: View) -> Found:
        """The SELECT's columns and their types: unknown names, mixed types and forbidden SQL come out here."""
        asked = Asked(_LAW.last)
        beside = {**law_series(self.values), "p": asked_row(bare, asked, choices_of(bare, asked))}
        found = self.on.door.describe(self.select, v=law_row(self.values, _LAW), beside=beside)
        _no_person(self.select, found, self.on.schemas)
        return found

    def _entries(self) -> Iterable[tuple[str, Toml]]:
        entries = keys.table(self.toml, "columns", required=True)
        if not entries:
            raise BadRule("columns", shown="", expected='列 = "标题"')
        for name, entry in entries.items():
            if not _COLUMN.fullmatch(name):
                raise BadRule("columns", shown=name[:40], expected="小写字母、数字、下划线")
            yield name, {"title": entry} if isinstance(entry, str) else keys.table(entries, name)

    def _column(self, name: str, entry: Toml, found: Found) -> ViewColumn:
        within = f"columns.{name}"
        keys.known(entry, COLUMN_KEYS, within)
        fraction = _fraction(entry, within)
        for used in (fraction.over, fraction.under) if fraction else (name,):
            if used not in found:
                raise SqlUnknownName(within, shown=used[:40])
        if fraction and not all(_NUMBER.fullmatch(found[used]) for used in (fraction.over, fraction.under)):
            raise BadRule(within, shown=f"{fraction.over}、{fraction.under}"[:40], expected="两列都是数")
        field, choice = self._field(entry, within), keys.text(entry, "choice", "")
        kind = _fraction_type(fraction) if fraction else _type(found[name], within)
        column = ViewColumn(
            name=name,
            title=self._title(entry, field, choice),
            type=field.type if field and not (fraction or choice) else kind,
            unit=keys.text(entry, "unit", field.unit if field else ""),
            places=None if fraction else _places(entry, within),
            fraction=fraction,
            total=_flag(entry, "sum", within),
            person=_flag(entry, "name", within),
            choice=choice,
            field=field,
            village=_flag(entry, "village", within),
            empty=keys.text(entry, "empty", ""),
        )
        _fits(column, found, within)
        return column

    def _title(self, entry: Toml, field: Field | None, choice: str) -> str:
        if choice and choice not in self.choices:
            raise BadRule("choice", shown=choice[:40], expected="、".join(self.choices) or "[choices.…]")
        return keys.text(entry, "title", field.title if field else choice or None)

    def _field(self, entry: Toml, within: str) -> Field | None:
        """The ledger field whose titles a column shows."""
        named = keys.text(entry, "code", "")
        if not named:
            return None
        table, _, field = named.partition(".")
        try:
            schema = table_schema(table, self.on.schemas)
            found = schema.field(field)
        except KeyError:
            raise BadRule(within, shown=named[:60], expected="台账.字段") from None
        if _is_personal(schema, found):
            raise BadRule(within, shown=named[:60], expected="不含个人信息的字段")
        return found

    def _order(self, columns: tuple[ViewColumn, ...], found: Found) -> tuple[str, ...]:
        shown = {column.name for column in columns if column.fraction}
        order = keys.texts(self.toml, "order")
        for name in order:
            if name.removeprefix("-") not in {*found, *shown}:
                raise SqlUnknownName("order", shown=name[:40])
        return order

    def _notes(self, columns: tuple[ViewColumn, ...], found: Found) -> Iterator[Note]:
        persons = {column.name for column in columns if column.person}
        noted = {name: kind for name, kind in found.items() if name not in persons}
        listed = self.toml.get("notes", [])
        if not isinstance(listed, list):
            raise BadRule("notes", shown=str(listed)[:40], expected="句子的列表")
        for entry in listed:
            toml = {"say": entry} if isinstance(entry, str) else entry
            if not isinstance(toml, dict):
                raise BadRule("notes", shown=str(entry)[:40], expected="句子,或 {say, if, else}")
            keys.known(toml, {"say", "if", "else"}, "notes")
            note = Note(keys.text(toml, "say"), keys.text(toml, "if", ""), keys.text(toml, "else", ""))
            if note.otherwise and not note.when:
                raise BadRule("notes", shown="else", expected="有 if 才有 else")
            if note.when and note.when not in noted:
                raise SqlUnknownName("notes", shown=note.when[:40])
            for text in (note.say, note.otherwise):
                self._places("notes", text, noted)
            yield note

    def _places(self, key: str, text: str, noted: Found) -> None:
        """Every place of a sentence is one that can be filled."""
        law = {f"v.{name}" for name in law_row(self.values, _LAW).column_names}
        asked = {f"p.{name}" for name in (*self.choices, *self.takes)}
        columns = {name for name, kind in noted.items() if kind in _NOTED or _NUMBER.fullmatch(kind)}
        known = law | asked | columns | ({ROWS} if key == "notes" else set())
        wrong = next((name for name in PLACE.findall(text) if name not in known), None)
        if wrong is not None:
            raise BadRule(key, shown=wrong[:40], expected="、".join(sorted(known)))

    def _chart(self, columns: tuple[ViewColumn, ...]) -> Chart | None:
        entry = keys.table(self.toml, "chart")
        if not entry:
            return None
        keys.known(entry, {"label", "value"}, "chart")
        chart = Chart(keys.text(entry, "label"), keys.text(entry, "value"))
        named = {column.name: column for column in columns}
        for name in (chart.label, chart.value):
            if name not in named:
                raise SqlUnknownName("chart", shown=name[:40])
        drawn = named[chart.value]
        if drawn.type not in {FieldType.INT, FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO} or drawn.empty:
            raise BadRule("chart", shown=chart.value, expected="一列数,不带 empty")
        return chart

    def _examples(self, bare: View) -> Iterator[ViewExample]:
        schemas = self.on.schemas
        names = ledger_names(schemas)
        for number, entry in enumerate(keys.tables(self.toml, "example"), 1):
            within = f"example {number}"
            rest = {key for key in entry if key not in EXAMPLE_KEYS}
            keys.known(dict.fromkeys(rest), names, within)
            given = {name: rows_given(keys.tables(entry, name), name, schemas, within) for name in sorted(rest)}
            asked = _asked(entry, bare, within)
            choices_of(bare, asked)
            if not isinstance(entry.get("rows"), list):
                raise BadRule(within, shown="rows", expected="rows = [ {列 = 值}, … ]")
            notes = keys.texts(entry, "notes") if "notes" in entry else None
            yield ViewExample(asked, given, tuple(_row(row, within) for row in keys.tables(entry, "rows")), notes)


def _titles(choices: Toml, name: str) -> dict[str, str]:
    entry = keys.table(choices, name)
    if not _COLUMN.fullmatch(name) or not entry:
        raise BadRule(f"choices.{name}"[:60], shown=name[:40], expected='值 = "标题"')
    return {value: keys.text(entry, value) for value in entry}


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
    number = _NUMBER.fullmatch(found)
    if number is not None:
        scale = int(number[1] or 0)
        return FieldType.INT if not scale else FieldType.MONEY if scale == _MONEY else FieldType.QUANTITY
    if found not in _PLAIN:
        raise BadRule(within, shown=found[:20], expected="文字、数、日期、是否或文字的列表")
    return _PLAIN[found]


def _fits(column: ViewColumn, found: Found, within: str) -> None:
    """What is said of a column goes with what it holds and with itself."""
    kind = found.get(column.name, "")
    if column.total and (column.fraction or not _NUMBER.fullmatch(kind)):
        raise BadRule(within, shown="sum", expected="一列数")
    if column.places is not None and not kind.startswith("DECIMAL"):
        raise BadRule(within, shown="places", expected="带小数的一列")
    named = [key for key, there in (("name", column.person), ("village", column.village)) if there]
    named += ["code"] if column.field and column.field.codes else []
    texts = ("VARCHAR", "VARCHAR[]", '"NULL"')
    if named and (column.fraction or kind not in texts or (column.person and kind == "VARCHAR[]")):
        raise BadRule(within, shown=named[0], expected="一列编号(文字)")
    if len(named) > 1 or (column.person and column.total):
        raise BadRule(within, shown="、".join(named), expected="name、village、code 只用一个")


def _no_person(select: str, found: Collection[str], schemas: Mapping[str, Schema]) -> None:
    """A view names no personal field and gives no identity tag: a list that needs a name says ``name = true``."""
    known = ledger_names(schemas)
    read = [table_schema(named.table, schemas) for named in tables(select) if named.table in known]
    personal = {field.name for schema in read for field in schema.fields if field.personal}
    tags = {tag for names in VISIBLE.values() for tag in names if tag.endswith("_tag")}
    named = {parts[-1] for parts, _, _ in column_places(select)}
    wrong = sorted((personal & (named | set(found))) | (tags & set(found)))
    if wrong:
        raise BadRule("select", shown=wrong[0], expected="不含个人信息的字段")


def _is_personal(schema: Schema, field: Field) -> bool:
    return field.personal or (schema.name in VISIBLE and field.name not in VISIBLE[schema.name])


def _asked(entry: Toml, bare: View, within: str) -> Asked:
    month = month_said(keys.text(entry, "month")) if "month" in entry else None
    day = day_said(entry) or (month.last if month else None)
    if day is None:
        raise BadRule(within, shown="month", expected="month 或 day")
    choices = keys.table(entry, "choices")
    taken = month if "month" in bare.takes else None
    village = keys.text(entry, "village") if "village" in entry else None
    return Asked(day, taken, village, {name: keys.text(choices, name) for name in choices})


def _row(row: Toml, within: str) -> Toml:
    for name, cell in row.items():
        odd = isinstance(cell, datetime) and cell.tzinfo is not None
        if odd or not isinstance(cell, str | int | Decimal | date | bool):
            raise BadRule(within, shown=name[:40], expected="文字、数、日期或是否")
    return row


def _covered(view: View) -> None:
    """A view nobody has seen show every column, rows and an empty township is not known to work."""
    totals = any(column.total for column in view.columns)
    counts = [len(example.rows) - totals for example in view.examples]
    seen = {name for example in view.examples for row in example.rows for name in row}
    unknown = sorted(seen - {column.name for column in view.columns})
    if unknown:
        raise BadRule("example", shown=unknown[0][:40], expected="、".join(column.name for column in view.columns))
    lacking = ["rows"] if not any(count > 0 for count in counts) else []
    lacking += ["empty"] if not view.no_empty and not any(count <= 0 for count in counts) else []
    lacking += [column.name for column in view.columns if column.name not in seen]
    if lacking:
        raise ViewExamplesMissing("example", shown=f"{view.duty}/{view.name}", kind="、".join(lacking))

