"""Marks that say something else than the ledgers: shown beside the mark to whoever marks, signs or is marked.

A mark is a person's and stays; what the ledgers show stands beside it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from wfx.duties.supervise.proposals import Proposal
from wfx.values.books import Books

FAR: Final = "marks_far"  # of [targets]: from how many points on a mark is not what the ledgers show
_POINTS: Final = Decimal(20)
_TITLES: Final = {"completion": "完成度", "quality": "质量分"}


def against(books: Books, proposals: Iterable[Proposal]) -> dict[tuple[str, str], str]:
    """Task and village → what the ledgers show there, in words, where a mark stands that is far from it."""
    far = Decimal(books.township.targets.get(FAR, _POINTS))
    found = {}
    for one in proposals:
        marks = {"completion": one.completion, "quality": one.standing}
        off = [name for name, mark in marks.items() if mark is not None and abs(mark - one.score) >= far]
        if off:
            found[one.item, one.village] = f"与{'、'.join(_TITLES[name] for name in off)}不符:{shown(one)}"
    return found


def shown(one: Proposal) -> str:
    """What the ledgers show of a task in a village."""
    return f"台账 {one.score}({one.evidence})"


def told(books: Books, proposals: Sequence[Proposal], most: int = 10) -> tuple[str, ...]:
    """The same as sentences, the first ones written out."""
    found = against(books, proposals)
    if not found:
        return ()
    tasks = {one.item: one.task for one in proposals}
    lines = [
        f"  {item} {tasks[item]} {books.township.village_name(village)}:{said}"
        for (item, village), said in list(found.items())[:most]
    ]
    rest = len(found) - len(lines)
    more = (f"  另有 {rest} 处",) if rest else ()
    return (f"有 {len(found)} 处评分与台账不符,核实后再定:", *lines, *more)
