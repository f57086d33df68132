"""A clue any day: a household or somebody else says that something has happened (M01)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, NotInBooks
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.table import Cell

EVENTS = ("illness", "accident", "disaster", "business", "death", "other")
CHANNELS = ("self", "grid", "secretary", "hotline", "petition")
_SUDDEN = frozenset(EVENTS) - {"other"}


@dataclass(frozen=True)
class Told:
    """The six answers: which household, what, when it happened (``None``: not known), who said it, when, by what road.

    ``event`` and ``channel`` are codes of the ledger; ``said_by`` is a post or a person's number, never a name.
    """

    household: str
    event: str
    what: str
    happened_on: date | None
    said_by: str
    told_on: date
    channel: str


def report(books: Books, told: Told, today: date) -> Change:
    """The clue, made on the day it is entered, in the month in which it was told.

    Its number follows from what is said, so that the same report entered twice is one clue. Errors: ``NotInBooks``,
    ``BadValue`` for days out of order, ``AlreadySettled`` when it stands already.
    """
    home = books.table("households").lookup(told.household)
    if home is None:
        raise NotInBooks("household_id", shown=told.household)
    if told.told_on > today:
        raise BadValue("告知日期", shown=str(told.told_on))
    if told.happened_on is not None and told.happened_on > told.told_on:
        raise BadValue("发生日期(不会晚于告知日期)", shown=str(told.happened_on))
    clue_id = _number(told)
    if books.table("clues").lookup(clue_id) is not None:
        raise AlreadySettled("clue_id", shown=clue_id)
    said_by = told.said_by or (str(home["head_id"] or "") if told.channel == "self" else "")
    row: dict[str, Cell] = {
        "clue_id": clue_id,
        "month": str(Month.of(told.told_on)),
        "village": home["village"],
        "household_id": told.household,
        "severity": "error" if told.event in _SUDDEN else "doubt",
        "channel": told.channel,
        "event": told.event,
        "said_by": said_by or None,
        "happened_on": told.happened_on,
        "told_on": told.told_on,
        "found_on": today,
        "what": told.what,
        "state": "open",
    }
    return Change("clues", (clue_id,), None, row)


def _number(told: Told) -> str:
    said = "\n".join((told.household, told.event, told.what, str(told.happened_on), str(told.told_on)))
    month = Month.of(told.told_on)
    digest = hashlib.sha256(said.encode("utf-8")).hexdigest()[:10]
    return f"C{month.year}{month.number:02d}-r{digest}"


def without_names(text: str, members: Mapping[str, tuple[Personal, str]]) -> str:
    """The text with each member's name replaced by what that person is in the household.

    ``members``: person number → the name and the relation's title. The books keep no name outside the sealed register.
    """
    for person, (name, relation) in members.items():
        spoken = name.open("查出文字里的姓名")
        if len(spoken) > 1:
            text = text.replace(spoken, relation or person)
    return text
