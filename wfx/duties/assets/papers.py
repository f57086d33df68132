"""The papers of an asset: 移交书, 管护责任书, 返修通知书, 收益分配公示, 处置申请, 盘点表."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from wfx.duties.assets.earnings import income_of
from wfx.duties.assets.rows import NOTHING, asset_of, yuan
from wfx.duties.assets.stock import worklist_stocktake
from wfx.duties.assets.watch import find_fault
from wfx.values.books import Books
from wfx.values.chinese import chinese_month, day_or_blank
from wfx.values.errors import FieldsMissing, NotInBooks
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Cell, Row

_CARD = (
    "asset_id", "name", "project_name", "year", "place", "asset_class", "subclass", "quantity", "unit",
    "original_value", "fund_source", "accepted_on", "owner_level", "owner", "titled_on", "title_paper", "state",
)  # fmt: skip


def paper_hand_over(books: Books, asset: str) -> Paper:
    """移交书 of an asset that has been handed over. Errors: ``NotInBooks``, ``FieldsMissing`` before it was."""
    row = asset_of(books, asset)
    _needs("移交书", row, "handed_on", "receiver")
    facts = _front(books, row) | {"receiver": row["receiver"], "paper": row["hand_over_paper"] or ""}
    facts["on"] = day_or_blank(row["handed_on"])
    return Paper("assets/hand_over", f"{asset} 移交书", _facts(facts), {"card": _card(books, row)})


def paper_upkeep(books: Books, asset: str) -> Paper:
    """管护责任书: who answers for the asset, from when to when, with what money.

    Errors: ``NotInBooks``, ``FieldsMissing``.
    """
    row = asset_of(books, asset)
    _needs("管护责任书", row, "upkeep_body")
    facts = _front(books, row) | {"body": row["upkeep_body"], "custodian": row["custodian_id"] or ""}
    facts |= {"paper": row["upkeep_paper"] or "", "cost": f"{yuan(row['upkeep_cost']):,.2f}"}
    facts |= {"source": shown_cell(books.schema("assets"), row, "upkeep_source", books.township) or "________"}
    facts |= {"since": day_or_blank(row["upkeep_from"]), "until": day_or_blank(row["upkeep_until"])}
    return Paper("assets/upkeep", f"{asset} 管护责任书", _facts(facts), {"card": _card(books, row)})


def paper_warranty(books: Books, number: str, today: date) -> Paper:
    """质保返修通知书 to the contractor.

    Errors: ``NotInBooks``, ``FieldsMissing`` when the warranty does not cover it.
    """
    fault = find_fault(books, number)
    row = asset_of(books, str(fault["asset_id"]))
    _needs("返修通知书", {**row, "warranty": fault.get("warranty") or None}, "warranty", "contractor")
    facts = _front(books, row) | {"contractor": row["contractor"], "what": fault["what"], "number": fault["fault_id"]}
    facts |= {"opened": day_or_blank(fault["opened_on"]), "warranty": day_or_blank(row["warranty_until"])}
    facts |= {"due": day_or_blank(fault["due_on"]) if fault.get("due_on") else "收到本通知后尽快"}
    facts["today"] = day_or_blank(today)
    return Paper("assets/warranty", f"{fault['fault_id']} 返修通知书", _facts(facts))


def paper_distribution(books: Books, number: str, since: date, days: int) -> Paper:
    """收益分配公示: by use, with amounts and how many persons; nobody is named.

    Errors: ``NotInBooks``, ``FieldsMissing``.
    """
    income = income_of(books, number)
    _needs("收益分配公示", income, "plan_on", "received")
    row = asset_of(books, str(income["asset_id"]))
    lines = [line for line in books.table("distributions").rows() if line["income_id"] == number]
    if not lines:
        raise NotInBooks("income_id", shown=number)
    facts = _front(books, row) | {"number": number, "plan": day_or_blank(income["plan_on"])}
    facts |= {"received": f"{yuan(income['received']):,.2f}", "left": f"{_left(income):,.2f}"}
    facts |= {"since": day_or_blank(since), "until": day_or_blank(since + timedelta(days=days - 1)), "days": days}
    sheets = {"uses": _uses(books, lines)}
    return Paper("assets/distribution", f"{number} 收益分配公示", _facts(facts), sheets, Reader.PUBLIC)


def paper_disposal(books: Books, number: str) -> Paper:
    """处置申请 with the places where village, township and county decide. Errors: ``NotInBooks``."""
    found = books.dossier("disposals", number)
    if found is None:
        raise NotInBooks("disposal_id", shown=number)
    row = asset_of(books, str(found["asset_id"]))
    cause = shown_cell(books.schema("disposals"), found, "cause", books.township)
    facts = _front(books, row) | {"number": number, "cause": cause, "note": found.get("note") or ""}
    facts |= {"on": day_or_blank(found["opened_on"]), "value": f"{yuan(row['original_value']):,.2f}"}
    facts["appraised"] = f"{yuan(found.get('appraised')):,.2f} 元" if found.get("appraised") else "未评估"
    return Paper("assets/disposal", f"{number} 处置申请", _facts(facts), {"card": _card(books, row)})


def paper_stocktake(books: Books, month: Month, village: str) -> Paper:
    """盘点表 of a village, to be filled by hand and signed."""
    whole = worklist_stocktake(books, month, village)
    kept = [place for place, column in enumerate(whole.columns) if column.name != "village"]  # it stands in the title
    columns = tuple(whole.columns[place] for place in kept)
    rows = tuple(tuple(row[place] for place in kept) for row in whole.rows)
    notes = tuple(note.removeprefix("说明:") for note in whole.notes)
    sheet = replace(whole, columns=columns, rows=rows, notes=notes)
    facts = {"village": books.township.village_name(village), "month": chinese_month(month)}
    return Paper("assets/stocktake", sheet.title, _facts(facts), {"assets": sheet})


def _front(books: Books, row: Row) -> dict[str, Cell | Shown]:
    village = books.township.village_name(str(row["village"]))
    return {
        "township": books.township.name,
        "village": village,
        "asset": str(row["asset_id"]),
        "name": str(row["name"]),
    }


def _facts(given: Mapping[str, Cell | Shown]) -> dict[str, Fact]:
    """The facts of a paper; a list is no line of text and is left out."""
    return {name: value for name, value in given.items() if not isinstance(value, list)}


def _card(books: Books, row: Row) -> Sheet:
    schema = books.schema("assets")
    facts = tuple(
        (schema.field(name).title, worded(shown_cell(schema, row, name, books.township), schema.field(name).unit))
        for name in _CARD
        if row[name] is not None
    )
    return Sheet("资产情况", (Column("field", "项目"), Column("value", "内容")), facts)


def _uses(books: Books, lines: list[dict[str, Cell]]) -> Sheet:
    codes = books.schema("distributions").field("use").codes
    sums: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    persons: dict[str, set[Cell]] = defaultdict(set)
    for line in lines:
        use = codes.get(str(line["use"]), "未写用途")
        sums[use] += yuan(line["amount"])
        persons[use] |= {line["person_id"]} - {None}
    rows: list[tuple[Shown, ...]] = [(use, amount, len(persons[use]) or None) for use, amount in sums.items()]
    rows.append(("合计", sum(sums.values(), NOTHING), None))
    columns = (
        Column("use", "用途"),
        Column("amount", "金额", FieldType.MONEY, "元"),
        Column("n", "人数", FieldType.INT),
    )
    return Sheet("分配明细", columns, tuple(rows), reader=Reader.PUBLIC)


def _left(income: Row) -> Decimal:
    return yuan(income["received"]) - yuan(income["distributed"])


def _needs(paper: str, row: Row, *names: str) -> None:
    missing = [name for name in names if row.get(name) is None]
    if missing:
        raise FieldsMissing("print", act=paper, fields="、".join(missing))
