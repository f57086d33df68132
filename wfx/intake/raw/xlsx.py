"""The marks of an xlsx's sheets: a quick look over the raw bytes, and a slow one where that finds a reason.

calamine lays a sheet out as a full rectangle before it hands anything over, so one cell in the last corner of an
otherwise empty sheet ends the process. The corners are therefore looked up here first.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

from wfx.intake.limits import check_area, column_number
from wfx.intake.raw.formats import styles_shown
from wfx.intake.raw.marks import UNSAVED, Cell, Marks, Shown, numbered
from wfx.intake.raw.package import Package, SheetPart, elements, local, packed, parser, reading, sheets, usual

_OVERLAP = 512
_MOST_COLUMNS = 16_384
_YES = ("1", "true", "on")

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
_SQUEEZED = bytes(range(256)).replace(b"'", b'"')
_SPACES = b" \t\r\n"
_FAR_SHAPES = (b'="AA', b'="A000000', b'="000000')
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]+)([0-9]+)["'][^>]*(?<!/)>(?!</)""")
# Writers may leave a cell's reference out; it then stands after the one before, which may be an empty far one.
_UNPLACED_CELL = re.compile(rb"""<(?:\w+:)?c(?:>|\s(?![^>]*\br\s*=))""")
_ANY_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)""")
# What a sheet with hidden rows or columns or with errors holds somewhere, spaces left out; and a formula's tag.
_REASONS = (b"hidden", b't="e"', b'ht="0"')
_ABOVE = (b'width="0"', b"zeroHeight")  # before the cells
_FORMULA = re.compile(rb"[<:]f[\s/>]")


def read(name: str, data: bytes) -> tuple[bytes, dict[str, Marks]]:
    """The workbook as the reader of cells understands it, and each sheet's marks by its title.

    Reads each part once to its end, so a part whose declared size or checksum lies is found too, and refuses far
    corners on the way. Errors: ``DamagedFile``, ``TooLarge``.
    """
    with reading(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = Package(archive)
        book = elements(package.read(package.workbook))
        listed = {each.get("name", ""): each.get("id", "") for kind, each in book if kind == "sheet"}
        shown, package_strings = _shown(package.read(package.part("styles"))), package.part("sharedStrings")
        for _ in package.pieces(package_strings) if package_strings else ():
            pass
        since_1904 = any(kind == "workbookPr" and each.get("date1904") in _YES for kind, each in book)
        stale = any(kind == "calcPr" and each.get("fullCalcOnLoad") in _YES for kind, each in book)
        found = {
            each.title: replace(_marks(name, package, each, shown, stale=stale), since_1904=since_1904)
            for each in sheets(package, listed)
            if each.part and each.worksheet
        }
        return (data if usual(package, "xml") else packed(package, "xml")), found


def _shown(data: bytes) -> dict[str, Shown]:
    """Style number, as a cell writes it → how the style shows a number."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    within = False
    for kind, each in elements(data or b"<none/>"):
        if kind == "numFmt":
            formats[int(each.get("numFmtId", "0"))] = each.get("formatCode", "")
        if kind in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            within = kind == "cellXfs"
        elif kind == "xf" and within:
            styles.append(int(each.get("numFmtId", "0")))
    return {str(style): shown for style, shown in styles_shown(formats, styles).items()}


def _marks(name: str, package: Package, sheet: SheetPart, shown: Mapping[str, Shown], *, stale: bool) -> Marks:
    styled = tuple(f's="{style}"'.encode() for style in shown)
    filled = re.compile(b"(?:%b)[^>]*(?<!/)>" % b"|".join(styled)) if styled else None
    look, above, height, width = False, True, 1, 1
    for piece in _overlapping(package.pieces(sheet.part)):
        if not look:
            squeezed = piece.translate(_SQUEEZED, _SPACES)
            look = piece.startswith((b"\xff\xfe", b"\xfe\xff")) or any(each in squeezed for each in _REASONS)
            look = look or ((b"<f" in piece or b":f" in piece) and bool(_FORMULA.search(piece)))
            look = look or (above and any(each in squeezed for each in _ABOVE))
            look = look or bool(filled and any(each in squeezed for each in styled) and filled.search(squeezed))
            above = above and b"sheetData" not in piece
        if _is_far(piece):
            tall, wide = _corner(piece)
            height, width = max(height, tall), max(width, wide)
            check_area(name, sheet.title, max(height, 99_999), max(width, 26))
    return _Walk(shown, stale=stale).over(package.pieces(sheet.part)) if look else Marks()


