"""Cells as people read them."""

from decimal import Decimal

import pytest

from tests.township import VILLAGES, schemas
from wfx.values.sheet import Shown
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Cell
from wfx.values.township import Township

PLACE = Township("文峰乡", "410999", VILLAGES)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("village", "v02", "乔庄"),
        ("village", "v99", "v99"),
        ("category", "lifted", "脱贫户"),
        ("risks", ["illness", "别的"], "因病、别的"),
        ("net_income", Decimal("8100.10"), Decimal("8100.10")),
        ("water_safe", False, False),
        ("note", None, None),
    ],
)
def test_a_cell_is_shown_in_the_words_of_the_field(name: str, value: Cell, shown: Shown) -> None:
    assert shown_cell(schemas()["households"], {name: value}, name, PLACE) == shown


def test_villages_are_named_in_every_field_that_holds_them() -> None:
    change, item = schemas()["household_changes"], schemas()["task_items"]
    assert shown_cell(change, {"to_village": "v03"}, "to_village", PLACE) == "何庄"
    assert shown_cell(item, {"villages": ["v01", "v02"]}, "villages", PLACE) == "李斌庄、乔庄"


def test_in_a_sentence() -> None:
    assert (worded(value=True), worded(value=False), worded(Decimal("3.00"), "元"), worded("乔庄")) == (
        "是",
        "否",
        "3.00 元",
        "乔庄",
    )
