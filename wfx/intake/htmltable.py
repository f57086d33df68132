"""A web page saved under a spreadsheet's name: every table of it as rows, spans laid out, encoding by its own word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import html as markup

from wfx.intake.raw.marks import Percent
from wfx.intake.text import decode
from wfx.values.errors import HtmlTable, Place, TooLarge

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_SPAN = 1000
_MAX_CELLS = 4_000_000
_HEAD = 4096

_LINES = ("p", "div", "li", "tr", "td", "th", "h1", "h2", "h3")
_ASIDE = ("script", "style", "head", "title")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_EXACT = ("x:num", "sdval")  # the number behind what is shown, as Excel and LibreOffice write it
_SHOWN_NUMBER = re.compile(r"[¥¥$]?\s*\(?[-+]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\)?\s*(%?)")
_TITLE_ROWS = 2

Area = tuple[int, int, int, int]  # top, left, bottom, right, from 1
Cell = str | float


@dataclass
class Table:
    """One table laid out: rows of cells, merged areas, hidden rows and columns, and how many hidden cells were left."""

    rows: list[list[Cell]]
    areas: list[Area]
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    left: int = 0
    headed: bool = False

    @property
    def width(self) -> int:
        """Its columns, blank ones at the end left out."""
        filled = [at + 1 for row in self.rows for at, cell in enumerate(row) if cell != ""]
        return max(filled, default=0)


def read_tables(name: str, data: bytes) -> tuple[list[Table], list[str]]:
    """Each table without a further one worth reading in it, and the words of the page outside its tables.

    Tables without any cell are left out. Errors: ``HtmlTable`` when there is no table in it, ``BadEncoding``,
    ``TooLarge``.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _text(name, data))
    try:
        page = markup.document_fromstring(text, parser=markup.HTMLParser(no_network=True, huge_tree=False))
    except (ValueError, markup.etree.LxmlError) as error:
        raise HtmlTable(Place(file=name), what="网页") from error
    found = [_laid_out(name, table) for table in page.iter("table") if _is_read(table)]
    filled = [one for one in found if any(cell != "" for row in one.rows for cell in row)]
    if not filled:
        raise HtmlTable(Place(file=name), what="网页")
    return _joined(filled), _outside(page)


def _is_read(table: markup.HtmlElement) -> bool:
    """An outermost table, or one of several rows and columns within the layout of another."""
    if next(table.iterancestors("table"), None) is None:
        return True
    rows = list(_lines(table))
    return len(rows) > 1 and max(len(list(row.iterchildren("td", "th"))) for row in rows) > 1


