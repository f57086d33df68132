"""提示单: the month's task sheet from its draft to its feedback; supervision and ranking follow from it (M24)."""

from wfx.duties.tasks.drafting import draft, waiting_at_the_office
from wfx.duties.tasks.feedback import REPORTED, extended, report, show_feedback, worklist_feedback
from wfx.duties.tasks.issuing import close, issue, next_number, rest_days
from wfx.duties.tasks.papers import paper_sheet
from wfx.duties.tasks.receipts import show_receipts, sign_for, unsigned
from wfx.duties.tasks.sheet import concerned, sheet_id, show, take, worklist_items

__all__ = [
    "REPORTED",
    "close",
    "concerned",
    "draft",
    "extended",
    "issue",
    "next_number",
    "paper_sheet",
    "report",
    "rest_days",
    "sheet_id",
    "show",
    "show_feedback",
    "show_receipts",
    "sign_for",
    "take",
    "unsigned",
    "waiting_at_the_office",
    "worklist_feedback",
    "worklist_items",
]
