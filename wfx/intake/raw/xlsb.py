"""The marks of a binary workbook's sheets, out of their records ([MS-XLSB])."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

from wfx.intake.limits import check_area
from wfx.intake.raw.formats import styles_shown
from wfx.intake.raw.marks import ERROR_WORDS, Cell, Marks, Shown, numbered
from wfx.intake.raw.package import Package, packed, reading, sheets, usual

# Record numbers of [MS-XLSB] 2.3: a row header, and the cells that hold something (all but BrtCellBlank, 1).
_ROW, _ERROR, _WORKED_OUT_ERROR, _COLUMNS = 0, 3, 11, 60
_FILLED = range(2, 12)
_BOOK, _SHEET = 153, 156
_FORMAT, _STYLE, _STYLES, _STYLES_END = 44, 47, 617, 618
_MORE = 0x80
_WORD = 4
_MOST_COLUMNS = 16_384


def read(name: str, data: bytes) -> tuple[bytes, dict[str, Marks]]:
    """The workbook as the reader of cells understands it, and each sheet's marks by its title.

    Errors: ``TooLarge``, ``DamagedFile``.
    """
    with reading(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = Package(archive)
        listed, since_1904 = _book(package.read(package.workbook))
        kinds = _shown(package.read(package.part("styles")))
        package.read(package.part("sharedStrings"))
        found = {
            each.title: _marks(name, each.title, package.read(each.part), kinds, since_1904=since_1904)
            for each in sheets(package, listed)
            if each.part and each.worksheet
        }
        return (data if usual(package, "bin") else packed(package, "bin")), found


def _book(part: bytes) -> tuple[dict[str, str], bool]:
    """The sheets (title → relation), and whether days count from 1904."""
    listed: dict[str, str] = {}
    since_1904 = False
    for kind, start, size in _records(part):
        if kind == _SHEET:
            relation, after = _words(part, start + 8)
            listed[_words(part, after)[0]] = relation
        elif kind == _BOOK and size >= _WORD:
            since_1904 = bool(part[start] & 1)
    return listed, since_1904


def _words(part: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", part, at)[0]
    end = at + 4 + 2 * length
    if end > len(part):
        raise EOFError
    return part[at + 4 : end].decode("utf-16-le"), end


def _shown(part: bytes) -> dict[int, Shown]:
    formats: dict[int, str] = {}
    styles: list[int] = []
    within = False
    for kind, start, _ in _records(part):
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", part, start)[0]] = _words(part, start + 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            within = kind == _STYLES
        elif kind == _STYLE and within:
            styles.append(struct.unpack_from("<H", part, start + 2)[0])
    return styles_shown(formats, styles)


def _marks(name: str, title: str, part: bytes, kinds: Mapping[int, Shown], *, since_1904: bool) -> Marks:
    hidden: set[int] = set()
    columns: list[tuple[int, int]] = []
    errors: dict[Cell, str] = {}
    shown: dict[Cell, Shown] = {}
    row = height = width = 0
    for kind, start, size in _records(part):
        if size < _WORD:
            continue
        number = int.from_bytes(part[start : start + _WORD], "little") + 1
        if kind == _ROW:
            row = number
            if size > 11 and (part[start + 11] & 0x10 or not any(part[start + 8 : start + 10])):  # noqa: PLR2004 - the row's height and flags
                hidden.add(row)
        elif kind == _COLUMNS and size >= 18:  # noqa: PLR2004 - a whole record
            last, wide = struct.unpack_from("<II", part, start + 4)
            if part[start + 16] & 1 or not wide:
                columns.append((number, last + 1))
        elif kind in _FILLED:
            height, width = max(height, row), max(width, number)
            check_area(name, title, height, width)
            if kind in (_ERROR, _WORKED_OUT_ERROR):
                errors[row, number] = ERROR_WORDS.get(part[start + 8], "#N/A")
            elif (style := int.from_bytes(part[start + 4 : start + 7], "little")) in kinds:
                shown[row, number] = kinds[style]
    return Marks(tuple(sorted(hidden)), numbered(columns, _MOST_COLUMNS), errors, shown, since_1904)


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
