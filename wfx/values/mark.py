"""What a mark of a task in a village must carry."""

from decimal import Decimal
from typing import Final

from wfx.values.table import Row

FULL: Final = Decimal(100)


def unfounded(row: Row) -> bool:
    """Whether points were taken off without saying on what ground (rule K09)."""
    marks = (row.get("completion"), row.get("quality"))
    return not row.get("evidence") and any(isinstance(mark, Decimal) and mark < FULL for mark in marks)
