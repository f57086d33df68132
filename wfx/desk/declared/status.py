"""A declared duty's line in ``wfx``: how many of its matters are open, late or due soon."""

from collections.abc import Iterator

from wfx.desk.declared.files import duties
from wfx.desk.desk import Desk
from wfx.desk.office.lines import LATE, Line
from wfx.desk.office.workdays import workdays
from wfx.duties import matter
from wfx.values.matter.duty import Status

SOON = 5  # days


def status_lines(desk: Desk) -> Iterator[Line]:
    """A line for each that says something; nothing for a ledger these books do not have."""
    for duty in duties():
        for status in duty.status:
            if status.ledger in desk.books.ledgers:
                yield from _line(desk, status)


def _line(desk: Desk, status: Status) -> Iterator[Line]:
    table, calendar = desk.books.table(status.ledger), workdays(desk)
    going = [
        matter.standing(table.schema, row, desk.today, calendar)
        for row in table.rows()
        if not matter.ended(table.schema, row)
    ]
    red = sum(1 for each in going if each.colour == matter.RED)
    left = [days for each in going if (days := each.days_left(desk.today)) is not None]
    if going:
        said = status.say.format(open=len(going), red=red, soon=sum(1 for days in left if 0 <= days <= SOON))
        yield Line(status.title, said, status.late if red else status.next, LATE if red else "")
    elif status.quiet:
        yield Line(status.title, status.quiet, status.start)
