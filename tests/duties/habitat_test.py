"""Toilets house by house, their faults to the closing by another hand, inspections, the whole village's sum."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import NAMES, forms, xlsx
from tests.rules.ledgers import shipped
from tests.township import SmallBooks, schemas
from wfx.duties.calls import Lot, Outcome
from wfx.duties.matter import Hand
from wfx.intake.take import take
from wfx.rules.engine import judge
from wfx.values.errors import NotInBooks, SamePerson, ToiletContradicts, ToiletFaultOpen, UnknownHousehold
from wfx.values.finding import Verdict
from wfx.values.month import Month
from wfx.values.table import Cell

Row = dict[str, Cell]
TODAY = date(2026, 10, 12)
HAND = Hand("li-ming", ["clerk"], TODAY)
OTHER = Hand("wang-fang", ["chief"], TODAY)
HOMES: list[Row] = [{"household_id": f"H{n}", "village": "v03", "head_id": f"P{n}"} for n in range(1, 4)]
TOILET: Row = {"toilet_id": "wc-2026-0001", "village": "v03", "household_id": "H1", "mode": "tank", "state": "normal"}
FAULT: Row = {
    "fault_id": "wcf-2026-001",
    "toilet_id": "wc-2026-0001",
    "household_id": "H1",
    "village": "v03",
    "problems": ["leak"],
    "opened_on": date(2026, 10, 1),
    "reopened": 0,
    "state": "open",
    "steps": [],
}
HEAD = [
    "序号",
    "村",
    "组",
    "户主",
    "户编号",
    "模式",
    "改造年",
    "补助",
    "状态",
    "问题",
    "措施",
    "时限",
    "复核人",
    "销号日",
]


def _books(**more: list[Row]) -> SmallBooks:
    return SmallBooks({"households": HOMES, **more})


def _listed(*rows: list[object], books: SmallBooks | None = None) -> Outcome:
    data = xlsx([HEAD, *rows])
    [taken] = take("户厕.xlsx", data, forms(), schemas(), villages=NAMES)
    assert (taken.form.name, taken.problems) == ("toilets", ())
    return arrive(books or _books(), "toilets", HAND, Lot(raw=taken.tables))


def _line(household: str, state: str, *more: object) -> list[object]:
    blank = [None] * (5 - len(more))
    return [1, "何庄", "一组", "(不收)", household, "三格", 2020, "是", state, *more, *blank]


def _rows(made: Outcome, ledger: str) -> list[Mapping[str, Any]]:
    return [change.after or {} for change in made.changes if change.ledger == ledger]  # type: ignore[union-attr]


def test_a_list_makes_a_record_a_toilet_and_a_fault_of_each_problem_and_keeps_no_name() -> None:
    made = _listed(_line("H1", "正常"), _line("H2", "无法使用", "漏、反装", "换管", "2026-11-30"))
    first, second = _rows(made, "toilets")
    assert (first["toilet_id"], first["mode"], first["subsidised"], second["state"]) == (
        "wc-2026-0001",
        "tank",
        True,
        "broken",
    )
    [fault] = _rows(made, "toilet_faults")
    assert (fault["problems"], fault["state"], fault["due_on"]) == (["leak", "reversed"], "planned", date(2026, 11, 30))
    assert not any("不收" in str(row) for row in (first, second, fault))


def test_a_list_taken_again_writes_only_what_changed_and_one_household_twice_is_two_toilets() -> None:
    twice = _listed(_line("H1", "正常"), _line("H1", "正常"))
    assert [row["toilet_id"] for row in _rows(twice, "toilets")] == ["wc-2026-0001", "wc-2026-0002"]
    standing = [dict(row) for row in _rows(twice, "toilets")]
    again = _listed(_line("H1", "正常"), _line("H1", "闲置"), books=_books(toilets=standing))
    assert [(row["toilet_id"], row["state"]) for row in _rows(again, "toilets")] == [("wc-2026-0002", "idle")]
    assert again.notes == ("2 座已在台账上,只改写了有变化的",)


def test_fit_for_use_beside_a_problem_and_a_household_nobody_knows_are_refused_by_their_rows() -> None:
    [wrong] = _listed(_line("H1", "正常", "漏")).wrong
    assert (wrong.kind, list(wrong.rows), wrong.column) == (ToiletContradicts, [0], "state")
    [strange] = _listed(_line("H1", "正常"), _line("H9", "正常")).wrong
    assert (strange.kind, list(strange.rows)) == (UnknownHousehold, [1])
    assert not _listed(_line("H1", "正常", "漏", "换管", "2026-09-30", "乡里", "2026-10-01")).wrong


def test_a_fault_goes_from_plan_to_closing_by_another_hand_and_its_toilet_is_fit_again() -> None:
    opened = play(_books(toilets=[TOILET]), "habitat fault", HAND, number="H1", given={"problems": ["leak"]})
    assert [row["state"] for row in _rows(opened, "toilets")] == ["broken"]
    fault: Mapping[str, Any] = _rows(opened, "toilet_faults")[0]
    broken: Row = {**TOILET, "state": "broken"}
    steps: list[tuple[str, Row]] = [
        ("plan", {"fix_plan": "换管", "due_on": date(2026, 11, 1)}),
        ("fix", {"fixed_by": "村委会", "result": "不漏了"}),
    ]
    for verb, given in steps:
        books = _books(toilets=[broken], toilet_faults=[dict(fault)])
        fault = _rows(play(books, f"habitat {verb}", HAND, number="001", given=given), "toilet_faults")[0]
    books = _books(toilets=[broken], toilet_faults=[dict(fault)])
    with pytest.raises(SamePerson):
        play(books, "habitat recheck", HAND, number="001", given={"checked_by": "乡里"})
    closed = play(books, "habitat recheck", OTHER, number="001", given={"checked_by": "乡里"})
    assert [row["state"] for row in _rows(closed, "toilet_faults")] == ["closed"]
    assert [row["state"] for row in _rows(closed, "toilets")] == ["normal"]
    back = play(books, "habitat recheck", OTHER, number="001", other=True, note="还在漏")
    assert [(row["state"], row["fixed_on"]) for row in _rows(back, "toilet_faults")] == [("planned", None)]
    assert not _rows(back, "toilets")


@pytest.mark.parametrize("way", ["fault", "list", "reopen"])
def test_what_is_broken_again_keeps_its_number(way: str) -> None:
    closed: Row = {**FAULT, "state": "closed", "closed_on": TODAY, "fixed_by": "村委会"}
    listed: Row = {**TOILET, "built_year": 2020, "subsidised": True, "state": "broken"}
    books = _books(toilets=[listed], toilet_faults=[closed])
    if way == "list":
        made = _listed(_line("H1", "无法使用", "沉"), books=books)
    elif way == "fault":
        made = play(books, "habitat fault", HAND, number="0001", given={"problems": ["sink"]})
    else:
        made = play(books, "habitat reopen", HAND, number="001", note="雨后又漏")
    [again] = _rows(made, "toilet_faults")
    assert (again["fault_id"], again["reopened"], again["state"]) == ("wcf-2026-001", 1, "open")
    assert (again["fixed_by"], again["closed_on"]) == (None, None)


def test_a_toilet_has_one_open_fault_and_an_unknown_one_none() -> None:
    books = _books(toilets=[TOILET], toilet_faults=[FAULT])
    for number, kind in (("0001", ToiletFaultOpen), ("wc-2026-0009", NotInBooks)):
        with pytest.raises(kind):
            play(books, "habitat fault", HAND, number=number, given={"problems": ["leak"]})
    assert _listed(_line("H1", "无法使用", "漏"), books=_books()).changes


def test_what_an_inspection_finds_is_a_matter_from_the_same_entry_on() -> None:
    given: Row = {"village": "v02", "kind": "garbage", "place": "村东路口", "found": "垃圾没有清"}
    made = play(SmallBooks(), "habitat inspect", HAND, given=given)
    [matter] = _rows(made, "rectifications")
    [seen] = _rows(made, "inspections")
    assert seen["rectification_id"] == matter["rectification_id"]
    assert (matter["source"], matter["village"], matter["due_on"]) == ("inspection", "v02", date(2026, 10, 27))
    assert (matter["category"], matter["problem"]) == ("人居环境垃圾", "村东路口 垃圾没有清")
    quiet = play(SmallBooks(), "habitat inspect", HAND, given={"village": "v02"})
    assert not _rows(quiet, "rectifications")


# the sum of a whole village


def _village(unsigned: int = 0) -> SmallBooks:
    homes: list[Row] = [{"household_id": f"H{n:03}", "village": "v03", "head_id": f"P{n:03}"} for n in range(312)]
    free: list[Row] = [{"household_id": f"H{n:03}", "village": "v03", "reason": "empty"} for n in range(18)]
    for n in range(18, 25):
        signed = None if n < 18 + unsigned else TODAY
        free.append({"household_id": f"H{n:03}", "village": "v03", "reason": "unwilling", "signed_on": signed})
    toilets: list[Row] = [
        {**TOILET, "toilet_id": f"wc-2026-{n:04}", "household_id": f"H{n:03}"} for n in range(25, 25 + 268)
    ]
    goals: list[Row] = [{"village": "v03", "until_on": date(2026, 12, 31), "surveyed": 287}]
    return SmallBooks({"households": homes, "not_due": free, "toilets": toilets, "toilet_goals": goals})


def _sum(books: SmallBooks) -> Mapping[str, Any]:
    sheet = view(books, "habitat/progress", TODAY, village="v03")
    return dict(zip((column.name for column in sheet.columns), sheet.rows[0], strict=True))


def test_the_whole_village_is_summed_over_who_is_due_and_over_all_and_each_one_left_is_named() -> None:
    row = _sum(_village())
    assert [row[name] for name in ("households", "empty", "unwilling", "due", "usable")] == [312, 18, 7, 287, 268]
    assert (row["share"], row["of_all"], row["lacking"]) == ("93.38%", "85.90%", 19)
    left = view(_village(), "habitat/left", TODAY, village="v03")
    assert len(left.rows) == len({row[2] for row in left.rows}) == 19


def test_who_does_not_want_one_and_has_not_signed_is_still_due() -> None:
    row = _sum(_village(unsigned=2))
    assert (row["due"], row["unwilling"], row["unsigned"], row["lacking"]) == (289, 5, 2, 21)


def test_the_rules_of_the_reference_are_all_there_and_none_guards() -> None:
    rules = [rule for rule in shipped().rules if rule.duty == "habitat"]
    assert {rule.id for rule in rules} == {f"B{n}" for n in range(11, 18)}
    assert not any(rule.guards for rule in rules)


def test_two_hundred_and_ninety_on_the_list_against_two_hundred_and_eighty_seven_counted_is_found() -> None:
    toilets: list[Row] = [{**TOILET, "toilet_id": f"wc-2026-{n:04}", "household_id": f"H{n:03}"} for n in range(290)]
    books = SmallBooks({"toilets": toilets, "toilet_goals": [{"village": "v03", "surveyed": 287}]})
    [rule] = [rule for rule in shipped().rules if rule.id == "B11"]
    [found] = judge([rule], lambda table: books.table(table).arrow, schemas(), Month(2026, 10))
    assert (found.subject, found.verdict) == ("v03", Verdict.FOUND)
    assert found.what == "台账 290 座,逐户摸底 287 座"
