"""Disposals: the application, then each step in its order."""

from collections.abc import Mapping

from wfx.desk.desk import Desk, Receipt
from wfx.duties import assets
from wfx.values.errors import BadValue
from wfx.values.table import Cell


def dispose_asset(
    desk: Desk, number: str, step: str, cause: str, given: Mapping[str, Cell], *, dry: bool
) -> tuple[str, Receipt]:
    """Apply for a disposal (no ``step``), or take its next step; gives the disposal's number and the receipt."""
    if not step:
        codes = desk.books.schema("disposals").field("cause").codes
        code = next((code for code, title in codes.items() if cause in (code, title)), None)
        if code is None:
            raise BadValue("处置原因", shown=cause)
        changes = assets.apply_for_disposal(
            desk.books, number, code, str(given.get("note") or ""), desk.actor, desk.today
        )
        what = f"{number} 申请处置"
    else:
        changes = assets.step_disposal(
            desk.books, number, step, given, actor=desk.actor, roles=desk.roles, today=desk.today
        )
        what = f"处置 {number} {step}"
    return changes[0].key[0], desk.record("assets", what, changes, dry=dry)
