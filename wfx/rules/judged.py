"""One rule, run: its subjects with verdict, village and evidence, or its villages with their fractions."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

import pyarrow as pa

from wfx.rules import words
from wfx.rules.few import picked, told
from wfx.rules.rule import Output, Rule
from wfx.rules.sql import Door
from wfx.values.measure import Measure
from wfx.values.month import Month

Tables = Mapping[str, pa.Table]
_NONE: Final[Tables] = MappingProxyType({})


class Judged(NamedTuple):
    """One rule's rows: parallel columns, one row a subject; ``rows`` holds the outputs."""

    subjects: list[str]
    villages: list[str]
    verdicts: list[bool | None]
    rows: pa.Table


def verdicts(rule: Rule, door: Door, month: Month, given: Tables = _NONE, day: date | None = None) -> Judged:
    """The rule's flagged (True) and unknown (None) subjects; ``given`` tables stand before the door's own.

    ``day``: as of which the month is judged, its last one where none is given. Errors: the ``Sql…`` classes.
    """
    return judged(rule, door.select(rule.statement, v=rule.law(month, day), beside={**rule.beside, **given}))


def judged(rule: Rule, rows: pa.Table) -> Judged:
    """A statement's rows as verdicts: per subject TRUE before unknown, then the first evidence in order."""
    subjects = told(rows["subject"])
    if len(set(subjects)) < len(subjects):
        marks, evidence = rows["verdict"].to_pylist(), _texts(rule.outputs, rows)
        first: dict[str, int] = {}
        for index in sorted(range(len(subjects)), key=lambda at: (subjects[at], not marks[at], evidence[at])):
            first.setdefault(subjects[index], index)
        subjects, rows = list(first), picked(rows, list(first.values()))
    return Judged(subjects, told(rows["village"]), rows["verdict"].to_pylist(), rows)


def measure_one(
    rule: Rule, door: Door, month: Month, given: Tables = _NONE, day: date | None = None
) -> Iterator[Measure]:
    """One measure's villages, in force or not (for examples and what-if); ``day`` as in ``verdicts``."""
    rows = door.select(rule.statement, v=rule.law(month, day), beside={**rule.beside, **given})
    evidence = _texts(rule.outputs, rows)
    names = [output.name for output in rule.outputs]
    columns = (rows[name].to_pylist() for name in ("village", "numerator", "denominator"))
    for village, over, under, texts in zip(*columns, evidence, strict=True):
        known = over is not None and under is not None
        numerator, denominator = (Decimal(over), Decimal(under)) if known else (Decimal(0), Decimal(0))
        yield Measure(rule.id, village or "", numerator, denominator, tuple(zip(names, texts, strict=True)))


def _texts(outputs: tuple[Output, ...], rows: pa.Table) -> list[tuple[str, ...]]:
    columns = [words.exact(rows[output.place]) for output in outputs]
    return list(zip(*columns, strict=True)) if columns else [()] * len(rows)
