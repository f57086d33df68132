"""Loans as a bank lists them or as they are typed, what comes back, whose interest is paid, who was spoken to (M12)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.laying import agree, filled, laid
from wfx.duties.loans.interest import parts_of, subsidy, terms_on
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import LoanUnknown, NotInBooks, SubsidyUnknown
from wfx.values.table import Cell, Row

LOANS, SUBSIDIES, INTENTIONS = "loans", "loan_subsidies", "intentions"
NUMBER: Final = {LOANS: "loan-{year}-{n:03}", SUBSIDIES: "sub-{year}-{n:03}", INTENTIONS: "int-{year}-{n:03}"}


def found(books: Books, ledger: str, number: str) -> Row:
    """The record of that number, or of the only one that ends so; a loan by its contract's number, too.

    Errors: ``NotInBooks``.
    """
    key = books.schema(ledger).key[0]
    rows = list(books.table(ledger).rows())
    near = [row for row in rows if number and number in (row[key], row.get("contract_no"))]
    near = near or [row for row in rows if number and str(row[key]).endswith(number)]
    if len(near) != 1:
        raise NotInBooks(key, shown=number)
    return near[0]


def _person(books: Books, number: str) -> dict[str, Cell]:
    """The cells a record has of its person. Errors: ``NotInBooks``."""
    person = books.table("persons").lookup(number)
    if person is None:
        raise NotInBooks("person_id", shown=number)
    return {"village": person["village"], "household_id": person["household_id"]}


def _of(books: Books, ledger: str, row: Row) -> dict[str, Cell]:
    own = _person(books, str(row["person_id"]))
    return {**row, **{name: cell for name, cell in own.items() if name in books.schema(ledger).names}}


def recorded(call: Call) -> Outcome:
    """One loan as typed. Errors: ``NotInBooks``."""
    row = _of(call.books, LOANS, filled(call.given))
    return _loans(call, [row])


def listed(call: Call, lot: Lot) -> Outcome:
    """A bank's list: a loan that stands is brought up to date, never entered twice."""
    return _loans(call, lot.raw[LOANS].to_pylist())


def _loans(call: Call, rows: Sequence[Row]) -> Outcome:
    changes = laid(call, LOANS, NUMBER[LOANS], rows, _same_loan)
    new = [each.after or {} for each in changes if each.before is None]
    lacking = sorted({_product(call.books, row) for row in new if not terms_on(call.books, row, row.get("lent_on"))})
    again = len(rows) - len(changes)
    notes = [f"{again} 行账上已有,没有变化"] if again else []
    notes += [f"{'、'.join(lacking)} 在放款那天没有登记条件(上限、期限、比例):wfx loans terms"] if lacking else []
    record = changes[0].after or {} if changes else {}
    return Outcome(tuple(changes), str(record.get("loan_id", "")), record, notes=tuple(notes))


def _product(books: Books, row: Row) -> str:
    return books.schema(LOANS).field("product").codes.get(str(row["product"]), str(row["product"]))


def _same_loan(row: Row, other: Row) -> bool:
    """Of one bank and contract; without a contract's number, of one borrower, product and day."""
    if row.get("contract_no") and other.get("contract_no"):
        return row["contract_no"] == other["contract_no"] and agree(row, other, ("bank",))
    same = all(row.get(name) and row.get(name) == other.get(name) for name in ("person_id", "product", "lent_on"))
    return same and agree(row, other, ("principal",))


def changed(call: Call) -> list[Change]:
    """A new last day, the day from which it was not paid, the day it was all paid. Errors: ``NotInBooks``."""
    loan = found(call.books, LOANS, call.number)
    return [Change(LOANS, (str(loan["loan_id"]),), loan, {**loan, **filled(call.given)})]


