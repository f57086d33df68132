"""Households and people change: each event one entry, names resealed where a person's household is another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.office.names import plain_identities
from wfx.desk.office.typed import cells, code, past_day
from wfx.desk.recording.record import Receipt, record
from wfx.duties import households
from wfx.values.change import Batch, Change
from wfx.values.errors import BadValue, FieldsMissing, PersonalInText
from wfx.values.personal_check import find_personal
from wfx.values.table import Cell

OUTSIDE = ("外乡", "乡外", "外地")


@dataclass(frozen=True)
class Filing:
    """How an event was told: on what day (blank: today), why, by whom, and whether it is only tried."""

    on: str = ""
    reason: str = ""
    source: str = ""
    dry: bool = False


def event(desk: Desk, kind: str, told: Filing) -> households.Event:
    """The event in words as a value: a blank day is today. Errors: ``BadValue``, ``PersonalInText``."""
    kept = find_personal(told.reason)
    if kept is not None:
        raise PersonalInText("理由", kind=kept)
    chosen = code(desk.books.schema("household_changes").field("kind"), kind)
    return households.Event(chosen, past_day(desk, told.on), told.reason, desk.actor)


def _record(desk: Desk, what: str, changes: Sequence[Change], about: date, told: Filing) -> Receipt:
    """The changes, and the sealed rows of everybody who has another household or village now."""
    everything: list[Change | Batch] = [*changes, *_resealed(desk, changes)]
    source = told.source or told.reason or what
    return record(desk, "households", what, everything, about=str(about), source=source, dry=told.dry)


def _resealed(desk: Desk, changes: Sequence[Change]) -> list[Batch]:
    now = {
        change.key[0]: change.after
        for change in changes
        if change.ledger == "persons"
        and change.before
        and change.after
        and _place(change.before) != _place(change.after)
    }
    known = set(desk.books.table("identities").arrow["person_id"].to_pylist()) & now.keys()
    if not known:
        return []
    plain = plain_identities(desk, pa.chunked_array([pa.array(sorted(known), pa.string())])).to_pylist()
    rows = [{**row, **_place(now[str(row["person_id"])])} for row in plain]
    return [
        Batch("identities", pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in plain[0]])))
    ]


def _place(row: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: row[name] for name in ("household_id", "village")}


def add(desk: Desk, given: Mapping[str, str], told: Filing) -> Receipt:
    """A household newly founded. Errors: those of ``households.add``."""
    if not given.get("village"):
        raise FieldsMissing("add", act="新立户", fields="village")
    happened = event(desk, "add", told)
    changes = households.add(desk.books, cells(desk, "households", given), happened)
    what = f"新立户 {given['household_id']}"
    return _record(desk, what, changes, happened.on, told)


def move(desk: Desk, household: str, to: str, group: str, told: Filing) -> Receipt:
    """A household to another village, or out of the township. Errors: those of ``households.move``."""
    happened = event(desk, "move", told)
    village = None if to in OUTSIDE else desk.village(to)
    place = desk.books.township.village_name(village) if village else to
    changes = households.move(desk.books, household, village, happened, place=place, group=group)
    return _record(desk, f"{household} 迁往{place}", changes, happened.on, told)


def split(desk: Desk, household: str, new: str, people: str, head: str, told: Filing) -> Receipt:
    """Some people as a household of their own. Errors: those of ``households.split``."""
    named = [name for name in people.replace(",", ",").replace("、", ",").split(",") if name]
    happened = event(desk, "split", told)
    changes = households.split(desk.books, household, new, named, head or (named[0] if named else ""), happened)
    return _record(desk, f"{household} 分出 {new}", changes, happened.on, told)


def close(desk: Desk, household: str, told: Filing) -> Receipt:
    """A household ended. Errors: those of ``households.close``."""
    happened = event(desk, "close", told)
    changes = households.close(desk.books, household, happened)
    return _record(desk, f"销户 {household}", changes, happened.on, told)


def member(desk: Desk, number: str, kind: str, given: Mapping[str, str], head: str, told: Filing) -> Receipt:
    """Somebody comes (``number`` the household) or goes (``number`` the person). Errors: those of the duty."""
    happened = event(desk, kind, told)
    title = desk.books.schema("household_changes").field("kind").codes[happened.kind]
    if happened.kind in households.COMING:
        row = cells(desk, "persons", given)
        if happened.kind == "birth":
            row.setdefault("birth_month", f"{happened.on:%Y-%m}")
        changes = households.come(desk.books, number, row, happened)
    elif happened.kind in households.KINDS_OF_PERSON:
        changes = households.leave(desk.books, number, happened, head)
    else:
        raise BadValue("成员变动", shown=kind)
    return _record(desk, f"{number} {title}", changes, happened.on, told)
