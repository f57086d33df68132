"""Who is responsible for whom in the demo's last month, and who was visited; all invented.

Planted: two households of 乔庄 nobody visited.
"""

from wfx.demo.people import Household
from wfx.demo.seed import sheet
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

LEFT, LEFT_OUT = "乔庄", 2
PHONED = 3


def helpers(homes: list[Household], month: Month) -> Sheet:
    """Who helps each household that is watched, since the beginning of the year."""
    columns = dict.fromkeys(("户编号", "责任身份", "责任人职务", "责任人单位"), FieldType.TEXT)
    rows: list[tuple[Shown, ...]] = [
        (home.household_id, "帮扶责任人", "乡干部", "乡乡村振兴办", f"{month.year}-01-01")
        for home in homes
        if home.watched
    ]
    return sheet("走访责任人名单", columns | {"责任起始日期": FieldType.DATE}, rows)


def visited(homes: list[Household], month: Month) -> Sheet:
    """The month's visits: by the village's secretary to those lifted or watched, by the helper to his own."""
    columns = dict.fromkeys(("户编号", "村", "月份", "走访身份", "走访方式", "新问题"), FieldType.TEXT)
    due = [home for home in homes if home.lifted or home.watched]
    here = [home.household_id for home in due if home.village == LEFT and not home.watched]
    away = here[LEFT_OUT : LEFT_OUT + PHONED]
    told = next(home.household_id for home in due if home.watched)
    rows: list[tuple[Shown, ...]] = []
    for home in due:
        number, cells = home.household_id, (home.village, str(month))
        way = "电话" if number in away else "见面"
        problem = "房顶漏雨" if number == told else None
        if number not in here[:LEFT_OUT]:
            rows.append((number, *cells, "村支书", way, problem, f"{month}-12"))
        if home.watched:
            rows.append((number, *cells, "帮扶责任人", "见面", None, f"{month}-13"))
    return sheet("走访登记表", columns | {"走访日期": FieldType.DATE}, rows)
