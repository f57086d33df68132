"""The month's marks: where they stand, and each with the hand that gave it; the wrong hand is refused."""

from collections.abc import Collection, Iterator, Mapping

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.change import Batch
from wfx.values.errors import NoTaskSheet, RoleMissing
from wfx.values.month import Month
from wfx.values.table import Key, Row

COMPLETION_ROLE = "supervisor"
QUALITY_ROLES = ("chief", "clerk")
MARKS = ("completion", "quality")
_TOLD = (*MARKS, "evidence", "note")


def pairs(books: Books, month: Month, village: str | None = None) -> Iterator[tuple[Row, str, Row]]:
    """Each task with each village it concerns, and the marks there (an empty row where none stand)."""
    scores = books.table("scores", month=month)
    for item in books.table("task_items", month=month).rows():
        listed = item["villages"] if isinstance(item["villages"], list) else []
        for place in books.township.villages:
            if (not listed or place.code in listed) and village in (None, place.code):
                yield item, place.code, scores.lookup(str(month), str(item["item_id"]), place.code) or {}


def take(
    books: Books, incoming: pa.Table, merged: pa.Table, month: Month, *, actor: str, roles: Collection[str]
) -> list[Batch]:
    """Score rows with the hand that gave each mark written beside it.

    Shapes: ``incoming`` are the rows as they came, ``merged`` the same rows laid over the books. Only a mark that the
    file brings and that differs from the books needs its role; a row that says nothing is passed over.
    Errors: ``NoTaskSheet``, ``RoleMissing``.
    """
    if not len(books.table("task_items", month=month)):
        raise NoTaskSheet("month", shown=str(month))
    standing = books.table("scores", month=month)
    rows = merged
    for name, hand, allowed in (
        ("completion", "completion_by", (COMPLETION_ROLE,)),
        ("quality", "quality_by", QUALITY_ROLES),
    ):
        if name not in incoming.column_names or incoming[name].null_count == incoming.num_rows:
            continue
        brought = pc.is_valid(incoming[name])
        changed = pc.and_(brought, pa.array(_changed(rows, standing.by_key, name)))
        if pc.any(changed).as_py() and not set(allowed) & set(roles):
            raise RoleMissing(name, act=standing.schema.field(name).title, roles="、".join(allowed))
        place = rows.column_names.index(hand)
        rows = rows.set_column(place, hand, pc.if_else(changed, pa.scalar(actor), rows[hand]))
    return [Batch("scores", rows.filter(_told(incoming)))]


def _told(incoming: pa.Table) -> pa.Array:
    """Which rows bring anything beside their key."""
    told = pa.array([False] * incoming.num_rows, pa.bool_())
    for name in _TOLD:
        if name in incoming.column_names:
            told = pc.or_(told, pc.is_valid(incoming[name]))
    return told


def _changed(rows: pa.Table, standing: Mapping[Key, Row], name: str) -> list[bool]:
    keys = zip(*(rows[part].to_pylist() for part in ("month", "item_id", "village")), strict=True)
    values = rows[name].to_pylist()
    return [(standing.get(key) or {}).get(name) != value for key, value in zip(keys, values, strict=True)]
