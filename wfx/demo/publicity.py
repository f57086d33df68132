"""What is made known in the demo's last month: the insurance has a new line from the tenth on; all invented.

Planted: 何庄 was told before the change and not again.
"""

from wfx.demo.people import Household
from wfx.demo.seed import sheet
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

LEFT = "何庄"


def policies(month: Month) -> Sheet:
    """What holds from which day on."""
    columns = {"宣传主题": FieldType.TEXT, "政策起始日期": FieldType.DATE} | dict.fromkeys(
        ("要点", "咨询电话"), FieldType.TEXT
    )
    year = f"{month.year}-01-01"
    rows: list[tuple[Shown, ...]] = [
        ("防返贫保险", year, "自付超过三万元的部分赔一半", "12317"),
        ("防返贫保险", f"{month}-10", "自付超过两万元的部分赔一半。出院三十天内报案", "12317"),
        ("咨询电话", year, "政策、救助、举报都可以打", "12317"),
    ]
    return sheet("宣传政策清单", columns, rows)


def told(homes: list[Household], month: Month) -> Sheet:
    """Which household was told on which day."""
    columns = {"户编号": FieldType.TEXT, "村": FieldType.TEXT, "月份": FieldType.TEXT}
    columns |= dict.fromkeys(("防返贫保险宣传日期", "咨询电话告知日期"), FieldType.DATE)
    columns |= dict.fromkeys(("宣传方式", "宣传人"), FieldType.TEXT)
    first = {name: "08" if name == LEFT else "12" for name in {home.village for home in homes}}
    rows: list[tuple[Shown, ...]] = [
        (home.household_id, home.village, str(month), f"{month}-{first[home.village]}", f"{month}-12", "入户", "村支书")
        for home in homes
    ]
    return sheet("政策宣传登记表", columns, rows)
