"""Judges: rules over the tables of the books, findings and measures out; every rule through the one door.

Rows stay columns until the end: only flagged and unknown rows leave the engine and become findings.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from operator import attrgetter
from typing import Final

import pyarrow as pa

from wfx.rules import words
from wfx.rules.examples import run_examples
from wfx.rules.few import empty, picked
from wfx.rules.judged import Judged, judged, measure_one, verdicts
from wfx.rules.rule import Output, Rule, RuleKind
from wfx.rules.sql import Door
from wfx.rules.statement import PLACE, ledger_names
from wfx.rules.together import passes, rows_of
from wfx.rules.tree import read_ahead
from wfx.values.errors import SqlFailed, SqlForbidden, SqlTooLarge, SqlTooSlow, SqlUnknownName, WfxError
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.measure import Measure
from wfx.values.month import Month
from wfx.values.schema import Schema

__all__ = ["judge", "measure", "run_examples"]

Source = Callable[[str], pa.Table]

_ORDER: Final = {severity: place for place, severity in enumerate(Severity)}
_REASONS: Final[Mapping[type[WfxError], str]] = {
    SqlFailed: "在数据上计算出错",
    SqlForbidden: "用了不允许的内容",
    SqlTooLarge: "内存或结果太大",
    SqlTooSlow: "超过时限",
    SqlUnknownName: "没有这个字段或台账",
}


def judge(  # noqa: PLR0913 - what is judged, on what, as of when
    rules: Iterable[Rule],
    source: Source,
    schemas: Mapping[str, Schema],
    month: Month,
    *,
    kind: RuleKind = RuleKind.FINDING,
    day: date | None = None,
    seconds: float = 10,
    ran: dict[str, frozenset[str]] | None = None,
) -> tuple[Finding, ...]:
    """Every finding of these rules (of this ``kind``) in that month, worst severity first, then by rule and subject.

    ``source`` gives a ledger's table by name, ``gone_<register>`` for removed rows. A missing fact is reported once per
    subject and column. A rule that cannot run becomes a BROKEN finding about itself; it stops no other. ``day``: as of
    which the month is judged, its last one where none is given. ``ran`` is given the paths of the rules that ran, each
    with the numbers of what it found.
    """
    chosen = [rule for rule in rules if rule.kind is kind]
    ready = [rule for rule in chosen if not rule.not_in_force(month)]
    with Door(source, ledger_names(schemas), seconds=seconds) as door:
        together = list(passes(ready, month, day))
        apart = {rule.id: rule.statement for rule in ready}
        for rule in (rule for one in together for rule in one.rules):
            apart.pop(rule.id)
        read_ahead((*(one.statement for one in together), *apart.values()))
        early: dict[str, pa.Table] = {}
        for one in together:
            early.update(rows_of(one, door, seconds))
        with _collector_at_rest():
            found = [_judge_one(rule, door, (month, day), early.get(rule.id)) for rule in chosen]
    if ran is not None:
        ran.update(_numbers(zip(chosen, found, strict=True)))
    # all findings of one rule weigh the same, so rules are put in order, and subjects within each
    told = sorted(filter(None, found), key=lambda group: (_ORDER[group[0].severity], group[0].rule))
    return tuple(_once(finding for group in told for finding in sorted(group, key=attrgetter("subject"))))


def _numbers(found: Iterable[tuple[Rule, list[Finding]]]) -> Iterator[tuple[str, frozenset[str]]]:
    for rule, group in found:
        if not any(item.verdict is Verdict.BROKEN for item in group):
            yield rule.path, frozenset(item.number for item in group)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Findings come by the ten thousand and hold no cycles: walking them over and over costs a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def measure(
    rules: Iterable[Rule],
    source: Source,
    schemas: Mapping[str, Schema],
    month: Month,
    *,
    day: date | None = None,
    seconds: float = 10,
) -> tuple[Measure, ...]:
    """Each village's fraction under every measure in force, by rule and village; drafts never score.

    ``day`` as in ``judge``.

    A village whose numerator or denominator is unknown has a denominator of 0, so its score is ``None``.
    Errors: the ``Sql…`` classes, with the rule's id as place: a broken measure must not pass for a low score.
    """
    measures: list[Measure] = []
    with Door(source, ledger_names(schemas), seconds=seconds) as door:
        for rule in rules:
            if rule.kind is RuleKind.MEASURE and rule.status == "active":
                measures.extend(measure_one(rule, door, month, day=day))
    return tuple(sorted(measures, key=lambda one: (one.rule, one.village)))


def _judge_one(rule: Rule, door: Door, when: tuple[Month, date | None], rows: pa.Table | None) -> list[Finding]:
    month, day = when
    waiting = rule.not_in_force(month)
    if waiting:
        titles = "、".join(value.title for value in rule.values if value.name in waiting)
        return [_about(rule, Verdict.MISSING, f"{month} 还没有生效的参数:{titles}", "补上参数的生效月份和数值")]
    try:
        found = verdicts(rule, door, month, day=day) if rows is None else judged(rule, rows)
    except WfxError as error:
        reason = _REASONS.get(type(error), "无法运行")
        return [_about(rule, Verdict.BROKEN, f"规则 {rule.id} 没有运行:{reason}", f"wfx rules test {rule.id}")]
    return [*_flagged(rule, found, rule.law(month, day)), *_unknown(rule, found)]


def _about(rule: Rule, verdict: Verdict, what: str, do: str) -> Finding:
    """A finding about the rule itself."""
    return Finding(
        rule.id,
        rule.id,
        verdict,
        Severity.ERROR if verdict is Verdict.BROKEN else rule.severity,
        rule.title,
        what,
        do,
        audience=rule.audience,
        status=rule.status,
        duty=rule.duty,
    )


def _flagged(rule: Rule, found: Judged, law: pa.Table) -> list[Finding]:
    at = [index for index, mark in enumerate(found.verdicts) if mark]
    if not at:
        return []
    rows = picked(found.rows, at)
    columns = zip(
        [found.subjects[index] for index in at],
        _sentences(rule, rows, law),
        _pairs(rule.outputs, rows),
        [found.villages[index] for index in at],
        strict=True,
    )
    same = (Verdict.FOUND, rule.severity, rule.title)
    after = (rule.audience, rule.status, rule.duty)
    return [
        Finding(rule.id, subject, *same, sentence, rule.say.do, evidence, village, *after)
        for subject, sentence, evidence, village in columns
    ]


def _pairs(outputs: tuple[Output, ...], rows: pa.Table) -> list[tuple[tuple[str, str], ...]]:
    """Each row's evidence as (name, text) pairs, put together column by column."""
    columns = [[(output.name, text) for text in words.exact(rows[output.place])] for output in outputs]
    return list(zip(*columns, strict=True)) if columns else [()] * len(rows)


