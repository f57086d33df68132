"""Money on its way, as typed or as finance and banks list it: planned, allotted, paid, settled (M19)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.matter_found import open_from
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NotInBooks
from wfx.values.table import Cell, Row

PAID, SHARED, LIBRARY = "payments", "allotments", "projects"
NUMBERS = {"budgets": "bud-{year}-{n:03}", SHARED: "fund-{year}-{n:03}", PAID: "pay-{year}-{n:03}"}
SAME = {
    "budgets": ("paper_no", "level", "task", "amount"),
    PAID: ("project_id", "paid_on", "amount", "voucher"),
}
OUT_OF_ORDER = ("F01", "F02", "F04", "F06")  # what a payment may be found to be at once


def planned(call: Call) -> Outcome:
    """A project's money written into the plan; what the library of projects knows is not asked again.

    Errors: ``FieldsMissing`` without a name.
    """
    stored: Row = call.books.table(LIBRARY).lookup(str(call.given.get("project_id"))) or {}
    known: dict[str, Cell] = {"project": stored.get("name"), "village": stored.get("village")}
    given = {**known, **{name: cell for name, cell in call.given.items() if cell is not None}}
    if not given.get("project"):
        title = call.books.schema(SHARED).field("project").title
        raise FieldsMissing("plan", act=call.verb.title, fields=title)
    act = matter.Act("", given, call.hand, sets=call.verb.sets)
    changes = matter.written(call.books, SHARED, act, NUMBERS[SHARED])
    return Outcome(tuple(changes), changes[0].key[0], changes[0].after or {})


def changed(call: Call) -> Outcome:
    """What a verb writes over a project's money, found by its number or the end of it. Errors: ``NotInBooks``."""
    rows = call.books.table(SHARED).rows()
    keys = [str(row["allotment_id"]) for row in rows]
    near = [key for key in keys if key == call.number] or [key for key in keys if key.endswith(call.number or "-")]
    if len(near) != 1:
        raise NotInBooks("allotment_id", shown=call.number)
    act = matter.Act("", {**call.given, "allotment_id": near[0]}, call.hand, sets=call.verb.sets)
    changes = matter.written(call.books, SHARED, act)
    return Outcome(tuple(changes), near[0], changes[0].after or {})


def paid(call: Call) -> Outcome:
    """A payment that happened: recorded whatever the rules say, and what they find red opens a rectification."""
    given = {"village": _village(call.books, call.given.get("project_id")), **call.given}
    act = matter.Act("", given, call.hand, sets=call.verb.sets)
    changes = matter.written(call.books, PAID, act, NUMBERS[PAID])
    matters, notes = _wrong(call, changes)
    return Outcome((*changes, *matters), changes[0].key[0], changes[0].after or {}, notes=notes)


def _village(books: Books, project: Cell) -> Cell:
    found = {row["village"] for row in books.table(SHARED).rows() if row["project_id"] == project}
    return found.pop() if len(found) == 1 else None


def _wrong(call: Call, changes: Sequence[Change]) -> tuple[list[Change], tuple[str, ...]]:
    """The matters these payments open, and what is wrong with them in words."""
    about = {str((change.after or {}).get(name)) for change in changes for name in ("project_id", "payment_id")}
    found = [one for one in call.judged(OUT_OF_ORDER, changes) if one.subject in about]
    matters, _ = open_from(call.books, found, call.hand)
    told = [f"{change.key[0]}:{(change.after or {}).get('problem')}" for change in matters]
    return matters, tuple(f"立为整改 {one}" for one in told)


def listed(call: Call, lot: Lot) -> Outcome:
    """Lists of budgets, of projects' money, of payments: what stands is filled in, never entered twice."""
    changes: list[Change] = []
    passed = 0
    for ledger, table in lot.raw.items():
        rows = [{name: cell for name, cell in row.items() if cell is not None} for row in table.to_pylist()]
        fresh, left = _fresh(call.books, ledger, rows) if ledger in SAME else (rows, 0)
        passed += left
        changes += _entered(call, ledger, fresh)
    matters, notes = _wrong(call, [change for change in changes if change.ledger == PAID])
    again = (f"{passed} 行已经登记过,没有重复登记",) if passed else ()
    return Outcome((*changes, *matters), notes=(*again, *notes))


def _fresh(books: Books, ledger: str, rows: Iterable[Row]) -> tuple[list[Row], int]:
    """The rows that are not in the books yet; two alike in one list are two, and taken once each."""
    standing = Counter(_same(ledger, row) for row in books.table(ledger).rows())
    fresh, left = [], 0
    for row in rows:
        if standing[_same(ledger, row)] > 0:
            standing[_same(ledger, row)] -= 1
            left += 1
        else:
            fresh.append(row)
    return fresh, left


def _same(ledger: str, row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) if row.get(name) is not None else "") for name in SAME[ledger])


def _entered(call: Call, ledger: str, rows: Sequence[Row]) -> list[Change]:
    """Each row under its own number, the next one, or over the same project's money that stands."""
    key = call.books.schema(ledger).key[0]
    numbers = matter.numbers(call.books, ledger, NUMBERS[ledger], call.hand.on)
    blank: dict[str, Cell] = dict.fromkeys(call.books.schema(ledger).names)
    made: dict[str, Change] = {}
    for row in rows:
        given = {"village": _village(call.books, row.get("project_id")), **row} if ledger == PAID else dict(row)
        number = str(given.get(key) or (_standing(call.books, given) if ledger == SHARED else "") or next(numbers))
        before = call.books.table(ledger).lookup(number)
        now = (made[number].after if number in made else before) or blank
        made[number] = Change(ledger, (number,), before, {**now, **given, key: number})
    return list(made.values())


def _standing(books: Books, given: Row) -> str:
    """The number of the same project's money of the same budget, or of none yet."""
    rows = [row for row in books.table(SHARED).rows() if row["project_id"] == given.get("project_id")]
    budget = given.get("budget_id")
    near = [row for row in rows if row["budget_id"] == budget] or [
        row for row in rows if row["budget_id"] is None or budget is None
    ]
    return str(near[0]["allotment_id"]) if len(near) == 1 else ""
