"""Rectifications: opened once, closed by other hands, reopened under the same number; colours are computed."""

import json
import re
from collections.abc import Mapping
from datetime import date

import pytest

from tests.declared import play, view
from tests.township import ROOT, SmallBooks, schemas
from wfx.desk.declared.files import duty
from wfx.duties import matter, rectify
from wfx.duties.matter import Hand
from wfx.duties.matter_list import Wanted, card, matters
from wfx.values.change import Change
from wfx.values.errors import (
    ActRefused,
    AlreadySettled,
    BadValue,
    FieldsMissing,
    NotInBooks,
    ReasonMissing,
    RoleMissing,
    SamePerson,
)
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.matter.lifecycle import RECEIVED
from wfx.values.matter.steps import steps_of
from wfx.values.table import Cell

DAY = date(2026, 10, 12)
DUE = date(2026, 10, 31)
CLERK, CHIEF, SUPERVISOR = ("clerk",), ("chief",), ("supervisor",)
PROBLEM: dict[str, Cell] = {"problem": "走访记录缺日期", "source": "inspection", "village": "v01", "level": "county"}
GIVEN: dict[str, Mapping[str, Cell]] = {
    "assign": {"owner": "qiao-z", "due_on": DUE},
    "submit": {"result": "全部补齐", "evidence": ["抽查表"]},
}
Matter = dict[str, Cell]
LISTS = duty("rectify").lists


def _row(change: Change) -> Matter:
    return dict(change.after or {})


def _hand(who: str = "li-ming", roles: tuple[str, ...] = (), on: date = DAY) -> Hand:
    return Hand(who, roles, on)


def _add(books: SmallBooks, given: Mapping[str, Cell]) -> list[Change]:
    changes = play(books, "rectify add", _hand(), given=given).changes
    return [change for change in changes if isinstance(change, Change)]


def _opened(**more: Cell) -> Matter:
    [change] = _add(SmallBooks(), {**PROBLEM, **more})
    return _row(change)


VERBS = {"核验": "inspect", "销号": "close", "退回": "return"}


def _act(row: Matter, action: str, who: str, roles: tuple[str, ...], on: date = DAY, note: str = "") -> Matter:
    books, name = SmallBooks({"rectifications": [row]}), VERBS.get(action, action)
    verb = "inspect" if name == "return" else name
    done = play(
        books,
        f"rectify {verb}",
        _hand(who, roles, on),
        number=str(row["rectification_id"]),
        given=GIVEN.get(name, {}),
        note=note,
        other=name == "return",
    )
    [change] = done.changes
    assert isinstance(change, Change)
    return _row(change)


def _submitted() -> Matter:
    return _act(_act(_opened(), "assign", "li-ming", CLERK), "submit", "qiao-z", ("village",))


def _closed() -> Matter:
    return _act(_act(_submitted(), "核验", "wang-fang", CHIEF), "销号", "zhao-ke", SUPERVISOR)


def test_the_shipped_lifecycle_is_the_one_of_the_page() -> None:
    page = re.search(r"```json\n(.*?)```", (ROOT / "docs/spec/lifecycle.md").read_text(encoding="utf-8"), re.DOTALL)
    assert page is not None
    sample = json.loads(page[1])
    shipped = json.loads((ROOT / "schemas/rectify/rectifications.schema.json").read_bytes())["x-wfx"]["lifecycle"]
    assert [action.pop("needs") for action in sample["actions"] if "needs" in action] == [{"documents": "approved"}]
    assert shipped == sample
    assert shipped["states"] == schemas()["rectifications"].field("state").codes


def test_a_matter_goes_its_whole_way_by_three_hands() -> None:
    row = _closed()
    assert (row["state"], row["closed_on"], row["reopened"]) == ("closed", DAY, 0)
    assert [step.action for step in steps_of(row)] == ["assign", "submit", "inspect", "close"]


def test_nobody_inspects_or_closes_what_he_handed_in() -> None:
    with pytest.raises(SamePerson):
        _act(_submitted(), "inspect", "qiao-z", CHIEF)
    inspected = _act(_submitted(), "inspect", "zhao-ke", SUPERVISOR)
    with pytest.raises(SamePerson):
        _act(inspected, "close", "qiao-z", SUPERVISOR)
    assert _act(inspected, "close", "zhao-ke", SUPERVISOR)["state"] == "closed"  # another hand than the one that counts
    with pytest.raises(RoleMissing):
        _act(inspected, "close", "wang-fang", CHIEF)


