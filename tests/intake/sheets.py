"""Small invented sheets for the intake's tests."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import xlsxwriter

from tests.township import ROOT, VILLAGES, schemas
from wfx.intake.forms import load_forms
from wfx.intake.take import Taken, take
from wfx.values.form import Form

Cells = Sequence[Any]  # rows of str, numbers, days or None
SHEET = "xl/worksheets/sheet1.xml"
NAMES = {word: village.code for village in VILLAGES for word in (village.code, village.name)}


@cache
def forms() -> Mapping[str, Form]:
    """The shipped forms."""
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "templates").rglob("*.toml")}
    return load_forms(files, schemas())


def xlsx(
    rows: Cells,
    *,
    name: str = "表",
    merged: Sequence[tuple[str, object]] = (),
    hidden: Sequence[int] = (),
    more: Mapping[str, Cells] | None = None,
) -> bytes:
    """A workbook: text as text, numbers as numbers, days as dates; ``hidden`` are Excel row numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, lines in {name: rows, **(more or {})}.items():
            sheet = book.add_worksheet(title)
            for r, row in enumerate(lines):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    elif cell is not None:
                        sheet.write(r, c, cell)
        first = book.worksheets()[0]
        for area, content in merged:
            first.merge_range(area, content)
        for row in hidden:
            first.set_row(row - 1, None, None, {"hidden": True})
    return buffer.getvalue()


def taken(
    rows: Cells, *, given: Mapping[str, str] | None = None, wanted: str | None = None, **options: object
) -> Taken:
    """The one sheet of a workbook of these rows, taken in."""
    data = xlsx(rows, **options)  # type: ignore[arg-type]
    (only,) = take("来表.xlsx", data, forms(), schemas(), villages=NAMES, given=given, wanted=wanted)
    return only


def cell_codes(one: Taken) -> list[tuple[str, str]]:
    """Each problem as its code and its cell."""
    return [(problem.code, f"{problem.place.column}{problem.place.row}") for problem in one.problems]


def repacked(data: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    """The same archive with one regular expression replaced in one part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, re.sub(*change, content) if info.filename == part else content)
    return buffer.getvalue()
