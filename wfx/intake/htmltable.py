"""A web page saved under a spreadsheet's name: every table of it as rows, spans laid out, encoding by its own word."""

import re
from collections.abc import Iterator

from lxml import html as markup

from wfx.intake.text import decode
from wfx.values.errors import HtmlTable, Place, TooLarge

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_SPAN = 1000
_MAX_CELLS = 4_000_000
_HEAD = 4096

Area = tuple[int, int, int, int]  # top, left, bottom, right, from 1


def read_tables(name: str, data: bytes) -> list[tuple[list[list[str]], list[Area]]]:
    """Each outermost table's rows of text and its merged areas; tables without any cell are left out.

    Errors: ``HtmlTable`` when there is no table in it, ``BadEncoding``, ``TooLarge``.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _text(name, data))
    try:
        page = markup.document_fromstring(text, parser=markup.HTMLParser(no_network=True, huge_tree=False))
    except (ValueError, markup.etree.LxmlError) as error:
        raise HtmlTable(Place(file=name), what="网页") from error
    tables = [table for table in page.iter("table") if not any(True for _ in table.iterancestors("table"))]
    found = [_laid_out(name, table) for table in tables]
    filled = [one for one in found if any(cell for row in one[0] for cell in row)]
    if not filled:
        raise HtmlTable(Place(file=name), what="网页")
    return filled


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


def _laid_out(name: str, table: markup.HtmlElement) -> tuple[list[list[str]], list[Area]]:
    """Cells in their places: what a span covers stays blank, as in a sheet with merged cells."""
    rows: list[list[str]] = []
    areas: list[Area] = []
    taken: set[tuple[int, int]] = set()
    for top, line in enumerate(_lines(table)):
        row: list[str] = []
        left = 0
        for cell in line.iterchildren("td", "th"):
            while (top, left) in taken:
                left += 1
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            if len(taken) + down * right > _MAX_CELLS:
                raise TooLarge(Place(file=name), what="网页里的表格", limit=f"{_MAX_CELLS} 格")
            taken.update((top + y, left + x) for y in range(down) for x in range(right))
            row += [""] * (left + right - len(row))
            row[left] = " ".join(cell.text_content().replace("\xa0", " ").split())
            if down * right > 1:
                areas.append((top + 1, left + 1, top + down, left + right))
            left += right
        rows.append(row)
    last = len(rows)
    return rows, [(top, left, min(bottom, last), right) for top, left, bottom, right in areas]


def _lines(table: markup.HtmlElement) -> Iterator[markup.HtmlElement]:
    """The rows of this table, not those of a table within one of its cells."""
    for line in table.iter("tr"):
        if next(line.iterancestors("table")) is table:
            yield line


def _span(cell: markup.HtmlElement, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    return min(int(text), _SPAN) if text.isascii() and text.isdigit() and int(text) else 1
