"""The demo's money: two budget papers, two projects to their end, a list of grants, a published table; all invented.

Planted: one household was granted 500 yuan more than the standard gives (F24); the published table pays a project more
than was settled (F04).
"""

from wfx.demo.people import Household
from wfx.demo.seed import sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

ROAD, DITCH = "李斌庄冷库", "乔庄排水沟"
VILLAGE = "乔庄"
_RATE, _MORE = 5, 500  # one fifth of the profit; what one household got too much


def budgets(month: Month) -> Sheet:
    """One paper of the centre, one of the county."""
    columns = dict.fromkeys(("指标编号", "资金级次", "资金文号", "资金任务"), FieldType.TEXT)
    columns |= {"资金年度": FieldType.INT, "指标金额": FieldType.MONEY, "收文日期": FieldType.DATE}
    year = month.year
    rows: list[tuple[Shown, ...]] = [
        (f"bud-{year}-001", "中央", f"示例农财〔{year}〕1号", "巩固拓展", year, yuan(200000), f"{year}-02-02"),
        (f"bud-{year}-002", "县级", f"示例财〔{year}〕2号", "巩固拓展", year, yuan(86000), f"{year}-02-09"),
    ]
    return sheet("资金指标", columns, rows)


def projects(month: Month) -> Sheet:
    """A cold store and a ditch: stored, planned, allotted, posted, settled, what was left returned."""
    texts = ("资金项目编号", "项目编号", "项目名称", "行政村", "项目类别", "资金用途", "指标编号", "结余去向")
    columns = dict.fromkeys(texts, FieldType.TEXT) | {"计划年度": FieldType.INT}
    columns |= dict.fromkeys(("计划金额", "下达金额", "结算审核价"), FieldType.MONEY)
    columns |= dict.fromkeys(("入库日期", "计划日期", "下达到项目日期", "公示日期", "公示撤下日期"), FieldType.DATE)
    year = month.year
    days = tuple(f"{year}-{day}" for day in ("01-20", "02-10", "03-02", "03-05", "03-20"))
    rows: list[tuple[Shown, ...]] = []
    for number, (name, village, kind, plan, settled) in enumerate(
        ((ROAD, "李斌庄", "产业发展", 200000, 191266), (DITCH, VILLAGE, "基础设施", 86000, 84310)), start=1
    ):
        told = (
            f"fund-{year}-{number:03}",
            f"XM{year}-{number:02}",
            name,
            village,
            kind,
            name,
            f"bud-{year}-{number:03}",
        )
        rows.append((*told, "财政收回", year, yuan(plan), yuan(plan), yuan(settled), *days))
    return sheet("项目资金计划", columns, rows)


def standards(month: Month) -> Sheet:
    """One fifth of the profit, at most 500 yuan a mu and 5 000 a household and year."""
    columns = dict.fromkeys(("标准编号", "补贴名称", "按收益比例"), FieldType.TEXT)
    columns |= {"起用日期": FieldType.DATE} | dict.fromkeys(("每单位上限", "户年上限"), FieldType.MONEY)
    return sheet("补贴标准", columns, [("ZZJB", "种植奖补", "20%", f"{month.year}-01-01", yuan(500), yuan(5000))])


def payments(month: Month) -> Sheet:
    """Each project paid once it was accepted, what was settled."""
    columns = dict.fromkeys(("项目编号", "项目名称", "拨付阶段", "收款单位", "凭证号"), FieldType.TEXT)
    columns |= {"拨付金额": FieldType.MONEY, "拨付日期": FieldType.DATE, "验收日期": FieldType.DATE}
    year = month.year
    rows: list[tuple[Shown, ...]] = [
        (f"XM{year}-01", ROAD, "结算款", "示例建筑公司", "1", yuan(191266), f"{month}-09", f"{year}-09-20"),
        (f"XM{year}-02", DITCH, "结算款", "示例水利公司", "2", yuan(84310), f"{month}-09", f"{year}-09-22"),
    ]
    return sheet("资金拨付清单", columns, rows)


def grants(homes: list[Household], month: Month) -> Sheet:
    """Three households that were lifted out of poverty; the last one got too much."""
    columns = dict.fromkeys(("成员姓名", "证件号码", "行政村", "标准编号"), FieldType.TEXT) | {"批次": FieldType.INT}
    columns |= {"数量": FieldType.QUANTITY, "发放日期": FieldType.DATE}
    columns |= dict.fromkeys(("收益", "申报金额", "实发金额"), FieldType.MONEY)
    chosen = [home.members[0] for home in homes if home.village == VILLAGE and home.lifted]
    rows: list[tuple[Shown, ...]] = []
    for member, profit, more in zip(chosen, (21000, 9000, 12000), (0, 0, _MORE), strict=False):
        paid = profit // _RATE + more
        who = (member.name, member.cells["证件号码"], VILLAGE, "ZZJB", 1)
        rows.append((*who, "12", f"{month}-12", yuan(profit), yuan(paid), yuan(paid)))
    return sheet("到户补贴清单", columns, rows)


def allocation() -> Sheet:
    """A county's table of finished projects in yuan; the road of 李斌庄 was paid 200 000 where 191 266 were settled."""
    titles = ("序号", "项目名称", "资金来源", "计划资金(元)", "结算审核价(元)", "拨付金额(元)")
    lines = (
        ("1", "李斌庄道路硬化", "中央衔接资金", "200000", "191266", "200000"),
        ("2", "乔庄排水沟", "省级衔接资金", "86000", "84310.5", "84310.5"),
        ("合计", "", "", "286000", "275576.5", "284310.5"),
    )
    return sheet("项目资金拨付表", dict.fromkeys(titles, FieldType.TEXT), [tuple(line) for line in lines])
