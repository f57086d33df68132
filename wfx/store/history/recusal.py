"""Who is recused from what: pure questions over lists, rows and differences, for the desk and the verifier alike.

Who is whose relative stands in ``officers.toml`` (entered by an administrator) and in the register ``relatives``
(declared by the cadres themselves); both count. Relatives stand for themselves and for the households they live in.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from wfx.store.entries.entry import FACTS, SignOff
from wfx.store.entries.officers import Officers
from wfx.store.history.diff import RowDiff
from wfx.store.history.log import changed_rows, removed
from wfx.values import compute as pc
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.table import Row

if TYPE_CHECKING:
    from wfx.store.books.books import OpenBooks

LEDGER = "relatives"
Rows = Callable[[str], Iterable[pa.Table]]  # the rows of a ledger, nothing for one the books do not have
Circles = Mapping[str, frozenset[str]]  # officer → the ids that stand for that one's relatives
PERSONS = "persons"
_PAIR, _HOME = ("cadre_id", "relative_id"), ("person_id", "household_id")
RELATIONS = MappingProxyType({LEDGER: _PAIR, PERSONS: _HOME})  # ledger → the columns who is recused is read from
_HANDS = ("_by", "_id_tag")  # fields that say who entered or decided, not whom it is about


def kin(officers: Officers | None, rows: Rows) -> Iterator[tuple[str, str]]:
    """Every pair of an officer or cadre and a relative that is known."""
    for officer in officers.all if officers else ():
        yield from ((officer.id, each) for each in officer.relatives)
    for table in _with(rows(LEDGER), _PAIR):
        pairs = zip(table["cadre_id"].to_pylist(), table["relative_id"].to_pylist(), strict=True)
        yield from ((str(cadre), str(relative)) for cadre, relative in pairs)


def circles(pairs: Iterable[tuple[str, str]], among: Collection[str], rows: Rows) -> Circles:
    """The ids of the relatives of each of these officers and of the households they live in; who has none is left out.

    ``rows`` gives the ``persons`` who live there.
    """
    found: dict[str, set[str]] = {}
    for officer, relative in pairs:
        if officer in among:
            found.setdefault(officer, set()).add(relative)
    lived = _homes(frozenset(each for ids in found.values() for each in ids), rows)
    return {officer: frozenset(ids | {lived[each] for each in ids & lived.keys()}) for officer, ids in found.items()}


def _homes(ids: frozenset[str], rows: Rows) -> dict[str, str]:
    """Person → household of those of these ids that are persons."""
    if not ids:
        return {}
    wanted = pa.array(sorted(ids), pa.string())
    found: dict[str, str | None] = {}
    for table in _with(rows(PERSONS), _HOME):
        mine = table.filter(pc.is_in(table["person_id"], value_set=wanted))
        found.update(zip(mine["person_id"].to_pylist(), mine["household_id"].to_pylist(), strict=True))
    return {person: home for person, home in found.items() if home is not None}


def _with(tables: Iterable[pa.Table], names: tuple[str, ...]) -> Iterator[pa.Table]:
    """Those that have these columns of text: a law may make another ledger of the same name."""
    for table in tables:
        fields = [table.schema.field(name) for name in names if name in table.column_names]
        if [pa.types.is_string(each.type) for each in fields] == [True] * len(names):
            yield table


def circles_now(officers: Officers, rows: Rows) -> Circles:
    """The circles of these officers by what these rows say."""
    return circles(kin(officers, rows), officers.ids, rows)


def circles_of(books: "OpenBooks", *, ever: bool = False) -> Circles:
    """The circles of the officers as these books know them; ``ever``: also by lines taken out of the register."""

    def rows(ledger: str) -> Iterator[pa.Table]:
        if ledger in books.ledgers:
            yield books.table(ledger).arrow
            if ever and ledger == LEDGER:
                yield removed(books, ledger).arrow

    return circles_now(books.officers, rows)


def recused_at(books: "OpenBooks", seq: int, known: Circles) -> frozenset[str]:
    """The officers recused from whatever the entry of that number changed; nothing is read while nobody is known."""
    if not known:
        return frozenset()
    with books.at(str(seq)) as then:
        diffs = changed_rows(then.parent(), then) if then.here.kind in FACTS else {}
    return recused_from(known, diffs)


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


def narrowed(diff: RowDiff) -> RowDiff:
    """The difference with only those columns that ``concerning`` looks at."""
    names = [each.name for each in diff.schema.fields if _says_whom(each)]
    parts = (part.select(names) for part in (diff.added, diff.removed, diff.before, diff.after))
    return RowDiff(diff.schema, *parts)


def recused(known: Circles, schema: Schema, rows: Iterable[Row | None]) -> frozenset[str]:
    """The officers who neither decide nor sign off what concerns these rows."""
    about = {text for row in rows if row is not None for text in _named(schema, row)}
    return frozenset(officer for officer, ids in known.items() if ids & about)


def recused_from(known: Circles, diffs: Mapping[str, RowDiff]) -> frozenset[str]:
    """The same for whatever an entry changed."""
    return frozenset(officer for officer, ids in known.items() if concerning(diffs, ids))


def hands(sign: SignOff, actor: str) -> tuple[str, ...]:
    """Who may not be recused from what a sign-off covers: the one whose word it is, and the one who decided."""
    return tuple(dict.fromkeys((sign.decider(actor), sign.signer(actor))))


def _rows(part: pa.Table, names: Iterable[str], ids: Iterable[str]) -> int:
    """How many rows name one of the ids in one of these columns."""
    wanted, hit = pa.array(sorted(ids), pa.string()), pa.array([False] * part.num_rows, pa.bool_())
    for name in names:
        hit = pc.or_(hit, pc.is_in(part[name], value_set=wanted))
    return int(pc.sum(hit).as_py() or 0)


def _says_whom(field: Field) -> bool:
    return field.type is FieldType.ID and not field.name.endswith(_HANDS)


def _named(schema: Schema, row: Row) -> Iterator[str]:
    for each in schema.fields:
        value = row.get(each.name)
        if _says_whom(each) and isinstance(value, str):
            yield value
