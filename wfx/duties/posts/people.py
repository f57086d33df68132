"""Who needs a post and who is proposed for one: what the registers know of them already is not asked (M14)."""

from dataclasses import replace
from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call, acts
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NotInBooks, PostClosed
from wfx.values.table import Cell, Row


def asked(call: Call) -> list[Change]:
    """One person's need of a post; the village is the person's. Errors: ``NotInBooks``."""
    person = _person(call.books, {"person_id": call.number})
    given = {"asked_on": call.hand.on, **call.given, "person_id": call.number, "village": person["village"]}
    return matter.written(call.books, "post_needs", matter.Act("", given, call.hand))


def nominated(call: Call) -> list[Change]:
    """Somebody proposed for a post: village and notice are the post's, the household the person's.

    Errors: ``NotInBooks``, ``PostClosed``.
    """
    post = call.books.table("posts").lookup(str(call.given["post_id"]))
    if post is None:
        raise NotInBooks("post_id", shown=str(call.given["post_id"]))
    _open(post, call.hand.on)
    person = _person(call.books, call.given)
    known: dict[str, Cell] = {"village": post["village"], "household_id": person["household_id"]}
    notice = {"notice_on": post["notice_on"]} if post["notice_on"] else {}
    return acts(replace(call, given={**notice, **call.given, **known}))


def _open(post: Row, day: date) -> None:
    closed = post["closed_on"]
    if isinstance(closed, date) and closed <= day:
        raise PostClosed("post_id", shown=str(post["post_id"]), closed=closed)


def _person(books: Books, row: Row) -> Row:
    person = books.table("persons").lookup(str(row["person_id"]))
    if person is None:
        raise NotInBooks("person_id", shown=str(row["person_id"]))
    return person
