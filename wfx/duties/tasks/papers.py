"""The sheet as the office prints and stamps it: 工作提示单 as 公文, the receipt list behind it."""

from datetime import date
from decimal import Decimal

from wfx.duties.calls import Call
from wfx.duties.tasks.sheet import sheet_id, villages_shown
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, chinese_month, chinese_number
from wfx.values.errors import NoTaskSheet
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row

_PRINTED = ("item_id", "task", "lead", "due_on", "weight")


def printed(books: Books, call: Call, _: str) -> Paper:
    """The month's sheet as it is printed. Errors: ``NoTaskSheet``."""
    return paper_sheet(books, call.of_month, call.today)


def paper_sheet(books: Books, month: Month, today: date) -> Paper:
    """The month's sheet to print; a draft says on its face that it is one. Errors: ``NoTaskSheet``."""
    items = list(books.table("task_items", month=month).rows())
    if not items:
        raise NoTaskSheet("month", shown=str(month))
    head = books.dossier("tasksheets", sheet_id(month)) or {}
    waiting = "" if head.get("number") else "(草稿)"
    on = head.get("issued_on")
    title = f"{books.township.name}{chinese_month(month)}重点工作提示单{waiting}"
    facts: dict[str, Fact] = {
        "office": f"{books.township.name}乡村振兴办公室",
        "number": str(head.get("number") or ""),
        "title": title,
        "month": chinese_month(month),
        "day": chinese_day(on if isinstance(on, date) else today),
        "items": tuple(_item(books, order, item) for order, item in enumerate(items, 1)),
    }
    tables = {"tasks": _listed(books, month), "receipts": _receipts(books, month)}
    return Paper("tasks/notice", title, facts, tables)


def _item(books: Books, order: int, item: Row) -> Fact:
    due = item["due_on"]
    names = ("task", "lead", "support", "standard", "papers", "reason")
    said = {name: str(item.get(name) or "").rstrip("。") for name in names}
    return {
        **said,
        "order": chinese_number(order),
        "villages": villages_shown(books, item),
        "due": chinese_day(due).removeprefix(f"{due.year}年") if isinstance(due, date) else "",
        "weight": str(_short(item.get("weight")) or ""),
        "basis": str(item.get("basis") or "本乡工作安排"),
    }


def _listed(books: Books, month: Month) -> Sheet:
    """The tasks as a table without what stands in the text."""
    schema = books.schema("task_items")
    columns = tuple(Column(name, schema.field(name).title, schema.field(name).type) for name in _PRINTED)
    rows = tuple(
        tuple(_short(item.get(name)) for name in _PRINTED) for item in books.table("task_items", month=month).rows()
    )
    return Sheet(f"{chinese_month(month)}任务一览表", columns, rows)


def _short(cell: Cell) -> Shown:
    """A weight without the noughts behind its point."""
    if isinstance(cell, list):
        return None
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else cell


def _receipts(books: Books, month: Month) -> Sheet:
    """签收表: every village, the day and the hand; blank where nothing is signed, to be signed on the paper."""
    standing = books.table("receipts", month=month) if "receipts" in books.ledgers else None
    rows: list[tuple[Shown, ...]] = []
    for place in books.township.villages:
        row = (standing.lookup(str(month), place.code) if standing else None) or {}
        rows.append((place.name, _short(row.get("signed_on")), _short(row.get("signed_by"))))
    columns = (Column("village", "村"), Column("signed_on", "签收日期", FieldType.DATE), Column("signed_by", "签收人"))
    return Sheet(f"{month} 工作提示单签收表", columns, tuple(rows))
