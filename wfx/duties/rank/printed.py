"""Any published ranking judged by what is printed on it."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from wfx.duties.rank.sums import wrong_sums
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.township import is_of_residents, stem

_SHOWN = 5
_REORDER = "按得分重排,同分同名次,其后跳号"


@dataclass(frozen=True)
class Published:
    """One line of a published ranking: its place and score as printed, and where it stands in the file.

    ``parts`` are the other numbers of the line, by their column. ``group``: the class or group whose places it counts
    among. ``wrong``: what of the line could not be read, in Chinese.
    """

    place: int | None
    unit: str
    score: Decimal | None
    row: int
    parts: tuple[tuple[str, Decimal], ...] = ()
    group: str = ""
    wrong: tuple[str, ...] = ()


def check(
    lines: Sequence[Published], expected_units: Sequence[str] = (), *, label: str = "", least_first: bool = False
) -> list[Finding]:
    """What is wrong with a published ranking: order, ties, gaps, duplicates, missing marks and units, sums.

    Expected places are 1-2-2-4 over the scores as printed (reference: ranking 9.3), within each group; a line whose
    score is not known holds the place it is printed with. ``expected_units``: all the units that should stand there,
    where they are known. ``label`` tells the ranking from others of its file. Findings name the file's row.
    """
    groups: dict[str, list[Published]] = defaultdict(list)
    for line in lines:
        groups[line.group].append(line)
    found = [*_duplicates(lines), *_blanks(lines), *absent(lines, expected_units), *_sums(lines)]
    for group in groups.values():
        found.extend([*_misplaced(group, least_first=least_first), *_gaps(group)])
    told = [replace(item, what=f"{label}:{item.what}", evidence=(("表", label), *item.evidence)) for item in found]
    return sorted(told if label else found, key=lambda item: (item.rule, item.evidence, item.what))


def _misplaced(lines: Sequence[Published], *, least_first: bool) -> list[Finding]:
    """Places that are not those of the scores.

    Two things no table says are taken as they explain more of it: whether a line without a place counts among the
    others, and whether the table begins with its first place (the last ten alone may be listed).
    """
    first = min((line.place for line in lines if line.place is not None), default=1)
    counted = [line for line in lines if line.place is not None]
    ways = [(lines, 0), (counted, 0), (lines, first - 1), (counted, first - 1)]
    return min((_by_scores(some, before, least_first=least_first) for some, before in ways), key=len)


def _by_scores(lines: Sequence[Published], before: int, *, least_first: bool) -> list[Finding]:
    """The findings where ``before`` units stand before all of these lines."""
    sign = -1 if least_first else 1
    scored = [(line, sign * line.score) for line in lines if line.score is not None]
    unknown = sorted(line.place for line in lines if line.score is None and line.place is not None)
    by_score: dict[Decimal, list[Published]] = defaultdict(list)
    for line, score in scored:
        by_score[score].append(line)
    ordered = sorted(by_score, reverse=True)
    above = dict(zip(ordered, accumulate((len(by_score[score]) for score in ordered), initial=before), strict=False))
    found = []
    for line, score in scored:
        if line.place is None:
            continue
        place = 1 + above[score] + bisect_left(unknown, line.place)
        if line.place != place:
            found.append(_finding("K01", line, _should_be(line, place, by_score[score])))
    return found


def _should_be(line: Published, place: int, equal: Sequence[Published]) -> str:
    others = [other.unit for other in equal if other is not line]
    named = "、".join(others[:_SHOWN]) + (f" 等 {len(others)} 个" if len(others) > _SHOWN else "")
    tie = f"(与{named}同分)" if others else ""
    within = f"{line.group}" if line.group else ""
    return f"得分 {line.score} 应为{within}第 {place} 名{tie},表上是第 {line.place} 名"


def _duplicates(lines: Sequence[Published]) -> list[Finding]:
    counted = Counter(map(_key, lines))
    return [
        _finding("K04", line, f"{line.unit}出现 {counted[_key(line)]} 次", do="删掉或改正重复的一行")
        for line in lines
        if counted[_key(line)] > 1
    ]


def _key(line: Published) -> tuple[str, bool]:
    """A 社区 and a village of one name are two units."""
    return stem(line.unit), is_of_residents(line.unit)


def _blanks(lines: Sequence[Published]) -> list[Finding]:
    found = []
    for line in lines:
        if line.wrong:
            what = f"{line.unit}:{';'.join(line.wrong)}"
            found.append(_finding("K04", line, what, Verdict.MISSING, do="改正这一格,再核对"))
            continue
        lacks = [word for word, value in (("得分", line.score), ("名次", line.place)) if value is None]
        found.extend(
            _finding("K04", line, f"{line.unit}没有{word}", Verdict.MISSING, do=f"补上{word},再核对") for word in lacks
        )
    return found


def absent(lines: Iterable[Published], expected: Sequence[str], label: str = "") -> list[Finding]:
    """Units that should stand in the table and do not; only asked of a table that is mostly of these units."""
    there = {stem(line.unit): line.unit for line in lines}
    known = {stem(unit) for unit in expected}
    if not covers(there.values(), expected):
        return []
    strange = [unit for core, unit in there.items() if core not in known]
    whole = f"应有 {len(known)} 个,表上 {len(there.keys() & known)} 个"
    other = f";表上的{'、'.join(strange[:_SHOWN])}不是本乡的村" if strange else ""
    line = Published(None, "", None, 0)
    return [
        _finding("K04", replace(line, unit=unit), f"{label}{unit}不在表上({whole}{other})")
        for unit in expected
        if stem(unit) not in there
    ]


def covers(units: Iterable[str], expected: Sequence[str]) -> bool:
    """Whether most of a table's units are of those expected, so that one of these may be missed."""
    there = set(map(stem, units))
    return len(there & set(map(stem, expected))) * 2 > len(there)


def _sums(lines: Sequence[Published]) -> list[Finding]:
    whole = [(line.score, line.parts) for line in lines if line.score is not None]
    scored = [line for line in lines if line.score is not None]
    return [
        _finding("K13", scored[at], f"{how}得 {total},表上总分是 {scored[at].score}", do="核对分项和总分")
        for at, how, total in wrong_sums(whole)
    ]


def _gaps(lines: Sequence[Published]) -> list[Finding]:
    """Places that no line holds although no tie explains it, nor a line whose place could not be read."""
    held = Counter(line.place for line in lines if line.place is not None)
    unread = sum(line.place is None and line.score is not None for line in lines)
    found = []
    expected = 1
    for place in sorted(held):
        unread_here = min(unread, max(place - expected, 0))
        unread -= unread_here
        if place > expected + unread_here:
            line = next(line for line in lines if line.place == place)
            found.append(_finding("K04", line, f"第 {expected} 名空缺,直接到第 {place} 名"))
        expected = place + held[place]
    return found


def _finding(rule: str, line: Published, what: str, verdict: Verdict = Verdict.FOUND, *, do: str = _REORDER) -> Finding:
    evidence = (("行", f"{line.row:05d}"), ("名次", str(line.place)), ("得分", str(line.score)))
    return Finding(rule, line.unit, verdict, Severity.ERROR, "名次与得分核对", what, do, evidence, status="active")
