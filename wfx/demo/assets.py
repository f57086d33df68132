"""Assets, contracts and income of the demo township, with the troubles that the audit must find."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from wfx.demo.people import Household
from wfx.demo.seed import Seed, sheet, yuan
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

COUNT = 60
LOST = "ZC0007"  # vanishes from the books between September and October (rule A26)
EXPIRED, UNPAID, UNSHARED = "ZC0009", "ZC0010", "ZC0011"  # contract over (A11), rent owed (A13), not shared out (A17)
# One trouble each, by the rule that must find it; the classes follow from the order of the seed's kinds.
TROUBLES: dict[str, dict[str, Shown]] = {
    "ZC0018": {"入账日期": None},  # A02
    "ZC0004": {"确权日期": None, "移交日期": None},  # A03
    "ZC0005": {"移交日期": None},  # A04
    "ZC0019": {"使用状况": "闲置", "闲置起日": "2026-03-01", "合同号": None},  # A09
    "ZC0020": {"合同号": None},  # A12
    "ZC0014": {"管护责任人编号": None},  # A24
    "ZC0015": {"上次巡查日期": "2026-01-15"},  # A25
}
_ASSET = (
    "资产编号 行政村 资产名称 项目编号 项目名称 实施年度 坐落 资产类别 资产子类 资产原值 计价基础 项目结算价 "
    "竣工验收日期 入账日期 权属级 权利人 确权日期 移交日期 使用状况 闲置起日 合同号 管护责任人编号 "
    "管护单位 年管护经费 管护经费来源 上次巡查日期"
).split()
_CONTRACT = (
    "合同号 资产编号 行政村 合同类型 承租方 合同起 合同止 年租金 是否公开交易 四议两公开日期 上级备案日期 合同状态"
).split()
_INCOME = (
    "收益编号 资产编号 合同号 行政村 应收日期 应收金额 实收日期 实收金额 入账日期 分配方案日期 分配公示日期 分配金额"
).split()
_MONEY = ("年管护经费", "分配金额", "资产原值", "项目结算价", "年租金", "应收金额", "实收金额")


@dataclass(frozen=True)
class Property:
    """The three sheets of one township's property."""

    assets: Sheet
    contracts: Sheet
    income: Sheet


def assets(seed: Seed, homes: list[Household]) -> Property:
    """Sixty assets; most are in order, the named ones have one trouble each."""
    chance = seed.chance("assets")
    rows = [_asset(seed, chance, homes, order) for order in range(1, COUNT + 1)]
    by_number = {str(row["资产编号"]): row for row in rows}
    for number, trouble in TROUBLES.items():
        by_number[number].update(trouble)
    contracts, income = _contracts(chance, rows)
    listed: list[tuple[Shown, ...]] = [tuple(row[name] for name in _ASSET) for row in rows]
    return Property(_sheet("项目资产台账", _ASSET, listed), contracts, income)


def _asset(seed: Seed, chance: Random, homes: list[Household], order: int) -> dict[str, Shown]:
    kinds = seed.words["assets"]
    kind = kinds[order % len(kinds)]
    village = seed.villages[order % len(seed.villages)]
    year = chance.randint(2018, 2024)
    accepted = date(year, 11, chance.randint(1, 28))
    low, high = kind["value"]
    value = yuan(chance.randint(low, high))
    operating, to_households = kind["class"] == "经营性", kind["class"] == "到户类"
    keeper = next(home for home in homes if home.village == village).members[0].person_id
    return {
        "资产编号": f"ZC{order:04d}",
        "行政村": village,
        "资产名称": f"{village}{kind['name']}",
        "项目编号": f"XM{year}-{order:03d}",
        "项目名称": f"{year}年{village}{kind['name']}项目",
        "实施年度": str(year),
        "坐落": f"{village}{chance.randint(1, 4)}组",
        "资产类别": kind["class"],
        "资产子类": kind["subclass"],
        "资产原值": value,
        "计价基础": "实际成本",
        "项目结算价": value,
        "竣工验收日期": str(accepted),
        "入账日期": str(accepted + timedelta(days=chance.randint(5, 25))),
        "权属级": "户级" if to_households else "村级",
        "权利人": "受益农户" if to_households else f"{village}村集体",
        "确权日期": None if to_households else str(accepted + timedelta(days=30)),
        "移交日期": None if to_households else str(accepted + timedelta(days=45)),
        "使用状况": "出租" if operating else "自用",
        "闲置起日": None,
        "合同号": f"HT{order:04d}" if operating else None,
        "管护责任人编号": None if to_households else keeper,
        "管护单位": None if to_households else f"{village}村委会",
        "年管护经费": None if to_households else Decimal("600.00"),
        "管护经费来源": None if to_households else ("经营收益" if operating else "村集体"),
        "上次巡查日期": str(date(2026, 9, chance.randint(1, 28))),
    }


def _contracts(chance: Random, rows: list[dict[str, Shown]]) -> tuple[Sheet, Sheet]:
    """A contract for each leased asset, and the rent that fell due in June, paid and distributed unless troubled."""
    contracts: list[tuple[Shown, ...]] = []
    income: list[tuple[Shown, ...]] = []
    for row in rows:
        number = row["合同号"]
        if number is None:
            continue
        rent = (Decimal(str(row["资产原值"])) * chance.randint(4, 7) / 100).quantize(Decimal("0.01"))
        expired = row["资产编号"] == EXPIRED
        end = "2026-05-31" if expired else f"{chance.randint(2027, 2030)}-12-31"
        front: tuple[Shown, ...] = (number, row["资产编号"], row["行政村"], "出租")
        contracts.append(
            (*front, "演示食用菌合作社", "2021-06-01", end, rent, "是", "2021-05-12", "2021-05-20", "履行中")
        )
        paid = row["资产编号"] != UNPAID
        shared = paid and row["资产编号"] != UNSHARED
        front = (f"SY{row['资产编号']}-2026", row["资产编号"], number, row["行政村"], "2026-06-30", rent)
        received: tuple[Shown, ...] = ("2026-06-28", rent, "2026-06-29") if paid else (None, None, None)
        plan: tuple[Shown, ...] = ("2026-07-15", "2026-07-16", rent) if shared else (None, None, None)
        income.append((*front, *received, *plan))
    return _sheet("资产合同表", _CONTRACT, contracts), _sheet("资产收益表", _INCOME, income)


def _sheet(title: str, headers: list[str], rows: list[tuple[Shown, ...]]) -> Sheet:
    return sheet(title, {name: FieldType.MONEY if name in _MONEY else FieldType.TEXT for name in headers}, rows)
