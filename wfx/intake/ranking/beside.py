"""The columns beside a place and its score: what the score may be made of, what lines are grouped by."""

from collections.abc import Collection, Sequence

from wfx.intake.printed.sheet import number
from wfx.intake.ranking.columns import Part
from wfx.intake.ranking.pairing import Pair
from wfx.intake.ranking.words import Role, is_person, path_role

_FEW = 2


def part_columns(part: Part, unit: int, pair: Pair, places: Collection[int]) -> tuple[tuple[int, str], ...]:
    """The other columns of numbers, with their titles: what the score may be made of."""
    aside = {unit, pair.score, *places}
    return tuple(
        (column, "/".join(part.path(column)))
        for column in part.block
        if column in part.table.titles
        and column not in aside
        and part.table.roles[column] not in {Role.PLACE, Role.ORDINAL, Role.UNIT}
    )


def group_columns(part: Part, unit: int, rows: Sequence[int]) -> list[int]:
    """Columns of texts that come again and again: classes, groups, areas; those whose titles say so first."""
    found = []
    for column in part.block:
        cells = [part.sheet.text(row, column) for row in rows]
        filled = [text for text in cells if text]
        if column == unit or part.table.roles.get(column) in {Role.PLACE, Role.SCORE, Role.ORDINAL}:
            continue
        if 1 < len(set(filled)) <= max(len(rows) // 2, _FEW) and any(number(text) is None for text in filled):
            found.append(column)
    return sorted(found, key=lambda column: path_role(part.path(column)) is not Role.GROUP)


def holds_persons(part: Part, unit: int) -> bool:
    """Whether the units are people, whose names are then shown as stars."""
    return is_person(part.path(unit))
