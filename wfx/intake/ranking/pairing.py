"""Which places go with which scores, in a table that may print several of both.

What neither titles nor cells say is asked: ``RankColumnUnclear`` names the columns that may be meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.intake.printed.sheet import NoPlace, is_written_place, number, ordinal
from wfx.intake.ranking.columns import Part
from wfx.intake.ranking.fit import misplaced_neighbours
from wfx.intake.ranking.words import Role, is_prior, is_within, qualifier, total_rank

_MOST = 0.6
_SUMS = 2  # of ``total_rank``: what is called a total
_FEW = 2


@dataclass(frozen=True)
class Pair:
    """A column of places and the column of scores it goes with; ``within`` means places of a class or group."""

    place: int
    score: int
    label: str = ""
    within: bool = False


def pairs(part: Part, rows: Sequence[int], shared: int = 0) -> list[Pair]:
    """Each column of places with its scores. ``shared``: the places' column of the table to the left.

    Errors: ``RankColumnUnclear``, ``NoSuchRankColumn``.
    """
    named = part.named(Role.PLACE)
    places = [named] if named is not None else part.of(Role.PLACE) or ([shared] if shared else [])
    if not places:
        places = [_place_by_content(part, rows)]
    if part.said.score or len(places) == 1:
        return [_single(part, place, rows) for place in places[:1]]
    return _several(part, places, rows)


def _single(part: Part, place: int, rows: Sequence[int]) -> Pair:
    own = [column for column in part.of(Role.SCORE) if _same(part, column, place)]
    score = part.named(Role.SCORE) or (own[0] if len(own) == 1 else _main_score(part, place, rows, part.of(Role.SCORE)))
    return Pair(place, score, "", is_within(part.path(place)))


def _same(part: Part, score: int, place: int) -> bool:
    wanted = qualifier(part.path(place))
    return bool(wanted) and qualifier(part.path(score)) == wanted


def _several(part: Part, places: Sequence[int], rows: Sequence[int]) -> list[Pair]:
    """Each place with the scores of its own words (上月得分, 上月排名); those without any with the main score."""
    own = {place: [column for column in part.of(Role.SCORE) if _same(part, column, place)] for place in places}
    taken = {column for columns in own.values() for column in columns}
    rest = [column for column in part.of(Role.SCORE) if column not in taken]
    found: list[Pair] = []
    for place in places:
        path, label = part.path(place), "/".join(part.path(place))
        if own[place]:
            found.append(Pair(place, min(own[place], key=lambda c: total_rank(part.path(c))), label))
        elif _beyond(part, place, rows, places):
            part.notes.append(f"{part.shown(place)}数到的名次比表上的单位多,没有核对")
        elif rest and not is_prior(path) and (not qualifier(path) or is_within(path) or len(places) - len(taken) == 1):
            found.append(Pair(place, _main_score(part, place, rows, rest), label, is_within(path)))
        else:
            part.notes.append(f"{part.shown(place)}没有对应的得分,没有核对")
    if not found:
        raise part.unclear(Role.PLACE, places)
    return found


def _beyond(part: Part, place: int, rows: Sequence[int], places: Sequence[int]) -> bool:
    """Whether the places count more units than stand here (全县排名), while another column counts just these."""
    highest = {column: max((at for at, _ in _placed(part, column, rows)), default=0) for column in places}
    return highest[place] > len(rows) >= min(highest.values())


def _place_by_content(part: Part, rows: Sequence[int]) -> int:
    """The one column that counts from 1 as places do; a running number may not be taken for it unasked."""
    fit = [column for column in part.block if _counts(part, column, rows)]
    sure = [column for column in fit if part.table.roles.get(column, Role.OTHER) is Role.OTHER]
    written = [c for c in sure if any(is_written_place(part.sheet.at(row, c)) for row in rows)]
    found = written or sure
    if len(found) == 1 and rows:
        part.notes.append(f"名次按内容取 {part.shown(found[0])}")
        return found[0]
    if found or not fit:
        raise part.unclear(Role.PLACE, found)
    raise part.unclear(Role.PLACE, fit, f"没有名次列;{part.shown(fit[0])}是从 1 数起的,是名次还是编号看不出")


def _counts(part: Part, column: int, rows: Sequence[int]) -> bool:
    """Whether the cells are the places of so many units: whole numbers from 1, none above their count."""
    if part.table.roles.get(column) in {Role.UNIT, Role.SCORE, Role.DEDUCTION}:
        return False
    found = [at for at, _ in _placed(part, column, rows)]
    return len(found) >= max(_FEW, len(rows) * _MOST) and min(found) == 1 and max(found) <= len(rows)


def _main_score(part: Part, place: int, rows: Sequence[int], among: Sequence[int]) -> int:
    """The score that is ranked: of the likeliest words; among equals the one that falls with the places."""
    candidates = [column for column in among if not is_prior(part.path(column))] or list(among)
    if not candidates:
        return _score_by_content(part, place, rows)
    best = min(total_rank(part.path(column)) for column in candidates)
    equal = [column for column in candidates if total_rank(part.path(column)) == best]
    if len(equal) > 1:
        equal = _falling(part, place, rows, equal)
        if best <= _SUMS and _rank_alike(part, rows, equal):
            equal = equal[-1:]
        if len(equal) == 1:
            part.notes.append(f"得分按内容取 {part.shown(equal[0])}")
    if len(equal) != 1:
        raise part.unclear(Role.SCORE, equal)
    return equal[0]


def _score_by_content(part: Part, place: int, rows: Sequence[int]) -> int:
    """Where no title says score: points taken off, else the only numbers, else those that fall with the places."""
    taken_off = part.of(Role.DEDUCTION)
    if len(taken_off) == 1:
        return taken_off[0]
    other = {Role.OTHER, Role.GROUP}
    numeric = [
        column
        for column in part.block
        if column != place and part.table.roles.get(column, Role.OTHER) in other and _is_numeric(part, column, rows)
    ]
    found = numeric if len(numeric) == 1 else _falling(part, place, rows, numeric)
    if len(found) != 1 or (len(numeric) == 1 and _rises(part, place, found[0], rows)):
        raise part.unclear(Role.SCORE, found if len(found) != 1 and found else numeric)
    part.notes.append(f"得分按内容取 {part.shown(found[0])}")
    return found[0]


def _is_numeric(part: Part, column: int, rows: Sequence[int]) -> bool:
    filled = [row for row in rows if part.sheet.text(row, column)]
    return bool(filled) and sum(part.sheet.is_number(row, column) for row in filled) >= len(filled) * _MOST


def _placed(part: Part, place: int, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The places that can be read, each with its row."""
    for row in rows:
        try:
            yield ordinal(part.sheet.at(row, place)), row
        except NoPlace:
            continue


