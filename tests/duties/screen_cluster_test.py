"""One cause over several households of a place: one warning from the edge of its window on, which others join."""

from datetime import date

import pytest

from tests.declared import view
from tests.rules.ledgers import shipped
from tests.township import SmallBooks, schemas
from wfx.rules.engine import judge
from wfx.values.finding import Finding, Verdict
from wfx.values.month import Month
from wfx.values.table import Cell

Row = dict[str, Cell]
OCTOBER, LAST = Month(2026, 10), date(2026, 10, 31)
FIRST, SECOND, THIRD, FOURTH = date(2026, 10, 3), date(2026, 10, 15), date(2026, 10, 20), date(2026, 10, 28)


def _flooded(*days: date, **more: Cell) -> SmallBooks:
    """何庄's households, each flooded on its day, each told of in a clue."""
    homes: list[Row] = [{"household_id": f"H{place}", "village": "v03", "head_id": f"P{place}"} for place in range(400)]
    clues: list[Row] = [
        {
            "clue_id": f"C{place}",
            "month": f"{day:%Y-%m}",
            "village": "v03",
            "household_id": f"H{place}",
            "event": "disaster",
            "happened_on": day,
            **more,
        }
        for place, day in enumerate(days)
    ]
    return SmallBooks({"households": homes, "clues": clues})


def _found(books: SmallBooks, day: date = LAST) -> list[Finding]:
    found = judge([shipped().get("S23")], lambda table: books.table(table).arrow, schemas(), Month.of(day), day=day)
    return [one for one in found if one.verdict is Verdict.FOUND]


def test_three_sheds_flooded_are_one_red_warning_and_a_fourth_joins_it() -> None:
    [three] = _found(_flooded(FIRST, SECOND, THIRD))
    [four] = _found(_flooded(FIRST, SECOND, THIRD, FOURTH))
    assert (three.subject, three.severity.value, three.village) == ("v03/disaster", "error", "v03")
    assert four.number == three.number
    assert "自然灾害" in three.what
    for books, count in ((_flooded(FIRST, SECOND, THIRD), 3), (_flooded(FIRST, SECOND, THIRD, FOURTH), 4)):
        sheet = view(books, "screen/cluster", LAST, month=OCTOBER)
        assert [row[4] for row in sheet.rows] == [f"H{place}" for place in range(count)]


@pytest.mark.parametrize(("first", "count"), [(date(2026, 9, 20), 1), (date(2026, 9, 19), 0)])
def test_thirty_days_apart_is_inside_and_thirty_one_is_not(first: date, count: int) -> None:
    books = _flooded(first, SECOND, THIRD)
    assert len(_found(books)) == count
    assert bool(view(books, "screen/cluster", LAST, month=OCTOBER).rows) == bool(count)


def test_a_household_told_of_twice_counts_once() -> None:
    books = _flooded(FIRST, SECOND)
    again: Row = {"month": "2026-10", "village": "v03", "household_id": "H1", "event": "disaster", "happened_on": THIRD}
    assert _found(SmallBooks({**books.rows, "screenings": [again]})) == []


def test_what_was_unfounded_is_not_counted() -> None:
    books = _flooded(FIRST, SECOND, THIRD)
    clues = [{**row, "decision": "unfounded"} if row["clue_id"] == "C1" else row for row in books.rows["clues"]]
    assert _found(SmallBooks({**books.rows, "clues": clues})) == []


def test_the_month_after_keeps_no_old_warning() -> None:
    assert _found(_flooded(FIRST, SECOND, THIRD), date(2026, 11, 20)) == []


def test_growers_of_one_base_in_three_villages_are_one_place() -> None:
    homes: list[Row] = [{"household_id": f"H{place}", "village": f"v0{place + 1}"} for place in range(3)]
    homes += [{"household_id": f"O{place}", "village": f"v0{place % 3 + 1}"} for place in range(300)]
    growers: list[Row] = [
        {"grower_id": f"G{place}", "household_id": f"H{place}", "base_id": "B1"} for place in range(3)
    ]
    bases: list[Row] = [{"base_id": "B1", "village": "v03", "name": "何庄菌棚"}]
    clues = _flooded(FIRST, SECOND, THIRD).rows["clues"]
    books = SmallBooks({"households": homes, "growers": growers, "bases": bases, "clues": clues})
    [found] = _found(books)
    assert found.subject == "B1/disaster"
    assert "何庄菌棚" in found.what


def test_newly_at_risk_and_newly_back_are_told_apart_by_cause() -> None:
    case: Row = {"case_id": "case-2026-001", "village": "v01", "opened_on": FIRST, "risks": ["illness"]}
    back: Row = {**case, "case_id": "case-2026-002", "relapse_of": "case-2025-001"}
    sheet = view(SmallBooks({"cases": [case, back]}), "cases/newly", LAST, month=OCTOBER)
    assert sheet.rows[-1][1:] == (1, 1)
    assert any("返贫(再标注)1 户" in note for note in sheet.notes)
