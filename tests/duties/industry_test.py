"""Industry: sticks that must add up, both ties of a household counted once, the chain and its gaps, names."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import cell_codes, taken
from tests.rules.ledgers import shipped
from tests.township import SmallBooks, schemas
from wfx.duties import matter
from wfx.duties.calls import Lot, Outcome
from wfx.duties.industry.names import candidates, found_partner
from wfx.duties.matter import Hand
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    FieldsMissing,
    NotInBooks,
    PartnerUnknown,
    SourceUnknown,
    UnknownHousehold,
)
from wfx.values.finding import Verdict
from wfx.values.month import Month
from wfx.values.roundtrip.merge import fill
from wfx.values.sheet import Shown
from wfx.values.table import Cell

OCTOBER, LAST = Month(2026, 10), date(2026, 10, 31)
Record = dict[str, Cell]
HOME: Record = {"household_id": "H1", "village": "v01", "category": "lifted"}
COOP: Record = {"coop_id": "coop-001", "name": "文峰乡李斌庄示例食用菌专业合作社", "state": "operating"}
FIRM: Record = {"enterprise_id": "ent-001", "name": "示例菌业有限公司", "state": "operating", "leading": True}
TIE: Record = {"tie_id": "tie-001", "coop_id": "coop-001", "enterprise_id": "ent-001"}
BASE: Record = {"base_id": "base-001", "village": "v01", "name": "李斌庄香菇基地", "operator": "ent-001"}


def _hand(on: date = LAST) -> Hand:
    return Hand("li-ming", ("clerk",), on)


def _after(change: Change | Batch) -> Record:
    """The record as the change leaves it."""
    assert isinstance(change, Change)
    return dict(change.after or {})


def _rows(made: Outcome, ledger: str) -> list[Record]:
    return [_after(each) for each in made.changes if isinstance(each, Change) and each.ledger == ledger]


def _link(number: int, home: str, **cells: Cell) -> Record:
    row: Record = {"link_id": f"link-2026-{number:04}", "village": "v01", "household_id": home, "coop_id": "coop-001"}
    return {**row, "form": "order", "until_on": date(2026, 12, 31), **cells}


def _found(rule: str, **rows: Sequence[Mapping[str, Cell]]) -> list[str]:
    """The subjects a rule flags."""
    tables = {name: table_of(schemas()[name], listed) for name, listed in rows.items()}
    found = judge(
        [shipped().get(rule)],
        lambda name: tables[name] if name in tables else table_of(schemas()[name]),
        schemas(),
        OCTOBER,
    )
    return [each.subject for each in found if each.verdict is Verdict.FOUND]


# sticks


def _output(month: str, **cells: Cell) -> Record:
    return {"month": month, "village": "v01", "source_id": "base-001", **cells}


def test_what_stands_at_the_end_is_what_stood_put_in_less_discarded() -> None:
    before = _output("2026-09", carried=480000, put_in=20000, discarded=0, standing_end=500000)
    right = _output("2026-10", put_in=120000, discarded=90000, standing_end=530000)
    assert _found("I09", output=[before, right], bases=[BASE]) == []
    assert _found("I09", output=[before, {**right, "standing_end": 540000}], bases=[BASE]) == ["2026-10/base-001"]
    books = SmallBooks({"bases": [BASE], "output": [before, {**right, "standing_end": 540000}]})
    sheet = view(books, "industry/output", LAST, month=OCTOBER)
    told = dict(zip([column.name for column in sheet.columns], sheet.rows[0], strict=True))
    assert (told["before_end"], told["standing_end"], told["reckoned"]) == (500000, 540000, 530000)
    assert "1 行月末存和应存不等" in sheet.notes


def test_the_goal_says_whether_it_counts_what_was_put_in_or_what_stands() -> None:
    put_in = [("2025-12", 7_000_000, 8_000_000), ("2026-08", 11_000_000, 9_000_000), ("2026-10", 800_000, 9_100_000)]
    bases = [_output(month, put_in=put, standing_end=stands) for month, put, stands in put_in]
    scattered: Record = {
        "month": "2026-10",
        "village": "v02",
        "source_id": "H1",
        "put_in": 40_000,
        "standing_end": 39_000,
    }
    books = SmallBooks({"bases": [BASE], "output": [*bases, scattered]})
    sheet = view(books, "industry/progress", LAST, month=OCTOBER)
    told = dict(zip([column.name for column in sheet.columns], sheet.rows[0], strict=True))
    assert (told["flow"], told["stock"]) == (11_840_000, 9_139_000)  # scattered growers included
    assert (told["counts"], told["done"], told["flow_share"]) == ("流量", "39.47%", "39.47%")
    assert "目标 30000000 棒,算的是流量" in sheet.notes[0]


def test_a_grower_at_two_bases_counts_once_and_who_began_this_year_is_new() -> None:
    grower: Record = {"village": "v01", "household_id": "H1", "from_on": date(2026, 3, 1)}
    rows = [
        {**grower, "grower_id": "gr-2026-0001", "base_id": "base-001"},
        {**grower, "grower_id": "gr-2026-0002", "base_id": "base-002"},
        {**grower, "grower_id": "gr-2026-0003", "household_id": "H2", "from_on": date(2025, 3, 1)},
    ]
    books = SmallBooks({"bases": [BASE], "growers": rows})
    sheet = view(books, "industry/villages", LAST, month=OCTOBER)
    assert sheet.rows[-1][2:4] == (2, 1)


def test_ten_thousands_typed_as_sticks_are_doubted() -> None:
    before = _output("2026-09", put_in=120000, standing_end=500000)
    assert _found("I14", output=[before, _output("2026-10", put_in=12, standing_end=500012)]) == ["2026-10/base-001"]
    assert _found("I14", output=[before, _output("2026-10", put_in=1200, standing_end=501200)]) == []  # a hundredth


def test_sticks_in_ten_thousands_are_no_column_of_the_form() -> None:
    came = taken([["基地或户编号", "本月投(万棒)", "月末存"], ["base-001", 12, 530000]], given={"month": "2026-10"})
    assert [code for code, _ in cell_codes(came)] == ["E215"]


def _sheet(*lines: list[object], books: SmallBooks) -> Outcome:
    came = taken([["月份", "基地或户编号", "上月存", "本月投", "报废", "月末存", "鲜菇", "产值", "用工"], *lines])
    assert came.problems == ()
    raw = came.tables["output"]
    laid = fill(raw, books.table("output").arrow, ("month", "source_id"))
    return arrive(books, "output", _hand(), Lot({"output": raw}, {"output": laid}))


def test_the_sheet_takes_bases_and_growers_and_names_strangers() -> None:
    grower: Record = {"grower_id": "gr-2026-0001", "village": "v02", "household_id": "H7"}
    books = SmallBooks({"bases": [BASE], "growers": [grower]})
    line: list[object] = ["2026-10", "base-001", 500000, 120000, 90000, 530000, 66000.5, 264000, 30]
    made = _sheet(line, ["2026-10", "H7", 100, 20, 0, 120, 10, 40, 1], books=books)
    base, home = (_after(each) for each in made.changes)
    assert (base["village"], base["standing_end"], base["fresh_kg"]) == ("v01", 530000, Decimal("66000.500"))
    assert home["village"] == "v02"
    again = SmallBooks({**books.rows, "output": [base, home]})
    assert _sheet(line, books=again).changes == ()
    [wrong] = _sheet(["2026-10", "H8", 0, 1, 0, 1, 0, 0, 0], books=books).wrong
    assert (wrong.kind, list(wrong.rows), wrong.column) == (SourceUnknown, [0], "source_id")


def test_one_base_is_typed_over_what_stands_of_its_month() -> None:
    books = SmallBooks({"bases": [BASE], "output": [_output("2026-10", fresh_kg=Decimal(5))]})
    given: Record = {"source_id": "李斌庄香菇基地", "put_in": 1, "discarded": 0, "standing_end": 2}
    made = play(books, "industry record-output", _hand(), given=given, month=OCTOBER)
    assert (made.number, made.record["fresh_kg"], made.record["put_in"]) == ("2026-10/base-001", Decimal(5), 1)
    with pytest.raises(SourceUnknown):
        play(books, "industry record-output", _hand(), given={**given, "source_id": "无此基地"}, month=OCTOBER)


# both ties


def _township(
    both: int, fit: int, whole: int, *, tie: Record | None = None, single: int = 0
) -> Mapping[str, list[Record]]:
    """So many households in all, so many of them linked to a tied co-operative, so many able and willing."""
    homes = [{**HOME, "household_id": f"H{number}"} for number in range(whole)]
    alone = [_link(900 + number, f"H{both + number}", coop_id="coop-002") for number in range(single)]
    why: list[Record] = [
        {"household_id": f"H{number}", "reason": "no_labour", "other_help": "support"} for number in range(fit, whole)
    ]
    return {
        "households": homes,
        "linkages": [*(_link(number, f"H{number}") for number in range(both)), *alone],
        "cooperatives": [COOP, {**COOP, "coop_id": "coop-002", "name": "单绑社"}],
        "enterprises": [FIRM],
        "coop_ties": [tie or TIE],
        "outside": why,
    }


def _coverage(books: Mapping[str, list[Record]]) -> dict[str, Shown]:
    sheet = view(SmallBooks(books), "industry/coverage", LAST, month=OCTOBER)
    return dict(zip([column.name for column in sheet.columns], sheet.rows[-1], strict=True))


def test_coverage_over_all_and_over_those_able_and_willing() -> None:
    told = _coverage(_township(86, 94, 112, single=3))
    assert (told["people"], told["covered"], told["all_share"]) == (112, 86, "76.79%")
    assert (told["fit"], told["fit_share"]) == (94, "91.49%")
    assert told["single"] == 3  # listed, not counted


def test_a_household_counts_once_however_many_contracts_it_has() -> None:
    books = _township(2, 2, 2)
    twice = [*books["linkages"], _link(800, "H0", form="job"), _link(801, "H0", coop_id="coop-002")]
    told = _coverage({**books, "linkages": twice})
    assert (told["people"], told["covered"]) == (2, 2)
    assert _found("I04", linkages=twice, cooperatives=[COOP]) == []
    assert _found("I04", linkages=[*twice, _link(802, "H0")], cooperatives=[COOP]) == ["H0"]


def test_a_tie_that_ran_out_takes_its_twenty_households_along_and_is_found_once() -> None:
    tie = {**TIE, "until_on": date(2026, 9, 30)}
    books = _township(20, 20, 20, tie=tie)
    assert _coverage(books)["covered"] == 0
    assert view(SmallBooks(books), "industry/coverage", date(2026, 9, 30)).rows[-1][2] == 20  # its last day still holds
    for rule, found in (("I02", ["tie-001"]), ("I01", []), ("I06", [])):
        assert _found(rule, **books) == found


def test_a_dead_partner_is_found_once_and_its_households_are_not_covered() -> None:
    books = _township(5, 5, 5)
    dead = {**books, "enterprises": [{**FIRM, "state": "cancelled", "stopped_on": date(2026, 10, 31)}]}
    assert _coverage(dead)["covered"] == 0
    assert _found("I03", **dead) == ["ent-001"]
    unknown = {**books, "enterprises": [{**FIRM, "state": None}]}
    assert _coverage(unknown)["covered"] == 0  # what is not known is not fine


def test_every_household_outside_has_its_reason_and_other_help() -> None:
    books = _township(1, 2, 3)
    sheet = view(SmallBooks(books), "industry/homes", LAST, month=OCTOBER)
    told = {row[1]: row[6:] for row in sheet.rows}
    assert told["H2"] == ("名单外", "无劳力", "兜底保障", False)
    assert told["H1"] == ("没有联结,没有写原因", "没有写", "没有写", True)
    assert _found("I01", **books) == ["H1"]


@pytest.mark.parametrize(
    ("reason", "cells", "fit"),
    [
        ("no_labour", {}, False),
        ("away", {}, False),
        ("school", {}, False),
        ("unwilling", {}, False),
        ("income", {}, False),
        ("away", {"able": True}, True),
        ("unwilling", {"willing": True}, True),
        ("unwilling", {"able": True}, False),
        ("away", {"able": True, "willing": False}, False),
    ],
)
def test_who_is_able_and_willing_follows_the_reason_unless_it_is_said(reason: str, cells: Record, *, fit: bool) -> None:
    why: Record = {"household_id": "H1", "reason": reason, "other_help": "job", **cells}
    assert _coverage({"households": [HOME], "outside": [why]})["fit"] == int(fit)


# names


@pytest.mark.parametrize(
    "said",
    ["coop-001", "文峰乡李斌庄示例食用菌专业合作社", "文峰乡 李斌庄示例食用菌专业合作社", "李斌庄示例菌社"],
)
def test_a_partner_is_found_by_number_name_or_a_spelling_once_decided(said: str) -> None:
    books = SmallBooks({"cooperatives": [{**COOP, "aliases": ["李斌庄示例菌社"]}]})
    assert found_partner(books, "cooperatives", said) == "coop-001"


def _roster(books: SmallBooks, *lines: list[object]) -> Outcome:
    head = ["户编号", "联结主体", "联结方式", "合同起", "合同止", "约定收益", "本年兑现", "上联企业"]
    came = taken([head, *lines])
    assert came.problems == ()
    return arrive(books, "linkages", _hand(), Lot(dict(came.tables)))


LINE: list[object] = [
    "H1",
    "文峰乡李斌庄示例食用菌专业合作社",
    "订单帮扶",
    date(2026, 1, 1),
    date(2026, 12, 31),
    2000,
    600,
    None,
]


def test_a_name_in_another_spelling_gets_candidates_and_the_decision_is_kept() -> None:
    books = SmallBooks(
        {"households": [HOME], "cooperatives": [COOP, {**COOP, "coop_id": "coop-002", "name": "何庄粮食合作社"}]}
    )
    spellings = ["示例合作社", "李斌庄示例种植专业合作社"]
    made = _roster(books, *([LINE[0], said, *LINE[2:]] for said in spellings))
    [wrong] = made.wrong
    assert (wrong.kind, list(wrong.rows)) == (PartnerUnknown, [0, 1])
    assert [said["near"].split()[0] for said in wrong.said.values()] == ["coop-001", "coop-001"]
    assert candidates(books, "cooperatives", "某某某社") == "没有"
    for said in spellings:
        decided = play(books, "industry cooperative", _hand(), given={"coop_id": "001", "aliases": [said]}).record
        books = SmallBooks({**books.rows, "cooperatives": [dict(decided)]})
    made = _roster(books, *([LINE[0], said, *LINE[2:]] for said in spellings))
    assert [row["coop_id"] for row in _rows(made, "linkages")] == ["coop-001"]  # both are one contract


def test_a_roster_taken_twice_enters_nothing_twice_and_only_what_is_more() -> None:
    books = SmallBooks({"households": [HOME], "cooperatives": [COOP]})
    made = _roster(books, LINE)
    [link], [first] = _rows(made, "linkages"), _rows(made, "linkage_payments")
    assert (link["link_id"], link["village"], link["form"]) == ("link-2026-0001", "v01", "order")
    assert (first["amount"], first["for_year"], first["paid_on"]) == (Decimal("600.00"), 2026, LAST)
    stands = SmallBooks({**books.rows, "linkages": [link], "linkage_payments": [first]})
    assert _roster(stands, LINE).changes == ()
    [more] = _rows(_roster(stands, [*LINE[:6], 1000, None]), "linkage_payments")
    assert more["amount"] == Decimal("400.00")
    less = _roster(stands, [*LINE[:6], 500, "示例菌业"])
    assert less.changes == _roster(stands, [*LINE[:6], None, "示例菌业"]).changes
    assert "比已登记的少 100.00 元" in less.notes[0]
    assert "示例菌业" in less.notes[1]


def test_an_old_roster_revives_no_contract_that_was_ended_and_a_new_one_begins_another() -> None:
    link = _link(1, "H1", signed_on=date(2026, 1, 1))
    books = SmallBooks({"households": [HOME], "cooperatives": [COOP], "linkages": [link]})
    gone = play(books, "industry unlink", _hand(date(2026, 6, 1)), number="0001", note="农户退社").record
    assert (gone["ended_on"], gone["note"]) == (date(2026, 6, 1), "农户退社")
    after = SmallBooks({**books.rows, "linkages": [dict(gone)]})
    old = _roster(after, LINE)
    [late] = _rows(old, "linkage_payments")
    assert late["link_id"] == "link-2026-0001"  # what was paid all the same is kept
    assert (_rows(old, "linkages"), old.notes) == ([], ("1 行是已经解除、退出的,或更早的合同,账上的没有改",))
    earlier = SmallBooks({**books.rows, "linkages": [{**link, "until_on": date(2027, 12, 31)}]})
    assert _roster(earlier, LINE).notes == old.notes  # renewed since: the longer contract stands
    [new] = _rows(_roster(after, [*LINE[:3], date(2026, 7, 1), *LINE[4:6], None, None]), "linkages")
    assert new["link_id"] == "link-2026-0002"
    given: Record = {"form": "order", "signed_on": date(2026, 7, 1)}
    typed = play(after, "industry link", _hand(), number="H1", given=given, words={"via": "coop-001"})
    assert typed.number == "link-2026-0002"


def test_a_contract_is_renewed_by_entering_it_again() -> None:
    books = SmallBooks({"households": [HOME], "cooperatives": [COOP], "linkages": [_link(1, "H1")]})
    given: Record = {"form": "order", "until_on": date(2027, 12, 31)}
    made = play(books, "industry link", _hand(), number="H1", given=given, words={"via": "coop-001"})
    assert (made.number, made.record["until_on"]) == ("link-2026-0001", date(2027, 12, 31))
    with pytest.raises(UnknownHousehold):
        play(books, "industry link", _hand(), number="H9", given=given, words={"via": "coop-001"})
    with pytest.raises(PartnerUnknown):
        play(books, "industry link", _hand(), number="H1", given=given, words={"via": "无此社"})
    with pytest.raises(NotInBooks):
        play(books, "industry unlink", _hand(), number="0009")


def test_what_was_promised_is_asked_for_after_its_day_and_not_on_it() -> None:
    link = _link(1, "H1", promised=Decimal(2000), due_on=date(2026, 10, 30), signed_on=date(2026, 1, 1))
    books = SmallBooks({"linkages": [link]})
    part = play(
        books, "industry pay", _hand(date(2026, 6, 30)), number="0001", given={"amount": Decimal("1999.99")}
    ).record
    assert (part["for_year"], part["link_id"]) == (2026, "link-2026-0001")
    assert _found("I05", linkages=[link], linkage_payments=[part]) == ["link-2026-0001"]
    rest = {**part, "payment_id": "pay-2026-0002", "amount": Decimal("0.01")}
    assert _found("I05", linkages=[link], linkage_payments=[part, rest]) == []
    assert _found("I05", linkages=[{**link, "due_on": LAST}]) == []


def test_a_household_named_outside_with_hands_or_a_link_makes_the_share_too_high() -> None:
    why: Record = {"household_id": "H1", "reason": "no_labour", "other_help": "support"}
    person: Record = {"person_id": "P1", "household_id": "H1", "village": "v01", "labour": "ordinary"}
    assert _found("I07", outside=[why], persons=[person], households=[HOME]) == ["H1"]
    assert _found("I07", outside=[why], persons=[{**person, "labour": "none"}], households=[HOME]) == []


# bases, partners, growers


def test_lists_give_numbers_once_and_bring_up_to_date_what_stands() -> None:
    came = taken(
        [
            ["企业名称", "统一社会信用代码", "链条环节", "是否龙头", "经营状态"],
            ["示例菌业有限公司", "91410999MA00000001", "菌种、菌棒", "是", "存续"],
        ]
    )
    assert came.problems == ()
    lot = Lot(dict(came.tables))
    [firm] = _rows(arrive(SmallBooks(), "enterprises", _hand(), lot), "enterprises")
    assert (firm["enterprise_id"], firm["roles"], firm["state"]) == ("ent-001", ["spawn", "sticks"], "operating")
    assert arrive(SmallBooks({"enterprises": [firm]}), "enterprises", _hand(), lot).changes == ()
    renamed = taken(
        [
            ["企业名称", "统一社会信用代码", "链条环节", "经营状态"],
            ["示例菌业公司", "91410999MA00000001", "菌种", "停业"],
        ]
    )
    [after] = _rows(
        arrive(SmallBooks({"enterprises": [firm]}), "enterprises", _hand(), Lot(dict(renamed.tables))), "enterprises"
    )
    assert (after["name"], after["aliases"], after["state"]) == ("示例菌业有限公司", ["示例菌业公司"], "stopped")


def test_a_partner_is_typed_checked_and_renamed() -> None:
    made = play(SmallBooks(), "industry cooperative", _hand(), given={"name": "甲社", "charter": True, "annual": False})
    assert (made.number, made.record["charter_on"], made.record["roster_on"]) == ("coop-001", LAST, None)
    books = SmallBooks({"cooperatives": [dict(made.record)]})
    renamed = play(books, "industry cooperative", _hand(), given={"coop_id": "001", "name": "乙社"}).record
    assert (renamed["name"], renamed["aliases"], renamed["charter"]) == ("乙社", ["甲社"], True)
    with pytest.raises(FieldsMissing):
        play(books, "industry cooperative", _hand(), given={"members": 3})
    with pytest.raises(NotInBooks):
        play(books, "industry cooperative", _hand(), given={"coop_id": "009", "members": 3})


def test_growers_come_by_household_and_base() -> None:
    books = SmallBooks({"households": [HOME], "bases": [BASE]})
    came = taken(
        [
            ["户编号", "基地名称", "带动方式", "开始日期"],
            ["H1", "李斌庄香菇基地", "支部+社+户", date(2026, 3, 1)],
            ["H1", None, "自种", date(2026, 3, 1)],
        ]
    )
    assert came.problems == ()
    rows = _rows(arrive(books, "growers", _hand(), Lot(dict(came.tables))), "growers")
    assert [(row["base_id"], row["mode"], row["village"]) for row in rows] == [
        ("base-001", "party", "v01"),
        (None, "own", "v01"),
    ]
    again = SmallBooks({**books.rows, "growers": rows})
    assert arrive(again, "growers", _hand(), Lot(dict(came.tables))).changes == ()
    over = play(
        again, "industry grower", _hand(), number="H1", given={"until_on": LAST}, words={"at": "base-001"}
    ).record
    assert (over["grower_id"], over["until_on"]) == ("gr-2026-0001", LAST)
    strange = taken(
        [["户编号", "基地名称", "带动方式", "开始日期"], ["H9", None, "自种", None], ["H1", "无此基地", "自种", None]]
    )
    made = arrive(books, "growers", _hand(), Lot(dict(strange.tables)))
    assert [(each.kind, list(each.rows)) for each in made.wrong] == [(UnknownHousehold, [0]), (SourceUnknown, [1])]


def test_a_list_of_ties_names_whom_it_does_not_know() -> None:
    books = SmallBooks({"cooperatives": [COOP], "enterprises": [FIRM]})
    head = ["合作社", "企业", "协议起", "协议止"]
    came = taken([head, ["coop-001", "示例菌业有限公司", date(2026, 1, 1), date(2026, 12, 31)]])
    [tie] = _rows(arrive(books, "coop_ties", _hand(), Lot(dict(came.tables))), "coop_ties")
    assert (tie["tie_id"], tie["enterprise_id"]) == ("tie-001", "ent-001")
    strange = taken([head, ["无此社", "无此企业", None, date(2026, 12, 31)]])
    made = arrive(books, "coop_ties", _hand(), Lot(dict(strange.tables)))
    assert sorted(each.column for each in made.wrong) == ["coop", "enterprise"]
    renewed = play(books, "industry tie", _hand(), number="coop-001", given={}, words={"to": "ent-001"})
    assert renewed.record["enterprise_id"] == "ent-001"


# the chain


def test_a_segment_nobody_works_in_is_a_gap() -> None:
    roles = ["spawn", "sticks", "growing", "drying", "grading", "sales"]
    firm = {**FIRM, "roles": roles}
    sheet = view(SmallBooks({"enterprises": [firm]}), "industry/chain", LAST, month=OCTOBER)
    assert [row[0] for row in sheet.rows if row[-1] == "缺环"] == ["深加工"]
    assert sheet.notes == ("缺环 1 个:深加工",)
    assert _found("X03", enterprises=[firm]) == ["deep"]


def _prospect(**cells: Cell) -> Record:
    row: Record = {"prospect_id": "pro-2026-001", "name": "示例厂", "found_on": date(2026, 9, 1), "state": "clue"}
    return {**row, "steps": [], "next_step": "约访", "next_due": date(2026, 10, 11), **cells}


def test_a_step_past_its_day_turns_red_and_the_next_one_sets_it_right() -> None:
    schema = schemas()["prospects"]
    for day, colour in ((date(2026, 10, 11), matter.YELLOW), (date(2026, 10, 12), matter.RED)):
        assert matter.standing(schema, _prospect(), day).colour == colour
    given: Record = {"next_step": "考察", "next_due": date(2026, 11, 20)}
    books = SmallBooks({"prospects": [_prospect()]})
    met = dict(play(books, "industry contact", _hand(date(2026, 10, 12)), number="001", given=given).record)
    assert (met["state"], matter.standing(schema, met, date(2026, 11, 20)).colour) == ("talking", matter.YELLOW)
    moved = play(SmallBooks({"prospects": [met]}), "industry advance", _hand(), number="001", given=given).record
    assert moved["state"] == "talking"
    over = play(SmallBooks({"prospects": [met]}), "industry end", _hand(), number="001", note="用地谈不成").record
    assert (over["state"], over["next_due"]) == ("ended", None)
    assert matter.standing(schema, over, date(2027, 12, 31)).colour == matter.BLUE


def test_building_before_signing_is_recorded_and_doubted() -> None:
    given: Record = {"next_step": "投产", "next_due": date(2027, 3, 1)}
    books = SmallBooks({"prospects": [_prospect()]})
    built = dict(play(books, "industry start", _hand(date(2026, 10, 12)), number="001", given=given).record)
    assert (built["state"], built["started_on"]) == ("building", date(2026, 10, 12))
    assert _found("X04", prospects=[built]) == ["pro-2026-001"]
    assert _found("X04", prospects=[{**built, "signed_on": date(2026, 10, 12)}]) == []
