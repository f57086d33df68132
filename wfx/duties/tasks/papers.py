"""The sheet as the office prints and stamps it: 工作提示单 as 公文, the receipt list behind it."""

from datetime import date
from decimal import Decimal

from wfx.duties.tasks.receipts import show_receipts
from wfx.duties.tasks.sheet import sheet_id, show, villages_shown
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, chinese_month, chinese_number
from wfx.values.errors import NoTaskSheet
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Row

_PRINTED = ("item_id", "task", "lead", "due_on", "weight")


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
    said = {name: str(item.get(name) or "") for name in ("task", "lead", "support", "standard", "papers", "reason")}
    return {
        **said,
        "order": chinese_number(order),
        "villages": villages_shown(books, item),
        "due": chinese_day(due) if isinstance(due, date) else "",
        "basis": str(item.get("basis") or "本乡工作安排"),
    }


def _listed(books: Books, month: Month) -> Sheet:
    """The tasks as a table without what stands in the text."""
    whole = show(books, month)
    places = [index for index, column in enumerate(whole.columns) if column.name in _PRINTED]
    rows = tuple(tuple(_short(row[index]) for index in places) for row in whole.rows)
    return Sheet(f"{chinese_month(month)}任务一览表", tuple(whole.columns[index] for index in places), rows)


def _short(cell: Shown) -> Shown:
    """A weight without the noughts behind its point."""
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else cell


def _receipts(books: Books, month: Month) -> Sheet:
    if "receipts" in books.ledgers:
        listed = show_receipts(books, month)
        return Sheet(listed.title, listed.columns, listed.rows)
    columns = (Column("village", "村"), Column("signed_on", "签收日期"), Column("signed_by", "签收人"))
    return Sheet("签收表", columns, tuple((place.name, None, None) for place in books.township.villages))
