"""Task sheets: drafted with a basis for every task, issued whole and numbered on, signed for, answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.township import SmallBooks
from wfx.duties import tasks
from wfx.duties.calls import Lot, Outcome
from wfx.duties.matter import Hand
from wfx.duties.tasks.feedback import worklist_feedback
from wfx.store.files.types import table_of
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    ActRefused,
    BadValue,
    LeadMissing,
    NumberTaken,
    RoleMissing,
    SheetNotIssued,
    TaskDueOutside,
)
from wfx.values.matter.workdays import Workdays
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
TODAY = date(2026, 10, 3)
CLERK = Hand("li-ming", (), TODAY)
CHIEF = Hand("li-ming", ("chief",), TODAY)
ITEM: dict[str, Cell] = {"month": "2026-10", "item_id": "R01", "task": "排查", "weight": Decimal("30.000")}
READY: dict[str, Cell] = ITEM | {"lead": "乡村振兴办", "due_on": date(2026, 10, 25)}
DRAFT: dict[str, Cell] = {"sheet_id": "tasks-2026-10", "month": "2026-10", "state": "draft"}
ISSUED: dict[str, Cell] = DRAFT | {"state": "issued", "number": "文乡振提〔2026〕10号", "issued_on": TODAY}
Rows = Mapping[str, Sequence[Mapping[str, Cell]]]


def _rows(*items: dict[str, Cell]) -> pa.Table:
    schema = SmallBooks().schema("task_items")
    return table_of([{name: item.get(name) for name in schema.names} for item in items], schema)


def _drafted(rows: Rows, county: Sequence[dict[str, Cell]] = ()) -> list[dict[str, Cell]]:
    lot = Lot({"task_items": _rows(*county)}, files=("县局清单.xlsx",)) if county else Lot()
    changes = play(SmallBooks(rows), "tasks draft", CLERK, month=OCTOBER, lot=lot).changes
    return [dict(each.after or {}) for each in changes if isinstance(each, Change) and each.ledger == "task_items"]


def _done(item: str, village: str) -> dict[str, Cell]:
    return {"month": "2026-09", "item_id": item, "village": village, "state": "done"}


def _issue(rows: Rows, number: str = "", because: str = "", roles: Sequence[str] = ("chief",)) -> list[Change]:
    hand, given = Hand("li-ming", roles, TODAY), {"number": number}
    return _changes(play(SmallBooks(rows), "tasks issue", hand, month=OCTOBER, given=given, note=because))


def _take(
    books: SmallBooks, rows: pa.Table, number: str, today: date = TODAY, on: date | None = None
) -> tuple[Change | Batch, ...]:
    words = {"number": number, "on": str(on) if on else ""}
    lot = Lot({"task_items": rows}, {"task_items": rows})
    return arrive(books, "tasksheet", Hand("li-ming", (), today), lot, month=OCTOBER, words=words).changes


def _sign(books: SmallBooks, villages: str, by: str = "") -> list[Change]:
    words, given = {"villages": villages}, {"signed_by": by}
    return _changes(play(books, "tasks sign-for", CLERK, month=OCTOBER, words=words, given=given))


def _changes(outcome: Outcome) -> list[Change]:
    return [each for each in outcome.changes if isinstance(each, Change)]


def test_villages_named_become_codes_and_all_means_none_named() -> None:
    rows = _rows(ITEM | {"villages": ["何庄", "v01"]}, ITEM | {"item_id": "R02", "villages": ["全乡"]})
    head, batch = _take(SmallBooks(), rows, "文乡振提〔2026〕10号")
    assert isinstance(batch, Batch)
    assert batch.rows["villages"].to_pylist() == [["v03", "v01"], None]
    assert isinstance(head, Change)
    after = head.after or {}
    assert (after["number"], after["sequence"], after["state"]) == ("文乡振提〔2026〕10号", 10, "issued")


def test_a_sheet_issued_elsewhere_keeps_its_own_day() -> None:
    number, day = "文乡振提〔2026〕10号", date(2026, 10, 2)
    head, _ = _take(SmallBooks(), _rows(ITEM), number, on=day)
    assert isinstance(head, Change)
    assert (head.after or {})["issued_on"] == day
    standing = SmallBooks({"tasksheets": [ISSUED], "task_items": [ITEM]})
    [only] = _take(standing, _rows(ITEM), number, date(2026, 10, 9))
    assert isinstance(only, Batch)
    [again, _] = _take(standing, _rows(ITEM), number, on=day)
    assert isinstance(again, Change)
    assert ((again.after or {})["number"], (again.after or {})["issued_on"]) == (number, day)
    with pytest.raises(BadValue):
        _take(standing, _rows(ITEM), "", on=day)


def test_a_village_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadValue):
        _take(SmallBooks(), _rows(ITEM | {"villages": ["无此村"]}), "")


def test_a_task_left_off_the_new_sheet_is_dropped_and_without_a_number_it_is_a_draft() -> None:
    standing = SmallBooks({"task_items": [ITEM, ITEM | {"item_id": "R02"}]})
    head, batch = _take(standing, _rows(ITEM), "")
    assert isinstance(batch, Batch)
    assert batch.gone == (("2026-10", "R02"),)
    assert isinstance(head, Change)
    assert (head.after or {})["state"] == "draft"


def test_the_sheet_as_read() -> None:
    sheet = view(SmallBooks({"task_items": [ITEM | {"villages": ["v03"]}]}), "tasks/sheet", TODAY, month=OCTOBER)
    assert sheet.rows[0][:3] == ("R01", "排查", "何庄")
    assert "还没有登记" in sheet.notes[0]


def test_a_draft_says_the_basis_of_every_task() -> None:
    rows: Rows = {
        "households": [{"household_id": "H1", "village": "v01"}],
        "task_items": [
            ITEM | {"month": "2026-09", "item_id": "R07", "task": "厕所整改", "villages": ["v02", "v03"]},
            ITEM | {"month": "2026-09", "item_id": "R08", "task": "已办完的"},
        ],
        "feedback": [
            _done("R07", "v03"),
            *(
                {"month": "2026-09", "item_id": "R08", "village": code, "state": "done"}
                for code in ("v01", "v02", "v03")
            ),
        ],
        "rectifications": [
            {"rectification_id": "rect-2026-001", "problem": "没有挂牌", "village": "v01", "due_on": date(2026, 9, 25)},
            {"rectification_id": "rect-2026-002", "problem": "下月的", "due_on": date(2026, 11, 25)},
            {"rectification_id": "rect-2026-003", "problem": "销号的", "due_on": TODAY, "state": "closed"},
        ],
        "contracts": [{"contract_id": "K1", "asset_id": "A1", "village": "v02", "ends_on": date(2026, 10, 20)}],
        "assets": [{"asset_id": "A1", "name": "大棚"}],
    }
    county: list[dict[str, Cell]] = [{"item_id": "1", "task": "资产盘点", "weight": Decimal(40)}]
    drafted = _drafted(rows, county)
    assert [(row["item_id"], row["task"], row["basis"]) for row in drafted] == [
        ("R01", "资产盘点", "县局安排:县局清单 第 1 项"),
        ("R02", "完成当月防返贫排查并上报", "工作文件:每月排查;在册 1 户"),
        ("R03", "问题整改销号:没有挂牌", "整改 rect-2026-001 时限 2026-09-25,已逾期"),
        ("R04", "合同到期办理续签或收回:大棚", "合同 K1 于 2026-10-20 到期"),
        ("R05", "厕所整改", "2026-09 第 R07 项未完成(1 村),结转"),
    ]
    assert sum(Decimal(str(row["weight"])) for row in drafted) == Decimal(100)
    assert drafted[2]["due_on"] == OCTOBER.last
    assert drafted[4]["villages"] == ["v02"]
    assert all(row["origin"] for row in drafted)


def test_villages_of_the_countys_list_become_codes_and_other_units_are_told() -> None:
    county: list[dict[str, Cell]] = [
        {"item_id": "1", "task": "排查甲", "villages": ["何庄"]},
        {"item_id": "2", "task": "乙", "villages": ["各村"]},
        {"item_id": "3", "task": "丙", "villages": ["各乡镇"]},
    ]
    drafted = _drafted({}, county)
    assert [row["villages"] for row in drafted] == [["v03"], None, None]
    assert str(drafted[2]["basis"]).endswith("(责任单位:各乡镇)")


def test_drafting_again_keeps_what_was_edited_and_adds_only_what_is_new() -> None:
    rows: Rows = {"households": [{"household_id": "H1", "village": "v01"}]}
    [first] = _drafted(rows)
    edited = first | {"task": "防返贫排查(十月)", "lead": "乡村振兴办"}
    assert _drafted({**rows, "tasksheets": [DRAFT], "task_items": [edited]}) == []
    [added] = _drafted(
        {**rows, "tasksheets": [DRAFT], "task_items": [edited]}, [{"item_id": "1", "task": "新任务排查"}]
    )
    assert (added["item_id"], added["weight"]) == ("R02", Decimal("0.000"))


def test_an_issued_sheet_is_not_drafted_again() -> None:
    with pytest.raises(ActRefused):
        _drafted({"tasksheets": [ISSUED]})


def test_issuing_gives_the_next_free_number() -> None:
    old: dict[str, Cell] = {"sheet_id": "tasks-2026-09", "month": "2026-09", "state": "issued"}
    rows: Rows = {"tasksheets": [old | {"number": "文乡振提〔2026〕9号"}, DRAFT], "task_items": [READY]}
    after = _issue(rows)[0].after or {}
    assert (after["number"], after["sequence"], after["issued_by"]) == ("文乡振提〔2026〕10号", 10, "li-ming")
    first: Rows = {"tasksheets": [DRAFT], "task_items": [READY]}
    assert (_issue(first)[0].after or {})["number"] == "文乡振提〔2026〕1号"
    with pytest.raises(NumberTaken):
        _issue(rows, number="文乡振提〔2026〕9号")


def test_a_sheet_is_issued_whole_or_not_at_all() -> None:
    with pytest.raises(LeadMissing):
        _issue({"tasksheets": [DRAFT], "task_items": [ITEM | {"due_on": TODAY}]})
    late: Rows = {"tasksheets": [DRAFT], "task_items": [READY | {"due_on": date(2026, 11, 2)}]}
    with pytest.raises(TaskDueOutside):
        _issue(late)
    assert (_issue(late, because="县局统一时限")[1].after or {})["reason"] == "县局统一时限"
    with pytest.raises(RoleMissing):
        _issue({"tasksheets": [DRAFT], "task_items": [READY]}, roles=("clerk",))
    with pytest.raises(ActRefused):
        _issue({"tasksheets": [ISSUED], "task_items": [READY]})


def test_a_due_day_of_rest_is_said_and_an_unannounced_year_is_tentative() -> None:
    items = [READY, READY | {"item_id": "R02", "due_on": date(2026, 10, 26)}]
    books = SmallBooks({"tasksheets": [DRAFT], "task_items": items})
    known = Workdays(years=frozenset({2026}))
    hand = replace(CHIEF, workdays=known)
    assert play(books, "tasks issue", hand, month=OCTOBER).notes == (
        "R01 的时限 2026-10-25 不是工作日,下一个工作日是 2026-10-26",
    )
    hand = replace(CHIEF, workdays=Workdays())
    assert play(books, "tasks issue", hand, month=OCTOBER).notes[0].endswith("2026-10-26(暂定)")


def test_a_sheet_of_old_books_can_be_closed_and_only_once() -> None:
    [change] = _changes(play(SmallBooks({"tasksheets": [ISSUED]}), "tasks close", CHIEF, month=OCTOBER))
    assert (change.after or {})["state"] == "closed"
    with pytest.raises(ActRefused):
        play(SmallBooks({"tasksheets": [DRAFT]}), "tasks close", CHIEF, month=OCTOBER)


def test_receipts_of_several_villages_at_once() -> None:
    books = SmallBooks(
        {"tasksheets": [ISSUED], "receipts": [{"month": "2026-10", "village": "v01", "signed_on": TODAY}]}
    )
    changes = _sign(books, "李斌庄,乔庄", "村支书")
    assert [change.key for change in changes] == [("2026-10", "v01"), ("2026-10", "v02")]
    assert tasks.unsigned(books, OCTOBER) == ["v02", "v03"]
    assert view(books, "tasks/receipts", TODAY, month=OCTOBER).notes == ("未签收:乔庄、何庄",)
    assert len(_sign(books, "各村")) == 2
    with pytest.raises(SheetNotIssued):
        _sign(SmallBooks({"tasksheets": [DRAFT]}), "各村")
    with pytest.raises(BadValue):
        _sign(books, "无此村")


KEY: dict[str, Cell] = {"month": "2026-10", "item_id": "R01", "village": "v01"}


def _said(standing: Sequence[Mapping[str, Cell]], *rows: dict[str, Cell]) -> tuple[list[Change], list[int]]:
    books = SmallBooks({"task_items": [READY | {"villages": ["v01", "v02"]}], "feedback": standing})
    schema = books.schema("feedback")
    table = table_of([{name: row.get(name) for name in schema.names} for row in rows], schema)
    outcome = arrive(books, "feedback", CLERK, Lot({"feedback": table}), month=OCTOBER)
    return _changes(outcome), [row for wrong in outcome.wrong for row in wrong.rows]


def _due(row: dict[str, Cell], day: date) -> object:
    books = SmallBooks({"task_items": [READY], "feedback": [row]})
    return view(books, "tasks/feedback", day, month=OCTOBER, village="v01").rows[0][3]


def test_feedback_is_laid_over_what_was_said_and_silence_is_no_feedback() -> None:
    [change], wrong = _said([KEY | {"state": "working", "papers": "照片"}], KEY | {"state": "done"})
    assert not wrong
    after = change.after or {}
    assert (after["state"], after["papers"], after["reported_on"]) == ("done", "照片", TODAY)
    assert _said([], KEY) == ([], [])
    assert _said([], KEY | {"village": "v03", "state": "done"}) == ([], [0])


def test_an_extension_counts_when_it_is_asked_for_in_time() -> None:
    [change], _ = _said([], KEY | {"extend_to": date(2026, 10, 30)})
    row = dict(change.after or {})
    assert (row["extend_asked_on"], row["state"]) == (TODAY, "working")
    assert _due(row, TODAY) == date(2026, 10, 30)
    assert _due(row | {"extend_asked_on": date(2026, 10, 26)}, TODAY) == READY["due_on"]


def test_what_is_due_and_not_done_stands_in_the_late_list() -> None:
    items = [READY | {"villages": ["v01", "v02"]}]
    books = SmallBooks({"task_items": items, "feedback": [KEY | {"state": "done", "reported_on": TODAY}]})
    late = view(books, "tasks/feedback", date(2026, 10, 26), month=OCTOBER, choices={"only": "late"})
    assert [row[2:6] for row in late.rows] == [("乔庄", date(2026, 10, 25), "未反馈", "是")]
    assert view(books, "tasks/sheet", TODAY, month=OCTOBER).rows[0][-1] == "1/2 村已完成"
    sheet = worklist_feedback(books, OCTOBER, "v01")
    assert sheet.rows == (("R01", "排查", date(2026, 10, 25), "李斌庄", "已完成", None, None, None, None),)
