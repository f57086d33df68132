"""Papers printed: the township's own template where it has one, the shipped one where the books are older."""

from wfx.desk.desk import Desk
from wfx.desk.office.shipped import law_files
from wfx.report.docx import document
from wfx.report.lint import check
from wfx.values.errors import NotInBooks
from wfx.values.paper import Paper
from wfx.values.sheet import Reader


def printed(desk: Desk, paper: Paper) -> bytes:
    """The paper as a Word file. Errors: ``TemplateBroken``, ``NotForPublication`` for a notice that says too much."""
    own = desk.books.blob(paper.path) or law_files().get(paper.path)
    if own is None:
        raise NotInBooks("form", shown=paper.path)
    data = document(paper, own.decode("utf-8", "replace"))
    if paper.reader is Reader.PUBLIC:
        check(data, paper.title)
    return data