def _unknown(rule: Rule, found: Judged) -> Iterator[Finding]:
    """One finding per subject and missing column; one without a column when no needed column explains it."""
    at = [index for index, mark in enumerate(found.verdicts) if mark is None]
    told: set[int] = set()
    for output in (rule.output(name) for name in rule.needs):
        blank = empty(found.rows[output.place])
        lacking = [index for index in at if blank[index]]
        told.update(lacking)
        fact = f"{output.ledger}.{output.name.rpartition('.')[2]}" if output.ledger else f"{rule.id}.{output.name}"
        yield from _missing(rule, found, lacking, fact, output.title)
    yield from _missing(rule, found, [index for index in at if index not in told], f"{rule.id}.", "判断所需的内容")


def _missing(rule: Rule, found: Judged, at: list[int], fact: str, title: str) -> Iterator[Finding]:
    before = (Verdict.MISSING, rule.severity, rule.title, f"缺“{title}”,无法判断:{rule.title}", f"补填“{title}”")
    after = (rule.audience, rule.status, rule.duty)
    for index in at:
        yield Finding(rule.id, found.subjects[index], *before, ((fact, ""),), found.villages[index], *after)


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    """The same missing fact of the same subject only once, under the first rule that wants it."""
    told: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for finding in found:
        if finding.verdict is Verdict.MISSING and finding.evidence:
            fact = (finding.subject, finding.evidence)
            if fact in told:
                continue
            told.add(fact)
        yield finding


def _sentences(rule: Rule, rows: pa.Table, in_force: pa.Table) -> list[str]:
    """``say.what`` filled for each row: columns from the row, ``{v.…}`` from the law of the month."""
    law = {f"v.{name}": words.plain(cells[0]) for name, cells in in_force.to_pydict().items()}
    template: list[str] = [""]
    columns: list[list[str]] = []
    pieces = PLACE.split(rule.say.what)
    for text, name in zip(pieces[::2], [*pieces[1::2], None], strict=True):
        template[-1] += text
        if name is not None and name in law:
            template[-1] += law[name]
        elif name is not None:
            output = rule.output(name)
            columns.append(words.spoken(output, rows[output.place]))
            template.append("")
    return words.fill(template, columns) if columns else [template[0]] * len(rows)
