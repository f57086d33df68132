"""Posts: pay by days worked, the wall sheet's marks, one person at one post in half-open days, what is found of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import cell_codes, taken
from tests.rules.ledgers import ROOT, shipped
from tests.township import SmallBooks, schemas
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call, Lot, Names, Outcome
from wfx.duties.matter import Hand, standing
from wfx.duties.posts import payroll
from wfx.duties.posts.attendance import blank, worked
from wfx.duties.posts.payroll import due
from wfx.duties.posts.stay import Stay, stay_of
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    ActRefused,
    FieldsMissing,
    NoSuchDay,
    NotAtPost,
    NotInBooks,
    NotOnPayroll,
    PostClosed,
    ReasonMissing,
    RoleMissing,
)
from wfx.values.finding import Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.roundtrip.merge import fill
from wfx.values.sheet import Reader
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
Matter = dict[str, Cell]
POST: Matter = {
    "post_id": "B1",
    "village": "v01",
    "kind": "cleaning",
    "places": 2,
    "required_days": 22,
    "month_pay": Decimal("500.00"),
    "notice_on": date(2026, 9, 1),
}
PERSON: Matter = {"person_id": "P1", "household_id": "H1", "village": "v01"}


def _after(change: Change | Batch) -> Matter:
    """The record as the change leaves it."""
    assert isinstance(change, Change)
    return dict(change.after or {})


def _hand(on: date = date(2026, 10, 31), *roles: str) -> Hand:
    return Hand("li-ming", roles or ("clerk",), on)


def _at_post(number: str = "apt-2026-001", **cells: Cell) -> Matter:
    row: Matter = {"appointment_id": number, "village": "v01", "person_id": "P1", "post_id": "B1", "state": "appointed"}
    return {**row, "from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31), "steps": [], **cells}


def _books(**rows: list[Matter]) -> SmallBooks:
    return SmallBooks({"posts": [POST], "persons": [PERSON], "appointments": [_at_post()], **rows})


def _found(rule: str, month: str = "2026-10", **rows: Sequence[Mapping[str, Cell]]) -> dict[str, Verdict]:
    tables = {name: table_of(schemas()[name], listed) for name, listed in rows.items()}
    found = judge(
        [shipped().get(rule)],
        lambda name: tables[name] if name in tables else table_of(schemas()[name]),
        schemas(),
        Month.parse(month),
    )
    return {each.subject: each.verdict for each in found}


# pay


def test_pay_follows_the_days_and_is_rounded_once() -> None:
    assert due(Decimal(500), 22, Decimal(19)) == Decimal("431.82")  # 431.818…
    assert due(Decimal(500), 30, Decimal(31)) == Decimal("500.00")  # never more than the month
    assert due(Decimal(300), 8, Decimal("7.5")) == Decimal("281.25")
    assert due(Decimal(500), 22, Decimal(0)) == Decimal("0.00")
    assert due(Decimal("0.05"), 2, Decimal(1)) == Decimal("0.03")  # half up


def test_who_comes_in_the_middle_of_the_month_has_the_days_in_part() -> None:
    share = Stay(date(2026, 10, 16), date(2027, 10, 16)).share(OCTOBER)
    assert share == Fraction(16, 31)
    assert due(Decimal(500), 22, Decimal(9), share) == Decimal("204.55")
    assert due(Decimal(500), 22, Decimal(16), share) == Decimal("258.06")  # 500 × 16 ÷ 31
    books = _books(
        appointments=[_at_post(from_on=date(2026, 10, 16))],
        attendance=[{"month": "2026-10", "appointment_id": "apt-2026-001", "village": "v01", "days": Decimal(16)}],
    )
    [line] = _drafted(books)
    assert (line["required_days"], line["due"]) == (Decimal("11.355"), Decimal("258.06"))


def _drafted(books: SmallBooks, **beside: Cell) -> list[Matter]:
    made = play(books, "posts payroll", _hand(), month=OCTOBER, given=beside)
    return [_after(change) for change in made.changes if change.ledger == "payroll"]


def _days(days: str | None, number: str = "apt-2026-001") -> Matter:
    row: Matter = {"month": "2026-10", "appointment_id": number, "village": "v01"}
    return {**row, "days": Decimal(days) if days else None}


def test_without_attendance_nothing_is_due_and_the_person_is_named() -> None:
    made = play(_books(), "posts payroll", _hand(), month=OCTOBER)
    line = _after(made.changes[1])
    assert (line["days"], line["due"], line["payable"], line["why_not"]) == (None, None, None, "no_sheet")
    assert made.notes == ("没有考勤,没有算 1 人:apt-2026-001",)
    assert (made.record["people"], made.record["total"]) == (0, Decimal(0))


def test_what_the_post_does_not_say_is_not_made_up() -> None:
    for lacking in ("month_pay", "required_days"):
        [line] = _drafted(_books(posts=[{**POST, lacking: None}], attendance=[_days("22")]))
        assert (line["due"], line["why_not"]) == (None, "no_terms")
    [line] = _drafted(_books(appointments=[_at_post(from_on=None)], attendance=[_days("22")]))
    assert (line["due"], line["why_not"]) == (None, "no_period")


def test_merit_and_cut_are_lines_of_their_own() -> None:
    appraisal: Matter = {"month": "2026-10", "appointment_id": "apt-2026-001"}
    said = appraisal | {"merit": Decimal("50.00"), "cut": Decimal("20.00")}
    [line] = _drafted(_books(attendance=[_days("19")], appraisals=[said]))
    assert (line["due"], line["merit"], line["cut"]) == (Decimal("431.82"), Decimal("50.00"), Decimal("20.00"))
    assert line["payable"] == Decimal("461.82")
    [line] = _drafted(_books(attendance=[_days("0")], appraisals=[appraisal | {"cut": Decimal("20.00")}]))
    assert line["payable"] == Decimal("0.00")  # nobody owes the township money


def test_two_posts_one_after_the_other_never_pay_more_than_the_month() -> None:
    first = _at_post(left_on=date(2026, 10, 16), state="left")
    second = _at_post("apt-2026-002", from_on=date(2026, 10, 16))
    books = _books(appointments=[first, second], attendance=[_days("15"), _days("16", "apt-2026-002")])
    lines = _drafted(books)
    assert [line["due"] for line in lines] == [Decimal("241.94"), Decimal("258.06")]


def test_a_payroll_is_made_anew_until_it_is_approved() -> None:
    books = _books(attendance=[_days("19")])
    first = play(books, "posts payroll", _hand(date(2026, 11, 5)), month=OCTOBER)
    rows = [_after(change) for change in first.changes]
    after = _books(attendance=[_days("20")], payrolls=[rows[0]], payroll=[rows[1]])
    again = play(after, "posts payroll", _hand(date(2026, 11, 6)), month=OCTOBER)
    assert _after(again.changes[1])["due"] == Decimal("454.55")
    gone = _books(appointments=[], payrolls=[rows[0]], payroll=[rows[1]])
    left = play(gone, "posts payroll", _hand(date(2026, 11, 6)), month=OCTOBER)
    assert [change.ledger for change in left.changes if isinstance(change, Change) and change.after is None] == [
        "payroll"
    ]
    with pytest.raises(RoleMissing):
        play(after, "posts approve", _hand(date(2026, 11, 6)), month=OCTOBER)
    approved = play(after, "posts approve", _hand(date(2026, 11, 6), "chief"), month=OCTOBER).record
    held = _books(attendance=[_days("21")], payrolls=[dict(approved)], payroll=[rows[1]])
    with pytest.raises(ActRefused):
        play(held, "posts payroll", _hand(date(2026, 11, 7)), month=OCTOBER)
    with pytest.raises(ReasonMissing):
        play(held, "posts return", _hand(date(2026, 11, 7)), month=OCTOBER)
    back = play(held, "posts return", _hand(date(2026, 11, 7)), month=OCTOBER, note="公示有异议").record
    assert (back["state"], back["approved_on"]) == ("drafted", None)
    with pytest.raises(NotInBooks):
        play(_books(), "posts approve", _hand(date(2026, 11, 6), "chief"), month=OCTOBER)


def test_what_was_paid_is_a_fact_of_a_line_that_stands() -> None:
    line: Matter = {"payroll_id": "pay-2026-10", "month": "2026-10", "appointment_id": "apt-2026-001", "village": "v01"}
    came = [
        {"month": "2026-10", "appointment_id": "apt-2026-001", "paid": Decimal("500.00"), "card_of": "P9"},
        {"month": "2026-10", "appointment_id": "apt-2026-002", "paid": Decimal("500.00")},
    ]
    lot = Lot({"payroll": pa.Table.from_pylist(came)})
    made = arrive(_books(payroll=[line]), "payroll_paid", _hand(), lot, month=OCTOBER)
    [change] = made.changes
    assert _after(change)["paid"] == Decimal("500.00")
    assert [(wrong.kind, list(wrong.rows)) for wrong in made.wrong] == [(NotOnPayroll, [1])]


# the wall sheet

HEADS = ["序号", "任用编号", "姓名", "岗位", *range(1, 32), "合计", "本人签字", "核查人"]


def _wall(*marks: object, number: str = "apt-2026-001", total: object = None) -> list[object]:
    return [1, number, "示例", "保洁", *marks, *[None] * (31 - len(marks)), total, "已签", "包村干部"]


def _sheet(*lines: list[object], month: str = "2026-10", books: SmallBooks | None = None) -> Outcome:
    """Wall sheets as they come: read, laid over the books, taken."""
    came = taken([HEADS, *lines], given={"month": month})
    assert came.problems == ()
    known = books or _books()
    raw = came.tables["attendance"]
    rows = fill(raw, known.table("attendance").arrow, ("month", "appointment_id"))
    lot = Lot({"attendance": raw}, {"attendance": rows})
    return arrive(known, "wall", _hand(), lot, month=Month.parse(month))


def _row(made: Outcome) -> Matter:
    [change] = made.changes
    return _after(change)


def test_marks_are_read_as_people_write_them_and_blank_is_not_present() -> None:
    row = _row(_sheet(_wall("√", 1, "8:00", "半", None, "假", "×", 0)))
    assert [row[f"d{day:02}"] for day in range(1, 9)] == [
        "full",
        "full",
        "full",
        "half",
        None,
        "leave",
        "absent",
        "absent",
    ]
    assert (row["days"], row["village"], row["signed"]) == (Decimal("3.500"), "v01", True)
    assert worked({}) is None


def test_a_word_that_is_no_mark_is_named_by_its_cell() -> None:
    came = taken([HEADS, _wall("√", "来了", 2)], given={"month": "2026-10"})
    assert {cell for _, cell in cell_codes(came)} == {"F2", "G2"}


def test_nineteen_marks_and_a_written_twenty_are_nineteen() -> None:
    row = _row(_sheet(_wall(*["√"] * 19, total=20)))
    assert (row["days"], row["told_days"]) == (Decimal("19.000"), Decimal("20.000"))
    assert _found("P25", attendance=[row]) == {"apt-2026-001": Verdict.FOUND}
    assert _found("P25", attendance=[{**row, "told_days": Decimal(19)}]) == {}


def test_a_day_the_month_does_not_have_and_a_day_nobody_was_at_the_post_are_refused() -> None:
    [wrong] = _sheet(_wall(*["√"] * 31), month="2026-11").wrong
    assert (wrong.kind, wrong.column) == (NoSuchDay, "d31")
    left = _books(appointments=[_at_post(state="left", left_on=date(2026, 10, 3))])
    [wrong] = _sheet(_wall("√", "√", "√", "假"), books=left).wrong
    assert (wrong.kind, wrong.column) == (NotAtPost, "d03")  # the day of leaving is not at the post any more
    for books in (_books(appointments=[]), _books(appointments=[_at_post(state="posted")])):
        [wrong] = _sheet(_wall("√"), books=books).wrong
        assert (wrong.kind, wrong.column) == (NotAtPost, "appointment_id")


def test_a_total_told_before_is_named_and_kept() -> None:
    standing_row: Matter = {"month": "2026-10", "appointment_id": "apt-2026-001", "told_days": Decimal(20)}
    made = _sheet(_wall(*["√"] * 19, total=19), books=_books(attendance=[standing_row]))
    assert (_row(made)["days"], _row(made)["told_days"]) == (Decimal("19.000"), Decimal("20.000"))
    assert "账上 20 天,考勤表 19 天" in made.notes[0]


def test_the_village_s_total_counts_where_no_sheet_came() -> None:
    given: Mapping[str, Cell] = {"appointment_id": "apt-2026-001", "told_days": Decimal("18.000")}
    row = _row(play(_books(), "posts sign-in", _hand(), given=given, month=OCTOBER))
    assert (row["days"], row["told_days"]) == (Decimal(18), Decimal(18))
    with pytest.raises(NotInBooks):
        play(_books(), "posts sign-in", _hand(), given={**given, "appointment_id": "apt-9"}, month=OCTOBER)
    with pytest.raises(NotAtPost):
        play(_books(), "posts sign-in", _hand(), given=given, month=Month(2025, 12))


def test_the_sheet_for_the_wall_has_a_column_a_day_and_a_row_a_person() -> None:
    verb = duty("posts").verbs["sign-in"]
    november = Month(2026, 11)
    people = Names(Reader.WORKING, lambda ids: {each: Personal("示例一", is_name=True) for each in ids})
    elsewhere = _at_post("apt-2026-002", person_id="P2", village="v02")
    over = _at_post("apt-2026-003", until_on=date(2026, 10, 31))
    books, given = _books(appointments=[_at_post(), elsewhere, over]), {"village": "v01"}
    sheet = blank(Call(books, verb, _hand(), date(2026, 11, 2), given=given, month=november, people=people))
    assert [column.title for column in sheet.columns][4:34] == [str(day) for day in range(1, 31)]
    assert [(row[1], row[2], row[3]) for row in sheet.rows] == [("apt-2026-001", "示例一", "保洁")]


# appointing


def _steps(row: Matter, verb: str, on: date, **given: Cell) -> Matter:
    books = _books(appointments=[row])
    return dict(play(books, f"posts {verb}", _hand(on), number=str(row["appointment_id"]), given=given).record)


def test_a_post_is_filled_in_order_and_never_with_a_step_missing() -> None:
    books = _books(appointments=[])
    proposed = dict(
        play(books, "posts nominate", _hand(date(2026, 9, 8)), given={"person_id": "P1", "post_id": "B1"}).record
    )
    assert (proposed["notice_on"], proposed["household_id"], proposed["village"]) == (date(2026, 9, 1), "H1", "v01")
    whole: dict[str, Cell] = {
        "removed_on": date(2026, 9, 17),
        "signed_on": date(2026, 9, 28),
        "from_on": date(2026, 10, 1),
        "until_on": date(2027, 9, 30),
    }
    with pytest.raises(ActRefused):
        _steps(proposed, "appoint", date(2026, 9, 28), **whole)
    deliberated = _steps(proposed, "deliberate", date(2026, 9, 9))
    with pytest.raises(ActRefused):
        _steps(deliberated, "appoint", date(2026, 9, 28), **whole)
    posted = _steps(deliberated, "publish", date(2026, 9, 10))
    for lacking in whole:
        with pytest.raises(FieldsMissing):
            _steps(posted, "appoint", date(2026, 9, 28), **{**whole, lacking: None})
    appointed = _steps(posted, "appoint", date(2026, 9, 28), **whole)
    assert (appointed["state"], appointed["approved_on"]) == ("appointed", date(2026, 9, 28))
    assert _found("P15", appointments=[appointed]) == {}
    assert _found("P22", appointments=[appointed]) == {}
    left = _steps(appointed, "leave", date(2026, 10, 20), left_on=date(2026, 10, 16), left_reason="employed")
    assert stay_of(left) == Stay(date(2026, 10, 1), date(2026, 10, 16))


def test_a_notice_comes_first_and_a_closed_post_takes_nobody() -> None:
    silent = _books(appointments=[], posts=[{**POST, "notice_on": None}])
    given: dict[str, Cell] = {"person_id": "P1", "post_id": "B1"}
    proposed = dict(play(silent, "posts nominate", _hand(date(2026, 9, 8)), given=given).record)
    with pytest.raises(FieldsMissing):
        _steps(proposed, "deliberate", date(2026, 9, 9))
    closed = _books(appointments=[], posts=[{**POST, "closed_on": date(2026, 9, 8)}])
    with pytest.raises(PostClosed):
        play(closed, "posts nominate", _hand(date(2026, 9, 8)), given=given)
    assert play(closed, "posts nominate", _hand(date(2026, 9, 7)), given=given).number


def test_an_agreement_that_ran_out_is_red_until_it_is_renewed_again_and_again() -> None:
    schema, row = schemas()["appointments"], _at_post(until_on=date(2026, 10, 31))
    assert [standing(schema, row, day).colour for day in (date(2026, 10, 31), date(2026, 11, 1))] == ["黄", "红"]
    given: dict[str, Cell] = {"until_on": date(2027, 10, 31), "signed_on": date(2026, 10, 20)}
    renewed = _steps(row, "renew", date(2026, 10, 20), **given)
    assert [standing(schema, renewed, day).colour for day in (date(2026, 11, 1), date(2027, 11, 1))] == ["黄", "红"]


# one person, one post, over all registers


def _other(month: str = "2026-10", department: str = "civil", **cells: Cell) -> Matter:
    return {"month": month, "department": department, "person_id": "P1", "village": "v01", "post": "护理员", **cells}


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (("2026-10-01", "2026-10-31"), ("2026-10-31", "2026-12-31"), True),  # one day together
        (("2026-10-01", "2026-10-30"), ("2026-10-31", "2026-12-31"), False),  # one ends the day before the other begins
        (("2026-11-01", "2026-12-31"), ("2026-10-01", "2026-10-31"), False),
        (("2026-10-31", "2026-12-31"), ("2026-10-01", "2026-10-31"), True),
        (("2026-01-01", "2026-12-31"), ("2026-10-12", "2026-10-12"), True),  # one day inside
        (("2026-01-01", "2026-12-31"), (None, None), True),  # a list without days says the month, and on
        (("2026-11-05", "2026-12-31"), (None, None), True),
    ],
)
def test_two_posts_are_one_day_together_or_none(
    ours: tuple[str, str], theirs: tuple[str | None, str | None], *, found: bool
) -> None:
    days = [date.fromisoformat(text) for text in ours]
    other = [date.fromisoformat(text) if text else None for text in theirs]
    verdicts = _found(
        "P01",
        persons=[PERSON],
        appointments=[_at_post(from_on=days[0], until_on=days[1])],
        other_posts=[_other(from_on=other[0], until_on=other[1])],
    )
    assert verdicts == ({"P1": Verdict.FOUND} if found else {})


def test_a_list_holds_until_the_department_sends_the_next_one() -> None:
    ours = _at_post(from_on=date(2026, 10, 5))
    other = {**_other("2026-10"), "person_id": "P2"}
    assert _found("P01", persons=[PERSON], appointments=[ours], other_posts=[_other("2026-09")]) == {
        "P1": Verdict.FOUND
    }
    assert _found("P01", persons=[PERSON], appointments=[ours], other_posts=[_other("2026-09"), other]) == {}
    from_another: Matter = {**other, "department": "hr"}  # another department's list ends nothing
    assert _found("P01", persons=[PERSON], appointments=[ours], other_posts=[_other("2026-09"), from_another]) == {
        "P1": Verdict.FOUND
    }


def test_the_same_post_on_three_monthly_lists_is_one_post() -> None:
    lists = [_other(f"2026-{month:02}", from_on=date(2026, 1, 1), until_on=date(2026, 12, 31)) for month in (8, 9, 10)]
    assert _found("P01", persons=[PERSON], other_posts=lists) == {}
    second = _other(post="保洁员", until_on=date(2026, 12, 31))
    assert _found("P01", persons=[PERSON], other_posts=[*lists, second]) == {"P1": Verdict.FOUND}


def test_the_view_shows_every_register_a_person_stands_in() -> None:
    rows: dict[str, list[Matter]] = {
        "persons": [PERSON],
        "appointments": [_at_post(from_on=date(2026, 10, 10), until_on=date(2026, 12, 31))],
        "other_posts": [_other(until_on=date(2026, 10, 10))],
        "other_grants": [{"month": "2026-10", "kind": "migrant", "person_id": "P1", "village": "v01"}],
        "placements": [
            {
                "placement_id": "pl-2026-001",
                "village": "v01",
                "vacancy_id": "job-2026-001",
                "person_id": "P1",
                "answer": "started",
                "from_on": date(2026, 9, 1),
                "left_on": date(2026, 10, 1),
            }
        ],
    }
    shown = view(SmallBooks(rows), "posts/periods", date(2026, 10, 31), choices={"only": "all"})
    assert [row[2] for row in shown.rows] == ["其他部门公益岗", "外出务工补助", "本乡公益岗"]  # left on the first: out
    september = view(
        SmallBooks(rows), "posts/periods", date(2026, 10, 31), month=Month(2026, 9), choices={"only": "all"}
    )
    assert [row[2] for row in september.rows] == ["务工对接"]


def test_all_rules_and_views_tell_the_periods_in_the_same_words() -> None:
    """A further register is one line in each of them, and the same line."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("*/*/*.toml"))]
    told = [re.search(r"told as \(.*?\n\), stays as \(\n(.*?)\n\)", text, re.DOTALL) for text in texts]
    blocks = [found[0] for found in told if found]
    assert len(blocks) >= 6
    assert len(set(blocks)) == 1
    lines = blocks[0].partition("stays as (\n")[2].splitlines()[:-1]
    assert len(lines) >= 4
    assert all(line.startswith("  union all select ") for line in lines[1:])


# what is found


def test_full_pay_for_a_month_somebody_died_in_is_found() -> None:
    died: Matter = {"change_id": "C1", "person_id": "P1", "kind": "death", "happened_on": date(2026, 10, 12)}
    line: Matter = {"payroll_id": "pay-2026-10", "appointment_id": "apt-2026-001", "month": "2026-10", "village": "v01"}
    paid = {**line, "person_id": "P1", "paid": Decimal(500), "days": Decimal(22), "due": Decimal(500)}
    assert _found("P07", payroll=[paid], household_changes=[died]) == {"apt-2026-001": Verdict.FOUND}
    to_the_day = {**paid, "days": Decimal(9), "paid": Decimal("204.55")}
    assert _found("P07", payroll=[to_the_day], household_changes=[died]) == {}


def test_only_the_first_rule_guards_and_only_it_is_confirmed() -> None:
    rules = [rule for rule in shipped().rules if rule.duty == "posts"]
    assert [rule.id for rule in rules if rule.status == "active"] == ["P01"]
    assert next(rule.guards for rule in rules if rule.id == "P01") == ("posts.appoint", "posts.renew")


def test_the_publication_says_no_number() -> None:
    line: Matter = {"payroll_id": "pay-2026-10", "month": "2026-10", "appointment_id": "apt-2026-001", "village": "v01"}
    line |= {"person_id": "P1", "post_id": "B1", "days": Decimal(19), "payable": Decimal("431.82")}
    nothing: Matter = {**line, "appointment_id": "apt-2026-002", "payable": None}
    head: Matter = {"payroll_id": "pay-2026-10", "month": "2026-10", "state": "posted", "posted_on": date(2026, 11, 6)}
    books = _books(payrolls=[head], payroll=[line, nothing])
    people = Names(
        Reader.WORKING,
        lambda ids: {each: Personal("示例一", is_name=True) for each in ids},
        lambda ids: {each: Personal("410999199001010015", is_name=False) for each in ids},
    )
    verb = duty("posts").verbs["announce"]
    call = Call(books, verb, _hand(), date(2026, 11, 6), month=OCTOBER, people=people)
    paper = payroll.posted(books, call, "pay-2026-10")
    assert [column.title for column in paper.sheets["payroll"].columns] == [
        "序号",
        "村",
        "姓名",
        "岗位名称",
        "出勤天数",
        "补贴金额",
    ]
    assert paper.reader is Reader.PUBLIC
    assert paper.facts["total"] == "合计 1 人,431.82 元"
    summary = payroll.summary(call)
    assert [column.title for column in summary.columns] == [
        "序号",
        "姓名",
        "身份证号码",
        "规定出勤天数",
        "本月累计出勤天数",
        "补贴金额",
        "协议起",
        "协议止",
    ]
    assert summary.notes[0] == "合计 1 人,431.82 元"
    assert not isinstance(summary.rows[0][2], str)  # masked for a working paper
