"""Who is to be screened in a month, and whom nobody has looked at (M01)."""

from functools import reduce

import pyarrow as pa

from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.month import Month
from wfx.values.then import table_then


def homes(books: Books, month: Month) -> pa.Table:
    """The households that stood at the end of that month (or stand, while it runs), away ones too."""
    rows = table_then(books, "households", month.last).arrow
    gone = pc.fill_null(pc.is_in(rows["standing"], value_set=pa.array(["moved", "closed"])), fill_value=False)
    return rows.filter(pc.invert(gone))


def silent(books: Books, month: Month) -> tuple[str, ...]:
    """The villages, in the township's order, of whose households nobody has looked at one this month."""
    whole, left = counted(homes(books, month)["village"]), unseen(books, month)
    return tuple(each.code for each in books.township.villages if whole.get(each.code, 0) == left.get(each.code, 0) > 0)


def unseen(books: Books, month: Month) -> dict[str, int]:
    """Village code → how many of its households nobody has looked at this month; villages without any left out."""
    rows = homes(books, month)
    seen = looked_at(books.table("screenings", month=month).arrow)["household_id"]
    return counted(rows.filter(pc.invert(pc.is_in(rows["household_id"], value_set=seen)))["village"])


def looked_at(screenings: pa.Table) -> pa.Table:
    """The rows of households somebody looked at; a row that holds only a department's figures is none."""
    seen = (screenings[name].is_valid() for name in ("checked_on", "way", "no_change"))
    return screenings.filter(reduce(pc.or_, seen))


def counted(villages: pa.ChunkedArray) -> dict[str, int]:
    """How often each value stands there."""
    return {item["values"]: item["counts"] for item in villages.value_counts().to_pylist()}
