"""Objections of the villages to their marks: recorded as they come, answered with a reason."""

from datetime import date

from wfx.duties.calls import Call, Outcome
from wfx.duties.rank.order import concerned
from wfx.duties.rank.versions import latest
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, NotAChoice, NoTaskSheet, NotInBooks, ReasonMissing
from wfx.values.month import Month
from wfx.values.table import Cell


def raised(call: Call) -> Outcome:
    """An objection as typed. Errors: those of ``comment``."""
    given = {name: str(call.given.get(name) or "") for name in ("village", "item_id", "says", "source")}
    (change,) = comment(
        call.books, call.of_month, given["village"], given["item_id"], given["says"], given["source"], call.today
    )
    record = change.after or {}
    who = call.books.township.village_name(given["village"])
    what = f"{who}对 {call.of_month} 排序提出异议"
    return Outcome((change,), change.key[0], record, what=what, source=str(record["source"]))


def answered(call: Call) -> list[Change]:
    """The office's word on an objection, as typed. Errors: those of ``answer``."""
    return answer(call.books, call.number, call.words["decision"], call.note, call.hand.actor, call.today)


def comment(books: Books, month: Month, village: str, item: str, says: str, source: str, today: date) -> list[Change]:
    """One objection, with the marks it speaks of; a fact, so it is taken in every state of the ranking.

    Errors: ``NoTaskSheet``, ``NotInBooks`` for a task that is not the village's, ``ReasonMissing`` without words.
    """
    if not len(books.table("task_items", month=month)):
        raise NoTaskSheet("month", shown=str(month))
    if not says.strip():
        raise ReasonMissing("reason", shown="异议")
    task = books.table("task_items").lookup(str(month), item) if item else None
    if item and (task is None or village not in concerned(books, task)):
        raise NotInBooks("item_id", shown=item)
    marks = books.table("scores").lookup(str(month), item, village) or {}
    standing = latest(books, month)
    number = f"yy-{month}-{len(books.table('objections', month=month)) + 1:03d}"
    after: dict[str, Cell] = {
        "objection_id": number,
        "month": str(month),
        "village": village,
        "item_id": item or None,
        "ranking_id": standing["ranking_id"] if standing else None,
        "says": says.strip(),
        "source": source.strip() or f"{books.township.village_name(village)}提出",
        "raised_on": today,
        "completion_was": marks.get("completion"),
        "quality_was": marks.get("quality"),
        "state": "open",
    }
    return [Change("objections", (number,), None, after)]


def answer(books: Books, objection: str, decision: str, because: str, actor: str, today: date) -> list[Change]:
    """The office's word on an objection; marks are changed where they are given, by those who give them.

    Errors: ``NotInBooks``, ``BadValue``, ``ReasonMissing``, ``AlreadySettled``.
    """
    before = books.table("objections").lookup(objection)
    if before is None:
        raise NotInBooks("objection_id", shown=objection)
    codes = {title: code for code, title in books.schema("objections").field("state").codes.items() if code != "open"}
    if decision not in codes:
        raise NotAChoice("答复", shown=decision, allowed="、".join(codes))
    if not because.strip():
        raise ReasonMissing("reason", shown=decision)
    if before["state"] != "open":
        raise AlreadySettled("objection_id", shown=objection)
    given: dict[str, Cell] = {"state": codes[decision], "answer": because.strip()}
    given |= {"answered_by": actor, "answered_on": today}
    return [Change("objections", (objection,), before, before | given)]
