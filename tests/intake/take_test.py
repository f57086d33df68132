"""A sheet from outside, as an office gets it: what is taken, what is passed over, what is refused and where."""

from datetime import date
from decimal import Decimal

import pytest
from stdnum.cn import ric

from tests.intake.sheets import NAMES, SHEET, cell_codes, forms, repacked, taken, xlsx
from tests.township import schemas
from wfx.intake.take import take
from wfx.values.errors import GivenUnknown, NoSuchForm, UnknownSheet

EXPORT = [
    "序号",
    "县(市、区、旗)",
    "乡(镇)",
    "行政村",
    "自然村",
    "户编号",
    "户主姓名",
    "家庭人口数",
    "户类型",
    "监测对象类别",
]


def household(number: int, village: str = "何庄", kind: str = "脱贫户", monitored: str = "") -> list[object]:
    return [number, "虚构县", "文峰乡", village, "一组", f"41099900000{number}", "虚某", number, kind, monitored]


def id_number(serial: int) -> str:
    body = f"41099919900101{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


def test_the_national_households_export_is_taken() -> None:
    rows = [
        ["文峰乡农户信息"],
        [],
        EXPORT,
        household(1),
        household(2, "乔庄", "一般农户", "边缘易致贫户"),
        ["合 计", None, None, None, None, None, None, 3],
    ]
    one = taken(rows, merged=[("A1:J1", "文峰乡农户信息")])
    assert one.form.name == "households"
    assert one.problems == ()
    assert one.tables["households"].to_pylist() == [
        {
            "household_id": "410999000001",
            "village": "v03",
            "group_name": "一组",
            "member_count": 1,
            "category": "lifted",
            "monitoring": None,
        },
        {
            "household_id": "410999000002",
            "village": "v02",
            "group_name": "一组",
            "member_count": 2,
            "category": "ordinary",
            "monitoring": "marginal",
        },
    ]
    assert [place.row for place in one.places] == [4, 5]
    assert str(one.places.at(1, "household_id")) == "来表.xlsx 表 F5 household_id"
    assert one.notes == ("合计行没有读:第 6 行",)


def test_half_and_full_width_headers_are_the_same() -> None:
    header = [title.replace("(", "(").replace(")", ")").replace("、", "、 ") for title in EXPORT]
    assert taken([header, household(1)]).problems == ()


def test_persons_feed_two_ledgers_and_identities_keep_the_names() -> None:
    header = ["行政村", "户编号", "人编号", "姓名", "公民身份号码", "联系电话", "性别", "出生日期", "是否务工"]
    one = taken([header, ["何庄", "H1", "P1", "虚某", id_number(1), "19900000001", "女", "1990-01-01", "否"]])
    assert one.problems == ()
    (person,) = one.tables["persons"].to_pylist()
    assert person == {
        "person_id": "P1",
        "household_id": "H1",
        "village": "v03",
        "sex": "female",
        "birth_month": "1990-01",
        "working": False,
    }
    (identity,) = one.tables["identities"].to_pylist()
    assert identity["id_number"] == id_number(1)
    assert set(identity) == {"person_id", "household_id", "village", "name", "id_number", "phone"}


def test_a_number_in_a_numeric_cell_is_refused_and_shown_as_stars() -> None:
    header = ["行政村", "户编号", "人编号", "姓名", "身份证号码"]
    one = taken([header, ["何庄", "H1", "P1", "虚某", int(id_number(1)[:17] + "0")]])
    assert cell_codes(one) == [("E220", "E2")]
    assert "41099919900101" not in str(one.problems)


def test_every_wrong_cell_is_named_at_once() -> None:
    header = ["户编号", "行政村", "家庭人口数", "户类型", "上年家庭纯收入(万元)", "识别监测时间", "风险消除时间"]
    rows = [
        header,
        ["H1", "别处", "三", "富户", "1,23", "2025年3月", "下旬"],
        [None, "何庄", 3, "脱贫户", 2.5, date(2025, 3, 1), None],
        ["H3", "何庄", 3, "脱贫户", 2.5, 45717, None],
    ]
    one = taken(rows)
    assert cell_codes(one) == [
        ("E221", "C2"),
        ("E221", "E2"),
        ("E223", "G2"),
        ("E227", "D2"),
        ("E228", "B2"),
        ("E233", "A3"),
    ]
    last = one.tables["households"].to_pylist()[2]
    assert (last["net_income"], last["identified_on"]) == (Decimal("25000.00"), date(2025, 3, 1))


