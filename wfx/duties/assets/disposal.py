"""Disposals: the application, then each step in its order (reference: assets 1.5)."""

from collections.abc import Collection, Mapping
from datetime import date

from wfx.duties.assets.rows import asset_of, changed, event, numbered, yuan
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, FieldsMissing, NotInBooks
from wfx.values.lifecycle import Step
from wfx.values.steps import step_rows, steps_of
from wfx.values.table import Cell, Row

_DATED = {"publicize": "publicized_on", "dispose": "disposed_on"}


def apply_for_disposal(books: Books, asset: str, cause: str, note: str, actor: str, today: date) -> list[Change]:
    """Open a disposal of one asset. Errors: ``NotInBooks``, ``AlreadySettled`` when one is open."""
    row = asset_of(books, asset)
    standing = [item for item in books.table("disposals").rows() if item["asset_id"] == asset]
    if any(item["state"] not in ("written_off", "withdrawn") for item in standing):
        raise AlreadySettled("asset_id", shown=asset)
    number = numbered(books, "disposals", f"disposal-{today.year}")
    after: dict[str, Cell] = {
        "disposal_id": number,
        "asset_id": asset,
        "village": row["village"],
        "cause": cause,
        "opened_on": today,
        "state": "applied",
        "note": note or None,
        "steps": [{"action": "apply", "on": today, "by": actor, "note": ""}],
    }
    return [Change("disposals", (number,), None, after)]


def step_disposal(
    books: Books,
    disposal: str,
    action: str,
    given: Mapping[str, Cell],
    *,
    actor: str,
    roles: Collection[str],
    today: date,
) -> list[Change]:
    """One step of a disposal in its order (reference: assets 1.5). Errors: ``NotInBooks`` and the lifecycle's."""
    before = books.dossier("disposals", disposal)
    lifecycle = books.schema("disposals").lifecycle
    if before is None or lifecycle is None:
        raise NotInBooks("disposal_id", shown=disposal)
    taken = steps_of(before)[1:]
    chosen = lifecycle.action(action)
    filled = {name for name, value in {**before, **given}.items() if value is not None}
    step = Step(chosen.name, today, actor, "")
    steps = lifecycle.act(taken, step, roles=roles, given=filled)
    after: dict[str, Cell] = {**before, **given, "state": chosen.target}
    if chosen.name in _DATED:
        after.setdefault(_DATED[chosen.name], today)
    opening = steps_of(before)[0]
    after["steps"] = step_rows((opening, *steps))
    changes = [Change("disposals", (disposal,), before, after)]
    return changes + (_written_off(books, after, today) if chosen.name == "write-off" else [])


def _written_off(books: Books, disposal: Row, today: date) -> list[Change]:
    """The asset marked as scrapped; money that came of it must be booked first. Errors: ``FieldsMissing``."""
    if yuan(disposal.get("proceeds")) > 0 and disposal.get("booked_on") is None:
        raise FieldsMissing("write-off", act="核销", fields="booked_on")
    row = books.table("assets").lookup(str(disposal["asset_id"]))
    if row is None:  # gone from the books already: A26 reads the disposal
        return []
    paper = disposal.get("approval_paper")
    note = f"处置收入 {yuan(disposal['proceeds']):.2f} 元,用于 {disposal.get('reuse')}"
    return [changed(row, {"state": "scrapped"}), event(books, row, "write_off", today, paper, note)]
