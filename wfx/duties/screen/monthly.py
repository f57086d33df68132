"""The month's entry of one village: its households, those to look at first on top (M01)."""

from collections import defaultdict
from collections.abc import Mapping

from wfx.duties.screen.clues import REDNESS
from wfx.duties.screen.coverage import looked_at
from wfx.values.books import Books
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.table import Row
from wfx.values.then import table_then

# The cells a household's month may change, in the order in which they are numbered at the keyboard.
CELLS = (
    "net_income",
    "last_net_income",
    "self_pay_medical",
    "self_pay_school",
    "disaster_loss",
    "jobs_lost",
    "house_grade",
    "water_safe",
    "dropouts",
    "uninsured",
    "newly_disabled",
    "event",
    "happened_on",
    "way",
    "note",
)
_GONE = ("moved", "closed")
_CLUES = {"error": "红色线索待研判", "doubt": "黄色线索待研判", "hint": "蓝色线索待研判"}
_WEIGHT = {"error": 40, "doubt": 20, "hint": 5}


def worklist_month(books: Books, names: Mapping[str, Personal], month: Month, village: str) -> Sheet:
    """The village's households of the books, riskiest first, and whether this month's screening stands already.

    ``names``: household → the head's name, as far as it may be opened.
    """
    clues: dict[str, list[Row]] = defaultdict(list)
    for row in books.table("clues").where(state="open").rows():
        clues[str(row["household_id"])].append(row)
    changed = {
        str(row["household_id"])
        for row in books.table("screenings", month=month.plus(-1), village=village).rows()
        if row["no_change"] is False
    }
    done = set(looked_at(books.table("screenings", month=month, village=village).arrow)["household_id"].to_pylist())
    rows = []
    for row in table_then(books, "households", month.last).where(village=village).rows():
        if row["standing"] in _GONE:
            continue
        number = str(row["household_id"])
        weight, why = _why(row, clues[number], changed=number in changed)
        head = names.get(number)
        rows.append((weight, number, head, str(row["group_name"] or ""), "、".join(why), number in done))
    rows.sort(key=lambda row: (-row[0], row[1]))
    drawn = tuple(
        (number, head.open("排查录入") if head else "", group, why, "已登记" if there else "")
        for _, number, head, group, why, there in rows
    )
    columns = (
        Column("household_id", "户编号", FieldType.ID),
        Column("head", "户主"),
        Column("group_name", "村民组"),
        Column("why", "为什么先看"),
        Column("done", "本月"),
    )
    there = sum(1 for row in drawn if row[-1])
    title = f"{books.township.village_name(village)} {month} 排查"
    return Sheet(title, columns, drawn, (f"在册 {len(drawn)} 户,已登记 {there} 户",), Reader.WORKING)


def _why(row: Row, clues: list[Row], *, changed: bool) -> tuple[int, list[str]]:
    """How much a household wants to be looked at, and for what."""
    weight, why = 0, []
    if clues:
        worst = min((str(clue["severity"]) for clue in clues), key=lambda level: REDNESS.get(level, 3))
        weight += _WEIGHT.get(worst, 0)
        why.append(_CLUES.get(worst, "线索待研判"))
    if row["monitoring"] and not row["risk_cleared"]:
        weight += 15
        why.append("监测中")
    if row["low_income"] in ("dibao", "tekun", "marginal"):
        weight += 6
        why.append({"dibao": "低保", "tekun": "特困", "marginal": "低保边缘"}[str(row["low_income"])])
    if changed:
        weight += 4
        why.append("上月有变化")
    if row["category"] == "lifted":
        weight += 2
        why.append("脱贫户")
    return weight, why
