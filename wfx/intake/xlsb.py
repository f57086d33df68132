"""The corners of a binary workbook's sheets, looked up before the reader lays them out (see limits)."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from wfx.intake.limits import check_area
from wfx.values.errors import DamagedFile, Place

# Record numbers of [MS-XLSB] 2.3: a row header, and the cells that hold something (all but BrtCellBlank, 1).
_ROW_HEADER = 0
_FILLED = range(2, 12)
_MORE = 0x80
_WORD = 4


def check_xlsb(name: str, data: bytes) -> None:
    """Refuse a binary workbook with a sheet of too many places. Errors: ``TooLarge``, ``DamagedFile``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".bin"):
                    rows, columns = _extent(archive.read(part))
                    check_area(name, part.rpartition("/")[2], rows, columns)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise DamagedFile(Place(file=name)) from error


def _extent(part: bytes) -> tuple[int, int]:
    row = height = width = 0
    for kind, start, size in _records(part):
        if size < _WORD:
            continue
        number = int.from_bytes(part[start : start + _WORD], "little") + 1
        if kind == _ROW_HEADER:
            row = number
        elif kind in _FILLED:
            height, width = max(height, row), max(width, number)
    return height, width


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Every record as its number, where its data starts, and its length in bytes."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        yield kind, at, size
        at += size


def _number(part: bytes, at: int, limit: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and the place after it; the kind keeps its high bits as they are."""
    value = 0
    for index in range(limit):
        if at >= len(part):
            raise EOFError
        byte = part[at]
        at += 1
        value |= (byte & (_MORE - 1)) << (7 * index)
        if not byte & _MORE:
            break
    return value, at
