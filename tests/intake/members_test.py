"""One member list founds households, persons and identities: what every row says of the household is taken once."""

from datetime import date

import pytest

from tests.intake.sheets import NAMES, cell_codes, taken, xlsx
from tests.township import forms, schemas
from wfx.intake.take import Taken, take, without_rows

HEADER = ["乡", "行政村", "村民组", "户编号", "人编号", "姓名", "与户主关系", "户类型", "监测类别", "识别时间"]
HEADER += ["致贫返贫风险1", "致贫返贫风险2", "风险是否消除", "人均纯收入", "年收入", "大病医疗", "备注"]


def row(person: str, relation: str, **said: object) -> list[object]:
    """A member of household H1; ``said``: title → what stands in that cell instead."""
    cells = ["文峰乡", "何庄", "1组", "H1", person, f"示例{person}", relation, "脱贫户", None, None, None, None, None]
    cells += [9000, 27000, "是", f"{person}的备注"]
    return [said.get(title, cell) for title, cell in zip(HEADER, cells, strict=True)]


def listed(*rows: list[object]) -> Taken:
    return taken([["文峰乡家庭成员信息表"], ["填报单位:文峰乡"], HEADER, *rows, ["合计", None, None, "1户", "2人"]])


def test_three_ledgers_come_of_one_list() -> None:
    one = listed(row("P1", "户主"), row("P2", "配偶"))
    assert one.problems == ()
    assert one.tables["persons"]["person_id"].to_pylist() == ["P1", "P2"]
    assert one.tables["identities"]["name"].to_pylist() == ["示例P1", "示例P2"]
    [home] = one.tables["households"].to_pylist()
    assert (home["household_id"], home["village"], home["group_name"]) == ("H1", "v03", "1组")
    assert (str(home["net_income"]), home["category"]) == ("27000.00", "lifted")
    assert "note" not in home  # a remark beside a person is no remark about the household
    assert one.places_of("households").rows == [4]


def test_an_unknown_column_is_named_with_the_nearest_one_and_passed_over() -> None:
    one = listed(row("P1", "户主"))
    assert "没有收的列:人均纯收入(像“上年家庭纯收入”)" in one.notes


def test_rows_that_say_different_things_of_the_household_are_listed_each() -> None:
    one = listed(row("P1", "户主"), row("P2", "配偶", 户类型="一般农户", 年收入=28000), row("P3", "之子", 村民组="2组"))
    assert cell_codes(one) == [("E247", "H5"), ("E247", "O5"), ("E247", "C6")]
    assert {problem.shown for problem in one.problems} == {"一般农户", "28000.00", "2组"}
    assert ("before", "脱贫户") in {detail for problem in one.problems for detail in problem.details}
    assert without_rows(one, {5, 6}).problems == ()


def test_what_only_one_member_says_is_said_of_the_household() -> None:
    [home] = listed(row("P1", "户主", 年收入=None), row("P2", "配偶")).tables["households"].to_pylist()
    assert str(home["net_income"]) == "27000.00"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"户类型": "边缘易致贫户", "监测类别": None}, (None, "marginal")),
        ({"户类型": "边缘易致贫户", "监测类别": "边缘易致贫户"}, (None, "marginal")),
        ({"户类型": "脱贫户", "监测类别": "一般农户"}, None),
        ({"户类型": None, "监测类别": "脱贫户"}, ("lifted", None)),
        ({"户类型": "脱贫户", "监测类别": "脱贫不稳定户"}, ("lifted", "unstable")),
    ],
)
def test_kind_and_category_may_stand_in_each_others_column(
    said: dict[str, object], kept: tuple[str | None, str | None] | None
) -> None:
    one = listed(row("P1", "户主", **said))
    if kept is None:
        assert cell_codes(one) == [("E247", "I4")]
        return
    [home] = one.tables["households"].to_pylist()
    assert (home["category"], home["monitoring"]) == kept
    assert one.problems == ()


@pytest.mark.parametrize(
    ("cell", "day", "month"),
    [("202603", None, "2026-03"), (date(2026, 3, 5), date(2026, 3, 5), None), ("2026年3月", None, "2026-03")],
)
def test_a_month_is_kept_as_a_month_and_a_day_as_a_day(cell: object, day: date | None, month: str | None) -> None:
    one = listed(row("P1", "户主", 监测类别="边缘易致贫户", 识别时间=cell))
    [home] = one.tables["households"].to_pylist()
    assert (home.get("identified_on"), home.get("identified_month")) == (day, month)
    assert one.problems == ()


def test_a_list_that_says_nothing_of_households_is_of_persons_alone() -> None:
    [one] = take(
        "人.xlsx",
        xlsx([["户编号", "村", "人编号", "姓名"], ["H1", "何庄", "P1", "示例一"]]),
        forms(),
        schemas(),
        villages=NAMES,
    )
    assert set(one.tables) == {"persons", "identities"}
