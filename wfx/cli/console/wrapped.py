"""A sheet's table on a screen: columns side by side, long cells wrapped."""

from collections.abc import Sequence
from typing import TextIO

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wfx.cli.console.widths import SHORT, column_widths

# ASCII, since a Chinese console draws the box characters as wide as two letters and bends every line.
RULE = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def draw_table(
    out: TextIO, width: int, titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> None:
    """Write the table to a screen of that width; numbers and short words are never broken."""
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    table = Table(box=RULE, pad_edge=False, show_edge=False, safe_box=True, padding=(0, 1, 0, 0))
    for name, numeric, widest in zip(titles, right, column_widths(titles, rows), strict=True):
        # A number, a day or a village is never broken in two; only long text is.
        whole = numeric or widest <= SHORT
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
