"""The month on one page: ranking, coverage, findings, in that order, each with its numbers."""

from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.judging import followed
from wfx.desk.ranking import placed
from wfx.duties import assets, rank, screen
from wfx.values.errors import NoTaskSheet
from wfx.values.finding import Finding, Verdict, standing
from wfx.values.month import Month
from wfx.values.sheet import Bars, Column, Page, Reader, Sheet

SHOWN = 60
TEMPLATE = "templates/report/page.html.j2"


def month_page(desk: Desk, month: Month) -> Page:
    """The month's page, fit for any reader: no personal data is opened for it."""
    found = standing(followed(desk, month))
    parts: list[Sheet | Bars | str] = [_summary(desk, found)]
    try:
        parts.append(rank.bars(_open(rank.show(desk.books, month, placed(desk, month)[1]))))
    except NoTaskSheet:
        parts.append(f"{month} 还没有工作提示单,本月不排序。")
    coverage = _open(screen.status(desk.books, month))
    parts.extend(
        (Bars(coverage, "village", "screened"), _by_rule(found), _doubts(found), _open(assets.totals(desk.books)))
    )
    subtitle = f"截至第 {desk.books.seq} 笔 {desk.books.head[:10]},{desk.today} 生成"
    return Page(f"{desk.books.township.name} {month} 月报", subtitle, tuple(parts))


def _open(sheet: Sheet) -> Sheet:
    """The same sheet, marked for a page that anybody in the office may see."""
    return replace(sheet, reader=Reader.AUDIT)


def _summary(desk: Desk, found: list[Finding]) -> str:
    doubts = sum(1 for item in found if item.verdict is Verdict.FOUND)
    missing = sum(1 for item in found if item.verdict is Verdict.MISSING)
    waiting = len(desk.books.table("clues").where(state="open"))
    return f"疑点 {doubts} 条,缺数据 {missing} 处,待研判线索 {waiting} 条。疑点须经人核实,不等于问题。"


def _by_rule(found: list[Finding]) -> Sheet:
    counted: dict[tuple[str, str], list[int]] = {}
    for item in found:
        pair = counted.setdefault((item.rule, item.title), [0, 0])
        pair[item.verdict is not Verdict.FOUND] += 1
    rows = tuple((*key, doubts, missing) for key, (doubts, missing) in sorted(counted.items()))
    columns = (
        Column("rule", "规则"),
        Column("title", "名称"),
        Column("doubts", "疑点"),
        Column("missing", "缺数据"),
    )
    return Sheet("疑点分类", columns, rows, reader=Reader.AUDIT)


def _doubts(found: list[Finding]) -> Sheet:
    doubts = [item for item in found if item.verdict is Verdict.FOUND]
    rows = tuple((item.rule, item.subject, item.what, item.do) for item in doubts[:SHOWN])
    columns = (Column("rule", "规则"), Column("subject", "对象"), Column("what", "情况"), Column("do", "怎么办"))
    rest = (f"另有 {len(doubts) - SHOWN} 条,见 wfx check",) if len(doubts) > SHOWN else ()
    return Sheet("疑点清单", columns, rows, rest, Reader.AUDIT)
