"""An asset watched: inspections, faults with their clock, repairs; a defect under warranty goes to the contractor."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from wfx.duties.assets.rows import asset_of, changed, new_row, numbered
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NotInBooks
from wfx.values.lifecycle import Lifecycle, Step
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.steps import step_rows, steps_of
from wfx.values.table import Cell, Row

GOOD, FAULT, BROKEN = "good", "fault", "broken"
DONE = ("accepted", "cancelled")
RED, YELLOW, BLUE = "红", "黄", "蓝"
_STEM = 40
_LIST = ("fault_id", "village", "asset_id", "what", "opened_on", "warranty", "repairer", "due_on", "state")


@dataclass(frozen=True)
class Hand:
    """Who takes a step, with which roles, and on what day."""

    actor: str
    roles: Collection[str]
    on: date


def inspect(books: Books, asset: str, given: Mapping[str, Cell], hand: Hand) -> list[Change]:
    """巡查: what was seen; anything but 完好 opens a fault, unless one is open.

    Errors: ``NotInBooks``, ``FieldsMissing``.
    """
    row = asset_of(books, asset)
    result = given.get("result") or GOOD
    if result != GOOD and not given.get("found"):
        raise FieldsMissing("inspect", act="巡查", fields="found")
    number = numbered(books, "asset_inspections", f"{asset[:_STEM]}-{hand.on:%Y%m%d}")
    seen: dict[str, Cell] = {"inspection_id": number, "asset_id": asset, "village": row["village"]}
    seen |= {
        "inspected_on": hand.on,
        "result": result,
        "found": given.get("found"),
        "by": given.get("by") or hand.actor,
    }
    changes = [new_row(books, "asset_inspections", seen)]
    last = row["inspected_on"]
    if not isinstance(last, date) or last <= hand.on:
        changes.insert(0, changed(row, {"inspected_on": hand.on, "inspection": result}))
    if result != GOOD and not _open_faults(books, asset):
        about: dict[str, Cell] = {"what": given.get("found"), "out_of_use": result == BROKEN, "said_by": "巡查"}
        changes.append(_fault(books, row, about, hand))
    return changes


def report_fault(books: Books, asset: str, given: Mapping[str, Cell], hand: Hand) -> list[Change]:
    """报修: one fault, and the asset marked by it. Errors: ``NotInBooks``, ``FieldsMissing``."""
    row = asset_of(books, asset)
    if not given.get("what"):
        raise FieldsMissing("fault", act="报修", fields="what")
    state = BROKEN if given.get("out_of_use") else row["inspection"] if row["inspection"] == BROKEN else FAULT
    return [_fault(books, row, given, hand), changed(row, {"inspection": state})]


def step_fault(
    books: Books, number: str, action: str, given: Mapping[str, Cell], hand: Hand, note: str
) -> list[Change]:
    """One step of a repair in its order; accepted, the asset is sound again.

    Errors: ``NotInBooks`` and the lifecycle's.
    """
    before = find_fault(books, number)
    lifecycle = _life(books)
    chosen = lifecycle.action(action)
    new: dict[str, Cell] = {name: value for name, value in given.items() if value not in (None, "")}
    if chosen.name == "repair":
        new.setdefault("repaired_on", hand.on)
    if before.get("warranty") and not new.get("repairer") and not before.get("repairer"):
        new["repairer"] = asset_of(books, str(before["asset_id"]))["contractor"]
    filled = {name for name, value in {**before, **new}.items() if value is not None}
    step = Step(chosen.name, hand.on, hand.actor, note.strip())
    steps = lifecycle.act(steps_of(before), step, roles=hand.roles, given=filled)
    after: dict[str, Cell] = {**before, **new, "state": chosen.target, "steps": step_rows(steps)}
    changes = [Change("faults", (str(before["fault_id"]),), before, after)]
    asset = asset_of(books, str(before["asset_id"]))
    others = [row for row in _open_faults(books, str(before["asset_id"])) if row["fault_id"] != before["fault_id"]]
    if chosen.target in DONE and not others and asset["inspection"] in (FAULT, BROKEN):
        changes.append(changed(asset, {"inspection": GOOD}))
    return changes


def find_fault(books: Books, number: str) -> dict[str, Cell]:
    """The fault of that number, or the only open one of that asset. Errors: ``NotInBooks``."""
    row = books.dossier("faults", number)
    of_asset = _open_faults(books, number)
    if row is None and len(of_asset) == 1:
        row = books.dossier("faults", str(of_asset[0]["fault_id"]))
    if row is None:
        raise NotInBooks("fault_id", shown=number)
    return row


def colour(row: Row, day: date) -> str:
    """Blue when done, red when its time ran out before it was repaired, else yellow."""
    if row["state"] in DONE:
        return BLUE
    due, repaired = row["due_on"], row["repaired_on"]
    until = repaired if isinstance(repaired, date) else day
    return RED if isinstance(due, date) and due < until else YELLOW


def show_faults(books: Books, day: date, *, village: str | None = None, every: bool = False) -> Sheet:
    """报修台账: the open faults (or all), overdue first, with the asset's name and who holds the clock."""
    table, assets = books.table("faults", village=village), books.table("assets")
    rows = [row for row in table.rows() if every or row["state"] not in DONE]
    rows.sort(
        key=lambda row: ((RED, YELLOW, BLUE).index(colour(row, day)), str(row["due_on"] or "9"), str(row["fault_id"]))
    )
    drawn: list[tuple[Shown, ...]] = []
    for row in rows:
        asset = assets.lookup(str(row["asset_id"])) or {}
        cells = tuple(shown_cell(table.schema, row, name, books.township) for name in _LIST)
        drawn.append((colour(row, day), *cells[:3], str(asset.get("name") or ""), *cells[3:]))
    specs = [Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in _LIST]
    named = Column("asset_name", "资产名称", FieldType.TEXT)
    columns = (Column("colour", "颜色"), *specs[:3], named, *specs[3:])
    red = sum(1 for row in rows if colour(row, day) == RED)
    return Sheet("资产报修台账", columns, tuple(drawn), (f"截至 {day}:{len(rows)} 件,逾期 {red} 件",))


def _fault(books: Books, row: Row, given: Mapping[str, Cell], hand: Hand) -> Change:
    until = row["warranty_until"]
    covered = None if until is None else isinstance(until, date) and hand.on <= until
    number = numbered(books, "faults", f"fault-{hand.on.year}")
    after: dict[str, Cell] = {name: given.get(name) for name in ("what", "out_of_use", "said_by", "note")}
    after |= {"fault_id": number, "asset_id": row["asset_id"], "village": row["village"], "opened_on": hand.on}
    after |= {"warranty": covered, "repairer": row["contractor"] if covered else None, "state": "reported", "steps": []}
    return Change("faults", (number,), None, {name: value for name, value in after.items() if value is not None})


def _open_faults(books: Books, asset: str) -> list[dict[str, Cell]]:
    return [row for row in books.table("faults").rows() if row["asset_id"] == asset and row["state"] not in DONE]


def _life(books: Books) -> Lifecycle:
    lifecycle = books.schema("faults").lifecycle
    if lifecycle is None:
        raise NotInBooks("fault_id", shown="faults")
    return lifecycle
