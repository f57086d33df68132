"""The ranking's numbers brought together: the measure of the books' own rule, and published tables."""

from wfx.desk.desk import Desk
from wfx.desk.judging import measures
from wfx.duties import rank
from wfx.intake.ranking import read_ranking
from wfx.values.errors import Refused
from wfx.values.finding import Finding
from wfx.values.month import Month

MEASURE = "R00"


def placed(desk: Desk, month: Month) -> tuple[rank.Placed, ...]:
    """Every village's place this month. Errors: ``NoTaskSheet``."""
    found, digits = measures(desk, month, MEASURE)
    return rank.order(desk.books, month, found, digits)


def check_file(name: str, data: bytes) -> list[Finding]:
    """What is wrong with a published ranking file. Errors: ``Refused`` when it holds no ranking."""
    tables = read_ranking(name, data)
    found: list[Finding] = []
    for table in tables:
        if table.problems:
            raise Refused(table.problems)
        found.extend(rank.check([rank.Published(row.place, row.unit, row.score, row.row) for row in table.rows]))
    return found
