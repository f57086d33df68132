"""Rows of the training registers, typed or listed: what stands is brought up to date, another gets the next number."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Final

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.laying import agree, filled, laid
from wfx.duties.training.terms import NoTerm, term_of
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NotInBooks, TermUnknown
from wfx.values.table import Cell, Row

NUMBER: Final = {"certificates": "crt-{year}-{n:03}", "yulu": "yl-{year}-{n:03}"}


def person_of(books: Books, number: str) -> Row:
    """The person. Errors: ``NotInBooks``."""
    person = books.table("persons").lookup(number)
    if person is None:
        raise NotInBooks("person_id", shown=number)
    return person


def written(call: Call) -> list[Change]:
    """One row as typed, of the person's village; what stands under its key is brought up to date.

    Errors: ``NotInBooks``, ``TermUnknown``.
    """
    given = {name: cell for name, cell in call.given.items() if cell is not None}
    person = person_of(call.books, str(given["person_id"]))
    row: dict[str, Cell] = {**given, "village": person["village"]}
    if row.get("term"):
        row["term"] = _term(str(row["term"]))
    ledger = call.verb.ledger
    if ledger in NUMBER:
        return _laid(call, ledger, [row])
    return matter.written(call.books, ledger, matter.Act("", row, call.hand, sets=call.verb.sets))


def _term(text: str) -> str:
    try:
        return term_of(text)
    except NoTerm:
        raise TermUnknown("term", shown=text) from None


def certificates(call: Call, lot: Lot) -> Outcome:
    """A list of certificates; the same person's same certificate is taken once."""
    return _outcome(call, "certificates", lot, lot.raw["certificates"].to_pylist())


def yulu(call: Call, lot: Lot) -> Outcome:
    """A list of grants; one that was paid another day is another grant. ``wrong``: terms nobody can read."""
    rows, wrong = _with_terms("yulu", lot)
    return Outcome((), wrong=wrong) if wrong else _outcome(call, "yulu", lot, rows)


def pupils(call: Call, lot: Lot) -> Outcome:
    """The pupils of a term, with how they stand. ``wrong``: terms nobody can read."""
    rows, wrong = _with_terms("pupils", lot)
    table = {(str(row["term"]), str(row["person_id"])): row for row in call.books.table("pupils").rows()}
    blank = dict.fromkeys(call.books.schema("pupils").names)
    found: dict[tuple[str, str], dict[str, Cell]] = {}
    for row in () if wrong else rows:
        key = (str(row["term"]), str(row["person_id"]))
        found[key] = {**blank, **(found.get(key) or table.get(key) or {}), **filled(row)}
    changes = (Change("pupils", key, table.get(key), row) for key, row in found.items())
    return Outcome(tuple(each for each in changes if each.before != each.after), wrong=wrong)


def _with_terms(ledger: str, lot: Lot) -> tuple[list[dict[str, Cell]], tuple[Wrong, ...]]:
    """The rows with their terms as they are kept, and those whose term cannot be read."""
    rows, lost = lot.raw[ledger].to_pylist(), list[int]()
    for at, row in enumerate(rows):
        try:
            row["term"] = term_of(str(row.get("term") or ""))
        except NoTerm:
            lost.append(at)
    return rows, (Wrong(TermUnknown, ledger, lost, "term"),) if lost else ()


def _outcome(call: Call, ledger: str, lot: Lot, rows: Iterable[Row]) -> Outcome:
    changes = _laid(call, ledger, rows)
    again = lot.raw[ledger].num_rows - len(changes)
    return Outcome(tuple(changes), notes=(f"{again} 行账上已有,没有变化",) if again else ())


def _laid(call: Call, ledger: str, rows: Iterable[Row]) -> list[Change]:
    return laid(call, ledger, NUMBER[ledger], rows, partial(_same, ledger))


def _same(ledger: str, row: Row, other: Row) -> bool:
    """Whether two records are of one certificate, or of one grant."""
    if row.get("person_id") != other.get("person_id"):
        return False
    if ledger == "yulu":
        return row.get("term") == other.get("term") and agree(row, other, ("paid_on",))
    if row.get("certificate_no") and other.get("certificate_no"):
        return row["certificate_no"] == other["certificate_no"]
    names = ("trade", "level", "issued_on", "class_id")
    return agree(row, other, names) and any(row.get(name) and row.get(name) == other.get(name) for name in names)


def span(books: Books, number: str) -> tuple[date | None, date | None]:
    """First and last day of a class, as far as they are known. Errors: ``NotInBooks``."""
    row: Mapping[str, Cell] = matter.find(books, "classes", number)
    first, last = row.get("from_on"), row.get("until_on")
    return first if isinstance(first, date) else None, last if isinstance(last, date) else None
