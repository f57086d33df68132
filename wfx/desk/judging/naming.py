"""What a finding is about, as people call it: the village, and the thing's name or the household's head under stars."""

from collections.abc import Collection, Iterable, Mapping

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.office.names import names_of
from wfx.store.history.log import removed
from wfx.values import compute as pc
from wfx.values.finding import Finding
from wfx.values.table import Row

_NAMES = ("name", "problem", "matter", "what", "topic")
_BRIEF = 16
_FIRST = {name: place for place, name in enumerate(("households", "assets", "contracts", "asset_income", "persons"))}
_ABOUT = {"household_id": "households", "asset_id": "assets"}
Thing = tuple[str, str]


def things(desk: Desk, findings: Iterable[Finding]) -> dict[str, Thing]:
    """Subject → its village's name and what it is called; both blank where the books do not say."""
    villages = {finding.subject: finding.village for finding in findings}
    rows = _records(desk, villages)
    about = _about(desk, rows.values())
    whole = {subject: (row, _of(row, about)) for subject, row in rows.items()}
    heads = {str(each["head_id"]) for pair in whole.values() for each in pair if each.get("head_id")}
    names = {person: str(name) for person, name in names_of(desk, heads).items()}
    found = {}
    for subject, village in villages.items():
        row, other = whole.get(subject, ({}, {}))
        code = str(row.get("village") or other.get("village") or village or subject)
        place = desk.books.township.village(code)
        found[subject] = (place.name if place else "", _name(row, names) or _name(other, names))
    return found


def _records(desk: Desk, subjects: Collection[str]) -> dict[str, Row]:
    """The record each subject is the key of, what once stood in the assets too; ledgers are read while any is left."""
    left, found = set(subjects), dict[str, Row]()
    for ledger, schema in sorted(desk.books.schemas.items(), key=lambda item: _FIRST.get(item[0], len(_FIRST))):
        if left and len(schema.key) == 1 and not schema.sealed:
            tables = [desk.books.table(ledger).arrow]
            tables += [removed(desk.books, ledger).arrow] if ledger == "assets" else []
            for table in tables:
                found |= _keyed(table, schema.key[0], left)
                left -= found.keys()
    return found


def _keyed(table: pa.Table, key: str, wanted: Collection[str]) -> dict[str, Row]:
    rows = table.filter(pc.is_in(table[key], value_set=pa.array(sorted(wanted), pa.string())))
    return {str(row[key]): row for row in rows.to_pylist()}


def _about(desk: Desk, rows: Collection[Row]) -> dict[str, Row]:
    """The households and assets these records name."""
    found: dict[str, Row] = {}
    for name, ledger in _ABOUT.items():
        wanted = {str(row[name]) for row in rows if row.get(name)}
        if wanted and ledger in desk.books.ledgers:
            found |= _keyed(desk.books.table(ledger).arrow, name, wanted)
    return found


def _of(row: Row, about: Mapping[str, Row]) -> Row:
    return next((about[str(row[name])] for name in _ABOUT if str(row.get(name)) in about), {})


def _name(row: Row, names: Mapping[str, str]) -> str:
    if row.get("head_id"):
        return names.get(str(row["head_id"]), "")
    said = next((str(row[name]) for name in _NAMES if isinstance(row.get(name), str) and row[name]), "")
    return said[:_BRIEF]
