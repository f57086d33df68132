"""Faults, repairs and disposals as they are typed: what the words of ``duty.toml`` call."""

from collections.abc import Iterator

from wfx.duties.assets.disposal import apply_for_disposal, step_disposal
from wfx.duties.assets.papers import paper_disposal, paper_warranty
from wfx.duties.assets.watch import report_fault, show_faults, step_fault
from wfx.duties.calls import Call, Outcome
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing
from wfx.values.paper import Paper
from wfx.values.sheet import Sheet

_COVERED = "还在质保期内:退给施工单位修,不付维修费"


def fault(call: Call) -> Outcome:
    """报修: one fault; under warranty the contractor mends it. Errors: ``NotInBooks``."""
    changes = report_fault(call.books, call.number, call.given, call.hand)
    row = changes[0].after or {}
    return Outcome(tuple(changes), changes[0].key[0], row, notes=(_COVERED,) if row.get("warranty") else ())


def repair(call: Call) -> Outcome:
    """One step of a repair. Errors: ``NotInBooks`` and the life-cycle's."""
    changes = step_fault(call.books, call.number, call.words["step"], call.given, call.hand, call.words.get("note", ""))
    return Outcome(tuple(changes), changes[0].key[0], changes[0].after or {})


def faults(call: Call) -> Sheet:
    """报修台账: those open (or all), overdue first."""
    village = call.words.get("village")
    return show_faults(call.books, call.today, village=village or None, every=bool(call.words.get("every")))


def dispose(call: Call) -> Outcome:
    """Apply for a disposal of an asset, or take the next step of one. Errors: ``FieldsMissing`` and the duty's."""
    step, hand = call.words.get("step", ""), call.hand
    if step:
        changes: list[Change] = step_disposal(
            call.books, call.number, step, call.given, actor=hand.actor, roles=hand.roles, today=hand.on
        )
        return Outcome(tuple(changes), changes[0].key[0], changes[0].after or {}, what=f"处置 {call.number} {step}")
    schema = call.books.schema("disposals")
    if not call.given.get("cause"):
        raise FieldsMissing("dispose", act=call.verb.title, fields=schema.field("cause").title)
    cause, note = str(call.given["cause"]), str(call.given.get("note") or "")
    changes = apply_for_disposal(call.books, call.number, cause, note, hand.actor, hand.on)
    return Outcome(tuple(changes), changes[0].key[0], changes[0].after or {}, what=f"{call.number} 申请处置")


def warranty(books: Books, call: Call, number: str) -> Iterator[Paper]:
    """质保返修通知书 of the fault just reported. Errors: ``FieldsMissing`` when the warranty does not cover it."""
    yield paper_warranty(books, number, call.today)


def disposal(books: Books, _: Call, number: str) -> Iterator[Paper]:
    """The application for a disposal."""
    yield paper_disposal(books, number)
