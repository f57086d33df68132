"""The rules of the books put to work on the books."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import Checked, in_force, opened
from wfx.desk.judging.remembered import Remembered
from wfx.desk.office.workdays import workdays_of
from wfx.duties import matter
from wfx.rules.engine import judge
from wfx.rules.follow import compare
from wfx.rules.rule import RuleKind
from wfx.store.books.books import OpenBooks
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.history.log import removed
from wfx.values.finding import Finding
from wfx.values.latest import LATEST, latest_rows, latest_schema
from wfx.values.matter.made import DUE, GONE, base_of, due_schema, is_setting, settings_rows, table_schema
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.then import rows_then

Maker = Callable[[Schema, pa.Table], pa.Table]

OPEN_COLUMNS = ("person_id", "household_id", "village", "id_tag", "phone_tag", "card_tag")


def source_of(books: OpenBooks, day: date) -> Callable[[str], pa.Table]:
    """The tables that rules, views and queries may name, made when they are named, as of the day.

    So are the clocks of ``due_``, the newest month of ``latest_``, and who lived where. Errors: ``NoSuchLedger``,
    ``BadCalendar``.
    """
    makers = makers_of(books, day)

    def table(name: str) -> pa.Table:
        if is_setting(name, books.schemas):
            calendar = partial(workdays_of, books)
            return table_of(settings_rows(name, books.township, calendar), table_schema(name, books.schemas))
        if name in books.schemas:
            rows = rows_then(name, lambda each: books.table(each).arrow, books.schemas, day)
            return rows.select(OPEN_COLUMNS) if name == "identities" else rows
        if name.startswith(GONE):
            return removed(books, name.removeprefix(GONE)).arrow
        if name.startswith(LATEST):
            return _latest(books, books.schema(base_of(name, books.schemas)), Month.of(day))
        ledger = books.schema(base_of(name, books.schemas))
        return makers[DUE](ledger, books.table(ledger.name).arrow)

    return table


def makers_of(books: OpenBooks, day: date) -> Mapping[str, Maker]:
    """What makes the tables whose names begin with ``due_`` and ``latest_`` of a ledger's rows, as of the day."""

    def due(ledger: Schema, rows: pa.Table) -> pa.Table:
        calendar = workdays_of(books)
        listed = [matter.due_row(ledger, row, day, calendar) for row in rows.to_pylist()]
        return table_of(listed, due_schema(ledger))

    def latest(ledger: Schema, rows: pa.Table) -> pa.Table:
        return latest_rows(ledger, rows, Month.of(day))

    return {DUE: due, LATEST: latest}


def _latest(books: OpenBooks, ledger: Schema, month: Month) -> pa.Table:
    """The latest rows as kept for these rows and this month, or made now and kept."""
    known = (LATEST, ledger.name, f"{books.state(ledger.name)}-{month}")
    if known not in books.made:
        name, form = f"latest-{ledger.name}", arrow_schema(latest_schema(ledger))
        rows = books.cache.get(name, known[-1], form)
        if rows is None:
            rows = latest_rows(ledger, books.table(ledger.name).arrow, month).cast(form)
            books.cache.put(name, known[-1], rows)
        books.made[known] = rows
    made: pa.Table = books.made[known]
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
    found, _ = _judged(books or reading(desk.books, month), month, desk.today, duty, ())
    return tuple(item for item in found if village in (None, item.village))


def _judged(
    at: OpenBooks, month: Month, today: date, duty: str | None, standing: Collection[str]
) -> tuple[tuple[Finding, ...], set[str]]:
    """What the rules say, and the numbers of what they are known to say and nobody asked for.

    Not asked is who is known to be silent, and who is known to say nothing but what is ``standing`` (numbers).
    """
    day = month.as_of(today)
    memory, standing = Remembered(at, month, day), frozenset(standing)
    asked, known = list[Checked](), set[str]()
    for one in in_force(at, duty):
        numbers = memory.numbers(one) if one.kind == RuleKind.FINDING else ()
        if numbers is None or not standing.issuperset(numbers):
            asked.append(one)
        else:
            known.update(numbers)
    ran: dict[str, frozenset[str]] = {}
    found = judge([opened(at, one) for one in asked], source_of(at, day), at.schemas, month, day=day, ran=ran)
    memory.keep(asked, ran)
    return found, known


def followed(
    desk: Desk, month: Month, *, duty: str | None = None, village: str | None = None
) -> list[tuple[Finding, str]]:
    """This month's findings with 新增, 延续 or 消失 against last month's on the books of then; new ones first.

    Then: last month's seal, or without one the last entry before this month's first facts.
    """
    now = findings(desk, month, duty=duty)
    sealed = desk.books.seal(month.plus(-1))
    earlier = desk.books.at(sealed.oid) if sealed else desk.books.before_month(month)
    before: tuple[Finding, ...] = ()
    known = set[str]()
    if earlier is not None:
        with earlier:
            before, known = _judged(earlier, month.plus(-1), desk.today, duty, {item.number for item in now})
    return [pair for pair in compare(now, before, known) if village in (None, pair[0].village)]


def said_of(desk: Desk) -> dict[str, str]:
    """Finding number → what a person has said of it, in Chinese."""
    table = desk.books.table("dispositions")
    codes = table.schema.field("decision").codes
    return {str(row["finding"]): codes.get(str(row["decision"]), "") for row in table.rows()}
