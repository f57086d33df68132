"""The rules of the books put to work on the books."""

from collections.abc import Callable

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import in_force, opened
from wfx.desk.judging.quiet import Quiet
from wfx.rules.engine import judge
from wfx.rules.follow import compare
from wfx.rules.rule import RuleKind
from wfx.store.books.books import OpenBooks
from wfx.store.history.log import removed
from wfx.values.finding import Finding
from wfx.values.month import Month

GONE = "gone_"
OPEN_COLUMNS = ("person_id", "household_id", "village", "id_tag", "phone_tag", "card_tag")


def source_of(books: OpenBooks) -> Callable[[str], pa.Table]:
    """The tables that rules and queries may name, made when they are named."""

    def table(name: str) -> pa.Table:
        if name.startswith(GONE):
            return removed(books, name.removeprefix(GONE)).arrow
        rows = books.table(name).arrow
        return rows.select(OPEN_COLUMNS) if name == "identities" else rows

    return table


def reading(books: OpenBooks, month: Month) -> OpenBooks:
    """The books the month is judged on: as they stood at its seal, before it these."""
    entry = books.seal(month)
    return books if entry is None else books.at(entry.oid)


def findings(
    desk: Desk,
    month: Month,
    *,
    duty: str | None = None,
    village: str | None = None,
    books: OpenBooks | None = None,
) -> tuple[Finding, ...]:
    """What the rules of this duty (or all) say of this month, on the books it is judged on or on other ones."""
    at = books or reading(desk.books, month)
    memory = Quiet(at, str(month))
    asked = [one for one in in_force(at, duty) if one.kind == RuleKind.FINDING and not memory.has(one)]
    silent: set[str] = set()
    found = judge([opened(at, one) for one in asked], source_of(at), at.schemas, month, silent=silent)
    memory.keep(asked, silent)
    return tuple(item for item in found if village in (None, item.village))


def followed(
    desk: Desk, month: Month, *, duty: str | None = None, village: str | None = None
) -> list[tuple[Finding, str]]:
    """This month's findings with 新增, 延续 or 消失 against last month's on the books of then; new ones first.

    Then: last month's seal, or without one the last entry before this month's first facts.
    """
    now = findings(desk, month, duty=duty, village=village)
    sealed = desk.books.seal(month.plus(-1))
    earlier = desk.books.at(sealed.oid) if sealed else desk.books.before_month(month)
    before: tuple[Finding, ...] = ()
    if earlier is not None:
        with earlier:
            before = findings(desk, month.plus(-1), duty=duty, village=village, books=earlier)
    return compare(now, before)


def said_of(desk: Desk) -> dict[str, str]:
    """Finding number → what a person has said of it, in Chinese."""
    table = desk.books.table("dispositions")
    codes = table.schema.field("decision").codes
    return {str(row["finding"]): codes.get(str(row["decision"]), "") for row in table.rows()}
