"""What a line takes from those around it: a tie's place or a class written once, the town of one village of two."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from wfx.intake.printed.sheet import Sheet
from wfx.intake.ranking.cells import Line
from wfx.intake.ranking.columns import Part
from wfx.intake.ranking.words import Role
from wfx.intake.sniff import Kind
from wfx.values.personal import mask_text

_NAMED = 8
_NO_MERGES = frozenset({Kind.CSV, Kind.ODS, Kind.XLSB})


def ties_written_once(sheet: Sheet, lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[str]]:
    """Lines whose place is that of the equal score above them, where the file cannot tell which cells are merged."""
    if sheet.grid.kind not in _NO_MERGES:
        return tuple(lines), []
    read: list[Line] = []
    for line in lines:
        above = read[-1] if read else line
        tie = line.place is None and not line.wrong and line.score is not None and line.score == above.score
        read.append(replace(line, place=above.place) if tie else line)
    filled = [str(one.row) for one, other in zip(read, lines, strict=True) if one.place != other.place]
    return tuple(read), [f"空着的名次按与上一行并列读:第 {'、'.join(filled[:_NAMED])} 行"] if filled else []


def told_apart(part: Part, unit: int, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Villages of one name in several towns with the town before it, where a column names the towns."""
    towns = [column for column in part.of(Role.UNIT) if column != unit]
    if not towns:
        return lines
    of_name: dict[str, set[str]] = {}
    for line in lines:
        of_name.setdefault(line.unit, set()).add(part.sheet.text(line.row, towns[0]))
    return tuple(
        replace(line, unit=mask_text(f"{part.sheet.text(line.row, towns[0])} {line.unit}"))
        if len(of_name[line.unit]) > 1
        else line
        for line in lines
    )


def carried(texts: Iterable[str]) -> Iterator[str]:
    """Each text, a blank one as the last before it: a class is often written once."""
    return accumulate(texts, lambda before, text: text or before)
