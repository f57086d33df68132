"""A ranking written as sentences, one line each: ``第一名:东样镇 90.99分``."""

import re
from dataclasses import replace

from wfx.intake.grid import BLANK, Grid, Raw
from wfx.intake.ranking.layout import Table

_LINE = re.compile(
    r"\s*(第?[0-9一二三四五六七八九十百]{1,4}[名位.、]?)\s*[::、,]?\s*([^\d\s::,]{2,20}(?:[((][^()()]*[))])?)\s*[::,,]?\s*"
    r"([0-9]{1,4}(?:\.[0-9]+)?\s*分?)[;;,。]?\s*"
)
_TITLES = ("名次", "单位", "得分")
_FEW = 3


def sentences(grid: Grid) -> tuple[Grid, Table] | None:
    """The grid with its sentences spread over three columns, each in its own row, and the table they make.

    Nothing where there are fewer than three.
    """
    found: dict[int, tuple[str, ...]] = {}
    for column in grid.columns:
        for row, cell in enumerate(column, start=1):
            line = _LINE.fullmatch(cell) if isinstance(cell, str) else None
            if line is not None:
                found.setdefault(row, line.groups())
    if len(found) < _FEW:
        return None
    columns: tuple[tuple[Raw, ...], ...] = tuple(
        tuple(found[row][at] if row in found else BLANK for row in range(1, grid.height + 1))
        for at in range(len(_TITLES))
    )
    first = min(found)
    titles = {column: (title,) for column, title in enumerate(_TITLES, start=1)}
    return replace(grid, columns=columns, merged=()), Table(first, first, max(found), titles, len(_TITLES))
