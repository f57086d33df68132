"""Runs a rule's own examples through the same door: the test an official can read."""

from collections.abc import Iterator, Mapping

from wfx.rules.judged import measure_one, verdicts
from wfx.rules.rule import Example, Rule, RuleKind
from wfx.rules.sql import Door
from wfx.rules.statement import bench
from wfx.values.errors import ExampleFailed, Place, Problem, WfxError, problem
from wfx.values.schema import Schema


def run_examples(rule: Rule, schemas: Mapping[str, Schema]) -> list[Problem]:
    """Every example judged; a problem for each that comes out otherwise than it says. Empty when all hold."""
    with bench(schemas) as on:
        numbered = enumerate(rule.examples, 1)
        return [found for number, example in numbered for found in _run(rule, number, example, on.door)]


def _run(rule: Rule, number: int, example: Example, door: Door) -> Iterator[Problem]:
    try:
        expected, got = _compare(rule, example, door)
    except WfxError as error:
        place = Place(rule.path, field=f"example {number}")
        yield from (Problem(one.code, place, one.shown, one.details) for one in error.problems)
        return
    if expected != got:
        yield problem(ExampleFailed, Place(rule.path), rule.id, number=number, expected=_said(expected), got=_said(got))


def _compare(rule: Rule, example: Example, door: Door) -> tuple[dict[str, str], dict[str, str]]:
    if rule.kind is RuleKind.MEASURE:
        places = rule.score.places if rule.score else 0
        found = measure_one(rule, door, example.month, example.tables, example.day)
        measured = {one.village: one.score(places) for one in found}
        got = {village: "缺数据" if score is None else str(score) for village, score in measured.items()}
        wanted = {village: str(score) for village, score in example.scores.items()}
        return wanted | dict.fromkeys(example.missing, "缺数据"), got
    judged = verdicts(rule, door, example.month, example.tables, example.day)
    got = {subject: "报" if mark else "缺数据" for subject, mark in zip(judged.subjects, judged.verdicts, strict=True)}
    return dict.fromkeys(example.flags, "报") | dict.fromkeys(example.missing, "缺数据"), got


def _said(result: Mapping[str, str]) -> str:
    return "、".join(f"{subject} {word}" for subject, word in sorted(result.items())) or "不报"
