"""A draft becomes the month's sheet: whole, within the month, with the next free number; in the end it is closed."""

from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.duties.tasks.sheet import NUMBER, sequence_of, sheet_id
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import LeadMissing, NoTaskSheet, NumberTaken, TaskDueOutside
from wfx.values.matter.workdays import Workdays
from wfx.values.month import Month
from wfx.values.table import Cell


def issued(call: Call) -> Outcome:
    """The draft issued under this number, or the next free one; the reason says why tasks fall due outside the month.

    Errors: ``NoTaskSheet``, ``LeadMissing``, ``TaskDueOutside``, ``NumberTaken``, and the lifecycle's (role, state).
    """
    books, month = call.books, call.of_month
    chosen = str(call.given.get("number") or "").strip() or next_number(books, month.year)
    given: dict[str, Cell] = {"number": chosen, "sequence": sequence_of(chosen), "issued_on": call.hand.on}
    act = matter.Act(call.action, given | {"issued_by": call.hand.actor}, call.hand)
    change = matter.moved(books, books.schema("tasksheets"), _standing(books, month), act)
    if chosen in {str(row["number"]) for row in books.table("tasksheets").rows() if row["month"] != str(month)}:
        raise NumberTaken("number", shown=chosen)
    items = list(books.table("task_items", month=month).rows())
    if not items:
        raise NoTaskSheet("month", shown=str(month))
    bare = [str(item["item_id"]) for item in items if not item["lead"]]
    if bare:
        raise LeadMissing("lead", shown="、".join(bare), month=str(month))
    changes = (change, *_reasons(items, month, call.note.strip()))
    notes = rest_days(books, month, call.hand.workdays) if call.hand.workdays else []
    return Outcome(changes, sheet_id(month), change.after or {}, notes=tuple(notes))


def _reasons(items: list[dict[str, Cell]], month: Month, because: str) -> list[Change]:
    """The reason written to every task that is due outside the month and has none. Errors: ``TaskDueOutside``."""
    outside = [item for item in items if not _within(item["due_on"], month) and not item["reason"]]
    if outside and not because:
        named = "、".join(f"{item['item_id']}({item['due_on'] or '没有时限'})" for item in outside)
        raise TaskDueOutside("due_on", shown=named, month=str(month))
    return [
        Change("task_items", (str(month), str(item["item_id"])), item, item | {"reason": because}) for item in outside
    ]


def _within(due: Cell, month: Month) -> bool:
    return isinstance(due, date) and due in month


def rest_days(books: Books, month: Month, calendar: Workdays) -> list[str]:
    """The tasks whose day is no working day, in words, with the next one; 暂定 where the year is not announced."""
    notes = []
    for item in books.table("task_items", month=month).rows():
        due = item["due_on"]
        if isinstance(due, date) and not calendar.is_worked(due):
            following = calendar.shown(calendar.after(due, 1))
            notes.append(f"{item['item_id']} 的时限 {due} 不是工作日,下一个工作日是 {following}")
    return notes


def closed(call: Call) -> Outcome:
    """The issued sheet closed; what is unfinished goes to the next month's draft. Errors: the lifecycle's."""
    before, schema = _standing(call.books, call.of_month), call.books.schema("tasksheets")
    change = matter.moved(call.books, schema, before, matter.Act(call.action, {}, call.hand))
    then = f"draft --month {call.of_month.plus(1)}"
    return Outcome((change,), sheet_id(call.of_month), change.after or {}, then=then)


def _standing(books: Books, month: Month) -> dict[str, Cell]:
    matter.life(books.schema("tasksheets"))
    found = books.dossier("tasksheets", sheet_id(month))
    if found is None:
        raise NoTaskSheet("month", shown=str(month))
    return found


def next_number(books: Books, year: int) -> str:
    """The next free number of the year, in front the words of the office's numbers.

    The words are ``提示单字号`` of ``[words]``, else those of the last number, else made of the township's name.
    """
    found = [match for row in books.table("tasksheets").rows() if (match := NUMBER.fullmatch(str(row["number"] or "")))]
    used = [int(match["sequence"]) for match in found if int(match["year"]) == year]
    name = books.township.name
    front = found[-1]["front"] if found else f"{name[0]}{name[-1]}振提"
    return f"{books.township.words.get('提示单字号', front)}〔{year}〕{max(used, default=0) + 1}号"
