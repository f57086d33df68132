"""What was entered by mistake, taken back with its line: a move, a closing, somebody who came or went."""

from wfx.duties.households.heads import new_head
from wfx.duties.households.lines import Event, found, taken_back
from wfx.duties.households.members import COMING, COUNTED, counted, members
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NotInBooks
from wfx.values.table import Row


def unmove(books: Books, household: str, event: Event) -> list[Change]:
    """A move entered by mistake taken back: household and people are where they were; group and grid are asked anew.

    Errors: those of ``taken_back``.
    """
    before = found(books, household)
    line, end = taken_back(books, event, household)
    home = {**before, "village": line["village"], "standing": "present"}
    changes = [Change("households", (household,), before, home), end]
    for person in books.table("persons").where(household_id=household).rows():
        stayed = person["village"] == line["village"]
        standing = "present" if stayed and person["standing"] == "moved" else person["standing"]
        now = {**person, "village": line["village"], "standing": standing}
        changes.append(Change("persons", (str(person["person_id"]),), person, now))
    return changes


def reopen(books: Books, household: str, event: Event) -> list[Change]:
    """A closing entered by mistake taken back. Errors: ``NotInBooks``, those of ``taken_back``."""
    before = found(books, household)
    _, end = taken_back(books, event, household)
    home = Change("households", (household,), before, {**before, "standing": "present"})
    return [home, *members(books, household, ("closed",), "present"), end]


def take_back(books: Books, number: str, event: Event, head: str = "") -> list[Change]:
    """Somebody's coming or going entered by mistake, taken back: who came is in the books no more, who went is there.

    Errors: ``NotInBooks``, those of ``taken_back`` and ``new_head``.
    """
    person = books.table("persons").lookup(number)
    if person is None:
        raise NotInBooks("person_id", shown=number)
    line, end = taken_back(books, event, number)
    home = found(books, str(line["household_id"]))
    if event.kind in COMING:
        return [*_never_came(books, number, person), *_household(home, counted(home, -1)), end]
    standing = "moved" if event.kind == "return" else "present"
    after = counted(home, COUNTED.get(standing, 0) - COUNTED.get(str(person["standing"]), 0))
    now = {**person, "standing": standing, **({"relation": "head"} if head == number else {})}
    changes = [Change("persons", (number,), person, now)]
    if head and head != number:
        changes += new_head(books, home, head)
    if head:
        after["head_id"] = head
    return [*changes, *_household(home, after), end]


def _never_came(books: Books, number: str, person: Row) -> list[Change]:
    named = books.table("identities").lookup(number) if "identities" in books.ledgers else None
    gone = [Change("identities", (number,), named, None)] if named is not None else []
    return [Change("persons", (number,), person, None), *gone]


def _household(home: Row, after: Row) -> list[Change]:
    return [Change("households", (str(home["household_id"]),), home, after)] if after != home else []
