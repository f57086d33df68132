"""What a list cannot say by its rows: that it is empty because nothing was entered, or that a month's seal fixed it."""

from collections.abc import Iterable
from dataclasses import replace

from wfx.store.books.books import OpenBooks
from wfx.values.matter.made import base_of
from wfx.values.month import Month
from wfx.values.sheet import Sheet


def unentered(books: OpenBooks, names: Iterable[str], month: Month | None = None) -> tuple[str, ...]:
    """A sentence about the ledgers, of those these tables are made from, in which nothing stands (of that month)."""
    ledgers = dict.fromkeys(base_of(name, books.schemas) for name in names)
    listed = [books.schema(name) for name in ledgers if name in books.schemas]
    bare = [schema.title for schema in listed if not len(books.table(schema.name))]
    left = [schema for schema in listed if month and "month" in schema.names and schema.title not in bare]
    this = [schema.title for schema in left if not len(books.table(schema.name, month=month))]
    said = [f"还没有登记{'、'.join(bare)}"] if bare else []
    said += [f"{month} 还没有登记{'、'.join(this)}"] if this else []
    return (f"{';'.join(said)}。空着是没有登记,不是没有事",) if said else ()


def told_empty(sheet: Sheet, books: OpenBooks, names: Iterable[str], month: Month | None = None) -> Sheet:
    """The sheet, and where it has no rows, whether that is because nothing was entered."""
    return sheet if sheet.rows else replace(sheet, notes=(*sheet.notes, *unentered(books, names, month)))


def sealed_note(books: OpenBooks, newest: OpenBooks) -> tuple[str, ...]:
    """A sentence where a list is read at the seal of its month, with the newest books beside it."""
    if books.seq == newest.seq:
        return ()
    return (f"按第 {books.seq} 笔封账时的台账;以后登记的见 wfx audit late",)
