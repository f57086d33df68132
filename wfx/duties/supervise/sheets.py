"""The marks as people see them: the sheet that goes out to be filled, the paper to sign."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from wfx.duties.calls import Call
from wfx.duties.supervise.contradictions import shown
from wfx.duties.supervise.marks import MARKS, pairs
from wfx.duties.supervise.proposals import propose
from wfx.values.books import Books
from wfx.values.chinese import chinese_month
from wfx.values.errors import NoTaskSheet
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell

Ledgers = Mapping[tuple[str, str], str]
_NOTHING: Final[Ledgers] = MappingProxyType({})


def to_fill(call: Call) -> Sheet:
    """The sheet of the office typed, of one village or of all. Errors: ``NoTaskSheet``."""
    columns = {"完成度": ("completion",), "质量分": ("quality",)}.get(call.words.get("for", ""), MARKS)
    return worklist_marks(call.books, call.of_month, columns, _village(call), _ledgers(call.books, call))


def printed(books: Books, call: Call, _: str) -> Paper:
    """The sheet on paper. Errors: ``NoTaskSheet``."""
    return paper_marks(books, call.of_month, _village(call), _ledgers(books, call))


def _ledgers(books: Books, call: Call) -> dict[tuple[str, str], str]:
    """Task and village → what the ledgers show there. Errors: ``NoTaskSheet``."""
    return {(one.item, one.village): shown(one) for one in propose(books, call.of_month, *call.gauged(call.of_month))}


def _village(call: Call) -> str | None:
    village = call.given.get("village")
    return str(village) if village else None


def worklist_marks(
    books: Books,
    month: Month,
    marks: Sequence[str] = MARKS,
    village: str | None = None,
    ledgers: Ledgers = _NOTHING,
) -> Sheet:
    """督导评分表 to be filled: what the village says and the ledgers show stands beside it; a blank mark stays blank.

    ``marks``: the columns of the office that fills it; ``ledgers``: task and village → what the ledgers show, in words.
    Errors: ``NoTaskSheet``.
    """
    if not len(books.table("task_items", month=month)):
        raise NoTaskSheet("month", shown=str(month))
    rows: list[tuple[Shown, ...]] = []
    for item, code, row in pairs(books, month, village):
        cells = (_cell(row.get(name)) for name in (*marks, "evidence"))
        name = books.township.village_name(code)
        beside = (_said(books, month, str(item["item_id"]), code), ledgers.get((str(item["item_id"]), code), ""))
        said = ";".join(text for text in beside if text)
        rows.append((str(item["item_id"]), str(item["task"]), name, _cell(item["due_on"]), said, *cells))
    schema = books.schema("scores")
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("village", "村"),
        Column("due_on", "完成时限", FieldType.DATE),
        Column("feedback", "村里反馈"),
        *(Column(name, schema.field(name).title, FieldType.QUANTITY) for name in marks),
        Column("evidence", "依据"),
    )
    return Sheet(f"{month} 督导评分表", columns, tuple(rows))


def _cell(value: Cell) -> Shown:
    return None if isinstance(value, list) else value


def _said(books: Books, month: Month, item: str, village: str) -> str:
    """What the village said of the task, in a few words."""
    if "feedback" not in books.ledgers:
        return ""
    row = books.table("feedback", month=month).lookup(str(month), item, village)
    if row is None:
        return ""
    state = books.schema("feedback").field("state").codes.get(str(row["state"]), "")
    return f"{state} {row['progress'] or ''}".strip()


def paper_marks(books: Books, month: Month, village: str | None = None, ledgers: Ledgers = _NOTHING) -> Paper:
    """The marks on paper, to be filled by hand or signed. Errors: ``NoTaskSheet``."""
    sheet = worklist_marks(books, month, MARKS, village, ledgers)
    head = books.dossier("tasksheets", f"tasks-{month}") or {}
    place = f" {books.township.village_name(village)}" if village else ""
    title = f"{books.township.name}{chinese_month(month)}督导评分表{place}"
    facts = {"title": title, "number": str(head.get("number") or "未编号")}
    return Paper("supervise/sheet", title, facts, {"marks": sheet})
