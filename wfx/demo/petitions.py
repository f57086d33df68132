"""The petitions of the demo's last month: three hotline tickets, and what is typed for the others, all invented."""

from wfx.demo.seed import sheet
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet

FORWARDED = ("--channel", "转办", "--kind", "申诉求决", "--village", "何庄", "--topic", "占地征地")


def tickets(month: Month) -> Sheet:
    """The hotline's export as an office gets it, with the columns it does not keep."""
    columns = {
        "序号": FieldType.TEXT,
        "工单编号": FieldType.TEXT,
        "派单时间": FieldType.TEXT,
        "来电人": FieldType.TEXT,
        "工单类型": FieldType.TEXT,
        "诉求分类": FieldType.TEXT,
        "诉求内容": FieldType.TEXT,
        "行政村": FieldType.TEXT,
        "办理时限": FieldType.DATE,
        "工单状态": FieldType.TEXT,
    }
    lines = (
        (
            "1",
            "示例GD-1001",
            f"{month}-08 09:12",
            "虚某",
            "投诉",
            "补贴",
            "示例:地力补贴没有发到户",
            "何庄",
            f"{month}-27",
            "待办",
        ),
        (
            "2",
            "示例GD-1002",
            f"{month}-09 15:40",
            "虚某",
            "咨询",
            "其他",
            "示例:技能培训在哪里报名",
            "乔庄",
            None,
            "待办",
        ),
        (
            "3",
            "示例GD-1003",
            f"{month}-12 10:05",
            "虚某",
            "求助",
            "低保",
            "示例:低保复核多久有结果",
            "李斌庄",
            None,
            "待办",
        ),
    )
    return sheet("12345热线工单", columns, [tuple(line) for line in lines])


def played(month: Month) -> tuple[tuple[str, ...], ...]:
    """The commands after the tickets are in, each as its words.

    A forwarded matter under way, one that is not ours and goes back two days late (V11), a report of which only the
    number is kept, a ticket answered, one that came twice, one settled in the village, a dispute.
    """
    before, day = month.plus(-1), f"{month}-"
    old = ("--on", f"{before}-28")
    return (
        (
            "register",
            *FORWARDED,
            "--what",
            "示例:修路占用承包地没有补偿",
            "--ticket",
            "示例转15",
            "--contact",
            "清楚",
            *old,
        ),
        ("accept", "004", "--way", "信访程序", "--on", f"{day}13"),
        ("notice", "004", "--on", f"{day}13"),
        ("assign", "004", "--to", "wang-fang", "--on", f"{day}14"),
        ("register", *FORWARDED, "--what", "示例:宅基地确权没有办结", "--ticket", "示例转16", *old),
        ("object", "005", "--because", "确权属县自然资源局职权", "--on", f"{day}12"),
        ("register", "--channel", "来信", "--kind", "检举控告", "--ticket", "示例来信7", "--on", f"{day}12"),
        ("hand-over", "006", "--on", f"{day}12"),
        ("receipt", "006", "--number", "示例纪收3", "--on", f"{day}14"),
        ("dispatch", "001", "--to", "wang-fang", "--on", f"{day}09"),
        ("reply", "001", "--answer", "示例:卡号登记错,已更正补发", "--on", f"{day}20"),
        ("visit", "001", "--satisfied", "满意", "--on", f"{day}23"),
        ("register", "--channel", "网上信访", "--kind", "咨询求助", "--ticket", "示例GD-1002", "--on", f"{day}12"),
        ("merge", "007", "--into", "002", "--on", f"{day}12"),
        (
            "register",
            "--channel",
            "来访",
            "--kind",
            "申诉求决",
            "--village",
            "乔庄",
            "--contact",
            "清楚",
            "--on",
            f"{day}15",
        ),
        ("settle-locally", "008", "--answer", "示例:当面讲清复核办法,本人认可", "--on", f"{day}15"),
        (
            "dispute",
            "--village",
            "乔庄",
            "--what",
            "示例:两户排水沟走向",
            "--type",
            "邻里",
            "--level",
            "一般",
            "--on",
            f"{day}12",
        ),
        ("mediate", "001", "--by", "wang-fang", "--progress", "现场指认沟界", "--on", f"{day}14"),
    )
