"""Toilets of the village that is to be finished whole, who need not build, a round of inspection; all invented.

Planted: one household stands twice with its subsidy (B14).
"""

from collections.abc import Sequence

from wfx.demo.people import Household
from wfx.demo.seed import sheet
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

VILLAGE = "何庄"
_EMPTY, _SIGNED, _FREE, _BROKEN = 6, 8, 9, 14  # of the village's households, in their order


def _homes(homes: Sequence[Household]) -> list[Household]:
    return [home for home in homes if home.village == VILLAGE]


def free(homes: Sequence[Household], month: Month) -> Sheet:
    """Households that stand empty, and three that do not want one, of whom two have signed."""
    columns = dict.fromkeys(("户编号", "村", "不改原因", "签字日期"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        (
            home.household_id,
            VILLAGE,
            "长期无人居住" if at < _EMPTY else "自愿不改",
            f"{month}-12" if _EMPTY <= at < _SIGNED else None,
        )
        for at, home in enumerate(_homes(homes)[:_FREE])
    ]
    return sheet("不需改户表", columns, rows)


def toilets(homes: Sequence[Household], month: Month) -> Sheet:
    """One toilet a household of the others, five out of use with a plan, one household twice."""
    columns = dict.fromkeys(
        ("序号", "村", "户编号", "模式", "改造年", "补助", "状态", "问题", "措施", "时限"), FieldType.TEXT
    )
    rows: list[tuple[Shown, ...]] = []
    due = f"{month.plus(2)}-20"
    for at, home in enumerate(_homes(homes)[_FREE:], _FREE):
        broken = ("不能用", "渗漏", "更换盖板", due) if at < _BROKEN else ("正常", None, None, None)
        rows.append((str(len(rows) + 1), VILLAGE, home.household_id, "三格式", "2021", "是", *broken))
    last = _homes(homes)[-1]
    rows.append((str(len(rows) + 1), VILLAGE, last.household_id, "双瓮式", "2017", "是", "正常", None, None, None))
    return sheet("户厕台账", columns, rows)


def inspected(month: Month) -> Sheet:
    """A round through two villages; one of them has something to mend."""
    columns = dict.fromkeys(("村", "检查日期", "问题类别", "地点", "发现问题", "整改时限"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        ("乔庄", f"{month}-20", "垃圾", "村东路口", "垃圾没有清", f"{month.plus(2)}-05"),
        ("何庄", f"{month}-20", None, None, None, None),
    ]
    return sheet("人居环境检查表", columns, rows)
