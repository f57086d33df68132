"""The months that are not sealed: the one before that is left over, the one to be closed, the one to be started."""

from collections.abc import Iterator

from wfx.desk.desk import Desk
from wfx.desk.judging.months import COMMENTING, RANKED, steps
from wfx.desk.office.lines import LATE, Line
from wfx.store.entries.chain import fact_month
from wfx.values.month import Month

_BACK = 3  # months; who is further behind begins with the oldest of these


def month_lines(desk: Desk, month: Month) -> Iterator[Line]:
    """A line for each unsealed month that has facts, up to the calendar's own, when the month is the one one is in."""
    if month != desk.current_month:
        yield from _one(desk, month)
        return
    known, sealed = _months(desk)
    for back in range(_BACK, 0, -1):
        before = month.plus(-back)
        if str(before) in known - sealed:
            yield from _left_over(desk, before)
    yield from _one(desk, month)
    following = Month.of(desk.today)
    if following > month:
        started = len(desk.books.table("task_items", month=following)) > 0
        said = "已经开始" if started else "该开始:还没有起草提示单"
        act = "list" if started else "draft"
        yield Line("月份", f"{following} {said}", f"wfx tasks {act} --month {following}")


def _months(desk: Desk) -> tuple[set[str], set[str]]:
    """The months that facts were recorded for, and those sealed."""
    known, sealed = set(), set()
    for entry in desk.books.entries():
        if entry.kind == "seal":
            sealed.add(entry.about)
        elif entry.kind == "change":
            known.add(fact_month(entry))
    return known, sealed


def _left_over(desk: Desk, month: Month) -> Iterator[Line]:
    """A month whose days are over and that nobody sealed."""
    state = list(steps(desk, month))[-1]
    ranked = state == RANKED
    said = f"{month} {state},还没有封账"
    yield Line("月份", said, f"wfx {'audit seal' if ranked else 'status'} --month {month}", LATE)


def _one(desk: Desk, month: Month) -> Iterator[Line]:
    """How far the month is when its days are over."""
    state = list(steps(desk, month))[-1]
    if desk.books.seal(month) is not None or desk.today <= month.last:
        return
    if state == RANKED:
        yield Line("月份", f"{month} {state},还没有封账", f"wfx audit seal --month {month}")
    else:
        following = "rank list" if state == COMMENTING else "screen status"
        yield Line("月份", f"{month} 该收尾:现在{state}", f"wfx {following} --month {month}")
