"""Red findings opened as rectifications, for every check that offers it."""

from collections.abc import Iterable, Mapping

from wfx.desk.desk import Desk
from wfx.desk.judging.opening import waiting
from wfx.desk.office.workdays import workdays
from wfx.desk.recording.record import Receipt, record
from wfx.duties import rectify
from wfx.duties.matter import Hand
from wfx.values.finding import Finding
from wfx.values.month import Month


def open_findings(
    desk: Desk, month: Month, findings: Iterable[Finding], *, dry: bool
) -> tuple[Mapping[str, int], Receipt]:
    """The red findings of this month that have no matter yet, each as one; with what was passed over, by reason."""
    hand = Hand(desk.actor, desk.roles, desk.today, workdays(desk))
    changes, passed = rectify.open_from(desk.books, findings, hand, waiting(desk, month))
    what = f"{month} 疑点立项整改 {len(changes)} 条"
    return passed, record(desk, "rectify", what, changes, about=str(month), source="规则体检", dry=dry)
