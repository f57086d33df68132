"""Disposals: the application, then each step in its order."""

from collections.abc import Mapping

from wfx.desk.desk import Desk, Receipt
from wfx.desk.typed import cells, check_texts, code
from wfx.duties import assets


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
    return changes[0].key[0], desk.record("assets", what, changes, dry=dry)
