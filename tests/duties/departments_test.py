"""Department lists: whom a line is about, the clue and the figure it gives; said twice it changes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.intake.sheets import forms
from tests.township import SmallBooks
from wfx.duties.screen import departments
from wfx.duties.screen.departments import Known, Line, Matched, Told
from wfx.values.change import Change
from wfx.values.errors import NoSuchCandidate, TwoConfirmed
from wfx.values.form import ListPlan
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
TODAY = date(2026, 10, 20)
NUMBER, OTHER = "410999199001010015", "410999198502020030"
ONE = Known("P1", "H1", "v01", "t1", "欧阳例一", NUMBER)
TWO = Known("P2", "H1", "v01", "t2", "欧阳例二", OTHER)
TWIN = replace(ONE, person_id="P9", household_id="H9", tag="t9", id_number="410999197001020015")
MASKED = Line(1, "欧阳例一", "410***********0015", None, "v01")


def _plan(name: str) -> ListPlan:
    plan = forms()[name].matched
    assert plan is not None
    return plan


def _paid(yuan: int, **more: object) -> Line:
    return replace(Line(1, "欧阳例一", NUMBER, "t1", "v01", facts={"self_pay_medical": Decimal(yuan)}), **more)  # type: ignore[arg-type]


def _after(changes: list[Change]) -> dict[str, Cell]:
    [change] = changes
    return dict(change.after or {})


def test_a_whole_number_and_the_name_find_the_person() -> None:
    matched = departments.match([_paid(1)], [TWO, ONE])
    assert [person for _, person in matched.sure] == [ONE]
    assert not matched.candidates
    assert not matched.nobody


def test_a_number_whose_name_differs_waits_for_a_person() -> None:
    matched = departments.match([_paid(1, name="欧阳例三")], [ONE])
    assert not matched.sure
    assert [(each.number, each.person.person_id) for each in matched.candidates] == [("1", "P1")]


@pytest.mark.parametrize(
    "written", ["410***********0015", "410999********0015", "410999××××××××0015", "410999xxxxxxxx0015"]
)
def test_a_masked_number_with_name_and_village_is_a_candidate_and_never_more(written: str) -> None:
    matched = departments.match([replace(MASKED, written=written)], [ONE, TWO])
    assert not matched.sure
    assert [each.person for each in matched.candidates] == [ONE]


@pytest.mark.parametrize(
    "change",
    [
        {"village": "v02"},
        {"village": None},
        {"name": "欧阳例二"},
        {"name": ""},
        {"written": "410***********0030"},
        {"written": "410***15"},
        {"written": ""},
        {"written": "410999"},
    ],
    ids=str,
)
def test_whatever_lacks_one_of_the_three_finds_nobody(change: Mapping[str, object]) -> None:
    matched = departments.match([replace(MASKED, **change)], [ONE, TWO])  # type: ignore[arg-type]
    assert not matched.sure
    assert not matched.candidates
    assert matched.nobody[0][1]


def test_two_who_fit_are_two_candidates_of_whom_one_is_confirmed() -> None:
    matched = departments.match([MASKED], [TWIN, ONE])
    assert [each.number for each in matched.candidates] == ["1-1", "1-2"]
    sure, still = departments.settle_candidates(matched, {"1-2"}, ())
    assert [person.person_id for _, person in sure] == ["P9"]
    assert still == []
    with pytest.raises(TwoConfirmed):
        departments.settle_candidates(matched, {"1-1", "1-2"}, ())
    with pytest.raises(NoSuchCandidate):
        departments.settle_candidates(matched, {"2"}, ())


def test_who_was_confirmed_before_is_not_asked_again() -> None:
    matched = departments.match([MASKED], [ONE])
    sure, still = departments.settle_candidates(matched, (), {"P1"})
    assert [person for _, person in sure] == [ONE]
    assert still == []


def test_two_stays_in_hospital_are_one_clue_with_their_sum() -> None:
    lines = [_paid(8000, happened_on=date(2026, 10, 2)), _paid(5000, number=2, happened_on=date(2026, 10, 9))]
    told = departments.together(_plan("medical"), "名单", departments.match(lines, [ONE]).sure)
    [one] = told
    assert one.facts == {"self_pay_medical": Decimal(13000)}
    assert one.happened_on == date(2026, 10, 9)
    assert one.text == "名单 人P1:医疗自付支出 5000 元;医疗自付支出 8000 元"


def test_a_line_that_stands_twice_counts_once() -> None:
    lines = [_paid(8000), _paid(8000, number=2)]
    [one] = departments.together(_plan("medical"), "名单", departments.match(lines, [ONE]).sure)
    assert one.facts == {"self_pay_medical": Decimal(8000)}
    absent = replace(_paid(1), facts={}, told={"不在校原因": "厌学"})
    pairs = [(absent, ONE), (replace(absent, told={"不在校原因": "外出"}), ONE)]
    assert departments.together(_plan("dropouts"), "名单", pairs)[0].facts == {"dropouts": 1}


def _told(name: str, *pairs: tuple[Line, Known]) -> list[Told]:
    return departments.together(_plan(name), "名单", pairs)


def _clues(books: SmallBooks, told: list[Told], month: Month = OCTOBER) -> tuple[list[Change], set[str]]:
    return departments.listed_clues(books, _plan("medical"), "名单", told, month, TODAY)


def test_a_line_gives_one_clue_however_often_it_comes() -> None:
    told = _told("medical", (_paid(30000), ONE))
    row = _after(_clues(SmallBooks(), told)[0])
    assert (row["channel"], row["said_by"], row["household_id"], row["state"]) == ("department", "医保", "H1", "open")
    assert NUMBER not in str(row)
    assert "欧阳" not in str(row)
    for month in (OCTOBER, OCTOBER.plus(1)):
        assert _clues(SmallBooks({"clues": [row]}), told, month) == ([], {"P1"})


def test_new_words_mend_an_open_clue_and_leave_a_settled_one() -> None:
    row = _after(_clues(SmallBooks(), _told("medical", (_paid(30000), ONE)))[0])
    more = _told("medical", (_paid(31000), ONE))
    mended = _after(_clues(SmallBooks({"clues": [row]}), more)[0])
    assert mended["clue_id"] == row["clue_id"]
    assert "31000" in str(mended["what"])
    settled = row | {"state": "settled", "decision": "help"}
    assert _after(_clues(SmallBooks({"clues": [settled]}), more)[0])["clue_id"] != row["clue_id"]


def _figures(told: list[Told], standing: dict[str, Cell] | None, *earlier: Told) -> tuple[list[Change], list[str]]:
    row = {"month": "2026-10", "village": "v01", "household_id": "H1"} | (standing or {})
    books = SmallBooks({"screenings": [row] if standing is not None else []})
    return departments.figures(books, told, earlier, OCTOBER)


def test_a_blank_cell_takes_the_household_s_sum_and_nothing_else_moves() -> None:
    told = _told("medical", (_paid(30000), ONE), (_paid(500, number=2), TWO))
    row = _after(_figures(told, {"way": "visit", "self_pay_school": Decimal(7)})[0])
    assert (row["self_pay_medical"], row["way"], row["self_pay_school"]) == (Decimal(30500), "visit", Decimal(7))
    assert _after(_figures(told, None)[0])["self_pay_medical"] == Decimal(30500)


def test_what_the_village_reported_is_noted_and_not_overwritten() -> None:
    told = _told("medical", (_paid(30000), ONE))
    changes, notes = _figures(told, {"self_pay_medical": Decimal(12000)})
    assert changes == []
    assert notes == ["户 H1 医疗自付支出:账上 12000.00 元,名单 30000 元,没有改"]
    assert _figures(told, {"self_pay_medical": Decimal(30000)}) == ([], [])


def test_the_list_s_own_figure_grows_by_who_is_confirmed_later() -> None:
    told = _told("medical", (_paid(30000), ONE), (_paid(500, number=2), TWO))
    row = _after(_figures(told, {"self_pay_medical": Decimal(30000)}, told[0])[0])
    assert row["self_pay_medical"] == Decimal(30500)


@pytest.mark.parametrize(
    ("form", "line", "facts"),
    [
        ("dropouts", {"told": {"不在校原因": "厌学"}}, {"dropouts": 1}),
        ("disability", {"told": {"残疾等级": "二级"}}, {"newly_disabled": 1}),
        ("disability", {"told": {"残疾等级": "四级"}}, {}),
        ("housing", {"facts": {"house_grade": "D"}}, {"house_grade": "D"}),
        ("welfare", {"told": {"变动类型": "新增"}}, {}),
    ],
)
def test_what_each_department_brings_to_the_screening(form: str, line: Mapping[str, object], facts: object) -> None:
    [one] = _told(form, (replace(MASKED, **line), ONE))  # type: ignore[arg-type]
    assert one.facts == facts


def test_of_two_grades_the_worse_counts_and_unsafe_water_is_unsafe() -> None:
    assert departments.add([{"house_grade": "D"}, {"house_grade": "C"}]) == {"house_grade": "D"}
    assert departments.add([{"water_safe": True}, {"water_safe": False}]) == {"water_safe": False}


def test_nobody_is_lost_between_the_three() -> None:
    lines = [_paid(1), replace(MASKED, number=2), replace(MASKED, number=3, written="")]
    matched: Matched = departments.match(lines, [ONE])
    assert (len(matched.sure), len(matched.candidates), len(matched.nobody)) == (1, 1, 1)
