"""The registers of a month's own time: who moved, closed, split or came later stands as then."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.township import SmallBooks
from wfx.duties.households import changes
from wfx.duties.households.lines import Event
from wfx.values.change import Change
from wfx.values.table import Cell, Row
from wfx.values.then import table_then

OCTOBER, DECEMBER = date(2026, 10, 31), date(2026, 12, 3)
HOMES: list[Row] = [
    {"household_id": "H1", "village": "v01", "head_id": "P1", "member_count": 3, "standing": "present"},
    {"household_id": "H2", "village": "v02", "head_id": "P9", "member_count": 1, "standing": "away"},
]
PEOPLE: list[Row] = [
    {"person_id": "P1", "household_id": "H1", "village": "v01", "standing": "present"},
    {"person_id": "P2", "household_id": "H1", "village": "v01", "standing": "present"},
    {"person_id": "P3", "household_id": "H1", "village": "v01", "standing": "present"},
    {"person_id": "P9", "household_id": "H2", "village": "v02", "standing": "present"},
]


def event(kind: str, on: date = DECEMBER) -> Event:
    return Event(kind, on, "试验", "li-ming")


def after(*acts: Callable[[SmallBooks], list[Change]]) -> SmallBooks:
    """The books after these acts, one on the other."""
    rows: dict[str, dict[tuple[str, ...], Row]] = {
        "households": {(str(row["household_id"]),): row for row in HOMES},
        "persons": {(str(row["person_id"]),): row for row in PEOPLE},
        "household_changes": {},
    }
    books = SmallBooks({name: list(kept.values()) for name, kept in rows.items()})
    for act in acts:
        for change in act(books):
            if change.after is None:
                del rows[change.ledger][change.key]
            else:
                rows[change.ledger][change.key] = change.after
        books = SmallBooks({name: list(kept.values()) for name, kept in rows.items()})
    return books


def shown(books: SmallBooks, ledger: str, day: date) -> list[tuple[Cell, ...]]:
    names = {
        "households": ("household_id", "village", "member_count"),
        "persons": ("person_id", "household_id", "village", "standing"),
    }[ledger]
    return sorted(tuple(row[name] for name in names) for row in table_then(books, ledger, day).rows())


ACTS: dict[str, Callable[[SmallBooks], list[Change]]] = {
    "moved out": lambda books: changes.move(books, "H1", None, event("move"), place="外乡"),
    "moved over": lambda books: changes.move(books, "H1", "v03", event("move"), place="何庄"),
    "closed": lambda books: changes.close(books, "H1", event("close")),
    "split": lambda books: changes.split(books, "H1", "H8", ["P2"], "P2", event("split")),
    "born": lambda books: changes.come(books, "H1", {}, event("birth")),
    "died": lambda books: changes.leave(books, "P2", event("death")),
    "soldier": lambda books: changes.leave(books, "P2", event("soldier")),
    "founded": lambda books: changes.add(books, {"household_id": "H7", "village": "v01"}, event("add")),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_happened_in_december_alters_nothing_in_october(act: str) -> None:
    before, now = after(), after(ACTS[act])
    for ledger in ("households", "persons"):
        assert shown(now, ledger, OCTOBER) == shown(before, ledger, OCTOBER), act
        assert shown(now, ledger, DECEMBER) == shown(now, ledger, date(2027, 1, 1)), act
    assert [shown(now, each, DECEMBER) for each in ("households", "persons")] != [
        shown(before, each, DECEMBER) for each in ("households", "persons")
    ] or act == "closed"


def test_a_closed_household_stood_in_october() -> None:
    books = after(ACTS["closed"])
    standing = {row["household_id"]: row["standing"] for row in table_then(books, "households", OCTOBER).rows()}
    assert standing == {"H1": "present", "H2": "away"}


def test_several_events_are_taken_back_one_by_one_and_who_had_left_before_stays_gone() -> None:
    september = after(lambda books: changes.leave(books, "P3", event("leave", date(2026, 9, 5))))
    now = after(
        lambda books: changes.leave(books, "P3", event("leave", date(2026, 9, 5))),
        lambda books: changes.move(books, "H1", "v03", event("move", date(2026, 11, 2)), place="何庄"),
        ACTS["died"],
        lambda books: changes.move(books, "H1", None, event("move", date(2026, 12, 9)), place="外乡"),
    )
    for ledger in ("households", "persons"):
        assert shown(now, ledger, OCTOBER) == shown(september, ledger, OCTOBER)
    assert shown(now, "households", date(2026, 11, 30))[0] == ("H1", "v03", 2)


def test_who_came_back_later_was_away_then() -> None:
    left = after(lambda books: changes.leave(books, "P2", event("soldier", date(2025, 9, 1))))
    back = after(
        lambda books: changes.leave(books, "P2", event("soldier", date(2025, 9, 1))),
        lambda books: changes.leave(books, "P2", event("return")),
    )
    for ledger in ("households", "persons"):
        assert shown(back, ledger, OCTOBER) == shown(left, ledger, OCTOBER)
