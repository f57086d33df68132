"""Published rankings as people print them, each with the verdict a careful reader would give."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.console import captured
from tests.errors.township import Place, Said, typed
from tests.intake.sheets import SHEET, repacked, xlsx
from wfx.cli.main import main

Rows = Sequence[Sequence[Any]]
HEAD = ["名次", "村", "得分"]
NAMES = ("李斌庄", "乔庄", "何庄", "大汉李")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without books."""
    monkeypatch.chdir(tmp_path)


def _check(data: bytes, *words: str, name: str = "通报.xlsx") -> Said:
    Path(name).write_bytes(data)
    return typed("rank", "check", name, *words)


def _findings(data: bytes, *words: str) -> list[tuple[str, str]]:
    said = _check(data, *words, "--json")
    assert said.code in (0, 4), said.err
    found = [(row["rule"], row["what"]) for row in json.loads(said.out)["rows"]]
    assert said.code == (4 if found else 0)
    return found


@dataclass(frozen=True)
class Case:
    """One sheet; ``found`` are its findings, ``told`` is said beside them."""

    rows: Rows
    found: Sequence[tuple[str, str]] = ()
    told: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


CASES = {
    "last month and this month under a two-row header; this month is wrong": Case(
        [
            ["村", "上月", None, "本月"],
            [None, "得分", "名次", "得分", "名次"],
            ["李斌庄", 95, 1, 90, 1],
            ["乔庄", 92, 2, 96, 3],
            ["何庄", 90, 3, 80, 2],
        ],
        [
            ("K01", "表 本月/名次:得分 90 应为第 2 名,表上是第 1 名"),
            ("K01", "表 本月/名次:得分 96 应为第 1 名,表上是第 3 名"),
            ("K01", "表 本月/名次:得分 80 应为第 3 名,表上是第 2 名"),
        ],
        ["上月/名次:核对了 3 个单位"],
        {"merged": [("A1:A2", "村"), ("B1:C1", "上月"), ("D1:E1", "本月")]},
    ),
    "last month and this month side by side in one row": Case(
        [
            ["村", "上月得分", "上月排名", "本月得分", "本月排名"],
            ["李斌庄", 95, 1, 90, 2],
            ["乔庄", 92, 2, 96, 1],
            ["何庄", 90, 3, 80, 3],
        ],
        told=["得分 B 列“上月得分”", "得分 D 列“本月得分”"],
    ),
    "last month's places without its scores": Case(
        [["村", "本月得分", "本月排名", "上月排名"], ["李斌庄", 95, 1, 2], ["乔庄", 90, 2, 1]],
        told=["“上月排名”没有对应的得分,没有核对"],
    ),
    "another word for the place": Case(
        [["全镇排名", "村", "得分"], [1, "李斌庄", 90], [2, "乔庄", 96]],
        [("K01", "得分 90 应为第 2 名,表上是第 1 名"), ("K01", "得分 96 应为第 1 名,表上是第 2 名")],
    ),
    "the month's place": Case(
        [["月排名", "村", "得分"], [1, "甲村", 90], [2, "乙村", 95]],
        [("K01", "得分 90 应为第 2 名,表上是第 1 名"), ("K01", "得分 95 应为第 1 名,表上是第 2 名")],
    ),
    "villages or communities": Case([["名次", "村(居)", "得分"], [1, "甲村", 95], [2, "乙村", 90]]),
    "kinds of villages": Case([["名次", "村别", "得分"], [1, "甲村", 95], [2, "乙村", 90]]),
    "towns and streets": Case([["排名", "镇街", "综合得分"], ["第1名", "城关街道", 95], ["第2名", "东样镇", 94]]),
    "towns with brackets in the title": Case(
        [["位次", "乡镇(街道、园区)", "总得分(100分)"], ["一", "城关镇", 95], ["二", "东样园区", 94]]
    ),
    "an office and a day at the foot, in the villages' column": Case(
        [
            ["序号", "村", "得分", "名次"],
            [1, "李斌庄", 95, 1],
            [2, "乔庄", 93, 2],
            [None, "考核领导小组办公室"],
            [None, "2026年10月31日"],
        ],
        told=["核对了 2 个单位", "第 4 行“考核领导小组办公室”、第 5 行“2026年10月31日”"],
    ),
    "who made and who examined the table, at the foot": Case(
        [HEAD, [1, "甲村", 95], [2, "乙村", 90], ["制表人:张某", None, "2026年10月"], [None, "审核:李某"]],
        told=["核对了 2 个单位"],
    ),
    "the full marks as a row": Case(
        [
            ["某镇10月考核通报"],
            ["名次", "村", "现场", "资料", "总分"],
            ["/", "满分", 60, 40, 100],
            [1, "李斌庄", 58, 39, 97],
            [2, "乔庄", 55, 39, 94],
            [3, "何庄", 50, 38, 88],
        ],
        told=["第 3 行“满分”"],
    ),
    "an absent one holds its place": Case(
        [HEAD, [1, "李斌庄", 95], [2, "乔庄", "缺考"], [3, "何庄", 90], [4, "大汉李", 88]],
        [("K04", "乔庄:没有得分(C3“缺考”)")],
    ),
    "one left out on purpose": Case(
        [HEAD, [1, "李斌庄", 95], [2, "乔庄", 93], ["—", "何庄", "不参评"]],
        [("K04", "何庄:没有参加排名(名次“—”,得分“不参评”)")],
    ),
    "a percentage among points": Case(
        [HEAD, [1, "李斌庄", 96], [2, "乔庄", "95.5%"], [3, "何庄", 90]],
        [("K04", "乔庄:得分“95.5%”带百分号,别的行不带(C3)")],
    ),
    "percentages throughout": Case([HEAD, [1, "李斌庄", "96%"], [2, "乔庄", "95.5%"], [3, "何庄", "90%"]]),
    "places in every spelling": Case(
        [HEAD, ["NO.1", "李斌庄", 96], ["第 二 名", "乔庄", 95], ["3.", "何庄", "90分"], ["(4)", "大汉李", 80]]
    ),
    "one place nobody can read": Case(
        [HEAD, ["先进", "李斌庄", 96], [2, "乔庄", 95], [2, "何庄", 94]],
        [("K01", "得分 94 应为第 3 名,表上是第 2 名"), ("K04", "李斌庄:名次“先进”读不懂(A2)")],
    ),
    "a blank score spares those below": Case(
        [
            ["名次", "村", "得分", "等次"],
            [1, "李斌庄", 95, "优秀"],
            [2, "乔庄", 93, "良好"],
            [3, "何庄", None, "不合格"],
            [4, "大汉李", 90, "合格"],
        ],
        [("K04", "何庄没有得分")],
    ),
    "an error for a score spares those below": Case(
        [HEAD, [1, "李斌庄", 95], [2, "乔庄", "#N/A"], [3, "何庄", 90]], [("K04", "乔庄:得分是错误值(C3 #N/A)")]
    ),
    "an error for a name is named and its line judged": Case(
        [HEAD, [1, "李斌庄", 90], [2, "#N/A", 95], [3, "何庄", 80]],
        [
            ("K01", "得分 90 应为第 2 名,表上是第 1 名"),
            ("K01", "得分 95 应为第 1 名,表上是第 2 名"),
            ("K04", "B3 格:B3 是错误值,不知道是哪个单位"),
        ],
    ),
    "a line without a name": Case(
        [HEAD, [1, "李斌庄", 95], [2, None, 93], [3, "何庄", 80]], [("K04", "B3 格:B3 没有写单位")]
    ),
    "a tie's place merged": Case(
        [HEAD, [1, "李斌庄", 95], [2, "乔庄", 92], [None, "何庄", 92], [4, "大汉李", 90]],
        options={"merged": [("A3:A4", 2)]},
    ),
    "a tie's place merged over other scores": Case(
        [HEAD, [1, "李斌庄", 95], [2, "乔庄", 92], [None, "何庄", 91], [4, "大汉李", 90]],
        [("K01", "得分 91 应为第 3 名,表上是第 2 名")],
        options={"merged": [("A3:A4", 2)]},
    ),
    "a tie's place and score merged": Case(
        [HEAD, ["第1名", "甲村", 95], ["第2名", "乙村", 90], [None, "丙村"], ["第4名", "丁村", 80]],
        options={"merged": [("A3:A4", "第2名"), ("C3:C4", 90)]},
    ),
    "points taken off": Case(
        [
            ["名次", "村", "基础分", "加分", "扣分", "总分"],
            [1, "李斌庄", 100, 0, 0, 100],
            [1, "乔庄", 100, 0, 0, 100],
            [3, "何庄", 100, 0, 3, 97],
            [4, "大汉李", 100, 0, 5, 95],
        ]
    ),
    "points taken off from a hundred nobody wrote down": Case(
        [
            ["名次", "村", "扣分", "得分"],
            [1, "甲村", 0, 100],
            [2, "乙村", 2, 98],
            [3, "丙村", 5, 96],
            [4, "丁村", 7, 93],
        ],
        [("K13", "分项相加得 95,表上总分是 96")],
    ),
    "nothing but points taken off": Case(
        [["名次", "村", "扣分"], [1, "甲村", 0], [2, "乙村", 2], [2, "丙村", 1]],
        [("K01", "得分 2 应为第 3 名,表上是第 2 名")],
        ["扣分”,少的在前"],
    ),
    "points weighed": Case(
        [
            ["名次", "村", "现场分(90%)", "整改反馈分(10%)", "综合得分"],
            [1, "甲村", 95, 90, 94.5],
            [2, "乙村", 90, 90, 90],
            [3, "丙村", 80, 100, 83],
        ],
        [("K13", "分项加权得 82.0,表上总分是 83")],
    ),
    "a hidden row is judged, and said": Case(
        [HEAD, [1, "李斌庄", 95], [2, "乔庄", 97], [3, "何庄", 90]],
        [("K01", "得分 95 应为第 2 名,表上是第 1 名"), ("K01", "得分 97 应为第 1 名,表上是第 2 名")],
        ["隐藏的行也核对了:第 3 行"],
        {"hidden": [3]},
    ),
    "classes ranked apart": Case(
        [
            ["类别", *HEAD],
            ["A类", 1, "甲村", 95],
            ["A类", 2, "乙村", 90],
            ["B类", 1, "丙村", 99],
            ["B类", 2, "丁村", 80],
        ],
        told=["按“类别”分开核对:A类、B类"],
    ),
    "classes under rows of their own": Case(
        [HEAD, ["A类村"], [1, "甲村", 95], [2, "乙村", 90], ["B类村"], [1, "丙村", 85], [2, "丁村", 88]],
        [("K01", "得分 85 应为B类村第 2 名,表上是第 1 名"), ("K01", "得分 88 应为B类村第 1 名,表上是第 2 名")],
        ["按组分开核对:A类村、B类村"],
    ),
    "classes listed, ranked together": Case(
        [
            ["类别", *HEAD],
            ["A类", 1, "甲村", 95],
            ["B类", 2, "乙村", 90],
            ["A类", 3, "丙村", 85],
            ["B类", 4, "丁村", 80],
        ]
    ),
    "a place in the class and a place in the town": Case(
        [
            ["村", "类别", "得分", "类内名次", "全镇名次"],
            ["甲村", "A", 95, 1, 1],
            ["乙村", "A", 90, 2, 3],
            ["丙村", "B", 92, 1, 2],
            ["丁村", "B", 80, 2, 3],
        ],
        [("K01", "表 全镇名次:得分 80 应为第 4 名,表上是第 3 名")],
    ),
    "two rankings side by side": Case(
        [[*HEAD, *HEAD], [1, "甲村", 95, 1, "丙村", 85], [2, "乙村", 90, 2, "丁村", 87]],
        [
            ("K01", "表 D2 起:得分 85 应为第 2 名,表上是第 1 名"),
            ("K01", "表 D2 起:得分 87 应为第 1 名,表上是第 2 名"),
        ],
    ),
    "one ranking in two halves side by side": Case(
        [[*HEAD, *HEAD], [1, "甲村", 95, 3, "丙村", 85], [2, "乙村", 90, 4, "丁村", 80]], told=["核对了 4 个单位"]
    ),
    "classes side by side, one column of places": Case(
        [
            ["名次", "A类村", None, "B类村"],
            [None, "村名", "得分", "村名", "得分"],
            [1, "甲村", 95, "丙村", 85],
            [2, "乙村", 90, "丁村", 80],
        ],
        options={"merged": [("A1:A2", "名次"), ("B1:C1", "A类村"), ("D1:E1", "B类村")]},
        told=["表 A类村:核对了 2 个单位", "表 B类村:核对了 2 个单位"],
    ),
    "two tables one under the other": Case(
        [
            ["一、平原村"],
            HEAD,
            [1, "甲村", 95],
            [2, "乙村", 90],
            [],
            ["二、山区村"],
            HEAD,
            [1, "丙村", 85],
            [3, "丁村", 80],
        ],
        [
            ("K01", "表 二、山区村:得分 80 应为第 2 名,表上是第 3 名"),
            ("K04", "表 二、山区村:第 2 名空缺,直接到第 3 名"),
        ],
    ),
    "the header again on the next page": Case(
        [HEAD, [1, "甲村", 95], [2, "乙村", 90], HEAD, [3, "丙村", 85], [4, "丁村", 80]], told=["核对了 4 个单位"]
    ),
    "sub-scores with their own places": Case(
        [
            ["序号", "村(社区)", "现场得分", "现场排名", "资料得分", "资料排名", "总分", "总排名"],
            [1, "甲村", 50, 2, 40, 1, 90, 1],
            [2, "乙社区", 52, 1, 30, 2, 82, 2],
            [3, "丙村", 40, 3, 20, 2, 60, 3],
        ],
        [("K01", "表 资料排名:得分 20 应为第 3 名,表上是第 2 名")],
    ),
    "means and sums among the rows": Case(
        [HEAD, [1, "甲村", 95], [2, "乙村", 90], [None, "全镇平均", 92.5], [None, "最高分", 95], ["合 计", None, 185]]
    ),
    "column numbers under the header": Case([HEAD, ["(1)", "(2)", "(3)"], [1, "甲村", 95], [2, "乙村", 90]]),
    "offices ranked, an office signs": Case(
        [
            ["名次", "单位", "得分"],
            [1, "财政所", 95],
            [2, "民政办公室", 90],
            [3, "统计局", 80],
            [None, "文峰镇考核办公室"],
            [None, "2026年10月31日"],
        ],
        told=["核对了 3 个单位"],
    ),
    "no title says what is what, the cells do": Case(
        [["次", "参评村", "量"], [1, "甲村", 95], [2, "乙村", 96], [3, "丙村", 80]],
        [("K01", "得分 95 应为第 2 名,表上是第 1 名"), ("K01", "得分 96 应为第 1 名,表上是第 2 名")],
        ["名次按内容取 A 列“次”", "得分按内容取 C 列“量”"],
    ),
    "cells merged from side to side": Case(
        [["名次", "村", None, "得分"], [1, "甲村", None, 95], [2, "乙村", None, 90]],
        options={
            "merged": [
                *(("B1:C1", "村"), ("B2:C2", "甲村"), ("B3:C3", "乙村")),
                *(("D1:E1", "得分"), ("D2:E2", 95), ("D3:E3", 90)),
            ]
        },
    ),
    "a table away from the corner": Case(
        [
            [],
            [None, None, "某镇十月排名"],
            [None, None, *HEAD],
            [None, None, 1, "甲村", 95],
            [None, None, 2, "乙村", 90],
        ]
    ),
    "a class with its count in a row of its own": Case(
        [
            HEAD,
            ["A类村", "共2个"],
            [1, "甲村", 95],
            [2, "乙村", 90],
            ["B类村", "共2个"],
            [1, "丙村", 85],
            [2, "丁村", 80],
        ],
        told=["按组分开核对:A类村、B类村"],
    ),
    "a class written once": Case(
        [["类别", *HEAD], ["A类", 1, "甲村", 95], [None, 2, "乙村", 90], ["B类", 1, "丙村", 99], [None, 2, "丁村", 80]],
        told=["按“类别”分开核对:A类、B类"],
    ),
    "means of classes": Case(
        [
            HEAD,
            ["A类村"],
            [1, "甲村", 95],
            [None, "A类平均", 95],
            ["B类村"],
            [1, "丙村", 85],
            [None, "全镇25个村平均得分", 90],
        ]
    ),
    "one vetoed is out of the order": Case(
        [HEAD, ["一票否决", "甲村", 95], [1, "乙村", 90], [2, "丙村", 80]], [("K04", "甲村:名次“一票否决”读不懂(A2)")]
    ),
    "the last ones alone": Case(
        [HEAD, [21, "甲村", 80], [22, "乙村", 79], [24, "丙村", 78], [24, "丁村", 70]],
        [
            ("K01", "得分 78 应为第 23 名,表上是第 24 名"),
            ("K04", "第 1 名空缺,直接到第 21 名"),
            ("K04", "第 23 名空缺,直接到第 24 名"),
        ],
    ),
    "two totals that put all in one order": Case(
        [["名次", "村", "总分", "综合得分"], [1, "甲村", 95, 47.5], [2, "乙村", 90, 45], [2, "丙村", 80, 40]],
        [("K01", "得分 40 应为第 3 名,表上是第 2 名")],
    ),
    "the month in brackets": Case(
        [
            ["村", "得分(上月)", "排名(上月)", "得分(本月)", "排名(本月)"],
            ["甲村", 95, 1, 90, 1],
            ["乙村", 90, 2, 91, 2],
        ],
        [
            ("K01", "表 排名(本月):得分 90 应为第 2 名,表上是第 1 名"),
            ("K01", "表 排名(本月):得分 91 应为第 1 名,表上是第 2 名"),
        ],
    ),
    "places in the county beside those in the town": Case(
        [["村", "得分", "全镇排名", "全县排名"], ["甲村", 95, 1, 12], ["乙村", 90, 2, 40]],
        told=["“全县排名”数到的名次比表上的单位多,没有核对"],
    ),
    "one's own marks beside those that count": Case(
        [["村", "自评得分", "考核得分", "名次"], ["甲村", 99, 95, 1], ["乙村", 100, 90, 2]]
    ),
    "full marks under the titles": Case(
        [
            ["名次", "村", "现场", "资料", "总分"],
            [None, None, "(60分)", "(40分)", "(100分)"],
            [1, "甲村", 50, 45, 95],
            [2, "乙村", 50, 40, 90],
            [3, "丙村", 50, 30, 81],
        ],
        [("K13", "分项相加得 80,表上总分是 81")],
    ),
    "in the order of the villages": Case(
        [["序号", "村", "得分", "名次"], [1, "甲村", 80, 3], [2, "乙村", 95, 1], [3, "丙村", 90, 2]]
    ),
    "villages of one name in two towns": Case(
        [["名次", "乡镇", "村", "得分"], [1, "甲镇", "李庄", 95], [2, "乙镇", "李庄", 90], [3, "乙镇", "王庄", 80]]
    ),
    "remarks and prizes beside the score": Case(
        [
            ["某镇5月份环境卫生考评情况"],
            ["名次", "村(居)", "本月各级暗访情况", "考评成绩", "奖励金(元)"],
            [1, "甲村", "5月份市里暗访成绩93.7", 95.5, 5000],
            [2, "乙村", "5月份县里暗访成绩92", 95, 2000],
            [3, "丙社区", None, 90.5, None],
            [3, "丁村", None, 90.5, None],
            [5, "戊村", None, 90, None],
        ],
        told=["得分 D 列“考评成绩”"],
    ),
    "ties numbered on, a road below the villages, a remark at the foot": Case(
        [
            ["排名", "村别", "考评暗访存在问题", "得分"],
            ["第一名", "甲村", "房前屋后保洁不到位,沟渠有杂物。", 93],
            ["第二名", "乙社区", "垃圾桶边保洁不到位。", 87],
            ["第三名", "丙村", "主干道保洁不到位。", 87],
            ["第四名", "丁村", "公厕边保洁不到位。", 86],
            ["第四名 ", "戊村", "桥下保洁不到位。", 85],
            ["省道999", None, "辅道保洁不到位。", 88],
            ["1. 本月保洁公司考核成绩:87.62分。"],
        ],
        [
            ("K01", "得分 87 应为第 2 名(与乙社区同分),表上是第 3 名"),
            ("K01", "得分 85 应为第 5 名,表上是第 4 名"),
            ("K04", "省道999没有名次"),
        ],
        options={"merged": [("A7:B7", "省道999"), ("A8:D8", "1. 本月保洁公司考核成绩:87.62分。")]},
    ),
    "two classes of villages, shares over columns of their own": Case(
        [
            ["附件1"],
            ["某镇一类村考评情况表"],
            ["村别", "实地考评分(占90%)", None, "整改分(占10%)", "综合得分", "名次"],
            [None, "县考评", "镇考评"],
            ["甲村", None, 92, 100, 91.9, 1],
            ["乙村", 88, None, 90, 89.1, 2],
            [],
            ["某镇二类村考评情况表"],
            ["村别", "实地考评分(占90%)", None, "整改分(占10%)", "综合得分", "名次"],
            [None, "县考评", "镇考评"],
            ["丙村", None, 93, 100, 93.7, 2],
            ["丁村", 80, None, 90, 81, 1],
        ],
        [
            ("K01", "表 某镇二类村考评情况表:得分 93.7 应为第 1 名,表上是第 2 名"),
            ("K01", "表 某镇二类村考评情况表:得分 81 应为第 2 名,表上是第 1 名"),
        ],
        ["表 某镇一类村考评情况表:核对了 2 个单位"],
        {
            "merged": [
                (f"{left}{row}:{right}{row + down}", title)
                for row in (3, 9)
                for left, right, down, title in (
                    ("A", "A", 1, "村别"),
                    ("B", "C", 0, "实地考评分(占90%)"),
                    ("D", "D", 1, "整改分(占10%)"),
                    ("E", "E", 1, "综合得分"),
                    ("F", "F", 1, "名次"),
                )
            ]
        },
    ),
    "a sentence for each": Case(
        [
            ["一、镇处考评得分及排名"],
            ["第一名:甲镇90.99分"],
            ["第二名:乙镇85.1分;"],
            ["第三名:丙办事处84.56分"],
            ["第四名:丁办事处84.88分"],
        ],
        [("K01", "得分 84.56 应为第 4 名,表上是第 3 名"), ("K01", "得分 84.88 应为第 3 名,表上是第 4 名")],
    ),
    "a village and a community of one name": Case([HEAD, [1, "李村", 95], [2, "李社区", 90]]),
    "one village twice, spelled two ways": Case(
        [HEAD, [1, "乔  庄", 95], [2, "乔庄村委会", 90]],
        [("K04", "乔 庄出现 2 次"), ("K04", "乔庄村委会出现 2 次")],
    ),
}


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("name", CASES)
def test_a_published_ranking_is_judged(name: str) -> None:
    case = CASES[name]
    data = xlsx(case.rows, **case.options)
    assert _findings(data) == list(case.found)
    said = _check(data)
    assert all(text in said.err for text in case.told), said.err
    assert ("名次与得分相符" in said.err) == (not case.found)


