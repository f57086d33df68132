"""Places and grades: completion x quality, ties as 1-2-2-4, nobody placed on missing marks."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from wfx.values.books import Books
from wfx.values.errors import BadValue, NoTaskSheet
from wfx.values.mark import unfounded
from wfx.values.measure import Measure
from wfx.values.month import Month
from wfx.values.table import Cell


@dataclass(frozen=True)
class Placed:
    """One village's place in its class and in the township; ``place`` is ``None`` while marks are missing."""

    village: str
    group: str
    score: Decimal | None
    place: int | None
    overall: int | None
    missing: int = 0


def places(scores: Sequence[Decimal]) -> list[int]:
    """Competition ranking, highest first: equal scores share a place and the next one skips (1-2-2-4)."""
    return [1 + sum(1 for other in scores if other > score) for score in scores]


def order(books: Books, month: Month, measures: Iterable[Measure], digits: int) -> tuple[Placed, ...]:
    """Every village placed within its class and overall, best first, unplaced villages last.

    A village with a mark still missing is not placed: what is not known is not zero. Errors: ``NoTaskSheet``.
    """
    if not len(books.table("task_items", month=month)):
        raise NoTaskSheet("month", shown=str(month))
    open_marks = missing_marks(books, month)
    scores = {
        measure.village: score
        for measure in measures
        if not open_marks[measure.village] and (score := measure.score(digits)) is not None
    }
    group_of = {village.code: village.group for village in books.township.villages}
    overall = dict(zip(scores, places(list(scores.values())), strict=True))
    placed = []
    for code, group in group_of.items():
        peers = [score for other, score in scores.items() if group_of.get(other) == group]
        score = scores.get(code)
        place = None if score is None else 1 + sum(1 for peer in peers if peer > score)
        placed.append(Placed(code, group, score, place, overall.get(code), open_marks[code]))
    return tuple(sorted(placed, key=lambda item: (item.group, item.place or 10**6, item.village)))


def missing_marks(books: Books, month: Month) -> Counter[str]:
    """How many marks each village still lacks, over the tasks that concern it."""
    scores = books.table("scores", month=month)
    missing: Counter[str] = Counter()
    for item in books.table("task_items", month=month).rows():
        for code in concerned(books, item):
            row = scores.lookup(str(month), str(item["item_id"]), code) or {}
            missing[code] += sum(1 for name in ("completion", "quality") if row.get(name) is None)
    return missing


def unfounded_marks(books: Books, month: Month) -> int:
    """How many marks of the month's tasks take points off without saying why."""
    items = {row["item_id"] for row in books.table("task_items", month=month).rows()}
    return sum(1 for row in books.table("scores", month=month).rows() if row["item_id"] in items and unfounded(row))


def concerned(books: Books, item: dict[str, Cell]) -> list[str]:
    """The villages a task concerns; none named means all."""
    listed = item["villages"] if isinstance(item["villages"], list) else []
    return [village.code for village in books.township.villages if not listed or village.code in listed]


@dataclass(frozen=True)
class Level:
    """One grade: at most so many villages, none below that score."""

    grade: str
    quota: int
    floor: Decimal


@dataclass(frozen=True)
class Ladder:
    """Grades from the best down; below the last level a village passes or fails by one score (reference: 9.1)."""

    levels: tuple[Level, ...]
    pass_mark: Decimal


FAILED, PASSED = "failed", "passed"


def grades(placed: Iterable[Placed], ladder: Ladder, vetoed: Collection[str]) -> dict[str, str]:
    """Village → grade by quota and threshold together; a village without a score has none.

    A vetoed village keeps its score and place, fails, and takes nobody's quota. Equal scores share a grade: when they
    do not all fit into a quota, all go to the next grade.
    """
    ranked = [item for item in placed if item.score is not None]
    found = {item.village: FAILED for item in ranked if item.village in vetoed}
    free = [item for item in ranked if item.village not in vetoed]
    levels, used = list(ladder.levels), 0
    for score in sorted({item.score for item in free if item.score is not None}, reverse=True):
        equal = [item.village for item in free if item.score == score]
        while levels and (used + len(equal) > levels[0].quota or score < levels[0].floor):
            levels, used = levels[1:], 0
        used += len(equal)
        below = PASSED if score >= ladder.pass_mark else FAILED
        found |= dict.fromkeys(equal, levels[0].grade if levels else below)
    return found


MARKS = ("completion", "quality")


def suppose(books: Books, month: Month, texts: Sequence[str]) -> pa.Table:
    """The books' scores with these marks instead, each as ``village:task:mark=number``. Errors: ``BadValue``."""
    table = books.table("scores")
    rows = dict(table.by_key)
    for text in texts:
        key, name, mark = _supposed(books, month, text)
        standing = rows.get(key) or {"month": key[0], "item_id": key[1], "village": key[2]}
        rows[key] = standing | {name: mark}
    return pa.Table.from_pylist(list(rows.values()), schema=table.arrow.schema)


def _supposed(books: Books, month: Month, text: str) -> tuple[tuple[str, str, str], str, Decimal]:
    schema = books.schema("scores")
    names = {word: name for name in MARKS for word in (name, schema.field(name).title)}
    place, _, number = text.partition("=")
    village, item, mark = (*place.split(":"), "", "", "")[:3]
    found, task = books.township.village(village), books.table("task_items").lookup(str(month), item)
    known = found is not None and task is not None and found.code in concerned(books, task)
    if not known or found is None or mark not in names or not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", number):
        raise BadValue("假设", shown=text)
    if Decimal(number) > (schema.field(names[mark]).maximum or 0):
        raise BadValue("假设", shown=text)
    return (str(month), item, found.code), names[mark], Decimal(number)
