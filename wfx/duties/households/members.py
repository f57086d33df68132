"""The people of a household: who comes, who goes, how many they are."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.table import Cell, Row

COMING = ("birth", "marry_in")
COUNTED: Mapping[str, int] = MappingProxyType({"dead": -1, "moved": -1})  # what one who is so counts for


def members(books: Books, household: str, was: Sequence[str | None], now: str) -> list[Change]:
    """Everybody of the household who is one of these, as something else."""
    rows = [row for row in books.table("persons").where(household_id=household).rows() if row["standing"] in was]
    return [Change("persons", (str(row["person_id"]),), row, {**row, "standing": now}) for row in rows]


def counted(home: Row, more: int) -> dict[str, Cell]:
    """The household with so many people more; a count nobody has entered stays unknown."""
    count = home["member_count"]
    return {**home, "member_count": max(count + more, 0)} if isinstance(count, int) else dict(home)
