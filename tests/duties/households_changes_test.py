"""Households and their people change: numbers stay, counts follow, every change has its line and its reason."""

from datetime import date

import pytest

from tests.declared import view
from tests.township import SmallBooks
from wfx.duties.households import changes as households
from wfx.duties.households import undone
from wfx.duties.households.lines import Event
from wfx.values.change import Change
from wfx.values.errors import AlreadyRecorded, AlreadySettled, BadValue, HeadNeeded, NotInBooks, ReasonMissing
from wfx.values.table import Cell

DAY = date(2026, 10, 8)
HOME: dict[str, Cell] = {
    "household_id": "H1",
    "village": "v01",
    "head_id": "P1",
    "member_count": 3,
    "category": "lifted",
}
PEOPLE: list[dict[str, Cell]] = [
    {"person_id": "P1", "household_id": "H1", "village": "v01", "relation": "head"},
    {"person_id": "P2", "household_id": "H1", "village": "v01", "relation": "son"},
    {"person_id": "P3", "household_id": "H1", "village": "v01", "relation": "spouse", "standing": "present"},
]


def _books(**more: list[dict[str, Cell]]) -> SmallBooks:
    return SmallBooks({"households": [HOME], "persons": PEOPLE, **more})


def _event(kind: str, reason: str = "有证明") -> Event:
    return Event(kind, DAY, reason, "li-ming")


def _after(changes: list[Change], ledger: str, key: str = "") -> dict[str, Cell]:
    return next(dict(one.after or {}) for one in changes if one.ledger == ledger and key in ("", one.key[0]))


def test_a_household_that_moves_keeps_its_number_and_takes_its_people() -> None:
    changes = households.move(_books(), "H1", "v02", _event("move"), place="乔庄", group="2组")
    home = _after(changes, "households")
    assert (home["household_id"], home["village"], home["group_name"]) == ("H1", "v02", "2组")
    assert {(one.after or {})["village"] for one in changes if one.ledger == "persons"} == {"v02"}
    line = _after(changes, "household_changes")
    assert (line["village"], line["to_village"], line["reason"]) == ("v01", "乔庄", "有证明")
    with pytest.raises(BadValue):
        households.move(_books(), "H1", "v01", _event("move"), place="李斌庄")
    with pytest.raises(ReasonMissing):
        households.move(_books(), "H1", "v02", _event("move", " "), place="乔庄")


def test_a_household_out_of_the_township_stays_in_the_books() -> None:
    changes = households.move(_books(), "H1", None, _event("move"), place="外乡")
    assert _after(changes, "households")["standing"] == "moved"
    assert {(one.after or {})["standing"] for one in changes if one.ledger == "persons"} == {"moved"}


def test_a_split_leaves_the_head_and_counts_both_sides() -> None:
    changes = households.split(_books(), "H1", "H2", ["P2"], "P2", _event("split"))
    assert _after(changes, "households", "H1")["member_count"] == 2
    new = _after(changes, "households", "H2")
    assert (new["head_id"], new["member_count"], new["category"], new["village"]) == ("P2", 1, "lifted", "v01")
    assert _after(changes, "persons", "P2") | {"household_id": "H2", "relation": "head"} == _after(
        changes, "persons", "P2"
    )
    for people, head in ((["P1"], "P1"), (["P9"], "P9"), ([], ""), (["P2"], "P3")):
        with pytest.raises(BadValue):
            households.split(_books(), "H1", "H2", people, head, _event("split"))
    with pytest.raises(AlreadySettled):
        households.split(_books(), "H1", "H1", ["P2"], "P2", _event("split"))


def test_a_head_who_dies_is_followed_by_another() -> None:
    changes = households.leave(_books(), "P1", _event("death", ""), head="P3")
    assert _after(changes, "persons", "P1")["standing"] == "dead"
    assert _after(changes, "persons", "P3")["relation"] == "head"
    home = _after(changes, "households")
    assert (home["head_id"], home["member_count"]) == ("P3", 2)
    with pytest.raises(BadValue):
        households.leave(_books(), "P1", _event("death"), head="P9")
    with pytest.raises(AlreadySettled):
        households.leave(_books(), "P3", _event("return"))
    with pytest.raises(NotInBooks):
        households.leave(_books(), "P9", _event("death"))


def test_who_is_born_or_marries_in_gets_a_number_and_is_counted() -> None:
    changes = households.come(_books(), "H1", {"relation": "son"}, _event("birth", ""))
    person = _after(changes, "persons")
    assert (person["household_id"], person["village"], person["standing"]) == ("H1", "v01", "present")
    assert person["person_id"] not in {"P1", "P2", "P3"}
    assert _after(changes, "households")["member_count"] == 4
    with pytest.raises(AlreadySettled):
        households.come(_books(), "H1", {"person_id": "P1"}, _event("marry_in"))


def test_a_soldier_stays_counted_and_one_who_comes_back_is_counted_again() -> None:
    changes = households.leave(_books(), "P2", _event("soldier"))
    assert [one.ledger for one in changes] == ["persons", "household_changes"]
    gone = [*PEOPLE[:1], {**PEOPLE[1], "standing": "moved"}, *PEOPLE[2:]]
    back = households.leave(SmallBooks({"households": [HOME], "persons": gone}), "P2", _event("return"))
    assert _after(back, "households")["member_count"] == 4


