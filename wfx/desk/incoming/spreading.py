"""The line of a workbook that answers for every row left blank, carried into those rows before the sheet is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wfx.intake.grid import Grid, Raw
from wfx.intake.headers import SENT_BACK, fold, is_blank
from wfx.intake.take import Taken
from wfx.values.errors import Place
from wfx.values.form import Form
from wfx.values.roundtrip.workbook import REST, Mark
from wfx.values.schema import Schema


@dataclass(frozen=True)
class Spread:
    """The sheets with the answer in every blank cell it is for.

    ``cells``: by sheet the row and column letters of those cells; ``line``: by sheet the row of the line; ``keyed``:
    how many cells of such lines were filled; ``notes``: what stood in a line and is not carried.
    """

    grids: Sequence[Grid]
    cells: Mapping[str, frozenset[tuple[int, str]]] = field(default_factory=dict)
    line: Mapping[str, int] = field(default_factory=dict)
    keyed: int = 0
    notes: tuple[str, ...] = ()

    def holds(self, place: Place) -> bool:
        """Whether the cell was filled by a line."""
        return (place.row or 0, place.column) in self.cells.get(place.sheet, ())

    def stands_at(self, sheet: str, row: int) -> bool:
        """Whether the row is the sheet's line."""
        return self.line.get(sheet) == row

    def its_own(self, item: Taken) -> Taken:
        """The sheet without what is said of the key of its line, which is none."""
        own = [
            each
            for each in item.problems
            if not (self.stands_at(each.place.sheet, each.place.row or 0) and each.place.field in item.key)
        ]
        return replace(item, problems=tuple(own))

    def wrong(self, places: Iterable[Place]) -> bool:
        """Whether what a line said is wrong: a cell it filled is among these."""
        return any(map(self.holds, places))


def spread(
    grids: Sequence[Grid], mark: Mark | None, forms: Mapping[str, Form], schemas: Mapping[str, Schema]
) -> Spread:
    """Each line carried into the rows below it; rows that say something of their own there keep it.

    A sheet whose form has no such line, or of which nobody can tell the form, is left as it came.
    """
    made: list[Grid] = []
    cells: dict[str, frozenset[tuple[int, str]]] = {}
    lines: dict[str, int] = {}
    keyed, notes = 0, list[str]()
    for grid in grids:
        found = _line_of(grid)
        if found is None:
            made.append(grid)
            continue
        at, key = found
        asked = _asked(grid, at, mark, forms, schemas)
        line = [column[at - 1] for column in grid.columns]
        answers = {
            index: cell
            for index, cell in enumerate(line)
            if index != key and not is_blank(cell) and not _ours(grid, at, index)
        }
        carried = {index: cell for index, cell in answers.items() if asked is None or index in asked}
        notes += [_left(grid, at, index) for index in answers.keys() - carried.keys()]
        keyed += len(carried)
        lines[grid.sheet] = at
        filled, columns = _carried(grid, at, key, carried)
        cells[grid.sheet] = filled
        made.append(replace(grid, columns=tuple(columns)))
    return Spread(made, cells, lines, keyed, tuple(notes))


def _line_of(grid: Grid) -> tuple[int, int] | None:
    """Excel's row of the line, and the column (from 0) of the keys, where it says so; ``None`` where there is none."""
    for index, column in enumerate(grid.columns):
        for row, cell in enumerate(column, start=1):
            if isinstance(cell, str) and cell.strip() == REST:
                return row, index
    return None


def _asked(
    grid: Grid, at: int, mark: Mark | None, forms: Mapping[str, Form], schemas: Mapping[str, Schema]
) -> frozenset[int] | None:
    """The columns (from 0) the line may answer; ``None`` where the form is not known."""
    issued = mark.sheets.get(grid.sheet) if mark else None
    form = forms.get(issued.form) if issued else None
    if form is None or form.sheet is None:
        return None
    schema = schemas[form.ledgers[0]]
    titles = {fold(schema.field(name).title) for name in form.sheet.rest}
    return frozenset(
        index
        for index, column in enumerate(grid.columns)
        if any(fold(str(cell)) in titles for cell in column[: at - 1])
    )


def _carried(
    grid: Grid, at: int, key: int, answers: Mapping[int, Raw]
) -> tuple[frozenset[tuple[int, str]], list[list[Raw]]]:
    """The cells that are filled so, and the columns with them; the line itself is emptied."""
    columns = [list(column) for column in grid.columns]
    filled = set()
    for index, column in enumerate(columns):
        column[at - 1] = ""
        for row in range(at, len(column)) if index in answers else ():
            if is_blank(column[row]) and not is_blank(grid.columns[key][row]):
                column[row] = answers[index]
                filled.add((row + 1, grid.place(row + 1, index + 1).column))
    return frozenset(filled), columns


def _ours(grid: Grid, at: int, index: int) -> bool:
    """Whether it is a column that a sending back put beside the sender's own."""
    return any(fold(str(cell)) in SENT_BACK for cell in grid.columns[index][: at - 1])


def _left(grid: Grid, at: int, index: int) -> str:
    place = grid.place(at, index + 1)
    return f"{place}:“{REST}”一行的这一格不收,有变化的户写在它自己那一行"
