"""Assets kept: title, hand-over, upkeep, inspections, faults and repairs, each as one entry."""

from collections.abc import Mapping

from wfx.desk.desk import Desk
from wfx.desk.office.typed import cells, check_texts, past_day
from wfx.desk.recording.record import Receipt, record
from wfx.desk.recording.refs import check_refs
from wfx.duties import assets

_TENURE = {"确权": assets.title, "移交": assets.hand_over, "管护": assets.upkeep}


def tenure(  # noqa: PLR0913 - the form of one act
    desk: Desk, act: str, asset: str, given: Mapping[str, str], *, on: str, fact: bool, because: str, dry: bool
) -> Receipt:
    """确权, 移交 or 管护 of one asset. Errors: ``BadValue``, ``NotInBooks`` and the duty's."""
    row = cells(desk, "assets", given)
    check_texts(desk, "assets", row | {"note": because})
    check_refs(desk, desk.books.schema("assets"), row)
    when = assets.When(past_day(desk, on), fact, because)
    changes = _TENURE[act](desk.books, asset, row, when)
    return record(desk, "assets", f"{act} {asset}", changes, body=because.strip(), dry=dry)


def inspect(desk: Desk, asset: str, given: Mapping[str, str], *, on: str, dry: bool) -> tuple[str, Receipt]:
    """One inspection; gives the number of the fault it opened, or nothing."""
    row = cells(desk, "asset_inspections", given)
    check_texts(desk, "asset_inspections", row)
    changes = assets.inspect(desk.books, asset, row, _hand(desk, on))
    opened = next((change.key[0] for change in changes if change.ledger == "faults"), "")
    return opened, record(desk, "assets", f"巡查 {asset}", changes, dry=dry)


def _hand(desk: Desk, on: str) -> assets.Hand:
    return assets.Hand(desk.actor, desk.roles, past_day(desk, on))
