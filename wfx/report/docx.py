"""Word documents: a paper by GB/T 9704-2012, or plain sheets as tables; the same input gives the same bytes.

Lines, heads and notes have the punctuation of print; the cells of a table stand as they were recorded.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import segno
from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from wfx.report.papertext import Block, Kind, blocks, parts
from wfx.report.punctuation import full_width
from wfx.report.words import EMPTY, display_width, is_numeric, title, words
from wfx.values.paper import Paper
from wfx.values.sheet import Column, Sheet, Shown

SONG, FANG, HEI, KAI, XIAO = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体"
THREE, TWO, FOUR, TABLE = 16, 22, 14, 10.5  # 三号, 二号, 四号, 五号, in points
RED = RGBColor(0xC0, 0x00, 0x00)
_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_LINE = 28.95  # points: 22 lines on the type area's 225 mm (GB/T 9704-2012, 5.2.3)
_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm
_TYPE_AREA = 156  # mm across (5.1)
_HEAD = (36, TWO)  # points: the red head's size, and the least that a long name comes down to
_SQUARE = 25  # mm: a printed code that a telephone still reads
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal papers give equal bytes; no real time
_STAMP = (2000, 1, 1, 0, 0, 0)
_UPRIGHT = 78  # characters of 10.5 pt that stand side by side in the type area of an upright page
_WIDEST = 40
_UNBROKEN = 20
_PADDING = 2.6  # a cell's own margins, in half characters of its text
_PIECE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d|[!-~]+|[^!-~\s]{1,3}")


@dataclass(frozen=True)
class Style:
    """How a line looks: sizes in points, indents in hundredths of a character, rules as (edge, colour, eighths)."""

    font: str = FANG
    size: float = THREE
    align: WD_ALIGN_PARAGRAPH = _LEFT
    first: int = 0
    right: int = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    exact: bool = True
    colour: RGBColor | None = None
    rules: tuple[tuple[str, str, int], ...] = ()


# GB/T 9704-2012, 7.2 to 7.4: the red head, number and rule; title, body and headings; signature, date, imprint.
STYLES = {
    Kind.OFFICE: Style(XIAO, _HEAD[0], _CENTRE, exact=False, colour=RED),
    Kind.NUMBER: Style(align=_CENTRE, rules=(("bottom", "C00000", 12),)),
    Kind.TITLE: Style(XIAO, TWO, _CENTRE, before=THREE, after=THREE, exact=False),
    Kind.TO: Style(),
    Kind.FIRST: Style(HEI, first=200, keep=True),
    Kind.SECOND: Style(KAI, first=200, keep=True),
    Kind.CENTRED: Style(align=_CENTRE),
    Kind.ATTACHED: Style(first=200, before=THREE),
    Kind.SIGNED: Style(align=_RIGHT, right=300, before=THREE * 2, keep=True),
    Kind.DATED: Style(align=_RIGHT, right=400),
    Kind.COPIES: Style(size=FOUR, before=THREE, rules=(("top", "000000", 6),)),
    Kind.ISSUED: Style(size=FOUR, rules=(("top", "000000", 6), ("bottom", "000000", 6))),
    Kind.BODY: Style(align=WD_ALIGN_PARAGRAPH.JUSTIFY, first=200),
}
_BEFORE = {Kind.ATTACHED: "附件:", Kind.COPIES: "抄送:"}
_SHEET = Style(HEI, align=_CENTRE, keep=True)
_NOTE = Style(size=TABLE, exact=False)
_CODE = Style(size=TABLE, align=_CENTRE, exact=False)


def document(paper: Paper, template: str) -> bytes:
    """A paper laid out by the standard: red head, number, title, body, tables, signature, date, imprint.

    ``template`` is the text of its ``.paper.j2``. Errors: ``TemplateBroken``.
    """
    made = _empty(paper.title)
    for block in blocks(paper, template):
        _lay(made, block, paper)
    return _bytes(made)


def tables(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as a document, each a title, a table and its notes; a wide one lies across."""
    made = _empty(sheets[0].title)
    if max(map(_wide, sheets)) > _UPRIGHT:
        _turn(made)
    for sheet in sheets:
        _line(made, sheet.title, _SHEET)
        _table(made, sheet)
        if sheet.qr:
            _code(made, sheet.qr, sheet.qr)
    return _bytes(made)


