"""Who owes whom a visit, who was met and who only reached, and what stays until it is solved."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.township import ROOT, SmallBooks, schemas
from wfx.duties.calls import Lot, Outcome
from wfx.duties.matter import Hand
from wfx.store.files.types import table_of
from wfx.values.change import Change
from wfx.values.errors import HelperBackwards, NotInBooks, VisitOtherMonth, VisitToCome, VisitUnsaid
from wfx.values.month import Month
from wfx.values.table import Cell

Row = dict[str, Cell]
END = date(2026, 10, 31)
HAND = Hand("li-ming", ("clerk",), date(2026, 10, 20))


def _home(number: str, **cells: Cell) -> Row:
    return {"household_id": number, "village": "v02", "category": "lifted", **cells}


def _visit(number: str, mode: str, day: date, role: str = "secretary") -> Row:
    cells: Row = {"month": f"{day:%Y-%m}", "village": "v02", "household_id": number, "role": role}
    return cells | {"visited_on": day, "mode": mode}


def _helper(number: str, since: date, until: date | None = None, role: str = "helper", **cells: Cell) -> Row:
    return {"household_id": number, "village": "v02", "role": role, "since": since, "until": until, **cells}


def _last(books: SmallBooks, day: date = END, role: str = "secretary") -> tuple[object, ...]:
    """应访、见面、只通电话、欠访、访到、见面率、访到率 of the whole township."""
    return view(books, "visits/coverage", day, choices={"role": role}).rows[-1][1:]


def _owed(books: SmallBooks, day: date = END, role: str = "secretary") -> list[object]:
    return [row[1] for row in view(books, "visits/plan", day, choices={"role": role, "show": "owed"}).rows]


def test_41_households_36_met_3_by_phone_2_owed_and_named() -> None:
    homes = [_home(f"H{number:02}") for number in range(41)]
    visits = [_visit(f"H{number:02}", "meet", date(2026, 10, 12)) for number in range(36)]
    visits += [_visit(f"H{number:02}", "phone", date(2026, 10, 12)) for number in range(36, 39)]
    books = SmallBooks({"households": homes, "visits": visits})
    assert [str(cell) for cell in _last(books)] == ["41", "36", "3", "2", "39", "87.80%", "95.12%"]
    assert _owed(books) == ["H39", "H40"]


def test_each_role_owes_its_own_households_in_its_own_period() -> None:
    homes = [
        _home("H1"),
        _home("H2", category="ordinary", monitoring="sudden"),
        _home("H3", category="ordinary", monitoring="sudden", risk_cleared=True, cleared_on=date(2026, 9, 1)),
        _home("H4", category="ordinary"),
    ]
    helpers = [_helper("H4", date(2026, 1, 1)), _helper("H1", date(2026, 1, 1), role="doctor")]
    visits = [_visit("H2", "meet", date(2026, 7, 1), "leader"), _visit("H1", "meet", date(2026, 9, 30))]
    books = SmallBooks({"households": homes, "helpers": helpers, "visits": visits})
    assert _owed(books) == ["H2", "H1"]  # those watched first; September's visit is not October's
    assert _owed(books, role="helper") == ["H4"]
    assert _owed(books, role="doctor") == ["H1"]
    assert _owed(books, role="leader") == []
    assert _owed(books, date(2027, 1, 1), role="leader") == ["H2"]  # another half-year


def test_households_are_counted_as_they_stand_on_the_last_day() -> None:
    homes = [_home("H1"), _home("H2", standing="moved"), _home("H3", standing="away")]
    assert _owed(SmallBooks({"households": homes})) == ["H1", "H3"]


@pytest.mark.parametrize(("day", "owed"), [(date(2026, 10, 20), ["H1"]), (date(2026, 10, 21), [])])
def test_who_is_new_after_the_twentieth_is_owed_from_the_next_month(day: date, owed: list[str]) -> None:
    books = SmallBooks({"households": [_home("H1", category="ordinary", monitoring="sudden", identified_on=day)]})
    assert _owed(books) == owed
    assert _owed(books, date(2026, 11, 30)) == ["H1"]


def test_a_household_split_off_after_the_twentieth_is_owed_from_the_next_month() -> None:
    split: Row = {"change_id": "c1", "month": "2026-10", "household_id": "H1", "other_household": "H2", "kind": "split"}
    split |= {"village": "v02", "happened_on": date(2026, 10, 25)}
    books = SmallBooks({"households": [_home("H1"), _home("H2")], "household_changes": [split]})
    assert _owed(books) == ["H1"]


def test_a_visit_by_the_helper_of_before_counts() -> None:
    helpers = [_helper("H1", date(2026, 1, 1), date(2026, 10, 12)), _helper("H1", date(2026, 10, 12))]
    books = SmallBooks(
        {
            "households": [_home("H1")],
            "helpers": helpers,
            "visits": [_visit("H1", "meet", date(2026, 10, 8), role="helper")],
        }
    )
    assert [str(cell) for cell in _last(books, role="helper")][:2] == ["1", "1"]


def _changes(outcome: Outcome) -> list[Change]:
    return [each for each in outcome.changes if isinstance(each, Change)]


def test_who_takes_over_ends_the_one_before_and_nothing_is_overwritten() -> None:
    old = _helper("H1", date(2026, 1, 1), post="乡农业办干部")
    books = SmallBooks({"households": [_home("H1")], "helpers": [old]})
    given: Row = {"household_id": "H1", "role": "helper", "since": date(2026, 10, 12), "post": "乡财政所干部"}
    made = {each.key[2]: each.after for each in _changes(play(books, "visits helper", HAND, given=given))}
    before, after = made["2026-01-01"], made["2026-10-12"]
    assert before is not None
    assert (before["until"], before["post"]) == (date(2026, 10, 12), "乡农业办干部")
    assert after is not None
    assert (after["village"], after["until"]) == ("v02", None)


def test_an_older_term_entered_later_ends_where_the_next_begins() -> None:
    books = SmallBooks({"households": [_home("H1")], "helpers": [_helper("H1", date(2026, 10, 12))]})
    given: Row = {"household_id": "H1", "role": "helper", "since": date(2026, 1, 1), "post": "乡农业办干部"}
    [made] = _changes(play(books, "visits helper", HAND, given=given))
    assert made.after is not None
    assert made.after["until"] == date(2026, 10, 12)


def test_a_term_ends_after_it_begins() -> None:
    books = SmallBooks({"households": [_home("H1")]})
    given: Row = {"household_id": "H1", "role": "helper", "since": HAND.on, "until": HAND.on}
    with pytest.raises(HelperBackwards):
        play(books, "visits helper", HAND, given=given)
    with pytest.raises(NotInBooks):
        play(books, "visits helper", HAND, given={**given, "household_id": "H9"})


def test_a_post_is_given_all_it_is_due_to_and_once() -> None:
    homes = [_home("H1"), _home("H2", category="ordinary", monitoring="sudden"), _home("H3", category="ordinary")]
    given: Row = {"role": "secretary", "post": "村支书", "since": date(2026, 1, 1)}
    books = SmallBooks({"households": homes})
    made = _changes(play(books, "visits post", HAND, given=given))
    assert [each.key[0] for each in made] == ["H1", "H2"]
    books.rows = {**books.rows, "helpers": [each.after for each in made if each.after]}
    assert _changes(play(books, "visits post", HAND, given=given)) == []


def _sheet(*rows: Row) -> Lot:
    schema = schemas()["visits"]
    whole = [{name: row.get(name) for name in schema.names} for row in rows]
    table: pa.Table = table_of(whole, schema)
    return Lot({"visits": table}, {"visits": table})


def _taken(books: SmallBooks, *rows: Row) -> Outcome:
    return arrive(books, "visits", HAND, _sheet(*rows), month=Month(2026, 10))


def test_a_blank_line_is_no_visit() -> None:
    blank: Row = {"month": "2026-10", "village": "v02", "household_id": "H1", "role": "secretary"}
    assert _taken(SmallBooks({"households": [_home("H1")]}), blank).changes == ()


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (_visit("H1", "meet", date(2026, 9, 30)) | {"month": "2026-10"}, VisitOtherMonth),
        (_visit("H1", "meet", date(2026, 10, 21)), VisitToCome),
        (_visit("H1", "meet", date(2026, 10, 12)) | {"mode": None}, VisitUnsaid),
        (_visit("H1", "meet", date(2026, 10, 12)) | {"visited_on": None}, VisitUnsaid),
    ],
)
def test_what_cannot_be_a_visit_is_refused_at_its_cell(row: Row, error: type[Exception]) -> None:
    outcome = _taken(SmallBooks({"households": [_home("H1")]}), row)
    assert [(each.kind, list(each.rows)) for each in outcome.wrong] == [(error, [0])]
    assert outcome.changes == ()


def _one(changes: Sequence[Change], ledger: str) -> Row:
    (found,) = (each.after for each in changes if each.ledger == ledger)
    assert found is not None
    return dict(found)


def test_a_call_after_a_meeting_leaves_the_meeting() -> None:
    books = SmallBooks({"households": [_home("H1")], "visits": [_visit("H1", "meet", date(2026, 10, 8))]})
    outcome = _taken(books, _visit("H1", "phone", date(2026, 10, 12)) | {"problem": "房顶漏雨"})
    visit = _one(_changes(outcome), "visits")
    assert (visit["mode"], visit["visited_on"]) == ("meet", date(2026, 10, 8))
    assert "见过面" in outcome.notes[0]
    met = SmallBooks({"households": [_home("H1")], "visits": [_visit("H1", "phone", date(2026, 10, 8))]})
    assert _one(_changes(_taken(met, _visit("H1", "meet", date(2026, 10, 12)))), "visits")["mode"] == "meet"


def test_another_day_does_not_keep_the_visitor_of_before() -> None:
    stood = _visit("H1", "meet", date(2026, 10, 8)) | {"visitor": "村委委员"}
    books = SmallBooks({"households": [_home("H1")], "visits": [stood]})
    assert _one(_changes(_taken(books, _visit("H1", "meet", date(2026, 10, 12)))), "visits")["visitor"] is None


def test_a_problem_told_opens_once_and_stays_until_it_is_solved() -> None:
    books = SmallBooks({"households": [_home("H1")]})
    row = _visit("H1", "meet", date(2026, 10, 12)) | {"problem": "房顶漏雨", "changed": True}
    outcome = _taken(books, row)
    problem = _one(_changes(outcome), "problems")
    assert (problem["problem_id"], problem["found_on"], problem["village"]) == (
        "prb-2026-001",
        date(2026, 10, 12),
        "v02",
    )
    assert outcome.notes == ("有变化的 1 户,登记线索:wfx screen report H1",)
    books.rows = {**books.rows, "problems": [problem]}
    again = _changes(_taken(books, row | {"present": "户主本人"}))
    assert [each.ledger for each in again] == ["visits"]
    assert [row[0] for row in view(books, "visits/problems", date(2027, 3, 31)).rows] == ["prb-2026-001"]
    given: Row = {"solver": "乡村建办", "due_on": date(2026, 10, 31)}
    assigned = _one(_changes(play(books, "visits assign", HAND, number="prb-2026-001", given=given)), "problems")
    books.rows = {**books.rows, "problems": [assigned]}
    done = play(books, "visits solve", HAND, number="prb-2026-001", given={"result": "已翻修"})
    solved = {**_one(_changes(done), "problems"), "solved_on": HAND.on}
    books.rows = {**books.rows, "problems": [solved]}
    assert view(books, "visits/problems", date(2026, 11, 30)).rows == ()


def test_a_typed_visit_is_of_its_day_and_month() -> None:
    books = SmallBooks({"households": [_home("H1")]})
    given: Row = {"household_id": "H1", "role": "secretary", "mode": "meet"}
    visit = _one(_changes(play(books, "visits record", HAND, given=given)), "visits")
    assert (visit["month"], visit["visited_on"], visit["village"]) == ("2026-10", HAND.on, "v02")
    with pytest.raises(NotInBooks):
        play(books, "visits record", HAND, given={**given, "household_id": "H9"})


def _spans(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    return text[text.index("with span as") : text.index("select d.")]


def test_owed_is_the_same_in_every_list_and_rule() -> None:
    paths = [*(f"views/visits/{name}.toml" for name in ("coverage", "plan", "half")), "rules/visits/VS1.toml"]
    assert len({_spans(path) for path in paths}) == 1
