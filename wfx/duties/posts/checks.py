"""Face checks and appraisals of one appointment, by its number or the end of it (M14)."""

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.values.change import Change
from wfx.values.table import Cell


def met(call: Call) -> list[Change]:
    """One face check. Errors: ``NotInBooks``."""
    return _row(call, {"checked_on": call.hand.on})


def appraised(call: Call) -> list[Change]:
    """The month's appraisal. Errors: ``NotInBooks``."""
    return _row(call, {"month": str(call.of_month)})


def _row(call: Call, more: dict[str, Cell]) -> list[Change]:
    number = matter.find(call.books, "appointments", call.number)["appointment_id"]
    act = matter.Act("", {**call.given, **more, "appointment_id": number}, call.hand)
    return matter.written(call.books, call.verb.ledger, act)
