"""农户变动: households and their people change; numbers stay, counts follow, each change has its line."""

from collections.abc import Sequence

from wfx.duties.calls import Call, Outcome
from wfx.duties.households.heads import ask_head, headed, seen_from
from wfx.duties.households.lines import Event, corrected, found, line_of, logged
from wfx.duties.households.members import COMING, COUNTED, counted, members
from wfx.duties.households.undone import reopen, take_back, unmove
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, NotAChoice, NotInBooks
from wfx.values.schema import code
from wfx.values.table import Cell, Row
from wfx.values.text import listed

OUTSIDE = ("外乡", "乡外", "外地")
KINDS_OF_PERSON = {
    "death": "dead",
    "marry_out": "moved",
    "leave": "moved",
    "soldier": "soldier",
    "prison": "prison",
    "return": "present",
}


def _event(call: Call, kind: str) -> Event:
    return Event(kind, call.hand.on, call.note, call.hand.actor)


def added(call: Call) -> list[Change]:
    """The household typed. Errors: those of ``add``."""
    return add(call.books, {**call.given, "household_id": call.number}, _event(call, "add"))


def moved(call: Call) -> Outcome:
    """The household to the village typed, or out of the township. Errors: those of ``move``."""
    to, township = call.words["to"], call.books.township
    found = township.village(to)
    if found is None and to not in OUTSIDE:
        raise NotAChoice("村", shown=to[:20], allowed="、".join(each.name for each in township.villages))
    event, group, place = _event(call, "move"), call.words.get("group", ""), found.name if found else to
    if call.words.get("undo"):
        return Outcome(tuple(unmove(call.books, call.number, event)), call.number, what=f"{call.number} 撤销迁移")
    changes = move(call.books, call.number, found.code if found else None, event, place=place, group=group)
    return Outcome(tuple(changes), call.number, what=f"{call.number} 迁往{place}")


def parted(call: Call) -> list[Change]:
    """The people typed as a household of their own. Errors: those of ``split``."""
    people = listed(call.words["people"])
    head = call.words.get("head") or (people[0] if people else "")
    return split(call.books, call.number, call.words["new"], people, head, _event(call, "split"))


def closed(call: Call) -> Outcome:
    """The household ended, or that taken back. Errors: those of ``close`` and ``reopen``."""
    act, word = (reopen, "撤销销户") if call.words.get("undo") else (close, "销户")
    return Outcome(
        tuple(act(call.books, call.number, _event(call, "close"))), call.number, what=f"{word} {call.number}"
    )


def came_or_left(call: Call) -> Outcome:
    """Somebody comes (the number is the household's) or goes (the person's). Errors: those of ``come``, ``leave``."""
    spec = call.books.schema("household_changes").field("kind")
    event = _event(call, code(spec, call.words["kind"]))
    if call.words.get("undo") and event.kind in (*COMING, *KINDS_OF_PERSON):
        changes = take_back(call.books, call.number, event, call.words.get("head", ""))
        return Outcome(tuple(changes), call.number, what=f"{call.number} 撤销{spec.codes[event.kind]}")
    if event.kind in COMING:
        born = {"birth_month": f"{event.on:%Y-%m}"} if event.kind == "birth" else {}
        changes = come(call.books, call.number, {**born, **call.given}, event, call.words.get("name", ""))
    elif event.kind in KINDS_OF_PERSON:
        changes = leave(call.books, call.number, event, call.words.get("head", ""))
    else:
        raise BadValue("成员变动", shown=call.words["kind"])
    return Outcome(tuple(changes), call.number, what=f"{call.number} {spec.codes[event.kind]}")


def add(books: Books, row: Row, event: Event) -> list[Change]:
    """A household newly founded. Errors: ``AlreadySettled`` when the number is taken, ``ReasonMissing``."""
    number = str(row["household_id"])
    if books.table("households").lookup(number) is not None:
        raise AlreadySettled("household_id", shown=number)
    after: dict[str, Cell] = {"standing": "present", "member_count": 0, **row}
    return [Change("households", (number,), None, after), logged(books, event, after)]


def move(
    books: Books, household: str, village: str | None, event: Event, *, place: str = "", group: str = ""
) -> list[Change]:
    """A whole household to another village of the township, its number kept, or out of it (``village`` ``None``).

    Its people go with it. Errors: ``NotInBooks``, ``BadValue`` when it lives there already, ``ReasonMissing``.
    """
    before = found(books, household)
    line = line_of(books, "move", household)
    if line is not None and line["to_village"] == place and _lives(before, village):
        return corrected(books, event, household, before)
    if village is not None and before["village"] == village and before["standing"] != "moved":
        raise BadValue("迁往的村", shown=place)
    after: dict[str, Cell] = {**before, "standing": "moved"}
    if village is not None:
        after = {**before, "village": village, "group_name": group or None, "grid": None, "standing": "present"}
    changes = [Change("households", (household,), before, after), logged(books, event, before, to_village=place)]
    for person in books.table("persons").where(household_id=household).rows():
        if village is not None:
            now = {**person, "village": village}
        elif person["standing"] in (None, "present"):
            now = {**person, "standing": "moved"}
        else:
            continue
        changes.append(Change("persons", (str(person["person_id"]),), person, now))
    return changes


