"""The ledger of changes: one line an event; the same event once more with a reason is its correction."""

from dataclasses import dataclass
from datetime import date

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadyRecorded, NotInBooks, ReasonMissing
from wfx.values.month import Month
from wfx.values.table import Cell, Row

_NEED_REASON = ("add", "move", "split", "close")


@dataclass(frozen=True)
class Event:
    """Something that happened to a household or one of its people: what, on what day, why, entered by whom.

    ``kind`` is a code of ``household_changes``.
    """

    kind: str
    on: date
    reason: str
    actor: str


def found(books: Books, household: str) -> dict[str, Cell]:
    """The household of that number. Errors: ``NotInBooks``."""
    row = books.table("households").lookup(household)
    if row is None:
        raise NotInBooks("household_id", shown=household)
    return row


def logged(books: Books, event: Event, home: Row, **more: Cell) -> Change:
    """The line of the ledger of changes. Errors: ``ReasonMissing``, ``AlreadyRecorded`` when it stands already."""
    table = books.table("household_changes")
    titles = table.schema.field("kind").codes
    if event.kind in _NEED_REASON and not event.reason.strip():
        raise ReasonMissing("reason", shown=titles[event.kind])
    whose = str(more.get("person_id") or home["household_id"])
    number = f"{event.kind}-{event.on}-{whose}"
    if table.lookup(number) is not None:
        raise AlreadyRecorded("household_id", shown=whose, act=titles[event.kind], day=str(event.on))
    row: dict[str, Cell] = {
        "change_id": number,
        "month": str(Month.of(event.on)),
        "village": home["village"],
        "household_id": home["household_id"],
        "kind": event.kind,
        "happened_on": event.on,
        "reason": event.reason.strip() or None,
        "entered_by": event.actor,
        **more,
    }
    return Change("household_changes", (number,), None, row)


def line_of(books: Books, kind: str, whose: str) -> dict[str, Cell] | None:
    """The newest line of that kind about a person or a whole household; ``None`` where it was never entered here."""
    rows = books.table("household_changes").rows()
    mine = [row for row in rows if row["kind"] == kind and whose == (row["person_id"] or row["household_id"])]
    return max(mine, key=lambda row: str(row["happened_on"]), default=None)


def corrected(books: Books, event: Event, whose: str, home: Row, **more: Cell) -> list[Change]:
    """The day of what stands already, as corrected: the old line goes, the new one comes.

    Errors: ``AlreadyRecorded`` without a reason, or when it says the same.
    """
    line, titles = line_of(books, event.kind, whose), books.schema("household_changes").field("kind").codes
    same = line["happened_on"] == event.on if line else event.kind == "return"  # who is there never came back
    if not event.reason.strip() or same:
        day = str(line["happened_on"] if line else "")
        raise AlreadyRecorded("household_id", shown=whose, act=titles[event.kind], day=day)
    kept = {name: line[name] for name in ("village", "to_village", "other_household", "person_id")} if line else more
    gone = [Change("household_changes", (str(line["change_id"]),), line, None)] if line else []
    return [*gone, logged(books, event, home, **kept)]


def taken_back(books: Books, event: Event, whose: str) -> tuple[dict[str, Cell], Change]:
    """The line that was entered by mistake, and its end. Errors: ``ReasonMissing``, ``NotInBooks``."""
    titles = books.schema("household_changes").field("kind").codes
    if not event.reason.strip():
        raise ReasonMissing("reason", shown=f"撤销{titles[event.kind]}")
    line = line_of(books, event.kind, whose)
    if line is None:
        raise NotInBooks("change_id", shown=f"{whose} {titles[event.kind]}")
    return line, Change("household_changes", (str(line["change_id"]),), line, None)
