"""Any published ranking judged by what is printed on it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from wfx.duties.rank.order import places
from wfx.values.finding import Finding, Severity, Verdict

_ENOUGH = 3


@dataclass(frozen=True)
class Published:
    """One line of a published ranking: its place and score as printed, and where it stands in the file.

    ``parts`` are the other numbers of the line, by their column.
    """

    place: int | None
    unit: str
    score: Decimal | None
    row: int
    parts: tuple[tuple[str, Decimal], ...] = ()


def check(lines: Sequence[Published], expected_units: Sequence[str] = ()) -> list[Finding]:
    """What is wrong with a published ranking: order, ties, gaps, duplicates, missing marks and units, sums.

    Expected places are 1-2-2-4 over the scores as printed (reference: ranking 9.3). ``expected_units``: all the units
    that should stand there, where they are known. Findings name the file's row.
    """
    found = [*_duplicates(lines), *_blanks(lines), *_absent(lines, expected_units), *_sums(lines)]
    whole = [line for line in lines if line.score is not None]
    expected = places([line.score for line in whole if line.score is not None])
    for line, place in zip(whole, expected, strict=True):
        if line.place is not None and line.place != place:
            equals = "、".join(other.unit for other in whole if other.score == line.score and other is not line)
            tie = f"(与{equals}同分)" if equals else ""
            found.append(_finding("K01", line, f"得分 {line.score} 应为第 {place} 名{tie},表上是第 {line.place} 名"))
    return sorted(found + _gaps(lines), key=lambda item: (item.rule, item.evidence, item.what))


def _duplicates(lines: Sequence[Published]) -> list[Finding]:
    counted = Counter(line.unit for line in lines)
    return [
        _finding("K04", line, f"{line.unit}出现 {counted[line.unit]} 次") for line in lines if counted[line.unit] > 1
    ]


def _blanks(lines: Sequence[Published]) -> list[Finding]:
    found = [_finding("K04", line, f"{line.unit}没有得分", Verdict.MISSING) for line in lines if line.score is None]
    found.extend(_finding("K04", line, f"{line.unit}没有名次", Verdict.MISSING) for line in lines if line.place is None)
    return found


def _absent(lines: Sequence[Published], expected: Sequence[str]) -> list[Finding]:
    """Units that should stand in the table and do not; only asked of a table that is mostly of these units."""
    there = {_bare(line.unit) for line in lines}
    known = {_bare(unit) for unit in expected}
    if len(there & known) * 2 <= len(there):
        return []
    whole = f"应有 {len(known)} 个,表上 {len(there & known)} 个"
    line = Published(None, "", None, 0)
    return [
        _finding("K04", replace(line, unit=unit), f"{unit}不在表上({whole})")
        for unit in expected
        if _bare(unit) not in there
    ]


def _bare(unit: str) -> str:
    return unit.removesuffix("村")


def _sums(lines: Sequence[Published]) -> list[Finding]:
    """Lines whose parts do not add up to the score, in a table where most lines' parts do.

    Which columns add up is not written anywhere: the table itself says it, by all parts adding up in more than half
    of at least three lines.
    """
    whole = [line for line in lines if line.score is not None and len(line.parts) > 1]
    off = [line for line in whole if _sum(line) != line.score]
    if len(whole) < _ENOUGH or len(off) * 2 >= len(whole):
        return []
    return [_finding("K13", line, f"分项相加得 {_sum(line)},表上总分是 {line.score}") for line in off]


def _sum(line: Published) -> Decimal:
    return sum((value for _, value in line.parts), Decimal(0))


def _gaps(lines: Sequence[Published]) -> list[Finding]:
    """Places that no line holds although no tie explains it."""
    held = Counter(line.place for line in lines if line.place is not None)
    found = []
    expected = 1
    for place in sorted(held):
        if place > expected:
            line = next(line for line in lines if line.place == place)
            found.append(_finding("K04", line, f"第 {expected} 名空缺,直接到第 {place} 名"))
        expected = place + held[place]
    return found


def _finding(rule: str, line: Published, what: str, verdict: Verdict = Verdict.FOUND) -> Finding:
    evidence = (("行", f"{line.row:05d}"), ("名次", str(line.place)), ("得分", str(line.score)))
    do = "核对分项和总分" if rule == "K13" else "按得分重排,同分同名次,其后跳号"
    return Finding(rule, line.unit, verdict, Severity.ERROR, "名次与得分核对", what, do, evidence, status="active")
