"""The months that are not sealed: the one before that is left over, the one to be closed, the one to be started."""

from collections.abc import Iterator

from wfx.desk.desk import Desk
from wfx.desk.judging.months import steps
from wfx.desk.judging.sealing import lacking
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
    said, missing = _said(desk, month)
    yield Line("月份", said, f"wfx {'status' if missing else 'audit seal'} --month {month}", LATE)


def _said(desk: Desk, month: Month) -> tuple[str, bool]:
    """How far a month is whose days are over, and whether anything is missing for its seal."""
    state, missing = list(steps(desk, month))[-1], list(lacking(desk, month))
    told = f",还不能封账,缺:{'、'.join(missing)}" if missing else ",还没有封账"
    return f"{month} {state}{told}", bool(missing)


def _one(desk: Desk, month: Month) -> Iterator[Line]:
    """How far the month is when its days are over."""
    if desk.books.seal(month) is not None or desk.today <= month.last:
        return
    said, missing = _said(desk, month)
    if missing:
        yield Line("月份", f"{said.replace(',还不能封账', ',该收尾', 1)}", f"wfx screen status --month {month}")
    else:
        yield Line("月份", said, f"wfx audit seal --month {month}")
