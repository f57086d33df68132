"""Training: one answer a year, half-days, certificates, distinct persons against the goal, grants by term."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import cell_codes, taken
from tests.rules.ledgers import shipped
from tests.township import SmallBooks, schemas
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call, Lot, Names, Outcome
from wfx.duties.matter import Hand
from wfx.duties.training import papers
from wfx.duties.training.signing import blank
from wfx.duties.training.terms import NoTerm, term_of
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.values.change import Batch, Change
from wfx.values.errors import ActRefused, FieldsMissing, NotInBooks, OutsideClass, ReasonMissing, TermUnknown
from wfx.values.finding import Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.roundtrip.merge import fill
from wfx.values.sheet import Reader
from wfx.values.table import Cell

Matter = dict[str, Cell]
END = date(2026, 10, 31)
HOME: Matter = {"household_id": "H1", "village": "v01", "category": "lifted"}
PERSON: Matter = {"person_id": "P1", "household_id": "H1", "village": "v01", "labour": "ordinary"}
CLASS: Matter = {
    "class_id": "cls-2026-001",
    "trade": "香菇栽培",
    "state": "finished",
    "from_on": date(2026, 10, 5),
    "until_on": date(2026, 10, 20),
    "days": 16,
    "steps": [],
}
MEMBER: Matter = {"class_id": "cls-2026-001", "person_id": "P1", "village": "v01"}


def _after(change: Change | Batch) -> Matter:
    """The record as the change leaves it."""
    assert isinstance(change, Change)
    return dict(change.after or {})


def _hand(on: date = END) -> Hand:
    return Hand("li-ming", ("clerk",), on)


def _books(**rows: list[Matter]) -> SmallBooks:
    return SmallBooks({"households": [HOME], "persons": [PERSON], "classes": [CLASS], "class_rolls": [MEMBER], **rows})


def _found(rule: str, **rows: Sequence[Mapping[str, Cell]]) -> dict[str, Verdict]:
    tables = {name: table_of(schemas()[name], listed) for name, listed in rows.items()}
    found = judge(
        [shipped().get(rule)],
        lambda name: tables[name] if name in tables else table_of(schemas()[name]),
        schemas(),
        Month.of(END),
        day=END,
    )
    return {each.subject: each.verdict for each in found}


def _signed(day: date, am: str | None = "present", pm: str | None = "present", **cells: Cell) -> Matter:
    return {**MEMBER, "day": day, "am": am, "pm": pm, **cells}


# the year's question


def test_who_is_asked_is_of_working_age_and_out_of_school_and_no_labour_is_not_asked() -> None:
    people = [
        {**PERSON, "birth_month": "1990-01"},
        {**PERSON, "person_id": "P2", "labour": "lost"},
        {**PERSON, "person_id": "P3", "birth_month": "2010-10"},  # sixteen this month
        {**PERSON, "person_id": "P4", "birth_month": "2010-11"},
        {**PERSON, "person_id": "P5", "birth_month": "1966-11"},
        {**PERSON, "person_id": "P6", "birth_month": "1966-10"},  # sixty this month
        {**PERSON, "person_id": "P7", "schooling": "vocational"},
        {**PERSON, "person_id": "P8", "standing": "dead"},
        {**PERSON, "person_id": "P9", "household_id": "H2"},
    ]
    other: Matter = {"household_id": "H2", "village": "v01", "category": "ordinary"}
    books = _books(households=[HOME, other], persons=people)
    made = play(books, "training survey", _hand())
    rows = [_after(change) for change in made.changes]
    assert [(row["person_id"], row["result"]) for row in rows] == [
        ("P1", None),
        ("P2", "no_labour"),
        ("P3", None),
        ("P5", None),
    ]
    assert made.notes == ("2026 年新列 4 人,其中要问的 3 人,无劳力的按人口台账",)
    shown = view(books, "training/coverage", END)
    assert shown.rows[0][4] == 4  # the view counts the same people
    again = _books(households=[HOME, other], persons=people, workforce=rows)
    assert play(again, "training survey", _hand()).changes == ()


def _told(books: SmallBooks, **cells: Cell) -> Outcome:
    row = {"year": 2026, "person_id": "P1", **cells}
    raw = pa.Table.from_pylist([row], schema=books.table("workforce").arrow.schema)
    rows = fill(raw, books.table("workforce").arrow, ("year", "person_id"))
    return arrive(books, "workforce", _hand(), Lot({"workforce": raw}, {"workforce": rows}))


def test_an_answer_has_its_day_and_a_blank_changes_nothing() -> None:
    open_row: Matter = {"year": 2026, "person_id": "P1", "village": "v01"}
    [change] = _told(_books(workforce=[open_row]), result="unwilling", reason="照顾老人").changes
    row = _after(change)
    assert (row["result"], row["reason"], row["asked_on"], row["village"]) == ("unwilling", "照顾老人", END, "v01")
    assert _told(_books(workforce=[row])).changes == ()
    given: Matter = {"result": "willing", "wish": "家政"}
    [typed] = play(_books(), "training answer", _hand(), number="P1", given=given).changes
    assert (_after(typed)["year"], _after(typed)["asked_on"]) == (2026, END)
    with pytest.raises(NotInBooks):
        play(_books(), "training answer", _hand(), number="P9", given=given)


def test_one_result_a_person_and_year_and_the_ledgers_go_before_what_was_said() -> None:
    said: Matter = {"year": 2026, "person_id": "P1", "village": "v01", "result": "willing"}
    ended = [{**MEMBER, "result": "finished"}]
    for rows, expected in (
        ({"class_rolls": []}, "愿意"),
        ({"class_rolls": ended}, "已培训"),
        ({"class_rolls": ended, "certificates": [{"certificate_id": "C1", "issued_on": END} | _who()]}, "已持证"),
    ):
        shown = view(_books(workforce=[said], **rows), "training/workforce", END)
        assert [row[4] for row in shown.rows] == [expected]


def _who(number: str = "P1") -> Matter:
    return {"person_id": number, "village": "v01"}


# a class


def _step(row: Matter, verb: str, on: date, note: str = "", **given: Cell) -> Matter:
    books = _books(classes=[row])
    return dict(play(books, f"training {verb}", _hand(on), number="001", given=given, note=note).record)


def test_a_class_goes_from_plan_to_pay_in_order() -> None:
    given: Matter = {"trade": "香菇栽培", "from_on": date(2026, 10, 5), "until_on": date(2026, 10, 20)}
    row = dict(play(_books(classes=[]), "training plan", _hand(date(2026, 9, 1)), given=given).record)
    assert (row["class_id"], row["state"]) == ("cls-2026-001", "planned")
    with pytest.raises(ActRefused):
        _step(row, "finish", date(2026, 10, 20))
    changed = _step(row, "change", date(2026, 9, 2), until_on=date(2026, 10, 21))
    assert (changed["state"], changed["until_on"]) == ("planned", date(2026, 10, 21))
    row = _step(row, "start", date(2026, 10, 5))
    row = _step(row, "finish", date(2026, 10, 20))
    row = _step(row, "receive", date(2026, 10, 30))
    with pytest.raises(FieldsMissing):
        _step(row, "claim", END)
    row = _step(row, "claim", END, claimed_people=20, claimed_amount=Decimal(16000))
    row = _step(row, "publish", END)
    row = _step(row, "pay", END, paid_amount=Decimal(16000))
    assert (row["state"], row["certified_on"], row["paid_on"]) == ("paid", date(2026, 10, 30), END)


def test_a_class_is_cancelled_with_a_reason() -> None:
    row = {**CLASS, "state": "planned", "opened_on": date(2026, 9, 1)}
    with pytest.raises(ReasonMissing):
        _step(row, "cancel", END)
    assert _step(row, "cancel", END, "报名不足十人")["state"] == "cancelled"


def test_whoever_is_enrolled_is_of_the_person_s_village() -> None:
    given: Matter = {"class_id": "cls-2026-001", "person_id": "P1"}
    [change] = play(_books(class_rolls=[]), "training enrol", _hand(), given=given).changes
    assert (_after(change)["village"], _after(change)["enrolled_on"]) == ("v01", END)
    with pytest.raises(NotInBooks):
        play(_books(), "training enrol", _hand(), given={**given, "person_id": "P9"})


# half-days


def _month_of_halves(present: int) -> list[Matter]:
    """Sixteen days from the first of the class, so many half-days of them signed."""
    days = [date(2026, 10, 5) + timedelta(days=count) for count in range(16)]
    marks = ["present"] * present + ["absent"] * (32 - present)
    return [_signed(day, marks[2 * at], marks[2 * at + 1]) for at, day in enumerate(days)]


def test_twenty_seven_of_thirty_two_half_days_are_84_38_percent() -> None:
    books = _books(class_attendance=_month_of_halves(27))
    [row] = view(books, "training/attendance", END).rows
    assert [str(cell) for cell in row[4:7]] == ["32", "27", "84.38%"]


@pytest.mark.parametrize(("present", "found"), [(25, True), (26, False)])  # 80 % of 32 are 25.6
def test_who_was_there_too_seldom_and_finished_all_the_same_is_found(present: int, *, found: bool) -> None:
    rolls = [{**MEMBER, "result": "finished"}]
    verdicts = _found("T04", classes=[CLASS], class_rolls=rolls, class_attendance=_month_of_halves(present))
    assert verdicts == ({"cls-2026-001/P1": Verdict.FOUND} if found else {})


HEADS = ["期班编号", "人编号", "姓名", "签到日期", "上午", "下午", "签字"]


def _sheet(*lines: list[object], books: SmallBooks | None = None) -> Outcome:
    came = taken([HEADS, *lines])
    assert came.problems == ()
    known, raw = books or _books(), came.tables["class_attendance"]
    rows = fill(raw, known.table("class_attendance").arrow, ("class_id", "person_id", "day"))
    return arrive(known, "class_sheet", _hand(), Lot({"class_attendance": raw}, {"class_attendance": rows}))


def test_marks_are_read_as_people_write_them_and_blank_is_not_present() -> None:
    made = _sheet(["cls-2026-001", "P1", "示例", "2026-10-05", "√", "8:30", "签"])
    [row] = [_after(change) for change in made.changes]
    assert (row["am"], row["pm"], row["village"]) == ("present", "present", "v01")
    made = _sheet(["cls-2026-001", "P1", "示例", "2026-10-05", None, "假", "签"])
    assert [(_after(change)["am"], _after(change)["pm"]) for change in made.changes] == [(None, "leave")]
    stood = _books(class_attendance=[_signed(date(2026, 10, 5), "present", None)])
    [change] = _sheet(["cls-2026-001", "P1", "示例", "2026-10-05", None, "√", "签"], books=stood).changes
    assert (_after(change)["am"], _after(change)["pm"]) == ("present", "present")


@pytest.mark.parametrize(("day", "inside"), [("10-04", False), ("10-05", True), ("10-20", True), ("10-21", False)])
def test_a_sign_in_lies_between_the_first_and_the_last_day(day: str, *, inside: bool) -> None:
    made = _sheet(["cls-2026-001", "P1", "示例", f"2026-{day}", "√", "√", None])
    assert [(wrong.kind, list(wrong.rows)) for wrong in made.wrong] == ([] if inside else [(OutsideClass, [0])])
    given: Matter = {"class_id": "cls-2026-001", "person_id": "P1", "day": date.fromisoformat(f"2026-{day}")}
    if inside:
        assert play(_books(), "training attend", _hand(), given={**given, "am": "present"}).changes
    else:
        with pytest.raises(OutsideClass):
            play(_books(), "training attend", _hand(), given={**given, "am": "present"})
    with pytest.raises(FieldsMissing):
        play(_books(), "training attend", _hand(), given=given)


def test_the_sheet_to_sign_has_a_line_a_person_and_day() -> None:
    verb = duty("training").verbs["attend"]
    people = Names(Reader.WORKING, lambda ids: {each: Personal("示例一", is_name=True) for each in ids})
    left = {**MEMBER, "person_id": "P2", "left_on": date(2026, 10, 6)}
    books = _books(class_rolls=[MEMBER, left], class_attendance=[_signed(date(2026, 10, 5), "present", None)])
    call = Call(books, verb, _hand(), END, given={"class_id": "cls-2026-001"}, people=people)
    sheet = blank(call)
    assert len(sheet.rows) == 16
    assert sheet.rows[0][1:7] == ("P1", "示例一", "李斌庄", "2026-10-05", "√", None)
    with pytest.raises(FieldsMissing):
        blank(Call(books, verb, _hand(), END, people=people))


# certificates


def _certificate(number: str, on: date = END, **cells: Cell) -> Matter:
    return {"certificate_id": number, **_who(), "issued_on": on, **cells}


def _listed(books: SmallBooks, form: str, *rows: Mapping[str, Cell]) -> Outcome:
    ledger = form
    raw = pa.Table.from_pylist(list(rows), schema=books.table(ledger).arrow.schema)
    return arrive(books, form, _hand(), Lot({ledger: raw}))


def test_a_list_of_certificates_taken_twice_enters_nothing_twice() -> None:
    line: Matter = {**_who(), "certificate_no": "S0001", "trade": "香菇栽培", "issued_on": END}
    [change] = _listed(_books(), "certificates", line).changes
    row = _after(change)
    assert row["certificate_id"] == "crt-2026-001"
    again = _listed(_books(certificates=[row]), "certificates", line)
    assert (again.changes, again.notes) == ((), ("1 行账上已有,没有变化",))
    [checked] = _listed(_books(certificates=[row]), "certificates", {**line, "check_result": "found"}).changes
    assert (_after(checked)["certificate_id"], _after(checked)["check_result"]) == ("crt-2026-001", "found")
    unnumbered = {**line, "certificate_no": None}
    assert _listed(_books(certificates=[row]), "certificates", unnumbered).changes == ()
    [other] = _listed(_books(certificates=[row]), "certificates", {**line, "certificate_no": "S0002"}).changes
    assert _after(other)["certificate_id"] == "crt-2026-002"
    elsewhere = {**line, "person_id": "P2"}  # the same number of another person is a fact, and found
    [second] = _listed(_books(certificates=[row]), "certificates", elsewhere).changes
    assert set(_found("T01", certificates=[row, _after(second)])) == {"crt-2026-001", "crt-2026-002"}


@pytest.mark.parametrize("ruined", ["1.23E+17", 1.23e17])
def test_a_certificate_number_that_excel_has_rounded_is_refused(ruined: object) -> None:
    heads = ["姓名", "证件号码", "村", "证书编号", "发证日期"]
    came = taken([heads, ["示例", "410999199001010015", "李斌庄", ruined, "2026-10-30"]])
    assert ("E220", "D2") in cell_codes(came)


def test_a_certificate_of_before_the_end_of_its_class_is_found_and_does_not_count() -> None:
    rolls = [{**MEMBER, "result": "finished"}]
    early = _certificate("C1", date(2026, 10, 19), class_id="cls-2026-001")
    on_the_day = _certificate("C1", date(2026, 10, 20), class_id="cls-2026-001")
    for held, found, done in ((early, {"C1": Verdict.FOUND}, 0), (on_the_day, {}, 1)):
        assert _found("T02", classes=[CLASS], certificates=[held]) == found
        [row] = view(_books(class_rolls=rolls, certificates=[held]), "training/progress", END).rows
        assert (row[1], row[2], row[3]) == (1, 1, done)


def test_sixty_one_trained_and_forty_eight_certified_make_forty_six_of_fifty_five() -> None:
    people = [{**PERSON, "person_id": f"P{at:02}"} for at in range(63)]
    twice = {**CLASS, "class_id": "cls-2026-002"}
    rolls = [{**MEMBER, "person_id": f"P{at:02}", "result": "finished"} for at in range(61)]
    rolls += [{**row, "class_id": "cls-2026-002"} for row in rolls[:5]]  # whoever was in two classes is one person
    held = [_certificate(f"C{at:02}", person_id=f"P{at:02}") for at in (*range(46), 61, 62)]
    held += [_certificate("C99", person_id="P00", trade="家政")]
    books = _books(persons=people, classes=[CLASS, twice], class_rolls=rolls, certificates=held)
    [row] = view(books, "training/progress", END).rows
    assert [str(cell) for cell in row[:5]] == ["55", "61", "48", "46", "83.64%"]
    assert view(books, "training/villages", END).rows[0][1:4] == (61, 48, 46)


# one person in several registers


@pytest.mark.parametrize(
    ("mark", "am", "pm", "verdict"),
    [
        ("full", "present", None, Verdict.FOUND),
        ("full", "leave", "present", Verdict.FOUND),
        ("full", "leave", "absent", None),
        ("half", "present", "present", Verdict.FOUND),
        ("half", "present", None, Verdict.MISSING),  # which half it was the wall does not say
        ("leave", "present", "present", None),
        (None, "present", "present", None),
    ],
)
def test_a_half_day_is_spent_in_one_place(mark: str | None, am: str, pm: str | None, verdict: Verdict | None) -> None:
    appointment: Matter = {"appointment_id": "apt-2026-001", "person_id": "P1", "state": "appointed"}
    wall: Matter = {"month": "2026-10", "appointment_id": "apt-2026-001", "d12": mark, "d13": "full"}
    rows = {
        "appointments": [appointment],
        "attendance": [wall],
        "class_attendance": [_signed(date(2026, 10, 12), am, pm)],
    }
    assert _found("T07", **rows) == ({"P1": verdict} if verdict else {})


@pytest.mark.parametrize(
    ("ends", "starts", "together"),
    [("2026-10-11", "2026-10-12", False), ("2026-10-12", "2026-10-12", True), ("2026-10-20", "2026-10-12", True)],
)
def test_two_classes_touch_or_have_a_day_together(ends: str, starts: str, *, together: bool) -> None:
    first = {**CLASS, "until_on": date.fromisoformat(ends)}
    second = {**CLASS, "class_id": "cls-2026-002", "from_on": date.fromisoformat(starts), "until_on": END}
    rolls = [MEMBER, {**MEMBER, "class_id": "cls-2026-002"}]
    rows: dict[str, list[Matter]] = {"persons": [PERSON], "classes": [first, second], "class_rolls": rolls}
    assert set(_found("T11", **rows)) == ({"cls-2026-001/P1", "cls-2026-002/P1"} if together else set())
    shown = view(SmallBooks(rows), "posts/periods", END)
    assert len(shown.rows) == (2 if together else 0)
    left = {**MEMBER, "left_on": date.fromisoformat(starts)}  # the day of leaving is not in the class any more
    assert _found("T11", **{**rows, "class_rolls": [left, rolls[1]]}) == {}
    cancelled = {**second, "state": "cancelled"}
    assert _found("T11", **{**rows, "classes": [first, cancelled]}) == {}


def test_a_class_stands_beside_posts_and_jobs_in_one_view_and_keeps_from_being_sent() -> None:
    post: Matter = {"appointment_id": "apt-2026-001", "village": "v01", "person_id": "P1", "post_id": "B1"}
    post |= {"state": "appointed", "from_on": date(2026, 10, 20), "until_on": date(2026, 12, 31)}
    vacancy: Matter = {"vacancy_id": "job-2026-001", "employer": "示例公司", "trade": "缝纫"}
    placed: Matter = {
        "placement_id": "pl-2026-001",
        **_who(),
        "vacancy_id": "job-2026-001",
        "sent_on": date(2026, 10, 20),
    }
    rows: dict[str, list[Matter]] = {"appointments": [post], "vacancies": [vacancy]}
    books = _books(persons=[{**PERSON, "working": False}], **rows)
    assert [row[2] for row in view(books, "posts/periods", END).rows] == ["培训班", "本乡公益岗"]
    out = view(
        _books(persons=[{**PERSON, "working": False}], vacancies=[vacancy]), "jobs/match", END, choices={"show": "out"}
    )
    assert [row[-1] for row in out.rows] == ["当月在 培训班 cls-2026-001"]
    sent = {"persons": [PERSON], "classes": [CLASS], "class_rolls": [MEMBER], "placements": [placed]}
    assert _found("J05", **sent) == {"pl-2026-001": Verdict.FOUND}
    after = {**sent, "placements": [{**placed, "sent_on": date(2026, 10, 21)}]}
    assert _found("J05", **after) == {}


# 雨露计划


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("2026秋", "2026秋"),
        ("2026年秋季学期", "2026秋"),
        ("2026春季", "2026春"),
        ("2026-2027学年第一学期", "2026秋"),
        ("2026—2027学年第二学期", "2027春"),
        ("2026-2027学年度下学期", "2027春"),
        ("2025/26学年第2学期", "2026春"),
    ],
)
def test_a_term_is_read_as_people_write_it(said: str, term: str) -> None:
    assert term_of(said) == term


@pytest.mark.parametrize("said", ["秋", "2026", "", "第一学期", "2026-2028学年第一学期", "2026-2027学年", "2026-09"])
def test_a_term_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(NoTerm):
        term_of(said)
    [wrong] = _listed(_books(), "yulu", {"term": said, **_who(), "amount": Decimal(1500)}).wrong
    assert (wrong.kind, list(wrong.rows)) == (TermUnknown, [0])
    with pytest.raises(TermUnknown):
        play(
            _books(), "training grant", _hand(), given={"person_id": "P1", "term": said or "?", "amount": Decimal(1500)}
        )


def test_a_grant_paid_on_another_day_is_another_grant() -> None:
    line: Matter = {"term": "2026年秋季", **_who(), "amount": Decimal(1500)}
    [change] = _listed(_books(), "yulu", line).changes
    row = _after(change)
    assert (row["grant_id"], row["term"]) == ("yl-2026-001", "2026秋")
    [paid] = _listed(_books(yulu=[row]), "yulu", {**line, "paid_on": date(2026, 10, 8)}).changes
    assert _after(paid)["grant_id"] == "yl-2026-001"
    [second] = _listed(_books(yulu=[_after(paid)]), "yulu", {**line, "paid_on": date(2026, 10, 20)}).changes
    assert _found("Y01", yulu=[_after(paid), _after(second)]) == {"P1": Verdict.FOUND}


def _grant(**cells: Cell) -> Matter:
    return {"grant_id": "yl-2026-001", **_who(), "term": "2026秋", "amount": Decimal(1500), **cells}


def test_who_left_school_for_a_while_in_september_and_was_paid_in_october_is_found() -> None:
    line: Matter = {"term": "2026-2027学年第一学期", **_who(), "status": "suspended", "status_on": date(2026, 9, 10)}
    [change] = _listed(_books(), "pupils", line).changes
    pupil = _after(change)
    assert pupil["term"] == "2026秋"
    for paid_on, found in ((date(2026, 10, 8), {"yl-2026-001": Verdict.FOUND}), (date(2026, 9, 9), {})):
        assert _found("Y02", pupils=[pupil], yulu=[_grant(paid_on=paid_on)]) == found


def test_a_child_in_vocational_college_without_a_grant_is_found() -> None:
    child = {**PERSON, "schooling": "higher_vocational"}
    rows: dict[str, list[Matter]] = {"households": [HOME], "persons": [child]}
    assert _found("Y06", **rows) == {"P1": Verdict.FOUND}
    assert _found("Y06", **rows, yulu=[_grant()]) == {}
    [row, _] = view(_books(persons=[child]), "training/yulu", END).rows
    assert row[6] == "没有"


def test_the_publication_says_no_number() -> None:
    people = Names(
        Reader.WORKING,
        lambda ids: {each: Personal("示例一", is_name=True) for each in ids},
        lambda ids: {each: Personal("410999199001010015", is_name=False) for each in ids},
    )
    pupil: Matter = {"term": "2026秋", **_who(), "school": "示例职专"}
    books = _books(yulu=[_grant()], pupils=[pupil], class_rolls=[{**MEMBER, "subsidy": Decimal(800)}])
    call = Call(books, duty("training").verbs["notice"], _hand(), END, words={"term": ""}, people=people)
    paper = papers.yulu(books, call, "")
    sheet = paper.sheets["grants"]
    assert [column.title for column in sheet.columns] == ["序号", "姓名", "村", "学校", "学期", "金额"]
    assert sheet.rows == ((1, "示例一", "李斌庄", "示例职专", "2026秋", Decimal(1500)),)
    assert (paper.reader, paper.facts["total"]) == (Reader.PUBLIC, "合计 1 人,1500.00 元")
    posted = papers.subsidy(books, call, "cls-2026-001")
    assert [column.title for column in posted.sheets["roll"].columns] == ["序号", "姓名", "村", "金额"]
    spring = Call(books, call.verb, _hand(), date(2026, 2, 1), words={"term": ""}, people=people)
    assert papers.yulu(books, spring, "").facts["term"] == "2025秋"


def test_the_rules_of_the_reference_are_all_there_and_none_is_law_yet() -> None:
    rules = [rule for rule in shipped().rules if rule.duty == "training"]
    wanted = {f"T{at:02}" for at in range(1, 14)} | {f"Y{at:02}" for at in range(1, 7)}
    assert {rule.id for rule in rules} == wanted
    assert {rule.status for rule in rules} == {"draft"}
