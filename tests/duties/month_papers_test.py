"""The papers of the month in their shipped templates: what stands where, a draft saying that it is one."""

from datetime import date
from decimal import Decimal

from tests.township import ROOT, SmallBooks
from wfx.duties import rank, supervise, tasks
from wfx.report.docx import document
from wfx.report.papertext import blocks
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.sheet import Reader
from wfx.values.table import Cell

OCTOBER, TODAY = Month(2026, 10), date(2026, 10, 3)
ITEM: dict[str, Cell] = {
    "month": "2026-10",
    "item_id": "R01",
    "task": "防返贫排查",
    "lead": "乡村振兴办",
    "due_on": date(2026, 10, 25),
    "standard": "在册户全部排查",
    "weight": Decimal(100),
    "basis": "县局安排",
}
ISSUED: dict[str, Cell] = {"sheet_id": "tasks-2026-10", "month": "2026-10", "number": "文乡振提〔2026〕10号"}
VERSION: dict[str, Cell] = {
    "ranking_id": "rank-2026-10-v2",
    "month": "2026-10",
    "version": 2,
    "task_sheet": "文乡振提〔2026〕10号",
    "replaces": "rank-2026-10-v1",
    "reason": "复核完成度",
    "state": "published",
    "published_on": date(2026, 11, 5),
}
ROW: dict[str, Cell] = dict.fromkeys(SmallBooks().schema("ranking_rows").names) | {
    "village": "v01",
    "village_class": "A",
    "place": 1,
    "overall": 1,
    "score": Decimal("90.000"),
    "missing": 0,
}


def _lines(paper: Paper) -> list[str]:
    """The paper's lines with their kind; the Word file is made as well."""
    text = (ROOT / paper.path).read_text(encoding="utf-8")
    assert document(paper, text).startswith(b"PK")
    return [f"{one.kind.value} {one.text}".strip() for one in blocks(paper, text)]


def test_the_task_sheet_as_an_official_document() -> None:
    issued = ISSUED | {"state": "issued", "issued_on": TODAY}
    lines = _lines(tasks.paper_sheet(SmallBooks({"task_items": [ITEM], "tasksheets": [issued]}), OCTOBER, TODAY))
    assert lines[:4] == [
        "@机关 文峰乡乡村振兴办公室",
        "@文号 文乡振提〔2026〕10号",
        "# 文峰乡2026年10月重点工作提示单",
        "@主送 各村:",
    ]
    assert "## 一、防返贫排查" in lines
    [said] = [line for line in lines if line.startswith("在册") or "涉及各村" in line]
    assert "涉及各村,乡村振兴办牵头,10月25日前完成" in said
    assert "@日期 2026年10月3日" in lines
    draft = _lines(tasks.paper_sheet(SmallBooks({"task_items": [ITEM]}), OCTOBER, TODAY))
    assert not [line for line in draft if line.startswith("@文号")]
    assert "# 文峰乡2026年10月重点工作提示单(草稿)" in draft


def test_the_marks_to_sign() -> None:
    lines = _lines(supervise.paper_marks(SmallBooks({"task_items": [ITEM], "tasksheets": [ISSUED]}), OCTOBER, "v01"))
    assert lines[0] == "# 文峰乡2026年10月督导评分表 李斌庄"
    assert any(line.startswith("@签字") for line in lines)


def test_the_notice_and_its_correction() -> None:
    paper = rank.paper_notice(SmallBooks(), VERSION, [ROW], TODAY, confirmed=False)
    assert paper.reader is Reader.PUBLIC
    lines = _lines(paper)
    assert "# 文峰乡2026年10月村级考核排序通报" in lines
    assert any("依据尚未确认" in line for line in lines)
    assert "@日期 2026年11月5日" in lines
    waiting = _lines(rank.paper_notice(SmallBooks(), VERSION | {"state": "commenting"}, [ROW], TODAY, confirmed=True))
    assert any("征求意见如下" in line for line in waiting)
    old = ROW | {"score": Decimal("80.000")}
    lines = _lines(rank.paper_correction(SmallBooks(), VERSION, [ROW], [old], TODAY))
    assert any("复核完成度" in line for line in lines)
    assert not [line for line in lines if line.startswith("@码")]
    coded = rank.paper_correction(SmallBooks(), VERSION, [ROW], [old], TODAY, code="ABCD-EFGH")
    assert "@码 ABCD-EFGH" in _lines(coded)


def test_a_villages_own_sheet_says_how_long_it_may_object() -> None:
    placed = [rank.Placed("v01", "A", Decimal("90.00"), 1, 1)]
    lines = _lines(rank.paper_detail(SmallBooks({"task_items": [ITEM]}), OCTOBER, "v01", placed))
    assert "@主送 李斌庄村:" in lines
    assert any("3 日内" in line for line in lines)
