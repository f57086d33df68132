"""One stepper for every matter: never before its opening, other matters looked up, clocks told from one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from tests.township import SmallBooks, schemas
from wfx.duties import assets, matter
from wfx.duties.matter import Act, Hand
from wfx.values.errors import ActRefused, NotInBooks, OtherMatterMissing
from wfx.values.matter.lifecycle import Clock, Lifecycle
from wfx.values.matter.workdays import Workdays
from wfx.values.schema import Schema
from wfx.values.table import Cell

OPENED = date(2026, 10, 10)
FAULT: dict[str, Cell] = {
    "fault_id": "fault-2026-001",
    "asset_id": "ZC0007",
    "village": "v01",
    "opened_on": OPENED,
    "what": "水泵烧坏",
    "state": "reported",
    "steps": [],
}
ASSET: dict[str, Cell] = {"asset_id": "ZC0007", "name": "机井", "village": "v01", "inspection": "fault"}
MATTER: dict[str, Cell] = {
    "rectification_id": "rect-2026-001",
    "source": "inspection",
    "problem": "走访记录缺日期",
    "village": "v01",
    "opened_on": OPENED,
    "reopened": 0,
    "state": "open",
    "steps": [],
}


def _hand(on: date, who: str = "li-ming", *roles: str) -> Hand:
    return Hand(who, roles or ("clerk",), on)


def test_a_repair_dated_before_the_fault_was_reported_is_refused() -> None:
    books = SmallBooks({"faults": [FAULT], "assets": [ASSET]})
    given: dict[str, Cell] = {"repairer": "维修部", "due_on": date(2026, 11, 1)}
    with pytest.raises(ActRefused):
        assets.step_fault(books, "fault-2026-001", "派修", given, _hand(date(2026, 1, 1)), "")
    [change] = assets.step_fault(books, "fault-2026-001", "派修", given, _hand(OPENED), "")
    assert (change.after or {})["state"] == "sent"


def test_a_disposal_dated_before_its_application_is_refused() -> None:
    given: dict[str, Cell] = {"meeting_on": OPENED}
    row: dict[str, Cell] = {"disposal_id": "disposal-2026-001", "asset_id": "ZC0007", "village": "v01"}
    row |= {"cause": "age", "opened_on": OPENED, "state": "applied"}
    row |= {"steps": [{"action": "apply", "on": OPENED, "by": "li-ming", "note": ""}]}
    books = SmallBooks({"disposals": [row]})
    with pytest.raises(ActRefused):
        matter.step(books, "disposals", "disposal-2026-001", Act("resolve", given, _hand(date(2026, 10, 9))))
    [change] = matter.step(books, "disposals", "disposal-2026-001", Act("resolve", given, _hand(OPENED)))
    assert [step["action"] for step in (change.after or {})["steps"] or []] == ["apply", "resolve"]  # type: ignore[union-attr,index]


def test_an_unknown_act_is_named() -> None:
    with pytest.raises(ActRefused) as refused:
        matter.step(SmallBooks({"faults": [FAULT]}), "faults", "fault-2026-001", Act("飞走", {}, _hand(OPENED)))
    assert refused.value.details["act"] == "飞走"


@dataclass
class Waiting(SmallBooks):
    """Books in which a matter is closed only after those that came of it."""

    changed: Mapping[str, Schema] = field(default_factory=dict)

    def schema(self, ledger: str) -> Schema:
        return self.changed.get(ledger, schemas()[ledger])


def _waiting(*states: str) -> Waiting:
    schema = schemas()["rectifications"]
    life = matter.life(schema)
    actions = [
        replace(each, needs={"rectifications": "closed"}) if each.name == "close" else each for each in life.actions
    ]
    changed = replace(schema, lifecycle=Lifecycle(life.start, life.states, tuple(actions)))
    parent = {**MATTER, "state": "inspected"}
    children = [
        {**MATTER, "rectification_id": f"rect-2026-001.v0{at}", "parent": "rect-2026-001", "state": state}
        for at, state in enumerate(states, 2)
    ]
    return Waiting({"rectifications": [parent, *children]}, changed={"rectifications": changed})


def test_what_an_act_stands_on_is_looked_up_among_the_other_matters() -> None:
    act = Act("close", {}, _hand(OPENED, "zhao-ke", "supervisor"))
    for states in ((), ("open",), ("closed", "working")):
        with pytest.raises(OtherMatterMissing):
            matter.step(_waiting(*states), "rectifications", "rect-2026-001", act)
    [change] = matter.step(_waiting("closed", "closed"), "rectifications", "rect-2026-001", act)
    assert (change.after or {})["state"] == "closed"


def _moved(row: Mapping[str, Cell], action: str, on: date, **given: Cell) -> dict[str, Cell]:
    books = SmallBooks({"faults": [row], "assets": [ASSET]})
    changes = assets.step_fault(books, "fault-2026-001", action, given, _hand(on, f"hand-{action}"), "")
    return dict(changes[0].after or {})


def test_a_clock_colours_its_matter_and_says_who_holds_it() -> None:
    schema = schemas()["faults"]
    sent = _moved(FAULT, "send", OPENED, repairer="维修部", due_on=date(2026, 10, 25))
    standing = matter.standing(schema, sent, date(2026, 10, 25))
    assert (standing.colour, standing.due, standing.holder) == ("黄", date(2026, 10, 25), "维修部")
    assert matter.standing(schema, sent, date(2026, 10, 26)).colour == "红"
    in_time = _moved(sent, "repair", date(2026, 10, 27), result="换泵", repaired_on=date(2026, 10, 24))
    assert matter.standing(schema, in_time, date(2026, 12, 1)).colour == "黄"
    again = _moved(in_time, "redo", date(2026, 10, 28))
    assert again["repaired_on"] is None
    assert matter.standing(schema, again, date(2026, 10, 29)).colour == "红"
    accepted = _moved(in_time, "accept", date(2026, 10, 28))
    assert matter.standing(schema, accepted, date(2026, 12, 1)).colour == "蓝"


def test_nobody_is_named_where_the_record_names_nobody_yet() -> None:
    bare = {name: value for name, value in FAULT.items() if name != "repairer"} | {"due_on": OPENED}
    assert matter.standing(schemas()["faults"], bare, OPENED).holder == ""


def test_an_agreed_day_stands_before_the_counted_one_and_an_extension_moves_it() -> None:
    schema = schemas()["faults"]
    life = matter.life(schema)
    clock = Clock("opened_on", 60, plus="reopened", done="repaired_on")
    repair = replace(life.action("repair"), clocks=(clock,))
    counted = replace(schema, lifecycle=Lifecycle(life.start, life.states, (repair,)))
    [running] = matter.clocks(counted, FAULT, OPENED)
    assert (running.due, running.late, running.done_on) == (date(2026, 12, 9), False, None)
    [extended] = matter.clocks(counted, {**FAULT, "reopened": 30}, OPENED)
    assert extended.due == date(2027, 1, 8)
    [done] = matter.clocks(counted, {**FAULT, "repaired_on": date(2026, 12, 10)}, OPENED)
    assert (done.done_on, done.late) == (date(2026, 12, 10), True)


def test_a_clock_in_working_days_runs_by_the_calendar_and_is_tentative_beyond_it() -> None:
    schema = schemas()["rectifications"]
    row: dict[str, Cell] = {**MATTER, "state": "submitted", "submitted_on": date(2026, 12, 30)}
    row["steps"] = [{"action": "submit", "on": date(2026, 12, 30), "by": "qiao-z", "note": ""}]
    assert matter.clocks(schema, row, OPENED) == ()
    [inspection] = matter.clocks(schema, row, OPENED, Workdays(years=frozenset({2026})))
    assert (inspection.shown, inspection.colours) == ("2027-01-06(暂定)", False)


def test_a_matter_is_found_by_less_than_its_number() -> None:
    closed = {**FAULT, "fault_id": "fault-2026-002", "state": "accepted"}
    books = SmallBooks({"faults": [FAULT, closed]})
    for number in ("fault-2026-001", "6-001", "ZC0007"):
        assert matter.find(books, "faults", number)["fault_id"] == "fault-2026-001"
    for number in ("", "fault-2026-009", "ZC0008"):
        with pytest.raises(NotInBooks):
            matter.find(books, "faults", number)


def test_numbers_go_on_from_the_highest_of_their_year() -> None:
    listed = [{**MATTER, "rectification_id": name} for name in ("rect-2026-007", "rect-2026-007.v02", "rect-2025-099")]
    numbers = matter.numbers(SmallBooks({"rectifications": listed}), "rectifications", "rect-{year}-{n:03}", OPENED)
    assert [next(numbers), next(numbers)] == ["rect-2026-008", "rect-2026-009"]
