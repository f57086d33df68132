"""Rows of the registers, typed or listed: one that stands is brought up to date, another gets the next number (M08)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.industry import names
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NotInBooks, SourceUnknown, UnknownHousehold, WfxError
from wfx.values.table import Cell, Row

# What makes two rows one, and how a new one is numbered.
SAME: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "bases": (("village", "name"),),
    "enterprises": (("credit_code",), ("name",)),
    "cooperatives": (("credit_code",), ("name",)),
    "growers": (("household_id", "base_id"),),
    "linkages": (("household_id", "coop_id", "form"),),
    "coop_ties": (("coop_id", "enterprise_id"),),
}
NUMBER: Final = {
    "bases": "base-{n:03}",
    "enterprises": "ent-{n:03}",
    "cooperatives": "coop-{n:03}",
    "growers": "gr-{year}-{n:04}",
    "linkages": "link-{year}-{n:04}",
    "coop_ties": "tie-{n:03}",
    "linkage_payments": "pay-{year}-{n:04}",
}
# First day and first day out of what does not last for ever.
STAYS: Final = {
    "growers": ("from_on", "until_on"),
    "linkages": ("signed_on", "ended_on"),
    "coop_ties": ("signed_on", "ended_on"),
}
CHECKS: Final = ("charter", "roster", "accounts", "surplus", "annual")


class Laying:
    """Rows laid over a register one after the other; what has ended is left, and another begins."""

    def __init__(self, call: Call, ledger: str) -> None:
        self.schema = call.books.schema(ledger)
        self._key = self.schema.key[0]
        self._stood = {str(row[self._key]): dict(row) for row in call.books.table(ledger).rows()}
        self.rows = {number: dict(row) for number, row in self._stood.items()}
        self._numbers = matter.numbers(call.books, ledger, NUMBER[ledger], call.hand.on)
        self._start, self._end = STAYS.get(ledger, ("", ""))
        self._stale = 0
        self._by = {names: self._index(names) for names in SAME.get(ledger, ())}

    def _index(self, fields: tuple[str, ...]) -> dict[tuple[str, ...], str]:
        going = (row for row in self._stood.values() if not row.get(self._end))
        return {values: str(row[self._key]) for row in going if (values := _values(row, fields))}

    def put(self, cells: Row, *, renames: bool = False) -> dict[str, Cell]:
        """The record these cells belong to, with them over it; blank cells leave what stands.

        ``renames``: another name is the one in use from now on, not another spelling.
        """
        given = {name: cell for name, cell in cells.items() if cell not in (None, "", []) and name in self.schema.names}
        number = str(given.get(self._key) or self._found(given) or next(self._numbers))
        before = self.rows.get(number, dict.fromkeys(self.schema.names))
        after = {**before, **given, self._key: number}
        if "aliases" in self.schema.names:
            after |= _one_name(before, given, renames=renames)
        self.rows[number] = after
        for fields, index in self._by.items():
            if values := _values(after, fields):
                index[values] = number
        return after

    def _found(self, given: Row) -> str:
        found = (index.get(_values(given, fields)) for fields, index in self._by.items())
        return next(filter(None, found), "")

    def stale(self, cells: Row) -> bool:
        """Whether a line is of what has ended since: an old list revives nothing. Counted for ``notes``."""
        old = any(
            _before(cells.get(self._start), row.get(self._end))
            for row in self._stood.values()
            for fields in self._by
            if _values(row, fields) == _values(cells, fields)
        )
        found = old and not self._found(cells)
        self._stale += found
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of lines left out."""
        return (f"{self._stale} 行是已经解除、退出的,没有重新登记",) if self._stale else ()

    def changes(self) -> list[Change]:
        """What is new or other than it stood."""
        name = self.schema.name
        return [
            Change(name, (number,), self._stood.get(number), row)
            for number, row in self.rows.items()
            if row != self._stood.get(number)
        ]


def _before(since: Cell, end: Cell) -> bool:
    """Whether something ended, and what begins on this day is no later: nothing new."""
    return isinstance(end, date) and not (isinstance(since, date) and since >= end)


def _values(row: Row, fields: tuple[str, ...]) -> tuple[str, ...]:
    """What a row says in these fields; nothing where the first of them is blank."""
    return tuple(names.folded(str(row.get(name) or "")) for name in fields) if row.get(fields[0]) else ()


def _one_name(before: Row, given: Row, *, renames: bool) -> dict[str, Cell]:
    """The name in use, and every other spelling once beside it."""
    kept, came = before.get("aliases"), given.get("aliases")
    both = [str(name) for name in (before.get("name"), given.get("name")) if name]
    name = both[-1] if renames and both else next(iter(both), None)
    said = [*(kept if isinstance(kept, list) else []), *(came if isinstance(came, list) else []), *both]
    return {"name": name, "aliases": [each for each in dict.fromkeys(said) if each != name] or None}


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
        if not laying.stale(cells):
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
