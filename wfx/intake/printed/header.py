"""Where a printed table's header stands and what its columns are called, for a header of one to four rows."""

from wfx.intake.printed.sheet import Sheet, is_written_place

DEEPEST = 4
_FEW = 2


def is_titles(sheet: Sheet, row: int) -> bool:
    """Whether the row has several texts and nothing that is data: no number, no written place."""
    if any(isinstance(column[row - 1], int | float) for column in sheet.grid.columns):
        return False
    texts = sheet.texts(row)
    return len(set(texts.values())) >= _FEW and not any(
        sheet.is_number(row, column) or is_written_place(sheet.at(row, column)) for column in texts
    )


def titles_of(sheet: Sheet, top: int, first: int) -> dict[int, tuple[str, ...]]:
    """Each column's titles; a title over several columns is carried to the right, each said once."""
    paths: dict[int, tuple[str, ...]] = {}
    for row in range(top, first):
        last = row == first - 1
        merged = any(area.top <= row <= area.bottom for area in sheet.grid.merged)
        carried, source = "", 0
        for column in range(1, sheet.grid.width + 1):
            text = sheet.text(row, column)
            if text:
                carried, source = text, column
            elif not last and not merged and source and sheet.text(row + 1, column) and sheet.text(row + 1, source):
                text = carried
            if text and text not in paths.get(column, ()):
                paths[column] = (*paths.get(column, ()), text)
    return paths


def by_numbers(sheet: Sheet) -> tuple[int, int] | None:
    """Any table: its data begin where a text and a number stand in one row."""
    rows = (row for row in range(1, sheet.grid.height + 1) if len(sheet.texts(row)) >= _FEW and has_number(sheet, row))
    first = next(rows, 0)
    return header_over(sheet, first) if first else None


def has_number(sheet: Sheet, row: int) -> bool:
    """Whether the row holds a number or a place written as one."""
    return any(sheet.is_number(row, column) or is_written_place(sheet.at(row, column)) for column in sheet.texts(row))


def header_over(sheet: Sheet, first: int) -> tuple[int, int]:
    """The header's first row over data that begin in row ``first``, and that row itself."""
    top = first
    while top > 1 and first - top < DEEPEST - 1 and is_titles(sheet, top - 1):
        top -= 1
    return top, first
