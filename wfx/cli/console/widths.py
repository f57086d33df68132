"""How wide the columns of a table are on a terminal."""

from collections.abc import Sequence

from rich.cells import cell_len

SHORT = 14  # up to here a column is never broken


def column_widths(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The widest cell of each column, its title included."""
    return [max(map(cell_len, column)) for column in zip(titles, *rows, strict=True)]


def padded(text: str, width: int) -> str:
    """The text and blanks up to so many columns."""
    return text + " " * (width - cell_len(text))
