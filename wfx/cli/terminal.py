"""A sheet on the terminal: aligned for Chinese, never a crash over a character, plain lines when piped."""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wfx.report.words import EMPTY, is_numeric, title, words
from wfx.values.sheet import Sheet

# ASCII, since a Chinese console draws the box characters as wide as two letters and bends every line.
_RULE = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
_GAP = "  "
_SHORT = 14
_LOST_WIDE, _LOST = "〓", "?"  # the printer's old mark for a character the type case lacks
_WIDE = frozenset("WF")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})  # controls, direction marks: a hostile cell must not steer the screen


def draw(sheet: Sheet, stream: TextIO | None = None, width: int | None = None) -> None:
    """Write the sheet to ``stream`` (standard output): its title, its rows, its notes.

    On a terminal, or with ``width``, long cells are wrapped to that many columns; anywhere else, and where the columns
    do not find room side by side, every row is one line, whatever its length. Characters the stream's encoding lacks
    are written as 〓 or ?.
    """
    out = stream or sys.stdout
    safe = _safe_for(getattr(out, "encoding", None) or "utf-8")
    titles = [safe(title(column)) for column in sheet.columns]
    rows = [[safe(words(value, grouped=True)) for value in row] for row in sheet.rows]
    right = [is_numeric(column) for column in sheet.columns]
    out.write(safe(sheet.title) + "\n")
    if not rows:
        out.write(safe(f"{_GAP}{EMPTY}") + "\n")
    else:
        room = width if width is not None or not out.isatty() else Console(file=out).width
        if room is not None and _fits(room, titles, rows, right):
            _table(out, room, titles, rows, right)
        else:
            out.writelines(line + "\n" for line in _lines(titles, rows, right))
    out.writelines(safe(f"注:{note}") + "\n" for note in sheet.notes)


def _table(
    out: TextIO, width: int, titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> None:
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    table = Table(box=_RULE, pad_edge=False, show_edge=False, safe_box=True, padding=(0, 1, 0, 0))
    for name, numeric, widest in zip(titles, right, _widths(titles, rows), strict=True):
        # A number, a day or a village is never broken in two; only long text is.
        whole = numeric or widest <= _SHORT
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _lines(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """The table with each column padded to its widest cell, two spaces between, nothing cut."""
    widths = _widths(titles, rows)
    yield _line(titles, widths, right)
    yield _GAP.join("-" * width for width in widths)
    for row in rows:
        yield _line(row, widths, right)


def _widths(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(titles, *rows, strict=True)]


def _fits(width: int, titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> bool:
    """Whether the columns that are not broken, and a little of each that is, find room side by side."""
    widths = _widths(titles, rows)
    least = [w if numeric or w <= _SHORT else _SHORT for w, numeric in zip(widths, right, strict=True)]
    return sum(least) + len(_GAP) * len(least) <= width


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, numeric in zip(cells, widths, right, strict=True):
        space = " " * (width - cell_len(cell))
        padded.append(space + cell if numeric else cell + space)
    return _GAP.join(padded).rstrip()


def _safe_for(encoding: str) -> Callable[[str], str]:
    """A function that makes text fit for one line in this encoding."""

    def safe(text: str) -> str:
        flat = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
        try:
            flat.encode(encoding)
        except UnicodeEncodeError:
            return "".join(_fit(letter, encoding) for letter in flat)
        return flat

    return safe


def _fit(letter: str, encoding: str) -> str:
    wide = unicodedata.east_asian_width(letter) in _WIDE
    for candidate in (letter, _LOST_WIDE if wide else _LOST):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return _LOST * 2 if wide else _LOST
