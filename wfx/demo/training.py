"""Two classes that ended and one to come, sign-ins, certificates, two pupils of the last month; all invented.

Planted: somebody of the posts' roster signed in a class on days the wall sheet has a tick for (T07).
"""

from collections.abc import Iterator

from wfx.demo import posts
from wfx.demo.people import Household, Member
from wfx.demo.seed import Seed, sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

SCHOOL = "示例职业培训学校"
_FIRST, _SECOND = 4, 5  # who is in the class of May, and in that of the month
_DAYS = range(12, 17)
_PUPILS = range(2008, 2012)  # years of birth


def classes(month: Month) -> Sheet:
    """One class of May, certified; one of the month, ended; one to come."""
    columns = dict.fromkeys(("培训工种", "等级", "培训机构"), FieldType.TEXT)
    columns |= dict.fromkeys(("开班日期", "结业日期", "立班日期"), FieldType.DATE)
    columns |= {"培训天数": FieldType.INT, "总课时": FieldType.INT, "补贴标准": FieldType.MONEY, "状态": FieldType.TEXT}
    year, later = month.year, month.plus(3)
    rows: list[tuple[Shown, ...]] = [
        ("家政服务", "初级工", SCHOOL, f"{year}-05-11", f"{year}-05-15", f"{year}-04-20", 5, 40, yuan(800), "已取证"),
        ("香菇栽培", "初级工", SCHOOL, f"{month}-12", f"{month}-16", f"{month}-08", 5, 40, yuan(800), "已结业"),
        ("电商运营", "初级工", SCHOOL, f"{later}-12", f"{later}-18", f"{month}-26", 7, 56, yuan(800), "计划"),
    ]
    return sheet("培训班计划表", columns, rows)


def _able(seed: Seed, homes: list[Household]) -> Iterator[tuple[str, Member]]:
    """Grown members of lifted households who stand on no list of the posts, one a household."""
    lists = [name for name, *_ in posts.roster(seed, homes).rows]
    listed = {*lists, posts.sent(seed, homes), *(str(row[0]) for row in posts.wanting(seed, homes).rows)}
    for home in homes:
        mine = [each for each in home.members if 1970 <= each.born <= 1990 and each.name not in listed]
        if home.lifted and mine and mine[0].person_id not in listed:
            yield home.village, mine[0]


def _members(seed: Seed, homes: list[Household]) -> list[tuple[str, str, Member]]:
    """Class, village and person; the last one of the second class is at a post."""
    able = _able(seed, homes)
    found = [("cls-2026-001", *next(able)) for _ in range(_FIRST)]
    found += [("cls-2026-002", *next(able)) for _ in range(_SECOND)]
    return [*found, ("cls-2026-002", *_at_post(seed, homes))]


def _at_post(seed: Seed, homes: list[Household]) -> tuple[str, Member]:
    """The second person of the posts' roster."""
    number = posts.roster(seed, homes).rows[1][1]
    return next((home.village, each) for home in homes for each in home.members if each.cells["证件号码"] == number)


def roll(seed: Seed, homes: list[Household]) -> Sheet:
    """Who is in a class, as the school sends it back on the last day."""
    columns = dict.fromkeys(("期班编号", "姓名", "证件号码", "行政村", "培训结果"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        (number, member.name, member.cells["证件号码"], village, "结业")
        for number, village, member in _members(seed, homes)
    ]
    return sheet("培训花名册", columns, rows)


def signed(seed: Seed, homes: list[Household], month: Month) -> Sheet:
    """The sheets of both classes: everybody was there, one missed an afternoon."""
    columns = dict.fromkeys(("期班编号", "人编号", "姓名", "签到日期", "上午", "下午"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = []
    for order, (number, _, member) in enumerate(_members(seed, homes)):
        for day in _DAYS:
            on = f"{month}-{day}" if number.endswith("2") else f"{month.year}-05-{day - 1}"
            pm = "假" if order == _FIRST and day == _DAYS[-1] else "√"
            rows.append((number, member.person_id, member.name, on, "√", pm))
    return sheet("培训签到表", columns, rows)


def certificates(seed: Seed, homes: list[Household], month: Month) -> Sheet:
    """Of the class of May three have theirs."""
    titles = ("姓名", "证件号码", "行政村", "证书类别", "证书编号", "工种", "等级", "期班编号", "发证机构", "查询结果")
    columns = dict.fromkeys(titles, FieldType.TEXT) | {"发证日期": FieldType.DATE}
    rows: list[tuple[Shown, ...]] = []
    for order, (number, village, member) in enumerate(_members(seed, homes)[: _FIRST - 1], 1):
        who = (member.name, member.cells["证件号码"], village)
        paper = ("技能等级", f"S{month.year}00000{order:04d}", "家政服务", "初级工", number, "示例评价中心", "查到")
        rows.append((*who, *paper, f"{month.year}-06-10"))
    return sheet("取证名单", columns, rows)


def _pupils(homes: list[Household]) -> list[tuple[str, Member]]:
    found = ((home.village, each) for home in homes if home.lifted for each in home.members if each.born in _PUPILS)
    return [next(found), next(found)]


def pupils(homes: list[Household], month: Month) -> Sheet:
    """Two pupils of a vocational school, as the county pulls them in September."""
    titles = ("学期", "姓名", "证件号码", "行政村", "学校名称", "学段", "年级", "学籍状态")
    columns = dict.fromkeys(titles, FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        (f"{month.year}秋", member.name, member.cells["证件号码"], village, "示例职业中专", "中职", "二年级", "在读")
        for village, member in _pupils(homes)
    ]
    return sheet("职教学籍名单", columns, rows)


def grants(homes: list[Household], month: Month) -> Sheet:
    """Both have the term's grant."""
    columns = dict.fromkeys(("姓名", "证件号码", "行政村", "学期"), FieldType.TEXT)
    columns |= {"补助金额": FieldType.MONEY, "发放日期": FieldType.DATE}
    rows: list[tuple[Shown, ...]] = [
        (member.name, member.cells["证件号码"], village, f"{month.year}年秋季学期", yuan(1500), f"{month}-20")
        for village, member in _pupils(homes)
    ]
    return sheet("雨露计划补助名单", columns, rows)