REFUSED: Mapping[str, tuple[Rows, str, str]] = {
    "a header and nothing under it": ([["序号", "村名", "低保户", "合计"]], "E255", "只有表头"),
    "a table of counts": ([["序号", "村名", "合计"], [1, "甲村", 3], [2, "乙村", 5]], "E252", "--place A"),
    "places without scores": ([["名次", "村"], [1, "甲村"], [2, "乙村"]], "E252", "没有一列像得分"),
    "no place of all can be read": ([HEAD, ["先进", "甲村", 95], ["头等", "乙村", 90]], "E251", "A2"),
    "no score of all can be read": ([HEAD, [1, "甲村", "优"], [2, "乙村", "良"]], "E221", "C2"),
    "blank places": ([HEAD, [None, "甲村", 95], [None, "乙村", 90]], "E253", "名次这一列"),
    "two scores that could both be it": (
        [["名次", "村", "环境分", "党建分"], [1, "甲村", 95, 96], [2, "乙村", 90, 91]],
        "E252",
        "C 列“环境分”、D 列“党建分”",
    ),
    "no ranking": ([["户编号", "人数"], ["H1", 3]], "E250", "排名表"),
}


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_refused_and_named(name: str) -> None:
    rows, code, text = REFUSED[name]
    said = _check(xlsx(rows))
    assert (said.code, said.out) == (3, "")
    assert f"{code}  " in said.err
    assert text in said.err


