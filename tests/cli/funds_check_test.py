"""Published tables of funds as people print them, each with the verdict a careful reader would give."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.console import captured
from tests.errors.township import Said, typed
from tests.intake.sheets import xlsx
from wfx.cli.main import main

Rows = Sequence[Sequence[Any]]
HEAD = ["序号", "项目名称", "资金规模(万元)"]


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without books."""
    monkeypatch.chdir(tmp_path)


def _check(data: bytes, *words: str, name: str = "分配表.xlsx") -> Said:
    Path(name).write_bytes(data)
    return typed("funds", "check", name, *words)


@dataclass(frozen=True)
class Case:
    """One sheet; ``found`` are its findings, ``told`` is said beside them, ``sums`` stand under them."""

    rows: Rows
    found: Sequence[tuple[str, str, str]] = ()
    told: Sequence[str] = ()
    sums: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    words: Sequence[str] = ()


CASES = {
    "levels under one title, the unit above the header, a note at the foot": Case(
        [
            ["2024年县级衔接资金分配表"],
            ["单位:万元"],
            ["序号", "乡镇", "合计", "资金来源"],
            [None, None, None, "中央", "省级", "市级", "县级"],
            [1, "甲镇", 100, 50, 30, 20],
            [2, "乙镇", 60, 30, 20, 5, 5],
            ["合计", None, 160, 80, 50, 25, 5],
            ["注:按项目库安排"],
        ],
        told=["核对了 2 行明细,金额 C 列“合计”", "第 8 行“注:按项目库安排”"],
        sums=["中央 80 万元(2 行)", "县级 5 万元(1 行)", "明细合计 160 万元(2 行)"],
        options={
            "merged": [
                *(("A1:G1", "2024年县级衔接资金分配表"), ("A2:G2", "单位:万元"), ("A7:B7", "合计")),
                *(("D3:G3", "资金来源"), ("A3:A4", "序号"), ("B3:B4", "乡镇"), ("C3:C4", "合计")),
            ]
        },
    ),
    "a row whose levels do not come to its sum, a total that is not its lines'": Case(
        [
            ["序号", "乡镇", "合计(万元)", "中央", "省级"],
            [1, "甲镇", 100, 50, 50],
            [2, "乙镇", 60, 30, 20],
            [3, "丙镇", 10, 5, 5],
            ["合计", None, 171, 85, 75],
        ],
        [
            ("F17", "乙镇", "中央+省级相加 50 万元,相差 10 万元(100000.00 元)"),
            ("F17", "合计", "合计 171 万元,明细相加 170 万元(3 行),相差 1 万元(10000.00 元)"),
        ],
        ["D 列“中央”、E 列“省级”没有写单位,按内容取万元(别的金额列写着)"],
    ),
    "a header of three rows, two levels and one's own money": Case(
        [
            ["序号", "项目名称", "总投资(万元)", "其中"],
            [None, None, None, "财政衔接资金", None, "自筹资金"],
            [None, None, None, "中央资金", "省级资金"],
            [1, "a", 10, 5, 3, 2],
            [2, "b", 20, 10, 5, 4],
            [3, "c", 30, 10, 10, 10],
        ],
        [("F17", "b", "中央资金+省级资金+自筹资金相加 19 万元,相差 1 万元(10000.00 元)")],
        options={
            "merged": [
                *(("D1:F1", "其中"), ("D2:E2", "财政衔接资金"), ("F2:F3", "自筹资金")),
                *(("A1:A3", "序号"), ("B1:B3", "项目名称"), ("C1:C3", "总投资(万元)")),
            ]
        },
    ),
    "sections with their money, signatures at the foot": Case(
        [
            ["单位:万元"],
            ["序号", "项目名称", "实施地点", "资金规模"],
            ["一", "产业发展", None, 300],
            [1, "大棚", "甲村", 200],
            [2, "冷库", "乙村", 100],
            ["二", "基础设施", None, 90.5],
            [1, "道路", "丙村", 90.5],
            ["合计", None, None, 390.5],
            ["填表人:张某", None, "负责人:李某"],
        ],
        sums=["明细合计 390.5 万元(3 行)"],
    ),
    "sections within sections, the whole at the top; one does not come out": Case(
        [
            ["单位:万元"],
            ["序号", "项目名称", "建设地点", "投资规模"],
            ["总计", None, None, 100],
            ["一", "产业", None, 70],
            ["(一)", "种植", None, 30],
            [1, "a", "x", 10],
            [2, "b", "x", 20],
            ["(二)", "养殖", None, 40],
            [1, "c", "x", 40],
            ["二", "基建", None, 31],
            [1, "d", "x", 30],
        ],
        [("F17", "基建", "分类 31 万元,明细相加 30 万元(1 行),相差 1 万元(10000.00 元)")],
    ),
    "subtotals of counties before their districts": Case(
        [
            ["2024年第二批衔接资金分配表"],
            [None, None, "单位:万元"],
            ["县(市、区)", "下达金额", "备注"],
            ["全省合计", 300],
            ["甲市小计", 100],
            ["甲市本级", 40],
            ["子县", 60],
            ["乙市小计", 199],
            ["丑县", 120],
            ["寅区", 80],
        ],
        [("F17", "乙市小计", "小计 199 万元,明细相加 200 万元(2 行),相差 -1 万元(-10000.00 元)")],
    ),
    "subtotals after their lines; the whole is wrong": Case(
        [
            ["单位:万元"],
            ["序号", "项目名称", "地点", "金额"],
            [1, "a", "x", 1],
            [2, "b", "y", 2],
            ["小计", None, None, 3],
            [3, "c", "z", 4],
            ["小计", None, None, 4],
            ["合计", None, None, 8],
        ],
        [("F17", "合计", "合计 8 万元,明细相加 7 万元(3 行),相差 1 万元(10000.00 元)")],
    ),
    "what is of which is no line": Case(
        [["序号", "单位", "金额(万元)"], [1, "甲县", 10], [2, "乙县", 20], ["合计", None, 30], ["其中:产业", None, 18]]
    ),
    "two halves side by side": Case(
        [
            ["单位:万元"],
            ["序号", "乡镇", "金额", "序号", "乡镇", "金额"],
            [1, "甲镇", 10, 3, "丙镇", 30],
            [2, "乙镇", 20, 4, "丁镇", 40],
            ["合计", None, None, None, None, 100],
        ],
        sums=["明细合计 100 万元(4 行)"],
    ),
    "two tables under each other, the unit said once": Case(
        [
            ["一、中央资金"],
            ["单位:万元"],
            ["序号", "项目", "金额"],
            [1, "a", 5],
            ["合计", None, 5],
            [],
            ["二、省级资金"],
            ["序号", "项目", "金额"],
            [1, "b", 6],
            ["合计", None, 7],
        ],
        [("F17", "合计", "合计 7 万元,明细相加 6 万元(1 行)")],
    ),
    "one amount merged over two lines is counted once": Case(
        [
            ["序号", "项目名称", "资金来源", "金额(万元)"],
            [1, "路", "省级资金", 10],
            [2, "桥", None, 20],
            [3, "塘", "市级资金"],
        ],
        sums=["省级资金 30 万元(2 行)", "明细合计 30 万元(2 行)"],
        options={"merged": [("C2:C3", "省级资金"), ("D3:D4", 20)]},
    ),
    "a line in yuan among 万元": Case(
        [HEAD, [1, "道路", 20], [2, "桥", 300000], ["合计", None, 50]],
        [("F18", "桥", "按 30 万元 合计正好相符,像是元与万元写混了")],
    ),
    "the total in another unit than its lines": Case(
        [["序号", "项目名称", "金额(元)"], [1, "道路", 200000], [2, "桥", 300000], ["合计", None, 50]],
        [("F18", "合计", "写 50.00 元,按 500000.00 元 合计正好相符")],
    ),
    "yuan under a title of 万元": Case(
        [["序号", "单位", "分配资金(万元)"], [1, "甲县", 407419.62], [2, "乙县", 44431.47], ["合计", None, 451851.09]],
        [("F18", "甲县", "写 407419.62 万元,一项超过十亿元,像是元")],
    ),
    "万元 under a title of yuan": Case(
        [["序号", "项目名称", "金额(元)"], [1, "道路", 67.90712], [2, "桥", 50]],
        [("F18", "道路", "写 67.90712 元,元以下只有角分,像是万元")],
    ),
    "no unit at all is asked": Case(
        [["序号", "项目名称", "金额"], [1, "道路", 20], [2, "桥", 30]],
        [("F18", "整张表", "看不出金额单位:没有写明是元还是万元")],
    ),
    "no unit, said by option": Case(
        [["序号", "项目名称", "金额"], [1, "道路", 20], [2, "桥", 30]],
        sums=["明细合计 50 万元"],
        words=["--unit", "万元"],
    ),
    "no unit, more places than yuan have": Case(
        [["序号", "项目名称", "金额"], [1, "道路", 0.8942], [2, "桥", 30]],
        told=["C 列“金额”没有写单位,按内容取万元(小数多于两位)"],
    ),
    "each cell its own unit": Case(
        [["序号", "项目名称", "资金规模"], ["1", "a", "10.5万元"], ["2", "b", "20万元"], ["合计", None, "30.5万元"]],
        sums=["明细合计 305000.00 元"],
    ),
    "no title says what is what, the cells do": Case(
        [["次", "事情", "数"], [1, "修路", 10.123], [2, "修桥", 20.5]],
        told=["金额按内容取 C 列“数”", "名称按内容取 B 列“事情”"],
    ),
    "several columns of money are asked": Case(
        [["序号", "项目名称", "补助资金(万元)", "配套资金(万元)"], [1, "道路", 20, 3], [2, "桥", 30, 4]],
        [("F17", "整张表", "看不出金额:几列都像:C 列“补助资金(万元)”、D 列“配套资金(万元)”")],
    ),
    "several columns of money, one said by option": Case(
        [["序号", "项目名称", "补助资金(万元)", "配套资金(万元)"], [1, "道路", 20, 3], [2, "桥", 30, 4]],
        sums=["明细合计 50 万元"],
        words=["--amount", "补助资金(万元)"],
    ),
    "more was paid than settled": Case(
        [["序号", "项目名称", "结算审核价(元)", "拨付金额(元)"], [1, "道路", 191266, 200000], [2, "桥", 1000, 1000]],
        [("F04", "道路", "拨付 200000.00 元,结算审核价 191266.00 元,多付 8734.00 元")],
    ),
    "more was paid than settled, in two units": Case(
        [["序号", "项目名称", "结算价(万元)", "已付金额(元)"], [1, "道路", 19.1266, 200000]],
        [("F04", "道路", "拨付 200000.00 元,结算审核价 19.1266 万元,多付 8734.00 元")],
    ),
    "more was paid than planned, units under the titles": Case(
        [
            ["序号", "项目名称", "计划资金", "已拨付", "支付率(%)", "备注"],
            [None, None, "(万元)", "(万元)"],
            [1, "a", 100, 46.92, 46.92],
            [2, "b", 100, 120, 120],
            ["合计", None, 200, 166.92, 83.46],
        ],
        [("F02", "b", "拨付 120 万元,计划 100 万元,多付 20 万元(200000.00 元)")],
    ),
    "what is left over and a rate that do not come out": Case(
        [
            ["项目名称", "计划资金(万元)", "结算金额", "管理费", "结余", "支付率"],
            ["道路", 100, 90, 1, 9, "90%"],
            ["桥", 50, 45, 0.5, 4.6, "90%"],
            ["塘", 50, 45, 0.5, 4.5, "95%"],
        ],
        [
            ("F10", "桥", "计划资金(万元)减结算金额减管理费 4.5 万元,相差 0.1 万元(1000.00 元)"),
            ("F17", "塘", "“支付率” 95%,结算金额÷计划资金(万元) 是 90%"),
        ],
        ["项目管理费占 1.000%"],
    ),
    "a fee above its share": Case(
        [["2024年资金"], HEAD, [1, "道路", 90], [2, "项目管理费", 1.2], ["合计", None, 91.2]],
        [("F11", "项目管理费", "项目管理费占 1.316%,超过 1%")],
    ),
    "spans written oddly, backwards, not to be read; numbers left out and twice": Case(
        [
            [*HEAD, "实施期限"],
            [1, "甲", 3, "24.2-2024.12"],
            [2, "乙", 4, "2024.12-2024.2"],
            [4, "丙", 4, "2024年3月至11月"],
            [4, "丁", 5, "某些3期"],
        ],
        [
            ("F07", "乙", "止(2024-02)早于起(2024-12)"),
            ("F07", "丁", "期限“某些3期”读不懂"),
            ("F17", "丙", "序号从 2 跳到 4,中间缺号"),
            ("F17", "丁", "序号 4 与第 4 行重复"),
        ],
        ["第 2 行“24.2-2024.12”读作 2024-02 至 2024-12"],
    ),
    "parts under titles of years, side by side with their total": Case(
        [
            ["单位", "2023年", "2024年", "合计(万元)"],
            ["甲镇", 10, 20, 31],
            ["乙镇", 5, 6, 11],
            ["丙镇", 5, 6, 11],
            ["合计", 20, 32, 53],
        ],
        [
            ("F17", "甲镇", "2023年+2024年相加 30 万元,相差 1 万元(10000.00 元)"),
            ("F17", "合计", "2023年+2024年相加 52 万元"),
        ],
    ),
    "one row alone whose levels do not come to its sum": Case(
        [["单位", "下达资金(万元)"], [None, "小计", "中央", "省级"], ["甲县", 101, 60, 40]],
        [("F17", "甲县", "中央+省级相加 100 万元,相差 1 万元(10000.00 元)")],
        options={"merged": [("A1:A2", "单位"), ("B1:D1", "下达资金(万元)")]},
    ),
    "paid in two parts, together more than settled": Case(
        [["序号", "项目", "结算审定金额(元)", "第一次拨付(元)", "第二次拨付(元)"], [1, "a", 191266, 100000, 100000]],
        [("F04", "a", "拨付 200000.00 元,结算审核价 191266.00 元,多付 8734.00 元")],
    ),
    "a contract beside; of what was paid only the sum so far counts": Case(
        [
            ["序号", "项目名称", "合同价(万元)", "结算审定价(万元)", "累计拨付(万元)", "其中:本次拨付(万元)"],
            [1, "a", 20, 19.1266, 20, 5],
        ],
        [("F04", "a", "多付 0.8734 万元(8734.00 元)")],
    ),
    "the whole at the top and what is of which, level by level": Case(
        [
            ["单位:元"],
            ["项目", "金额"],
            ["合计", 500000],
            ["其中:中央", 300000],
            ["省级", 200000],
            ["道路", 200000],
            ["桥", 300000],
        ],
        sums=["明细合计 500000.00 元(2 行)"],
    ),
    "a standard written with its unit": Case(
        [
            ["序号", "姓名", "数量(亩)", "补贴标准", "补贴金额(元)"],
            [1, "李某", 3.5, "100元/亩", 350],
            [2, "王某", 2, "100元/亩", 200],
            [3, "张某", 2, "100元/亩", 250],
        ],
        [("F24", "张*", "数量(亩)×补贴标准 200.00 元,相差 50.00 元")],
    ),
    "the unit in the name of the sheet": Case(
        [["序号", "项目", "资金"], [1, "产业", 60], [2, "基建", 40]],
        sums=["明细合计 100 万元"],
        options={"name": "分配表(万元)"},
    ),
    "spans in every spelling": Case(
        [
            [*HEAD, "建设期限"],
            *(
                [number, f"项目{number}", 1, span]
                for number, span in enumerate(
                    (
                        *("2024.3-2024.10", "2024年3月—10月", "2024年12月底前", "90日历天", "2024/3/1-2024/6/30"),
                        *("2024年3月1日至2024年11月30日", "202403-202412", "2024-2025年", "3月-10月", "2024年度"),
                        *("2024年上半年", "长期"),
                    ),
                    start=1,
                )
            ),
        ]
    ),
    "counts beside amounts under each level; a row that does not come out though its column does": Case(
        [
            ["序号", "单位", "合计", None, "省级", None, "市级"],
            [None, None, "户数", "金额(元)", "户数", "金额(元)", "户数", "金额(元)"],
            [1, "甲", 3, 310, 2, 200, 1, 100],
            [2, "乙", 5, 500, 4, 400, 1, 100],
            ["合计", None, 8, 810, 6, 600, 2, 200],
        ],
        [
            ("F17", "甲", "省级/金额(元)+市级/金额(元)相加 300.00 元,相差 10.00 元"),
            ("F17", "合计", "省级/金额(元)+市级/金额(元)相加 800.00 元,相差 10.00 元"),
        ],
        options={
            "merged": [
                *(("A1:A2", "序号"), ("B1:B2", "单位"), ("C1:D1", "合计")),
                *(("E1:F1", "省级"), ("G1:H1", "市级")),
            ]
        },
    ),
    "a heading's sum that is of one level, sources in a column": Case(
        [
            ["下达中央资金50万元"],
            ["序号", "项目", "资金来源", "金额(万元)"],
            [1, "a", "中央资金", 20],
            [2, "b", "中央资金", 20],
        ],
        [("F17", "表外的文字", "“中央资金50万元”,表上中央明细相加 40 万元")],
    ),
    "a month that a number cannot tell": Case(
        [[*HEAD, "完成时限"], [1, "甲", 3, 2024.1]], [("F07", "甲", "是1月还是10月看不出")]
    ),
    "grants to households: one is not quantity times standard": Case(
        [
            ["2024年到户奖补公示(单位:元)"],
            ["序号", "村", "户主", "面积(亩)", "补助标准(元/亩)", "补助金额"],
            [1, "甲村", "李某某", 3, 100, 300],
            [2, "甲村", "王某某", 2.5, 100, 250],
            [3, "乙村", "张某某", 4, 100, 410],
            ["合计", None, None, 9.5, None, 960],
        ],
        [("F24", "张**", "面积(亩)×补助标准(元/亩) 400.00 元,相差 10.00 元")],
    ),
    "one household twice, word for word": Case(
        [
            ["序号", "姓名", "村", "补贴金额(元)"],
            [1, "李某某", "甲村", 300],
            [2, "王某某", "甲村", 300],
            [3, "李某某", "甲村", 300],
        ],
        [("F19", "李**", "与第 2 行完全一样")],
    ),
    "what the heading says the sums are": Case(
        [
            ["某县2024年下达中央衔接资金300万元、省级衔接资金210万元,共计500万元"],
            ["序号", "单位", "小计(万元)", "中央", "省级"],
            [1, "甲", 300, 200, 100],
            [2, "乙", 200, 100, 100],
        ],
        [("F17", "表外的文字", "“省级衔接资金210万元”,表上省级明细相加 200 万元")],
    ),
    "cells that cannot be read": Case(
        [HEAD, [1, "路", "#N/A"], [2, "桥", "待定"], [3, "塘", 5], [4, "沟", None], ["合计", None, 5]],
        [
            ("F17", "路", "C2 是错误值"),
            ("F17", "桥", "C3“待定”读不成金额"),
            ("F17", "沟", "没有金额"),
        ],
        sums=["明细合计 5 万元(1 行)"],
    ),
    "a total rounded to fewer places": Case(
        [["序号", "单位", "金额(万元)"], [1, "甲县", 1.234], [2, "乙县", 2.345], ["合计", None, 3.58]]
    ),
    "a total one fen off": Case(
        [["序号", "单位", "金额(元)"], [1, "甲县", 1234567.89], [2, "乙县", 2.34], ["合计", None, 1234570.24]],
        [("F17", "合计", "明细相加 1234570.23 元(2 行),相差 0.01 元")],
    ),
    "Excel's own noise is no difference": Case(
        [["序号", "单位", "金额(万元)"], [1, "甲县", 0.1], [2, "乙县", 0.2], ["合计", None, 0.1 + 0.2]]
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_published_table_of_funds_is_judged(name: str) -> None:
    case = CASES[name]
    said = _check(xlsx(case.rows, **case.options), "--json", *case.words)
    assert said.code == (4 if case.found else 0), said.err + said.out
    shown = json.loads(said.out)
    found = [(row["rule"], row["subject"], row["what"]) for row in shown["rows"]]
    assert [(rule, who) for rule, who, _ in sorted(found)] == [(rule, who) for rule, who, _ in sorted(case.found)]
    for rule, who, what in case.found:
        assert any(rule == one and who == other and what in whole for one, other, whole in found), found
    for words in case.told:
        assert words in said.err
    for words in case.sums:
        assert any(words in note for note in shown["notes"]), shown["notes"]


SEVEN = """序号,项目名称,资金来源,投资规模(万元),建设地点,建设内容,责任单位
1,小额贴息,市级资金,67.90712,相关乡镇办,贷款政策贴息,扶贫办
2,雨露计划,市级资金,50,相关乡镇办,职业培训补贴,扶贫办
,增收奖补项目,市级资金,57,相关乡镇办,"贫困户增收,按文件标准奖补",扶贫办
,到户产业扶持项目,市级资金和结余资金,336.64,相关乡镇办,入股合作企业,扶贫办
,管理费,结余资金,5,,监理、第三方验收等管理费用,扶贫办
"""


def test_seven_columns_sums_by_source_and_the_ordinals_filled_in() -> None:
    said = _check(SEVEN.encode(), name="分配表.csv")
    assert said.code == 0
    for words in (
        "市级资金 174.90712 万元(3 行)",
        "市级资金和结余资金 336.64 万元(1 行)",
        "结余资金 5 万元(1 行)",
        "明细合计 516.54712 万元(5 行)",
    ):
        assert words in said.out
    assert "3 行补序号:第 4 行补 3、第 5 行补 4、第 6 行补 5" in said.err
    assert "项目管理费占 0.968%" in said.err
    assert "没有发现问题" in said.err


def test_twelve_columns_with_an_odd_span() -> None:
    said = _check(
        "序号,项目名称,实施地点,建设任务,补助标准,资金来源,资金规模(万元),实施期限,施工单位,责任人,绩效目标,利益联结机制\n"
        "1,产业奖补项目,产业园,完成14户奖补,每亩收益>1000元补100元/亩,区级财政衔接资金,0.8942,24.2-2024.12,产业园,略,增加收入,带动生产\n".encode(
            "gb18030"
        ),
        name="分配表.csv",
    )
    assert said.code == 0
    assert "区级财政衔接资金 0.8942 万元(1 行)" in said.out
    assert "“24.2-2024.12”读作 2024-02 至 2024-12" in said.err


NOTICE = """公告要素,内容
项目名称,2023年下半年农业产业奖补项目
实施地点,14个乡镇街道
建设内容/补助标准,收益20%;种植≤500元/亩
资金来源,2023年财政专项资金
建设期限,2023-05至2023-12
实施结果-奖补资金(万元),187.63239
检查验收结果,验收合格
绩效-户均收益(元),≥4147
责任单位,农业农村局
责任人,略
监督电话,略
公告时间,2024-03-12
"""


def test_a_notice_of_completion_needs_its_elements() -> None:
    assert _check(NOTICE.encode(), name="公告.csv").code == 0
    said = _check(NOTICE.replace("监督电话,略\n", "").replace("2024-03-12", "").encode(), "--json", name="公告.csv")
    assert said.code == 4
    found = [(row["rule"], row["what"]) for row in json.loads(said.out)["rows"]]
    assert found == [("F29", "没有监督电话"), ("F29", "公告时间是空的")]


def test_a_page_of_the_web_is_read() -> None:
    page = (
        "<html><body><p>单位:万元</p><table><tr><th>序号</th><th>项目</th><th>资金</th></tr>"
        "<tr><td>1</td><td>路</td><td>1,234.50</td></tr><tr><td>合计</td><td></td><td>1234.6</td></tr></table></body></html>"
    )
    said = _check(page.encode(), name="公示.html")
    assert said.code == 4
    assert "相差 0.1 万元(1000.00 元)" in said.out


def test_a_table_of_something_else_is_asked_about_and_never_called_clean() -> None:
    scheme = "层级,指标,满分,单项上限\n月考核,重点工作,40,\n月考核,日常工作,60,20\n"
    said = _check(scheme.encode(), name="办法.csv")
    assert said.code == 4
    assert "wfx funds check 办法.csv --amount C" in said.out
    assert _check("只有一句话,没有表\n".encode(), name="话.csv").code == 4


def test_what_is_not_understood_is_asked_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    Path("表.csv").write_text("序号,项目,金额\n1,路,20\n2,桥,30\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", Keyboard("万元\n"))
    with captured() as (out, err):
        assert main(["funds", "check", "表.csv"]) == 0
    assert "没有写明是元还是万元" in err.getvalue()
    assert "明细合计 50 万元" in out.getvalue()
    monkeypatch.setattr("sys.stdin", Keyboard("\n"))
    with captured() as (_, err):
        assert main(["funds", "check", "表.csv"]) == 4
