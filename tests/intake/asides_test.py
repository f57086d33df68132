"""Rows that are no records are passed over and told; a record is never one of them."""

from collections.abc import Sequence

import pytest

from tests.intake.sheets import cell_codes, taken

HEADER = ["户编号", "行政村", "家庭人口数", "户类型"]
ROW = ["H1", "何庄", 3, "脱贫户"]


def kept(rows: Sequence[Sequence[object]]) -> list[str]:
    one = taken(rows)
    assert one.problems == (), one.problems
    assert any("没有读" in note for note in one.notes)
    return one.tables["households"]["household_id"].to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "row",
    [
        ["合计(1户)", None, 3], ["全镇合计", None, 3], ["何庄村小计", None, 3], ["合 计", None, 3, None],
        ["总计:3人", None, 3], ["全乡共1户", None, 3], ["合计", "何庄", 3, "脱贫户"], [None, "合计", 3],
    ],
)  # fmt: skip
def test_totals(row: list[object]) -> None:
    assert kept([HEADER, ROW, row, ["H2", *ROW[1:]]]) == ["H1", "H2"]


@pytest.mark.parametrize(
    "row",
    [
        ["(1)", "(2)", "(3)", "(4)"], ["甲", "乙", 1, 2], [1, 2, 3, 4], ["栏次", 1, 2, 3], ["①", "②", "③", "④"],
        ["(1)", "(2)", "(3)=(1)+(2)", None],
    ],
)  # fmt: skip
def test_numbers_of_the_columns(row: list[object]) -> None:
    assert kept([HEADER, row, ROW]) == ["H1"]


@pytest.mark.parametrize(
    "row",
    [
        ["2026年10月31日"], [None, None, None, "2026年10月31日"], ["填表人:张某某", None, "审核人:李某某"],
        ["单位负责人(签字):", "何某"], ["填报日期:2026-10-31"], ["(公章)"], ["联系电话:19900000001"],
    ],
)  # fmt: skip
def test_signatures_and_dates_at_the_foot(row: list[object]) -> None:
    assert kept([HEADER, ROW, [], row]) == ["H1"]


def test_a_record_with_a_wrong_key_is_refused_and_not_passed_over() -> None:
    assert cell_codes(taken([HEADER, ["H 1", "何庄", 3, "脱贫户"], ["累", "何庄", 3, "脱贫户"]])) == [
        ("E230", "A2"),
        ("E230", "A3"),
    ]
