"""A unit said anywhere on the sheet counts for every money column that names none of its own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.intake.sheets import cell_codes, taken

HEADER = ["资产编号", "行政村", "资产名称", "资产类别", "资产原值", "备注"]
ROW = ["HB-001", "李斌庄", "试验库房", "经营性", 12.5, "x"]
TITLE = ["项目资产台账"]


def values(rows: Sequence[Sequence[object]], **options: Any) -> list[Decimal | None]:
    one = taken(rows, **options)
    assert one.problems == (), one.problems
    return one.tables["assets"]["original_value"].to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "above",
    [
        [TITLE, ["填报单位:文峰乡", None, None, None, None, "单位:万元"]],
        [TITLE, ["填报单位:文峰乡(章)      2026年10月31日      单位:万元"]],
        [TITLE, [None, None, None, None, "单位:", "万元"]],
        [TITLE, [None, None, None, None, None, "(万元)"]],
        [TITLE, ["单位:户、人、万元"]],
        [TITLE, ["金额单位:人民币万元"]],
        [["项目资产台账(单位:万元)"]],
        [["2026年项目资产台账(万元)"]],
        [["单 位 : 万 元"]],
        [["计量单位:万元"]],
        [["本表金额以万元为单位"]],
    ],
)
def test_above_the_header_or_in_the_title(above: list[list[object]]) -> None:
    one = taken([*above, HEADER, ROW])
    assert one.tables["assets"]["original_value"].to_pylist() == [Decimal(125000)]
    assert any("万元" in note and "资产原值" in note for note in one.notes)


@pytest.mark.parametrize("foot", ["注:单位:万元", "说明:金额单位为万元", "注:本表金额按万元计", "单位:万元"])
def test_in_a_footnote(foot: str) -> None:
    assert values([HEADER, ROW, [foot]]) == [Decimal(125000)]


@pytest.mark.parametrize("name", ["资产(万元)", "资产-万元", "单位万元"])
def test_in_the_sheets_name(name: str) -> None:
    assert values([HEADER, ROW], name=name) == [Decimal(125000)]


def test_over_or_under_the_column() -> None:
    under = [None, None, None, None, "(万元)", None]
    assert values([HEADER, under, ROW]) == [Decimal(125000)]
    upper = ["资产编号", "行政村", "基本情况", None, "价值(万元)", None]
    assert values([upper, HEADER, ROW], merged=[("C1:D1", "基本情况")]) == [Decimal(125000)]


@pytest.mark.parametrize(
    "above", ["填报单位:元庄村", "主管单位:万元乡政府", "500万元以上项目", "单位:文峰乡", "单位:亩", "单位:元"]
)
def test_what_is_no_unit_of_ten_thousand(above: str) -> None:
    assert values([[above], HEADER, ROW]) == [Decimal("12.5")]


def test_a_columns_own_unit_goes_before_the_sheets() -> None:
    assert values([["单位:万元"], [*HEADER[:4], "资产原值(元)", "备注"], ROW]) == [Decimal("12.5")]
    assert values([["单位:元"], [*HEADER[:4], "资产原值(万元)", "备注"], ROW]) == [Decimal(125000)]


def test_a_unit_in_the_cell_goes_before_both() -> None:
    assert values([["单位:万元"], HEADER, [*ROW[:4], "12.5元", "x"]]) == [Decimal("12.5")]


def test_two_units_are_refused_with_both_places() -> None:
    one = taken([["单位:万元"], HEADER, ROW, ["注:金额单位为元"]])
    assert cell_codes(one) == [("E244", "A1")]
    assert "A1 写着 万元" in dict(one.problems[0].details)["places"]
    assert "A4 写着 元" in dict(one.problems[0].details)["places"]
    header = [*HEADER[:4], "资产原值(元)", "备注"]
    assert values([["单位:万元"], header, ROW, ["注:金额单位为元"]]) == [Decimal("12.5")]
