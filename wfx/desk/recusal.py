"""Recusal: in matters of one's own or of a relative an officer neither decides nor signs off.

Who is whose relative stands in ``officers.toml`` (entered by an administrator) and in the register ``relatives``
(declared by the cadres themselves); both count.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from wfx.store.diff import RowDiff
from wfx.store.log import changed_rows
from wfx.values.errors import Recused
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.table import Row

if TYPE_CHECKING:
    from wfx.desk.desk import Desk

LEDGER = "relatives"
_HANDS = ("_by", "_id_tag")  # fields that say who entered or decided, not whom it is about


def refuse(desk: "Desk", schema: Schema, rows: Iterable[Row | None], act: str) -> None:
    """Refuse the act of one who is recused from these rows. Errors: ``Recused``."""
    if desk.actor in recused(desk, schema, rows):
        raise Recused(schema.title, shown=desk.actor, act=act)


def recused(desk: "Desk", schema: Schema, rows: Iterable[Row | None]) -> frozenset[str]:
    """The officers who neither decide nor sign off what concerns these rows."""
    about = {text for row in rows if row is not None for text in _named(schema, row)}
    return frozenset(officer for officer, ids in circles(desk).items() if ids & about) if about else frozenset()


def recused_from(desk: "Desk", seq: int) -> frozenset[str]:
    """The same for whatever one entry changed; nothing is read while no officer has relatives."""
    known = circles(desk)
    if not known:
        return frozenset()
    with desk.books.at(str(seq)) as then:
        diffs = changed_rows(then.parent(), then) if then.here.kind == "change" else {}
    return frozenset(officer for officer, ids in known.items() if concerning(diffs, ids))


def concerning(diffs: Mapping[str, RowDiff], ids: frozenset[str]) -> dict[str, int]:
    """Ledger → how many of the changed rows name one of these ids, ledgers without such a row left out."""
    found = {}
    for ledger, diff in diffs.items():
        names = [each.name for each in diff.schema.fields if _says_whom(each)]
        parts = (
            (diff.removed,) if ledger == LEDGER else (diff.added, diff.removed, diff.after)
        )  # one may declare one's own
        count = sum(_rows(part, names, ids) for part in parts)
        if count or _rows(diff.before, names, ids):
            found[ledger] = max(count, 1)
    return found


def _rows(part: pa.Table, names: Iterable[str], ids: frozenset[str]) -> int:
    """How many rows name one of the ids in one of these columns."""
    wanted, hit = pa.array(sorted(ids), pa.string()), pa.array([False] * part.num_rows, pa.bool_())
    for name in names:
        hit = pc.or_(hit, pc.is_in(part[name], value_set=wanted))
    return int(pc.sum(hit).as_py() or 0)


def _says_whom(field: Field) -> bool:
    return field.type is FieldType.ID and not field.name.endswith(_HANDS)


def _named(schema: Schema, row: Row) -> Iterable[str]:
    for each in schema.fields:
        value = row.get(each.name)
        if _says_whom(each) and isinstance(value, str):
            yield value


def circles(desk: "Desk", *, ever: bool = False) -> Mapping[str, frozenset[str]]:
    """Officer → the ids that stand for the relatives: themselves and the households they live in.

    ``ever``: also relatives whose line was taken out of the register.
    """
    kin = {officer.id: set(officer.relatives) for officer in desk.books.officers.all}
    for cadre, relative in _declared(desk, ever=ever):
        kin.get(cadre, set()).add(relative)
    found = {}
    for officer, ids in kin.items():
        if ids:
            persons = desk.books.table("persons")
            lived = (persons.lookup(each) for each in ids)
            homes = {str(row["household_id"]) for row in lived if row is not None}
            found[officer] = frozenset({*ids, *homes})
    return found


def _declared(desk: "Desk", *, ever: bool) -> list[tuple[str, str]]:
    """Cadre and relative of every line of the register; books of an earlier version have none."""
    if LEDGER not in desk.books.ledgers:
        return []
    rows = [*desk.books.table(LEDGER).rows(), *(desk.books.removed(LEDGER).rows() if ever else ())]
    return [(str(row["cadre_id"]), str(row["relative_id"])) for row in rows]
