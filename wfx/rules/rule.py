"""A rule as a value: what one ``rules/<duty>/<id>.toml`` says, parsed and checked (docs/spec/rule-format.md)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pyarrow as pa

from wfx.rules.columns import arrow_type, one_row
from wfx.values.errors import NoSuchRule
from wfx.values.finding import Severity
from wfx.values.month import Month
from wfx.values.schema import Field

Law = int | Decimal | str | bool | date


class RuleKind(StrEnum):
    """A rule finds doubts about subjects, lists the subjects to look at, or measures villages."""

    FINDING = "finding"
    LIST = "list"
    MEASURE = "measure"


@dataclass(frozen=True)
class Basis:
    """On what paper something rests, and how sure that is (A, A-m, B, C, D, DOC)."""

    text: str
    grade: str
    url: str = ""


@dataclass(frozen=True)
class Point:
    """From this month on a value is so much."""

    since: Month
    value: Law
    basis: Basis


@dataclass(frozen=True)
class Dated:
    """A value of the law over time, oldest first."""

    name: str
    title: str
    unit: str
    points: tuple[Point, ...]

    def at(self, month: Month) -> Law | None:
        """The value in force in that month, or ``None`` before the first."""
        known = [point.value for point in self.points if point.since <= month]
        return known[-1] if known else None

    @property
    def type(self) -> pa.DataType:
        """Its Arrow type, the same in every month."""
        return arrow_type(point.value for point in self.points)

    @property
    def series(self) -> pa.Table:
        """The table ``v_<name>``: since (DATE, the month's first day) and value."""
        days = pa.array([point.since.first for point in self.points], pa.date32())
        return pa.table({"since": days, "value": pa.array([point.value for point in self.points], self.type)})


@dataclass(frozen=True)
class Say:
    """What a finding says: ``what`` with ``{column}`` places, ``do`` the next step."""

    what: str
    do: str


@dataclass(frozen=True)
class Score:
    """How a measure becomes a score: decimal places, half up."""

    places: int


@dataclass(frozen=True, eq=False)
class Example:
    """A small township in a few lines and what the rule must say of it; ``scores`` only for measures."""

    month: Month
    tables: Mapping[str, pa.Table]
    flags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True)
class Output:
    """One column of the rule's statement beside subject, verdict and village.

    ``name`` as the rule writes it, ``place`` its position's name in the statement, ``field`` the ledger field it shows
    (``None`` for a computed one), ``ledger`` that field's ledger.
    """

    name: str
    place: str
    field: Field | None = None
    ledger: str = ""

    @property
    def title(self) -> str:
        return self.field.title if self.field else self.name


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule. ``source`` is the SQL text of from or select; ``statement`` what is run: flagged and unknown rows.

    ``parts`` are the fragments of a from-rule as written: subject, village, when, then each output; a select has none.
    ``guards`` are the acts (``<duty>.<verb>``) it is put to before they are recorded.
    """

    id: str
    title: str
    duty: str
    kind: RuleKind
    subject: str
    severity: Severity
    audience: str
    status: str
    source: str
    when: str
    needs: tuple[str, ...]
    basis: Basis
    say: Say
    values: tuple[Dated, ...]
    examples: tuple[Example, ...]
    outputs: tuple[Output, ...]
    statement: str
    parts: tuple[str, ...] = ()
    score: Score | None = None
    no_missing: str = ""
    guards: tuple[str, ...] = ()
    path: str = ""

    def output(self, name: str) -> Output:
        """The output of that name. Errors: ``KeyError``."""
        for output in self.outputs:
            if output.name == name:
                return output
        raise KeyError(name)

    @property
    def asks(self) -> str:
        """What it judges, apart from how heavy that is and in what words it is said: equal texts judge alike."""
        points = [(each.name, [(str(point.since), str(point.value)) for point in each.points]) for each in self.values]
        whose = self.parts[:2]
        texts = [" ".join(text.split()) for text in (self.subject, self.source, self.when, *whose)]
        asked = (str(self.kind), texts, sorted(self.needs), points, self.score, bool(self.no_missing))
        return repr((*asked, sorted(self.guards)) if self.guards else asked)

    def law(self, month: Month, day: date | None = None) -> pa.Table:
        """The one-row table ``v`` in that month."""
        return law_row(self.values, month, day)

    def not_in_force(self, month: Month) -> tuple[str, ...]:
        """Values the rule reads as ``v.<name>`` that have no amount yet in that month."""
        text = f"{self.source} {self.when} {self.statement}".lower()
        return tuple(
            value.name
            for value in self.values
            if value.at(month) is None and re.search(rf"\bv\s*\.\s*{value.name}\b", text)
        )

    @property
    def beside(self) -> dict[str, pa.Table]:
        """The tables ``v_<name>``."""
        return law_series(self.values)


def law_row(values: Iterable[Dated], month: Month, day: date | None = None) -> pa.Table:
    """The table ``v``: one row with the month's bounds and every value in force (NULL before its first month).

    ``day`` is the day the month is judged as of, its last one where none is given.
    """
    bounds = {"month": str(month), "month_start": month.first, "month_end": month.last}
    row = one_row({**bounds, "day": day or month.last})
    for value in values:
        row = row.append_column(value.name, pa.array([value.at(month)], value.type))
    return row


def law_series(values: Iterable[Dated]) -> dict[str, pa.Table]:
    """The tables ``v_<name>``, for a value on an event's own date."""
    return {f"v_{value.name}": value.series for value in values}


@dataclass(frozen=True)
class RuleSet:
    """All rules of the books, sorted by id."""

    rules: tuple[Rule, ...]

    def get(self, rule_id: str) -> Rule:
        """The rule with that id. Errors: ``NoSuchRule``."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise NoSuchRule("rule", shown=rule_id[:20])

    def of(self, duty: str) -> tuple[Rule, ...]:
        """The rules in that duty's folder."""
        return tuple(rule for rule in self.rules if rule.duty == duty)