def test_an_act_out_of_order_or_bare_is_refused() -> None:
    with pytest.raises(ActRefused):
        _act(_opened(), "close", "zhao-ke", SUPERVISOR)
    with pytest.raises(ActRefused):
        _act(_submitted(), "inspect", "wang-fang", CHIEF, on=date(2026, 10, 1))
    with pytest.raises(ActRefused):
        _act(_opened(), "assign", "li-ming", CLERK, on=date(2026, 10, 1))
    working = _act(_opened(), "assign", "li-ming", CLERK)
    with pytest.raises(FieldsMissing):
        _act(working, "progress", "li-ming", CLERK)
    with pytest.raises(ReasonMissing):
        _act(_submitted(), "退回", "wang-fang", CHIEF)
    with pytest.raises(NotInBooks):
        matter.find(SmallBooks({"rectifications": [working]}), rectify.LEDGER, "rect-2026-999")


def test_what_was_sent_back_must_be_proved_anew() -> None:
    back = _act(_submitted(), "return", "wang-fang", CHIEF, note="照片不是本村的")
    assert (back["state"], back["result"], back["evidence"], back["submitted_on"]) == ("working", None, None, None)
    again = _act(back, "submit", "qiao-z", ("village",))
    assert again["evidence"] == ["抽查表"]


def test_a_reopened_matter_keeps_its_number_and_counts() -> None:
    row = _act(_closed(), "reopen", "zhao-ke", SUPERVISOR, note="复查又缺签字")
    assert (row["rectification_id"], row["reopened"], row["state"]) == ("rect-2026-001", 1, "working")
    assert row["closed_on"] is None
    assert len(steps_of(row)) == 5
    with pytest.raises(ReasonMissing):
        _act(_closed(), "reopen", "zhao-ke", SUPERVISOR)


def _colour(row: Matter, day: date) -> str:
    return matter.standing(SmallBooks().schema(rectify.LEDGER), row, day).colour


def test_colours_follow_the_day() -> None:
    working = _act(_opened(), "assign", "li-ming", CLERK)
    assert [_colour(working, day) for day in (DUE, date(2026, 11, 1))] == ["黄", "红"]
    in_time = _act(working, "submit", "qiao-z", (), on=DUE)
    late = _act(working, "submit", "qiao-z", (), on=date(2026, 11, 2))
    assert [_colour(row, date(2026, 12, 1)) for row in (in_time, late, _closed(), _opened())] == [
        "黄",
        "红",
        "蓝",
        "黄",
    ]


def test_numbers_go_on_and_a_short_number_is_enough() -> None:
    first = _opened()
    books = SmallBooks({"rectifications": [first, first | {"rectification_id": "rect-2026-007.v02"}]})
    [change] = _add(books, PROBLEM | {"problem": "另一件"})
    assert change.key == ("rect-2026-008",)
    assert matter.find(books, rectify.LEDGER, "001")["problem"] == "走访记录缺日期"
    with pytest.raises(AlreadySettled):
        _add(books, PROBLEM)
    with pytest.raises(FieldsMissing):
        _add(books, {"problem": "没有来源"})


def _finding(**change: object) -> Finding:
    found = {"rule": "A11", "subject": "ZC1", "verdict": Verdict.FOUND, "severity": Severity.ERROR, "title": "合同到期"}
    return Finding(**(found | {"what": "到期未收", "do": "收回", "village": "v02", "duty": "assets"} | change))  # type: ignore[arg-type]


def test_an_old_finding_that_waits_opens_nothing() -> None:
    old, new = _finding(), _finding(subject="ZC2")
    changes, passed = rectify.open_from(SmallBooks(), [old, new], _hand(), stock={old.number})
    assert [_row(change)["subject"] for change in changes] == ["ZC2"]
    assert passed == {"期初存量,没到立项的月份": 1}


