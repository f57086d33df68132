"""Reads rule files: TOML to rules, all errors at once (docs/spec/rule-format.md says every key)."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import pyarrow as pa

from wfx.rules import keys
from wfx.rules.columns import table_of
from wfx.rules.keys import Toml
from wfx.rules.rule import (
    Basis,
    Dated,
    Example,
    Law,
    Point,
    Rule,
    RuleKind,
    RuleSet,
    Say,
    Score,
    law_row,
    law_series,
)
from wfx.rules.statement import PLACE, Bench, Fragments, bench, bind, columns_asked, compose, ledger_names
from wfx.values.errors import (
    BadRule,
    BadValue,
    DuplicateRule,
    ExamplesMissing,
    Place,
    Problem,
    Refused,
    RuleNotConfirmed,
    WfxError,
    problem,
)
from wfx.values.finding import Severity
from wfx.values.latest import with_latest
from wfx.values.matter.made import table_schema
from wfx.values.month import Month
from wfx.values.schema import Schema

GRADES: Final = ("A", "A-m", "B", "C", "D", "DOC")
CARRYING: Final = frozenset({"A", "A-m", "DOC"})
AUDIENCES: Final = ("clerk", "officer", "auditor")
STATUSES: Final = ("draft", "active")
_ID = r"(?:[A-Z][0-9]{2,3}|[A-Z]{2}[0-9]{1,3})[a-z]?"
_PATH = re.compile(rf"rules/([a-z][a-z0-9_]*)/({_ID})\.toml")
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,40}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_ACT = re.compile(r"[a-z][a-z0-9_]{0,31}\.[a-z][a-z0-9_-]{0,31}")
_RESERVED = frozenset({"month", "month_start", "month_end", "day"})
_BOTH_KINDS = frozenset(
    {"id", "title", "kind", "severity", "audience", "status", "evidence", "basis", "values", "say", "example"}
)
FINDING_KEYS = _BOTH_KINDS | {
    "subject",
    "from",
    "select",
    "when",
    "village",
    "needs",
    "show",
    "titles",
    "no_missing",
    "guards",
}
MEASURE_KEYS = _BOTH_KINDS | {"select", "score"}
_EARLIEST = Month(1, 1)
_MOST_READ = 2048
_read: dict[tuple[str, bytes], tuple[tuple[Schema, ...], Rule]] = {}
_MOST_PLACES = 6
_NUMBERS = ("DECIMAL", "BIGINT", "HUGEINT", "INTEGER")


def load_rules(files: Mapping[str, bytes], schemas: Mapping[str, Schema]) -> RuleSet:
    """Every ``rules/<duty>/<id>.toml`` of ``files`` (path to bytes), bound against ``schemas``.

    Files that are not TOML are passed over. The same bytes against the same schemas are read once in a process, which
    may open many books under one law. Errors: ``Refused`` with every wrong file's problem.
    """
    problems: list[Problem] = []
    rules: dict[str, Rule] = {}
    law = tuple(schemas.values())
    with ExitStack() as opened:
        on: Bench | None = None
        for path in sorted(name for name in files if name.endswith(".toml")):
            rule = _known(path, files[path], law)
            if rule is None:
                on = on or opened.enter_context(bench(schemas))
                rule = _tried(path, files[path], on, problems)
            if rule is None:
                continue
            _keep(path, files[path], law, rule)
            if rule.id in rules:
                problems.append(problem(DuplicateRule, Place(path), rule.id, other=rules[rule.id].path))
            rules[rule.id] = rule
    if problems:
        raise Refused(problems)
    return RuleSet(tuple(rules[name] for name in sorted(rules)))


def _known(path: str, data: bytes, law: tuple[Schema, ...]) -> Rule | None:
    """The rule as this process has read these very bytes before, against these very schemas."""
    then, rule = _read.get((path, data), ((), None))
    if rule is None or len(then) != len(law) or any(one is not other for one, other in zip(then, law, strict=True)):
        return None
    return rule


def _keep(path: str, data: bytes, law: tuple[Schema, ...], rule: Rule) -> None:
    if len(_read) >= _MOST_READ:
        _read.clear()
    _read[path, data] = (law, rule)


def path_of(data: bytes, duty: str) -> str:
    """Where a rule file belongs among a duty's rules, by the id it carries. Errors: ``BadRule``."""
    told = keys.text(keys.parse(data), "id")
    if not re.fullmatch(_ID, told):
        raise BadRule("id", shown=told[:20], expected="一个大写字母和两三位数字,或两个大写字母和数字,如 Z01、BX1")
    return f"rules/{duty}/{told}.toml"


