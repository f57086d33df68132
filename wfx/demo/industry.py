"""Mushrooms and both ties of the demo's last month: bases, partners, growers, sticks, contracts; all invented.

Planted: the second base tells ten thousand sticks more than its own figures come to (I09).
"""

from collections.abc import Iterator

from wfx.demo.people import Household
from wfx.demo.seed import Seed, sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

_FIRM, _TRADER, _FOODS = "示例菌业有限公司", "示例菌品商贸有限公司", "示例菌品食品有限公司"
_COOPS = ("李斌庄示例食用菌专业合作社", "大汉李示例食用菌专业合作社")
_FORMS = ("订单", "就业", "托管")
_AT_BASE, _SCATTERED = 8, 3


def _text(*titles: str) -> dict[str, FieldType]:
    return dict.fromkeys(titles, FieldType.TEXT)


def bases(seed: Seed) -> Sheet:
    """Two bases, in the first two villages."""
    columns = _text("基地名称", "村", "经营主体", "带动方式", "棚数", "面积", "生产状态", "投产日期")
    first, second = seed.villages[:2]
    rows: list[tuple[Shown, ...]] = [
        (f"{first}香菇基地", first, _FIRM, "支部+合作社+户", "40", "60", "生产", "2024-03-01"),
        (f"{second}食用菌产业园区", second, _COOPS[1], "大户带小户", "26", "45", "生产", "2025-03-01"),
    ]
    return sheet("菌菇基地名册", columns, rows)


def enterprises() -> Sheet:
    """Three enterprises, in all seven segments of the chain."""
    columns = _text("企业名称", "链条环节", "是否龙头", "经营状态", "核实日期")
    rows: list[tuple[Shown, ...]] = [
        (_FIRM, "菌种、菌棒、出菇", "是", "正常", "2026-09-10"),
        (_TRADER, "烘干、分拣、销售", "否", "正常", "2026-09-10"),
        (_FOODS, "深加工", "否", "正常", "2026-09-11"),
    ]
    return sheet("食用菌企业名册", columns, rows)


def cooperatives(seed: Seed) -> Sheet:
    """Two co-operatives whose order was checked."""
    columns = _text("合作社名称", "村", "成员数", "经营状态", "章程", "成员名册", "财务", "盈余分配", "年报公示")
    rows: list[tuple[Shown, ...]] = [
        (name, village, "210", "正常", *("是",) * 5) for name, village in zip(_COOPS, seed.villages, strict=False)
    ]
    return sheet("食用菌合作社名册", columns, rows)


def ties() -> Sheet:
    """Each co-operative's contract with an enterprise."""
    columns = _text("合作社", "企业", "合作内容", "协议起", "协议止")
    rows: list[tuple[Shown, ...]] = [
        (_COOPS[0], _FIRM, "供棒、订单收购", "2026-01-05", "2028-12-31"),
        (_COOPS[1], _TRADER, "烘干、销售", "2026-01-05", "2028-12-31"),
    ]
    return sheet("社企联结清单", columns, rows)


def growers(seed: Seed, homes: list[Household]) -> Sheet:
    """Households at the two bases, and a few that grow at home."""
    columns = _text("户编号", "基地名称", "带动方式", "开始日期")
    rows: list[tuple[Shown, ...]] = []
    for village, base in zip(seed.villages[:2], bases(seed).rows, strict=True):
        mine = [home for home in homes if home.village == village][:_AT_BASE]
        rows += [(home.household_id, base[0], base[3], f"202{5 + at % 2}-03-10") for at, home in enumerate(mine)]
    rows += [(home.household_id, None, "自种", "2026-04-01") for home in _at_home(seed, homes)]
    return sheet("菌菇种植户名册", columns, rows)


def _at_home(seed: Seed, homes: list[Household]) -> list[Household]:
    return [home for home in homes if home.village == seed.villages[2]][:_SCATTERED]


def output(seed: Seed, homes: list[Household], month: Month) -> Sheet:
    """Two months of sticks; of the second base the last month does not add up."""
    before = month.plus(-1)
    columns = _text("月份", "基地或户编号", "上月存", "本月投", "报废", "月末存", "鲜菇", "产值", "用工")
    rows: list[tuple[Shown, ...]] = [
        (str(before), "base-001", "480000", "60000", "40000", "500000", "92000", "552000", "85"),
        (str(month), "base-001", None, "120000", "90000", "530000", "98000", "588000", "90"),
        (str(before), "base-002", "310000", "30000", "20000", "320000", "51000", "306000", "46"),
        (str(month), "base-002", None, "40000", "30000", "340000", "53000", "318000", "48"),
    ]
    for home in _at_home(seed, homes):
        rows.append((str(before), home.household_id, "0", "6000", "0", "6000", "0", "0", "2"))
        rows.append((str(month), home.household_id, None, "2000", "0", "8000", "900", "5400", "2"))
    return sheet("菌棒台账", columns, rows)


def _poor(homes: list[Household]) -> Iterator[tuple[Household, bool]]:
    """Households the township has to link, and whether anybody there can work."""
    for home in homes:
        able = any(member.cells["劳动技能"] != "无劳动力" for member in home.members)
        if home.lifted or home.watched or not able:
            yield home, able


def _gone(home: Household) -> bool:
    return home.household_id.endswith("7")


def linkages(seed: Seed, homes: list[Household]) -> Sheet:
    """Who can work has a contract with a co-operative, but for those who work elsewhere."""
    columns = _text("户编号", "村", "联结主体", "联结方式", "合同起", "合同止")
    columns |= {"约定收益": FieldType.MONEY, "兑现时限": FieldType.DATE}
    half = len(seed.villages) // 2
    rows: list[tuple[Shown, ...]] = [
        (
            home.household_id,
            home.village,
            _COOPS[seed.villages.index(home.village) >= half],
            _FORMS[at % len(_FORMS)],
            "2026-01-05",
            "2028-12-31",
            yuan(1200),
            "2026-12-20",
        )
        for at, (home, able) in enumerate(_poor(homes))
        if able and not _gone(home)
    ]
    return sheet("双绑利益联结台账", columns, rows)


def outside(homes: list[Household]) -> Sheet:
    """The others, each with the reason and what helps it instead."""
    columns = _text("户编号", "村", "没有联结的原因", "其他帮扶", "了解日期")
    rows: list[tuple[Shown, ...]] = [
        (home.household_id, home.village, *(("在外务工", "就业帮扶") if able else ("无劳力", "兜底保障")), "2026-10-08")
        for home, able in _poor(homes)
        if _gone(home) or not able
    ]
    return sheet("联结名单外清单", columns, rows)


def prospects(month: Month) -> Sheet:
    """Whom the township talks to."""
    columns = _text("招商项目", "链条环节", "线索日期", "下一步", "下一步时限", "计划投资")
    rows: list[tuple[Shown, ...]] = [
        ("示例菌汤调味品项目", "深加工", f"{month}-12", "到厂考察", f"{month.plus(14)}-20", "8000000")
    ]
    return sheet("招商项目清单", columns, rows)
