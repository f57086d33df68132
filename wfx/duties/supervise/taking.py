"""The marks as a file brings them: taken with their hands, and what the ledgers say to them said at once."""

from collections.abc import Iterable

import pyarrow as pa

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.supervise.contradictions import told
from wfx.duties.supervise.marks import take
from wfx.duties.supervise.proposals import propose
from wfx.values.errors import UnknownTask
from wfx.values.mark import unfounded
from wfx.values.matter.laid import Laid
from wfx.values.roundtrip.merge import unknown
from wfx.values.table import Row


def taken(call: Call, lot: Lot) -> Outcome:
    """The month's marks; a task that is not on the sheet is refused, a mark that contradicts the ledgers is said.

    Errors: as ``take``.
    """
    month, merged = call.of_month, lot.rows["scores"]
    batches = take(call.books, lot.raw["scores"], merged, month, actor=call.hand.actor, roles=call.hand.roles)
    known = call.books.table("task_items", month=month).arrow["item_id"]
    wrong = Wrong(UnknownTask, "scores", tuple(unknown(merged["item_id"], known)), "item_id")
    laid, brought = Laid(call.books, batches), set(_keys(merged))
    found = [one for one in propose(laid, month, *call.gauged(month)) if (one.item, one.village) in brought]
    rows = laid.table("scores", month=month).rows()
    notes = (*told(laid, found), *_bare(row for row in rows if (row["item_id"], row["village"]) in brought))
    return Outcome(tuple(batches), wrong=(wrong,), notes=notes)


def _keys(rows: pa.Table) -> Iterable[tuple[str, str]]:
    return zip(rows["item_id"].to_pylist(), rows["village"].to_pylist(), strict=True)


def _bare(rows: Iterable[Row]) -> tuple[str, ...]:
    count = sum(1 for row in rows if unfounded(row))
    return (f"{count} 处扣了分没有写依据,起草排序前补上",) if count else ()
