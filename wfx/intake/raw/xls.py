"""The marks of an old workbook's sheets, out of its stream of records ([MS-XLS])."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from wfx.intake.limits import check_area
from wfx.intake.raw.formats import styles_shown
from wfx.intake.raw.marks import ERROR_WORDS, UNSAVED, Cell, Marks, Shown, numbered
from wfx.intake.raw.ole import Compound
from wfx.intake.raw.package import reading
from wfx.values.errors import EncryptedFile, Place

_BEGIN, _END, _SHEET, _PASSWORD, _SINCE_1904 = (0x0009, 0x0209, 0x0409, 0x0809), 0x0A, 0x85, 0x2F, 0x22
_FORMAT, _STYLE, _STRINGS, _ROW, _COLUMNS, _DIMENSIONS = 0x041E, 0xE0, 0xFC, 0x0208, 0x7D, 0x0200
_FORMULA, _BOOL_OR_ERROR, _NUMBERS = (0x06, 0x0206, 0x0406), 0x0205, 0xBD
_FILLED = frozenset((*_FORMULA, _BOOL_OR_ERROR, 0x0203, 0x027E, 0xFD, 0x0204, 0xD6, _NUMBERS))
_NEW = 0x0600
_MOST_COLUMNS = 256
_SMALLEST_STRING = 3
_EMPTY_TEXT = b"\x17\x00"  # an empty text written within a formula


@dataclass
class _Book:
    """What the first substream says of the whole book."""

    sheets: dict[int, str] = field(default_factory=dict)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    since_1904: bool = False
    new: bool = True


@dataclass
class _Sheet:
    """One sheet's marks while its records are read."""

    hidden: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    shown: dict[Cell, Shown] = field(default_factory=dict)
    empty: list[Cell] = field(default_factory=list)
    meant: bool = False
    worked_out: bool = False
    height: int = 0
    width: int = 0


def read(name: str, data: bytes) -> tuple[bytes, dict[str, Marks]]:
    """The workbook as it came, and each sheet's marks by its title.

    Errors: ``DamagedFile``, ``EncryptedFile``, ``TooLarge``.
    """
    with reading(name):
        compound = Compound(data)
        stream = compound.stream("Workbook" if "Workbook" in compound.names else "Book")
        book = _book(name, stream)
        kinds = styles_shown(book.formats, book.styles)
        sheets = {title: _sheet(name, title, stream, start, kinds) for start, title in book.sheets.items()}
        _unsaved(list(sheets.values()))
        return data, {
            title: Marks(
                tuple(sorted(each.hidden)),
                numbered(each.columns, _MOST_COLUMNS),
                each.errors,
                each.shown,
                book.since_1904,
            )
            for title, each in sheets.items()
        }


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of charts within it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind in _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
    raise EOFError


def _book(name: str, stream: bytes) -> _Book:
    book = _Book()
    for kind, data in _records(stream, 0):
        if kind == _PASSWORD:
            raise EncryptedFile(Place(file=name))
        if kind in _BEGIN:
            book.new = struct.unpack_from("<H", data)[0] >= _NEW
        elif kind == _SINCE_1904:
            book.since_1904 = data[:1] == b"\x01"
        elif kind == _SHEET and data[5] == 0:
            book.sheets[struct.unpack_from("<I", data)[0]] = _words(data[6:], 1, new=book.new)
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", data)[0]
            book.formats[number] = _words(data[2:], 2 if book.new else 1, new=book.new)
        elif kind == _STYLE:
            book.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _STRINGS and struct.unpack_from("<I", data, 4)[0] * _SMALLEST_STRING > len(stream):
            raise ValueError  # more texts than the file has room for
    return book


def _words(data: bytes, count: int, *, new: bool) -> str:
    length = int.from_bytes(data[:count], "little")
    if not new:
        return data[count : count + length].decode("gb18030", "replace")
    wide = data[count] & 1
    start = count + 1
    return data[start : start + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(name: str, title: str, stream: bytes, start: int, kinds: dict[int, Shown]) -> _Sheet:
    sheet = _Sheet()
    for kind, data in _records(stream, start):
        if kind == _ROW:
            row, size, flags = struct.unpack_from("<H4xH4xH", data)
            if flags & 0x20 or size & 0x7FFF == 0:
                sheet.hidden.add(row + 1)
        elif kind == _COLUMNS:
            first, last, size, _, flags = struct.unpack_from("<5H", data)
            if flags & 1 or size == 0:
                sheet.columns.append((first + 1, last + 1))
        elif kind == _DIMENSIONS:
            check_area(name, title, *_declared(data))  # the reader makes room for all of it
        elif kind in _FILLED:
            _cell(sheet, kind, data, kinds)
            check_area(name, title, sheet.height, sheet.width)
    return sheet


def _declared(data: bytes) -> tuple[int, int]:
    """How many rows and columns the sheet says it has."""
    form = "<IIHH" if len(data) > 12 else "<4H"  # noqa: PLR2004 - the newer form counts rows in four bytes
    first, last, left, right = struct.unpack_from(form, data)
    return max(0, last - first) + 1, max(0, right - left) + 1


def _cell(sheet: _Sheet, kind: int, data: bytes, kinds: dict[int, Shown]) -> None:
    row, column, style = struct.unpack_from("<3H", data)
    last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _NUMBERS else column
    sheet.height, sheet.width = max(sheet.height, row + 1), max(sheet.width, last + 1)
    at = row + 1, column + 1
    if kind == _NUMBERS:
        styles = struct.unpack_from("<" + "H4x" * (last - column + 1), data, 4)
        sheet.shown |= {(row + 1, column + 1 + n): kinds[each] for n, each in enumerate(styles) if each in kinds}
        return
    if style in kinds:
        sheet.shown[at] = kinds[style]
    if kind == _BOOL_OR_ERROR and data[7]:
        sheet.errors[at] = ERROR_WORDS.get(data[6], "#N/A")
    elif kind in _FORMULA:
        _formula(sheet, at, data)


def _formula(sheet: _Sheet, at: Cell, data: bytes) -> None:
    result = data[6:14]
    if result[6:] != b"\xff\xff" or result[0] in (0, 1):
        sheet.worked_out = True
    elif result[0] == 2:  # noqa: PLR2004 - an error, [MS-XLS] 2.5.133
        sheet.errors[at] = ERROR_WORDS.get(result[2], "#N/A")
    else:
        sheet.empty.append(at)
        sheet.meant = sheet.meant or _EMPTY_TEXT in data[20:]


def _unsaved(sheets: list[_Sheet]) -> None:
    """Formulas nobody worked out look as if their result were an empty text: told by a book in which all do."""
    if any(each.worked_out or each.meant for each in sheets):
        return
    for each in sheets:
        each.errors |= dict.fromkeys(each.empty, UNSAVED)
