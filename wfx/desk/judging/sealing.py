"""The seal of a month: it fixes the month's reading and locks nothing."""

from collections.abc import Iterator
from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.judging.months import RANKED, steps
from wfx.desk.recording.record import Receipt, record
from wfx.duties import rank, screen
from wfx.values.errors import AlreadySettled, BadValue, SealTooEarly
from wfx.values.month import Month


def seal(desk: Desk, month: Month, because: str, *, dry: bool) -> Receipt:
    """Fix the month's reading; nothing is locked. What was lacking then stands in the entry.

    Errors: ``AlreadySettled``; ``SealTooEarly`` while anything of the month is lacking, unless there is a reason.
    """
    if desk.books.seal(month) is not None:
        raise AlreadySettled("month", shown=f"{month} 封账")
    if desk.today < month.first:
        raise BadValue("月份(还没有开始,不能封账)", shown=str(month))
    missing = "、".join(lacking(desk, month))
    if missing and not because.strip():
        raise SealTooEarly("month", shown=str(month), missing=missing)
    told = (f"封账时还缺:{missing}",) if missing else ()
    if dry:
        return Receipt((), None, dry=True, files=(f"{month} 封账",), notes=told)
    body = "\n\n".join((because.strip(), *told)).strip()
    result = record(desk, "audit", f"{month} 封账", [], kind="seal", about=str(month), body=body)
    return replace(result, notes=told)


def lacking(desk: Desk, month: Month) -> Iterator[str]:
    """What of the month is not there yet, in words: days to come, villages not heard of, marks, the ranking."""
    if desk.today <= month.last:
        yield f"{month} 到 {month.last} 才过完"
    silent = screen.silent(desk.books, month)
    if silent:
        yield f"{len(silent)} 个村没有排查({'、'.join(desk.books.township.village_name(code) for code in silent)})"
    if RANKED not in steps(desk, month):
        if not len(desk.books.table("task_items", month=month)):
            yield "没有工作提示单"
        elif unmarked := sum(rank.missing_marks(desk.books, month).values()):
            yield f"{unmarked} 处未评"
        yield "没有发布排序"
