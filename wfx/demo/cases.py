"""Two households on their way from an application to the notice taken down; one hit of the comparison unexplained."""

from collections.abc import Iterator
from decimal import Decimal

from wfx.demo.people import Household
from wfx.demo.seed import sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

VILLAGE = "李斌庄"
CASES = ("case-2026-001", "case-2026-002")
_PER_HEAD = 7810
_CHECK = {
    "案件编号": FieldType.ID,
    "核实日期": FieldType.DATE,
    "核查人": FieldType.TEXT,
    "工资性收入": FieldType.MONEY,
    "生产经营性收入": FieldType.MONEY,
    "生产经营性支出": FieldType.MONEY,
    "财产性收入": FieldType.MONEY,
    "转移性收入": FieldType.MONEY,
    "合规自付支出": FieldType.MONEY,
    "致(返)贫风险": FieldType.TEXT,
    "不愁吃穿": FieldType.TEXT,
    "义务教育有保障": FieldType.TEXT,
    "基本医疗有保障": FieldType.TEXT,
    "住房安全有保障": FieldType.TEXT,
    "饮水安全有保障": FieldType.TEXT,
    "承诺授权日期": FieldType.DATE,
    "承诺授权书": FieldType.TEXT,
}
_BACK = ("案件编号", "人编号", "比对部门", "比对项目", "比对结果", "核实说明")


def chosen(homes: list[Household]) -> list[Household]:
    """The two households: of one village, never lifted, not watched yet."""
    return [home for home in homes if home.village == VILLAGE and not home.lifted and not home.watched][: len(CASES)]


def checks(homes: list[Household], month: Month) -> Sheet:
    """The home checks as they come back from the village."""
    rows: list[tuple[Shown, ...]] = [
        (
            number,
            f"{month}-21",
            "示例驻村干部、李斌庄村支书",
            yuan(_PER_HEAD * len(home.members)),
            *(Decimal("0.00"),) * 4,
            yuan(6000),
            "因学",
            *("是",) * 5,
            f"{month}-20",
            f"示例授权{at}",
        )
        for at, (number, home) in enumerate(zip(CASES, chosen(homes), strict=True), 1)
    ]
    return sheet("入户核查表", _CHECK, rows)


def compared(homes: list[Household]) -> Sheet:
    """What the county found: one hit explained, one not, nothing of the others."""
    hits = {
        CASES[0]: ("派出所", "车辆", "示例:三轮车一辆", "示例:农用,自家拉料"),
        CASES[1]: ("住建", "房产", "示例:县城房屋一套", None),
    }
    rows: list[tuple[Shown, ...]] = [
        (number, member.person_id, *(hits[number] if at == 0 else (None,) * 4))
        for number, home in zip(CASES, chosen(homes), strict=True)
        for at, member in enumerate(home.members)
    ]
    return sheet("比对回执", dict.fromkeys(_BACK, FieldType.TEXT), rows)


def opened(homes: list[Household], month: Month) -> Iterator[tuple[str, ...]]:
    """The two applications."""
    for home in chosen(homes):
        day = ("--found", f"{month}-20", "--on", f"{month}-20")
        yield ("open", "--household", home.household_id, "--channel", "农户申报", *day)


def decided(month: Month) -> tuple[tuple[str, ...], ...]:
    """From the meeting to the notice taken down, each once for both; help before all that."""
    heard = (
        "--present",
        "民政、社保、教育",
        "--written",
        "残联",
        "--place",
        "示例:乡会议室",
        "--summary",
        "示例:逐户研判",
    )
    found = ("--decision", "纳入", "--kind", "边缘易致贫户", "--line", "8300", "--line-since", "2024-01")
    voted = ("--body", "村民代表会议", "--due", "30", "--present", "24", "--for", "24")
    helped = ("--kind", "社会帮扶", "--item", "示例:助学金", "--amount", "300", "--evidence", "示例:签收单")
    return (
        ("assist", CASES[0], *helped, "--on", f"{month}-22"),
        ("consult", *CASES, *heard, *found, "--on", f"{month}-23"),
        ("deliberate", *CASES, *voted, "--on", f"{month}-24"),
        ("publicize", *CASES, "--place", "示例:李斌庄公示栏", "--on", f"{month}-24"),
        ("take-down", *CASES, "--on", f"{month}-30"),
    )
