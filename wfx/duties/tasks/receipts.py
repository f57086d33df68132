"""签收: which village has received the month's sheet, when, by whom."""

from collections.abc import Sequence
from datetime import date

from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.tasks.sheet import sheet_id
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NoTaskSheet, SheetNotIssued
from wfx.values.month import Month
from wfx.values.table import Cell
from wfx.values.text import listed as listed_names


def signed(call: Call) -> Outcome:
    """The receipts of the villages typed. Errors: those of ``sign_for``."""
    villages, by = listed_names(call.words.get("villages", "")), str(call.given.get("signed_by") or "")
    return Outcome(tuple(sign_for(call.books, call.of_month, villages, by, call.hand.on)))


def listed(call: Call, lot: Lot) -> Outcome:
    """A filled 签收表; a village without a day has not signed. Errors: those of ``sign_for``."""
    rows = [row for row in lot.rows["receipts"].to_pylist() if row["signed_on"] is not None]
    return Outcome(
        tuple(
            change
            for row in rows
            for change in sign_for(
                call.books,
                call.of_month,
                [row["village"]],
                row["signed_by"] or "",
                row["signed_on"],
                row["note"] or "",
            )
        )
    )


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


def unissued(books: Books, month: Month) -> bool:
    """Whether the month's sheet is a draft still: what goes out before it is issued asks nobody to sign for it."""
    head = books.dossier("tasksheets", sheet_id(month)) if "tasksheets" in books.ledgers else None
    return head is not None and head.get("state") == "draft"


def unsigned(books: Books, month: Month) -> list[str]:
    """The villages (codes) that have not signed for the month's sheet."""
    if "receipts" not in books.ledgers:
        return []
    standing = books.table("receipts", month=month)
    return [place.code for place in books.township.villages if standing.lookup(str(month), place.code) is None]