def repaid(call: Call) -> list[Change]:
    """Money that came back on the day of the act; the last of it settles the loan. Errors: ``NotInBooks``."""
    loan = found(call.books, LOANS, call.number)
    row = {**call.given, "loan_id": loan["loan_id"], "paid_on": call.hand.on}
    changes = matter.written(call.books, "loan_repayments", matter.Act("", row, call.hand))
    if call.words.get("settled"):
        changes.append(Change(LOANS, (str(loan["loan_id"]),), loan, {**loan, "settled_on": call.hand.on}))
    return changes


def granted(call: Call) -> list[Change]:
    """Interest paid for one loan; an amount not said is reckoned. Errors: ``NotInBooks``, ``SubsidyUnknown``."""
    loan = found(call.books, LOANS, call.number)
    row = {**filled(call.given), "loan_id": loan["loan_id"], "village": loan["village"]}
    since, until = row.get("from_on"), row.get("until_on")
    if not isinstance(row.get("amount"), Decimal) and isinstance(since, date) and isinstance(until, date):
        parts = parts_of(call.books, loan, since, until)
        if not parts:
            raise SubsidyUnknown("amount", shown=str(loan["loan_id"]))
        row |= {"amount": subsidy(parts), "days": (until - since).days}
    return laid(call, SUBSIDIES, NUMBER[SUBSIDIES], [row], _same_subsidy)


def subsidies(call: Call, lot: Lot) -> Outcome:
    """A list of interest paid; the loan is found by its contract. ``wrong``: lines of no loan or of several."""
    rows, lost = lot.raw[SUBSIDIES].to_pylist(), list[int]()
    for at, row in enumerate(rows):
        try:
            loan = found(call.books, LOANS, str(row.get("loan_id") or row.get("contract_no") or ""))
        except NotInBooks:
            lost.append(at)
            continue
        row |= {"loan_id": loan["loan_id"], "village": loan["village"]}
    if lost:
        said = {at: {"shown": str(rows[at].get("contract_no") or rows[at].get("loan_id") or "")} for at in lost}
        return Outcome((), wrong=(Wrong(LoanUnknown, SUBSIDIES, lost, "contract_no", said),))
    return Outcome(tuple(laid(call, SUBSIDIES, NUMBER[SUBSIDIES], rows, _same_subsidy)))


def _same_subsidy(row: Row, other: Row) -> bool:
    return row.get("loan_id") == other.get("loan_id") and agree(row, other, ("from_on", "until_on", "paid_on"))


def spoken(call: Call) -> list[Change]:
    """Somebody who wants to begin something, and who spoke to them. Errors: ``NotInBooks``."""
    row = {"spoke_on": call.hand.on, **_of(call.books, INTENTIONS, {**filled(call.given), "person_id": call.number})}
    return laid(call, INTENTIONS, NUMBER[INTENTIONS], [row], _same_intention)


def intentions(call: Call, lot: Lot) -> Outcome:
    """A list of who wants what, with what came of it."""
    return Outcome(tuple(laid(call, INTENTIONS, NUMBER[INTENTIONS], lot.raw[INTENTIONS].to_pylist(), _same_intention)))


def _same_intention(row: Row, other: Row) -> bool:
    """The same person's, while nothing came of it, or of the same day."""
    if row.get("person_id") != other.get("person_id"):
        return False
    return other.get("came_of") in (None, "thinking", "applied") or row.get("spoke_on") == other.get("spoke_on")


def came(call: Call) -> list[Change]:
    """What came of it. Errors: ``NotInBooks``."""
    row, given = found(call.books, INTENTIONS, call.number), filled(call.given)
    if given.get("loan_id"):
        given["loan_id"] = found(call.books, LOANS, str(given["loan_id"]))["loan_id"]
    after = {**row, **given, "came_on": call.hand.on}
    return [Change(INTENTIONS, (str(row["intention_id"]),), row, after)]


def of_year(books: Books, year: int) -> Iterator[Row]:
    """The subsidies of a year: of the day they were paid, else of their last day."""
    for row in books.table(SUBSIDIES).rows():
        day = row.get("paid_on") or row.get("until_on")
        if isinstance(day, date) and day.year == year:
            yield row