def _lives(home: Row, village: str | None) -> bool:
    return (
        home["standing"] == "moved" if village is None else home["village"] == village and home["standing"] != "moved"
    )


def split(books: Books, household: str, new: str, people: Sequence[str], head: str, event: Event) -> list[Change]:
    """Some of the people as a household of their own in the same village; ``head`` one of them.

    Errors: ``NotInBooks``, ``AlreadySettled`` when the new number is taken, ``BadValue`` for somebody of another
    household, the old head, or everybody, ``ReasonMissing``.
    """
    before = found(books, household)
    if books.table("households").lookup(new) is not None:
        raise AlreadySettled("household_id", shown=new)
    members = {str(row["person_id"]): row for row in books.table("persons").where(household_id=household).rows()}
    strange = [person for person in people if person not in members or person == before["head_id"]]
    present = [person for person, row in members.items() if row["standing"] in (None, "present")]
    if strange or not people or head not in people or not set(present) - set(people):
        raise BadValue("分出的人(本户成员,不含原户主,不能全部分走)", shown="、".join(strange) or head)
    kept = {name: before[name] for name in ("village", "group_name", "category", "lifted_year", "low_income")}
    fresh: dict[str, Cell] = {
        "household_id": new,
        **kept,
        "head_id": head,
        "member_count": len(people),
        "standing": "present",
    }
    changes = [
        Change("households", (household,), before, counted(before, -len(people))),
        Change("households", (new,), None, fresh),
        logged(books, event, before, other_household=new),
    ]
    for person in people:
        now = {**members[person], "household_id": new}
        if person == head:
            now["relation"] = "head"
        changes.append(Change("persons", (person,), members[person], now))
    return changes


def close(books: Books, household: str, event: Event) -> list[Change]:
    """A household ended, its number kept and its people no longer there; once more with another day is a correction.

    Errors: ``NotInBooks``, ``AlreadyRecorded``, ``ReasonMissing``.
    """
    before = found(books, household)
    if before["standing"] == "closed":
        return corrected(books, event, household, before)
    changes = [Change("households", (household,), before, {**before, "standing": "closed"})]
    changes += members(books, household, (None, "present"), "closed")
    return [*changes, logged(books, event, before)]


def leave(books: Books, person: str, event: Event, head: str = "") -> list[Change]:
    """One person dead, gone or back; ``head``: who heads the household from now on.

    Once more with a reason and another day it is a correction. Errors: ``NotInBooks``, ``AlreadyRecorded`` when the
    person is so already, ``HeadNeeded`` when the head goes and others stay, ``BadValue`` for a head of another house.
    """
    before = books.table("persons").lookup(person)
    if before is None:
        raise NotInBooks("person_id", shown=person)
    home = found(books, str(before["household_id"]))
    standing = KINDS_OF_PERSON[event.kind]
    if (before["standing"] or "present") == standing:
        again = corrected(books, event, person, home, person_id=person)
        return [*again, *(headed(books, home, home, head) if head else [])]
    after = counted(home, COUNTED.get(standing, 0) - COUNTED.get(str(before["standing"]), 0))
    now = {**before, "standing": standing}
    if person == home["head_id"] and standing in COUNTED:
        if head:
            now["relation"] = seen_from(books, head, before)
        else:
            ask_head(books, home, person)
            after["head_id"] = None
    changes = [Change("persons", (person,), before, now)]
    if head:
        changes += headed(books, home, after, head)
    elif after != home:
        changes.append(Change("households", (str(home["household_id"]),), home, after))
    return [*changes, logged(books, event, home, person_id=person)]


def come(books: Books, household: str, person: Row, event: Event, name: str = "") -> list[Change]:
    """One person born or married into the household; a number is made where none is given, a ``name`` is kept sealed.

    Errors: ``NotInBooks``, ``AlreadySettled`` when the number is taken.
    """
    home = found(books, household)
    number = str(person.get("person_id") or "") or _free_number(books, household)
    if books.table("persons").lookup(number) is not None:
        raise AlreadySettled("person_id", shown=number)
    row: dict[str, Cell] = {**person, "person_id": number, "household_id": household, "village": home["village"]}
    row["standing"] = "present"
    named = {"person_id": number, "household_id": household, "village": home["village"], "name": name.strip()}
    return [
        Change("persons", (number,), None, row),
        *([Change("identities", (number,), None, named)] if name.strip() else []),
        Change("households", (household,), home, counted(home, 1)),
        logged(books, event, home, person_id=number),
    ]


def _free_number(books: Books, household: str) -> str:
    """The first number of this household that nobody has had."""
    taken = {str(row["person_id"]) for row in books.table("persons").where(household_id=household).rows()}
    at = len(taken) + 1
    while f"{household}-n{at}" in taken:
        at += 1
    return f"{household}-n{at}"