def _tried(path: str, data: bytes, on: Bench, problems: list[Problem]) -> Rule | None:
    try:
        return read_rule(path, data, on)
    except WfxError as error:
        problems.extend(
            Problem(one.code, Place(path, field=one.place.field), one.shown, one.details) for one in error.problems
        )
        return None


def read_rule(path: str, data: bytes, on: Bench) -> Rule:
    """One rule file. Errors: ``BadRule``, ``ExamplesMissing``, ``RuleNotConfirmed``, and the ``Sql…`` classes."""
    matched = _PATH.fullmatch(path)
    if matched is None:
        raise BadRule("path", shown=path[:60], expected="rules/<职责>/<编号>.toml")
    toml = keys.parse(data)
    kind = RuleKind(keys.choice(toml, "kind", tuple(RuleKind), RuleKind.FINDING))
    keys.known(toml, MEASURE_KEYS if kind is RuleKind.MEASURE else FINDING_KEYS)
    if keys.text(toml, "id") != matched[2]:
        raise BadRule("id", shown=keys.text(toml, "id")[:20], expected=f"与文件名相同:{matched[2]}")
    rule = _build(toml, path, matched[1], kind, on)
    _confirmed(rule)
    _covered(rule)
    return rule


def _build(toml: Toml, path: str, duty: str, kind: RuleKind, on: Bench) -> Rule:
    basis = _basis(keys.table(toml, "basis", required=True), "basis")
    values = tuple(dated_values(keys.table(toml, "values"), basis))
    say = _say(keys.table(toml, "say", required=True), values)
    measure = kind is RuleKind.MEASURE
    fragments = _fragments(toml, kind, say, values)
    made = compose(fragments, on)
    _typed(bind(made.statement, fragments, on), kind)
    return Rule(
        id=keys.text(toml, "id"),
        title=keys.text(toml, "title"),
        duty=duty,
        kind=kind,
        subject=fragments.subject,
        severity=Severity(
            keys.choice(toml, "severity", tuple(Severity), Severity.HINT if kind is not RuleKind.FINDING else None)
        ),
        audience=keys.choice(toml, "audience", AUDIENCES, "clerk"),
        status=keys.choice(toml, "status", STATUSES, "draft"),
        source=fragments.source,
        when=fragments.when,
        needs=keys.texts(toml, "needs"),
        basis=basis,
        say=say,
        values=values,
        examples=tuple(_examples(keys.tables(toml, "example"), on.schemas, made.statement)),
        outputs=made.outputs,
        statement=made.statement,
        parts=made.parts,
        score=_score(keys.table(toml, "score", required=True)) if measure else None,
        no_missing=keys.text(toml, "no_missing", ""),
        guards=_guards(toml, kind),
        path=path,
    )


def _fragments(toml: Toml, kind: RuleKind, say: Say, values: tuple[Dated, ...]) -> Fragments:
    if ("from" in toml) == ("select" in toml) or ("when" in toml) != ("from" in toml):
        raise BadRule("from", shown="", expected='from 与 when,或 select = "…"')
    if "select" in toml and ("show" in toml or "village" in toml):
        raise BadRule("select", shown="show / village", expected="select 自己给出 village 和其他列")
    show = {name: keys.text(keys.table(toml, "show"), name) for name in keys.table(toml, "show")}
    for name in show:
        _column(name)
    return Fragments(
        kind=kind,
        subject=keys.text(toml, "subject", "village" if kind is RuleKind.MEASURE else None),
        source=keys.text(toml, "from" if "from" in toml else "select"),
        when=keys.text(toml, "when", ""),
        village=keys.text(toml, "village", ""),
        show=show,
        titles={name: keys.text(keys.table(toml, "titles"), name) for name in keys.table(toml, "titles")},
        asked=columns_asked(say.what, keys.texts(toml, "needs"), keys.texts(toml, "evidence")),
        law=law_row(values, _EARLIEST),
        beside=law_series(values),
    )


