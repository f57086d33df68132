"""A sheet on the terminal: aligned for Chinese, never a crash over a character, plain lines when piped."""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from rich.cells import cell_len

from wfx.cli.console.widths import SHORT, column_widths
from wfx.report.words import EMPTY, is_numeric, title, words
from wfx.values.sheet import Sheet

_GAP = "  "
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
        room = width if width is not None or not out.isatty() else screen_width(out)
        if room is not None and _fits(room, titles, rows, right):
            wrapped(out, room, titles, rows, right)
        else:
            out.writelines(line + "\n" for line in _lines(titles, rows, right))
    out.writelines(safe(f"注:{note}") + "\n" for note in sheet.notes)


def screen_width(out: TextIO) -> int:
    """How many columns the terminal has."""
    from rich.console import Console

    return Console(file=out).width


def wrapped(
    out: TextIO, width: int, titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> None:
    """The table with long cells wrapped; what draws it is loaded for a screen only, a pipe does not pay for it."""
    from wfx.cli.console.wrapped import draw_table

    draw_table(out, width, titles, rows, right)


def _lines(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """The table with each column padded to its widest cell, two spaces between, nothing cut."""
    widths = column_widths(titles, rows)
    yield _line(titles, widths, right)
    yield _GAP.join("-" * width for width in widths)
    for row in rows:
        yield _line(row, widths, right)


def _fits(width: int, titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> bool:
    """Whether the columns that are not broken, and a little of each that is, find room side by side."""
    widths = column_widths(titles, rows)
    least = [w if numeric or w <= SHORT else SHORT for w, numeric in zip(widths, right, strict=True)]
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
