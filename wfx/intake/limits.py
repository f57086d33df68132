"""How large a table may unpack: a hostile file of a few kilobytes can ask for terabytes."""

import io
import zipfile

from wfx.values.errors import DamagedFile, Place, TooLarge

MAX_FILE = 128 << 20
MAX_UNPACKED = 1 << 30
MAX_RATIO = 400
_RATIO_FROM = 64 << 20
MAX_CELLS = 40_000_000


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


def _opened(name: str, data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise DamagedFile(Place(file=name)) from error


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
