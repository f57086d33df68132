"""Who heads a household: asked when its head goes, and what the former head is to the new one."""

from collections.abc import Mapping

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import BadValue, HeadNeeded
from wfx.values.table import Cell, Row

_NEAR = {"spouse": 0, "son": 1, "daughter": 1, "father": 2, "mother": 2}  # who heads a household next
_NAMED = 6


def ask_head(books: Books, home: Row, gone: str) -> None:
    """Who could head the household now. Errors: ``HeadNeeded`` naming them, the nearest first."""
    table = books.table("persons").where(household_id=str(home["household_id"]))
    titles = table.schema.field("relation").codes
    stay = [row for row in table.rows() if row["person_id"] != gone and row["standing"] in (None, "present")]
    stay.sort(key=lambda row: (str(row["birth_month"] or "9"), str(row["person_id"])))
    stay.sort(key=lambda row: _NEAR.get(str(row["relation"]), 9))
    if stay:
        named = [f"{row['person_id']}({titles.get(str(row['relation']), '关系没有登记')})" for row in stay[:_NAMED]]
        first = str(stay[0]["person_id"])
        raise HeadNeeded("head", shown=str(home["household_id"]), first=first, people="、".join(named))


def headed(books: Books, home: Row, after: Mapping[str, Cell], head: str) -> list[Change]:
    """The household as it will be (``after``) under another head. Errors: those of ``new_head``."""
    changes = new_head(books, home, head)
    then = {**after, "head_id": head}
    return [*changes, Change("households", (str(home["household_id"]),), home, then)] if then != home else changes


def new_head(books: Books, home: Row, head: str) -> list[Change]:
    """The person who heads it now. Errors: ``BadValue`` for somebody who is no member there."""
    row = books.table("persons").lookup(head)
    if row is None or row["household_id"] != home["household_id"] or row["standing"] not in (None, "present"):
        raise BadValue("新户主(须是本户在册成员)", shown=head)
    return [Change("persons", (head,), row, {**row, "relation": "head"})] if row["relation"] != "head" else []


def seen_from(books: Books, head: str, old: Row) -> str:
    """What a former head is to the new one, as far as what that one was to the former tells it."""
    row = books.table("persons").lookup(head) or {}
    if row.get("relation") == "spouse":
        return "spouse"
    pairs = {"son": ("father", "mother"), "daughter": ("father", "mother"), "father": ("son", "daughter")}
    pairs["mother"] = pairs["father"]
    pair = pairs.get(str(row.get("relation")))
    return pair[old["sex"] == "female"] if pair and old["sex"] in ("male", "female") else "other"