def _overlapping(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, each with the end of the one before, so that no tag is cut at an edge unseen."""
    tail = b""
    for piece in pieces:
        yield tail + piece
        tail = piece[-_OVERLAP:]


def _is_far(piece: bytes) -> bool:
    glance = piece.translate(_GLANCE, _SPACES)
    return any(shape in glance for shape in _FAR_SHAPES) and bool(_FAR_CELL.search(piece))


def _corner(piece: bytes) -> tuple[int, int]:
    """The furthest filled row and column named in the piece; cells with a style and no content do not count."""
    height = width = 1
    form = _ANY_REFERENCE if _UNPLACED_CELL.search(piece) else _CELL
    for letters, digits in set(form.findall(piece)):
        height = max(height, int(digits[:9]))
        width = max(width, column_number(letters.decode("ascii")[:6]))
    return height, width


class _Walk:
    """The sheet read tag by tag: exact whatever its writer's habits, and slow."""

    def __init__(self, shown: Mapping[str, Shown], *, stale: bool) -> None:
        self._shown, self._stale = shown, stale
        self._rows: set[int] = set()
        self._columns: list[tuple[int, int]] = []
        self._errors: dict[Cell, str] = {}
        self._kinds: dict[Cell, Shown] = {}
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._formula = self._valued = self._in_value = self._all_hidden = False
        self._value = ""

    def over(self, pieces: Iterator[bytes]) -> Marks:
        """The marks of the part."""
        reader = parser()
        reader.StartElementHandler = self._start
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._text
        for piece in pieces:
            reader.Parse(piece, False)  # noqa: FBT003 - the library's own signature
        reader.Parse(b"", True)  # noqa: FBT003 - as above
        columns = numbered(self._columns, _MOST_COLUMNS)
        return Marks(tuple(sorted(self._rows)), columns, self._errors, self._kinds)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = local(tag)
        if kind == "c":
            self._place(attributes.get("r", ""))
            self._cell, self._value = attributes, ""
            self._formula = self._valued = False
        elif kind == "v":
            self._valued = self._in_value = True
        elif kind == "f":
            self._formula = True
        elif kind == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
            if _is_hidden(attributes, "ht") or (self._all_hidden and attributes.get("hidden") not in ("0", "false")):
                self._rows.add(self._row)
        elif kind == "col" and _is_hidden(attributes, "width"):
            self._columns.append((int(attributes["min"]), int(attributes["max"])))
        elif kind == "sheetFormatPr":
            self._all_hidden = attributes.get("zeroHeight") in _YES

    def _place(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        self._row = int(reference[len(letters) :]) if reference[len(letters) :] else self._row
        self._column = column_number(letters) if letters else self._column + 1

    def _text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def _end(self, tag: str) -> None:
        kind = local(tag)
        if kind == "v":
            self._in_value = False
        elif kind == "c":
            self._close()

    def _close(self) -> None:
        at, kind = (self._row, self._column), self._cell.get("t", "n")
        if kind == "e":
            self._errors[at] = self._value.strip() or "#N/A"
        elif self._formula and self._is_unsaved(kind):
            self._errors[at] = UNSAVED
        elif self._value and (shown := self._shown.get(self._cell.get("s", "0"))):
            self._kinds[at] = shown

    def _is_unsaved(self, kind: str) -> bool:
        """Whether the formula has no result; a book that asks to be worked out anew when opened vouches for no 0."""
        if kind == "str":
            return not self._valued
        return not self._value.strip() or (self._stale and kind == "n" and float(self._value) == 0)


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    return attributes.get("hidden") in _YES or (size in attributes and float(attributes[size]) == 0)
