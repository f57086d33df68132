"""Supervision: completion and quality come from different hands, and a missing mark is no zero."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.declared import arrive, view
from tests.township import SmallBooks
from wfx.duties import supervise
from wfx.duties.calls import Lot
from wfx.duties.matter import Hand
from wfx.store.files.types import table_of
from wfx.values.change import Batch
from wfx.values.errors import NoTaskSheet, RoleMissing
from wfx.values.month import Month
from wfx.values.roundtrip.merge import fill
from wfx.values.table import Cell

OCTOBER, TODAY = Month(2026, 10), date(2026, 10, 3)
ITEM: dict[str, Cell] = {"month": "2026-10", "item_id": "R01", "task": "排查", "weight": Decimal(30)}
KEY: dict[str, Cell] = {"month": "2026-10", "item_id": "R01", "village": "v01"}


def _take(standing: list[dict[str, Cell]], cells: dict[str, Cell], who: str, *roles: str) -> list[dict[str, Cell]]:
    books = SmallBooks({"task_items": [ITEM], "scores": standing})
    schema = books.schema("scores")
    row = {name: (KEY | cells).get(name) for name in schema.names}
    incoming = table_of([row], schema).select([name for name in schema.names if name in KEY or name in cells])
    merged = fill(incoming, books.table("scores").arrow, schema.key)
    lot = Lot({"scores": incoming}, {"scores": merged})
    [batch] = arrive(books, "scores", Hand(who, roles, TODAY), lot, month=OCTOBER).changes
    assert isinstance(batch, Batch)
    return list(batch.rows.to_pylist())


def test_each_mark_has_its_hand() -> None:
    [first] = _take([], {"completion": Decimal(90)}, "zhao-ke", "supervisor")
    assert (first["completion_by"], first["quality_by"]) == ("zhao-ke", None)
    [both] = _take([first], {"quality": Decimal(95)}, "li-ming", "chief")
    assert (both["completion"], both["completion_by"], both["quality_by"]) == (Decimal(90), "zhao-ke", "li-ming")


def test_the_wrong_hand_is_refused() -> None:
    with pytest.raises(RoleMissing):
        _take([], {"completion": Decimal(90)}, "li-ming", "chief")
    with pytest.raises(RoleMissing):
        _take([], {"quality": Decimal(90)}, "zhao-ke", "supervisor")


def test_repeating_a_mark_that_stands_needs_no_role_and_keeps_its_hand() -> None:
    [first] = _take([], {"completion": Decimal(90)}, "zhao-ke", "supervisor")
    [again] = _take([first], {"completion": Decimal(90), "quality": Decimal(80)}, "li-ming", "clerk")
    assert again["completion_by"] == "zhao-ke"


def test_no_task_sheet_no_marks() -> None:
    books = SmallBooks()
    empty = pa.table({"completion": pa.array([], pa.decimal128(18, 3))})
    lot = Lot({"scores": empty}, {"scores": empty})
    with pytest.raises(NoTaskSheet):
        arrive(books, "scores", Hand("zhao-ke", ("supervisor",), TODAY), lot, month=OCTOBER)


def test_missing_marks_are_shown_as_missing() -> None:
    scores: dict[str, Cell] = KEY | {"completion": Decimal(90)}
    books = SmallBooks({"task_items": [ITEM | {"villages": ["v01"]}], "scores": [scores]})
    sheet = view(books, "supervise/marks", TODAY, month=OCTOBER)
    assert sheet.rows == (("R01", "排查", "李斌庄", Decimal("90.000"), "未评", ""),)
    assert sheet.notes == ("还有 1 处未评",)


def test_a_row_that_says_nothing_makes_no_mark() -> None:
    assert _take([], {"completion": None}, "zhao-ke", "supervisor") == []


def test_the_sheet_of_one_office_asks_for_its_own_mark_beside_what_the_village_says() -> None:
    said: dict[str, Cell] = KEY | {"state": "done", "progress": "查了30户"}
    books = SmallBooks({"task_items": [ITEM | {"villages": ["v01"]}], "feedback": [said]})
    sheet = supervise.worklist_marks(books, OCTOBER, ("quality",))
    assert [column.name for column in sheet.columns][-2:] == ["quality", "evidence"]
    assert sheet.rows == (("R01", "排查", "李斌庄", None, "已完成 查了30户", None, None),)
    assert supervise.paper_marks(books, OCTOBER).sheets["marks"].rows[0][-3:] == (None, None, None)
    with pytest.raises(NoTaskSheet):
        supervise.worklist_marks(SmallBooks(), OCTOBER)
