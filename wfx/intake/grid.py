"""A sheet as columns of raw cells, with Excel's own row numbers and column letters kept."""

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from wfx.intake.limits import check_area, check_size, check_zip, column_letters
from wfx.intake.raw.marks import Marks, lay_over
from wfx.intake.sniff import Kind, sniff
from wfx.intake.text import read_rows
from wfx.values.errors import DamagedFile, EmptyFile, EncryptedFile, Place, WfxError

Raw = str | int | float | bool | date | datetime | time | timedelta
BLANK = ""
_NO_MARKS = Marks()


@dataclass(frozen=True, order=True)
class Range:
    """A rectangle of cells, all four corners included, 1-based as in Excel."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet: ``columns[c][r]`` is the cell of Excel column *c + 1* and row *r + 1*; a blank cell is ``""``.

    All columns have ``height`` cells. ``merged`` and ``marks`` (hidden rows, cells of errors) count as Excel
    does; an error stands in its cell as its word. ``visible`` is false for a sheet the sender cannot see.
    ``about`` are a page's words outside its tables, ``notes`` sentences on what was not read.
    """

    file: str
    sheet: str
    columns: tuple[Sequence[Raw], ...]
    height: int
    merged: tuple[Range, ...] = ()
    marks: Marks = _NO_MARKS
    visible: bool = True
    kind: Kind = Kind.XLSX
    about: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.columns)

    def cell(self, row: int, column: int) -> Raw:
        """The cell at Excel's row and column number (both from 1); blank outside the sheet."""
        inside = 1 <= row <= self.height and 1 <= column <= self.width
        return self.columns[column - 1][row - 1] if inside else BLANK

    def place(self, row: int = 0, column: int = 0, field: str = "") -> Place:
        return Place(self.file, self.sheet, row, column_letters(column), field)


def read_grids(name: str, data: bytes) -> tuple[Grid, ...]:
    """Every worksheet of the file, in its order, those without any filled cell left out.

    Errors: those of ``sniff``, ``limits`` and ``text``; ``EncryptedFile``, ``DamagedFile``, ``EmptyFile``.
    """
    check_size(name, data)
    kind = sniff(name, data)
    if kind is Kind.CSV:
        grids: Iterable[Grid] = (_grid_of_rows(name, "", read_rows(name, data), kind=kind),)
    elif kind is Kind.HTML:
        grids = _page(name, data)
    else:
        grids = _workbook(name, data, kind)
    filled = tuple(grid for grid in grids if grid.height)
    if not filled:
        raise EmptyFile(Place(file=name))
    return filled


def _page(name: str, data: bytes) -> list[Grid]:
    """Each table of a web page as a sheet, called by its number where there are several."""
    from wfx.intake.htmltable import read_tables  # noqa: PLC0415 - its parser is not loaded for other files

    tables, outside = read_tables(name, data)
    return [
        replace(
            _grid_of_rows(
                name,
                f"表{number}" if len(tables) > 1 else "",
                one.rows,
                kind=Kind.HTML,
                merged=tuple(Range(*area) for area in one.areas),
                marks=Marks(tuple(sorted(one.hidden)), tuple(sorted(one.hidden_columns))),
            ),
            about=tuple(outside),
            notes=(f"网页里隐藏的 {one.left} 格没有读",) if one.left else (),
        )
        for number, one in enumerate(tables, start=1)
    ]


def _marked(name: str, data: bytes, kind: Kind) -> tuple[bytes, dict[str, Marks]]:
    """The workbook as the reader of cells takes it, and each sheet's marks. Errors: those of the kind's own look."""
    if kind is not Kind.XLS:
        check_zip(name, data)
    return import_module(f"wfx.intake.raw.{kind.value}").read(name, data)  # type: ignore[no-any-return]


@contextmanager
def _silent() -> Iterator[None]:
    """What the reader's own machinery prints of a broken file is nothing for a clerk, and may hold its words."""
    try:
        kept = os.dup(2)
    except OSError:  # nothing to print to
        yield
        return
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _workbook(name: str, data: bytes, kind: Kind) -> list[Grid]:
    data, marks = _marked(name, data, kind)
    place = Place(file=name)
    try:
        with _silent(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _grid(name, book.get_sheet_by_name(meta.name), meta.visible, marks.get(meta.name, _NO_MARKS), kind)
                for meta in book.sheets_metadata
                if "WorkSheet" in str(meta.typ)
            ]
    except PasswordError as error:
        raise EncryptedFile(place) from error
    except (WfxError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise DamagedFile(place) from error
    except BaseException as error:  # a Rust panic of the reader arrives as a bare BaseException
        if type(error).__name__ == "PanicException":
            raise DamagedFile(place) from None
        raise


def _grid(name: str, sheet: CalamineSheet, visible: SheetVisibleEnum, marks: Marks, kind: Kind) -> Grid:
    end = sheet.end or (0, 0)
    check_area(name, sheet.name, end[0] + 1, end[1] + 1)
    rows = sheet.to_python(skip_empty_area=False)
    lay_over(rows, marks)
    merged = tuple(
        Range(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    shown = visible == SheetVisibleEnum.Visible
    return _grid_of_rows(name, sheet.name, rows, merged=merged, marks=marks, visible=shown, kind=kind)


def _grid_of_rows(
    name: str,
    sheet: str,
    rows: Sequence[Sequence[Raw]],
    *,
    kind: Kind,
    merged: tuple[Range, ...] = (),
    marks: Marks = _NO_MARKS,
    visible: bool = True,
) -> Grid:
    height = len(rows)
    while height and all(_blank(cell) for cell in rows[height - 1]):
        height -= 1
    width = max((len(row) for row in rows[:height]), default=0)
    whole = rows[:height]
    if any(len(row) != width for row in whole):
        whole = [[*row, *([BLANK] * (width - len(row)))] for row in whole]
    columns = tuple(zip(*whole, strict=True))
    return Grid(name, sheet, columns, height, tuple(sorted(merged)), marks, visible, kind)


def _blank(cell: Raw) -> bool:
    return isinstance(cell, str) and not cell.strip()