@pytest.mark.usefixtures("empty")
def test_formulas_nobody_worked_out_are_no_places() -> None:
    rows = [["村", "得分", "名次"], ["李斌庄", 95, 7777], ["乔庄", 90, 7777]]
    said = _check(repacked(xlsx(rows), SHEET, (rb"<v>7777</v>", b"<f>RANK(B2,B$2:B$3)</f>")))
    assert (said.code, said.out) == (3, "")
    assert "C:名次这一列" in said.err


@pytest.mark.usefixtures("empty")
def test_a_person_says_which_columns_are_meant() -> None:
    data = xlsx([["名次", "村", "环境分", "党建分"], [1, "甲村", 95, 90], [2, "乙村", 94, 91]])
    assert _findings(data, "--score", "C") == []
    assert len(_findings(data, "--得分", "党建分")) == 2
    counted = xlsx([["序号", "村", "得分"], [1, "甲村", 95], [2, "乙村", 90]])
    assert _findings(counted, "--place", "序号") == []
    said = _check(data, "--score", "总评")
    assert said.code == 2
    assert "D 列“党建分”" in said.err


@pytest.mark.usefixtures("empty")
def test_faults_are_counted_from_the_least() -> None:
    data = xlsx([["排名", "镇办", "问题数"], [1, "甲镇", 2], [2, "乙镇", 5], [3, "丙办", 9]])
    assert "--score C(" in _check(data).err
    assert _findings(data, "--score", "C") == []
    assert "少的在前" in _check(data, "--score", "C").err


