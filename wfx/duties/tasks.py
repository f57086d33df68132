"""提示单: the month's task sheet, from which supervision and ranking follow (MISSION M24)."""

from datetime import date

import pyarrow as pa

from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.errors import BadValue
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet
from wfx.values.table import Cell


def sheet_id(month: Month) -> str:
    """The dossier's name: one sheet a month."""
    return f"tasks-{month}"


def take(books: Books, items: pa.Table, month: Month, number: str, today: date) -> list[Change | Batch]:
    """The month's sheet and its items. Shapes: ``items`` are whole rows of ``task_items``.

    Village names become codes; blank means every village. An item that stood on the month's sheet and is not on
    this one is dropped. Errors: ``BadValue`` for a village that is not in ``wfx.toml``.
    """
    position = items.column_names.index("villages")
    codes = [_codes(books, listed) for listed in items["villages"].to_pylist()]
    rows = items.set_column(position, items.schema.field(position), pa.array(codes, pa.list_(pa.string())))
    names = set(rows["item_id"].to_pylist())
    standing = books.table("task_items", month=month)
    gone = tuple(standing.key_of(row) for row in standing.rows() if row["item_id"] not in names)
    return [*_head(books, month, number, today), Batch("task_items", rows, gone)]


def _codes(books: Books, listed: list[str] | None) -> list[str] | None:
    found = []
    for name in listed or ():
        if name in ("全乡", "各村", "所有村"):
            return None
        village = books.township.village(name)
        if village is None:
            raise BadValue("村", shown=name)
        found.append(village.code)
    return found or None


def _head(books: Books, month: Month, number: str, today: date) -> list[Change]:
    before = books.dossier("tasksheets", sheet_id(month))
    if before is not None and number in ("", before.get("number")):
        return []
    after: dict[str, Cell] = dict(before or {}) | {
        "sheet_id": sheet_id(month),
        "month": str(month),
        "number": number or None,
        "issued_on": today if before is None else before.get("issued_on"),
        "state": "issued",
    }
    return [Change("tasksheets", (sheet_id(month),), before, after)]


def show(books: Books, month: Month) -> Sheet:
    """The month's tasks, as the sheet lists them."""
    head = books.dossier("tasksheets", sheet_id(month))
    rows = []
    for row in books.table("task_items", month=month).rows():
        listed = row["villages"] if isinstance(row["villages"], list) else None
        villages = "各村" if not listed else "、".join(books.township.village_name(str(code)) for code in listed)
        rows.append((row["item_id"], row["task"], villages, row["due_on"], row["weight"], row["standard"]))
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("villages", "涉及村"),
        Column("due_on", "完成时限", FieldType.DATE),
        Column("weight", "权重", FieldType.QUANTITY),
        Column("standard", "要求"),
    )
    number = str(head["number"] or "未编号") if head else "还没有登记"
    return Sheet(f"{month} 工作提示单", columns, tuple(rows), (f"文号:{number};任务 {len(rows)} 项",))  # type: ignore[arg-type]
