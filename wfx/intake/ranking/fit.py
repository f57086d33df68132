"""How well places and scores go together: a measure for telling columns and groups apart, not the judgement itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

Placed = tuple[int, Decimal]


def misplaced_neighbours(line: Sequence[Placed]) -> int:
    """How often, from place to place, the score does not fall, or equal places and equal scores part."""
    ordered = sorted(line, key=lambda one: (one[0], -one[1]))
    return sum(
        before[1] < after[1] or (before[0] == after[0]) != (before[1] == after[1])
        for before, after in pairwise(ordered)
    )


def misplaced(groups: Iterable[Sequence[Placed]]) -> int:
    """How many places are not 1-2-2-4 by the scores within their group."""
    wrong = 0
    for line in groups:
        counted = Counter(score for _, score in line)
        scores = sorted(counted, reverse=True)
        above = dict(zip(scores, accumulate((counted[score] for score in scores), initial=0), strict=False))
        wrong += sum(place != above[score] + 1 for place, score in line)
    return wrong


def by_group(line: Iterable[tuple[str, Placed]]) -> list[list[Placed]]:
    """The places and scores of each group."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for group, placed in line:
        groups[group].append(placed)
    return list(groups.values())