def test_blank_is_null_and_an_absent_column_is_absent() -> None:
    one = taken([["户编号", "行政村", "家庭人口数", "户类型"], ["H1", "何庄", None, "  "]])
    assert one.tables["households"].to_pylist() == [
        {"household_id": "H1", "village": "v03", "member_count": None, "category": None}
    ]


def test_subtotals_between_the_records_are_no_records() -> None:
    subtotal = ["小计", None, None, None, None, None, None, 1]
    one = taken([EXPORT, household(1), subtotal, household(2), ["本页小计"], household(3), ["总 计"]])
    assert [place.row for place in one.places] == [2, 4, 6]
    assert one.notes == ("合计行没有读:第 3、5、7 行",)
    assert one.problems == ()


def test_blank_rows_prefilled_numbers_and_footers_are_no_records() -> None:
    rows = [EXPORT, household(1), [2, "虚构县", "文峰乡"], [], household(3), ["注:本表按月报送"], ["填表人:", "虚某"]]
    one = taken(rows, hidden=[5])
    assert [place.row for place in one.places] == [2, 5]
    assert one.notes == ("表尾说明没有读:第 6、7 行", "隐藏的行也已读入:第 5 行")
    assert one.problems == ()


def test_a_title_over_two_rows_is_read() -> None:
    top = ["户编号", "行政村", "基本情况", None, None]
    low = [None, None, "家庭人口数", "户类型", "备注"]
    one = taken([top, low, ["H1", "何庄", 3, "脱贫户", "无"]], merged=[("A1:A2", "户编号"), ("C1:E1", "基本情况")])
    assert one.problems == ()
    assert one.tables["households"].to_pylist()[0]["note"] == "无"
    assert one.places[0].row == 3


def test_merged_data_cells_are_refused_with_their_range() -> None:
    rows = [
        ["户编号", "行政村", "家庭人口数", "户类型"],
        ["H1", "何庄", 3, "脱贫户"],
        ["H2", None, 2, "脱贫户"],
        ["合计"],
    ]
    one = taken(rows, merged=[("B2:B3", "何庄"), ("A4:B4", "合计")])
    (merged,) = [problem for problem in one.problems if problem.code == "E231"]
    assert merged.shown == "B2:B3"


def test_headers_that_cannot_be_read_are_named() -> None:
    header = ["户编号", "村", "家庭人口数", "户类型", "", "星座", "户类型", "上年家庭纯收入(美元)"]
    one = taken([header, ["H1", "何庄", 3, "脱贫户", "x", "x", "一般户", 1]])
    assert cell_codes(one) == [("E211", "E1"), ("E212", "G1"), ("E215", "H1")]
    assert "没有收的列:星座" in one.notes[-1]


def test_a_list_over_several_columns_is_put_together() -> None:
    header = ["户编号", "行政村", "家庭人口数", "户类型", "主要致(返)贫风险1", "主要致(返)贫风险2"]
    one = taken([header, ["H1", "何庄", 3, "脱贫户", "因病", "因学"], ["H2", "何庄", 3, "脱贫户", None, "因病"]])
    assert one.problems == ()
    assert one.tables["households"]["risks"].to_pylist() == [["illness", "schooling"], ["illness"]]


def test_the_month_may_be_given_and_a_column_goes_before_it() -> None:
    header = ["户编号", "村", "排查方式", "排查日期"]
    one = taken([header, ["H1", "何庄", "入户", "2026-10-03"]], given={"month": "2026-10"})
    assert one.tables["screenings"]["month"].to_pylist() == ["2026-10"]
    own = taken([["月份", *header], ["2026年9月", "H1", "何庄", "入户", None]], given={"month": "2026-10"})
    assert own.tables["screenings"]["month"].to_pylist() == ["2026-09"]
    assert [p.code for p in taken([header, ["H1", "何庄", "入户", None]]).problems] == ["E214"]
    bad = taken([header, ["H1", "何庄", "入户", None]], given={"month": "本月"})
    assert [problem.code for problem in bad.problems] == ["E226"]


def test_only_what_a_form_allows_may_be_given() -> None:
    with pytest.raises(GivenUnknown):
        taken([EXPORT, household(1)], given={"month": "2026-10"})


