"""Posts and vacancies of the demo's last month: a roster, other departments' lists, the wall sheet; all invented.

Planted: one person of the roster stands on another department's list too (P01); one vacancy is unchecked (J03).
"""

from collections.abc import Iterator

from wfx.demo.people import Household, Member
from wfx.demo.seed import Seed, sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

_KINDS = ("保洁", "护理照料", "道路维护")
_YOUNGEST, _OLDEST = 1968, 1990  # years of birth
_REQUIRED = 22
_CHECKED = 3  # villages whose people are at posts


def _free(homes: list[Household], village: str) -> Iterator[Member]:
    """One person a lifted household who has no work, of an age for a post."""
    for home in homes:
        if home.lifted and home.village == village:
            able = [each for each in home.members if _YOUNGEST <= each.born <= _OLDEST and _at_home(each)]
            yield from able[:1]


def _at_home(member: Member) -> bool:
    return member.cells["是否务工"] == "否" and member.cells["劳动技能"] == "普通劳动力"


def _people(seed: Seed, homes: list[Household]) -> list[tuple[int, str, Member]]:
    """Three people of each of the first villages, with the number of their post."""
    found = []
    for order, village in enumerate(seed.villages[:_CHECKED], 1):
        found += [(order, village, member) for member in list(_free(homes, village))[:3]]
    return found


def places(seed: Seed) -> Sheet:
    """The posts the township has opened."""
    columns = {
        "岗位编号": FieldType.ID,
        "行政村": FieldType.TEXT,
        "岗位类别": FieldType.TEXT,
        "开发主管部门": FieldType.TEXT,
        "使用单位": FieldType.TEXT,
        "资金来源": FieldType.TEXT,
        "定员": FieldType.INT,
        "规定出勤天数": FieldType.INT,
        "月补贴": FieldType.MONEY,
        "劳动强度": FieldType.TEXT,
        "公告日期": FieldType.DATE,
    }
    rows: list[tuple[Shown, ...]] = [
        (f"GYG{order:02d}", village, kind, "人社", "村委会", "帮扶资金", 4, _REQUIRED, yuan(500), "轻", "2026-01-05")
        for order, (village, kind) in enumerate(zip(seed.villages, _KINDS, strict=False), 1)
    ]
    return sheet("公益岗岗位清单", columns, rows)


def roster(seed: Seed, homes: list[Household]) -> Sheet:
    """Who is at a post, with the days of every step, as the register of the programme has it."""
    days = {
        "推荐日期": "2026-01-08",
        "公告日期": "2026-01-05",
        "评议日期": "2026-01-12",
        "公示日期": "2026-01-13",
        "公示撤下日期": "2026-01-20",
        "签协议日期": "2026-01-25",
        "协议起": "2026-02-01",
        "协议止": "2027-01-31",
    }
    columns = {"姓名": FieldType.TEXT, "证件号码": FieldType.TEXT, "行政村": FieldType.TEXT, "岗位编号": FieldType.ID}
    columns |= dict.fromkeys(days, FieldType.DATE)
    rows: list[tuple[Shown, ...]] = [
        (member.name, member.cells["证件号码"], village, f"GYG{order:02d}", *days.values())
        for order, village, member in _people(seed, homes)
    ]
    return sheet("公益岗在岗名册", columns, rows)


def elsewhere(seed: Seed, homes: list[Household]) -> Sheet:
    """Another department's list of the month: one of the roster, and two who are at no post of the township."""
    ours = {member.person_id for _, _, member in _people(seed, homes)}
    others = [each for each in _free(homes, seed.villages[0]) if each.person_id not in ours][:2]
    columns = dict.fromkeys(("姓名", "证件号码", "行政村", "主管部门", "岗位名称", "用人单位"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        (member.name, member.cells["证件号码"], seed.villages[0], "民政局", "护理员", "示例养老服务站")
        for member in (_people(seed, homes)[0][2], *others)
    ]
    return sheet("民政公益岗名单", columns, rows)


def wanting(seed: Seed, homes: list[Household]) -> Sheet:
    """Who cannot leave home and has no post yet."""
    columns = dict.fromkeys(("姓名", "证件号码", "行政村", "不能外出的原因", "提出日期"), FieldType.TEXT)
    village = seed.villages[_CHECKED]
    rows: list[tuple[Shown, ...]] = [
        (member.name, member.cells["证件号码"], village, why, "2026-10-09")
        for member, why in zip(_free(homes, village), ("照顾学生", "照顾老人"), strict=False)
    ]
    return sheet("公益岗需求名单", columns, rows)


def wall(seed: Seed, homes: list[Household], month: Month) -> Sheet:
    """The month's sheet off the wall: some were there all required days, one took leave."""
    days = [f"{day}日" for day in range(1, month.last.day + 1)]
    columns = {"任用编号": FieldType.ID, **dict.fromkeys(days, FieldType.TEXT), "合计": FieldType.TEXT}
    rows: list[tuple[Shown, ...]] = []
    for order, _ in enumerate(_people(seed, homes), 1):
        present = _REQUIRED - 3 if order % 4 == 0 else _REQUIRED
        marks = ["√"] * present + (["假"] * 3 if present < _REQUIRED else [])
        rows.append((f"apt-2026-{order:03d}", *marks, *[None] * (len(days) - len(marks)), str(present)))
    return sheet("公益岗考勤表", columns, rows)


def met(seed: Seed, homes: list[Household], month: Month) -> Sheet:
    """Everybody was met at the post once."""
    columns = dict.fromkeys(("任用编号", "核查日期", "是否见面", "核查人", "地点"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        (f"apt-2026-{order:03d}", f"{month}-15", "是", "包村干部", village)
        for order, (_, village, _) in enumerate(_people(seed, homes), 1)
    ]
    return sheet("公益岗见面核查表", columns, rows)


def vacancies(seed: Seed, month: Month) -> Sheet:
    """Work near by, as two employers tell it."""
    columns = dict.fromkeys(("企业", "工种", "人数", "月工资", "年龄", "地点", "推送村", "发布日期"), FieldType.TEXT)
    columns |= {"核验日期": FieldType.DATE, "有效期": FieldType.DATE}
    near = "、".join(seed.villages[:_CHECKED])
    until = f"{month.plus(2)}-28"
    rows: list[tuple[Shown, ...]] = [
        ("示例服装厂", "缝纫", "8", "2600", "18-55岁", "县城", near, f"{month}-08", f"{month}-08", until),
        ("示例食用菌合作社", "装袋", "5", "2200", "60岁以下", "乡食用菌园", near, f"{month}-08", None, until),
    ]
    return sheet("用工信息清单", columns, rows)


def sent(seed: Seed, homes: list[Household]) -> str:
    """Whom the demo sends to a vacancy: somebody without work and without a post."""
    ours = {member.person_id for _, _, member in _people(seed, homes)}
    return next(each.person_id for each in list(_free(homes, seed.villages[1]))[3:] if each.person_id not in ours)
