"""A ranking that was published, as its file, looked through."""

from collections.abc import Sequence
from dataclasses import dataclass

from wfx.desk.work.labels import labels
from wfx.duties import rank
from wfx.intake.ranking import Line, Ranking, Said, read_rankings
from wfx.values.finding import Finding


@dataclass(frozen=True)
class Checked:
    """What was found, and Chinese sentences on what was looked through and how it was read."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def check_file(name: str, data: bytes, villages: Sequence[str] = (), said: Said | None = None) -> Checked:
    """What is wrong with the published rankings of a file.

    ``villages``: the names that should stand there, where known; ``said``: columns a person named. Errors: those of
    ``wfx.intake.ranking.read_rankings``.
    """
    read = read_rankings(name, data, villages, said)
    called = _labels(read.rankings)
    found: list[Finding] = []
    notes: list[str] = []
    for label, ranking in zip(called, read.rankings, strict=True):
        found.extend(rank.check(_lines(ranking), label=label, least_first=ranking.least_first))
        order = ",少的在前" if ranking.least_first else ""
        notes.append(f"{label + ':' if label else ''}核对了 {len(ranking.lines)} 个单位,{ranking.read}{order}")
    missing, left = _missing(read.rankings, called, villages)
    told = dict.fromkeys((*notes, *(note for one in read.rankings for note in one.notes), *left, *read.notes))
    return Checked((*found, *missing), tuple(told))


def _lines(ranking: Ranking) -> list[rank.Published]:
    return [_line(line) for line in ranking.lines]


def _line(line: Line) -> rank.Published:
    return rank.Published(line.place, line.unit, line.score, line.row, line.parts, line.group, line.wrong)


def _labels(rankings: Sequence[Ranking]) -> list[str]:
    named = [" ".join(part for part in (one.sheet, one.title, one.label) if part) for one in rankings]
    return labels(named, [str(one.at) for one in rankings])


def _missing(
    rankings: Sequence[Ranking], labels: Sequence[str], villages: Sequence[str]
) -> tuple[list[Finding], list[str]]:
    """Villages left out: of each ranking that has most of them, else of all of them together (one class each)."""
    if not villages:
        return [], []
    ours = [
        (label, _lines(one))
        for label, one in zip(labels, rankings, strict=True)
        if rank.covers((line.unit for line in one.lines), villages)
    ]
    if not ours:
        return [], ["表上的单位大多不是本乡的村,没有查缺哪个村"]
    whole = [(label, lines) for label, lines in ours if len(lines) * 2 > len(villages)]
    together = whole or [("", [line for _, lines in ours for line in lines])]
    return [
        finding for label, lines in together for finding in rank.absent(lines, villages, f"{label}:" if label else "")
    ], []