def _basis(toml: Toml, within: str) -> Basis:
    keys.known(toml, {"text", "grade", "url"}, within)
    return Basis(keys.text(toml, "text"), keys.choice(toml, "grade", GRADES), keys.text(toml, "url", ""))


def dated_values(toml: Toml, basis: Basis) -> Iterator[Dated]:
    """The values under ``[values]``; ``basis`` is of those that say none. Errors: ``BadRule``."""
    for name in sorted(toml):
        entry = keys.table(toml, name)
        months = {key for key in entry if _MONTH.fullmatch(key)}
        keys.known(entry, months | {"title", "unit", "basis", "grade"}, f"values.{name}")
        if not months or name in _RESERVED:
            raise BadRule(f"values.{name}", shown=name, expected='"2024-01" = 值')
        own = _over(entry, basis)
        points = tuple(_point(key, entry[key], own) for key in sorted(months))
        dated = Dated(_column(name), keys.text(entry, "title", name), keys.text(entry, "unit", ""), points)
        try:
            _ = dated.type, dated.series
        except (TypeError, OverflowError, ValueError, pa.ArrowException):  # of several kinds, or too large
            raise BadRule(f"values.{name}", shown=name, expected="同一种类的值") from None
        yield dated


def _over(entry: Toml, basis: Basis) -> Basis:
    grade = keys.choice(entry, "grade", GRADES, basis.grade)
    return Basis(keys.text(entry, "basis", basis.text), grade, basis.url)


def _point(month: str, entry: object, basis: Basis) -> Point:
    value = entry
    if isinstance(entry, dict):
        keys.known(entry, {"value", "basis", "grade"}, month)
        value, basis = entry.get("value"), _over(entry, basis)
    if isinstance(value, datetime) or not isinstance(value, int | Decimal | str | bool | date):
        raise BadRule(f'"{month}"', shown=str(value)[:40], expected="整数、小数、文字、是否或日期")
    if isinstance(value, Decimal) and not value.is_finite():
        raise BadRule(f'"{month}"', shown=str(value), expected="有限的数")
    law: Law = value
    return Point(month_said(month), law, basis)


def month_said(text: str) -> Month:
    """A month as a rule file writes it. Errors: ``BadRule``."""
    try:
        return Month.parse(text)
    except BadValue:
        raise BadRule("month", shown=text[:20], expected="2026-10") from None


def _column(name: str) -> str:
    if not _COLUMN.fullmatch(name):
        raise BadRule("name", shown=name[:40], expected="小写字母、数字、下划线")
    return name


def _say(toml: Toml, values: tuple[Dated, ...]) -> Say:
    keys.known(toml, {"what", "do"}, "say")
    say = Say(keys.text(toml, "what"), keys.text(toml, "do"))
    known = {f"v.{value.name}" for value in values} | {f"v.{name}" for name in _RESERVED}
    for name in PLACE.findall(say.what):
        if name.startswith("v.") and name not in known:
            raise BadRule("say", shown=name[:40], expected="、".join(sorted(known)))
    if PLACE.search(say.do):
        raise BadRule("say", shown="do", expected="不带 {列} 的一句话")
    return say


def _score(toml: Toml) -> Score:
    keys.known(toml, {"places", "rounding"}, "score")
    places = toml.get("places")
    if type(places) is not int or not 0 <= places <= _MOST_PLACES:
        raise BadRule("score", shown=str(places)[:20], expected="places = 0 至 6")
    keys.choice(toml, "rounding", ("half_up",))
    return Score(places)


