"""签收: which village has received the month's sheet, when, by whom."""

from collections.abc import Sequence
from datetime import date

from wfx.duties.tasks.sheet import sheet_id
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NoTaskSheet, SheetNotIssued
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell


def sign_for(books: Books, month: Month, villages: Sequence[str], by: str, on: date, note: str = "") -> list[Change]:
    """A receipt for each of these villages (names, codes, or 各村); one that stands is replaced.

    Errors: ``NoTaskSheet``, ``SheetNotIssued`` while the sheet is a draft, ``BadValue`` for an unknown village.
    """
    head = books.dossier("tasksheets", sheet_id(month))
    if head is None:
        raise NoTaskSheet("month", shown=str(month))
    if head["state"] == "draft":
        raise SheetNotIssued("month", shown=str(month))
    standing = books.table("receipts", month=month)
    changes = []
    for code in books.township.codes(villages):
        before = standing.lookup(str(month), code)
        after: dict[str, Cell] = dict(before or {}) | {"month": str(month), "village": code, "signed_on": on}
        after |= {"signed_by": by.strip() or None} | ({"note": note.strip()} if note.strip() else {})
        if after != before:
            changes.append(Change("receipts", (str(month), code), before, after))
    return changes


def unsigned(books: Books, month: Month) -> list[str]:
    """The villages (codes) that have not signed for the month's sheet."""
    if "receipts" not in books.ledgers:
        return []
    standing = books.table("receipts", month=month)
    return [place.code for place in books.township.villages if standing.lookup(str(month), place.code) is None]


def show_receipts(books: Books, month: Month) -> Sheet:
    """签收表: every village, the day and the hand; blank where nothing is signed."""
    standing = books.table("receipts", month=month)
    rows: list[tuple[Shown, ...]] = []
    for place in books.township.villages:
        row = standing.lookup(str(month), place.code) or {}
        on, by = row.get("signed_on"), row.get("signed_by")
        rows.append((place.name, on if isinstance(on, date) else None, str(by or "")))
    columns = (Column("village", "村"), Column("signed_on", "签收日期", FieldType.DATE), Column("signed_by", "签收人"))
    names = "、".join(books.township.village_name(code) for code in unsigned(books, month))
    note = f"未签收:{names}" if names else f"{len(rows)} 村全部签收"
    return Sheet(f"{month} 工作提示单签收表", columns, tuple(rows), (note,))
