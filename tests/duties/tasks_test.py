"""Task sheets: villages by name, a new sheet replaces the old one."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.township import SmallBooks
from wfx.duties import tasks
from wfx.store.types import table_of
from wfx.values.change import Batch, Change
from wfx.values.errors import BadValue
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
TODAY = date(2026, 10, 3)
ITEM: dict[str, Cell] = {"month": "2026-10", "item_id": "R01", "task": "排查", "weight": Decimal("30.000")}


def _rows(*items: dict[str, Cell]) -> pa.Table:
    schema = SmallBooks().schema("task_items")
    return table_of([{name: item.get(name) for name in schema.names} for item in items], schema)


def test_villages_named_become_codes_and_all_means_none_named() -> None:
    rows = _rows(ITEM | {"villages": ["何庄", "v01"]}, ITEM | {"item_id": "R02", "villages": ["全乡"]})
    head, batch = tasks.take(SmallBooks(), rows, OCTOBER, "文乡振提〔2026〕10号", TODAY)
    assert isinstance(batch, Batch)
    assert batch.rows["villages"].to_pylist() == [["v03", "v01"], None]
    assert isinstance(head, Change)
    assert (head.after or {})["number"] == "文乡振提〔2026〕10号"


def test_a_village_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadValue):
        tasks.take(SmallBooks(), _rows(ITEM | {"villages": ["无此村"]}), OCTOBER, "", TODAY)


def test_a_task_left_off_the_new_sheet_is_dropped() -> None:
    standing = SmallBooks({"task_items": [ITEM, ITEM | {"item_id": "R02"}]})
    batch = tasks.take(standing, _rows(ITEM), OCTOBER, "", TODAY)[-1]
    assert isinstance(batch, Batch)
    assert batch.gone == (("2026-10", "R02"),)


def test_the_sheet_as_read() -> None:
    sheet = tasks.show(SmallBooks({"task_items": [ITEM | {"villages": ["v03"]}]}), OCTOBER)
    assert sheet.rows[0][:3] == ("R01", "排查", "何庄")
    assert "还没有登记" in sheet.notes[0]
