"""Disposals: the application, then each step in its order."""

from collections.abc import Mapping

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, check_incoming
from wfx.desk.office.typed import cells, check_texts
from wfx.desk.recording.record import Receipt, record
from wfx.duties import assets
from wfx.values.change import Change
from wfx.values.errors import UnknownAsset
from wfx.values.schema import code


def listed(desk: Desk, incoming: Incoming) -> tuple[list[Change], list[str]]:
    """The disposals of a list, each in the state it has, without those that stand already; and what is to be said.

    The assets may come in the same lot. What is wrong stands in ``incoming.problems``.
    """
    standing = [*desk.books.table("assets").rows(), *incoming.rows.get("assets", pa.table({})).to_pylist()]
    villages = {str(row["asset_id"]): row["village"] for row in standing}
    raw = incoming.raw["disposals"].to_pylist()
    rows = assets.taken_disposals(desk.books, raw, villages, desk.actor, desk.today)
    table = pa.Table.from_pylist(rows, schema=desk.books.table("disposals").arrow.schema)
    incoming.rows["disposals"] = table
    wrong = [at for at, row in enumerate(rows) if str(row["asset_id"]) not in villages]
    incoming.refuse(UnknownAsset, "disposals", wrong, "asset_id")
    if not wrong:
        check_incoming(desk, incoming, "disposals")
    changes = assets.new_disposals(desk.books, table.to_pylist())
    known = len(rows) - len(changes)
    return changes, [f"处置 {known} 条已经登记过,没有重复登记"] if known else []


def dispose_asset(
    desk: Desk, number: str, step: str, cause: str, given: Mapping[str, str], *, dry: bool
) -> tuple[str, Receipt]:
    """Apply for a disposal (no ``step``), or take its next step; gives the disposal's number and the receipt.

    Errors: ``BadValue``, ``Refused`` for a number of a person in a text, and the duty's.
    """
    row = cells(desk, "disposals", given)
    check_texts(desk, "disposals", row)
    if not step:
        chosen = code(desk.books.schema("disposals").field("cause"), cause)
        changes = assets.apply_for_disposal(
            desk.books, number, chosen, str(row.get("note") or ""), desk.actor, desk.today
        )
        what = f"{number} 申请处置"
    else:
        changes = assets.step_disposal(
            desk.books, number, step, row, actor=desk.actor, roles=desk.roles, today=desk.today
        )
        what = f"处置 {number} {step}"
    return changes[0].key[0], record(desk, "assets", what, changes, dry=dry)
