"""立案: a case from clues that are to be included, or from what a household says; a removed one that comes back."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.duties.cases.rows import CASES, HOMES, found, home_of, not_watched, open_case, stepped, text
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import CaseOpen, ClueNotIncluded, FieldsMissing, NothingToDo, NotInBooks
from wfx.values.table import Cell, Row

NUMBER = "case-{year}-{n:03}"
_LEADS_ON = ("include", "help")  # what a clue is settled as
_CHANNELS = {"self": "self", "hotline": "self", "department": "department", "petition": "problem"}


def opened(call: Call) -> Outcome:
    """A case for each household of the clues, for the one typed, or for all whose clues are to be included.

    Errors: ``FieldsMissing``, ``NotInBooks``, ``ClueNotIncluded``, ``CaseOpen``, ``AlreadyWatched``.
    """
    numbers = matter.numbers(call.books, CASES, NUMBER, call.hand.on)
    changes = [_new(call, said, next(numbers)) for said in _said(call)]
    first = changes[0]
    what = f"立案 {first.key[0]}" + (f" 等 {len(changes)} 件" if len(changes) > 1 else "")
    return Outcome(tuple(changes), first.key[0], first.after or {}, what=what)


def _said(call: Call) -> Iterator[dict[str, Cell]]:
    """What is known of each household: from its clues, then from what was typed."""
    named = call.given.get("clue_ids")
    clues = [_clue(call.books, str(each)) for each in named] if isinstance(named, list) else []
    typed = {name: cell for name, cell in call.given.items() if name != "clue_ids"}
    clues = clues or ([] if typed.get("household_id") else _waiting(call.books))
    if not clues:
        yield {"found_on": call.hand.on, **typed}
    for household, group in groupby(sorted(clues, key=_home), key=_home):
        yield {**_of_clues(household, list(group)), **typed}


def _waiting(books: Books) -> list[dict[str, Cell]]:
    """The clues that are to be included and have no case yet."""
    taken = {clue for row in books.table(CASES).rows() for clue in _list(row["clue_ids"])}
    rows = books.table("clues").where(decision="include").rows()
    return [row for row in rows if row["clue_id"] not in taken and not open_case(books, str(row["household_id"]))]


def _list(cell: Cell) -> list[str]:
    return [str(each) for each in cell] if isinstance(cell, list) else []


def _home(clue: Row) -> str:
    return str(clue["household_id"])


def _of_clues(household: str, clues: list[dict[str, Cell]]) -> dict[str, Cell]:
    """Nobody is asked again: the household, the first day and the channel stand in the clues."""
    days = [each["found_on"] for each in clues if isinstance(each["found_on"], date)]
    said: dict[str, Cell] = {"household_id": household, "clue_ids": [str(each["clue_id"]) for each in clues]}
    said["channel"] = _CHANNELS.get(text(clues[0]["channel"]), "screening")
    return said | ({"found_on": min(days)} if days else {})


def _clue(books: Books, number: str) -> dict[str, Cell]:
    """The clue of that number or of which this is a part, settled so that it leads on. Errors: as above."""
    rows = [row for row in books.table("clues").rows() if number in str(row["clue_id"])]
    exact = [row for row in rows if row["clue_id"] == number] or rows
    if len(exact) != 1:
        raise NotInBooks("clue_id", shown=number)
    if exact[0]["decision"] not in _LEADS_ON:
        raise ClueNotIncluded("clue_id", shown=str(exact[0]["clue_id"]))
    return exact[0]


def _new(call: Call, said: dict[str, Cell], number: str) -> Change:
    lacking = [name for name in ("household_id", "channel") if not said.get(name)]
    if lacking:
        titles = "、".join(call.books.schema(CASES).field(name).title for name in lacking)
        raise FieldsMissing("open", act="立案", fields=titles)
    household = str(said["household_id"])
    if other := open_case(call.books, household):
        raise CaseOpen("household_id", shown=household, case=other)
    not_watched(call.books, household)
    said["village"] = home_of(call.books, household)["village"]
    row = matter.opened(call.books.schema(CASES), said, number, call.hand)
    return Change(CASES, (number,), None, row)


def enrolled(call: Call) -> Outcome:
    """A case as it stands for each household that is watched already and has none: identified before these books.

    Errors: ``NothingToDo``.
    """
    village, numbers = call.given.get("village"), matter.numbers(call.books, CASES, NUMBER, call.hand.on)
    homes = [
        row
        for row in call.books.table(HOMES).rows()
        if row["monitoring"] and not row["risk_cleared"] and village in (None, row["village"])
        if not open_case(call.books, str(row["household_id"]))
    ]
    if not homes:
        raise NothingToDo("在监测而没有案件的户")
    changes = [_standing(call, home, next(numbers)) for home in homes]
    first = changes[0]
    return Outcome(
        tuple(changes),
        first.key[0],
        first.after or {},
        what=f"在监测户建档 {len(changes)} 户",
        then="list --state 未消除",
    )


def _standing(call: Call, home: Row, number: str) -> Change:
    """What the register says of it: nothing is asked again."""
    said: dict[str, Cell] = {name: home[name] for name in ("household_id", "village", "risks")}
    said |= {"kind": home["monitoring"], "county_on": home["identified_on"], "state": "watched", "channel": "screening"}
    said |= {"found_on": home["identified_on"] or call.hand.on, "members": home["member_count"]}
    row = matter.opened(call.books.schema(CASES), said, number, call.hand)
    return Change(CASES, (number,), None, row)


def relapsed(call: Call) -> Outcome:
    """A removed household at risk again: a new case, the old one kept. Errors: as above, and the life-cycle's."""
    old = found(call.books, call.number)
    said: dict[str, Cell] = {"found_on": call.hand.on, **call.given, "household_id": old["household_id"]}
    step = stepped(call, old, "relapse")
    number = next(matter.numbers(call.books, CASES, NUMBER, call.hand.on))
    new = _new(call, {**said, "relapse_of": old["case_id"]}, number)
    return Outcome((new, step), number, new.after or {}, what=f"再标注 {old['case_id']},立案 {number}")
