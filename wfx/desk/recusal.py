"""Recusal: in matters of one's own or of a relative an officer neither decides nor signs off."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from wfx.store.log import changed_rows
from wfx.values.errors import Recused
from wfx.values.schema import FieldType, Schema
from wfx.values.table import Row

if TYPE_CHECKING:
    from wfx.desk.desk import Desk

_HANDS = ("_by", "_id_tag")  # fields that say who entered or decided, not whom it is about


def refuse(desk: "Desk", schema: Schema, rows: Iterable[Row | None], act: str) -> None:
    """Refuse the act of one who is recused from these rows. Errors: ``Recused``."""
    if desk.actor in recused(desk, schema, rows):
        raise Recused(schema.title, shown=desk.actor, act=act)


def recused(desk: "Desk", schema: Schema, rows: Iterable[Row | None]) -> frozenset[str]:
    """The officers who neither decide nor sign off what concerns these rows."""
    about = {text for row in rows if row is not None for text in _named(schema, row)}
    return frozenset(officer for officer, ids in _circles(desk).items() if ids & about) if about else frozenset()


def recused_from(desk: "Desk", seq: int) -> frozenset[str]:
    """The same for whatever one entry changed; nothing is read while no officer has relatives."""
    if not any(officer.relatives for officer in desk.books.officers.all):
        return frozenset()
    with desk.books.at(str(seq)) as then:
        diffs = changed_rows(then.parent(), then) if then.here.kind == "change" else {}
    found: set[str] = set()
    for diff in diffs.values():
        for part in (diff.added, diff.removed, diff.before, diff.after):
            found |= recused(desk, diff.schema, part.to_pylist())
    return frozenset(found)


def _named(schema: Schema, row: Row) -> Iterable[str]:
    for each in schema.fields:
        value = row.get(each.name)
        if each.type is FieldType.ID and isinstance(value, str) and not each.name.endswith(_HANDS):
            yield value


def _circles(desk: "Desk") -> Mapping[str, frozenset[str]]:
    """Officer → the ids that stand for the relatives: themselves and the households they live in."""
    found = {}
    for officer in desk.books.officers.all:
        if officer.relatives:
            persons = desk.books.table("persons")
            lived = (persons.lookup(each) for each in officer.relatives)
            homes = {str(row["household_id"]) for row in lived if row is not None}
            found[officer.id] = frozenset({*officer.relatives, *homes})
    return found
