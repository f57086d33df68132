"""The demo's published table of funds, with a real kind of mistake: more was paid than was settled."""

from wfx.demo.seed import sheet
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet


def allocation() -> Sheet:
    """A county's table of finished projects in yuan; the road of 李斌庄 was paid 200 000 where 191 266 were settled."""
    titles = ("序号", "项目名称", "资金来源", "计划资金(元)", "结算审核价(元)", "拨付金额(元)")
    lines = (
        ("1", "李斌庄道路硬化", "中央衔接资金", "200000", "191266", "200000"),
        ("2", "乔庄排水沟", "省级衔接资金", "86000", "84310.5", "84310.5"),
        ("合计", "", "", "286000", "275576.5", "284310.5"),
    )
    return sheet("项目资金拨付表", dict.fromkeys(titles, FieldType.TEXT), [tuple(line) for line in lines])
