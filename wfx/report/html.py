"""One page as one html file: no script, no outside address, the same numbers drawn and in a table beneath."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from wfx.report.svg import bars, qr_code
from wfx.report.words import EMPTY, display_width, is_numeric, title, words
from wfx.values.errors import Place, TemplateBroken
from wfx.values.personal import mask_text
from wfx.values.sheet import Bars, Page, Sheet

LIMIT = 500_000
TEMPLATE = "report/page.html.j2"
_ROWS = 2000
_FEWEST = 10
_SHORT = 14


@dataclass(frozen=True)
class Heading:
    """A column as the template sees it: set to the right or not, and too short to be broken or not."""

    title: str
    numeric: bool
    short: bool


@dataclass(frozen=True)
class Part:
    """One part of the page as the template sees it: a paragraph (``text``), or a table, perhaps with a drawing.

    ``code`` is a QR code as inline SVG.
    """

    text: str = ""
    title: str = ""
    drawing: str = ""
    columns: tuple[Heading, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    reader: str = ""
    code: str = ""


def page(content: Page, template: str | None = None) -> str:
    """The page as html text below ``LIMIT`` bytes in UTF-8; ``template`` is jinja2 text, by default the shipped one.

    The template runs in a sandbox with everything escaped and sees ``title``, ``subtitle`` and ``parts``
    (``Part``). A table too long for the limit is cut and says how many rows are not printed. Errors:
    ``TemplateBroken``, with the line.
    """
    text = shipped_template() if template is None else template
    most = _ROWS
    while True:
        html = _rendered(content, text, most)
        if len(html.encode("utf-8")) < LIMIT or most <= _FEWEST:
            return html
        most //= 2


@cache
def shipped_template() -> str:
    """The template that comes with wfx, from the installed package or from the source tree."""
    inside = files("wfx").joinpath("shipped", "templates", *TEMPLATE.split("/"))
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "templates" / TEMPLATE).read_text(encoding="utf-8")


def _rendered(content: Page, template: str, most: int) -> str:
    sandbox = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    try:
        compiled = sandbox.from_string(template)
        return compiled.render(
            title=content.title, subtitle=content.subtitle, parts=list(_parts(content, most)), empty=EMPTY
        )
    except jinja2.TemplateSyntaxError as error:
        raise TemplateBroken(Place(file=TEMPLATE, row=error.lineno), why=mask_text(str(error.message), 80)) from None
    except (jinja2.TemplateError, SecurityError, TypeError, ValueError, ArithmeticError, OverflowError) as error:
        raise TemplateBroken(Place(file=TEMPLATE), why=type(error).__name__) from None


def _parts(content: Page, most: int) -> Iterator[Part]:
    for part in content.parts:
        if isinstance(part, str):
            yield Part(text=part)
        elif isinstance(part, Bars):
            shortened = replace(part, sheet=_cut(part.sheet, most))
            # The drawing's own text is escaped where it is made.
            yield replace(_table(shortened.sheet), drawing=Markup(bars(shortened)))  # noqa: S704
        else:
            yield _table(_cut(part, most))


def _cut(sheet: Sheet, most: int) -> Sheet:
    left = len(sheet.rows) - most
    if left <= 0:
        return sheet
    return replace(
        sheet, rows=sheet.rows[:most], notes=(*sheet.notes, f"另有 {left} 行没有印在这里,全部见导出的表格。")
    )


def _table(sheet: Sheet) -> Part:
    rows = tuple(tuple(words(value, grouped=True) for value in row) for row in sheet.rows)
    widest = [max((display_width(row[index]) for row in rows), default=0) for index in range(len(sheet.columns))]
    return Part(
        title=sheet.title,
        columns=tuple(
            Heading(title(column), is_numeric(column), most <= _SHORT)
            for column, most in zip(sheet.columns, widest, strict=True)
        ),
        rows=rows,
        notes=sheet.notes,
        reader=sheet.reader.value,
        # Letters and dashes only go in; the drawing is the library's own.
        code=Markup(qr_code(sheet.qr)) if sheet.qr else "",  # noqa: S704
    )
