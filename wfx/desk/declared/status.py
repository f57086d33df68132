"""A declared duty's line in ``wfx``: how many of its matters are open, late or due soon."""

from collections.abc import Iterator
from datetime import date

from wfx.desk.declared.files import duties
from wfx.desk.desk import Desk
from wfx.desk.office.lines import LATE, Line
from wfx.desk.office.workdays import workdays
from wfx.duties import matter
from wfx.values.matter.duty import Status

SOON, WEEK, MONTH, QUARTER = 5, 7, 30, 90  # days


def status_lines(desk: Desk) -> Iterator[Line]:
    """A line for each that says something; nothing for a ledger these books do not have."""
    for duty in duties():
        for status in duty.status:
            if status.ledger in desk.books.ledgers:
                yield from _line(desk, status)


def _line(desk: Desk, status: Status) -> Iterator[Line]:
    going, red, left = _of_register(desk, status) if status.due else _of_matters(desk, status)
    if going:
        within = {"soon": SOON, "week": WEEK, "month": MONTH, "quarter": QUARTER}
        counts = {name: sum(1 for each in left if 0 <= each <= days) for name, days in within.items()}
        said = status.say.format(open=going, red=red, **counts)
        yield Line(status.title, said, status.late if red else status.next, LATE if red else "")
    elif status.quiet:
        yield Line(status.title, status.quiet, status.start)


def _of_matters(desk: Desk, status: Status) -> tuple[int, int, list[int]]:
    """How many are going on, how many of them late, and the days left of those that have a due day."""
    table, calendar = desk.books.table(status.ledger), workdays(desk)
    going = [
        matter.standing(table.schema, row, desk.today, calendar)
        for row in table.rows()
        if not matter.ended(table.schema, row)
    ]
    red = sum(1 for each in going if each.colour == matter.RED)
    return len(going), red, [days for each in going if (days := each.days_left(desk.today)) is not None]


def _of_register(desk: Desk, status: Status) -> tuple[int, int, list[int]]:
    """The same of a register's rows that are not done, by the first of their days that is filled."""
    going = [row for row in desk.books.table(status.ledger).rows() if row.get(status.done) is None]
    said = [[row[name] for name in status.due if row.get(name) is not None] for row in going]
    left = [(days[0] - desk.today).days for days in said if days and isinstance(days[0], date)]
    return len(going), sum(1 for each in left if each < 0), left
