"""农户: the register of households and persons that every other duty stands on (MISSION M31)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, NotInBooks, ReasonMissing
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell, shown_name, worded
from wfx.values.table import Cell, Row, Table

_BIRTH_FROM, _BIRTH_TO = 6, 12
_FULL_ID = 18
_LIST = ("household_id", "village", "group_name", "member_count", "category", "monitoring", "net_income", "standing")


def with_birth_month(persons: pa.Table, identities: pa.Table) -> pa.Table:
    """Persons with a blank birth month completed from the 18-digit ID number that came in the same file.

    Nobody is asked twice: the number says it. Shapes: both tables hold a ``person_id``; the result has the rows of
    ``persons``. Source: GB 11643 (digits 7 to 14 are the date of birth).
    """
    if "id_number" not in identities.column_names or not persons.num_rows:
        return persons
    numbers = identities["id_number"]
    month = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(numbers, _BIRTH_FROM, _BIRTH_FROM + 4),
        pc.utf8_slice_codeunits(numbers, _BIRTH_FROM + 4, _BIRTH_TO),
        "-",
    )
    derived = pc.if_else(pc.equal(pc.utf8_length(numbers), _FULL_ID), month, pa.scalar(None, pa.string()))
    positions = pc.index_in(persons["person_id"], value_set=identities["person_id"].combine_chunks())
    derived = derived.take(positions)
    if "birth_month" in persons.column_names:
        given = persons["birth_month"]
        place = persons.column_names.index("birth_month")
        return persons.set_column(place, "birth_month", pc.if_else(pc.is_valid(given), given, derived))
    return persons.append_column("birth_month", derived)


def show_list(
    books: Books,
    names: Mapping[str, Personal],
    *,
    village: str | None = None,
    only: Collection[str] | None = None,
    reader: Reader = Reader.WORKING,
) -> Sheet:
    """The households (or ``only`` these), one a row, with the head's name as far as the reader may see it."""
    table = books.table("households", village=village)
    if only is not None:
        table = Table(
            table.schema, table.arrow.filter(pc.is_in(table.arrow["household_id"], pa.array(sorted(only), pa.string())))
        )
    columns = [
        Column(name, table.schema.field(name).title, table.schema.field(name).type, table.schema.field(name).unit)
        for name in _LIST
    ]
    columns.insert(3, Column("head", "户主"))
    rows = []
    for row in table.rows():
        cells = [shown_cell(table.schema, row, name, books.township) for name in _LIST]
        cells.insert(3, shown_name(names.get(str(row.get("head_id"))), reader))
        rows.append(tuple(cells))
    lifted = sum(1 for row in table.rows() if row["category"] == "lifted")
    watched = sum(1 for row in table.rows() if row["monitoring"] and not row["risk_cleared"])
    word = books.township.word("监测对象")
    note = f"共 {len(rows)} 户,其中脱贫户 {lifted} 户、风险未消除的{word} {watched} 户"
    return Sheet("农户名单", tuple(columns), tuple(rows), (note,), reader)


def show(
    books: Books,
    household: str,
    names: Mapping[str, Personal],
    numbers: Mapping[str, Personal],
    *,
    reader: Reader = Reader.WORKING,
) -> tuple[Sheet, Sheet]:
    """One household whole: its own fields, and its members. Errors: ``NotInBooks``."""
    table = books.table("households")
    row = table.lookup(household)
    if row is None:
        raise NotInBooks("household_id", shown=household)
    facts = Sheet(
        f"农户 {household}",
        (Column("field", "项目"), Column("value", "内容")),
        tuple(
            (spec.title, worded(shown_cell(table.schema, row, spec.name, books.township), spec.unit))
            for spec in table.schema.fields
            if row.get(spec.name) is not None
        ),
        reader=reader,
    )
    return facts, _members(books, household, names, numbers, reader)


def _members(
    books: Books, household: str, names: Mapping[str, Personal], numbers: Mapping[str, Personal], reader: Reader
) -> Sheet:
    table = books.table("persons").where(household_id=household)
    fields = ("relation", "sex", "birth_month", "health", "labour", "schooling", "working", "insured", "standing")
    columns = (
        Column("person_id", "人编号", FieldType.ID),
        Column("name", "姓名"),
        Column("id_number", "证件号码"),
        *(Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in fields),
    )
    rows = tuple(
        (
            str(row["person_id"]),
            shown_name(names.get(str(row["person_id"])), reader),
            _number(numbers.get(str(row["person_id"])), reader),
            *(shown_cell(table.schema, row, name, books.township) for name in fields),
        )
        for row in table.rows()
    )
    return Sheet("家庭成员", columns, rows, (f"登记在册 {len(rows)} 人",), reader)


def _number(number: Personal | None, reader: Reader) -> Shown:
    if number is None:
        return ""
    return number.open(reader) if reader is Reader.UPWARD else number


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


def show_changes(books: Books, *, household: str | None = None, month: Month | None = None) -> Sheet:
    """农户变动: what happened to households and their people, newest first."""
    table = books.table("household_changes", month=month)
    rows = [row for row in table.rows() if household in (None, row["household_id"], row["other_household"])]
    rows.sort(key=lambda row: str(row["happened_on"]), reverse=True)
    names = ("happened_on", "kind", "village", "household_id", "person_id", "other_household", "to_village", "reason")
    drawn = tuple(tuple(shown_cell(table.schema, row, name, books.township) for name in names) for row in rows)
    columns = tuple(Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in names)
    return Sheet("农户变动", columns, drawn, (f"共 {len(drawn)} 条",))
