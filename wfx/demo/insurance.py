"""A scheme with two tiers and one medical list of the demo's last month; all invented.

Planted: of two people over the line one is not reported (BX1).
"""

from wfx.demo.people import Household
from wfx.demo.seed import sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

VILLAGE = "乔庄"
_LINE, _STEP, _END = 20000, 50000, 100000


def scheme(month: Month) -> Sheet:
    """The policy of the year: over the line one half, over fifty thousand six tenths."""
    columns = dict.fromkeys(("保单编号", "险种名称", "出险类型", "承保机构"), FieldType.TEXT)
    columns |= dict.fromkeys(("保险起期", "保险止期", "起用日期"), FieldType.DATE)
    columns |= {"起赔线": FieldType.MONEY, "档次": FieldType.INT, "超过": FieldType.MONEY, "至": FieldType.MONEY}
    columns |= {"赔付比例": FieldType.TEXT}
    first = f"{month.year}-01-01"
    policy = (f"FPB{month.year}", "防返贫保险", "因病", "示例财险", first, f"{month.year}-12-31", first, yuan(_LINE))
    rows: list[tuple[Shown, ...]] = [
        (*policy, 1, yuan(_LINE), yuan(_STEP), "50%"),
        (*policy, 2, yuan(_STEP), yuan(_END), "60%"),
    ]
    return sheet("保险方案", columns, rows)


def expenses(homes: list[Household], month: Month) -> Sheet:
    """Three stays: two over the line, one exactly at it."""
    figures = ((150000, 50000, 10000, 7000), (60000, 25000, 5000, 3000), (40000, 18000, 2000, 0))
    titles = ("总费用", "基本医保", "大病保险", "医疗救助", "救助后自付")
    columns = dict.fromkeys(("姓名", "证件号码", "行政村"), FieldType.TEXT)
    columns |= dict.fromkeys(("入院日期", "出院日期", "获知日期"), FieldType.DATE)
    columns |= dict.fromkeys(titles, FieldType.MONEY)
    near = [home.members[0] for home in homes if home.village == VILLAGE and not home.watched]
    days = (f"{month.plus(-1)}-20", f"{month.plus(-1)}-28", f"{month}-08")
    rows: list[tuple[Shown, ...]] = [
        (member.name, member.cells["证件号码"], VILLAGE, *days, *map(yuan, said), yuan(said[0] - sum(said[1:])))
        for member, said in zip(near, figures, strict=False)
    ]
    return sheet("费用名单", columns, rows)
