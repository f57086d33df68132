"""A village fills in its workbook: single cells written into the file as it was sent, everything else left alone."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from wfx.intake.grid import Grid, read_grids
from wfx.intake.limits import column_letters

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_HEADER_ROWS = 8
EVERY = ""


@dataclass(frozen=True)
class Fill:
    """One cell: the sheet's name, the key its row begins with (``EVERY``: all rows), the column's title, the text."""

    sheet: str
    key: str
    title: str
    text: str


def fill(path: Path, fills: Iterable[Fill], to: Path | None = None) -> Path:
    """Write the cells into the workbook, or into a copy of it. Errors: ``KeyError`` for a cell that is not there."""
    data = path.read_bytes()
    grids = {grid.sheet: (number, grid) for number, grid in enumerate(read_grids(path.name, data), start=1)}
    wanted: dict[int, dict[str, str]] = {}
    for one in fills:
        number, grid = grids[one.sheet]
        for row, letters in _places(grid, one):
            wanted.setdefault(number, {})[f"{letters}{row}"] = one.text
    target = to or path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_written(data, wanted))
    return target


def _places(grid: Grid, one: Fill) -> list[tuple[int, str]]:
    """Excel's row and column letters of every cell meant."""
    for header in range(1, _HEADER_ROWS):
        titles = [str(grid.cell(header, column)) for column in range(1, grid.width + 1)]
        if one.title in titles:
            letters = column_letters(titles.index(one.title) + 1)
            rows = range(header + 1, grid.height + 1)
            found = [(row, letters) for row in rows if one.key in (EVERY, str(grid.cell(row, 1))) and grid.cell(row, 1)]
            if found:
                return found
    raise KeyError(one.sheet, one.key, one.title)


def _written(data: bytes, wanted: dict[int, dict[str, str]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            part = source.read(item)
            for number, cells in wanted.items():
                if item.filename == f"xl/worksheets/sheet{number}.xml":
                    part = _with_cells(part, cells)
            target.writestr(item, part)
    return made.getvalue()


def _with_cells(part: bytes, cells: dict[str, str]) -> bytes:
    tree = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    for cell in tree.iter(f"{_MAIN}c"):
        text = cells.get(str(cell.get("r")))
        if text is not None:
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "inlineStr")
            inline = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
            inline.text = text
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