@pytest.mark.usefixtures("empty")
def test_the_remedy_of_an_unclear_column_makes_the_file_pass() -> None:
    said = _check(xlsx([["序号", "村", "得分"], [1, "甲村", 95], [2, "乙村", 90]]), name="10月 通报.xlsx")
    assert '怎么办:wfx rank check "10月 通报.xlsx" --place A(' in said.err
    assert typed("rank", "check", "10月 通报.xlsx", "--place", "A").code == 0


class Keyboard(io.StringIO):
    """A person at the terminal who types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("empty")
def test_at_the_terminal_the_column_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("通报.csv").write_text("序号,村,环境分,党建分\n1,甲村,95,90\n2,乙村,90,95\n3,丙村,80,99\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", Keyboard("A\n"))
    with captured() as (_, err):
        assert main(["rank", "check", "通报.csv"]) == 0
    assert "哪一列是名次" in err.getvalue()
    monkeypatch.setattr("sys.stdin", Keyboard("序号\n"))
    with captured() as (_, err):
        assert main(["rank", "check", "通报.csv", "--score", "D"]) == 4
    monkeypatch.setattr("sys.stdin", Keyboard("\n"))
    with captured() as (_, err):
        assert main(["rank", "check", "通报.csv"]) == 3


def test_in_the_books_a_missing_village_is_always_looked_for(place: Place) -> None:
    del place
    spelled = [HEAD, [1, "李斌庄社区", 95], [2, "乔\u3000庄村*", 90], [3, "何 庄村委会", 80]]
    assert _findings(xlsx(spelled)) == []
    assert _findings(xlsx(spelled[:3])) == [("K04", "何庄不在表上(应有 3 个,表上 2 个)")]
    apart = [["A类"], HEAD, [1, "李斌庄", 95], ["B类"], HEAD, [1, "何庄", 90]]
    assert _findings(xlsx(apart)) == [("K04", "乔庄不在表上(应有 3 个,表上 2 个)")]
    strange = [*spelled[:3], [3, "河庄", 80]]
    assert _findings(xlsx(strange)) == [("K04", "何庄不在表上(应有 3 个,表上 2 个;表上的河庄不是本乡的村)")]
    assert "没有查缺哪个村" in _check(xlsx([HEAD, [1, "东镇", 95], [2, "西镇", 90]])).err


def test_in_says_of_a_table_that_is_not_taken_what_it_is(place: Place) -> None:
    del place
    Path("排名.csv").write_text("全镇排名,村,得分\n1,乔庄,98\n", encoding="utf-8")
    said = typed("--as", "li-ming", "in", "排名.csv")
    assert said.code == 3
    assert "怎么办:wfx rank check 排名.csv(" in said.err
