"""The seal of a month: it fixes the month's reading and locks nothing."""

from wfx.desk.desk import Desk
from wfx.desk.judging.months import RANKED, steps
from wfx.desk.recording.record import Receipt, record
from wfx.values.errors import AlreadySettled, BadValue, SealTooEarly
from wfx.values.month import Month


def seal(desk: Desk, month: Month, because: str, *, dry: bool) -> Receipt:
    """Fix the month's reading; nothing is locked.

    Errors: ``AlreadySettled``; ``SealTooEarly`` before the ranking is published, unless there is a reason.
    """
    if desk.books.seal(month) is not None:
        raise AlreadySettled("month", shown=f"{month} 封账")
    if desk.today < month.first:
        raise BadValue("月份(还没有开始,不能封账)", shown=str(month))
    reached = steps(desk, month)
    if RANKED not in reached and not because.strip():
        raise SealTooEarly("month", shown=str(month), state=list(reached)[-1])
    what, about = f"{month} 封账", str(month)
    if dry:
        return Receipt((), None, dry=True, files=(f"{about} 封账",))
    return record(desk, "audit", what, [], kind="seal", about=about, body=because.strip())
