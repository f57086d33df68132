"""Old workbooks made by hand: a compound file of whole sectors, and the few records a sheet needs."""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
LAST, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SMALLEST = 4096  # a shorter stream would be kept among the small ones

Cells = Mapping[tuple[int, int], object]  # Excel's row and column → text, number, ``Error``, ``Formula`` or ``Styled``


class Error(int):
    """An error by its code: 42 is #N/A."""


class Formula(bytes):
    """A formula by its eight bytes of result."""


NOT_WORKED_OUT = Formula(b"\x03\x00\x00\x00\x00\x00\xff\xff")


class Styled(tuple[float, int]):
    """A number and its style."""

    __slots__ = ()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, at most some sixty kilobytes in all."""
    sectors: list[bytes] = []
    chains: list[int] = []

    def put(data: bytes) -> int:
        first, count = len(sectors), -(-len(data) // SECTOR)
        sectors.extend(data[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0") for at in range(count))
        chains.extend([*range(first + 1, first + count), LAST])
        return first

    padded = {name: data.ljust(SMALLEST, b"\0") for name, data in streams.items()}
    starts = {name: put(data) for name, data in padded.items()}
    entries = _entry("Root Entry", 5, LAST, 0, child=1 if padded else -1)
    for number, (name, data) in enumerate(padded.items(), start=1):
        entries += _entry(name, 2, starts[name], len(data), right=number + 1 if number < len(padded) else -1)
    directory = put(entries.ljust(-(-len(entries) // SECTOR) * SECTOR, b"\0"))
    table = len(sectors)
    numbers = [*chains, TABLE, *[FREE] * (128 - len(chains) - 1)]
    sectors.append(struct.pack("<128I", *numbers))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, SMALLEST, LAST, 0, LAST, 0)
    return header + struct.pack("<109I", table, *[FREE] * 108) + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = -1, child: int = -1) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    head = words.ljust(64, b"\0") + struct.pack("<HBB", len(words), kind, 1)
    return head + struct.pack("<iii", -1, right, child) + b"\0" * 36 + struct.pack("<IQ", start, size)


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def old_book(
    cells: Cells,
    *,
    formats: Sequence[int | str] = (),
    hidden: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    since_1904: bool = False,
    more: bytes = b"",
) -> bytes:
    """An xls of one sheet 表; style *n* of a ``Styled`` cell has the *n*-th of ``formats`` (from 1; 0 is plain)."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    head = record(0x0809, begin) + more + record(0x42, struct.pack("<H", 1200))
    head += record(0x22, struct.pack("<H", since_1904))
    texts = {code: 164 + at for at, code in enumerate(formats) if isinstance(code, str)}
    for code, number in texts.items():
        head += record(0x041E, struct.pack("<HHB", number, len(code), 1) + code.encode("utf-16-le"))
    for one in (0, *formats):
        number = texts[one] if isinstance(one, str) else one
        head += record(0xE0, struct.pack("<HHH14x", 0, number, 0))
    named = struct.pack("<HBB", 0, 1, 1) + "表".encode("utf-16-le")
    start = len(head) + 4 + 4 + len(named) + 4
    head += record(0x85, struct.pack("<I", start) + named) + record(0x0A)
    return compound({"Workbook": head + _sheet(cells, hidden, hidden_columns)})


def _sheet(cells: Cells, hidden: Sequence[int], columns: Sequence[int]) -> bytes:
    rows, wide = max(row for row, _ in cells), max(column for _, column in cells)
    data = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    data += b"".join(record(0x7D, struct.pack("<HHHHHH", at - 1, at - 1, 2000, 0, 1, 0)) for at in columns)
    data += record(0x0200, struct.pack("<IIHHH", 0, rows, 0, wide, 0))
    for row in sorted({row for row, _ in cells}):
        data += record(0x0208, struct.pack("<HHHHHHHH", row - 1, 0, wide, 300, 0, 0, 0x20 * (row in hidden), 0))
    for (row, column), cell in sorted(cells.items()):
        data += _cell(row - 1, column - 1, cell)
    return data + record(0x0A)


def _cell(row: int, column: int, cell: object) -> bytes:
    at = struct.pack("<HH", row, column)
    if isinstance(cell, Error):
        return record(0x0205, at + struct.pack("<HBB", 0, cell, 1))
    if isinstance(cell, Formula):
        return record(0x06, at + struct.pack("<H", 0) + cell + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")
    if isinstance(cell, Styled):
        return record(0x0203, at + struct.pack("<Hd", cell[1], cell[0]))
    if isinstance(cell, int | float):
        return record(0x0203, at + struct.pack("<Hd", 0, cell))
    text = str(cell)
    return record(0x0204, at + struct.pack("<HHB", 0, len(text), 1) + text.encode("utf-16-le"))
