"""Word documents: a paper by GB/T 9704-2012, or plain sheets as tables; the same input gives the same bytes.

Lines, heads and notes have the punctuation of print; the cells of a table stand as they were recorded.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime

import segno
from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from wfx.report.papertext import Block, Kind, blocks, parts
from wfx.report.punctuation import full_width
from wfx.report.titles import balanced
from wfx.report.words import EMPTY, display_width, is_numeric, printed, title, whole
from wfx.values.paper import Paper
from wfx.values.sheet import Column, Sheet

SONG, FANG, HEI, KAI, XIAO = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体"
THREE, TWO, FOUR, TABLE = 16, 22, 14, 10.5  # 三号, 二号, 四号, 五号, in points
RED = RGBColor(0xC0, 0x00, 0x00)
_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_LINE = 28.95  # points: 22 lines on the type area's 225 mm (GB/T 9704-2012, 5.2.3)
_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm
_TYPE_AREA = 156  # mm across (5.1)
_HEAD = (36, TWO)  # points: the red head's size, and the least that a long name comes down to
_WITNESS = 74  # mm: a code and its words
_SQUARE = 20  # mm: a printed code that a telephone still reads
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal papers give equal bytes; no real time
_STAMP = (2000, 1, 1, 0, 0, 0)
_UPRIGHT = 78  # characters of 10.5 pt that stand side by side in the type area of an upright page
_SPREAD = 110  # from here on a paper without a red head lies across
_WIDEST = 40
_UNBROKEN = 20
_BY_HAND = 8
_CELLS = "表"
_BLANK = "__"
_TWIP = 635  # the unit in which a width is kept
_SURE = 0.92  # of a line: some machines set figures wider than half a character
_APART, _CELL, _SMALL = 6, 0.5, 9  # points: above a table, within a cell, beneath a code
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


_SHEET = Style(HEI, align=_CENTRE, keep=True)
_NOTE = Style(size=TABLE, exact=False)
_CODE = Style(size=TABLE, align=_CENTRE, exact=False)
# GB/T 9704-2012, 7.2 to 7.4: the red head, number and rule; title, body and headings; signature, date, imprint.
STYLES = {
    Kind.OFFICE: Style(XIAO, _HEAD[0], _CENTRE, exact=False, colour=RED),
    Kind.NUMBER: Style(align=_CENTRE, rules=(("bottom", "C00000", 12),)),
    Kind.TITLE: Style(XIAO, TWO, _CENTRE, before=THREE, after=THREE, exact=False),
    Kind.TO: Style(),
    Kind.FIRST: Style(HEI, first=200, keep=True),
    Kind.SECOND: Style(KAI, first=200, keep=True),
    Kind.CENTRED: Style(align=_CENTRE),
    Kind.NOTE: _NOTE,
    Kind.ATTACHED: Style(first=200, before=THREE),
    Kind.SIGNED: Style(align=_RIGHT, right=300, before=THREE, keep=True),
    Kind.DATED: Style(align=_RIGHT, right=400),
    Kind.COPIES: Style(size=FOUR, before=TABLE, rules=(("top", "000000", 6),)),
    Kind.ISSUED: Style(size=FOUR, rules=(("top", "000000", 6), ("bottom", "000000", 6))),
    Kind.BODY: Style(align=WD_ALIGN_PARAGRAPH.JUSTIFY, first=200),
}
_BEFORE = {Kind.ATTACHED: "附件:", Kind.COPIES: "抄送:"}
_WITNESSED = [Kind.CODE, Kind.SIGNED, Kind.DATED]


def document(paper: Paper, template: str) -> bytes:
    """A paper laid out by the standard: red head, number, title, body, tables, signature, date, imprint.

    ``template`` is the text of its ``.paper.j2``. Errors: ``TemplateBroken``.
    """
    made = _empty(paper.title)
    lines = blocks(paper, template)
    across = max(map(_wide, paper.sheets.values()), default=0)
    if across > _SPREAD and all(block.kind is not Kind.OFFICE for block in lines):
        _turn(made)
    while lines:
        if [block.kind for block in lines[:3]] == _WITNESSED:
            _witnessed(made, *lines[:3])
            del lines[:3]
        else:
            _lay(made, lines.pop(0), paper)
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
    core.title, core.author, core.last_modified_by, core.comments = whole(name), "wfx", "wfx", ""
    core.created = core.modified = _CREATED
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_MARGINS["top"]), Mm(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(_MARGINS["left"]), Mm(_MARGINS["right"])
    section.footer_distance = Mm(_MARGINS["bottom"] - 7 - 5)  # 7 mm below the type area, a line high
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FANG, Pt(THREE)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    small = made.styles.add_style(_CELLS, WD_STYLE_TYPE.PARAGRAPH)
    small.font.size = Pt(TABLE)  # an empty cell is as high as a full one
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
            part.text = whole(text)
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
            style = STYLES[block.kind]
            if block.kind is Kind.BODY and _BLANK in block.text:  # spread out, the blank would be pulled apart
                style = replace(style, align=_LEFT)
            _line(made, f"{_BEFORE.get(block.kind, '')}{block.text}", style)


def _witnessed(made: Doc, code: Block, signed: Block, dated: Block) -> None:
    """The code on the left of office and day, so that both stand on the page whose text they close."""
    grid = made.add_table(rows=1, cols=2)
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    left, right = grid.rows[0].cells
    for place, width in enumerate((Mm(_WITNESS), Mm(_TYPE_AREA - _WITNESS))):
        grid.columns[place].width = grid.rows[0].cells[place].width = width
    _flag(grid.rows[0], "w:cantSplit")
    _picture(left.paragraphs[0], code.text)
    left.paragraphs[0].alignment = _CENTRE
    words = left.add_paragraph()
    words.alignment = _CENTRE
    _run(words, f"对账码 {code.text}", font=FANG, size=_SMALL)
    right.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, block in enumerate((signed, dated)):
        line = right.add_paragraph() if place else right.paragraphs[0]
        line.alignment = _CENTRE
        _run(line, full_width(block.text), font=FANG, size=THREE)


def _head_size(text: str) -> int:
    """Points at which the issuing office stands on one line of the type area (7.2.2 leaves the size open)."""
    most, least = _HEAD
    across = int(Mm(_TYPE_AREA).pt * 2 // max(display_width(text), 1))
    return max(min(most, across), least)


def _code(made: Doc, text: str, said: str) -> None:
    """A code as a picture for a telephone, and beneath it in words for a hand."""
    _picture(_line(made, "", replace(_CODE, keep=True)), text)
    _line(made, said, _CODE)


def _picture(line: Paragraph, text: str) -> None:
    square = io.BytesIO()
    segno.make(text, error="m", micro=False).save(square, kind="png", scale=8, border=2)
    picture = line.add_run().add_picture(square, width=Mm(_SQUARE))
    picture._inline.docPr.set("descr", text)  # noqa: SLF001 - python-docx gives a picture no words


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
    for order, piece in enumerate(_parted(full_width(text), style)):
        if order:
            line.add_run().add_break()
        _run(line, piece, font=style.font, size=style.size, colour=style.colour)
    return line


def _parted(text: str, style: Style) -> list[str]:
    """A title's lines; any other text is one, broken by the program that shows it."""
    across = int(Mm(_TYPE_AREA).pt * 2 * _SURE // style.size)
    return balanced(text, across) if style is STYLES[Kind.TITLE] else [text]


def _run(line: Paragraph, text: str, *, font: str, size: float, colour: RGBColor | None = None) -> Run:
    """A run with its font set for every script: without w:eastAsia Word falls back to its own."""
    run = line.add_run(whole(text))
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
    return [_wished(sheet, index, _head(column)) for index, column in enumerate(sheet.columns)]


def _wished(sheet: Sheet, index: int, head: str) -> int:
    """What its title and its longest cell take; a column left open for a hand has room for one."""
    cells = [row[index] for row in printed(sheet)]
    least = _BY_HAND if cells and not any(cells) else 0
    return min(max(least, *map(display_width, (head, *cells))), _WIDEST)


def _table(made: Doc, sheet: Sheet) -> None:
    """A ruled table between the edges of the text, its head on every page, no row broken over two; notes beneath."""
    _apart(made)
    size = _size(made, sheet)
    grid = made.add_table(rows=1, cols=len(sheet.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, column in zip(grid.rows[0].cells, sheet.columns, strict=True):
        _cell(cell, _head(column), align=_CENTRE, font=HEI, size=size)
    _flag(grid.rows[0], "w:tblHeader")
    if sheet.rows:
        _rows(grid, sheet, size)
    else:
        _cell(grid.add_row().cells[0].merge(grid.rows[-1].cells[-1]), EMPTY, align=_CENTRE)
    _set_widths(made, grid, sheet, size)
    for note in sheet.notes:
        _line(made, f"注:{note}", _NOTE)
    if not sheet.notes:
        made.add_paragraph(style=_CELLS).paragraph_format.space_after = Pt(0)


def _rows(grid: Table, sheet: Sheet, size: float) -> None:
    """The rows, each a copy of one that is laid out: python-docx takes a hundred times as long to shape each cell."""
    model: _Row = grid.add_row()  # type: ignore[no-untyped-call]
    _flag(model, "w:cantSplit")
    for cell, column in zip(model.cells, sheet.columns, strict=True):
        _cell(cell, "", align=_RIGHT if is_numeric(column) else _LEFT, size=size)
    body, shaped = grid._tbl, model._tr  # noqa: SLF001 - python-docx copies no row
    body.remove(shaped)
    for row in printed(sheet):
        line = deepcopy(shaped)
        for cell, text in zip(line.tc_lst, row, strict=True):
            cell.p_lst[0].r_lst[0].text = whole("\n".join(_pieces(text)))
        body.append(line)


def _apart(made: Doc) -> None:
    """A little room between a table and the line above it."""
    above = made.element.body[-2] if len(made.element.body) > 1 else None
    if above is not None and above.tag == qn("w:p"):
        Paragraph(above, made).paragraph_format.space_after = Pt(_APART)


def _across(made: Doc) -> int:
    section = made.sections[0]
    return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)


def _size(made: Doc, sheet: Sheet) -> float:
    """五号, or 小五 where no column could be given what may not be broken."""
    firm = sum(width + _PADDING for width in _least(sheet))
    return TABLE if firm * int(Pt(TABLE)) / 2 <= _across(made) else _SMALL


def _set_widths(made: Doc, grid: Table, sheet: Sheet, size: float) -> None:
    """The type area shared out: every column first what cannot be broken, then its part of what is left."""
    room = _across(made)
    wished, least = _widths(sheet), _least(sheet)
    unit = int(Pt(size)) / 2
    firm = [(width + _PADDING) * unit for width in least]
    spare = max(room - sum(firm), 0)
    more = [max(wish - width, 0) * unit for wish, width in zip(wished, least, strict=True)]
    given = min(spare, sum(more))  # first to what each column wishes for, then to all by their width
    firm = _within(firm, room)
    wide = [base + given * share / (sum(more) or 1) for base, share in zip(firm, more, strict=True)]
    lengths = [int(width * max(room / sum(wide), 1)) // _TWIP * _TWIP for width in wide]
    for column, length in zip(grid.columns, lengths, strict=True):
        column.width = length
    for line in grid._tbl.tr_lst:  # noqa: SLF001 - a column's cells are sought through the whole table each time
        across = [int(sum(lengths))] if len(line.tc_lst) == 1 else lengths
        for cell, length in zip(line.tc_lst, across, strict=True):
            cell.width = Emu(length)


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
    rows = printed(sheet)
    return [
        max(
            -(-display_width(_head(column)) // 2),
            *(_room(piece) for row in rows for piece in _PIECE.findall(row[index])),
            2,
        )
        for index, column in enumerate(sheet.columns)
    ]


def _room(piece: str) -> int:
    """What a piece takes, with something to spare where the machine sets figures in a wider type."""
    width = min(display_width(piece), _UNBROKEN)
    return width + -(-width // 6) if piece.isascii() else width


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
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    line = cell.paragraphs[0]
    line.style = _CELLS
    line.alignment = align
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(_CELL)
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
