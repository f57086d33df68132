"""Needs, declarations and the county's plan of the demo's last month; all invented.

Planted: of three declarations one names nobody to keep up what is built (B03).
"""

from wfx.demo.seed import sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

TEXT, MONEY, INT, DATE = FieldType.TEXT, FieldType.MONEY, FieldType.INT, FieldType.DATE


def needs() -> Sheet:
    """What three villages lack; two of them have declared it."""
    columns = dict.fromkeys(("村", "需求类型", "需求名称", "地点", "单位"), TEXT)
    columns |= {"规模": INT, "估算投资": MONEY, "受益户数": INT, "受益脱贫监测户": INT, "理由": TEXT}
    rows: list[tuple[Shown, ...]] = [
        ("乔庄", "桥涵", "北沟桥重建", "三组北沟", "座", 1, yuan(220000), 220, 64, "桥板断裂"),
        ("李斌庄", "道路", "基地路硬化", "香菇基地西侧", "公里", 2, yuan(480000), 180, 41, "雨天进不去车"),
        ("何庄", "坑塘治理", "东塘清淤", "村东", "个", 1, yuan(80000), 110, 32, "雨季漫水"),
    ]
    return sheet("项目需求清单", columns, rows)


def declared(month: Month) -> Sheet:
    """Three declarations; of the third nobody keeps up what is built."""
    columns = dict.fromkeys(("村", "项目名称", "项目类型", "实施地点"), TEXT)
    columns |= {"概算投资": MONEY, "村级配套": MONEY, "受益户数": INT, "受益脱贫监测户": INT}
    columns |= {
        "四议两公开日期": DATE,
        "用地": TEXT,
        "设计完成": TEXT,
        "预算完成": TEXT,
        "规划依据": TEXT,
        "管护主体": TEXT,
    }
    day, plan = f"{month.plus(-1)}-20", "示例村庄规划"
    rows: list[tuple[Shown, ...]] = [
        (
            "乔庄",
            "北沟桥重建",
            "桥涵",
            "乔庄村三组北沟",
            yuan(220000),
            yuan(22000),
            220,
            64,
            day,
            "已落实",
            "是",
            "是",
            plan,
            "乔庄村民委员会",
        ),
        (
            "李斌庄",
            "基地路硬化",
            "道路",
            "李斌庄村香菇基地西侧",
            yuan(480000),
            yuan(0),
            180,
            41,
            day,
            "不占新地",
            "是",
            "否",
            plan,
            "李斌庄村民委员会",
        ),
        (
            "何庄",
            "东塘清淤",
            "坑塘治理",
            "何庄村东",
            yuan(80000),
            yuan(0),
            110,
            32,
            day,
            "不占新地",
            "否",
            "否",
            plan,
            "",
        ),
    ]
    return sheet("项目申报表", columns, rows)


def planned(month: Month) -> Sheet:
    """What the county has approved, as it publishes it, each with how far it is."""
    columns = dict.fromkeys(("序号", "项目名称", "实施地点", "建设任务", "资金来源"), TEXT)
    columns |= {
        "资金规模": MONEY,
        "实施期限": TEXT,
        "责任单位": TEXT,
        "项目状态": TEXT,
        "管护主体": TEXT,
        "公示日期": DATE,
    }
    columns |= {"公示结束日期": DATE}
    year, source = month.year, "县级财政衔接资金"
    posted = (f"{year}-03-10", f"{year}-03-25")
    rows: list[tuple[Shown, ...]] = [
        (
            "1",
            "三组路硬化",
            "乔庄村三组",
            "硬化道路1公里",
            source,
            yuan(240000),
            f"{year}年4月-{year}年12月",
            "乡村建设办",
            "批复",
            "乔庄村民委员会",
            *posted,
        ),
        (
            "2",
            "冷库",
            "李斌庄村",
            "冷库1座",
            source,
            yuan(600000),
            f"{year}年4-12月",
            "乡村振兴办",
            "在建",
            "李斌庄村合作社",
            *posted,
        ),
        (
            "",
            "西塘清淤",
            "乔庄村西",
            "清淤一处",
            source,
            yuan(90000),
            f"{year}年底前",
            "乡村建设办",
            "完工",
            "乔庄村民委员会",
            *posted,
        ),
    ]
    return sheet("项目计划表", columns, rows)
