"""Households and persons of the demo township, in the columns of the national system's exports."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from wfx.demo.seed import Seed, id_number, sheet, yuan
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

PHONE = 19900000000
LINE = 8300


@dataclass
class Member:
    """One person: number, words for the export, year of birth."""

    person_id: str
    name: str
    relation: str
    born: int
    cells: dict[str, Shown] = field(default_factory=dict)


@dataclass
class Household:
    """One household with its members and yearly income."""

    household_id: str
    village: str
    lifted: bool
    watched: bool
    income: Decimal
    house: str
    members: list[Member]


def households(seed: Seed) -> list[Household]:
    """All households, village by village; about one in four was lifted out of poverty, a few are watched."""
    chance = seed.chance("people")
    homes = [
        home
        for number, village in enumerate(seed.words["villages"], 1)
        for home in _village(seed, chance, number, village)
    ]
    _make_unique(homes)
    return homes


def _make_unique(homes: list[Household]) -> None:
    """Two people of one birthday and sex may have drawn one number: the later gets the next free one."""
    taken: set[str] = set()
    for member in (member for home in homes for member in home.members):
        number = str(member.cells["证件号码"])
        while number in taken:
            number = id_number(number[:6], number[6:14], (int(number[14:17]) + 2) % 1000)
        taken.add(number)
        member.cells["证件号码"] = number


def _village(seed: Seed, chance: Random, number: int, village: dict[str, object]) -> Iterator[Household]:
    for order in range(1, int(str(village["households"])) + 1):
        household_id = f"{seed.words['region']}{number:02d}{order:04d}"
        lifted = chance.random() < 0.26
        watched = chance.random() < (0.06 if lifted else 0.012)
        members = _members(seed, chance, household_id)
        per_head = chance.randint(11200, 23000)  # low enough to look real, above every line with its spending
        yield Household(
            household_id,
            str(village["name"]),
            lifted,
            watched,
            yuan(per_head * len(members)),
            chance.choices("AB", (6, 4))[0],
            members,
        )


def _members(seed: Seed, chance: Random, household_id: str) -> list[Member]:
    surname = chance.choice(seed.words["surnames"])
    plan = [("户主", chance.randint(1950, 1988))]
    if chance.random() < 0.82:
        plan.append(("配偶", plan[0][1] + chance.randint(-4, 4)))
    for _ in range(chance.choices((0, 1, 2, 3), (22, 36, 32, 10))[0]):
        plan.append((chance.choice(("之子", "之女")), plan[0][1] + chance.randint(22, 30)))
    if chance.random() < 0.24:
        plan.append((chance.choice(("之父", "之母")), plan[0][1] - chance.randint(22, 27)))
    return [
        _member(seed, chance, f"{household_id}{order:02d}", surname, relation, min(born, 2025))
        for order, (relation, born) in enumerate(plan, 1)
    ]


def _member(seed: Seed, chance: Random, person_id: str, surname: str, relation: str, born: int) -> Member:
    female = relation in ("配偶", "之女", "之母")
    order = int(person_id[8:]) * 7919 % 499 * 2 + (0 if female else 1)  # spread, so that equal birthdays differ
    birth = f"{born}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    age = 2026 - born
    name = surname + chance.choice(seed.words["given"])
    grown = 18 <= age <= 60
    cells: dict[str, Shown] = {
        "性别": "女" if female else "男",
        "证件号码": id_number(str(seed.words["region"]), birth, order),
        "联系电话": str(PHONE + int(person_id[6:14]) % 10**7) if relation == "户主" else None,
        "民族": "汉族",
        "文化程度": chance.choices(("小学", "初中", "高中", "大专"), (30, 50, 15, 5))[0] if age > 15 else None,
        "在校生状况": _school(age),
        "健康状况": chance.choices(("健康", "长期慢性病", "患有大病", "残疾"), (88, 8, 2, 2))[0],
        "劳动技能": "普通劳动力" if grown else ("弱劳动力或半劳动力" if 60 < age <= 68 else "无劳动力"),
        "是否务工": "是" if grown and chance.random() < 0.6 else "否",
        "是否参加城乡居民基本医疗保险": "是",
        "是否参加城乡居民基本养老保险": "是" if age > 16 else "否",
        "人员状态": "在册",
    }
    return Member(person_id, name, relation, born, cells)


def _school(age: int) -> str:
    for limit, state in ((3, "非在校生"), (6, "学前教育"), (12, "小学"), (15, "初中"), (18, "普通高中")):
        if age < limit:
            return state
    return "非在校生"


def household_sheet(seed: Seed, homes: list[Household]) -> Sheet:
    """The households' export: one row a household."""
    columns = {
        "序号": FieldType.INT,
        "县(市、区、旗)": FieldType.TEXT,
        "乡(镇)": FieldType.TEXT,
        "行政村": FieldType.TEXT,
        "自然村": FieldType.TEXT,
        "网格": FieldType.TEXT,
        "户编号": FieldType.ID,
        "家庭人口数": FieldType.INT,
        "户类型": FieldType.TEXT,
        "脱贫年度": FieldType.INT,
        "监测对象类别": FieldType.TEXT,
        "识别监测时间": FieldType.DATE,
        "风险是否已消除": FieldType.TEXT,
        "家庭纯收入": FieldType.MONEY,
        "住房安全等级": FieldType.TEXT,
        "是否解决安全饮水": FieldType.TEXT,
        "低保特困": FieldType.TEXT,
        "户状态": FieldType.TEXT,
    }
    rows: list[tuple[Shown, ...]] = []
    for order, home in enumerate(homes, 1):
        kind = "脱贫不稳定户" if home.lifted else "边缘易致贫户"
        group = f"{int(home.household_id[-4:]) % 4 + 1}组"
        watched: tuple[Shown, ...] = (kind, "2026-02-20", "否") if home.watched else (None, None, None)
        front: tuple[Shown, ...] = (
            order,
            "演示县",
            seed.words["name"],
            home.village,
            group,
            f"{home.village}{group}网格",
            home.household_id,
        )
        lifted: tuple[Shown, ...] = ("脱贫户", 2019) if home.lifted else ("一般农户", None)
        tail: tuple[Shown, ...] = (home.income, f"{home.house}级", "是", "否" if _able(home) else "低保", "正常")
        rows.append((*front, len(home.members), *lifted, *watched, *tail))
    return sheet("农户信息表", columns, rows)


def _able(home: Household) -> bool:
    return any(member.cells["劳动技能"] != "无劳动力" for member in home.members)


def person_sheet(seed: Seed, homes: list[Household]) -> Sheet:
    """The persons' export: one row a person, numbers as text."""
    first = homes[0].members[0].cells
    columns = dict.fromkeys(
        ("县(市、区、旗)", "乡(镇)", "行政村", "户编号", "人编号", "姓名", "与户主关系", *first), FieldType.TEXT
    )
    rows: list[tuple[Shown, ...]] = [
        (
            "演示县",
            seed.words["name"],
            home.village,
            home.household_id,
            member.person_id,
            member.name,
            member.relation,
            *member.cells.values(),
        )
        for home in homes
        for member in home.members
    ]
    return sheet("人口信息表", columns, rows)
