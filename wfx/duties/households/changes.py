"""农户变动: households and their people change; numbers stay, counts follow, each change has its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wfx.duties.calls import Call, Outcome
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, NotAChoice, NotInBooks, ReasonMissing
from wfx.values.month import Month
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
COMING = ("birth", "marry_in")
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


def _logged(books: Books, event: Event, home: Row, **more: Cell) -> Change:
    """The line of the ledger of changes. Errors: ``ReasonMissing``, ``AlreadySettled`` when it stands already."""
    table = books.table("household_changes")
    titles = table.schema.field("kind").codes
    if event.kind in _NEED_REASON and not event.reason.strip():
        raise ReasonMissing("reason", shown=titles[event.kind])
    whose = str(more.get("person_id") or home["household_id"])
    number = f"{event.kind}-{event.on}-{whose}"
    if table.lookup(number) is not None:
        raise AlreadySettled("household_id", shown=whose)
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
    changes = move(call.books, call.number, found.code if found else None, event, place=place, group=group)
    return Outcome(tuple(changes), call.number, what=f"{call.number} 迁往{place}")


def parted(call: Call) -> list[Change]:
    """The people typed as a household of their own. Errors: those of ``split``."""
    people = listed(call.words["people"])
    head = call.words.get("head") or (people[0] if people else "")
    return split(call.books, call.number, call.words["new"], people, head, _event(call, "split"))


def closed(call: Call) -> list[Change]:
    """The household ended. Errors: those of ``close``."""
    return close(call.books, call.number, _event(call, "close"))


def came_or_left(call: Call) -> Outcome:
    """Somebody comes (the number is the household's) or goes (the person's). Errors: those of ``come``, ``leave``."""
    spec = call.books.schema("household_changes").field("kind")
    event = _event(call, code(spec, call.words["kind"]))
    if event.kind in COMING:
        born = {"birth_month": f"{event.on:%Y-%m}"} if event.kind == "birth" else {}
        changes = come(call.books, call.number, {**born, **call.given}, event)
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
    return [Change("households", (number,), None, after), _logged(books, event, after)]


def move(
    books: Books, household: str, village: str | None, event: Event, *, place: str = "", group: str = ""
) -> list[Change]:
    """A whole household to another village of the township, its number kept, or out of it (``village`` ``None``).

    Its people go with it. Errors: ``NotInBooks``, ``BadValue`` when it lives there already, ``ReasonMissing``.
    """
    before = found(books, household)
    if village is not None and before["village"] == village and before["standing"] != "moved":
        raise BadValue("迁往的村", shown=place)
    after: dict[str, Cell] = {**before, "standing": "moved"}
    if village is not None:
        after = {**before, "village": village, "group_name": group or None, "grid": None, "standing": "present"}
    changes = [Change("households", (household,), before, after), _logged(books, event, before, to_village=place)]
    for person in books.table("persons").where(household_id=household).rows():
        if village is not None:
            now = {**person, "village": village}
        elif person["standing"] in (None, "present"):
            now = {**person, "standing": "moved"}
        else:
            continue
        changes.append(Change("persons", (str(person["person_id"]),), person, now))
    return changes


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
        Change("households", (household,), before, _counted(before, -len(people))),
        Change("households", (new,), None, fresh),
        _logged(books, event, before, other_household=new),
    ]
    for person in people:
        now = {**members[person], "household_id": new}
        if person == head:
            now["relation"] = "head"
        changes.append(Change("persons", (person,), members[person], now))
    return changes


def close(books: Books, household: str, event: Event) -> list[Change]:
    """A household ended, its number kept. Errors: ``NotInBooks``, ``AlreadySettled``, ``ReasonMissing``."""
    before = found(books, household)
    if before["standing"] == "closed":
        raise AlreadySettled("household_id", shown=household)
    after = {**before, "standing": "closed"}
    return [Change("households", (household,), before, after), _logged(books, event, before)]


def leave(books: Books, person: str, event: Event, head: str = "") -> list[Change]:
    """One person dead, gone or back; ``head``: who heads the household from now on.

    Errors: ``NotInBooks``, ``AlreadySettled`` when the person is so already, ``BadValue`` for a head of another house.
    """
    before = books.table("persons").lookup(person)
    if before is None:
        raise NotInBooks("person_id", shown=person)
    standing = KINDS_OF_PERSON[event.kind]
    if (before["standing"] or "present") == standing:
        raise AlreadySettled("person_id", shown=person)
    home = found(books, str(before["household_id"]))
    counted = {"dead": -1, "moved": -1}
    was = counted.get(str(before["standing"]), 0)
    after = _counted(home, counted.get(standing, 0) - was)
    changes = [Change("persons", (person,), before, {**before, "standing": standing})]
    if head:
        changes += _new_head(books, home, head)
        after["head_id"] = head
    if after != home:
        changes.append(Change("households", (str(home["household_id"]),), home, after))
    return [*changes, _logged(books, event, home, person_id=person)]


def _new_head(books: Books, home: Row, head: str) -> list[Change]:
    row = books.table("persons").lookup(head)
    if row is None or row["household_id"] != home["household_id"] or row["standing"] not in (None, "present"):
        raise BadValue("新户主(须是本户在册成员)", shown=head)
    return [Change("persons", (head,), row, {**row, "relation": "head"})] if row["relation"] != "head" else []


def come(books: Books, household: str, person: Row, event: Event) -> list[Change]:
    """One person born or married into the household; a number is made where none is given.

    Errors: ``NotInBooks``, ``AlreadySettled`` when the number is taken.
    """
    home = found(books, household)
    number = str(person.get("person_id") or "") or _free_number(books, household)
    if books.table("persons").lookup(number) is not None:
        raise AlreadySettled("person_id", shown=number)
    row: dict[str, Cell] = {**person, "person_id": number, "household_id": household, "village": home["village"]}
    row["standing"] = "present"
    return [
        Change("persons", (number,), None, row),
        Change("households", (household,), home, _counted(home, 1)),
        _logged(books, event, home, person_id=number),
    ]


def _free_number(books: Books, household: str) -> str:
    """The first number of this household that nobody has had."""
    taken = {str(row["person_id"]) for row in books.table("persons").where(household_id=household).rows()}
    at = len(taken) + 1
    while f"{household}-n{at}" in taken:
        at += 1
    return f"{household}-n{at}"


def _counted(home: Row, more: int) -> dict[str, Cell]:
    """The household with so many people more; a count nobody has entered stays unknown."""
    count = home["member_count"]
    return {**home, "member_count": max(count + more, 0)} if isinstance(count, int) else dict(home)
