"""Bases, enterprises, co-operatives and growers, typed or listed (M08)."""

from collections.abc import Iterable, Mapping
from typing import Final

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.industry import names
from wfx.duties.industry.laying import SAME, Laying
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NotInBooks, SourceUnknown, UnknownHousehold, WfxError
from wfx.values.table import Row

CHECKS: Final = ("charter", "roster", "accounts", "surplus", "annual")


def nearest(books: Books, ledger: str, number: str) -> Row:
    """The row of that number, or of the only number that ends so. Errors: ``NotInBooks``."""
    key = books.schema(ledger).key[0]
    rows = list(books.table(ledger).rows())
    near = [row for row in rows if row[key] == number] or [
        row for row in rows if number and str(row[key]).endswith(number)
    ]
    if len(near) != 1:
        raise NotInBooks(key, shown=number)
    return near[0]


def kept(call: Call) -> Outcome:
    """A base, an enterprise or a co-operative as typed; with its number, what stands is brought up to date.

    What was checked at a co-operative is of the day of the act. Errors: ``NotInBooks``, ``FieldsMissing``.
    """
    ledger, given = call.verb.ledger, dict(call.given)
    laying, key = Laying(call, ledger), call.books.schema(ledger).key[0]
    if given.get(key):
        given[key] = nearest(call.books, ledger, str(given[key]))[key]
    elif not given.get("name"):
        raise FieldsMissing(ledger, act=call.verb.title, fields=call.books.schema(ledger).field("name").title)
    given |= {f"{name}_on": call.hand.on for name in CHECKS if given.get(name) is not None}
    record = laying.put(given, renames=True)
    return Outcome(tuple(laying.changes()), str(record[key]), record)


def listed(call: Call, lot: Lot) -> Outcome:
    """A list of bases, enterprises or co-operatives; what stands is brought up to date, never entered twice."""
    changes: list[Change] = []
    for ledger, table in lot.raw.items():
        laying = Laying(call, ledger)
        for row in table.to_pylist():
            laying.put(_known_by_name(call.books, ledger, row))
        changes += laying.changes()
    return Outcome(tuple(changes))


def _known_by_name(books: Books, ledger: str, row: Row) -> Row:
    """A row of a partner under its number, where one of its kept spellings or its credit code says who it is."""
    key = books.schema(ledger).key[0]
    said = [str(row[name]) for name in ("credit_code", "name") if row.get(name)]
    found = [number for word in said if (number := names.found_partner(books, ledger, word))] if ledger in SAME else []
    return {**row, key: found[0]} if found and ledger != names.BASES and not row.get(key) else row


def home_of(books: Books, number: str) -> Row:
    """The household. Errors: ``UnknownHousehold``."""
    row = books.table("households").lookup(number)
    if row is None:
        raise UnknownHousehold("household_id", shown=number)
    return row


def grown(call: Call) -> Outcome:
    """A household that grows mushrooms, at a base or at home; the same again is brought up to date.

    Errors: ``UnknownHousehold``, ``SourceUnknown``.
    """
    home, said = home_of(call.books, call.number), call.words.get("at", "")
    at = names.base(call.books, said, str(home["village"])) if said else None
    laying = Laying(call, "growers")
    record = laying.put({**call.given, "household_id": call.number, "village": home["village"], "base_id": at})
    return Outcome(tuple(laying.changes()), str(record["grower_id"]), record)


def growers(call: Call, lot: Lot) -> Outcome:
    """A list of growers, each household checked, each base found by number or name. ``wrong``: those unknown."""
    laying, homes = Laying(call, "growers"), call.books.table("households")
    strangers: list[int] = []
    nowhere: dict[int, Mapping[str, str]] = {}
    for at, row in enumerate(lot.raw["growers"].to_pylist()):
        home = homes.lookup(str(row.get("household_id") or ""))
        if home is None:
            strangers.append(at)
            continue
        said = str(row.get("base_id") or row.get("base") or "")
        try:
            found = names.base(call.books, said, str(home["village"])) if said else None
        except SourceUnknown:
            nowhere[at] = {"shown": said, "near": names.candidates(call.books, names.BASES, said)}
            continue
        cells = {**row, "village": home["village"], "base_id": found}
        if not laying.left(cells):
            laying.put(cells)
    wrong = refused(
        "growers", (UnknownHousehold, strangers, "household_id", {}), (SourceUnknown, nowhere, "base", nowhere)
    )
    return Outcome(() if wrong else tuple(laying.changes()), notes=laying.notes, wrong=wrong)


def refused(
    ledger: str, *found: tuple[type[WfxError], Iterable[int], str, Mapping[int, Mapping[str, str]]]
) -> tuple[Wrong, ...]:
    """Rows of a lot that are refused: the error, the rows, the column, what it tells more of each."""
    return tuple(Wrong(kind, ledger, list(rows), column, said) for kind, rows, column, said in found if list(rows))
