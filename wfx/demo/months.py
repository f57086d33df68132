"""The months of the demo: screening sheets, task sheets, marks, and one published ranking with a real mistake."""

from decimal import Decimal
from random import Random

from wfx.demo.filling import EVERY, Fill
from wfx.demo.people import LINE, Household
from wfx.demo.seed import Seed, sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

_SCREEN = {
    "户编号": FieldType.ID,
    "行政村": FieldType.TEXT,
    "排查日期": FieldType.DATE,
    "排查方式": FieldType.TEXT,
    "无变化": FieldType.TEXT,
    "近12个月家庭纯收入": FieldType.MONEY,
    "上一周期家庭纯收入": FieldType.MONEY,
    "医疗自付支出": FieldType.MONEY,
    "教育自付支出": FieldType.MONEY,
    "灾害损失": FieldType.MONEY,
    "失业人数": FieldType.INT,
    "住房安全等级": FieldType.TEXT,
    "饮水是否安全": FieldType.TEXT,
    "失学辍学人数": FieldType.INT,
    "未参保人数": FieldType.INT,
    "新增重度残疾人数": FieldType.INT,
    "突发情况": FieldType.TEXT,
    "情况说明": FieldType.TEXT,
}
# What happens to a household, as cells of its row; each is found by one of the screening rules.
TROUBLES: tuple[dict[str, Shown], ...] = (
    {"近12个月家庭纯收入": "line", "情况说明": "务工收入中断"},
    {"医疗自付支出": yuan(38600), "突发情况": "突发大病"},
    {"教育自付支出": yuan(16800)},
    {"灾害损失": yuan(21000), "突发情况": "自然灾害"},
    {"失业人数": 2},
    {"住房安全等级": "C级"},
    {"饮水是否安全": "否"},
    {"失学辍学人数": 1},
    {"未参保人数": 2},
    {"新增重度残疾人数": 1},
    {"近12个月家庭纯收入": "half", "情况说明": "收入下降过半"},
)


def screenings(seed: Seed, homes: list[Household], month: Month) -> dict[str, Sheet]:
    """Each village's sheet of the month; a handful of households are in trouble, the others unchanged."""
    chance = seed.chance(f"screen {month}")
    troubled = dict(zip((home.household_id for home in chance.sample(homes, len(TROUBLES))), TROUBLES, strict=True))
    found: dict[str, Sheet] = {}
    for village in seed.villages:
        mine = [home for home in homes if home.village == village]
        rows = [_row(chance, home, month, troubled.get(home.household_id)) for home in mine]
        found[village] = sheet(f"{village}{month}排查表", _SCREEN, rows)
    return found


def _row(chance: Random, home: Household, month: Month, trouble: dict[str, Shown] | None) -> tuple[Shown, ...]:
    cells: dict[str, Shown] = dict.fromkeys(_SCREEN)
    cells |= {
        "户编号": home.household_id,
        "行政村": home.village,
        "排查日期": f"{month}-{chance.randint(3, 25):02d}",
        "排查方式": chance.choices(("入户", "电话"), (85, 15))[0],
        "无变化": "否" if trouble else "是",
        "近12个月家庭纯收入": (home.income * chance.randint(97, 108) / 100).quantize(Decimal("0.01")),
        "上一周期家庭纯收入": home.income,
        "医疗自付支出": yuan(chance.randint(0, 2400)),
        "教育自付支出": yuan(0),
        "灾害损失": yuan(0),
        "失业人数": 0,
        "住房安全等级": f"{home.house}级",
        "饮水是否安全": "是",
        "失学辍学人数": 0,
        "未参保人数": 0,
        "新增重度残疾人数": 0,
        "突发情况": "无",
    }
    if trouble:
        cells |= {"无变化": "否"} | trouble | _income(home, trouble)
    return tuple(cells.values())


def _income(home: Household, trouble: dict[str, Shown]) -> dict[str, Shown]:
    """The income words of a trouble as amounts of this household."""
    amounts = {
        "line": yuan((LINE - 900) * len(home.members)),
        "half": (home.income * 45 / 100).quantize(Decimal("0.01")),
    }
    return {name: amounts[value] for name, value in trouble.items() if isinstance(value, str) and value in amounts}


def task_sheet(seed: Seed, month: Month) -> Sheet:
    """The month's task sheet as the office writes it."""
    columns = {
        "条目号": FieldType.TEXT,
        "任务": FieldType.TEXT,
        "涉及村": FieldType.TEXT,
        "牵头": FieldType.TEXT,
        "完成时限": FieldType.DATE,
        "要求": FieldType.TEXT,
        "权重": FieldType.QUANTITY,
    }
    rows: list[tuple[Shown, ...]] = [
        (
            f"R{order:02d}",
            task["task"],
            task.get("villages"),
            task.get("lead", "乡村振兴办"),
            str(month.last),
            task["standard"],
            Decimal(task["weight"]),
        )
        for order, task in enumerate(seed.words["tasks"], 1)
    ]
    return sheet(f"{month}重点工作提示单", columns, rows)