def _typed(found: Mapping[str, str], kind: RuleKind) -> None:
    measure = kind is RuleKind.MEASURE
    for name in ("numerator", "denominator") if measure else ("verdict",):
        right = found[name].startswith(_NUMBERS) if measure else found[name] == "BOOLEAN"
        if not right:
            raise BadRule(name, shown=found[name][:20], expected="数" if measure else "真假")


def _examples(entries: tuple[Toml, ...], schemas: Mapping[str, Schema], sql: str) -> Iterator[Example]:
    names = ledger_names(schemas)
    for number, entry in enumerate(entries, 1):
        within = f"example {number}"
        rest = {key for key in entry if key not in {"month", "day", "flags", "missing", "silent", "score"}}
        keys.known(dict.fromkeys(rest), names, within)
        given = {name: rows_given(keys.tables(entry, name), name, schemas, within) for name in sorted(rest)}
        month = month_said(keys.text(entry, "month"))
        scores = keys.table(entry, "score")
        if not all(isinstance(score, Decimal) for score in scores.values()):
            raise BadRule(within, shown="score", expected="村 = 带小数的分数")
        yield Example(
            month,
            with_latest(given, schemas, month, sql),
            keys.texts(entry, "flags"),
            keys.texts(entry, "missing"),
            keys.texts(entry, "silent"),
            dict(scores),
            day_said(entry),
        )


def rows_given(rows: tuple[Toml, ...], name: str, schemas: Mapping[str, Schema], within: str) -> pa.Table:
    """An example's rows as the table of that name. Errors: ``BadRule``."""
    try:
        return table_of(table_schema(name, schemas), rows)
    except KeyError as error:
        raise BadRule(within, shown=f"{name}.{error.args[0]}"[:60], expected="台账里有的字段") from None
    except (TypeError, OverflowError, pa.ArrowException):
        raise BadRule(within, shown=name, expected="与字段类型相符的值") from None


def day_said(entry: Toml) -> date | None:
    """The day an example is judged as of, ``None`` where it says none. Errors: ``BadRule``."""
    day = entry.get("day")
    if day is not None and (isinstance(day, datetime) or not isinstance(day, date)):
        raise BadRule("day", shown=str(day)[:20], expected="2026-10-12")
    return day


def _guards(toml: Toml, kind: RuleKind) -> tuple[str, ...]:
    """The acts a rule is put to before they are recorded: ``<duty>.<verb>``, of a finding only."""
    acts = keys.texts(toml, "guards")
    wrong = next((act for act in acts if kind is not RuleKind.FINDING or not _ACT.fullmatch(act)), None)
    if wrong is not None:
        raise BadRule("guards", shown=wrong[:40], expected="疑点规则的 职责.动作,如 posts.appoint")
    return acts


def _confirmed(rule: Rule) -> None:
    """Law that is not confirmed may warn, never block or score: it has to stay draft."""
    grades = {rule.basis.grade} | {point.basis.grade for value in rule.values for point in value.points}
    weak = sorted(grades - CARRYING)
    if rule.status == "active" and weak:
        raise RuleNotConfirmed("status", shown=rule.id, grade="、".join(weak))


def _covered(rule: Rule) -> None:
    """A rule nobody has seen flag, stay silent and miss a fact is not known to work."""
    examples = rule.examples
    if rule.kind is RuleKind.MEASURE:
        lacking = [] if any(example.scores for example in examples) else ["score"]
    else:
        lacking = [
            word
            for word, there in (
                ("flags", any(example.flags for example in examples)),
                ("silent", any(_has_silent(example, rule.subject) for example in examples)),
                ("missing", bool(rule.no_missing) or any(example.missing for example in examples)),
            )
            if not there
        ]
    if lacking:
        raise ExamplesMissing("example", shown=rule.id, kind="、".join(lacking))


def _has_silent(example: Example, subject: str) -> bool:
    """Named silent, or a subject that is in the tables and in neither list, or an example in which all is well."""
    said = {*example.flags, *example.missing}
    if example.silent or not said:
        return True
    column = subject.rpartition(".")[2]
    present = (table[column].to_pylist() for table in example.tables.values() if column in table.column_names)
    return any(str(cell) not in said for cells in present for cell in cells if cell is not None)
