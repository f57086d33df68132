"""What came in and can be read, but may well be wrong: said at the door, before the yes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import log10
from statistics import median

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.places import Gathered
from wfx.desk.office.secrets import keyring_of
from wfx.values import compute as pc
from wfx.values.errors import Place, Problem, TwoHeads, problem
from wfx.values.personal import mask_number
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.table import Row

_EARLIEST = 1949
_FAR = 70  # land is let for so many years at most
_NAMED = 3
_JUMP = (3.5, 4.5)  # ten thousand times, give or take
_LONG = ("_until", "ends_on")


def doubts(desk: Desk, gathered: Gathered) -> list[str]:
    """Sentences on numbers of other people, days far off, and amounts ten thousand times what stands."""
    found = list(_numbers(desk, gathered))
    for ledger, rows in gathered.raw.items():
        if ledger in desk.books.schemas:
            schema = desk.books.schema(ledger)
            columns = set(rows.column_names)
            for one in schema.plain:
                if one.name in columns and one.type is FieldType.DATE:
                    found += _far(gathered, ledger, one, desk.today)
                elif one.name in columns and one.type is FieldType.MONEY:
                    found += _jump(desk, gathered, schema, one)
    return [f"疑点:{each}" for each in found]


def two_heads(gathered: Gathered) -> list[Problem]:
    """Persons of one lot who are both given as the head of the same household."""
    rows = gathered.raw.get("persons")
    if rows is None or not {"relation", "household_id"} <= set(rows.column_names):
        return []
    first: dict[str, str] = {}
    wrong = []
    triples = zip(*(rows[name].to_pylist() for name in ("relation", "household_id", "person_id")), strict=True)
    for position, (relation, household, person) in enumerate(triples):
        if relation == "head" and household and first.setdefault(household, person) != person:
            wrong.append(
                problem(
                    TwoHeads,
                    replace(gathered.place("persons", position, "relation"), field="与户主关系"),
                    first[household],
                )
            )
    return wrong


def _at(gathered: Gathered, ledger: str, position: int, column: str) -> Place:
    return replace(gathered.place(ledger, position, column), field="")


def _numbers(desk: Desk, gathered: Gathered) -> Iterator[str]:
    """ID numbers that are somebody else's in the books, or that two persons of the lot have."""
    rows = gathered.raw.get("identities")
    if rows is None or "id_number" not in rows.column_names:
        return
    pairs = list(zip(rows["person_id"].to_pylist(), rows["id_number"].to_pylist(), strict=True))
    came = {person: number for person, number in pairs if number}
    keyring = keyring_of(desk)
    tags = {number: keyring.tag("id_number", number) for number in came.values()}
    known = desk.books.table("identities").arrow.select(["id_tag", "person_id"])
    known = known.filter(pc.is_in(known["id_tag"], value_set=pa.array(sorted(set(tags.values())), pa.string())))
    owners: dict[str, list[str]] = {}
    for row in known.to_pylist():
        owners.setdefault(row["id_tag"], []).append(row["person_id"])
    counted = Counter(came.values())
    for position, (person, number) in enumerate(pairs):
        if not number:
            continue
        at, masked = _at(gathered, "identities", position, "id_number"), mask_number(number)
        others = [other for other in owners.get(tags[number], ()) if other != person and other not in came]
        if others:
            yield f"{at} {person} 的证件号 {masked} 账上是 {'、'.join(others)} 的,换了人还是抄错了?"
        if counted[number] > 1:
            yield f"{at} {person} 的证件号 {masked} 在这一批里写了 {counted[number]} 个人"


def _far(gathered: Gathered, ledger: str, one: Field, today: date) -> Iterator[str]:
    """Days before 1949, or later than next year where the field is no end of a term."""
    latest = today.year + (_FAR if one.name.endswith(_LONG) else 1)
    days = gathered.raw[ledger][one.name]
    bounds = pc.min_max(days).as_py()
    if not bounds["min"] or (bounds["min"].year >= _EARLIEST and bounds["max"].year <= latest):
        return
    wrong = [
        (position, day) for position, day in enumerate(days.to_pylist()) if day and not _EARLIEST <= day.year <= latest
    ]
    named = "、".join(f"{_at(gathered, ledger, position, one.name)} {day}" for position, day in wrong[:_NAMED])
    more = f" 等 {len(wrong)} 格" if len(wrong) > _NAMED else ""
    yield f"{named}{more}:{one.title}早于 {_EARLIEST} 年或晚于 {latest} 年,年份写对了吗?"


def _jump(desk: Desk, gathered: Gathered, schema: Schema, one: Field) -> Iterator[str]:
    """A column of amounts that are about ten thousand times what stands, or as small a part of it."""
    came = [(position, row) for position, row in enumerate(gathered.raw[schema.name].to_pylist()) if row[one.name]]
    if not came:
        return
    stands = _standing(desk, schema, one)
    pairs = [(at, stands[key], row[one.name]) for at, row in came if (key := _key(schema, row)) in stands]
    jumps = [(at, old, new) for at, old, new in pairs if _is_jump(old, new)]
    if jumps and 2 * len(jumps) >= len(pairs):
        at, old, new = jumps[0]
        place = _at(gathered, schema.name, at, one.name)
        yield f"{place} {one.title} {old} → {new},{len(jumps)} 行差了约一万倍,单位是元还是万元?"
    elif not pairs and stands:
        usual, now = median(stands.values()), median(row[one.name] for _, row in came)
        if _is_jump(usual, now):
            place = _at(gathered, schema.name, came[0][0], one.name)
            yield f"{place} {one.title}多在 {now} 上下,账上多在 {usual} 上下,差了约一万倍,单位是元还是万元?"


def _standing(desk: Desk, schema: Schema, one: Field) -> Mapping[tuple[str, ...], Decimal]:
    """The last known amount of each record, whatever month it is of."""
    names = list(dict.fromkeys((*schema.key, *schema.partition, one.name)))
    rows = desk.books.table(schema.name).arrow.select(names)
    listed = rows.sort_by("month").to_pylist() if "month" in names else rows.to_pylist()
    return {_key(schema, row): row[one.name] for row in listed if row[one.name]}


def _key(schema: Schema, row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in schema.key if name != "month")


def _is_jump(old: Decimal, new: Decimal) -> bool:
    return old > 0 and new > 0 and _JUMP[0] <= abs(log10(new / old)) <= _JUMP[1]
