"""Marks proposed from the ledgers: the books' own measures are read, a person takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from wfx.desk.desk import Desk
from wfx.desk.judging.gauging import gauged
from wfx.desk.recording.record import Receipt, record
from wfx.duties import supervise
from wfx.store.books.books import OpenBooks
from wfx.values.month import Month
from wfx.values.sheet import Sheet


@dataclass(frozen=True)
class Wanted:
    """Which proposals: one village's, one task's, or all (empty)."""

    village: str | None = None
    item: str = ""


def proposals(desk: Desk, month: Month, wanted: Wanted) -> list[supervise.Proposal]:
    """What the measures in force propose for the month's tasks. Errors: ``NoTaskSheet``, those of broken rules."""
    found = supervise.propose(desk.books, month, *gauged(desk, month))
    return [one for one in found if wanted.village in (None, one.village) and wanted.item in ("", one.item)]


def contradicted(desk: Desk, month: Month, books: OpenBooks | None = None) -> list[supervise.Proposal]:
    """What the ledgers show of the month's tasks on these books; nothing for a month without a task sheet."""
    at = books or desk.books
    if not {"scores", "task_items"} <= set(at.ledgers) or not len(at.table("task_items", month=month)):
        return []
    return supervise.propose(at, month, *gauged(desk, month, at))


def shown(desk: Desk, month: Month, wanted: Wanted, *, filled: bool) -> Sheet:
    """The proposals beside the marks, or (``filled``) as the worklist that brings them back."""
    made = supervise.worklist_proposals if filled else supervise.show_proposals
    return made(desk.books, month, proposals(desk, month, wanted))


def accept(desk: Desk, month: Month, wanted: Wanted, *, dry: bool) -> Receipt:
    """The proposals taken as quality marks where none stands. Errors: ``RoleMissing``."""
    chosen: Sequence[supervise.Proposal] = proposals(desk, month, wanted)
    changes = supervise.accept(desk.books, month, chosen, desk.actor, desk.roles)
    what = f"{month} 采纳指标建议的质量分 {len(changes)} 处"
    return record(desk, "supervise", what, changes, about=str(month), source="台账指标", dry=dry)