def test_a_red_finding_opens_one_matter_once() -> None:
    [change], passed = rectify.open_from(SmallBooks(), [_finding(), _finding()], _hand())
    row = _row(change)
    assert (row["finding"], row["rule"], row["subject"]) == (_finding().number, "A11", "ZC1")
    assert (row["source"], row["village"], row["state"], row["problem"]) == (
        "finding",
        "v02",
        "open",
        "ZC1 合同到期:到期未收",
    )
    assert passed == {"已经立项": 1}
    standing = SmallBooks({"rectifications": [row]})
    assert rectify.open_from(standing, [_finding(evidence=(("day", "2"),))], _hand())[0] == []
    closed = SmallBooks({"rectifications": [row | {"state": "closed"}]})
    assert rectify.open_from(closed, [_finding()], _hand())[0] == []
    assert len(rectify.open_from(closed, [_finding(evidence=(("day", "2"),))], _hand())[0]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"severity": Severity.DOUBT},
        {"verdict": Verdict.MISSING},
        {"verdict": Verdict.BROKEN},
        {"duty": "screen"},
        {"duty": "rectify"},
    ],
)
def test_other_findings_open_none(change: dict[str, object]) -> None:
    assert rectify.open_from(SmallBooks(), [_finding(**change)], _hand())[0] == []


def test_an_unfounded_doubt_opens_none_a_confirmed_one_does() -> None:
    said: dict[str, Cell] = {"finding": _finding().number, "rule": "A11", "subject": "ZC1", "evidence": "x"}
    said |= {"decided_by": "li-ming", "decided_on": DAY, "reason": "看过"}
    for decision, count in (("false", 0), ("true", 1), ("unclear", 1)):
        books = SmallBooks({"dispositions": [said | {"decision": decision}]})
        assert len(rectify.open_from(books, [_finding()], _hand())[0]) == count


def test_the_same_problem_is_sent_to_other_villages_once() -> None:
    parent = _opened()
    books = SmallBooks({"rectifications": [parent]})
    changes = rectify.send_on(books, parent, ["各村"], _hand())
    children = [_row(change) for change in changes]
    assert [row["rectification_id"] for row in children] == ["rect-2026-001.v02", "rect-2026-001.v03"]
    assert {(row["parent"], row["source"], row["problem"]) for row in children} == {
        ("rect-2026-001", "example", "走访记录缺日期")
    }
    after = SmallBooks({"rectifications": [parent, *children]})
    with pytest.raises(AlreadySettled):
        rectify.send_on(after, parent, ["乔庄", "李斌庄"], _hand())
    with pytest.raises(BadValue):
        rectify.send_on(after, children[0], ["何庄"], _hand())
    with pytest.raises(BadValue):
        rectify.send_on(after, parent, ["无此村"], _hand())
    assert card(after, LISTS["show"], "001", Wanted(DAY))[2].rows[0] == ("rect-2026-001.v02", "乔庄", "待整改", "黄")


def test_what_comes_with_a_state_is_taken_as_it_stands() -> None:
    given = {**PROBLEM, "state": "closed", "opened_on": date(2026, 9, 1)}
    schema = schemas()["rectifications"]
    done = matter.opened(schema, given, "rect-2026-003", _hand())
    assert done["opened_on"] == date(2026, 9, 1)
    assert matter.life(schema).state(steps_of(done)) == done["state"] == "closed"
    assert [step.action for step in steps_of(done)] == [RECEIVED]  # a fact that came, and not the opening of the books
    assert matter.opened(schema, PROBLEM, "rect-2026-004", _hand())["steps"] == []


def test_the_board_and_the_list_count_the_same() -> None:
    late = _act(_opened(), "assign", "li-ming", CLERK) | {"due_on": date(2026, 10, 1)}
    other = _closed() | {"rectification_id": "rect-2026-002", "village": "v02"}
    township = _opened() | {"rectification_id": "rect-2026-003", "village": None}
    books = SmallBooks({"rectifications": [late, other, township]})
    sheet = view(books, "rectify/board", DAY, choices={"by": "village"})
    assert sheet.rows == (
        ("李斌庄", 1, 0, 0, 1, "0%"),
        ("乡级(未到村)", 1, 0, 1, 0, "0%"),
        ("乔庄", 1, 1, 0, 0, "100%"),
        ("合计", 3, 1, 1, 1, "33%"),
    )
    assert [row[0] for row in matters(books, LISTS["list"], Wanted(DAY)).rows] == ["红", "黄", "蓝"]
    assert [row[1] for row in matters(books, LISTS["list"], Wanted(DAY, colour="红")).rows] == ["rect-2026-001"]
    with pytest.raises(BadValue):
        matters(books, LISTS["list"], Wanted(DAY, colour="绿"))
