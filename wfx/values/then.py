"""The people's registers as they stood on a day: what happened to households and persons later is taken back.

The registers hold today's state, ``household_changes`` each event with its day. A month shows the households of its own
time: one that moved, closed, split or was founded later still stands, or does not yet stand, as it did then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.table import Cell, Table

HOMES, PEOPLE, EVENTS = "households", "persons", "household_changes"
THEN: Final = (HOMES, PEOPLE)  # the registers that are read so
_NEEDED: Final = {"change_id", "kind", "happened_on", "village", "household_id", "person_id"}
_LEFT: Final = {"death": 1, "marry_out": 1, "leave": 1, "soldier": 0, "prison": 0}  # how many the household lost by it
_CAME: Final = ("birth", "marry_in")
_ENDED: Final = ("moved", "closed")
_AWAY: Final = ("marry_out", "leave")
_STANDING: Final = {"death": "dead", "marry_out": "moved", "leave": "moved", "soldier": "soldier", "prison": "prison"}

Line = dict[str, Cell]


def table_then(books: Books, ledger: str, day: date) -> Table:
    """The register as it stood on that day; any other ledger as it is. Errors: ``NoSuchLedger``."""
    table = books.table(ledger)
    rows = rows_then(ledger, lambda name: books.table(name).arrow, books.ledgers, day)
    return table if rows is table.arrow else Table(table.schema, rows)


def rows_then(ledger: str, source: Callable[[str], pa.Table], ledgers: Iterable[str], day: date) -> pa.Table:
    """The same from tables by name; the very table of ``source`` where nothing happened later."""
    rows = source(ledger)
    if ledger not in THEN or not {*THEN, EVENTS} <= set(ledgers):
        return rows
    events = source(EVENTS)
    if not set(events.column_names) >= _NEEDED:
        return rows
    later = events.filter(pc.fill_null(pc.greater(events["happened_on"], day), fill_value=False))
    if not len(later):
        return rows
    own = pc.is_in(events["kind"], value_set=pa.array(_AWAY))
    undone = _Undone(source(HOMES), source(PEOPLE), frozenset(events.filter(own)["person_id"].to_pylist()))
    for event in sorted(later.to_pylist(), key=lambda each: (each["happened_on"], each["change_id"]), reverse=True):
        undone.take_back(event, _before(events, event))
    return undone.homes.table if ledger == HOMES else undone.people.table


def _before(events: pa.Table, event: Line) -> str:
    """How a person stood who then came back, by the last event before; gone where nothing is known."""
    if event["kind"] != "return":
        return ""
    mine = events.filter(pc.equal(events["person_id"], pa.scalar(event.get("person_id"), pa.string()))).to_pylist()
    days = [(each["happened_on"], _STANDING[each["kind"]]) for each in mine if each["kind"] in _STANDING]
    earlier = sorted(found for found in days if found[0] is not None and found[0] <= event["happened_on"])
    return earlier[-1][1] if earlier else "moved"


@dataclass
class _Rows:
    """A register of which a few rows are altered or left out."""

    kept: pa.Table
    key: str
    altered: dict[str, Line | None] = field(default_factory=dict)

    def row(self, key: str) -> Line | None:
        if key not in self.altered:
            found = self.kept.filter(pc.equal(self.kept[self.key], key)).to_pylist()
            self.altered[key] = found[0] if found else None
        return self.altered[key]

    def of(self, household: str) -> list[Line]:
        """The persons of a household, as altered so far."""
        names = self.kept.filter(pc.equal(self.kept["household_id"], household))[self.key].to_pylist()
        rows = [self.row(name) for name in {*names, *self.altered}]
        return [row for row in rows if row is not None and row["household_id"] == household]

    @property
    def table(self) -> pa.Table:
        touched = pc.is_in(self.kept[self.key], value_set=pa.array(list(self.altered), pa.string()))
        rows = [row for row in self.altered.values() if row is not None]
        parts = [self.kept.filter(pc.invert(touched)), pa.Table.from_pylist(rows, schema=self.kept.schema)]
        return pa.concat_tables(parts).sort_by(self.key)


class _Undone:
    """Both registers, events taken back one by one, the newest first; ``away`` are those who left by themselves."""

    def __init__(self, homes: pa.Table, people: pa.Table, away: frozenset[str]) -> None:
        self.homes = _Rows(homes, "household_id")
        self.people = _Rows(people, "person_id")
        self._away = away

    def take_back(self, event: Line, standing: str) -> None:
        kind, household, person = str(event["kind"]), str(event["household_id"]), str(event.get("person_id") or "")
        if kind == "add":
            self.homes.altered[household] = None
        elif kind in ("move", "close"):
            self._home_back(household, event["village"])
        elif kind == "split":
            self._joined(household, str(event.get("other_household") or ""))
        elif kind in _CAME:
            self.people.altered[person] = None
            self._count(household, -1)
        elif kind in _LEFT:
            self._stands(person, "present")
            self._count(household, _LEFT[kind])
        elif kind == "return":
            self._stands(person, standing)
            self._count(household, -1 if standing in ("dead", "moved") else 0)

    def _home_back(self, household: str, village: Cell) -> None:
        """It stands where it stood, and its people with it."""
        home = self.homes.row(household)
        if home is None:
            return
        home["village"] = village
        if home.get("standing") in _ENDED:
            home["standing"] = "present"
        for person in self.people.of(household):
            person["village"] = village
            if person.get("standing") in _ENDED and person["person_id"] not in self._away:
                person["standing"] = "present"

    def _joined(self, household: str, other: str) -> None:
        """A household split off is one with the old one again."""
        parted = self.homes.row(other)
        for person in self.people.of(other):
            person["household_id"] = household
        count = parted.get("member_count") if parted else None
        if isinstance(count, int):
            self._count(household, count)
        self.homes.altered[other] = None

    def _stands(self, person: str, standing: str) -> None:
        row = self.people.row(person)
        if row is not None:
            row["standing"] = standing

    def _count(self, household: str, more: int) -> None:
        home = self.homes.row(household)
        if home is not None and isinstance(count := home.get("member_count"), int):
            home["member_count"] = max(count + more, 0)
