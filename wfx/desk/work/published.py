"""A ranking that was published, as its file, looked through."""

from collections.abc import Sequence

from wfx.duties import rank
from wfx.intake.ranking import read_ranking
from wfx.values.errors import Refused
from wfx.values.finding import Finding


def check_file(name: str, data: bytes, villages: Sequence[str] = ()) -> list[Finding]:
    """What is wrong with a published ranking file; ``villages``: the names that should stand there, where known.

    Errors: ``Refused`` for cells that cannot be read, ``NotARanking``.
    """
    tables = read_ranking(name, data)
    found: list[Finding] = []
    for table in tables:
        if table.problems:
            raise Refused(table.problems)
        lines = [rank.Published(row.place, row.unit, row.score, row.row, row.parts) for row in table.rows]
        found.extend(rank.check(lines, villages if len(tables) == 1 else ()))
    return found
