"""Marks proposed from the ledgers: the books' own measures are read, a person takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import rules_of
from wfx.desk.judging.opening import scored_source
from wfx.desk.recording.record import Receipt, record
from wfx.duties import supervise
from wfx.rules.engine import measure
from wfx.rules.rule import Rule, RuleKind
from wfx.values.month import Month
from wfx.values.sheet import Sheet

WORDS = "task_words"  # the dated value that says for which tasks a measure speaks


@dataclass(frozen=True)
class Wanted:
    """Which proposals: one village's, one task's, or all (empty)."""

    village: str | None = None
    item: str = ""


def proposals(desk: Desk, month: Month, wanted: Wanted) -> list[supervise.Proposal]:
    """What the measures in force propose for the month's tasks. Errors: ``NoTaskSheet``, those of broken rules."""
    rules = [rule for rule in rules_of(desk.books, kind=RuleKind.MEASURE).rules if _words(rule, month)]
    chosen = [rule for rule in rules if rule.status == "active"]
    day = month.as_of(desk.today)
    measured = measure(chosen, scored_source(desk.books, month, day), desk.books.schemas, month, day=day)
    gauges = [
        supervise.Gauge(rule.id, rule.title, rule.score.places if rule.score else 0, _words(rule, month), rule.say.what)
        for rule in sorted(chosen, key=lambda rule: rule.id)
    ]
    found = supervise.propose(desk.books, month, gauges, measured)
    return [one for one in found if wanted.village in (None, one.village) and wanted.item in ("", one.item)]


def _words(rule: Rule, month: Month) -> tuple[str, ...]:
    for value in rule.values:
        if value.name == WORDS:
            return tuple(word for word in str(value.at(month) or "").split("、") if word)
    return ()


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