def _empty(name: str) -> Doc:
    made = Document()
    core = made.core_properties
    core.title, core.author, core.last_modified_by, core.comments = name, "wfx", "wfx", ""
    core.created = core.modified = _CREATED
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_MARGINS["top"]), Mm(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(_MARGINS["left"]), Mm(_MARGINS["right"])
    section.footer_distance = Mm(_MARGINS["bottom"] - 7 - 5)  # 7 mm below the type area, a line high
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FANG, Pt(THREE)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    made.settings.odd_and_even_pages_header_footer = True
    _numbered(section.footer.paragraphs[0], _RIGHT)
    _numbered(section.even_page_footer.paragraphs[0], _LEFT)
    return made


def _turn(made: Doc) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)


def _numbered(line: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """The page number in four-size figures between two dashes, one character from the edge (7.5)."""
    line.alignment = align
    _indent(
        line, left=100 if align is WD_ALIGN_PARAGRAPH.LEFT else 0, right=0 if align is WD_ALIGN_PARAGRAPH.LEFT else 100
    )
    _run(line, "— ", font=SONG, size=FOUR)
    field = _run(line, "", font=SONG, size=FOUR)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        field._element.append(part)  # noqa: SLF001 - python-docx has no fields
    _run(line, " —", font=SONG, size=FOUR)


def _lay(made: Doc, block: Block, paper: Paper) -> None:
    """One block in its place of the standard."""
    match block.kind:
        case Kind.TABLE:
            _table(made, paper.sheets[block.text])
        case Kind.CODE:
            _code(made, block.text, f"对账码 {block.text}")
        case Kind.OFFICE:
            _line(made, block.text, replace(STYLES[block.kind], size=_head_size(full_width(block.text))))
        case Kind.SIGNATURES:
            _signatures(made, parts(block))
        case Kind.BREAK:
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Kind.ISSUED:
            office, _, day = block.text.partition("|")
            line = _line(made, f"{office.strip()}\t{day.strip()}印发", STYLES[block.kind])
            line.paragraph_format.tab_stops.add_tab_stop(Mm(_TYPE_AREA), WD_TAB_ALIGNMENT.RIGHT)
        case _:
            _line(made, f"{_BEFORE.get(block.kind, '')}{block.text}", STYLES[block.kind])


def _head_size(text: str) -> int:
    """Points at which the issuing office stands on one line of the type area (7.2.2 leaves the size open)."""
    most, least = _HEAD
    across = int(Mm(_TYPE_AREA).pt * 2 // max(display_width(text), 1))
    return max(min(most, across), least)


def _code(made: Doc, text: str, said: str) -> None:
    """A code as a picture for a telephone, and beneath it in words for a hand."""
    square = io.BytesIO()
    segno.make(text, error="m", micro=False).save(square, kind="png", scale=8, border=2)
    line = _line(made, "", replace(_CODE, keep=True))
    picture = line.add_run().add_picture(square, width=Mm(_SQUARE))
    picture._inline.docPr.set("descr", text)  # noqa: SLF001 - python-docx gives a picture no words
    _line(made, said, _CODE)


def _line(made: Doc, text: str, style: Style) -> Paragraph:
    line = made.add_paragraph()
    shape = line.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = style.align, Pt(style.before), Pt(style.after)
    shape.keep_with_next = style.keep
    if style.exact:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)
    if style.first or style.right:
        _indent(line, first=style.first, right=style.right)
    for edge, colour, eighths in style.rules:
        _ruled(line, edge, colour, eighths)
    _run(line, full_width(text), font=style.font, size=style.size, colour=style.colour)
    return line


def _run(line: Paragraph, text: str, *, font: str, size: float, colour: RGBColor | None = None) -> Run:
    """A run with its font set for every script: without w:eastAsia Word falls back to its own."""
    run = line.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - no public word for it
    return run


def _indent(line: Paragraph, **hundredths: int) -> Paragraph:
    """Indents counted in hundredths of a character, so that they follow the size."""
    names = {"first": "w:firstLineChars", "left": "w:leftChars", "right": "w:rightChars"}
    shape = line._element.get_or_add_pPr()  # noqa: SLF001 - python-docx only knows lengths
    part = shape.get_or_add_ind()
    for name, value in hundredths.items():
        part.set(qn(names[name]), str(value))
        # LibreOffice needs the length as well; Word goes by the characters.
        part.set(qn(names[name].removesuffix("Chars")), str(value * THREE // 5))
    return line


def _ruled(line: Paragraph, edge: str, colour: str, eighths: int) -> Paragraph:
    """A rule along one edge of a paragraph, so many eighths of a point thick."""
    shape = line._element.get_or_add_pPr()  # noqa: SLF001 - python-docx has no borders
    borders = shape.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        shape.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
    part = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        part.set(qn(f"w:{name}"), value)
    borders.append(part)
    return line


def _signatures(made: Doc, texts: list[str]) -> None:
    """Places to sign, side by side, each with room for a hand and a stamp."""
    grid = made.add_table(rows=1, cols=len(texts))
    grid.autofit = True
    for cell, text in zip(grid.rows[0].cells, texts, strict=True):
        _cell(cell, full_width(text), size=FOUR)
        cell.paragraphs[0].paragraph_format.space_before = Pt(THREE)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _head(column: Column) -> str:
    return full_width(title(column))


def _wide(sheet: Sheet) -> int:
    return sum(_widths(sheet)) + 2 * len(sheet.columns)


def _widths(sheet: Sheet) -> list[int]:
    """The width each column asks for, within reason."""
    rows = [[words(value, grouped=True) for value in row] for row in sheet.rows]
    heads = [_head(column) for column in sheet.columns]
    return [
        min(max(display_width(text) for text in (head, *(row[index] for row in rows))), _WIDEST)
        for index, head in enumerate(heads)
    ]


def _table(made: Doc, sheet: Sheet) -> None:
    """A ruled table, its head on every page, no row broken over two; notes beneath."""
    grid = made.add_table(rows=1, cols=len(sheet.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    for cell, column in zip(grid.rows[0].cells, sheet.columns, strict=True):
        _cell(cell, _head(column), align=_CENTRE, font=HEI)
    _flag(grid.rows[0], "w:tblHeader")
    numeric = [is_numeric(column) for column in sheet.columns]
    for row in sheet.rows:
        line = grid.add_row()
        _flag(line, "w:cantSplit")
        for cell, value, right in zip(line.cells, row, numeric, strict=True):
            align = _RIGHT if right else _LEFT
            _cell(cell, words(value, grouped=True), align=align)
    if not sheet.rows:
        _cell(grid.add_row().cells[0].merge(grid.rows[-1].cells[-1]), EMPTY, align=_CENTRE)
    _set_widths(made, grid, sheet)
    for note in sheet.notes:
        _line(made, f"注:{note}", _NOTE)
    if not sheet.notes:
        made.add_paragraph().paragraph_format.space_after = Pt(0)


def _set_widths(made: Doc, grid: Table, sheet: Sheet) -> None:
    """The type area shared out: every column first what cannot be broken, then its part of what is left."""
    section = made.sections[0]
    room = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
    wished, least = _widths(sheet), _least(sheet)
    unit = int(Pt(TABLE)) / 2
    firm = [(width + _PADDING) * unit for width in least]
    spare = max(room - sum(firm), 0)
    more = [max(wish - width, 0) for wish, width in zip(wished, least, strict=True)]
    shares = more if sum(more) else [1] * len(more)
    firm = _within(firm, room)
    lengths = [int(base + spare * share / sum(shares)) for base, share in zip(firm, shares, strict=True)]
    for column, length in zip(grid.columns, lengths, strict=True):
        column.width = length
        for cell in column.cells:
            cell.width = length


def _within(lengths: Sequence[float], room: float) -> list[float]:
    """The same where they fit side by side; else the widest are cut to one width, and what stands there is broken."""
    most, left = room, room
    for count, length in zip(range(len(lengths), 0, -1), sorted(lengths), strict=True):
        most = left / count
        if length > most:
            break
        left -= length
    return [min(length, most) for length in lengths] if sum(lengths) > room else list(lengths)


def _least(sheet: Sheet) -> list[int]:
    """The widest piece of each column that may not be broken: a number, a day, an identifier, half its title."""
    return [
        max(
            -(-display_width(_head(column)) // 2),
            *(_room(piece) for row in sheet.rows for piece in _firm(row[index])),
            2,
        )
        for index, column in enumerate(sheet.columns)
    ]


def _room(piece: str) -> int:
    """What a piece takes, with something to spare where the machine sets figures in a wider type."""
    width = min(display_width(piece), _UNBROKEN)
    return width + -(-width // 3) if piece.isascii() else width


def _firm(value: Shown) -> list[str]:
    return _PIECE.findall(words(value, grouped=True)) or [""]


def _flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx knows no row but a plain one


def _cell(
    cell: _Cell,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH = _LEFT,
    font: str = FANG,
    size: float = TABLE,
) -> None:
    line = cell.paragraphs[0]
    line.alignment = align
    line.paragraph_format.space_after = Pt(0)
    for order, piece in enumerate(_pieces(text)):
        if order:
            line.add_run().add_break()
        _run(line, piece, font=font, size=size)


def _pieces(text: str) -> Iterable[str]:
    return text.splitlines() or [""]


def _bytes(made: Doc) -> bytes:
    """The file, every part stamped alike."""
    first, second = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _STAMP), source.read(name), zipfile.ZIP_DEFLATED)
    return second.getvalue()
