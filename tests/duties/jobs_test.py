"""Vacancies: what has expired drops out, ages as people write them, who is sent and whether they stay."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import taken
from tests.township import SmallBooks
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.jobs.vacancies import ages, sheets, valid
from wfx.duties.matter import Hand
from wfx.values.change import Batch, Change
from wfx.values.errors import NotAChoice, NotInBooks
from wfx.values.table import Cell

Row = dict[str, Cell]
TODAY = date(2026, 10, 12)
VACANCY: Row = {
    "vacancy_id": "job-2026-001",
    "employer": "示例公司",
    "trade": "缝纫",
    "valid_until": date(2026, 10, 12),
}
PERSON: Row = {"person_id": "P1", "household_id": "H1", "village": "v01", "labour": "ordinary", "working": False}
HOME: Row = {"household_id": "H1", "village": "v01", "category": "lifted"}


def _after(change: Change | Batch) -> Row:
    """The record as the change leaves it."""
    assert isinstance(change, Change)
    return dict(change.after or {})


def _hand(on: date = TODAY) -> Hand:
    return Hand("li-ming", ("clerk",), on)


def _row(made: Outcome) -> Row:
    [change] = made.changes
    return _after(change)


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ("18-55岁", {"age_from": 18, "age_to": 55}),
        ("18周岁至55周岁", {"age_from": 18, "age_to": 55}),
        ("18~55", {"age_from": 18, "age_to": 55}),
        ("55岁以下", {"age_to": 55}),
        ("55", {"age_to": 55}),
        ("18岁以上", {"age_from": 18}),
        ("不限", {}),
        ("身体健康", {}),
    ],
)
def test_ages_are_read_as_people_write_them(said: str, bounds: dict[str, int]) -> None:
    assert ages(said) == bounds


def test_a_vacancy_is_printed_to_its_last_day_and_not_after() -> None:
    books = SmallBooks({"vacancies": [VACANCY, {**VACANCY, "vacancy_id": "job-2026-002", "closed_on": TODAY}]})
    assert [row["vacancy_id"] for row in valid(books, TODAY)] == ["job-2026-001"]
    assert valid(books, date(2026, 10, 13)) == []
    for day, count in ((TODAY, 3), (date(2026, 10, 13), 0)):
        call = Call(books, duty("jobs").verbs["sheet"], _hand(), day)
        assert len(sheets(books, call, "")) == count
    near = SmallBooks({"vacancies": [{**VACANCY, "villages": ["v02"]}]})
    call = Call(near, duty("jobs").verbs["sheet"], _hand(), TODAY)
    assert [paper.title for paper in sheets(near, call, "")] == ["乔庄用工信息 2026-10-12"]
    with pytest.raises(NotAChoice):
        sheets(near, Call(near, call.verb, _hand(), TODAY, words={"only": "无此村"}), "")


def _listed(books: SmallBooks, *lines: list[object]) -> Outcome:
    came = taken([["企业", "工种", "人数", "工资", "年龄", "有效期", "电话"], *lines])
    assert came.problems == ()
    raw: pa.Table = came.tables["vacancies"]
    return arrive(books, "vacancies", _hand(), Lot({"vacancies": raw}))


def test_a_list_is_taken_once_and_what_it_says_of_age_is_kept() -> None:
    lines: list[list[object]] = [
        ["示例公司", "缝纫", 5, "2600", "18-55岁", date(2026, 11, 30), "19900000001"],
        ["示例公司", "保安", 2, 2400, "身体健康", date(2026, 11, 30), None],
    ]
    made = _listed(SmallBooks(), *lines, lines[0])
    rows = [_after(change) for change in made.changes]
    assert [row["vacancy_id"] for row in rows] == ["job-2026-001", "job-2026-002"]
    assert (rows[0]["age_from"], rows[0]["age_to"], rows[0]["wage_from"]) == (18, 55, Decimal("2600.00"))
    assert (rows[1]["age_said"], rows[1]["age_to"]) == ("身体健康", None)
    assert made.notes[0].startswith("1 条已经登记过")
    assert "1 条的年龄没有认出" in made.notes[1]
    assert _listed(SmallBooks({"vacancies": rows}), *lines).changes == ()


def _matched(show: str = "fit", day: date = TODAY, **rows: list[Row]) -> list[tuple[object, object]]:
    books = SmallBooks({"vacancies": [VACANCY], "persons": [PERSON], "households": [HOME], **rows})
    sheet = view(books, "jobs/match", day, choices={"show": show})
    return [(row[4], row[-1]) for row in sheet.rows]


def test_who_has_a_post_in_the_month_is_not_matched_and_the_reason_is_shown() -> None:
    assert _matched() == [("P1", "可以推")]
    assert _matched(day=date(2026, 10, 13)) == []  # expired the day before
    post: Row = {"appointment_id": "apt-2026-001", "village": "v01", "person_id": "P1", "post_id": "B1"}
    at_post = {**post, "state": "appointed", "from_on": date(2026, 10, 31), "until_on": date(2026, 12, 31)}
    assert _matched(appointments=[at_post]) == []
    assert _matched("out", appointments=[at_post]) == [("P1", "当月在 本乡公益岗 B1")]
    left = {**at_post, "state": "left", "from_on": date(2026, 1, 1), "left_on": date(2026, 10, 1)}
    assert _matched(appointments=[left]) == [("P1", "可以推")]  # left on the first: the month is free
    assert _matched("out", persons=[{**PERSON, "working": None}]) == [("P1", "没有写是否务工")]


def test_somebody_is_sent_answers_and_is_asked_after() -> None:
    books = SmallBooks({"vacancies": [VACANCY], "persons": [PERSON]})
    sent = _row(play(books, "jobs place", _hand(), number="001", given={"person_id": "P1"}))
    assert (sent["placement_id"], sent["village"], sent["sent_on"]) == ("pl-2026-001", "v01", TODAY)
    after = SmallBooks({"vacancies": [VACANCY], "persons": [PERSON], "placements": [sent]})
    started: Row = {"answer": "started", "from_on": date(2026, 10, 15)}
    answered = _row(play(after, "jobs answer", _hand(date(2026, 10, 15)), number="pl-2026-001", given=started))
    assert (answered["answered_on"], answered["sent_on"]) == (date(2026, 10, 15), TODAY)
    later = SmallBooks({"placements": [answered]})
    asked = _row(play(later, "jobs follow-up", _hand(date(2026, 11, 14)), number="001", given={"still": True}))
    assert (asked["followed_on"], asked["still"]) == (date(2026, 11, 14), True)
    for number in ("009", ""):
        with pytest.raises(NotInBooks):
            play(books, "jobs place", _hand(), number=number, given={"person_id": "P1"})
    with pytest.raises(NotInBooks):
        play(books, "jobs place", _hand(), number="001", given={"person_id": "P9"})


def test_a_vacancy_is_checked_and_taken_down() -> None:
    books = SmallBooks({"vacancies": [VACANCY]})
    given: Row = {"checked_by": "乡就业专干", "valid_until": date(2026, 11, 30)}
    checked = _row(play(books, "jobs check", _hand(), number="001", given=given))
    assert (checked["checked_on"], checked["valid_until"]) == (TODAY, date(2026, 11, 30))
    closed = _row(play(books, "jobs close", _hand(), number="001"))
    assert closed["closed_on"] == TODAY
    numbers = [f"job-2026-{number:03}" for number in (2, 12)]
    assert all(one < other for one, other in pairwise(numbers))
    two = SmallBooks({"vacancies": [{**VACANCY, "vacancy_id": number} for number in numbers]})
    with pytest.raises(NotInBooks):  # 2 is the end of both
        play(two, "jobs close", _hand(), number="2")
