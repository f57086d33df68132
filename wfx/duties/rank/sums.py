"""Whether the parts of each line come to its score; how they do is written nowhere, the table itself says it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

Parts = tuple[tuple[str, Decimal], ...]
_ENOUGH = 3
_NOISE = Decimal("0.000001")  # of sums Excel worked out itself
_TAKEN_OFF = re.compile(r"扣|减分")
_TOTAL = re.compile(r"小计|合计|总|平均|上月|上期|上次|上季|去年|累计")
_POINTS = re.compile(r"分|[((]\s*\d+(?:\.\d+)?\s*[))]")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*[%%]")


@dataclass(frozen=True)
class _Way:
    """One way a score may be made: which parts, with which factors, and what it is called."""

    name: str
    factors: tuple[tuple[str, Decimal], ...]
    tolerance: Decimal = _NOISE

    def total(self, parts: Parts) -> Decimal:
        factors = dict(self.factors)
        return sum(
            (value * _signed(title, value, factors[title]) for title, value in parts if title in factors), Decimal(0)
        )


def _signed(title: str, value: Decimal, factor: Decimal) -> Decimal:
    """Points taken off count against the score, unless they are written negative already."""
    return -factor if _TAKEN_OFF.search(title) and value > 0 else factor


def wrong_sums(lines: Sequence[tuple[Decimal, Parts]]) -> list[tuple[int, str, Decimal]]:
    """The lines (by their number) whose parts do not come to their score, in a table where most lines' parts do.

    The first way that holds for more than half of at least three lines is the table's; where none does, nothing is
    said. Gives the way's name and the sum.
    """
    whole = [(at, score, parts) for at, (score, parts) in enumerate(lines) if parts]
    if len(whole) < _ENOUGH:
        return []
    for way in _ways(whole):
        base = _base(way, whole)
        off = [
            (at, way.name, way.total(parts) + base)
            for at, score, parts in whole
            if abs(way.total(parts) + base - score) > way.tolerance
        ]
        if len(off) * 2 < len(whole):
            return off
    return []


def _ways(whole: Sequence[tuple[int, Decimal, Parts]]) -> Iterator[_Way]:
    titles = list(dict.fromkeys(title for _, _, parts in whole for title, _ in parts))
    points = [title for title in titles if _POINTS.search(title)]
    plain = [title for title in titles if not _TOTAL.search(title)]
    chosen = [titles, plain, points, [title for title in points if title in plain]]
    for some in dict.fromkeys(tuple(one) for one in chosen):
        if len(some) > 1 or any(_TAKEN_OFF.search(title) for title in some):
            yield _Way("分项相加", tuple((title, Decimal(1)) for title in some))
    shares = tuple((title, Decimal(found[1]) / 100) for title in titles if (found := _SHARE.search(title)))
    if len(shares) > 1:
        yield _Way("分项加权", shares, _half_a_digit(whole))
    for some in dict.fromkeys((tuple(plain), tuple(points))):
        if len(some) > 1:
            yield _Way("分项平均", tuple((title, 1 / Decimal(len(some))) for title in some), _half_a_digit(whole))


def _half_a_digit(whole: Sequence[tuple[int, Decimal, Parts]]) -> Decimal:
    """Half of the last place the scores are printed with."""
    places = max(-int(score.as_tuple().exponent) for _, score, _ in whole)
    return Decimal(5).scaleb(-max(places, 0) - 1)


def _base(way: _Way, whole: Sequence[tuple[int, Decimal, Parts]]) -> Decimal:
    """What every line starts from where points are taken off and no column says from how many; else nothing."""
    if not any(_TAKEN_OFF.search(title) for title, _ in way.factors):
        return Decimal(0)
    counted = Counter(score - way.total(parts) for _, score, parts in whole)
    [(base, times)] = counted.most_common(1)
    return base if times * 2 > len(whole) else Decimal(0)
