"""A post's notice and its end (M14)."""

from collections.abc import Mapping

from wfx.duties.calls import Call
from wfx.duties.posts.attendance import post_title
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import day_or_blank
from wfx.values.errors import NotInBooks
from wfx.values.paper import Paper
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row


def noticed(call: Call) -> list[Change]:
    """The day the post was made public. Errors: ``NotInBooks``."""
    return _with(call, {"notice_on": call.hand.on})


def withdrawn(call: Call) -> list[Change]:
    """The day from which there is no such post any more. Errors: ``NotInBooks``."""
    return _with(call, {"closed_on": call.hand.on, **({"note": call.note} if call.note else {})})


def _with(call: Call, cells: Mapping[str, Cell]) -> list[Change]:
    row = _post(call.books, call.number)
    return [Change("posts", (str(row["post_id"]),), row, {**row, **cells})]


def _post(books: Books, number: str) -> Row:
    row = books.table("posts").lookup(number)
    if row is None:
        raise NotInBooks("post_id", shown=number)
    return row


def notice(books: Books, _: Call, number: str) -> Paper:
    """招聘公告 of the post. Errors: ``NotInBooks``."""
    row, schema = _post(books, number), books.schema("posts")
    facts: dict[str, str] = {
        name: str(shown_cell(schema, row, name, books.township) or "____")
        for name in ("village", "developer", "used_by", "places", "required_days", "month_pay", "strength")
    }
    facts |= {"township": books.township.name, "post": post_title(books, number), "day": day_or_blank(row["notice_on"])}
    return Paper("posts/recruit", f"{number} 招聘公告", facts)
