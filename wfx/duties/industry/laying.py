"""Rows laid over a register: one that stands is brought up to date, another gets the next number (M08, M09)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.industry.names import folded
from wfx.values.change import Change
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


class Laying:
    """Rows laid over a register one after the other; what has ended is left, and another begins."""

    def __init__(self, call: Call, ledger: str) -> None:
        self.schema = call.books.schema(ledger)
        self._key = self.schema.key[0]
        self._stood = {str(row[self._key]): dict(row) for row in call.books.table(ledger).rows()}
        self.rows = {number: dict(row) for number, row in self._stood.items()}
        self._numbers = matter.numbers(call.books, ledger, NUMBER[ledger], call.hand.on)
        self._start, self._end = STAYS.get(ledger, ("", ""))
        self._left = 0
        self._by = {fields: self._index(fields, ended=False) for fields in SAME.get(ledger, ())}
        self._past = {fields: self._index(fields, ended=True) for fields in self._by}

    def _index(self, fields: tuple[str, ...], *, ended: bool) -> dict[tuple[str, ...], str]:
        rows = sorted(self._stood.values(), key=lambda row: str(row.get(self._end) or ""))
        meant = (row for row in rows if bool(row.get(self._end)) == ended)
        return {values: str(row[self._key]) for row in meant if (values := _values(row, fields))}

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
        return _first(self._by, given)

    def left(self, cells: Row) -> str:
        """The record an old line is of, and leaves as it is: ended or renewed since; blank for any other line."""
        number = self._found(cells)
        if number:
            old = _before(cells.get("until_on"), self.rows[number].get("until_on"))
        else:
            number = _first(self._past, cells)
            since = cells.get(self._start)
            old = bool(number) and (since is None or _before(since, self._stood[number][self._end]))
        self._left += old
        return number if old else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of lines left out."""
        return (f"{self._left} 行是已经解除、退出的,或更早的合同,账上的没有改",) if self._left else ()

    def changes(self) -> list[Change]:
        """What is new or other than it stood."""
        name = self.schema.name
        return [
            Change(name, (number,), self._stood.get(number), row)
            for number, row in self.rows.items()
            if row != self._stood.get(number)
        ]


def _first(indexes: Mapping[tuple[str, ...], Mapping[tuple[str, ...], str]], row: Row) -> str:
    found = (index.get(_values(row, fields)) for fields, index in indexes.items())
    return next(filter(None, found), "")


def _before(day: Cell, other: Cell) -> bool:
    return isinstance(day, date) and isinstance(other, date) and day < other


def _values(row: Row, fields: tuple[str, ...]) -> tuple[str, ...]:
    """What a row says in these fields; nothing where the first of them is blank."""
    return tuple(folded(str(row.get(name) or "")) for name in fields) if row.get(fields[0]) else ()


def _one_name(before: Row, given: Row, *, renames: bool) -> dict[str, Cell]:
    """The name in use, and every other spelling once beside it."""
    kept, came = before.get("aliases"), given.get("aliases")
    both = [str(name) for name in (before.get("name"), given.get("name")) if name]
    name = both[-1] if renames and both else next(iter(both), None)
    said = [*(kept if isinstance(kept, list) else []), *(came if isinstance(came, list) else []), *both]
    return {"name": name, "aliases": [each for each in dict.fromkeys(said) if each != name] or None}
