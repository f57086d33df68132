"""Key groups and key persons: one line each with every reason, most reasons first, what is missing said."""

from tests.township import SmallBooks
from wfx.duties import screen
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
HOMES: list[dict[str, Cell]] = [
    {"household_id": "H1", "village": "v01"},
    {"household_id": "H2", "village": "v02"},
]


def _found(rule: str, subject: str, verdict: Verdict = Verdict.FOUND) -> Finding:
    return Finding(
        rule=rule, subject=subject, verdict=verdict, severity=Severity.HINT, title=f"名单{rule}", what="见台账"
    )


def test_a_household_stands_once_with_all_its_reasons() -> None:
    screened: dict[str, Cell] = {"month": "2026-10", "village": "v02", "household_id": "H2", "way": "visit"}
    books = SmallBooks({"households": HOMES, "screenings": [screened]})
    found = [_found("Z01", "H1"), _found("Z01", "H2"), _found("Z03", "H2"), _found("Z04", "H1", Verdict.MISSING)]
    sheet = screen.show_groups(books, found, {"H2": Personal("欧阳例二", is_name=True)}, OCTOBER)
    assert [row[1:4] for row in sheet.rows] == [("H2", "欧阳例二", "Z01、Z03"), ("H1", "", "Z01")]
    assert [row[-1] for row in sheet.rows] == [True, False]
    assert "2 户,本月还没有排查 1;缺数据 1 处" in sheet.notes[0]
    assert len(screen.show_groups(books, found, {}, OCTOBER, village="v01").rows) == 1


def test_persons_are_their_own_list() -> None:
    person: dict[str, Cell] = {"person_id": "P1", "household_id": "H1", "village": "v01"}
    books = SmallBooks({"households": HOMES, "persons": [person]})
    sheet = screen.show_groups(books, [_found("Z21", "P1"), _found("Z21", "P9")], {}, OCTOBER, persons=True)
    assert [row[:3] for row in sheet.rows] == [("李斌庄", "H1", "P1")]
