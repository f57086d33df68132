"""The matters of a list, as of the day and on the books that its month is judged on."""

from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.judging.blank import sealed_note, unentered
from wfx.desk.judging.judging import reading
from wfx.duties.matter_list import Wanted, matters
from wfx.values.matter.duty import Listing
from wfx.values.sheet import Sheet


def matters_of(desk: Desk, listing: Listing, wanted: Wanted) -> Sheet:
    """The matters, those of a month as of its day and a sealed one at its seal. Errors: ``NotAChoice``."""
    books = desk.books
    if wanted.month is not None:
        books, wanted = reading(books, wanted.month), replace(wanted, day=wanted.month.as_of(wanted.day))
    sheet = matters(books, listing, wanted)
    told = sealed_note(books, desk.books) + (() if sheet.rows else unentered(books, (listing.ledger,)))
    return replace(sheet, notes=(*sheet.notes, *told))
