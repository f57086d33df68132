"""Reads view files: TOML to views, all errors at once (docs/spec/view-format.md says every key)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

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
    Note,
    View,
    ViewColumn,
    ViewExample,
    ViewSet,
    plain_title,
)
from wfx.rules.viewcolumn import NUMBER, Found, check_made, read_column
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
from wfx.values.latest import with_latest
from wfx.values.matter.made import table_schema
from wfx.values.month import Month
from wfx.values.schema import FieldType, Schema

VIEW_KEYS = frozenset(
    {"title", "takes", "choices", "select", "order", "columns", "notes", "chart", "values", "no_empty", "example"}
)
EXAMPLE_KEYS = frozenset({"month", "day", "village", "choices", "rows", "notes"})
_NAME: Final = r"[a-z][a-z0-9_]{0,31}"
_PATH: Final = re.compile(rf"views/({_NAME})/({_NAME})\.toml")
_COLUMN: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_NOTED: Final = ("VARCHAR", "BOOLEAN")
_LAW: Final = Month(1, 1)
# what a threshold of a view rests on where it says nothing: the office's own choice of what to show
_OWN: Final = Basis("本办公室的约定", "D")


def load_views(files: Mapping[str, bytes], schemas: Mapping[str, Schema]) -> ViewSet:
    """Every ``views/<duty>/<name>.toml`` of ``files`` (path to bytes), bound against ``schemas``.

    Files that are not TOML are passed over. Errors: ``Refused`` with every wrong file's problem.
    """
    problems: list[Problem] = []
    views: list[View] = []
    with bench(schemas) as on:
        for path in sorted(name for name in files if name.endswith(".toml")):
            try:
                views.append(bound_view(path, files[path], on))
            except Refused as error:
                problems.extend(error.problems)
    if problems:
        raise Refused(problems)
    return ViewSet(tuple(views))


def bound_view(path: str, data: bytes, on: Bench) -> View:
    """One view file. Errors: ``Refused`` with what is wrong in it."""
    try:
        return read_view(path, data, on)
    except WfxError as error:
        raise Refused(_at(path, each) for each in error.problems) from None


def _at(path: str, found: Problem) -> Problem:
    code = BadView.code if found.code == BadRule.code else found.code
    return Problem(code, Place(path, field=found.place.field), found.shown, found.details)


def is_view_path(path: str) -> bool:
    """Whether a view may lie there."""
    return _PATH.fullmatch(path) is not None


def title_of(data: bytes) -> str:
    """A view file's title without its places, read without binding anything; empty for a file that is none."""
    try:
        title = keys.parse(data).get("title")
    except BadRule:
        return ""
    return plain_title(title) if isinstance(title, str) else ""


def choices_in(data: bytes) -> frozenset[str]:
    """The names of a view file's choices, likewise."""
    try:
        return frozenset(keys.table(keys.parse(data), "choices"))
    except BadRule:
        return frozenset()


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
        columns = tuple(
            read_column(name, entry, found, self.choices, self.on.schemas) for name, entry in self._entries()
        )
        check_made(columns, found)
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

    def _order(self, columns: tuple[ViewColumn, ...], found: Found) -> tuple[str, ...]:
        shown = {column.name for column in columns if column.fraction or column.made}
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
        columns = {name for name, kind in noted.items() if kind in _NOTED or NUMBER.fullmatch(kind)}
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
        named = {column.name: column for column in columns if not column.hidden}
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
            given = with_latest(given, schemas, asked.judged, bare.select)
            yield ViewExample(asked, given, tuple(_row(row, within) for row in keys.tables(entry, "rows")), notes)


def _titles(choices: Toml, name: str) -> dict[str, str]:
    entry = keys.table(choices, name)
    if not _COLUMN.fullmatch(name) or not entry:
        raise BadRule(f"choices.{name}"[:60], shown=name[:40], expected='值 = "标题"')
    return {value: keys.text(entry, value) for value in entry}


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
    unknown = sorted(seen - {column.name for column in view.shown})
    if unknown:
        raise BadRule("example", shown=unknown[0][:40], expected="、".join(column.name for column in view.shown))
    lacking = ["rows"] if not any(count > 0 for count in counts) else []
    lacking += ["empty"] if not view.no_empty and not any(count <= 0 for count in counts) else []
    lacking += [column.name for column in view.shown if column.name not in seen]
    if lacking:
        raise ViewExamplesMissing("example", shown=f"{view.duty}/{view.name}", kind="、".join(lacking))
