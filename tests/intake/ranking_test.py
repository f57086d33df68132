"""Published rankings as they are printed: where their tables stand, which columns are which, how cells are read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.sheets import xlsx
from wfx.intake.printed.sheet import NoPlace, ordinal
from wfx.intake.ranking import Said, read_rankings
from wfx.intake.ranking.words import Role, is_aside, is_office, is_out, qualifier, role
from wfx.values.errors import NotARanking, RankColumnUnclear
from wfx.values.township import is_of_residents, stem


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (4, 4),
        (4.0, 4),
        ("4", 4),
        ("4.", 4),
        ("4、", 4),
        ("(4)", 4),
        ("四", 4),
        ("第四名", 4),
        ("第 4 名", 4),
        ("NO.2", 2),
        ("No 2", 2),
        ("TOP3", 3),
        ("冠军", 1),
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


@pytest.mark.parametrize("cell", ["", "先进", "第", 0, -1, 2.5, "0", True, "四五六七八九", "1-2", float("inf")])
def test_what_is_no_place(cell: str | float) -> None:
    with pytest.raises(NoPlace):
        ordinal(cell)


@given(st.integers(1, 9999))
def test_a_place_in_figures_comes_back(place: int) -> None:
    assert ordinal(f"第{place}名") == ordinal(place) == place


@pytest.mark.parametrize(
    ("titles", "meant"),
    [
        ("名次 名 次 全镇排名 月排名 本月位次 综合排序 第几名 排名(升序) 得分排名 排名(总分)", Role.PLACE),
        (
            "村 村名 村(居) 村(社区) 村别 行政村 乡(镇) 镇街 乡镇(街道、园区) 责任单位 参评单位 各村 被考核单位名称",
            Role.UNIT,
        ),
        (
            "得分 总分(100分) 综合得分 考核成绩 测评分 合计 最终得分 平均分 得分(分) 加分 环境分 积分 排名得分 平均",
            Role.SCORE,
        ),
        ("扣分 减分 扣分项 累计扣分", Role.DEDUCTION),
        ("类别 村类 组别 片区 分类", Role.GROUP),
        ("序号 编号 NO.", Role.ORDINAL),
        (
            "名次变化 排名升降 较上月排名 平均名次 名次之和 满分 标准分 等次 分管领导 单位:分 村支书",
            Role.OTHER,
        ),
    ],
)
def test_what_a_title_says(titles: str, meant: Role) -> None:
    words = [titles] if titles.startswith("名 次") else titles.split(" ")
    words = [word for word in words if word not in {"名", "次"}]
    assert {word: role(word) for word in words} == dict.fromkeys(words, meant)


def test_what_tells_one_score_from_another() -> None:
    assert qualifier(("上月得分",)) == qualifier(("上月", "名次")) != ""
    assert {qualifier((title,)) for title in ("名次", "总分", "综合得分", "全镇排名", "本月排名", "考核得分")} == {""}


def test_rows_about_the_table() -> None:
    assert all(
        map(is_aside, ("合计", "合 计", "合计(1户)", "全镇合计", "全镇平均", "平均分", "最高分", "满分", "小计:"))
    )
    assert not any(map(is_aside, ("何庄", "全家庄", "平安村", "满庄", "总寨村")))
    assert all(map(is_out, ("—", "/", "缺考", "不参评", "未参加考核", "暂不排名", "免于考核", "不计名次")))
    assert not any(map(is_out, ("优", "95", "")))


def test_who_signs_is_no_village() -> None:
    assert all(map(is_office, ("考核领导小组办公室", "文峰乡人民政府", "中共文峰乡委员会", "乡村振兴办")))
    assert not any(map(is_office, ("乔庄村民委员会", "南样社区居民委员会", "东样办", "何庄")))


def test_a_village_by_any_of_its_names() -> None:
    names = ("乔庄", "乔  庄", "乔\u3000庄村", "乔庄村委会*", "3.乔庄村民委员会", "乔庄社区", "乔庄居委会")
    assert {stem(name) for name in names} == {"乔庄"}
    assert [is_of_residents(name) for name in ("乔庄村", "乔庄社区", "乔庄居委会")] == [False, True, True]
    assert stem("村") == "村"


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
    (one,) = read_rankings("排名.xlsx", xlsx(rows)).rankings
    assert one.title == "文峰乡2026年10月工作排名"
    assert [(line.place, line.unit, line.score, line.row) for line in one.lines] == [
        (1, "何庄村", Decimal("92.5"), 3),
        (2, "李斌庄村", Decimal(88), 4),
        (3, "乔庄村", None, 5),
    ]
    assert one.lines[0].parts == (("重点工作", Decimal(40)), ("日常工作", Decimal("52.5")))
    assert one.lines[2].parts == (("重点工作", Decimal(30)),)
    assert one.notes == ("不是单位的行没有核对:第 6 行“合计”、第 7 行“注:总分为两项之和”",)


@pytest.mark.parametrize(("text", "missing"), [("单位,考核得分\n何庄,90\n", "名次"), ("位次,行政村\n1,何庄\n", "得分")])
def test_half_a_ranking_is_asked_for_the_other_half(text: str, missing: str) -> None:
    with pytest.raises(RankColumnUnclear) as caught:
        read_rankings("a.csv", text.encode("gb18030"))
    assert caught.value.details["role"] == missing


def test_two_rankings_side_by_side_are_two() -> None:
    rows = [
        ["名次", "村", "得分", None, "名次", "村", "得分"],
        [1, "何庄", 90, None, 1, "乔庄", 80],
        [2, "甲庄", 85],
    ]
    first, second = read_rankings("a.xlsx", xlsx(rows)).rankings
    assert [line.unit for line in first.lines] == ["何庄", "甲庄"]
    assert [(line.place, line.unit, line.score) for line in second.lines] == [(1, "乔庄", Decimal(80))]


def test_of_several_scores_the_total_is_the_score() -> None:
    (one,) = read_rankings("a.csv", "名次,村,得分,总分\n1,何庄,40,92\n".encode()).rankings
    assert one.lines[0].score == Decimal(92)
    assert one.lines[0].parts == (("得分", Decimal(40)),)


def test_wrong_cells_are_words_of_their_line() -> None:
    (one,) = read_rankings("a.csv", "名次,村,得分\n先进,何庄,优\n2,乔庄,90\n".encode()).rankings
    assert one.lines[0].wrong == ("名次“先进”读不懂(A2)", "得分“优”读不懂(C2)")
    assert (one.lines[0].place, one.lines[0].score, one.lines[1].wrong) == (None, None, ())


def test_a_tie_written_once_is_read_where_no_file_can_tell_merged_cells() -> None:
    text = "名次,村,得分\n1,甲村,95\n2,乙村,90\n,丙村,90\n,丁村,80\n"
    (one,) = read_rankings("a.csv", text.encode()).rankings
    assert [line.place for line in one.lines] == [1, 2, 2, None]
    assert one.notes == ("空着的名次按与上一行并列读:第 4 行",)
    (other,) = read_rankings("a.xlsx", xlsx([line.split(",") for line in text.split()])).rankings
    assert [line.place for line in other.lines] == [1, 2, None, None]


def test_other_sheets_and_hidden_ones_are_passed_over_and_told() -> None:
    data = xlsx(
        [["名次", "村", "得分"], [1, "甲村", 95]],
        more={"打分": [["序号", "村", "得分"], [1, "甲村", 95]], "说明": [["填表说明"]]},
    )
    read = read_rankings("a.xlsx", data)
    assert len(read.rankings) == 1
    assert read.notes == ("工作表“说明”里没有排名,没有核对", "工作表“打分”里有一张没有名次或没有数据的表,没有核对")


def test_columns_may_be_named_by_letter_or_title() -> None:
    text = "甲,乙,丙\n村东,1,95\n村西,2,90\n".encode()
    with pytest.raises(NotARanking):
        read_rankings("a.csv", text)
    for said in (Said("A", "B", "C"), Said("甲", "乙", "丙"), Said("a", "乙", "C")):
        (one,) = read_rankings("a.csv", text, said=said).rankings
        found = [(line.unit, line.place, str(line.score)) for line in one.lines]
        assert found == [("村东", 1, "95"), ("村西", 2, "90")]


def test_people_are_shown_as_stars() -> None:
    (one,) = read_rankings("a.csv", "名次,姓名,得分\n1,欧阳甲,95\n2,例乙,90\n".encode()).rankings
    assert [line.unit for line in one.lines] == ["欧**", "例*"]


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
        read_rankings("a.csv", head.encode())
