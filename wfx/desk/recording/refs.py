"""What a field names must stand in the books: ``ref`` of a schema, asked in one place for words and files alike."""

from collections.abc import Mapping

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.values.errors import NotInBooks
from wfx.values.posts import ROLES, posts_of
from wfx.values.schema import Schema
from wfx.values.table import Cell

OFFICERS = "officers"  # somebody of the office: an officer, a role, a village's post; or a person of the register
_PERSONS = "persons"


def known(desk: Desk, ref: str) -> pa.ChunkedArray:
    """Every value a field with this ``ref`` may hold, as text; of a ledger the books do not have nothing is asked."""
    if ref == OFFICERS:
        office = [*(officer.id for officer in desk.books.officers.all), *ROLES, *posts_of(desk.books.township)]
        return pa.chunked_array([pa.array(office, pa.string()), *known(desk, _PERSONS).chunks], pa.string())
    schema = desk.books.schema(ref)
    return desk.books.table(ref).arrow[schema.key[0]]


def named(desk: Desk, schema: Schema) -> dict[str, str]:
    """Field → the ledger it names, for those the books have."""
    return {each.name: each.ref for each in schema.fields if each.ref in (OFFICERS, *desk.books.ledgers)}


def check_refs(desk: Desk, schema: Schema, given: Mapping[str, Cell]) -> None:
    """What typed words name is there. Errors: ``NotInBooks``."""
    for name, ref in named(desk, schema).items():
        if given.get(name):
            check_ref(desk, ref, name, str(given[name]))


def check_ref(desk: Desk, ref: str, field: str, value: str) -> None:
    """One value of one field. Errors: ``NotInBooks``."""
    if value not in set(known(desk, ref).to_pylist()):
        raise NotInBooks(field, shown=value)
