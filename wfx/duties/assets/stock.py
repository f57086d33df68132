"""盘点: a sheet a village goes out and comes back; where it departs from the books, rule A29 says so."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import reduce

import pyarrow as pa

from wfx.duties.assets.watch import Sight, marked
from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Row

SCRAPPED, HOUSEHOLD = "scrapped", "household"
_KNOWN = ("asset_id", "village", "name", "place", "quantity", "unit", "state")
_ASKED = ("found", "quantity", "state", "condition", "checked_on", "note")
# A column that is asked must not read like the column that is known: the form tells them apart by title.
_BOOK = {"quantity": "账面数量", "state": "账面状况"}


def worklist_stocktake(books: Books, month: Month, village: str) -> Sheet:
    """盘点表 of one village: what the books say, and blank cells for what is there; filled cells come out filled."""
    table, counted = books.table("assets", village=village), books.table("stocktakes", month=month)
    asked = counted.schema
    columns = [Column(name, _BOOK.get(name, table.schema.field(name).title)) for name in _KNOWN]
    columns += [Column(f"new_{name}", asked.field(name).title, asked.field(name).type) for name in _ASKED]
    rows: list[tuple[Shown, ...]] = []
    for row in table.rows():
        if not _is_counted(row):
            continue
        before = counted.lookup(str(month), str(row["asset_id"])) or {}
        known = tuple(shown_cell(table.schema, row, name, books.township) for name in _KNOWN)
        rows.append((*known, *(shown_cell(asked, before, name, books.township) for name in _ASKED)))
    name = books.township.village_name(village)
    return Sheet(f"{name} {month} 项目资产盘点表", tuple(columns), tuple(rows), _notes(books))


def _notes(books: Books) -> tuple[str, ...]:
    schema = books.schema("stocktakes")

    def words(name: str) -> str:
        return "、".join(schema.field(name).codes.values())

    asked = f"说明:实物填:{words('found')};完好程度填:{words('condition')};实盘状况填:{words('state')}"
    return (asked, "说明:与账面相同的可以只填实物和完好程度;不在的、数量不符的写明去向")


def _is_counted(row: Row) -> bool:
    """Households look after their own (reference: assets 1.2); what is written off is not there to be counted."""
    return row["asset_class"] != HOUSEHOLD and row["state"] != SCRAPPED


def filled(rows: pa.Table) -> pa.Table:
    """The rows in which the village said anything; an untouched row is an asset not counted yet."""
    said = [pc.is_valid(rows[name]) for name in ("found", "quantity", "state", "condition")]
    return rows.filter(reduce(pc.or_, said))


def counted(books: Books, rows: Iterable[Row]) -> list[Change]:
    """Assets whose state was seen in a stocktake: counting is inspecting, nobody is asked twice."""
    return marked(books, sights(rows))


def sights(rows: Iterable[Row]) -> list[Sight]:
    """What a stocktake's rows say of how things are."""
    told = ((row, row.get("checked_on"), row.get("condition")) for row in rows)
    return [
        Sight(str(row["asset_id"]), seen, str(condition), str(row.get("note") or ""), "盘点")
        for row, seen, condition in told
        if condition is not None and isinstance(seen, date)
    ]


def show_stocktake(books: Books, month: Month, *, village: str | None = None) -> Sheet:
    """How the month's stocktake stands: per village assets, counted, not there, other than the books, out of use."""
    assets = books.table("assets", village=village)
    counts = books.table("stocktakes", month=month, village=village)
    lines: dict[str, list[int]] = {}
    for row in assets.rows():
        if not _is_counted(row):
            continue
        line = lines.setdefault(str(row["village"]), [0, 0, 0, 0, 0])
        seen = counts.lookup(str(month), str(row["asset_id"]))
        line[0] += 1
        if seen is None:
            continue
        line[1] += 1
        line[2] += seen["found"] == "gone"
        line[3] += _differs(row, seen)
        line[4] += seen["condition"] == "broken"
    rows: list[tuple[Shown, ...]] = [(books.township.village_name(code), *line) for code, line in sorted(lines.items())]
    rows.append(("合计", *(sum(line[place] for line in lines.values()) for place in range(5))))
    heads = ("应盘", "已盘", "不在", "与账面不符", "停用")
    columns = (Column("village", "村"), *(Column(f"n{i}", head, FieldType.INT) for i, head in enumerate(heads)))
    return Sheet(f"{month} 项目资产盘点情况", columns, tuple(rows), ("不在的和不符的由规则 A29 标疑点",))


def _differs(asset: Row, seen: Row) -> bool:
    pairs = ((asset[name], seen[name]) for name in ("quantity", "state"))
    return any(known is not None and now is not None and _plain(known) != _plain(now) for known, now in pairs)


def _plain(value: object) -> object:
    return value.normalize() if isinstance(value, Decimal) else value
