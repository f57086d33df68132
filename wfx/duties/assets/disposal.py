"""Disposals: the application, then each step in its order (reference: assets 1.5)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from wfx.duties import matter
from wfx.duties.assets.rows import asset_of, changed, event, numbered, yuan
from wfx.duties.matter import Hand
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, FieldsMissing
from wfx.values.matter.lifecycle import RECEIVED
from wfx.values.table import Cell, Row

_APPLY = "apply"
_ENDED = ("written_off", "withdrawn")
_DATED = {"publicize": "publicized_on", "dispose": "disposed_on"}


def apply_for_disposal(books: Books, asset: str, cause: str, note: str, actor: str, today: date) -> list[Change]:
    """Open a disposal of one asset. Errors: ``NotInBooks``, ``AlreadySettled`` when one is open."""
    row = asset_of(books, asset)
    standing = [item for item in books.table("disposals").rows() if item["asset_id"] == asset]
    if any(item["state"] not in _ENDED for item in standing):
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
        "steps": [{"action": _APPLY, "on": today, "by": actor, "note": ""}],
    }
    return [Change("disposals", (number,), None, after)]


def taken_disposals(
    books: Books, rows: Iterable[Row], villages: Mapping[str, Cell], actor: str, today: date
) -> list[dict[str, Cell]]:
    """Rows of a list as whole matters, numbered on, each in the state it came in; ``villages``: asset → its village."""
    known = {key[0] for key in books.table("disposals").by_key}
    numbers = (each for count in range(1, 10**6) if (each := f"disposal-{today.year}-{count:03d}") not in known)
    whole: list[dict[str, Cell]] = []
    for row, number in zip(rows, numbers, strict=False):
        given = {name: value for name, value in row.items() if value not in (None, "")}
        on, state = given.get("opened_on") or today, str(given.get("state") or "applied")
        step: dict[str, object] = {"action": RECEIVED, "on": on, "by": actor, "note": f"{state}:按来件登记"}
        village = given.get("village") or villages.get(str(given["asset_id"]))
        named: dict[str, Cell] = {"disposal_id": number, "village": village, "opened_on": on, "state": state}
        whole.append({**given, **named, "steps": [step]})
    return whole


def new_disposals(books: Books, rows: Iterable[Row]) -> list[Change]:
    """Those that the books have not: of an asset one that goes on, or one that ended on the same day."""
    standing = list(books.table("disposals").rows())
    running = {str(row["asset_id"]) for row in standing if row["state"] not in _ENDED}
    ended = {(str(row["asset_id"]), row["state"], row["disposed_on"]) for row in standing}
    changes = []
    for row in rows:
        asset, same = str(row["asset_id"]), (str(row["asset_id"]), row["state"], row.get("disposed_on"))
        if asset not in running and same not in ended:
            ended.add(same)
            running |= set() if row["state"] in _ENDED else {asset}
            changes.append(Change("disposals", (str(row["disposal_id"]),), None, dict(row)))
    return changes


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
    hand = Hand(actor, roles, today)
    schema = books.schema("disposals")
    before = matter.find(books, "disposals", disposal)
    chosen = matter.life(schema).action(action)
    day = _DATED.get(chosen.name)
    new = {**given, day: given.get(day) or today} if day else given
    change = matter.moved(books, schema, before, matter.Act(action, new, hand))
    return [change, *(_written_off(books, change.after or {}, today) if chosen.name == "write-off" else ())]


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
