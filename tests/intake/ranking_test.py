"""Published rankings as they are printed: places in words or figures, scores under many names."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.sheets import xlsx
from wfx.intake.ranking import ordinal, read_ranking
from wfx.values.errors import BadPlace, NotARanking


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (4, 4),
        (4.0, 4),
        ("4", 4),
        ("四", 4),
        ("第四名", 4),
        ("第 4 名", 4),
        ("并列第三", 3),
        ("第3名(并列)", 3),
        ("十", 10),
        ("十二", 12),
        ("二十一", 21),
        ("一百零三", 103),
        ("第二十名", 20),
    ],
)
def test_places(cell: str | float, place: int) -> None:
    assert ordinal(cell) == place


@pytest.mark.parametrize("cell", ["", "先进", "第", 0, -1, 2.5, "0", True, "四五六七八九", float("inf")])
def test_what_is_no_place(cell: str | float) -> None:
    with pytest.raises(BadPlace):
        ordinal(cell)


@given(st.integers(1, 9999))
def test_a_place_in_figures_comes_back(place: int) -> None:
    assert ordinal(f"第{place}名") == ordinal(place) == place


def test_a_ranking_is_read_with_its_rows_and_parts() -> None:
    rows = [
        ["文峰乡2026年10月工作排名"],
        ["名次", "村", "重点工作", "日常工作", "总分"],
        ["第一名", "何庄村", 40, 52.5, 92.5],
        ["二", "李斌庄村", "38", "50", "88分"],
        [3, "乔庄村", 30, None, None],
        [None, "合计", None, None, 180.5],
        ["注:总分为两项之和"],
    ]
    (one,) = read_ranking("排名.xlsx", xlsx(rows))
    assert (one.title, one.has_place, one.has_score, one.problems) == ("文峰乡2026年10月工作排名", True, True, ())
    assert [(row.place, row.unit, row.score, row.row) for row in one.rows] == [
        (1, "何庄村", Decimal("92.5"), 3),
        (2, "李斌庄村", Decimal(88), 4),
        (3, "乔庄村", None, 5),
    ]
    assert one.rows[0].parts == (("重点工作", Decimal(40)), ("日常工作", Decimal("52.5")))
    assert one.rows[2].parts == (("重点工作", Decimal(30)),)


def test_a_ranking_of_scores_alone_and_one_of_places_alone() -> None:
    (scores,) = read_ranking("a.csv", "单位,考核得分\n何庄,90\n".encode("gb18030"))
    assert (scores.has_place, scores.rows[0].place, scores.rows[0].score) == (False, None, Decimal(90))
    (places,) = read_ranking("a.csv", "位次,行政村\n1,何庄\n".encode())
    assert (places.has_score, places.rows[0].place) == (False, 1)


def test_two_rankings_side_by_side_are_two() -> None:
    rows = [
        ["名次", "村", "得分", "名次", "村", "得分"],
        [1, "何庄", 90, 1, "乔庄", 80],
        [2, "甲庄", 85, None, None, None],
    ]
    first, second = read_ranking("a.xlsx", xlsx(rows))
    assert [row.unit for row in first.rows] == ["何庄", "甲庄"]
    assert [(row.place, row.unit, row.score) for row in second.rows] == [(1, "乔庄", Decimal(80))]


def test_of_several_scores_the_total_is_the_score() -> None:
    (one,) = read_ranking("a.csv", "村,得分,总分\n何庄,40,92\n".encode())
    assert one.rows[0].score == Decimal(92)
    assert one.rows[0].parts == (("得分", Decimal(40)),)


def test_wrong_cells_are_problems_with_their_place() -> None:
    (one,) = read_ranking("a.csv", "名次,村,得分\n先进,何庄,优\n".encode())
    assert [(p.code, p.place.column, p.place.row) for p in one.problems] == [("E251", "A", 2), ("E221", "C", 2)]
    assert (one.rows[0].place, one.rows[0].score) == (None, None)


def test_a_file_without_any_ranking_is_refused() -> None:
    with pytest.raises(NotARanking):
        read_ranking("a.csv", "户编号,人数\nH1,3\n".encode())


@pytest.mark.parametrize(
    "head",
    [
        "序号,项目名称,实施地点,建设任务,补助标准,资金来源,资金规模(万元),实施期限,施工单位,责任人\n1,甲,乙,丙,丁,戊,0.8,一年,己,庚\n",
        "序号,项目名称,资金来源,投资规模(万元),建设地点,建设内容,责任单位\n1,小额贴息,市级,67.90712,各乡,贴息,扶贫办\n",
        "公告要素,内容\n项目名称,产业奖补\n",
        "层级,指标,方向,满分/上限,单项上限,说明\n月考核,重点工作,加分,40,,\n奖项,一等奖2名,门槛,≥90,,名额+门槛双条件\n",
    ],
)
def test_real_tables_of_other_kinds_are_not_taken_for_rankings(head: str) -> None:
    with pytest.raises(NotARanking):
        read_ranking("a.csv", head.encode())
