"""Who is responsible for a household, from when until when; whoever takes over ends the one before (M25)."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.laying import filled
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import HelperBackwards, NotInBooks
from wfx.values.table import Cell, Key, Row

LEDGER: Final = "helpers"
HERE: Final = ("present", "away")


def home_of(books: Books, number: str) -> Row:
    """The household. Errors: ``NotInBooks``."""
    home = books.table("households").lookup(number)
    if home is None:
        raise NotInBooks("household_id", shown=number)
    return home


def named(call: Call) -> list[Change]:
    """Who is responsible for a household from a day on. Errors: ``NotInBooks``, ``HelperBackwards``."""
    given = filled(call.given)
    home_of(call.books, str(given["household_id"]))
    if backwards(given):
        raise HelperBackwards("until", shown=str(given["until"]), since=str(given["since"]))
    return _changes(call.books, [given])


def listed(call: Call, lot: Lot) -> Outcome:
    """A list of those responsible; one that stands already is brought up to date."""
    rows = [filled(row) for row in lot.raw[LEDGER].to_pylist()]
    lost = [at for at, row in enumerate(rows) if backwards(row)]
    said = {at: {"since": str(rows[at]["since"])} for at in lost}
    if lost:
        return Outcome((), wrong=(Wrong(HelperBackwards, LEDGER, lost, "until", said),))
    return Outcome(tuple(_changes(call.books, rows)))


def posted(call: Call) -> Outcome:
    """A post made responsible for all its role is due to in a village or the township; who has one keeps it."""
    role, since = str(call.given["role"]), call.given["since"]
    standing = {str(row["household_id"]) for row in call.books.table(LEDGER).rows() if _goes_on(row, role, since)}
    homes = [
        home for home in _due(call.books, role, call.given.get("village")) if str(home["household_id"]) not in standing
    ]
    rows = [{**filled(call.given), "household_id": home["household_id"]} for home in homes]
    return Outcome(tuple(_changes(call.books, rows)), notes=(f"新登记 {len(rows)} 户",))


def _goes_on(row: Row, role: str, since: Cell) -> bool:
    until = row["until"]
    return row["role"] == role and (until is None or str(until) > str(since))


def _due(books: Books, role: str, village: Cell) -> Iterable[Row]:
    """The households a post visits: those watched; the village's secretary those lifted out of poverty too."""
    for home in books.table("households").rows():
        watched = home["monitoring"] is not None and home["risk_cleared"] is not True
        due = watched or (role == "secretary" and home["category"] == "lifted")
        if due and village in (None, home["village"]) and (home["standing"] or "present") in HERE:
            yield home


def backwards(row: Row) -> bool:
    """Whether it would end before it begins."""
    since, until = row.get("since"), row.get("until")
    return isinstance(since, date) and isinstance(until, date) and until <= since


def _changes(books: Books, rows: Iterable[Row]) -> list[Change]:
    """These rows, and the end of whoever was responsible before them; villages come from the households."""
    table, homes, schema = books.table(LEDGER), books.table("households"), books.schema(LEDGER)
    stood: dict[Key, Row] = {schema.key_of(row): row for row in table.rows()}
    kept: dict[Key, Row] = dict(stood)
    terms: dict[Key, set[Key]] = {}
    for key in stood:
        terms.setdefault(key[:2], set()).add(key)
    for row in sorted(rows, key=lambda each: str(each["since"])):
        key = schema.key_of(row)
        home = homes.lookup(key[0])
        village = home["village"] if home else None
        kept[key] = {**dict.fromkeys(schema.names), **kept.get(key, {}), **row, "village": village}
        of_role = terms.setdefault(key[:2], set())
        later = [kept[after]["since"] for after in of_role if after[2] > key[2]]
        if later and kept[key]["until"] is None:
            kept[key] = {**kept[key], "until": min(later, key=str)}
        for before in of_role:
            if before[2] < key[2] and _overlaps(kept[before], row["since"]):
                kept[before] = {**kept[before], "until": row["since"]}
        of_role.add(key)
    return [Change(LEDGER, key, stood.get(key), row) for key, row in kept.items() if row != stood.get(key)]


def _overlaps(row: Row, since: Cell) -> bool:
    return row["until"] is None or str(row["until"]) > str(since)
