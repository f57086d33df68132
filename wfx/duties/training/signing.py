"""Sign-in of a class by half-days: who was there in the morning, who in the afternoon (M11)."""

from datetime import date, timedelta

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.training.registers import span, written
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, OutsideClass
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_name
from wfx.values.table import Row

LEDGER, ROLLS = "class_attendance", "class_rolls"


def typed(call: Call) -> list[Change]:
    """One person's day. Errors: ``NotInBooks``, ``OutsideClass``, ``FieldsMissing`` without a half-day."""
    if not (call.given.get("am") or call.given.get("pm")):
        raise FieldsMissing(LEDGER, act=call.verb.title, fields="上午或下午")
    number, day = str(call.given["class_id"]), call.given["day"]
    if isinstance(day, date) and not _inside(call.books, number, day):
        raise OutsideClass("day", shown=str(day), **_said(call.books, number))
    return written(call)


def taken(call: Call, lot: Lot) -> Outcome:
    """Sheets of sign-ins, a line a person and day. ``wrong``: days outside the class (``OutsideClass``)."""
    books, known = call.books, call.books.table(LEDGER)
    people = books.table("persons")
    rows = lot.rows[LEDGER].to_pylist()
    outside = [at for at, row in enumerate(rows) if not _inside(books, str(row["class_id"]), row["day"])]
    if outside:
        said = {at: _said(books, str(rows[at]["class_id"])) for at in outside}
        return Outcome((), wrong=(Wrong(OutsideClass, LEDGER, outside, "day", said),))
    schema = books.schema(LEDGER)
    laid = ((schema.key_of(row), row | {"village": (people.lookup(_who(row)) or {}).get("village")}) for row in rows)
    changes = (Change(LEDGER, key, known.lookup(*key), row) for key, row in laid)
    return Outcome(tuple(each for each in changes if each.before != each.after))


def _inside(books: Books, number: str, day: date) -> bool:
    first, last = span(books, number)
    return (first is None or first <= day) and (last is None or day <= last)


def _said(books: Books, number: str) -> dict[str, str]:
    first, last = span(books, number)
    return {"number": number, "first": str(first or "没有写"), "last": str(last or "没有写")}


def blank(call: Call) -> Sheet:
    """The sheet to sign, a line a person of the class and a day of it; marks that are known stand in it.

    Errors: ``FieldsMissing`` without a class, ``NotInBooks``.
    """
    number = str(call.given.get("class_id") or "")
    if not number:
        raise FieldsMissing(LEDGER, act=call.verb.title, fields="期班")
    books = call.books
    roll = sorted(books.table(ROLLS).where(class_id=number).rows(), key=lambda row: (_text(row, "village"), _who(row)))
    people = [row for row in roll if row.get("left_on") is None]
    names = call.people.names([_who(row) for row in people])
    rows: list[tuple[Shown, ...]] = []
    for day in _days(books, number, call.given.get("day"), call.hand.on):
        for row in people:
            known = books.table(LEDGER).lookup(number, _who(row), str(day)) or {}
            name = shown_name(names.get(_who(row)), Reader.WORKING)
            marks = (_mark(books, known, half) for half in ("am", "pm"))
            village = books.township.village_name(_text(row, "village"))
            rows.append((number, _who(row), name, village, str(day), *marks, None))
    heads = ("期班编号", "人编号", "姓名", "村", "签到日期", "上午", "下午", "签字")
    columns = tuple(Column(f"c{at}", title, FieldType.TEXT) for at, title in enumerate(heads))
    notes = ("来了打 √,请假写 假,没来写 ×;空着不算签到。代签的不收。",)
    return Sheet(f"{number}签到表", columns, tuple(rows), notes)


def _who(row: Row) -> str:
    return str(row["person_id"])


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "")


def _mark(books: Books, row: Row, half: str) -> Shown:
    codes = books.schema(LEDGER).field(half).codes
    return codes.get(_text(row, half)) if row.get(half) else None


def _days(books: Books, number: str, said: object, today: date) -> list[date]:
    """The day that was asked for, else every day of the class, else today."""
    first, last = span(books, number)
    if isinstance(said, date) or first is None or last is None:
        return [said if isinstance(said, date) else today]
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]
