"""What a declared command was asked for, as typed: its month, by what a list is narrowed, and the matters so found."""

from collections.abc import Mapping
from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.judging.blank import sealed_note, unentered
from wfx.desk.judging.judging import reading
from wfx.desk.office.workdays import workdays
from wfx.duties.matter_list import Wanted, matters
from wfx.values.matter.duty import Listing, Monthly
from wfx.values.month import Month
from wfx.values.sheet import Sheet


def month_of(desk: Desk, monthly: Monthly, text: str) -> Month | None:
    """The month a command is for: the one typed, else today's where it must have one. Errors: ``BadValue``."""
    return desk.month(text) if monthly is Monthly.NOW or (monthly and text) else None


def wanted_of(desk: Desk, filters: Mapping[str, str]) -> Wanted:
    """The filters of a list as typed. Errors: ``BadValue``, ``NotAChoice``."""
    return Wanted(
        desk.today,
        workdays(desk),
        desk.village(filters.get("village")),
        desk.month(filters["month"]) if "month" in filters else None,
        filters.get("colour"),
        filters.get("state"),
    )


def matters_of(desk: Desk, listing: Listing, wanted: Wanted) -> Sheet:
    """The matters, those of a month as of its day and a sealed one at its seal. Errors: ``NotAChoice``."""
    books = desk.books
    if wanted.month is not None:
        books, wanted = reading(books, wanted.month), replace(wanted, day=wanted.month.as_of(wanted.day))
    sheet = matters(books, listing, wanted)
    told = sealed_note(books, desk.books) + (() if sheet.rows else unentered(books, (listing.ledger,)))
    return replace(sheet, notes=(*sheet.notes, *told))
