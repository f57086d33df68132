"""What was read of a table put together: what goes on elsewhere joined, groups that are ranked apart told apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wfx.intake.ranking.cells import Line
from wfx.intake.ranking.fit import by_group, misplaced
from wfx.intake.ranking.pairing import Pair
from wfx.intake.ranking.words import Role, path_role
from wfx.values.personal import mask_text


@dataclass(frozen=True)
class Ranking:
    """One ranking: its lines as printed, and which column said what (``read``, Chinese).

    ``label`` tells it from others of its table (上月排名), ``at`` is the cell of its first place. ``least_first``: the
    lower number has the better place.
    """

    sheet: str
    title: str
    lines: tuple[Line, ...]
    read: str
    label: str = ""
    at: str = ""
    least_first: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """One pair of columns of one table, read, before it is joined with what goes on elsewhere."""

    ranking: Ranking
    pair: Pair
    titles: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]


def joined(found: Sequence[Found]) -> list[Found]:
    """Tables that go on beside or below, under the same titles, where the places go on counting."""
    whole: list[Found] = []
    for one in found:
        at = next((at for at, other in enumerate(whole) if other.titles == one.titles and _goes_on(other, one)), None)
        if at is None:
            whole.append(one)
        else:
            whole[at] = _together(whole[at], one)
    return whole


def _goes_on(before: Found, after: Found) -> bool:
    places = [line.place for line in after.ranking.lines if line.place is not None]
    return bool(places) and min(places) > 1 and before.ranking.sheet == after.ranking.sheet


def _together(one: Found, other: Found) -> Found:
    notes = dict.fromkeys((*one.ranking.notes, *other.ranking.notes))
    ranking = replace(one.ranking, lines=(*one.ranking.lines, *other.ranking.lines), notes=tuple(notes))
    more = dict(other.groups)
    groups = tuple((title, (*texts, *more[title])) for title, texts in one.groups if title in more)
    return replace(one, ranking=ranking, groups=groups)


def with_groups(found: Found) -> Ranking:
    """The ranking with its lines' groups, where places count within groups; else with none."""
    lines = found.ranking.lines
    ways = [("", tuple(line.group for line in lines)), *found.groups]
    whole = _misplaced(found, [""] * len(lines))
    better = [way for way in ways if _count_apart(found, way, whole)]
    if not better:
        return replace(found.ranking, lines=tuple(replace(line, group="") for line in lines))
    title, groups = min(better, key=lambda way: _misplaced(found, way[1]))
    grouped = tuple(replace(line, group=mask_text(group)) for line, group in zip(lines, groups, strict=True))
    named = mask_text("、".join(dict.fromkeys(group or "其余" for group in groups)), 60)
    note = f"{found.pair.label}按{'“' + title + '”' if title else '组'}分开核对:{named}"
    return replace(found.ranking, lines=grouped, notes=(*found.ranking.notes, note))


def _count_apart(found: Found, way: tuple[str, tuple[str, ...]], whole: int) -> bool:
    """Whether places begin anew in every group; ``whole``: how many are misplaced when all count together.

    A column whose title does not speak of groups must explain the places far better than one order does.
    """
    title, groups = way
    best: dict[str, int] = {}
    for group, line in zip(groups, found.ranking.lines, strict=True):
        if line.place is not None:
            best[group] = min(line.place, best.get(group, line.place))
    anew = len(best) > 1 and set(best.values()) == {1}
    if not title or path_role(tuple(title.split("/"))) is Role.GROUP:
        return anew and (whole > 0 or found.pair.within)
    return anew and 0 < whole >= 4 * _misplaced(found, groups)


def _misplaced(found: Found, groups: Sequence[str]) -> int:
    sign = -1 if found.ranking.least_first else 1
    lines = zip(groups, found.ranking.lines, strict=True)
    return misplaced(
        by_group(
            (group, (line.place, sign * line.score))
            for group, line in lines
            if line.place is not None and line.score is not None
        )
    )
