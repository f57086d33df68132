"""The marks of an open document's sheets, out of its one part of content (OpenDocument 1.3, part 3, 9)."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wfx.intake.limits import check_area
from wfx.intake.raw.marks import UNSAVED, Cell, Marks, Shown, numbered
from wfx.intake.raw.package import Package, local, parser, reading

_HIDDEN = ("collapse", "filter")
_DATE_PARTS = frozenset(("year", "month", "day", "hours", "minutes", "seconds", "quarter", "week-of-year"))
_MOST_REPEATS = 1 << 20
_MOST_COLUMNS = 16_384
_DATA_STYLES = ("date-style", "percentage-style")


@dataclass
class _Sheet:
    """One table while it is read."""

    hidden: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    shown: dict[Cell, Shown] = field(default_factory=dict)
    row: int = 0
    rows: int = 1
    column: int = 0
    row_style: str = ""
    height: int = 0
    width: int = 0


def read(name: str, data: bytes) -> tuple[bytes, dict[str, Marks]]:
    """The document as it came, and each table's marks by its title. Errors: ``DamagedFile``, ``TooLarge``."""
    with reading(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = Package(archive)
        walk = _Walk(name)
        for part in ("styles.xml", "content.xml"):
            if package.real(part):
                walk.over(package.pieces(part))
        return data, {title: walk.marks(sheet) for title, sheet in walk.sheets.items()}


class _Walk:
    """The document read tag by tag; tables within cells are passed over."""

    def __init__(self, name: str) -> None:
        self.sheets: dict[str, _Sheet] = {}
        self._name = name
        self._title = ""
        self._sheet = _Sheet()
        self._depth = 0
        self._since_1904 = False
        self._format, self._parts = "", set[str]()
        self._formats: dict[str, Shown] = {}
        self._styles: dict[str, tuple[str, str]] = {}
        self._cell: Mapping[str, str] | None = None
        self._text = ""
        self._aside = False

    def over(self, pieces: Iterator[bytes]) -> None:
        """Read one part to its end."""
        reader = parser()
        reader.StartElementHandler = self._start
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._said
        for piece in pieces:
            reader.Parse(piece, False)  # noqa: FBT003 - the library's own signature
        reader.Parse(b"", True)  # noqa: FBT003 - as above

    def marks(self, sheet: _Sheet) -> Marks:
        """What was found of one table."""
        rows, columns = numbered(sheet.hidden, sheet.height), numbered(sheet.columns, sheet.width)
        return Marks(rows, columns, sheet.errors, sheet.shown, self._since_1904)

    def _start(self, tag: str, raw: dict[str, str]) -> None:
        kind, said = local(tag), {local(key): value for key, value in raw.items()}
        if any(value == "error" and local(key) == "value-type" for key, value in raw.items()):
            said["value-type"] = "error"  # said by one office's own attribute beside the standard one
        if kind in _DATA_STYLES:
            self._format, self._parts = said.get("name", ""), {"%"} if kind == "percentage-style" else set()
        elif self._format and kind in _DATE_PARTS:
            self._parts.add(kind)
        elif kind == "style":
            self._styles[said.get("name", "")] = said.get("data-style-name", ""), said.get("parent-style-name", "")
        elif kind == "null-date":
            self._since_1904 = said.get("date-value", "").startswith("1904")
        elif kind == "table":
            self._depth += 1
            if self._depth == 1:
                self._title = said.get("name", "")
                self._sheet = self.sheets[self._title] = _Sheet()
        elif kind == "annotation":
            self._aside = True
        elif self._depth == 1:
            self._in_table(kind, said)

    def _in_table(self, kind: str, said: dict[str, str]) -> None:
        sheet = self._sheet
        if kind == "table-column":
            first = len(sheet.styles) + 1
            count = _repeats(said, "number-columns-repeated", max(1, _MOST_COLUMNS - first))
            sheet.styles += [said.get("default-cell-style-name", "")] * count
            if said.get("visibility") in _HIDDEN:
                sheet.columns.append((first, first + count - 1))
        elif kind == "table-row":
            sheet.row += sheet.rows if sheet.row else 1
            sheet.rows = _repeats(said, "number-rows-repeated", _MOST_REPEATS)
            sheet.column, sheet.row_style = 0, said.get("default-cell-style-name", "")
            if said.get("visibility") in _HIDDEN:
                sheet.hidden.append((sheet.row, sheet.row + sheet.rows - 1))
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell, self._text = said, ""

    def _said(self, text: str) -> None:
        if self._cell is not None and self._depth == 1 and not self._aside:
            self._text += text

    def _end(self, tag: str) -> None:
        kind = local(tag)
        if kind in _DATA_STYLES and self._format:
            shown = _kind(self._parts)
            if shown:
                self._formats[self._format] = shown
            self._format = ""
        elif kind == "table":
            self._depth -= 1
        elif kind == "annotation":
            self._aside = False
        elif self._cell is not None and self._depth == 1 and kind in ("table-cell", "covered-table-cell"):
            self._close(self._cell)
            self._cell = None

    def _close(self, said: Mapping[str, str]) -> None:
        sheet, first = self._sheet, self._sheet.column + 1
        count = _repeats(said, "number-columns-repeated", _MOST_COLUMNS)
        sheet.column += count
        text = self._text.strip()
        if not (said.get("value-type") or text or said.get("formula")):
            return
        sheet.height, sheet.width = max(sheet.height, sheet.row + sheet.rows - 1), max(sheet.width, sheet.column)
        check_area(self._name, self._title, sheet.height, sheet.width)
        error, shown = _error(said, text), self._shown(said, first)
        if (error or shown) and sheet.rows * count > _MOST_REPEATS:
            raise ValueError
        for row in range(sheet.row, sheet.row + sheet.rows) if error or shown else ():
            for column in range(first, sheet.column + 1):
                if error:
                    sheet.errors[row, column] = error
                elif shown:
                    sheet.shown[row, column] = shown

    def _shown(self, said: Mapping[str, str], column: int) -> Shown | None:
        if said.get("value-type") == "percentage":
            return Shown.PERCENT
        if said.get("value-type") != "date":
            return None
        own = self._sheet.styles[column - 1] if column <= len(self._sheet.styles) else ""
        style = said.get("style-name") or self._sheet.row_style or own
        for _ in range(len(self._styles)):
            data_style, parent = self._styles.get(style, ("", ""))
            if data_style or not parent:
                return self._formats.get(data_style)
            style = parent
        return None


def _repeats(said: Mapping[str, str], name: str, most: int) -> int:
    return max(1, min(int(said.get(name, "1")), most))


def _kind(parts: set[str]) -> Shown | None:
    if "%" in parts:
        return Shown.PERCENT
    if "month" in parts and not parts & {"day", "hours", "minutes", "seconds"}:
        return Shown.MONTH
    return Shown.YEAR if parts == {"year"} else None


def _error(said: Mapping[str, str], text: str) -> str:
    """The words of an error or of a formula never worked out; empty for a value."""
    if said.get("value-type") == "error" or text.startswith(("#", "Err:")):
        if said.get("formula"):
            return text if text.startswith("#") else f"#{text or 'N/A'}"
        return ""
    valued = said.get("value-type") and (said["value-type"] == "string" or _valued(said) or text)
    return UNSAVED if said.get("formula") and not valued else ""


def _valued(said: Mapping[str, str]) -> bool:
    return any(key in said for key in ("value", "date-value", "time-value", "boolean-value", "string-value"))
