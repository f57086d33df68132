"""Binary workbooks (xlsb) made by hand: the few records a sheet needs."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

from tests.intake.oldbook import Error, Styled

Cells = Mapping[tuple[int, int], object]  # Excel's row and column → text, number, ``Error`` or ``Styled``
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, data: bytes = b"") -> bytes:
    """A record: its number and its length seven bits a byte."""
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + _sevens(len(data)) + data


def _sevens(value: int) -> bytes:
    found = bytearray()
    while True:
        more = value >> 7
        found.append(value & 0x7F | (0x80 if more else 0))
        if not more:
            return bytes(found)
        value = more


def _words(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_book(
    cells: Cells,
    *,
    formats: Sequence[int | str] = (),
    hidden: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    since_1904: bool = False,
) -> bytes:
    """An xlsb of one sheet 表; style *n* of a ``Styled`` cell has the *n*-th of ``formats`` (from 1; 0 is plain)."""
    texts = {code: 164 + at for at, code in enumerate(formats) if isinstance(code, str)}
    styles = b"".join(record(44, struct.pack("<H", number) + _words(code)) for code, number in texts.items())
    used = [texts[one] if isinstance(one, str) else one for one in (0, *formats)]
    styles += record(617, struct.pack("<I", len(used)))
    styles += b"".join(record(47, struct.pack("<HH12x", 0, number)) for number in used) + record(618)
    book = record(131) + record(153, struct.pack("<III", since_1904, 0, 0)) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + _words("rId1") + _words("表")) + record(144) + record(132)
    relations = "".join(
        f"<Relationship Id='rId{at}' Type='{_KINDS}/{kind}' Target='{target}'/>"
        for at, (kind, target) in enumerate([("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")], start=1)
    )
    top = f"<Relationship Id='a' Type='{_KINDS}/officeDocument' Target='xl/workbook.bin'/>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("_rels/.rels", f"<Relationships>{top}</Relationships>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/worksheets/sheet1.bin", _sheet(cells, hidden, hidden_columns))
    return buffer.getvalue()


def _sheet(cells: Cells, hidden: Sequence[int], columns: Sequence[int]) -> bytes:
    rows, wide = max(row for row, _ in cells), max(column for _, column in cells)
    data = record(129) + record(148, struct.pack("<IIII", 0, rows - 1, 0, wide - 1)) + record(390)
    data += b"".join(record(60, struct.pack("<IIIIH", at - 1, at - 1, 2000, 0, 1)) for at in columns)
    data += record(391) + record(145)
    for row in sorted({row for row, _ in cells}):
        data += record(0, struct.pack("<IIHBBB", row - 1, 0, 300, 0, 0x10 * (row in hidden), 0) + b"\0" * 4)
        for (at, column), cell in sorted(cells.items()):
            if at == row:
                data += _cell(column - 1, cell)
    return data + record(146) + record(130)


def _cell(column: int, cell: object) -> bytes:
    if isinstance(cell, Error):
        return record(3, struct.pack("<IIB", column, 0, cell))
    if isinstance(cell, Styled):
        return record(5, struct.pack("<IId", column, cell[1], cell[0]))
    if isinstance(cell, int | float):
        return record(5, struct.pack("<IId", column, 0, cell))
    return record(6, struct.pack("<II", column, 0) + _words(str(cell)))
