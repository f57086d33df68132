"""A measure over the ledgers proposes the quality of a task in a village, with its evidence; a person confirms it.

A proposal is no mark: until somebody takes it, the mark is missing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.duties.supervise.marks import QUALITY_ROLES, pairs
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NoTaskSheet, RoleMissing
from wfx.values.measure import Gauge, Measure
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell

_EVIDENCE = 200


@dataclass(frozen=True)
class Proposal:
    """The quality a measure proposes for a task in a village, 0 to 100, and the marks that stand there."""

    item: str
    task: str
    village: str
    rule: str
    score: Decimal
    evidence: str
    standing: Decimal | None = None
    completion: Decimal | None = None


def propose(books: Books, month: Month, gauges: Sequence[Gauge], measures: Iterable[Measure]) -> list[Proposal]:
    """Every proposal of the month, by task and village; a village a measure knows nothing of has none.

    A task takes the first gauge (by rule id) whose words stand in it. Errors: ``NoTaskSheet``.
    """
    if not len(books.table("task_items", month=month)):
        raise NoTaskSheet("month", shown=str(month))
    measured = {(one.rule, one.village): one for one in measures}
    found = []
    for item, village, row in pairs(books, month):
        task = str(item["task"])
        gauge = next((one for one in gauges if any(word in task for word in one.words)), None)
        one = measured.get((gauge.rule, village)) if gauge else None
        score = one.score(gauge.places) if gauge and one else None
        if gauge and one and score is not None:
            marks = [row.get(name) for name in ("quality", "completion")]
            quality, completion = (mark if isinstance(mark, Decimal) else None for mark in marks)
            said = _evidence(gauge, one)
            found.append(Proposal(str(item["item_id"]), task, village, gauge.rule, score, said, quality, completion))
    return found


def _evidence(gauge: Gauge, one: Measure) -> str:
    """The measure's own sentence with its figures in it."""
    said = gauge.says
    for name, value in one.evidence:
        said = said.replace(f"{{{name}}}", value)
    return f"指标 {gauge.rule} {gauge.title}:{said}"[:_EVIDENCE]


def accept(
    books: Books, month: Month, proposals: Sequence[Proposal], actor: str, roles: Collection[str]
) -> list[Change]:
    """The proposals taken as quality marks where none stands; a mark a person has given is never overwritten.

    Errors: ``RoleMissing``.
    """
    if not set(QUALITY_ROLES) & set(roles):
        raise RoleMissing("quality", act="质量分", roles="、".join(QUALITY_ROLES))
    table = books.table("scores", month=month)
    changes = []
    for one in proposals:
        key = (str(month), one.item, one.village)
        before = table.lookup(*key)
        if before is not None and before["quality"] is not None:
            continue
        blank: dict[str, Cell] = dict.fromkeys(table.schema.names)
        after = blank | dict(before or {}) | {"month": key[0], "item_id": one.item, "village": one.village}
        said = after["evidence"]
        after |= {"quality": one.score, "quality_by": actor}
        after["evidence"] = (f"{said};{one.evidence}" if said else one.evidence)[:_EVIDENCE]
        changes.append(Change("scores", key, before, after))
    return changes


def show_proposals(books: Books, month: Month, proposals: Sequence[Proposal]) -> Sheet:
    """The proposals beside the marks that stand."""
    rows = tuple(
        (
            one.item,
            one.task,
            books.township.village_name(one.village),
            one.score,
            "未评" if one.standing is None else one.standing,
            one.evidence,
        )
        for one in proposals
    )
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("village", "村"),
        Column("proposed", "建议质量分", FieldType.QUANTITY),
        Column("quality", "现在的质量分", FieldType.QUANTITY),
        Column("evidence", "依据"),
    )
    free = sum(1 for one in proposals if one.standing is None)
    notes = (f"{free} 处还没有评,可以采纳建议;建议不是评分,确认了才算",)
    return Sheet(f"{month} 质量分建议", columns, rows, notes)


def worklist_proposals(books: Books, month: Month, proposals: Sequence[Proposal]) -> Sheet:
    """The proposals as a sheet to go over: each mark that stands, or the proposal; it comes back as marks."""
    rows: tuple[tuple[Shown, ...], ...] = tuple(
        (
            one.item,
            one.task,
            books.township.village_name(one.village),
            one.score if one.standing is None else one.standing,
            one.evidence,
        )
        for one in proposals
    )
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("village", "村"),
        Column("quality", "质量分", FieldType.QUANTITY),
        Column("evidence", "依据"),
    )
    return Sheet(f"{month} 质量评分表", columns, rows)
