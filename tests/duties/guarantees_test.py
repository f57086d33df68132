"""Each indicator of a household and quarter: what the books say is read, blank is not met, departments go first."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.declared import play, view
from tests.township import ROOT, SmallBooks
from wfx.duties.guarantees.checking import period_of
from wfx.duties.matter import Hand
from wfx.values.change import Batch, Change
from wfx.values.errors import NotFailing, NotInBooks
from wfx.values.month import Month
from wfx.values.table import Cell

Row = dict[str, Cell]
OCTOBER, DAY = Month(2026, 10), date(2026, 10, 31)
HAND = Hand("li-ming", ("clerk",), date(2026, 10, 12))
HOME: Row = {"household_id": "H1", "village": "v01", "member_count": 2}
WATER = ("amount", "quality", "reach", "steady")
SEVEN = ("income", "food", "clothes", "education", "medical", "housing", "water")


def _said(item: str, result: str | None, source: str, on: date = HAND.on, **more: Cell) -> Row:
    spot: Row = {"period": "2026Q4", "village": "v01", "household_id": "H1", "item": item}
    return {**spot, "result": result, "source": source, "checked_on": on, **more}


def _shown(*checks: Row, day: date = DAY) -> Mapping[str, object]:
    sheet = view(SmallBooks({"households": [HOME], "guarantee_checks": checks}), "guarantees/list", day)
    (row,) = sheet.rows
    return dict(zip([column.title for column in sheet.columns], row, strict=True))


def _read(*, line: Decimal | None = None, month: Month = OCTOBER, **rows: Sequence[Row]) -> dict[Cell, Cell]:
    books = SmallBooks({"households": [HOME], **rows})
    given: Row = {"line_used": line} if line is not None else {}
    [batch] = play(books, "guarantees check", HAND, given=given, month=month).changes
    assert isinstance(batch, Batch)
    return {row["item"]: row["result"] for row in batch.rows.to_pylist()}


def test_a_house_of_grade_c_stays_so_until_it_is_graded_b() -> None:
    told: Row = {"month": "2026-10", "village": "v01", "household_id": "H1", "house_grade": "C"}
    assert _read(screenings=[told])["housing"] == "fail"
    graded = _said("housing", "fail", "books", date(2026, 10, 1))
    visit = _said("housing", "pass", "visit", date(2026, 10, 20))
    assert _shown(graded, visit)["住房安全"] == "未达标"
    assert _shown(graded, visit, _said("housing", "pass", "department", date(2026, 10, 25)))["住房安全"] == "达标"


def test_a_department_that_says_fail_afterwards_is_heard() -> None:
    better = _said("housing", "pass", "department", date(2026, 10, 5))
    assert _shown(better, _said("housing", "fail", "books", date(2026, 10, 20)))["住房安全"] == "未达标"


def test_what_a_visit_finds_wrong_is_not_covered_by_an_older_list() -> None:
    listed = _said("housing", "pass", "department", date(2026, 10, 5))
    assert _shown(listed, _said("housing", "fail", "visit", date(2026, 10, 12)))["住房安全"] == "未达标"
    newer = _said("housing", "pass", "department", date(2026, 10, 25))
    assert _shown(newer, _said("housing", "fail", "visit", date(2026, 10, 12)))["住房安全"] == "达标"


@pytest.mark.parametrize("unknown", ["left out", "asked and not known"])
def test_three_of_four_water_items_are_not_enough(unknown: str) -> None:
    three = [_said(item, "pass", "visit") for item in WATER[:3]]
    fourth = [] if unknown == "left out" else [_said("steady", None, "visit")]
    whole = _said("water", "pass", "books")
    assert _shown(*three, *fourth)["饮水安全"] == "缺数据"
    assert _shown(*three, *fourth, whole)["饮水安全"] == "缺数据"
    assert _shown(*three, _said("steady", "pass", "visit"))["饮水安全"] == "达标"
    assert _shown(*three, _said("steady", "fail", "self"))["饮水安全"] == "未达标"


def test_the_whole_of_water_is_a_departments_word() -> None:
    assert _shown(_said("water", "pass", "department"))["饮水安全"] == "达标"
    assert _shown(_said("water", "pass", "self"))["饮水安全"] == "缺数据"
    assert _shown(_said("water", "fail", "self"))["饮水安全"] == "未达标"


def test_blank_is_not_met() -> None:
    assert {_shown()[title] for title in ("收入", "不愁吃", "义务教育", "饮水安全")} == {"缺数据"}
    assert _read() == {}
    assert _shown(_said("food", "pass", "visit", date(2026, 11, 2)))["不愁吃"] == "缺数据"  # said after the day


def test_the_books_are_read_and_not_asked_again() -> None:
    child: Row = {"person_id": "P1", "household_id": "H1", "village": "v01", "birth_month": "2016-05"}
    read = _read(
        line=Decimal(8300),
        households=[{**HOME, "house_grade": "B", "water_safe": False, "net_income": Decimal("16600.00")}],
        persons=[{**child, "schooling": "primary", "insured": True}],
    )
    expected = {"income": "pass", "education": "pass", "medical": "pass", "housing": "pass", "water": "fail"}
    assert read == expected
    poorer = [{**HOME, "net_income": Decimal("16599.99")}]
    assert _read(line=Decimal(8300), households=poorer) == {"income": "fail"}
    assert _read(households=poorer) == {}  # no line, no verdict


def test_one_who_is_not_insured_or_not_at_school_is_enough_and_unknown_is_unknown() -> None:
    def person(number: str, **more: Cell) -> Row:
        return {"person_id": number, "household_id": "H1", "village": "v01", "birth_month": "1980-01", **more}

    assert _read(persons=[person("P1", insured=True), person("P2", insured=False)])["medical"] == "fail"
    assert "medical" not in _read(persons=[person("P1", insured=True), person("P2")])
    assert _read(persons=[person("P1", insured=True), person("P2", standing="dead")])["medical"] == "pass"
    child = person("P1", birth_month="2016-05")
    assert "education" not in _read(persons=[child])
    assert _read(persons=[{**child, "schooling": "none"}])["education"] == "fail"
    assert _read(persons=[{**child, "schooling": "home"}])["education"] == "pass"
    told: Row = {"month": "2026-10", "village": "v01", "household_id": "H1", "dropouts": 1, "uninsured": 0}
    read = _read(persons=[{**child, "schooling": "primary"}], screenings=[told])
    assert (read["education"], read["medical"]) == ("fail", "pass")


def test_six_in_september_is_next_years_first_form() -> None:
    def of(born: str) -> Cell:
        child: Row = {"person_id": "P1", "household_id": "H1", "village": "v01", "birth_month": born}
        return _read(persons=[{**child, "schooling": "none"}])["education"]

    assert [of(born) for born in ("2020-08", "2020-09", "2010-11", "2010-10")] == ["fail", "pass", "fail", "pass"]


def test_read_anew_what_is_assigned_stays_and_what_is_not_said_any_more_goes() -> None:
    stood = _said("housing", "fail", "books", date(2026, 10, 1), fixed_by="村支书", due_on=date(2026, 11, 1))
    books = SmallBooks(
        {"households": [{**HOME, "house_grade": "D"}], "guarantee_checks": [stood, _said("water", "pass", "books")]}
    )
    [batch] = play(books, "guarantees check", HAND, month=OCTOBER).changes
    assert isinstance(batch, Batch)
    [row] = batch.rows.to_pylist()
    assert (row["result"], row["fixed_by"], row["due_on"]) == ("fail", "村支书", date(2026, 11, 1))
    assert batch.gone == (("2026Q4", "H1", "water", "books"),)


def test_a_fail_gets_somebody_and_thirty_days() -> None:
    books = SmallBooks({"households": [HOME], "guarantee_checks": [_said("housing", "fail", "department")]})
    given: Row = {"household_id": "H1", "item": "housing", "fixed_by": "村支书"}
    [change] = play(books, "guarantees assign", HAND, given=given).changes
    assert isinstance(change, Change)
    assert change.after is not None
    assert (change.after["fixed_by"], change.after["due_on"]) == ("村支书", date(2026, 11, 11))
    with pytest.raises(NotFailing):
        play(books, "guarantees assign", HAND, given={**given, "item": "water"})
    with pytest.raises(NotFailing):
        play(books, "guarantees assign", HAND, given=given, month=Month(2026, 9))


def test_a_household_or_person_nobody_knows_is_refused() -> None:
    books = SmallBooks({"households": [HOME]})
    with pytest.raises(NotInBooks):
        play(books, "guarantees record", HAND, given={"household_id": "H9", "item": "food", "source": "visit"})
    with pytest.raises(NotInBooks):
        play(books, "guarantees benefit", HAND, given={"person_id": "P9", "kind": "dibao", "from_on": HAND.on})


def test_96_of_100_are_met_and_seven_stand_beside() -> None:
    homes: list[Row] = [{"household_id": f"H{place}", "village": "v01"} for place in range(107)]
    results = ["pass"] * 96 + ["fail"] * 4
    checks = [{**_said("housing", each, "books"), "household_id": f"H{place}"} for place, each in enumerate(results)]
    sheet = view(
        SmallBooks({"households": homes, "guarantee_checks": checks}),
        "guarantees/trend",
        DAY,
        choices={"item": "housing"},
    )
    assert list(sheet.rows[0][2:]) == [96, 4, 7, "96.00%"]
    whole = view(SmallBooks({"households": homes, "guarantee_checks": checks}), "guarantees/trend", DAY)
    assert list(whole.rows[0][2:]) == [0, 4, 103, "0.00%"]  # six of seven indicators are not known


def test_met_in_all_seven_is_met() -> None:
    checks = [_said(item, "pass", "department") for item in SEVEN]
    books = SmallBooks({"households": [HOME], "guarantee_checks": checks})
    assert list(view(books, "guarantees/trend", DAY).rows[0][2:]) == [1, 0, 0, "100.00%"]
    assert view(books, "guarantees/list", DAY, choices={"show": "missing"}).rows == ()


def test_what_is_due_and_not_drawn_and_what_is_drawn_and_not_due() -> None:
    person: Row = {"household_id": "H1", "village": "v01"}
    books = SmallBooks(
        {
            "households": [HOME],
            "persons": [
                {**person, "person_id": "P1", "disability_grade": 1},
                {**person, "person_id": "P2", "standing": "dead"},
            ],
            "benefits": [
                {"person_id": "P2", "village": "v01", "kind": "nursing", "from_on": date(2026, 1, 1)},
                {
                    "person_id": "P1",
                    "village": "v01",
                    "kind": "nursing",
                    "from_on": date(2026, 1, 1),
                    "until_on": date(2026, 10, 31),
                },
            ],
        }
    )

    def who(show: str, day: date) -> list[object]:
        return [row[2] for row in view(books, "guarantees/benefits", day, choices={"show": show}).rows]

    assert (who("owed", DAY), who("undue", DAY)) == (["P1"], ["P2"])
    assert who("owed", date(2026, 10, 30)) == []  # the day of leaving is the first without


@pytest.mark.parametrize(("month", "period"), [(1, "2026Q1"), (3, "2026Q1"), (4, "2026Q2"), (12, "2026Q4")])
def test_a_month_lies_in_a_quarter(month: int, period: str) -> None:
    assert period_of(Month(2026, month)) == period


def _facts(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text[text.index("with facts as") : text.index("group by f.period, f.household_id, f.item")]


def test_every_rule_and_list_reads_the_result_in_one_way() -> None:
    paths = [path for shelf in ("rules", "views") for path in (ROOT / shelf / "guarantees").glob("*.toml")]
    assert len({_facts(path) for path in paths if "facts as" in path.read_text(encoding="utf-8")}) == 1
