"""How large a table may unpack: a hostile file of a few kilobytes can ask for terabytes.

calamine lays a sheet out as a full rectangle before it hands anything over, so one cell in the last corner of an
otherwise empty sheet ends the process. The corners are therefore looked up here first, in the raw parts.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from wfx.values.errors import DamagedFile, Place, TooLarge

MAX_FILE = 128 << 20
MAX_UNPACKED = 1 << 30
MAX_RATIO = 400
_RATIO_FROM = 64 << 20
MAX_CELLS = 40_000_000
_PIECE = 1 << 18
_OVERLAP = 512

# A cell beyond column Z or row 99 999; a sheet without one holds at most 2.6 million places and needs no sums.
_FAR_CELL = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]*[0-9]{6})""")
# The same at a glance, since most sheets have none: every letter as A, digit as 0, one kind of quotation mark, and
# no spaces. These texts then stand in any piece with a far cell, however it is written (and in a few others).
_GLANCE = bytes(
    ord("A")
    if chr(byte).isascii() and chr(byte).isalpha()
    else ord("0")
    if chr(byte).isascii() and chr(byte).isdigit()
    else byte
    for byte in range(256)
).replace(b"'", b'"')
_SPACES = b" \t\r\n"
_FAR_SHAPES = (b'="AA', b'="A000000', b'="000000')
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\bhidden\s*=\s*["'](?:1|true)""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*?\bt="e")[^>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["']([0-9]{1,9})["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]+)([0-9]+)["'][^>]*(?<!/)>(?!</)""")
# Writers may leave a cell's reference out; it then stands after the one before, which may be an empty far one.
_UNPLACED_CELL = re.compile(rb"""<(?:\w+:)?c(?:>|\s(?![^>]*\br\s*=))""")
_ANY_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)""")


def check_size(name: str, data: bytes) -> None:
    """Refuse a file too large to read at all. Errors: ``TooLarge``."""
    if len(data) > MAX_FILE:
        raise TooLarge(Place(file=name), what=f"{len(data) >> 20} MB", limit=f"{MAX_FILE >> 20} MB")


def check_zip(name: str, data: bytes) -> None:
    """Refuse an archive that unpacks to too much or in too high a ratio. Errors: ``TooLarge``, ``DamagedFile``."""
    with _opened(name, data) as archive:
        total = sum(info.file_size for info in archive.infolist())
    if total > MAX_UNPACKED or (total > _RATIO_FROM and total > MAX_RATIO * len(data)):
        raise TooLarge(Place(file=name), what=f"{total >> 20} MB", limit=f"{MAX_UNPACKED >> 20} MB")


def check_area(name: str, sheet: str, rows: int, columns: int) -> None:
    """Refuse a rectangle of too many cells. Errors: ``TooLarge``."""
    if rows * columns > MAX_CELLS:
        raise TooLarge(Place(file=name, sheet=sheet), what=f"{rows} 行 × {columns} 列", limit=f"{MAX_CELLS} 格")


@dataclass(frozen=True)
class Marks:
    """What the reader of cells does not tell of a sheet: hidden rows, and cells of errors (#N/A), which it shows blank.

    Rows and columns count from 1.
    """

    hidden: tuple[int, ...] = ()
    errors: frozenset[tuple[int, int]] = frozenset()


def sheet_marks(name: str, data: bytes) -> dict[str, Marks]:
    """The marks of every sheet part of an xlsx, by part name.

    Reads each part once to its end, so a part whose declared size or checksum lies is found too, and refuses far
    corners on the way. Errors: ``DamagedFile``, ``TooLarge``.
    """
    with _opened(name, data) as archive:
        parts = [info.filename for info in archive.infolist() if info.filename.startswith("xl/worksheets/")]
        return {part: _scan(name, part, archive) for part in parts if part.endswith(".xml")}


def _opened(name: str, data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise DamagedFile(Place(file=name)) from error


def _scan(name: str, part: str, archive: zipfile.ZipFile) -> Marks:
    hidden: set[int] = set()
    errors: set[tuple[int, int]] = set()
    height = width = 1
    try:
        for piece in _pieces(archive, part):
            if b"hidden" in piece:
                hidden.update(_hidden_in(piece))
            if b't="e"' in piece:
                errors.update(
                    (int(row), column_number(letters.decode())) for letters, row in _ERROR_CELL.findall(piece)
                )
            if _is_far(piece):
                tall, wide = _corner(piece)
                height, width = max(height, tall), max(width, wide)
                check_area(name, part.rpartition("/")[2], max(height, 99_999), max(width, 26))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise DamagedFile(Place(file=name)) from error
    return Marks(tuple(sorted(hidden)), frozenset(errors))


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that overlap a little, so that no tag is cut at an edge unseen."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _is_far(piece: bytes) -> bool:
    glance = piece.translate(_GLANCE, _SPACES)
    return any(shape in glance for shape in _FAR_SHAPES) and bool(_FAR_CELL.search(piece))


def _hidden_in(piece: bytes) -> Iterator[int]:
    for match in _HIDDEN_ROW.finditer(piece):
        number = _ROW_NUMBER.search(match[0]) or _ROW_NUMBER.search(piece[match.end() : match.end() + 80])
        if number:
            yield int(number[1])


def _corner(piece: bytes) -> tuple[int, int]:
    """The furthest filled row and column named in the piece; cells with a style and no content do not count."""
    height = width = 1
    form = _ANY_REFERENCE if _UNPLACED_CELL.search(piece) else _CELL
    for letters, digits in set(form.findall(piece)):
        height = max(height, int(digits[:9]))
        width = max(width, column_number(letters.decode("ascii")[:6]))
    return height, width


def column_number(letters: str) -> int:
    """``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is ``A``, 27 is ``AA``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
