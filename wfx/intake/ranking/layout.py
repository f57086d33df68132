"""Where the tables of a sheet stand: their headers of one to four rows, their data, and tables side by side."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from wfx.intake.headers import fold
from wfx.intake.printed.header import DEEPEST, by_numbers, has_number, header_over, is_titles, titles_of
from wfx.intake.printed.sheet import Sheet, is_written_place
from wfx.intake.ranking.names import looks_like_place
from wfx.intake.ranking.words import Role, is_saying, path_role, role

_SAYS_RANKING = frozenset({Role.UNIT, Role.PLACE, Role.SCORE})
_VALUES = frozenset({Role.PLACE, Role.SCORE})
_LONGEST_TITLE = 40
_FEW = 2


@dataclass(frozen=True)
class Table:
    """One table: its header's first row, its first and last row of data, its columns' titles from top to bottom.

    ``worded``: its titles speak of a ranking. ``above``: the row before which nothing is this table's heading.
    ``alone``: the sheet has no other.
    """

    top: int
    first: int
    last: int
    titles: Mapping[int, tuple[str, ...]]
    width: int
    worded: bool = True
    above: int = 1
    alone: bool = True

    @cached_property
    def roles(self) -> Mapping[int, Role]:
        return {column: path_role(path) for column, path in self.titles.items()}


def tables(sheet: Sheet, known: Collection[str], *, any_header: bool = False) -> list[Table]:
    """The tables of a sheet that may be rankings, from the top.

    ``known``: stems of the villages. ``any_header``: a person says which columns are meant, so that any table will do.
    """
    heads = list(_heads(sheet, known))
    worded = bool(heads)
    if not heads:
        found = _by_names(sheet, known) or (by_numbers(sheet) if any_header else None)
        if not found:
            return []
        heads = [found]
    ends = [_end(sheet, top) for top, _ in heads[1:]] + [sheet.grid.height]
    starts = [1, *(first for _, first in heads[:-1])]
    alone = len(heads) == 1
    return [
        Table(top, first, last, titles_of(sheet, top, first), sheet.grid.width, worded, start, alone)
        for (top, first), last, start in zip(heads, ends, starts, strict=True)
    ]


def _end(sheet: Sheet, top: int) -> int:
    """The last row before the next table's header and the headings over it."""
    last = top - 1
    while last and len(set(sheet.texts(last).values())) <= 1:
        last -= 1
    return last


def blocks(table: Table) -> list[range]:
    """The table's columns, parted where a second table begins beside the first."""
    units = [column for column in sorted(table.roles) if table.roles[column] is Role.UNIT]
    starts = [1]
    for one, other in pairwise(units):
        if _next_value(table, one, other) is _next_value(table, other, table.width + 1) is not Role.OTHER:
            starts.append(other - _shared_before(table, units[0], other))
    return [range(start, end) for start, end in zip(starts, [*starts[1:], table.width + 1], strict=True)]


def _next_value(table: Table, column: int, end: int) -> Role:
    """What the first column of places or scores to the right is, before ``end``."""
    following = (table.roles.get(further, Role.OTHER) for further in range(column + 1, end))
    return next((found for found in following if found in _VALUES), Role.OTHER)


def _shared_before(table: Table, first: int, other: int) -> int:
    """How many columns before the second unit column are those that stand before the first."""
    count = 0
    while (
        first - count > 1
        and (mine := table.roles.get(first - count - 1)) is not None
        and table.roles.get(other - count - 1) is mine
        and mine is not Role.UNIT
    ):
        count += 1
    return count


def _heads(sheet: Sheet, known: Collection[str]) -> Iterator[tuple[int, int]]:
    """First row of each header and first row after it."""
    row = 1
    while row <= sheet.grid.height:
        if not _may_head(sheet, row) or _better_below(sheet, row):
            row += 1
            continue
        first = row + 1
        while first - row < DEEPEST and _goes_on(sheet, row, first, known):
            first += 1
        top = row - 1 if _stands_above(sheet, row) else row
        roles = set(map(path_role, titles_of(sheet, top, first).values()))
        if len(roles & _SAYS_RANKING) >= _FEW:
            yield top, first
        row = first


def _roles(sheet: Sheet, row: int) -> set[Role]:
    return {role(text) for text in sheet.texts(row).values() if len(text) <= _LONGEST_TITLE} & _SAYS_RANKING


def _may_head(sheet: Sheet, row: int) -> bool:
    return is_titles(sheet, row) and bool(_roles(sheet, row))


def _better_below(sheet: Sheet, row: int) -> bool:
    below = row + 1
    return (
        len(_roles(sheet, row)) < _FEW
        and below <= sheet.grid.height
        and _may_head(sheet, below)
        and Role.UNIT in _roles(sheet, below)
    )


def _goes_on(sheet: Sheet, top: int, row: int, known: Collection[str]) -> bool:
    """Whether this row still belongs to the header above it."""
    texts = sheet.texts(row)
    if row > sheet.grid.height or any(sheet.is_number(row, column) for column in texts):
        return False
    own = {column: text for column, text in texts.items() if sheet.origin(row, column)[0] == row}
    units = [
        column for column in texts if any(role(sheet.text(above, column)) is Role.UNIT for above in range(top, row))
    ]
    if any(column in own for column in units) or any(is_written_place(sheet.at(row, column)) for column in own):
        return False
    if not own:
        return bool(texts)
    if {role(text) for text in own.values()} - {Role.OTHER, Role.GROUP}:
        return True
    return len(set(own.values())) >= _FEW and not any(looks_like_place(text, known) for text in own.values())


def _stands_above(sheet: Sheet, row: int) -> bool:
    """Whether the row above holds titles over several columns of this one (上月 | 本月)."""
    above = row - 1
    if above < 1 or not is_titles(sheet, above) or any(map(is_saying, sheet.texts(above).values())):
        return False
    over = [area for area in sheet.grid.merged if area.top <= above <= area.bottom and area.left < area.right]
    titles = [fold(text) for text in sheet.texts(row).values()]
    return bool(over) or len(titles) > len(set(titles))


def _by_names(sheet: Sheet, known: Collection[str]) -> tuple[int, int] | None:
    """A table without words of a ranking in its header: the column that holds places of the land shows where it is."""
    best: list[int] = []
    for column in range(1, sheet.grid.width + 1):
        rows = [
            row
            for row in range(1, sheet.grid.height + 1)
            if looks_like_place(sheet.text(row, column), known) and has_number(sheet, row)
        ]
        best = max(best, rows, key=len)
    return header_over(sheet, best[0]) if len(best) >= _FEW else None
