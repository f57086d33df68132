"""Follows findings from month to month, and rules by how often they were right."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from wfx.values.finding import GONE, Finding

NEW, STILL = "新增", "延续"
_DECISIONS: Final = ("true", "false", "unclear")


def compare(now: Iterable[Finding], before: Iterable[Finding], also: Collection[str] = ()) -> list[tuple[Finding, str]]:
    """Each finding with 新增, 延续 or 消失, in that order, otherwise as given; one number is one finding.

    ``also``: numbers of further findings there were before, all of which stand.
    """
    current, earlier = tuple(now), tuple(before)
    known = {*also, *(finding.number for finding in earlier)}
    numbers = {finding.number for finding in current}
    new = [(finding, NEW) for finding in current if finding.number not in known]
    still = [(finding, STILL) for finding in current if finding.number in known]
    gone = [(finding, GONE) for finding in earlier if finding.number not in numbers]
    return [*new, *still, *gone]


@dataclass(frozen=True, order=True)
class Precision:
    """How often one rule's findings were 属实, 不属实 and 无法核实."""

    rule: str
    confirmed: int
    unfounded: int
    unclear: int


def precision(dispositions: pa.Table) -> tuple[Precision, ...]:
    """Counts per rule over the columns ``rule`` and ``decision`` (true, false, unclear), sorted by rule."""
    counts: dict[str, list[int]] = {}
    pairs = zip(dispositions["rule"].to_pylist(), dispositions["decision"].to_pylist(), strict=True)
    for rule, decision in pairs:
        row = counts.setdefault(rule, [0] * len(_DECISIONS))
        if decision in _DECISIONS:
            row[_DECISIONS.index(decision)] += 1
    return tuple(Precision(rule, *counts[rule]) for rule in sorted(counts))