def _scored(part: Part, place: int, score: int, rows: Sequence[int]) -> Iterator[tuple[int, Decimal]]:
    for at, row in _placed(part, place, rows):
        value = number(part.sheet.at(row, score))
        if value is not None:
            yield at, value


def _rank_alike(part: Part, rows: Sequence[int], among: Sequence[int]) -> bool:
    """Whether it does not matter which of several totals is ranked: each puts all lines in one order."""
    orders = [list(_ranks(part, column, rows)) for column in among]
    return all(order == orders[0] for order in orders)


def _ranks(part: Part, score: int, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    values = [number(part.sheet.at(row, score)) for row in rows]
    ordered = sorted((value for value in values if value is not None), reverse=True)
    rank = {value: at for at, value in reversed(list(enumerate(ordered)))}
    return ((row, rank[value]) for row, value in zip(rows, values, strict=True) if value is not None)


def _falling(part: Part, place: int, rows: Sequence[int], among: Sequence[int]) -> list[int]:
    """Those columns that fall with the places without a single mistake; all when none does."""
    found = [
        column
        for column in among
        if len(line := list(_scored(part, place, column, rows))) > 1 and not misplaced_neighbours(line)
    ]
    return found or list(among)


def _rises(part: Part, place: int, score: int, rows: Sequence[int]) -> bool:
    """Whether the numbers grow down the places: a count of faults, perhaps, or something else altogether."""
    line = list(_scored(part, place, score, rows))
    return len(line) > 1 and not misplaced_neighbours([(at, -value) for at, value in line])


def least_first(part: Part, pair: Pair, rows: Sequence[int]) -> bool:
    """Whether the lower number is the better: points taken off or faults counted, unless the cells say otherwise."""
    role = part.table.roles.get(pair.score, Role.OTHER)
    line = list(_scored(part, pair.place, pair.score, rows))
    falls, rises = misplaced_neighbours(line), misplaced_neighbours([(place, -value) for place, value in line])
    if role is Role.SCORE:
        return False
    return rises < falls or (role is Role.DEDUCTION and rises == falls)
