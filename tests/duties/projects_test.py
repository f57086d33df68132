"""Projects: needs to the assets they leave, tables as others publish them, periods in many spellings."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import NAMES, forms, xlsx
from tests.rules.ledgers import shipped
from tests.township import ROOT, SmallBooks, schemas
from wfx.duties.calls import Lot, Outcome
from wfx.duties.matter import Hand
from wfx.duties.projects.periods import span
from wfx.duties.projects.places import villages_in
from wfx.intake.take import Taken, take
from wfx.values.errors import ActRefused, FieldMissing, FieldsMissing, MergedCells, NotInBooks
from wfx.values.table import Cell

Row = dict[str, Cell]
TODAY = date(2026, 10, 12)
HAND = Hand("li-ming", ["clerk"], TODAY)
TABLES = ROOT / "tests/duties/tables"
NEED: Row = {
    "need_id": "need-2026-001",
    "village": "v02",
    "kind": "bridge",
    "name": "北沟桥重建",
    "place": "三组北沟",
    "est_amount": Decimal("220000.00"),
    "households": 220,
    "poor_households": 64,
}
GIVEN: Row = {"resolved_on": date(2026, 9, 20), "upkeep_body": "乔庄村民委员会"}


def _project(state: str, **more: Cell) -> Row:
    row: Row = {
        "project_id": "prj-2026-001",
        "name": "北沟桥重建",
        "village": "v02",
        "kind": "bridge",
        "place": "三组北沟",
    }
    return {**row, "origin": "declared", "opened_on": date(2026, 10, 1), "state": state, "steps": [], **more}


def _after(made: Outcome) -> Mapping[str, Any]:
    change = made.changes[0]
    assert not hasattr(change, "rows")
    return change.after or {}


def _do(books: SmallBooks, verb: str, **given: Cell) -> Mapping[str, Any]:
    number = str(books.rows["projects"][0]["project_id"])
    return _after(play(books, f"projects {verb}", HAND, number=number, given=given))


# needs and declarations


def test_a_need_becomes_a_declaration_and_nothing_it_holds_is_asked_again() -> None:
    books = SmallBooks({"reserve": [NEED]})
    made = play(books, "projects declare", HAND, given=GIVEN, words={"need": "001"})
    project = _after(made)
    assert (project["state"], project["village"], project["households"]) == ("declared", "v02", 220)
    assert (project["declared_on"], project["year"], project["origin"]) == (TODAY, 2026, "declared")
    need = made.changes[1]
    assert (need.ledger, need.after["project_id"]) == ("reserve", project["project_id"])  # type: ignore[union-attr,index]


def test_without_a_need_all_of_it_is_asked_at_once_and_an_unknown_need_is_none() -> None:
    with pytest.raises(FieldsMissing) as caught:
        play(SmallBooks(), "projects declare", HAND, given={"name": "北沟桥"})
    assert "村、项目类型、实施地点、概算投资" in str(caught.value.problems[0].details)
    with pytest.raises(NotInBooks):
        play(SmallBooks(), "projects declare", HAND, words={"need": "need-2026-009"})


def test_what_was_sent_back_is_declared_again_under_its_number() -> None:
    books = SmallBooks({"projects": [_project("surveyed", est_amount=Decimal(220000))]})
    again = _do(books, "declare", land="ready")
    assert (again["project_id"], again["state"], again["land"]) == ("prj-2026-001", "declared", "ready")


def test_the_villagers_and_the_keeper_guard_a_declaration_and_the_asset_guards_the_hand_over() -> None:
    guards = {each.id: each.guards for each in shipped().rules if each.duty == "projects" and each.guards}
    review = ("projects.declare", "projects.shortlist")
    assert guards == {"B01": review, "B03": review, "B10": ("projects.hand-over",)}


def test_a_list_of_needs_taken_twice_is_kept_once() -> None:
    lot = Lot(raw={"reserve": _table([{"village": "v02", "kind": "pond", "name": "东塘"}] * 2)})
    made = arrive(SmallBooks(), "project_needs", HAND, lot)
    assert [change.key for change in made.changes] == [("need-2026-001",)]  # type: ignore[union-attr]
    assert made.notes == ("1 条已经登记过,没有重复登记",)


def _table(rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


# the life of a project


def test_from_the_library_to_the_hand_over_in_order() -> None:
    steps: list[tuple[str, Row, str]] = [
        ("shortlist", {"review": "通过"}, "shortlisted"),
        ("store", {"store_paper": "示例3号"}, "stored"),
        ("approve", {"approval_paper": "示例21号", "approved_amount": Decimal(220000)}, "approved"),
        ("tender", {"bid_mode": "compare", "contractor": "示例路桥", "contract_amount": Decimal(216000)}, "tendered"),
        ("start", {}, "started"),
        ("finish", {}, "finished"),
        ("accept", {"accept_group": ["乡村振兴办"], "accept_result": "passed"}, "accepted"),
        ("settle", {"settled_amount": Decimal(215000)}, "settled"),
        ("publish", {"result": "重建桥梁1座"}, "published"),
        ("hand-over", {}, "handed"),
    ]
    project: Mapping[str, Any] = _project("declared")
    for verb, given, state in steps:
        project = _do(SmallBooks({"projects": [dict(project)]}), verb, **given)
        assert project["state"] == state
    assert [step["action"] for step in project["steps"]] == [verb for verb, _, _ in steps]


@pytest.mark.parametrize("state", ["surveyed", "declared", "shortlisted", "approved"])
def test_only_what_is_in_the_library_is_approved(state: str) -> None:
    books = SmallBooks({"projects": [_project(state)]})
    with pytest.raises(ActRefused):
        _do(books, "approve", approval_paper="示例21号", approved_amount=Decimal(1))


def test_work_begun_before_it_was_approved_is_a_fact_and_recorded() -> None:
    assert _do(SmallBooks({"projects": [_project("stored")]}), "start")["state"] == "started"


def test_a_failed_acceptance_goes_back_to_the_site() -> None:
    books = SmallBooks({"projects": [_project("finished", finished_on=TODAY)]})
    back = play(books, "projects accept", HAND, number="001", other=True, note="桥面开裂")
    assert (_after(back)["state"], _after(back)["finished_on"]) == ("started", None)


# what it leaves


def test_an_accepted_project_leaves_an_asset_that_knows_what_the_project_knows() -> None:
    accepted = _project(
        "accepted", accepted_on=TODAY, settled_amount=Decimal("215000.00"), year=2026, contractor="示例路桥"
    )
    words = {"class": "公益性", "name": "", "village": ""}
    made = play(SmallBooks({"projects": [accepted]}), "projects asset", HAND, number="001", words=words)
    asset = made.changes[1].after or {}  # type: ignore[union-attr]
    assert (asset["asset_id"], asset["village"], asset["asset_class"]) == ("prj-2026-001-1", "v02", "public")
    assert (asset["original_value"], asset["contractor"]) == (Decimal("215000.00"), "示例路桥")
    with pytest.raises(FieldsMissing):
        play(SmallBooks({"projects": [accepted]}), "projects asset", HAND, number="001", words={**words, "class": ""})


def test_one_that_leaves_none_says_why_and_one_not_accepted_leaves_nothing_yet() -> None:
    words = {"class": "", "name": "", "village": ""}
    given: Row = {"no_asset_reason": "补助到户"}
    books = SmallBooks({"projects": [_project("accepted", accepted_on=TODAY)]})
    made = play(books, "projects asset", HAND, number="001", given=given, words=words)
    assert (len(made.changes), _after(made)["no_asset"]) == (1, True)
    with pytest.raises(ActRefused):
        play(
            SmallBooks({"projects": [_project("started")]}),
            "projects asset",
            HAND,
            number="1",
            given=given,
            words=words,
        )


# the order of declarations


def test_the_worked_figure_stands_in_the_ordering() -> None:
    books = SmallBooks(
        {"projects": [_project("declared", households=220, poor_households=64, est_amount=Decimal(220000))]}
    )
    sheet = view(books, "projects/ordering", TODAY)
    [row] = sheet.rows
    shown = dict(zip((column.name for column in sheet.columns), row, strict=True))
    assert (shown["share"], str(shown["poor_score"]), shown["turn"]) == ("29.09%", "8.73", 1)
    parts = [str(shown[name]) for name in ("poor_score", "ready_score", "reach_score", "own_score", "past_score")]
    assert shown["total"] == sum(map(Decimal, parts), Decimal(0))


# tables as they are published


def _taken(name: str, data: bytes) -> Taken:
    [taken] = take(name, data, forms(), schemas(), villages=NAMES)
    return taken


def _arrived(taken: Taken, books: SmallBooks | None = None) -> Outcome:
    assert not taken.problems
    return arrive(books or SmallBooks(), taken.form.name, HAND, Lot(raw=taken.tables))


def _rows(made: Outcome) -> list[Mapping[str, Any]]:
    return [change.after or {} for change in made.changes]  # type: ignore[union-attr]


def test_a_published_plan_of_twelve_columns_comes_in_with_its_months_and_no_name() -> None:
    name = "plan_of_12_columns.csv"
    made = _arrived(_taken(name, (TABLES / name).read_bytes()))
    [project] = _rows(made)
    assert (project["state"], project["origin"], project["year"]) == ("approved", "listed", 2024)
    assert (project["period_from"], project["period_until"]) == ("2024-02", "2024-12")
    assert project["approved_amount"] == Decimal("8942.00")
    assert "实施期限没有写全的,按这样读:“24.2-2024.12”=2024-02..2024-12" in made.notes
    assert not any("隐去" in str(cell) for cell in project.values())


def test_a_published_allocation_of_seven_columns_has_its_numbers_repaired_and_is_taken_once() -> None:
    name = "allocation_of_7_columns.csv"
    taken = _taken(name, (TABLES / name).read_bytes())
    made = _arrived(taken)
    assert [project["line_no"] for project in _rows(made)] == ["1", "2", "3", "4", "5"]
    assert "3 行补序号" in made.notes
    assert sum(project["approved_amount"] for project in _rows(made)) == Decimal("5165471.20")
    assert [project.get("kind") for project in _rows(made)] == [None, None, None, None, "fee"]
    again = _arrived(taken, SmallBooks({"projects": [dict(row) for row in _rows(made)]}))
    assert (again.changes, "5 个已经登记过,没有重复登记" in again.notes) == ((), True)


def test_another_amount_of_what_stands_is_told_and_two_of_one_name_are_two() -> None:
    lines = "序号,项目名称,资金来源,投资规模(万元),建设地点\n1,乔庄道路,县级资金,50,乔庄\n2,乔庄道路,县级资金,30,乔庄\n"
    taken = _taken("两段.csv", lines.encode("utf-8"))
    made = _arrived(taken)
    assert [row["approved_amount"] for row in _rows(made)] == [Decimal(500000), Decimal(300000)]
    again = _arrived(taken, SmallBooks({"projects": [dict(_rows(made)[0])]}))
    assert again.changes == ()
    [other] = [note for note in again.notes if "金额和账上不同" in note]
    assert "“乔庄道路”来表 300000.00 元,账上 500000.00" in other


HEAD = ["序号", "项目名称", "建设地点", "建设规模及内容", "总额", "中央", "县级", "建设工期"]
PLAN = [
    ["2026年项目计划表", *[None] * 7],
    [*[None] * 7, "单位:万元"],
    HEAD,
    [None, "合计", None, None, 151, 100, 51, None],
    ["一", "产业发展", None, None, 100, 70, 30, None],
    [1, "香菇大棚", "文峰乡乔庄村", "大棚3座", 60, 40, 20, "2026年3-10月"],
    [2, "冷库", "李斌庄、乔庄村", "冷库1座", 40, 30, 10, "2026年底前"],
    [None, "小计", None, None, 100, 70, 30, None],
    ["二", "乡村建设", None, None, 51, 30, 21, None],
    [None, "道路硬化", "大乔庄村", "路1公里", 51, 30, 20, "90天"],
]


def test_chapters_and_sums_are_no_projects_and_say_of_what_kind_the_next_ones_are() -> None:
    made = _arrived(_taken("计划.xlsx", xlsx(PLAN)))
    first, second, third = _rows(made)
    assert [row["name"] for row in (first, second, third)] == ["香菇大棚", "冷库", "道路硬化"]
    assert (first["village"], first["kind"], first["approved_amount"]) == ("v02", "industry", Decimal("600000.00"))
    assert (second["villages"], second["period_until"], "period_from" in second) == (["v01", "v02"], "2026-12", False)
    assert ("village" in third, third["line_no"], third["kind_said"]) == (False, "3", "乡村建设")
    told = "\n".join(made.notes)
    for words in (
        "1 行补序号",
        "标题行 2 行",
        "没有认出,留原话:90天",
        "分级资金相加与总额不符:道路硬化",
        "1 个项目没有写到",
    ):
        assert words in told


def test_a_declared_project_in_a_published_table_is_named_and_a_nameless_row_is_refused() -> None:
    taken = _taken("计划.xlsx", xlsx([HEAD, [1, "北沟桥重建", "乔庄村", "桥1座", 220000, None, None, None]]))
    made = _arrived(taken, SmallBooks({"projects": [_project("stored")]}))
    assert any("prj-2026-001(已入库)" in note for note in made.notes)
    blank = _taken("计划.xlsx", xlsx([HEAD, [1, None, "乔庄村", "桥1座", 220000, None, None, None]]))
    [wrong] = _arrived(blank).wrong
    assert (wrong.kind, list(wrong.rows), wrong.column) == (FieldMissing, [0], "name")


def test_merged_cells_over_several_projects_are_named_by_their_range() -> None:
    rows = [HEAD, [1, "桥", None, "桥1座", 2000, *[None] * 3], [2, "路", None, "路1公里", 3000, *[None] * 3]]
    [wrong] = _taken("计划.xlsx", xlsx(rows, merged=[("C2:C3", "乔庄村")])).problems
    assert (wrong.code, wrong.shown) == (MergedCells.code, "C2:C3")


def test_a_villages_declarations_are_recorded_with_what_they_lack() -> None:
    head = ["序号", "村", "项目名称", "项目类型", "实施地点", "概算投资(万元)", "四议两公开日期", "后期管护主体"]
    rows = [head, [1, "乔庄", "北沟桥", "桥涵", "三组", 22, "2026-09-20", None]]
    taken = _taken("申报.xlsx", xlsx(rows))
    assert taken.form.name == "declarations"
    [project] = _rows(_arrived(taken))
    assert (project["state"], project["origin"], project["est_amount"]) == (
        "declared",
        "declared",
        Decimal("220000.00"),
    )


@pytest.mark.parametrize("title", ["项目计划表", "项目资金分配表", "项目申报表"])
def test_a_sheet_that_bears_a_forms_own_name_is_that_form(title: str) -> None:
    head = ["项目名称", "资金规模", "建设内容", "四议两公开日期", "管护主体"]
    data = xlsx([head, ["桥", 2000, "桥1座", "2026-09-20", "村委会"]], name=title)
    assert _taken("来表.xlsx", data).form.title == title


SPANS = [
    ("24.2-2024.12", "2024-02", "2024-12", True),
    ("2024年2月-2024年12月", "2024-02", "2024-12", False),
    ("2024.02—2024.12", "2024-02", "2024-12", False),
    ("2024-02-2024-12", "2024-02", "2024-12", False),
    ("2024年3月1日至2024年12月31日", "2024-03", "2024-12", False),
    ("2024-03-01至2024-12-31", "2024-03", "2024-12", False),
    ("2024年3-12月", "2024-03", "2024-12", True),
    ("2024年3月至12月", "2024-03", "2024-12", True),
    ("24年3月-24年12月", "2024-03", "2024-12", True),
    ("2023年-2024年", "2023-01", "2024-12", False),
    ("2024年", "2024-01", "2024-12", False),
    ("2024年11月", "2024-11", "2024-11", False),
    ("2024年11月30日前", "", "2024-11", False),
    ("2024年底前完成", "", "2024-12", False),
]


@pytest.mark.parametrize(("text", "first", "last", "mended"), SPANS)
def test_a_period_is_read_in_its_many_spellings(text: str, first: str, last: str, *, mended: bool) -> None:
    found = span(text)
    assert found is not None
    assert (str(found.first or ""), str(found.last), found.mended) == (first, last, mended)


@pytest.mark.parametrize(
    "text",
    ["2024-2-12", "90天", "3个月", "11.1-12.5", "3-12月", "2024年12月-2024年3月", "24.2-24.12", "2024.13", "尽快", ""],
)
def test_what_can_be_read_two_ways_is_left_as_it_was_said(text: str) -> None:
    assert span(text) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("乔庄村东", ["v02"]),
        ("李斌庄、何庄村", ["v01", "v03"]),
        ("文峰乡乔庄", ["v02"]),
        ("大乔庄村", []),
        ("乔庄子", []),
        ("", []),
    ],
)
def test_a_place_names_its_villages_and_no_namesake(text: str, codes: list[str]) -> None:
    assert villages_in(SmallBooks().township, text) == codes