def test_founding_and_closing_want_a_reason_and_happen_once() -> None:
    row: dict[str, Cell] = {"household_id": "H9", "village": "v02"}
    assert _after(households.add(_books(), row, _event("add")), "households")["standing"] == "present"
    with pytest.raises(AlreadySettled):
        households.add(_books(), HOME, _event("add"))
    closed = households.close(_books(), "H1", _event("close"))
    assert _after(closed, "households")["standing"] == "closed"
    with pytest.raises(ReasonMissing):
        households.close(_books(), "H1", _event("close", ""))
    lines = [_after(closed, "household_changes")]
    again = SmallBooks({"households": [_after(closed, "households")], "household_changes": lines})
    with pytest.raises(AlreadySettled):
        households.close(again, "H1", _event("close"))
    assert {(one.after or {})["standing"] for one in closed if one.ledger == "persons"} == {"closed"}


def _laid(books: SmallBooks, changes: list[Change]) -> SmallBooks:
    """The books with the changes in them."""
    rows = {
        ledger: {books.schema(ledger).key_of(row): dict(row) for row in books.rows.get(ledger, ())}
        for ledger in books.ledgers
    }
    for one in changes:
        rows[one.ledger].pop(one.key, None)
        if one.after is not None:
            rows[one.ledger][one.key] = dict(one.after)
    return SmallBooks({ledger: list(found.values()) for ledger, found in rows.items()})


def _stands(books: SmallBooks) -> tuple[object, ...]:
    [home] = books.table("households").rows()
    people = [(row["person_id"], row["standing"] or "present", row["village"]) for row in books.table("persons").rows()]
    return (
        home["village"],
        home["head_id"],
        home["member_count"],
        home["standing"] or "present",
        sorted(map(str, people)),
    )


def test_a_death_entered_wrong_is_mended_by_the_same_command_with_a_reason() -> None:
    books = _books()
    dead = _laid(books, households.leave(books, "P2", _event("death", "")))
    for reason in ("", "再说一遍"):  # the same once more, and a reason that changes nothing
        with pytest.raises(AlreadyRecorded):
            households.leave(dead, "P2", _event("death", reason))
    with pytest.raises(AlreadyRecorded):
        households.leave(dead, "P2", Event("death", date(2026, 10, 5), "", "li-ming"))
    mended = _laid(dead, households.leave(dead, "P2", Event("death", date(2026, 10, 5), "日期录错", "li-ming")))
    [line] = mended.table("household_changes").rows()
    assert (line["happened_on"], line["reason"]) == (date(2026, 10, 5), "日期录错")
    assert _stands(mended) == _stands(dead)
    with pytest.raises(ReasonMissing):
        undone.take_back(mended, "P2", _event("death", ""))
    back = _laid(mended, undone.take_back(mended, "P2", _event("death", "录错了人")))
    assert _stands(back) == _stands(books)
    assert list(back.table("household_changes").rows()) == []


def test_a_dead_man_heads_no_household() -> None:
    books = _books()
    with pytest.raises(HeadNeeded) as asked:
        households.leave(books, "P1", _event("death", ""))
    assert asked.value.details["first"] == "P3"  # the wife before the son
    after = _laid(books, households.leave(books, "P1", _event("death", ""), head="P3"))
    heads = [row["person_id"] for row in after.table("persons").rows() if row["relation"] == "head"]
    assert heads == ["P3"]
    alone = SmallBooks({"households": [{**HOME, "member_count": 1}], "persons": PEOPLE[:1]})
    assert _after(households.leave(alone, "P1", _event("death", "")), "households")["head_id"] is None
    with pytest.raises(HeadNeeded):
        households.leave(books, "P1", _event("leave", ""))
    assert _after(households.leave(books, "P1", _event("soldier", "")), "persons", "P1")["relation"] == "head"


def test_a_move_and_a_closing_entered_wrong_are_taken_back() -> None:
    books = _books()
    moved = _laid(books, households.move(books, "H1", "v02", _event("move"), place="乔庄"))
    assert _stands(_laid(moved, undone.unmove(moved, "H1", _event("move", "录错")))) == _stands(books)
    other = Event("move", date(2026, 10, 1), "日期录错", "li-ming")
    [line] = _laid(moved, households.move(moved, "H1", "v02", other, place="乔庄")).table("household_changes").rows()
    assert (line["happened_on"], line["village"], line["to_village"]) == (date(2026, 10, 1), "v01", "乔庄")
    out = _laid(books, households.move(books, "H1", None, _event("move"), place="外乡"))
    assert _stands(_laid(out, undone.unmove(out, "H1", _event("move", "录错")))) == _stands(books)
    shut = _laid(books, households.close(books, "H1", _event("close")))
    assert {row["standing"] for row in shut.table("persons").rows()} == {"closed"}
    assert _stands(_laid(shut, undone.reopen(shut, "H1", _event("close", "录错")))) == _stands(books)


def test_a_birth_takes_a_name_and_can_be_taken_back() -> None:
    books = _books()
    changes = households.come(books, "H1", {"relation": "son"}, _event("birth", ""), "例新")
    named = _after(changes, "identities")
    assert (named["name"], named["household_id"]) == ("例新", "H1")
    child = str(named["person_id"])
    born = _laid(books, [one for one in changes if one.ledger != "identities"])
    assert _stands(_laid(born, undone.take_back(born, child, _event("birth", "录重了")))) == _stands(books)


def test_the_list_of_changes_shows_newest_first_and_both_sides_of_a_split() -> None:
    line = _after(households.split(_books(), "H1", "H2", ["P2"], "P2", _event("split")), "household_changes")
    books = _books(household_changes=[line])
    assert len(view(books, "households/changes", DAY, where={"household": "H2"}).rows) == 1
    assert view(books, "households/changes", DAY, where={"household": "H3"}).rows == ()
    with pytest.raises(AlreadySettled):
        households.close(
            SmallBooks({"households": [HOME], "household_changes": [{**line, "change_id": f"close-{DAY}-H1"}]}),
            "H1",
            _event("close"),
        )