def _outside(page: markup.HtmlElement) -> list[str]:
    """What the page says outside its tables, and their captions: titles and units stand there."""
    words: list[str] = []

    def walk(element: markup.HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in _ASIDE:
            return
        if element.tag == "table":
            words.extend(" ".join(caption.text_content().split()) for caption in element.iterchildren("caption"))
            return
        words.append(" ".join((element.text or "").split()))
        for child in element:
            walk(child)
            words.append(" ".join((child.tail or "").split()))

    walk(page)
    return [word for word in words if word]


def _joined(tables: list[Table]) -> list[Table]:
    """Tables whose titles stand in a table of their own before them, put together again."""
    found: list[Table] = []
    for table in tables:
        above = found[-1] if found else None
        if above and _is_head(above) and not table.headed and above.width == table.width:
            rows = len(above.rows)
            areas = [(top + rows, left, bottom + rows, right) for top, left, bottom, right in table.areas]
            hidden = above.hidden | {row + rows for row in table.hidden}
            columns = above.hidden_columns | table.hidden_columns
            left = above.left + table.left
            found[-1] = Table([*above.rows, *table.rows], [*above.areas, *areas], hidden, columns, left)
        else:
            found.append(table)
    return found


def _is_head(table: Table) -> bool:
    """Whether a table holds titles alone: a row or two of words."""
    words = [str(cell) for row in table.rows for cell in row if cell != ""]
    return len(table.rows) <= _TITLE_ROWS and not any(char.isdigit() for word in words for char in word[:1])


def _text(name: str, data: bytes) -> str:
    """The page's text: by its byte mark, its own ``charset``, else as a text file is read."""
    said = _CHARSET.search(data[:_HEAD])
    if said and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        word = said[1].decode("ascii").lower()
        try:
            return data.decode(_CHINESE.get(word, word))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(name, data).removeprefix("\ufeff")


def _laid_out(name: str, table: markup.HtmlElement) -> Table:
    """Cells in their places: what a span covers stays blank, as in a sheet with merged cells."""
    laid = Table([], [])
    taken: set[tuple[int, int]] = set()
    for top, line in enumerate(_lines(table)):
        row: list[Cell] = []
        left = 0
        if _is_hidden(line) or _is_hidden(line.getparent()):
            laid.hidden.add(top + 1)
        for cell in line.iterchildren("td", "th"):
            if _is_hidden(cell):  # takes no place on the page, so it takes none here
                laid.left += bool(cell.text_content().strip())
                continue
            laid.headed = laid.headed or cell.tag == "th"
            while (top, left) in taken:
                left += 1
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            if len(taken) + down * right > _MAX_CELLS:
                raise TooLarge(Place(file=name), what="网页里的表格", limit=f"{_MAX_CELLS} 格")
            taken.update((top + y, left + x) for y in range(down) for x in range(right))
            row += [""] * (left + right - len(row))
            row[left] = _value(cell)
            if down * right > 1:
                laid.areas.append((top + 1, left + 1, top + down, left + right))
            left += right
        laid.rows.append(row)
    last = len(laid.rows)
    laid.areas = [(top, left, min(bottom, last), right) for top, left, bottom, right in laid.areas]
    laid.hidden_columns = _hidden_columns(table)
    return laid


def _hidden_columns(table: markup.HtmlElement) -> set[int]:
    found: set[int] = set()
    at = 0
    for column in table.iter("col"):
        if next(column.iterancestors("table")) is table:
            wide = _span(column, "span")
            found.update(range(at + 1, at + 1 + wide) if _is_hidden(column) else ())
            at += wide
    return found


def _is_hidden(element: markup.HtmlElement | None) -> bool:
    if element is None or element.tag == "table":
        return False
    return "hidden" in element.attrib or bool(_HIDDEN.search(str(element.get("style") or "")))


def _value(cell: markup.HtmlElement) -> Cell:
    """What the cell shows; the number behind it where what is shown was rounded or dressed."""
    text = " ".join(_words(cell).replace("\xa0", " ").split())
    exact = next((str(cell.get(key)) for key in _EXACT if cell.get(key)), "")
    shown = _SHOWN_NUMBER.fullmatch(text)
    if not exact or not shown or text == exact:
        return text
    try:
        number = float(exact)
    except ValueError:
        return text
    return Percent(number) if shown[1] else number


def _words(cell: markup.HtmlElement) -> str:
    """The text with a blank for every line that begins in it."""
    parts = [cell.text or ""]
    for child in cell:
        tag = child.tag if isinstance(child.tag, str) else ""
        lined = " " if tag in _LINES or tag in ("br", "table") else ""
        if tag and tag not in _ASIDE and not _is_hidden(child):
            parts.append(lined + _words(child))
        parts.append(lined + (child.tail or ""))
    return "".join(parts)


def _lines(table: markup.HtmlElement) -> Iterator[markup.HtmlElement]:
    """The rows of this table, not those of a table within one of its cells."""
    for line in table.iter("tr"):
        if next(line.iterancestors("table")) is table:
            yield line


def _span(cell: markup.HtmlElement, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    return min(int(text), _SPAN) if text.isascii() and text.isdigit() and int(text) else 1
