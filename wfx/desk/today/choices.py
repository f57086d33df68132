"""What may be answered where a command asks which: villages, officers, the matters that wait for the act."""

from collections.abc import Iterator
from itertools import islice

from wfx.desk.desk import Desk
from wfx.duties import matter
from wfx.values.schema import FieldType, Schema
from wfx.values.table import Row

MOST = 30  # more than a screen is no choice
_OPEN = "open"
_BRIEF = 24  # characters of what a matter is about
Choice = tuple[str, str]


def choices(desk: Desk, kind: str, act: str = "") -> list[Choice]:
    """Answer and what it stands for, for a question of this title: 村, 代号, or the number (or name) of a ledger.

    Matters are those still open, and with ``act`` those of which this act may be next; more than ``MOST`` are none.
    """
    if kind == "村":
        return [(village.name, village.code) for village in desk.books.township.villages]
    if kind in ("代号", "officers"):
        return [(officer.id, officer.title) for officer in desk.books.officers.all]
    for schema in desk.books.schemas.values():
        if len(schema.key) == 1 and kind in (schema.name, schema.field(schema.key[0]).title) and not schema.sealed:
            found = list(islice(_records(desk, schema, act), MOST + 1))
            return found if len(found) <= MOST else []
    return []


def _records(desk: Desk, schema: Schema, act: str) -> Iterator[Choice]:
    key = schema.key[0]
    for row in desk.books.table(schema.name).rows():
        if _waits(schema, row, act):
            yield str(row[key]), _about(desk, schema, row)


def _waits(schema: Schema, row: Row, act: str) -> bool:
    """Whether something is still to be done with the record, and this act if it is one of its life."""
    if schema.lifecycle is None:
        state = schema.field("state") if "state" in schema.names else None
        return state is None or _OPEN not in state.codes or row["state"] == _OPEN
    if act in {action.name for action in schema.lifecycle.actions}:
        return act in {action.name for action in matter.may_follow(schema, row)}
    return not matter.ended(schema, row)


def _about(desk: Desk, schema: Schema, row: Row) -> str:
    """The village and the longest words of the record; no field that may hold a person's own."""
    village = desk.books.township.village_name(str(row["village"])) if row.get("village") else ""
    texts = (row.get(spec.name) for spec in schema.fields if spec.type is FieldType.TEXT and not spec.personal)
    said = max((str(text) for text in texts if text), key=len, default="")
    return " ".join(part for part in (village, said[:_BRIEF]) if part)
