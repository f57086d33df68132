"""Papers printed: the township's own template where it has one, the shipped one where the books are older."""

import re
from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.office.shipped import law_files
from wfx.report.docx import document
from wfx.report.lint import check
from wfx.values.errors import NotInBooks
from wfx.values.paper import Paper
from wfx.values.sheet import Reader, Shown

_BETWEEN = re.compile("([/、])")


def printed(desk: Desk, paper: Paper) -> bytes:
    """The paper as a Word file. Errors: ``TemplateBroken``, ``NotForPublication`` for a notice that says too much."""
    own = desk.books.blob(paper.path) or law_files().get(paper.path)
    if own is None:
        raise NotInBooks("form", shown=paper.path)
    data = document(_with_titles(desk, paper), own.decode("utf-8", "replace"))
    if paper.reader is Reader.PUBLIC:
        check(data, paper.title)
    return data


def _with_titles(desk: Desk, paper: Paper) -> Paper:
    """Officers by what they are: the word they type to sign says nothing to who gets the paper."""
    titles = {each.id: each.title for each in desk.books.officers.all if each.title}

    def said(cell: Shown) -> Shown:
        parts = _BETWEEN.split(cell) if isinstance(cell, str) else []
        return "".join(titles.get(part, part) for part in parts) if any(part in titles for part in parts) else cell

    sheets = {
        name: replace(sheet, rows=tuple(tuple(map(said, row)) for row in sheet.rows))
        for name, sheet in paper.sheets.items()
    }
    facts = {name: said(fact) if isinstance(fact, str) else fact for name, fact in paper.facts.items()}
    return replace(paper, sheets=sheets, facts=facts)
