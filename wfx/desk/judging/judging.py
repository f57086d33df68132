"""The rules of the books put to work on the books."""

from collections.abc import Callable
from datetime import date

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import in_force, opened
from wfx.desk.judging.quiet import Quiet
from wfx.desk.office.workdays import workdays_of
from wfx.duties import matter
from wfx.rules.engine import judge
from wfx.rules.follow import compare
from wfx.rules.rule import RuleKind
from wfx.store.books.books import OpenBooks
from wfx.store.files.types import table_of
from wfx.store.history.log import removed
from wfx.values.finding import Finding
from wfx.values.matter.made import DUE, GONE, due_schema, is_setting, settings_rows, table_schema
from wfx.values.month import Month
from wfx.values.schema import Schema

OPEN_COLUMNS = ("person_id", "household_id", "village", "id_tag", "phone_tag", "card_tag")


def source_of(books: OpenBooks, day: date) -> Callable[[str], pa.Table]:
    """The tables that rules, views and queries may name, made when they are named; ``due_`` tables as of the day.

    Errors: ``NoSuchLedger``, ``BadCalendar``.
    """

    def table(name: str) -> pa.Table:
        if is_setting(name, books.schemas):
            return table_of(
                settings_rows(name, books.township, lambda: workdays_of(books)), table_schema(name, books.schemas)
            )
        if name not in books.schemas and name.startswith(GONE):
            return removed(books, name.removeprefix(GONE)).arrow
        if name not in books.schemas and name.startswith(DUE):
            ledger = books.schema(name.removeprefix(DUE))
            return due_maker(books, day)(ledger, books.table(ledger.name).arrow)
        rows = books.table(name).arrow
        return rows.select(OPEN_COLUMNS) if name == "identities" else rows

    return table


def due_maker(books: OpenBooks, day: date) -> Callable[[Schema, pa.Table], pa.Table]:
    """Makes ``due_<ledger>`` of a ledger's rows as of the day, by the calendar of these books."""
    calendar = workdays_of(books)

    def made(ledger: Schema, rows: pa.Table) -> pa.Table:
        listed = [matter.due_row(ledger, row, day, calendar) for row in rows.to_pylist()]
        return table_of(listed, due_schema(ledger))

    return made


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
    day = month.as_of(desk.today)
    memory = Quiet(at, month, day)
    asked = [one for one in in_force(at, duty) if one.kind == RuleKind.FINDING and not memory.has(one)]
    silent: set[str] = set()
    found = judge([opened(at, one) for one in asked], source_of(at, day), at.schemas, month, day=day, silent=silent)
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
