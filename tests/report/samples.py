"""Sheets for the renderers' tests: invented villages, hostile text, rare names, every type of value."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Bars, Column, Page, Sheet

BEIJING = timezone(timedelta(hours=8))
COLUMNS = (
    Column("village", "村", FieldType.CODE),
    Column("head", "户主"),
    Column("households", "户数", FieldType.INT, "户"),
    Column("score", "得分", FieldType.QUANTITY, "分"),
    Column("value", "资产原值", FieldType.MONEY, "元"),
    Column("on", "日期", FieldType.DATE),
    Column("at", "登记时间", FieldType.INSTANT),
    Column("safe", "饮水安全", FieldType.BOOL),
    Column("note", "说明"),
)
DAY = date(2026, 10, 3)
MOMENT = datetime(2026, 10, 31, 8, 5, tzinfo=BEIJING)
ROWS = (
    ("何庄", Personal("䶮虚构", is_name=True), 3, Decimal("92.500"), Decimal("1234567.50"), DAY, MOMENT, True, "=1+1"),
    ("李斌庄", Personal("㛃某", is_name=True), 0, Decimal(-5), Decimal("-0.10"), None, None, False, "<b>&</b>"),
    ("乔庄", Personal("𬭎某某", is_name=True), None, None, None, None, None, None, "@某,“引号”\t完"),
)  # fmt: skip
SHEET = Sheet("2026年10月/各村[排序]", COLUMNS, ROWS, ("得分 = 完成度 × 质量",))
EMPTY = Sheet("空表", COLUMNS[:2], ())
PAGE = Page("文峰乡月报", "截至 2026-10-31", ("本月 <六> 条线索。", Bars(SHEET, "village", "score"), SHEET, EMPTY))
