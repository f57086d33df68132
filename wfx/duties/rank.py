"""排序: completion x quality, ties as 1-2-2-4, every point leading to its evidence (MISSION M28)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.values.books import Books
from wfx.values.errors import NoTaskSheet, NotInBooks
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.measure import Measure
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Bars, Column, Sheet, Shown
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


@dataclass(frozen=True)
class Published:
    """One line of a published ranking: its place and score as printed, and where it stands in the file."""

    place: int | None
    unit: str
    score: Decimal | None
    row: int


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


def concerned(books: Books, item: dict[str, Cell]) -> list[str]:
    """The villages a task concerns; none named means all."""
    listed = item["villages"] if isinstance(item["villages"], list) else []
    return [village.code for village in books.township.villages if not listed or village.code in listed]


def show(books: Books, month: Month, placed: Sequence[Placed], *, group: str | None = None) -> Sheet:
    """The ranking as a table."""
    rows = tuple(
        (item.group, item.place, books.township.village_name(item.village), item.score, item.overall)
        for item in placed
        if group in (None, item.group)
    )
    columns = (
        Column("group", "村类"),
        Column("place", "名次", FieldType.INT),
        Column("village", "村"),
        Column("score", "得分", FieldType.QUANTITY),
        Column("overall", "全乡名次", FieldType.INT),
    )
    waiting = [
        f"{books.township.village_name(item.village)}(缺 {item.missing} 处评分)"
        for item in placed
        if item.place is None
    ]
    notes = ["得分 = Σ(权重 × 完成度 × 质量分)÷ Σ权重 ÷ 100;同分同名次,其后跳号"]
    if waiting:
        notes.append(f"未排名:{'、'.join(waiting)}")
    return Sheet(f"{month} 村级考核排序", columns, rows, tuple(notes))


def bars(sheet: Sheet) -> Bars:
    """The ranking as a bar chart."""
    return Bars(sheet, "village", "score")


def explain(books: Books, month: Month, village: str, placed: Sequence[Placed]) -> Sheet:
    """One village's score, task by task, down to the evidence. Errors: ``NotInBooks``."""
    mine = next((item for item in placed if item.village == village), None)
    if mine is None:
        raise NotInBooks("village", shown=village)
    scores = books.table("scores", month=month)
    rows: list[tuple[Shown, ...]] = []
    for item in books.table("task_items", month=month).rows():
        if village in concerned(books, item):
            row = scores.lookup(str(month), str(item["item_id"]), village) or {}
            marks: list[Shown] = [_mark(row.get("completion")), _mark(row.get("quality"))]
            points = _points(item["weight"], row.get("completion"), row.get("quality"))
            rows.append(
                (str(item["item_id"]), str(item["task"]), _mark(item["weight"]), *marks, points, _text(row, "evidence"))
            )
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("weight", "权重", FieldType.QUANTITY),
        Column("completion", "完成度", FieldType.QUANTITY),
        Column("quality", "质量分", FieldType.QUANTITY),
        Column("points", "权重×完成度×质量分", FieldType.QUANTITY),
        Column("evidence", "依据"),
    )
    name = books.township.village_name(village)
    result = (
        f"得分 {mine.score},{mine.group} 类第 {mine.place} 名" if mine.place else f"缺 {mine.missing} 处评分,未排名"
    )
    return Sheet(f"{name} {month} 得分明细", columns, tuple(rows), (result,))


def _mark(value: Cell) -> Shown:
    return value if isinstance(value, Decimal) else "未评"


def _text(row: dict[str, Cell], name: str) -> str:
    return str(row.get(name) or "")


def _points(weight: Cell, completion: Cell, quality: Cell) -> Decimal | None:
    if isinstance(weight, Decimal) and isinstance(completion, Decimal) and isinstance(quality, Decimal):
        return (weight * completion * quality / 100).quantize(Decimal("0.001"))
    return None


def check(lines: Sequence[Published]) -> list[Finding]:
    """What is wrong with a published ranking: order, ties, gaps, duplicates, missing marks.

    Expected places are 1-2-2-4 over the scores as printed (reference: ranking 9.3). Findings name the file's row.
    """
    found = [*_duplicates(lines), *_blanks(lines)]
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
    do = "按得分重排,同分同名次,其后跳号"
    return Finding(rule, line.unit, verdict, Severity.ERROR, "名次与得分核对", what, do, evidence, status="active")
