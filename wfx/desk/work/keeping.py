"""Assets kept: title, hand-over, upkeep, inspections, faults and repairs, each as one entry."""

from collections.abc import Mapping

from wfx.desk.desk import Desk
from wfx.desk.office.typed import cells, check_texts, past_day
from wfx.desk.recording.record import Receipt, record
from wfx.desk.recording.refs import check_refs
from wfx.duties import assets
from wfx.values.table import Cell

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


def report_fault(desk: Desk, asset: str, given: Mapping[str, Cell], *, on: str, dry: bool) -> tuple[str, bool, Receipt]:
    """One fault; gives its number, whether the contractor must mend it, and the receipt."""
    check_texts(desk, "faults", given)
    changes = assets.report_fault(desk.books, asset, given, _hand(desk, on))
    covered = bool((changes[0].after or {}).get("warranty"))
    return changes[0].key[0], covered, record(desk, "assets", f"报修 {asset}", changes, dry=dry)


def repair(  # noqa: PLR0913 - the form of one step
    desk: Desk, number: str, step: str, given: Mapping[str, str], *, days: int | None, note: str, on: str, dry: bool
) -> tuple[str, Receipt]:
    """One step of a repair; gives the fault's number and the receipt."""
    row = cells(desk, "faults", given, days={} if days is None else {"due_on": days})
    check_texts(desk, "faults", row | {"note": note})
    changes = assets.step_fault(desk.books, number, step, row, _hand(desk, on), note)
    name = changes[0].key[0]
    return name, record(desk, "assets", f"{name} {step}", changes, body=note.strip(), dry=dry)


def _hand(desk: Desk, on: str) -> assets.Hand:
    return assets.Hand(desk.actor, desk.roles, past_day(desk, on))