def test_a_running_number_names_a_task() -> None:
    header = ["序号", "工作任务", "责任村", "完成时限", "分值"]
    one = taken(
        [header, [1, "虚构任务", "全乡", "2026-10-20", 40], [2, "另一任务", "何庄、乔庄", "2026-10-25", 60]],
        given={"month": "2026-10"},
    )
    assert one.problems == ()
    assert one.tables["task_items"]["item_id"].to_pylist() == ["1", "2"]
    assert one.tables["task_items"]["villages"].to_pylist() == [None, ["v03", "v02"]]


def test_an_own_column_of_task_numbers_goes_before_the_running_number() -> None:
    header = ["序号", "任务编号", "村", "完成度(%)", "质量分"]
    one = taken([header, [1, "T01", "何庄", 90, 88]], given={"month": "2026-10"})
    assert one.problems == ()
    assert one.tables["scores"].to_pylist()[0]["item_id"] == "T01"


def test_scores_shown_as_percents_are_refused() -> None:
    one = taken([["任务编号", "村", "完成率"], ["T01", "何庄", 0.9]], given={"month": "2026-10"})
    assert [problem.code for problem in one.problems] == ["E234"]


def test_several_sheets_are_each_recognised_and_the_rest_is_said() -> None:
    data = xlsx(
        [EXPORT, household(1)],
        name="户",
        more={
            "说明": [["随便写的"]],
            "排查": [["户编号", "村", "排查方式", "月份"], ["H1", "何庄", "入户", "2026-10"]],
        },
    )
    first, second = take("a.xls", data, forms(), schemas(), villages=NAMES)
    assert (first.form.name, second.form.name) == ("households", "screenings")
    assert first.notes == ("文件名以 .xls 结尾,内容是 xlsx,已按内容读入", "工作表“说明”不是要导入的表,没有读")


def test_a_sheet_nobody_knows_is_refused_with_the_nearest_form() -> None:
    with pytest.raises(UnknownSheet) as caught:
        take("a.csv", "合同号,行政村,合同止\nH1,何庄,2026-12-31\n".encode(), forms(), schemas(), villages=NAMES)
    told = {"nearest": ";最接近的是“资产合同台账”,还缺列:资产编号", "blank": "资产合同台账 -o 空表.xlsx"}
    assert caught.value.details == told
    with pytest.raises(UnknownSheet) as caught:
        take("a.csv", "甲,乙\n1,2\n".encode(), forms(), schemas(), villages=NAMES)
    nothing = {"nearest": ",没有一列的列名是认得的", "blank": "表名"}
    assert caught.value.details == nothing  # nothing is near, and that is said


def test_a_few_columns_are_enough_to_know_a_household_sheet() -> None:
    [one] = take("a.csv", "户编号,行政村,备注\nH1,何庄,搬家\n".encode(), forms(), schemas(), villages=NAMES)
    assert (one.form.name, one.problems) == ("households", ())


def test_a_wanted_form_is_taken_without_all_its_words() -> None:
    one = taken([["户编号", "行政村", "住房安全等级"], ["H1", "何庄", "C级"]], wanted="households")
    assert one.tables["households"].to_pylist() == [{"household_id": "H1", "village": "v03", "house_grade": "C"}]
    with pytest.raises(NoSuchForm):
        taken([EXPORT], wanted="没有的表")


def test_a_sheet_without_its_key_is_refused() -> None:
    one = taken([["行政村", "家庭人口数", "户类型"], ["何庄", 3, "脱贫户"]], wanted="households")
    assert [(problem.code, problem.shown) for problem in one.problems] == [("E214", "户编号")]


def test_a_header_without_rows_gives_an_empty_table() -> None:
    one = taken([EXPORT])
    assert one.tables["households"].num_rows == 0
    assert len(one.places) == 0


def test_a_formula_error_is_no_blank() -> None:
    data = xlsx([["户编号", "行政村", "家庭人口数", "户类型"], ["H1", "何庄", 3, "脱贫户"]])
    broken = repacked(data, SHEET, (rb'<c r="C2"><v>3', b'<c r="C2" t="e"><v>#N/A'))
    (one,) = take("a.xlsx", broken, forms(), schemas(), villages=NAMES)
    assert cell_codes(one) == [("E232", "C2")]