def marks(seed: Seed, month: Month, kind: str) -> Sheet:
    """One office's marks (``完成度`` or ``质量分``): two villages are made equal so that a tie is seen."""
    chance = seed.chance(f"{kind} {month}")
    columns = {"条目号": FieldType.TEXT, "村": FieldType.TEXT, kind: FieldType.QUANTITY, "依据": FieldType.TEXT}
    rows: list[tuple[Shown, ...]] = []
    for order, task in enumerate(seed.words["tasks"], 1):
        twin: int | None = None
        for village in seed.villages:
            if task.get("villages", village) != village:
                continue
            mark = chance.randint(82, 100)
            if village == "东样村":
                twin = mark
            if village == "西样村" and twin is not None:
                mark = twin
            rows.append((f"R{order:02d}", village, Decimal(mark), f"{month} 现场督导第 {order} 项"))
    return sheet(f"{month}{kind}评分表", columns, rows)


OLD, BROKEN, LATE = "乔庄", "何庄", "示例湾"  # whose workbook holds an old value, a broken cell, comes too late


def _first(homes: list[Household], village: str) -> str:
    return next(home.household_id for home in homes if home.village == village)


def correction(homes: list[Household], month: Month) -> Sheet:
    """One household's medical expense as the clerk found it on the bill."""
    columns = {
        "户编号": FieldType.ID,
        "行政村": FieldType.TEXT,
        "排查方式": FieldType.TEXT,
        "医疗自付支出": FieldType.MONEY,
    }
    return sheet(f"{month}更正", columns, [(_first(homes, OLD), OLD, "电话", yuan(2345))])


def other_mark(seed: Seed, month: Month) -> Sheet:
    """The quality of one task in one village, three points lower than it was entered."""
    entered = marks(seed, month, "质量分")
    task, village, mark, _ = next(row for row in entered.rows if row[:2] == ("R03", BROKEN))
    columns = {column.name: column.type for column in entered.columns}
    lower = Decimal(str(mark)) - 3
    return sheet(f"{month}质量分复核", columns, [(task, village, lower, f"{month} 复核走访记录")])


def fills(homes: list[Household], month: Month, village: str) -> list[Fill]:
    """What a village writes into its workbook: receipt, feedback, and here and there a household's news."""
    found = [
        Fill("提示单签收", EVERY, "签收日期", f"{month}-03"),
        Fill("提示单签收", EVERY, "签收人", "村支书"),
        Fill("任务反馈", EVERY, "办理情况", "已完成"),
        Fill("纠纷排查", EVERY, "上半月排查日期", f"{month}-12"),
        Fill("纠纷排查", EVERY, "上半月纠纷起数", "0"),
        Fill("纠纷排查", EVERY, "下半月排查日期", f"{month}-26"),
        Fill("纠纷排查", EVERY, "下半月纠纷起数", "0"),
    ]
    if village == BROKEN:
        found.append(Fill("走访排查", _first(homes, village), "医疗自付支出", "三万多"))
    elif village != OLD:
        found.append(Fill("走访排查", _first(homes, village), "情况说明", "子女返乡,照料有人"))
    return found


def mended(homes: list[Household]) -> Fill:
    """The broken cell as it should have been."""
    return Fill("走访排查", _first(homes, BROKEN), "医疗自付支出", "30600")


def feedback(month: Month) -> Sheet:
    """The county's list of problems as it comes: three problems, one of them with its time long over (rule R01)."""
    columns = {
        "序号": FieldType.TEXT,
        "问题编号": FieldType.TEXT,
        "反馈日期": FieldType.DATE,
        "行政村": FieldType.TEXT,
        "问题类别": FieldType.TEXT,
        "具体问题": FieldType.TEXT,
        "整改单位": FieldType.TEXT,
        "整改期限": FieldType.DATE,
        "责任人": FieldType.TEXT,
    }
    given, late, later = f"{month.plus(-1)}-05", f"{month.plus(-1)}-25", f"{month.plus(2)}-25"
    lines = (
        ("1", "XF-01", given, "李斌庄", "资产管护", "公益性资产没有悬挂管护责任牌", "李斌庄村", later, "李某"),
        ("2", "XF-02", given, "乔庄", "走访记录", "走访记录缺日期和签字", "乔庄村", late, "乔某"),
        ("3", "XF-03", given, "何庄", "人居环境", "整改后的公厕没有开放", "何庄村", later, "何某"),
    )
    return sheet("县级督查反馈问题清单", columns, [tuple(line) for line in lines])


def published() -> Sheet:
    """A published ranking with a real kind of mistake: equal scores given two places (丰州镇's 87/87)."""
    columns = {"名次": FieldType.TEXT, "村": FieldType.TEXT, "得分": FieldType.TEXT}
    lines = (
        ("第一名", "李斌庄", "92.5"),
        ("第二名", "乔庄", "87"),
        ("第三名", "何庄", "87"),
        ("第四名", "大汉李", "86"),
    )
    return sheet("四村考核通报", columns, [tuple(line) for line in lines])
