"""监测帮扶 by its life, its rules and its room: the worked household, every refusal, help, the end of a risk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import taken
from tests.rules.ledgers import shipped
from tests.township import SmallBooks, schemas
from wfx.desk.declared.files import duty
from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Names, Outcome
from wfx.duties.cases.clearing import accepted
from wfx.duties.cases.deciding import listed
from wfx.duties.cases.posting import notice
from wfx.duties.cases.showing import following, whole
from wfx.duties.matter import Hand
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.store.files.calendar import calendar_of
from wfx.store.files.schemas import check_record
from wfx.values.change import Change
from wfx.values.errors import ActRefused, FieldsMissing, ReasonMissing, RoleMissing, SamePerson, WfxError
from wfx.values.finding import Finding, Verdict
from wfx.values.matter.laid import laid_over
from wfx.values.matter.made import is_setting, settings_rows, table_schema
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.sheet import Reader, Sheet
from wfx.values.table import Cell

CALENDAR = calendar_of({})
DAY = date(2026, 10, 5)
CLUE: dict[str, Cell] = {
    "clue_id": "C202610-1",
    "month": "2026-10",
    "village": "v01",
    "household_id": "H1",
    "severity": "error",
    "channel": "screening",
    "found_on": DAY,
    "state": "settled",
    "decision": "include",
}
HOME: dict[str, Cell] = {
    "household_id": "H1",
    "village": "v01",
    "head_id": "P1",
    "member_count": 4,
    "category": "ordinary",
}
PEOPLE: list[dict[str, Cell]] = [
    {
        "person_id": f"P{n}",
        "household_id": "H1",
        "village": "v01",
        "relation": "head" if n == 1 else "son",
        "labour": "ordinary",
    }
    for n in range(1, 5)
]
CHECK: dict[str, Cell] = {
    "checked_by": ["wang-fang", "李斌庄村支书"],
    "wages": Decimal("21600.00"),
    "business_income": Decimal("9800.00"),
    "business_cost": Decimal("3400.00"),
    "property_income": Decimal("0.00"),
    "transfer_income": Decimal("3240.00"),
    "self_pay": Decimal("26000.00"),
    "risks": ["illness"],
    "consent_on": DAY,
    "consent_form": "示例授权1",
}
MET: dict[str, Cell] = {"departments": ["civil", "social"], "written": ["disabled"]}
INTO = {"decision": "纳入", "kind": "边缘易致贫户", "line_used": "8300", "line_since": "2024-01"}


class Township(SmallBooks):
    """Small books that take the changes of each verb, as the desk would record them."""

    def __init__(self, **rows: Sequence[Mapping[str, Cell]]) -> None:
        super().__init__({"households": [HOME], "persons": PEOPLE, "clues": [CLUE], **rows})

    def do(self, verb: str, on: date = DAY, *, role: str = "clerk", who: str = "li-ming", **said: Any) -> Outcome:
        made = play(self, f"cases {verb}", Hand(who, (role,), on, CALENDAR), today=date(2026, 12, 31), **said)
        self.take(made)
        return made

    def take(self, made: Outcome) -> None:
        changes = [each for each in made.changes if isinstance(each, Change)]
        for ledger in {each.ledger for each in changes}:
            mine = [each for each in changes if each.ledger == ledger]
            assert [fault for each in mine if each.after for fault in check_record(schemas()[ledger], each.after)] == []
            keys = {each.key for each in mine}
            key = schemas()[ledger].key_of
            kept = [row for row in self.rows.get(ledger, ()) if key(row) not in keys]
            self.rows = {**self.rows, ledger: [*kept, *(each.after for each in mine if each.after)]}

    def case(self, number: str = "case-2026-001") -> dict[str, Cell]:
        row = self.dossier("cases", number)
        assert row is not None
        return row

    @property
    def state(self) -> Cell:
        return self.case()["state"]


def _found(books: SmallBooks, *rules: str, day: date = date(2026, 10, 31)) -> dict[str, Verdict]:
    """Whom these rules find in the books on a day, by subject."""
    return {f"{each.rule} {each.subject}": each.verdict for each in _said(books, *rules, day=day)}


def _said(books: SmallBooks, *rules: str, day: date) -> tuple[Finding, ...]:

    def source(name: str) -> pa.Table:
        if name.startswith("due_"):
            rows = [matter.due_row(schemas()["cases"], row, day, CALENDAR) for row in books.table("cases").rows()]
            return table_of(table_schema(name, schemas()), rows)
        if is_setting(name, schemas()):
            return table_of(table_schema(name, schemas()), settings_rows(name, books.township, lambda: CALENDAR))
        return books.table(name).arrow

    return tuple(judge([shipped().get(rule) for rule in rules], source, schemas(), Month.of(day), day=day))


def _at(state: str) -> Township:
    """The worked household on its way, as far as this state."""
    books = Township()
    books.rows = _rows(state)
    return books


@cache
def _rows(state: str) -> Mapping[str, Sequence[Mapping[str, Cell]]]:
    books = Township()
    for verb, day, said in WAY:
        books.do(verb, day, **said)
        if books.state == state:
            return books.rows
    raise AssertionError(state)


WAY: list[tuple[str, date, dict[str, Any]]] = [
    ("open", DAY, {"given": {"clue_ids": ["C202610-1"]}}),
    ("home-check", date(2026, 10, 6), {"number": "001", "given": CHECK}),
    ("compare", date(2026, 10, 7), {}),
    (
        "compare",
        date(2026, 10, 8),
        {"lot": Lot({"comparisons": pa.Table.from_pylist([{"case_id": "case-2026-001", "person_id": "P1"}])})},
    ),
    ("consult", date(2026, 10, 8), {"given": MET, "words": INTO}),
    (
        "deliberate",
        date(2026, 10, 9),
        {"given": {"body": "delegates", "due": 30, "present": 24}, "words": {"votes_for": "24", "votes_against": "0"}},
    ),
    ("publicize", date(2026, 10, 9), {"given": {"posted_place": "李斌庄公示栏"}}),
    ("take-down", date(2026, 10, 15), {}),
    ("review", date(2026, 10, 15), {"number": "001", "role": "leader", "who": "zhang-wei"}),
    (
        "county-result",
        date(2026, 10, 18),
        {"number": "001", "words": {"result": "纳入"}, "given": {"county_paper": "示例批3号", "helper": "wang-fang"}},
    ),
]


# from a clue to the county's word


def test_a_settled_clue_opens_a_case_and_nothing_it_says_is_asked_again() -> None:
    books = Township()
    made = books.do("open", given={"clue_ids": ["C202610"]})
    row = books.case()
    assert made.number == "case-2026-001"
    assert (row["household_id"], row["village"], row["found_on"], row["channel"]) == ("H1", "v01", DAY, "screening")
    with pytest.raises(WfxError, match="E620"):
        books.do("open", given={"household_id": "H1", "channel": "self"})
    with pytest.raises(FieldsMissing):  # nothing more waits for a case
        books.do("open")
    assert Township().do("open").record["clue_ids"] == ["C202610-1"]


@pytest.mark.parametrize(
    ("clue", "home", "code"),
    [({"decision": "exclude"}, {}, "E621"), ({}, {"monitoring": "marginal", "risk_cleared": False}, "E622")],
)
def test_no_case_comes_of_a_clue_that_leads_nowhere_or_of_a_watched_household(
    clue: dict[str, Cell], home: dict[str, Cell], code: str
) -> None:
    books = Township(clues=[{**CLUE, **clue}], households=[{**HOME, **home}])
    with pytest.raises(WfxError, match=code):
        books.do("open", given={"clue_ids": ["C202610-1"]})


def test_households_watched_before_the_books_get_their_case_as_it_stands() -> None:
    watched: dict[str, Cell] = {"monitoring": "marginal", "identified_on": date(2026, 2, 20), "risks": ["illness"]}
    books = Township(households=[{**HOME, **watched}, {**HOME, "household_id": "H2"}])
    books.do("enrol", date(2026, 10, 5))
    row = books.case()
    assert [row["state"], row["kind"], row["county_on"]] == ["watched", "marginal", date(2026, 2, 20)]
    assert len(books.rows["cases"]) == 1
    assert _found(books, "C05", "C06") == {}
    assert _next(books)["下一步"] == "一户一验收"
    with pytest.raises(WfxError, match="E103"):
        books.do("enrol")


def test_both_figures_of_the_worked_household_stand_side_by_side() -> None:
    row = _at("checked").case()
    assert (row["net_income"], row["net_after_self_pay"]) == (Decimal("7810.00"), Decimal("1310.00"))
    assert (row["members"], row["income_to"]) == (4, "2026-09")
    assert Decimal(7810) < Decimal(8300)


def test_a_part_of_the_income_nobody_said_is_not_nothing() -> None:
    books = _at("opened")
    with pytest.raises(FieldsMissing) as refused:
        books.do("home-check", number="001", given={**CHECK, "property_income": None})
    assert "财产性收入" in refused.value.details["fields"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"checked_by": ["wang-fang"]}, "E623"),
        ({"risks": ["illness", "disability", "job", "labour", "water", "other"]}, "E626"),
    ],
)
def test_a_check_is_by_two_and_names_at_most_five_risks(given: dict[str, Cell], code: str) -> None:
    with pytest.raises(WfxError, match=code):
        _at("opened").do("home-check", number="001", given={**CHECK, **given})


def test_without_the_authorisation_nothing_goes_out_for_comparison() -> None:
    books = _at("opened")
    books.do("home-check", number="001", given={**CHECK, "consent_on": None, "consent_form": None})
    with pytest.raises(FieldsMissing) as refused:
        books.do("compare")
    assert "承诺授权日期" in refused.value.details["fields"]


def test_a_comparison_comes_back_as_a_list_and_a_second_time_brings_only_explanations() -> None:
    books = _at("comparing")
    hit: dict[str, Cell] = {
        "case_id": "case-2026-001",
        "person_id": "P2",
        "department": "police",
        "item": "vehicle",
        "result": "三轮车一辆",
    }
    lines: list[dict[str, Cell]] = [hit, {"case_id": "case-2026-001", "person_id": "P1"}]
    books.do("compare", date(2026, 10, 8), lot=Lot({"comparisons": pa.Table.from_pylist(lines)}))
    assert books.state == "compared"
    assert _found(books, "C04") == {"C04 case-2026-001": Verdict.FOUND}
    lines[0]["explanation"] = "农用"
    books.do("compare", date(2026, 10, 8), lot=Lot({"comparisons": pa.Table.from_pylist(lines)}))
    assert _found(books, "C04") == {}
    assert len(books.rows["comparisons"]) == 1
    books.do("explain", number="001", given={"explanation": "自家用", "item": "vehicle"})
    assert books.rows["comparisons"][0]["explanation"] == "自家用"


def test_one_meeting_decides_for_many_households_and_says_who_was_heard() -> None:
    books = _at("compared")
    books.rows = {
        **books.rows,
        "cases": [*books.rows["cases"], {**books.case(), "case_id": "case-2026-002", "household_id": "H2"}],
    }
    lines: list[dict[str, Cell]] = [
        {"case_id": "case-2026-001", "decision": "include", "kind": "marginal", "line_used": Decimal("8300.00")},
        {"case_id": "case-2026-002", "decision": "exclude", "finding": "收入稳定"},
        {"case_id": "case-2026-002"},
    ]
    made = books.do("consult", date(2026, 10, 14), given=MET, lot=Lot({"cases": pa.Table.from_pylist(lines)}))
    meeting = books.rows["consultations"][0]
    assert (made.number, meeting["cases"]) == ("con-2026-001", ["case-2026-001", "case-2026-002"])
    assert (books.case("case-2026-002")["decision"], books.case()["kind"]) == ("exclude", "marginal")
    assert _found(books, "C01") == {}  # 残联 wrote


def test_a_required_department_neither_there_nor_in_writing_is_found() -> None:
    books = _at("compared")
    books.do("consult", date(2026, 10, 14), given={"departments": ["civil", "social"]}, words=INTO)
    assert _found(books, "C01") == {"C01 case-2026-001": Verdict.FOUND}
    assert "cases.consult" in shipped().get("C01").guards


def test_an_act_out_of_order_is_refused() -> None:
    for state, verb, said in (
        ("checked", "consult", {"number": "001", "given": MET, "words": INTO}),
        ("consulted", "publicize", {"number": "001", "given": {"posted_place": "公示栏"}}),
        ("posted", "review", {"number": "001", "role": "leader", "who": "zhang-wei"}),
        (
            "opened",
            "accept",
            {"number": "001", "given": {"accepted_by": ["a", "b"], "clear_mode": "help", "household_signed": True}},
        ),
    ):
        with pytest.raises(ActRefused):
            _at(state).do(verb, date(2026, 10, 20), **said)
    with pytest.raises(ActRefused):  # a day before the last step
        _at("checked").do("compare", date(2026, 10, 5))


@pytest.mark.parametrize(("removed", "found"), [(date(2026, 10, 14), True), (date(2026, 10, 15), False)])
def test_the_notice_hangs_five_full_days(removed: date, found: bool) -> None:  # noqa: FBT001
    books = _at("posted")
    books.do("take-down", removed)
    books.do("review", removed, number="001", role="leader", who="zhang-wei")
    assert books.state == "reviewed"
    assert _found(books, "C03") == ({"C03 case-2026-001": Verdict.FOUND} if found else {})
    assert shipped().get("C03").guards == ("cases.review",)


def test_it_is_posted_once_and_again_only_after_a_term_too_short() -> None:
    books = _at("posted")
    books.do("take-down", date(2026, 10, 14))
    books.do("publicize", date(2026, 10, 14), number="001", given={"posted_place": "李斌庄公示栏"})
    assert (books.case()["posted_before"], books.case()["removed_on"]) == (date(2026, 10, 9), None)
    assert _found(books, "C18") == {}
    books.do("take-down", date(2026, 10, 20))
    books.do("publicize", date(2026, 10, 20), number="001", given={"posted_place": "李斌庄公示栏"})
    assert _found(books, "C18") == {"C18 case-2026-001": Verdict.FOUND}


def test_the_review_is_the_leaders_and_not_by_who_checked() -> None:
    books = _at("taken")
    with pytest.raises(RoleMissing):
        books.do("review", date(2026, 10, 15), number="001")
    with pytest.raises(SamePerson):
        books.do("review", date(2026, 10, 15), number="001", role="leader")
    books.do("review", date(2026, 10, 15), number="001", role="leader", who="wang-fang")
    assert _found(books, "C31") == {"C31 case-2026-001": Verdict.FOUND}  # he was at the home check himself


def test_the_county_decides_whenever_it_does_and_the_household_follows() -> None:
    books = _at("watched")
    home = books.table("households").lookup("H1")
    assert home is not None
    assert (home["monitoring"], home["identified_on"], home["risks"]) == ("marginal", date(2026, 10, 18), ["illness"])
    assert (home["risk_cleared"], books.case()["county_paper"]) == (False, "示例批3号")
    assert _found(books, "C02", "C06", "C09") == {}


def test_a_result_before_the_review_is_recorded_and_found() -> None:
    books = _at("posted")
    books.do("county-result", date(2026, 10, 10), number="001", words={"result": "纳入"})
    assert books.state == "watched"
    assert _found(books, "C06") == {"C06 case-2026-001": Verdict.FOUND}
    late = _at("reviewed")
    late.do("county-result", date(2026, 10, 10), number="001", words={"result": "纳入"})
    assert _found(late, "C06") == {"C06 case-2026-001": Verdict.FOUND}


def test_fifteen_days_run_from_the_day_it_was_found_and_say_who_holds_it() -> None:
    books = _at("consulted")
    standing = matter.standing(schemas()["cases"], books.case(), date(2026, 10, 20), CALENDAR)
    assert (standing.due, standing.colour, standing.title, standing.holder) == (
        date(2026, 10, 20),
        "黄",
        "民主评议",
        "村(民主评议)",
    )
    assert _found(books, "C05", day=date(2026, 10, 20)) == {}
    assert matter.standing(schemas()["cases"], books.case(), date(2026, 10, 21), CALENDAR).colour == "红"
    [late] = _said(books, "C05", day=date(2026, 10, 21))
    assert (late.verdict, "现在在 村(民主评议)" in late.what) == (Verdict.FOUND, True)
    due = view(books, "cases/due", date(2026, 10, 20))
    assert "今天到期 1 件" in due.notes[0]


def test_what_is_not_taken_in_wants_a_reason_and_a_notice() -> None:
    books = _at("compared")
    with pytest.raises(RoleMissing):
        books.do("refuse", number="001", note="收入稳定", on=date(2026, 10, 12))
    with pytest.raises(ReasonMissing):
        books.do("refuse", number="001", role="chief", on=date(2026, 10, 12))
    books.do("refuse", number="001", role="chief", note="收入稳定", on=date(2026, 10, 12))
    assert _found(books, "C28", day=date(2026, 10, 19)) == {}
    assert _found(books, "C28", day=date(2026, 10, 20)) == {"C28 case-2026-001": Verdict.FOUND}
    books.do("notify", number="001", on=date(2026, 10, 19))
    assert _found(books, "C28", day=date(2026, 10, 20)) == {}


def test_every_open_case_has_one_next_step() -> None:
    told = {}
    for state in (
        "opened",
        "checked",
        "comparing",
        "compared",
        "consulted",
        "deliberated",
        "posted",
        "taken",
        "reviewed",
    ):
        told[state] = _next(_at(state))["命令"].removeprefix("wfx cases ")
    assert told == {
        "opened": "home-check case-2026-001",
        "checked": "compare case-2026-001",
        "comparing": "compare --in 比对回执.xlsx",
        "compared": "consult case-2026-001",
        "consulted": "deliberate case-2026-001",
        "deliberated": "publicize case-2026-001",
        "posted": "take-down case-2026-001",
        "taken": "review case-2026-001",
        "reviewed": "county-result case-2026-001 --result 纳入",
    }
    assert _next(_at("watched"))["下一步"] == "一户一验收"


def _next(books: SmallBooks) -> dict[str, str]:

    call = Call(books, duty("cases").verbs["next"], Hand("", (), DAY, CALENDAR), DAY, "001")
    return {str(row[0]): str(row[1]) for row in following(call).rows}


# help


def test_urgent_help_comes_before_procedure_and_counts() -> None:
    books = Township()
    given: dict[str, Cell] = {
        "kind": "society",
        "item": "米面油和三百元",
        "amount": Decimal("300.00"),
        "delivered_on": date(2026, 10, 7),
    }
    made = books.do("assist", date(2026, 10, 7), number="C202610-1", given=given)
    assert (made.record["urgent"], made.record["state"], made.record["clue_id"]) == (True, "delivered", "C202610-1")
    books.do("open", given={"clue_ids": ["C202610-1"]})
    speed = view(books, "cases/speed", date(2026, 10, 20))
    assert [row[-1] for row in speed.rows] == [2]
    assert books.do("assist", date(2026, 10, 8), number="001", given=given).record["case_id"] == "case-2026-001"


def test_water_with_business_help_only_is_found_and_a_household_without_labour_is_not() -> None:
    books = _at("watched")
    books.take(Outcome((Change("cases", ("case-2026-001",), None, {**books.case(), "risks": ["water"]}),)))
    books.do("measures", date(2026, 10, 20), number="001", given={"kind": "industry", "item": "示例:香菇"})
    assert _found(books, "C12") == {"C12 case-2026-001": Verdict.FOUND}
    alone = Township(persons=[{"person_id": "P1", "household_id": "H1", "village": "v01", "labour": "none"}])
    alone.rows = {**alone.rows, "cases": books.rows["cases"]}
    alone.do("measures", date(2026, 10, 20), number="001", given={"kind": "welfare", "item": "示例:低保"})
    assert _found(alone, "C13", "C14") == {}


def test_a_measure_ends_with_both_figures() -> None:
    books = _at("watched")
    books.do("measures", date(2026, 10, 20), number="001", given={"kind": "job", "item": "示例:介绍务工"})
    done = books.do(
        "progress", date(2026, 10, 30), number="0001", given={"delivered_on": date(2026, 10, 28), "outcome": "yes"}
    )
    assert done.record["state"] == "done"
    assert set(_found(books, "C15", "C16")) == {"C15 m-2026-0001", "C16 m-2026-0001"}
    figures: dict[str, Cell] = {
        "before_figure": Decimal("7810.000"),
        "after_figure": Decimal("9900.000"),
        "evidence": "工资条",
    }
    books.do("progress", date(2026, 10, 30), number="0001", given=figures)
    assert _found(books, "C15", "C16") == {}
    assert books.do("progress", number="0001", given={"stop_reason": "人回来了"}).record["state"] == "stopped"


def test_a_day_to_come_is_no_delivery() -> None:
    books = _at("watched")
    with pytest.raises(WfxError, match="E624"):
        books.do("assist", number="001", given={"kind": "job", "item": "示例", "delivered_on": date(2027, 1, 1)})
    lines: list[dict[str, Cell]] = [
        {"household_id": "H1", "kind": "job", "item": "示例", "delivered_on": date(2027, 1, 1)},
        {"household_id": "H9", "kind": "job"},
    ]
    lot = Lot({"measures": pa.Table.from_pylist(lines)})
    made = arrive(books, "measures", Hand("li-ming", ("clerk",), date(2026, 10, 20), CALENDAR), lot)
    assert [(each.kind.code, list(each.rows)) for each in made.wrong] == [("E510", [1]), ("E624", [0])]


MEASURES = ["户编号", "措施类别", "具体措施", "落实时限"]


def test_two_kinds_in_one_cell_are_two_measures_of_one_line() -> None:
    one = taken(
        [
            MEASURES,
            ["H1", "产业帮扶、就业", "示例:香菇和务工", "2026-11-05"],
            ["H1", "健康帮扶", "示例", None],
        ]
    )
    assert (one.form.name, one.problems) == ("measures", ())
    rows = one.tables["measures"].to_pylist()
    assert [row["kind"] for row in rows] == ["industry", "job", "health"]
    assert [one.places[at].row for at in range(3)] == [2, 2, 3]
    books = _at("watched")
    made = arrive(books, "measures", Hand("li-ming", ("clerk",), date(2026, 10, 20), CALENDAR), Lot(dict(one.tables)))
    assert [dict(each.after or {})["measure_id"] for each in made.changes if isinstance(each, Change)] == [
        f"m-2026-000{n}" for n in (1, 2, 3)
    ]


def test_an_unknown_kind_is_told_with_the_nearest_of_the_fourteen_first() -> None:
    one = taken([MEASURES, ["H1", "饮水保障", "示例", None]])
    [wrong] = one.problems
    assert dict(wrong.details)["allowed"].startswith("饮水安全保障")


# the end of a risk


def _judged(books: Township) -> Any:
    """Rules asked by the room, on these books with its changes laid over."""

    def judged(rules: Sequence[str], changes: Sequence[Change]) -> tuple[object, ...]:
        day = date(2026, 10, 31)

        def source(name: str) -> pa.Table:
            if is_setting(name, schemas()):
                return table_of(table_schema(name, schemas()), settings_rows(name, books.township, lambda: CALENDAR))
            return laid_over(books.table(name), [each for each in changes if each.ledger == name]).arrow

        return tuple(judge([shipped().get(rule) for rule in rules], source, schemas(), Month.of(day), day=day))

    return judged


ACCEPT: dict[str, Cell] = {
    "accepted_by": ["chen-yi", "李斌庄村支书"],
    "clear_mode": "help",
    "household_signed": True,
    "net_income_now": Decimal("9900.00"),
    "self_pay_now": Decimal("0.00"),
    **dict.fromkeys(("education_now", "medical_now", "housing_now", "water_now"), True),
}


def _accepted(books: Township, **given: Cell) -> Outcome:
    on = date(2026, 10, 31)

    hand = Hand("li-ming", ("clerk",), on, CALENDAR)
    call = Call(
        books, duty("cases").verbs["accept"], hand, on, "001", "accept", {**ACCEPT, **given}, judged=_judged(books)
    )
    made = accepted(call)
    books.take(made)
    return made


def _identified(on: date, **cells: Cell) -> Township:
    books = _at("watched")
    books.take(Outcome((Change("cases", ("case-2026-001",), None, {**books.case(), "county_on": on, **cells}),)))
    return books


def test_the_doubts_of_the_acceptance_are_printed_and_none_of_them_refuses() -> None:
    books = _identified(date(2026, 10, 18))
    made = _accepted(books)
    assert [row["code"] for row in books.rows["case_doubts"]] == ["AC1", "AC2"]
    assert "只有 0 个月" in made.notes[0]
    assert books.state == "accepted"
    again = _accepted(books, net_income_now=Decimal("8000.00"), self_pay_now=Decimal("600.00"), water_now=False)
    assert [row["code"] for row in books.rows["case_doubts"]] == ["AC1", "AC2", "AC4", "AC5", "AC6"]
    assert len(again.notes) == 5


def test_five_months_are_a_doubt_and_six_are_none() -> None:
    for on, months in ((date(2026, 7, 15), {"C21 case-2026-001": Verdict.FOUND}), (date(2026, 8, 10), {})):
        books = _identified(date(2026, 2, 10), state="accepted", accepted_on=on)
        assert _found(books, "C21") == months


def test_a_natural_end_needs_no_measure() -> None:
    books = _identified(date(2026, 2, 10))
    _accepted(books, clear_mode="natural", net_income_now=None, self_pay_now=None)
    assert "AC2" not in [row["code"] for row in books.rows.get("case_doubts", ())]


def test_the_households_own_helper_does_not_accept() -> None:
    books = _identified(date(2026, 2, 10))
    _accepted(books, accepted_by=["wang-fang", "李斌庄村支书"])
    assert _found(books, "C19") == {"C19 case-2026-001": Verdict.FOUND}
    assert shipped().get("C19").guards == ("cases.accept",)
    with pytest.raises(WfxError, match="E623"):
        _accepted(_identified(date(2026, 2, 10)), accepted_by=["chen-yi"])


def _removing(**given: Cell) -> Township:
    """A removal as far as the notice taken down."""
    books = _identified(date(2026, 2, 10))
    _accepted(books, **given)
    words = {"votes_for": "24", "votes_against": "1"}
    books.do("deliberate", date(2026, 11, 1), given={"body": "delegates", "due": 30, "present": 25}, words=words)
    books.do("publicize", date(2026, 11, 2), given={"posted_place": "李斌庄公示栏"})
    books.do("take-down", date(2026, 11, 8), given={"objections": "示例:说还没好", "objection_answer": "示例:已复查"})
    return books


def test_a_review_waits_for_every_printed_doubt_to_be_answered() -> None:
    books = _removing()
    assert (books.case()["clear_for"], books.case()["votes_against"]) == (24, 0)
    before = dict(books.rows)
    books.do("clear", date(2026, 11, 8), number="001", role="leader", who="zhang")
    assert _found(books, "C20", "C29") == {"C20 case-2026-001": Verdict.FOUND}
    assert shipped().get("C20").guards == ("cases.clear",)
    books.rows = before
    for row in list(books.rows["case_doubts"]):
        books.do("answer", date(2026, 11, 8), number="001", given={"code": row["code"], "answer": "示例:已核实"})
    books.do("clear", date(2026, 11, 8), number="001", role="leader", who="zhang")
    assert (_found(books, "C20", "C29", "C08", "C31"), books.state) == ({}, "proposed")


def test_the_county_removes_and_a_weak_removal_is_undone() -> None:
    books = _removing()
    books.do("county-result", date(2026, 11, 20), number="001", words={"result": "消除"})
    home = books.table("households").lookup("H1") or {}
    assert (books.state, home["risk_cleared"], home["cleared_on"]) == ("cleared", True, date(2026, 11, 20))
    with pytest.raises(ReasonMissing):
        books.do("undo-clear", date(2026, 11, 21), number="case-2026-001", role="chief")
    books.do("undo-clear", date(2026, 11, 21), number="case-2026-001", role="chief", note="务工又断了")
    home = books.table("households").lookup("H1") or {}
    assert (books.state, home["risk_cleared"], books.case()["accepted_on"]) == ("watched", False, None)


def test_the_county_may_remove_at_three_months_and_only_a_doubt_is_left() -> None:
    books = _at("watched")
    books.do("county-result", date(2026, 12, 20), number="001", words={"result": "消除"}, given={"clear_mode": "help"})
    assert books.state == "cleared"
    assert _found(books, "Q01", day=date(2026, 12, 31)) == {"Q01 H1": Verdict.FOUND}


def test_a_county_list_names_the_case_or_the_household() -> None:
    books = _at("reviewed")
    table = taken(
        [["户编号", "户主姓名", "县定结果", "文号", "审批日期"], ["H1", "虚某", "同意纳入", "示例批4号", "2026-10-19"]]
    )
    assert (table.form.name, table.problems) == ("county_results", ())
    hand = Hand("li-ming", ("clerk",), date(2026, 10, 20), CALENDAR)
    books.take(arrive(books, "county_results", hand, Lot(dict(table.tables))))
    assert (books.state, books.case()["county_on"], books.case()["county_paper"]) == (
        "watched",
        date(2026, 10, 19),
        "示例批4号",
    )


def test_a_name_on_the_countys_list_finds_candidates_and_nobody() -> None:
    books = _at("reviewed")
    header = ["行政村", "户主姓名", "家庭人口", "县定结果"]
    table = taken([header, ["李斌庄", "虚甲", 4, "纳入"], ["乔庄", "虚甲", 4, "纳入"]])
    assert (table.form.name, table.problems) == ("county_results", ())
    people = Names(names=lambda ids: {each: Personal("虚甲", is_name=True) for each in ids})
    hand = Hand("li-ming", ("clerk",), date(2026, 10, 20), CALENDAR)
    call = Call(books, duty("cases").verbs["county-result"], hand, hand.on, people=people)
    [wrong] = listed(call, Lot(dict(table.tables))).wrong
    assert (wrong.kind.code, list(wrong.rows)) == ("E625", [0, 1])
    assert wrong.said[0] == {"shown": "虚*", "candidates": "case-2026-001(李斌庄 4人)"}
    assert wrong.said[1]["candidates"] == "没有同名的在办案件"


def test_a_removed_household_comes_back_through_the_whole_way() -> None:
    books = _removing()
    books.do("county-result", date(2026, 11, 20), number="001", words={"result": "消除"})
    books.do("relapse", date(2026, 12, 5), number="case-2026-001", given={"channel": "screening"})
    new = books.case("case-2026-002")
    assert (new["state"], new["relapse_of"], new["household_id"]) == ("opened", "case-2026-001", "H1")
    assert books.case()["state"] == "cleared"
    books.do("home-check", date(2026, 12, 6), number="002", given=CHECK)
    assert _found(books, "C17", day=date(2026, 12, 31)) == {"C17 case-2026-002": Verdict.FOUND}


# what is shown


def test_one_household_is_told_whole() -> None:

    books = _removing()
    verb = duty("cases").verbs["next"]
    call = Call(
        books, verb, Hand("", (), DAY, CALENDAR), DAY, "H1", history=lambda subject: Sheet(f"历史 {subject}", (), ())
    )
    sheets = whole(call)
    assert [sheet.title for sheet in sheets] == [
        "农户 H1",
        "案件 case-2026-001",
        "case-2026-001 步骤",
        "风险线索",
        "验收疑点",
        "会议",
        "历史 H1",
    ]
    card = {str(row[0]): row[1] for row in sheets[1].rows}
    assert (card["人均纯收入"], card["扣除合规自付后人均"]) == ("7810.00 元", "1310.00 元")
    assert [row[2] for row in sheets[5].rows] == ["会商", "民主评议", "民主评议"]


def test_the_title_follows_the_words_of_the_day() -> None:

    books = _at("watched")
    books.township = replace(books.township, words={"监测对象": "防止返贫致贫对象"})
    call = Call(books, duty("cases").verbs["next"], Hand("", (), DAY, CALENDAR), DAY, "001")
    titles = {str(row[0]) for sheet in whole(call) for row in sheet.rows}
    assert "防止返贫致贫对象类别" in titles
    assert "监测对象类别" not in titles


def test_rows_of_the_wall_hold_no_number_and_no_risk() -> None:
    books = _at("posted")
    call = Call(books, duty("cases").verbs["publicize"], Hand("", (), DAY, CALENDAR), DAY, "001")
    paper = notice(books, call, "001")
    titles = [column.title for column in paper.sheets["households"].columns]
    assert titles == ["序号", "村组", "户主", "家庭人口", "类别"]
    assert paper.reader is Reader.PUBLIC
    assert paper.facts["until"] == "2026年10月14日"
