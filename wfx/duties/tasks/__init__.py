"""提示单: the month's task sheet from its draft to its feedback; supervision and ranking follow from it (M24).

Its verbs, lists and forms are declared in ``duty.toml``; here is what no data says.
"""

from wfx.duties.tasks.papers import paper_sheet
from wfx.duties.tasks.receipts import unissued, unsigned
from wfx.duties.tasks.sheet import sheet_id

__all__ = ["paper_sheet", "sheet_id", "unissued", "unsigned"]
