"""An asset watched: inspections, faults with their clock, repairs; a defect under warranty goes to the contractor."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from wfx.duties import matter
from wfx.duties.assets.rows import asset_of, changed, new_row, numbered
from wfx.duties.matter import BLUE, COLOURS, RED, Hand
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing
from wfx.values.matter.laid import Laid
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row

GOOD, FAULT, BROKEN = "good", "fault", "broken"
_STEM = 40
SETS = {"redo": {"repaired_on": ""}}  # what is mended again is not mended yet
_LIST = ("fault_id", "village", "asset_id", "what", "opened_on", "warranty", "repairer", "due_on", "state")


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


class Sight(NamedTuple):
    """What somebody saw of an asset on a day, wherever it was written down; ``result``: a code of 巡查结论."""

    asset: str
    on: date
    result: str
    found: str = ""
    by: str = ""


def marked(books: Books, sights: Iterable[Sight]) -> list[Change]:
    """Each asset with its newest look, where that is no older than the one it has."""
    newest: dict[str, Sight] = {}
    for each in sorted(sights, key=lambda each: each.on):
        newest[each.asset] = each
    changes = []
    for asset, look in newest.items():
        row = books.table("assets").lookup(asset)
        last = row["inspected_on"] if row else None
        if row is not None and not (isinstance(last, date) and last > look.on):
            changes.append(changed(row, {"inspected_on": look.on, "inspection": look.result}))
    return changes


def faults_seen(books: Books, sights: Iterable[Sight], hand: Hand) -> list[Change]:
    """A fault for each asset whose newest look says that it is not sound, unless one is open.

    ``books``: as they stand after ``marked``.
    """
    changes: list[Change] = []
    for look in sights:
        row = books.table("assets").lookup(look.asset)
        if row is None or look.result == GOOD or (row["inspected_on"], row["inspection"]) != (look.on, look.result):
            continue
        now = Laid(books, changes)
        if not _open_faults(now, look.asset):
            words = look.found or f"{books.schema('assets').field('inspection').codes[look.result]},没有写明情况"
            about: dict[str, Cell] = {"what": words, "out_of_use": look.result == BROKEN, "said_by": look.by or "巡查"}
            changes.append(_fault(now, row, about, replace(hand, on=look.on)))
    return changes


def inspections(rows: Iterable[Row]) -> list[Sight]:
    """What the rows of a list of inspections say."""
    return [
        Sight(str(row["asset_id"]), row["inspected_on"], str(row["result"]), str(row.get("found") or ""))
        for row in rows
        if isinstance(row["inspected_on"], date)
    ]


def seen_in_village(books: Books, row: Mapping[str, Cell], hand: Hand) -> list[Change]:
    """A line of the village workbook: a look at the asset, recorded as 巡查; words alone are a note.

    A result without a day is of today. Errors: ``NotInBooks``.
    """
    asset, on, said = asset_of(books, str(row["asset_id"])), row.get("inspected_on"), row.get("inspection")
    note = {"note": row["note"]} if row.get("note") else {}
    if on is None and said is None:
        return [changed(asset, note)] if note else []
    result = str(said or asset["inspection"] or GOOD)
    found = row.get("note") or (None if result == GOOD else "村里没有写明情况")
    day = on if isinstance(on, date) else hand.on
    given: dict[str, Cell] = {"result": result, "found": found, "by": "村级巡查"}
    first, *rest = inspect(books, str(row["asset_id"]), given, replace(hand, on=day))
    if first.ledger != "assets":  # an older look than the one it has
        return [*([changed(asset, note)] if note else []), first, *rest]
    return [replace(first, after={**(first.after or {}), **note}), *rest]


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
    schema, before = books.schema("faults"), find_fault(books, number)
    new = dict(given)
    if before.get("warranty") and not new.get("repairer") and not before.get("repairer"):
        new["repairer"] = asset_of(books, str(before["asset_id"]))["contractor"]
    chosen = matter.life(schema).action(action)
    if chosen.name == "repair":
        new["repaired_on"] = new.get("repaired_on") or hand.on
    moved = matter.moved(books, schema, before, matter.Act(action, new, hand, note, SETS.get(chosen.name, {})))
    changes = [moved]
    asset = asset_of(books, str(before["asset_id"]))
    others = [row for row in _open_faults(books, str(before["asset_id"])) if row["fault_id"] != before["fault_id"]]
    if matter.ended(schema, moved.after or {}) and not others and asset["inspection"] in (FAULT, BROKEN):
        changes.append(changed(asset, {"inspection": GOOD}))
    return changes


def find_fault(books: Books, number: str) -> dict[str, Cell]:
    """The fault of that number, or the only open one of that asset. Errors: ``NotInBooks``."""
    return matter.find(books, "faults", number)


def show_faults(books: Books, day: date, *, village: str | None = None, every: bool = False) -> Sheet:
    """报修台账: the open faults (or all), overdue first, with the asset's name and who holds the clock."""
    table, assets = books.table("faults", village=village), books.table("assets")
    lit = [(matter.standing(table.schema, row, day).colour, row) for row in table.rows()]
    lit = [(colour, row) for colour, row in lit if every or colour != BLUE]
    lit.sort(key=lambda pair: (COLOURS.index(pair[0]), str(pair[1]["due_on"] or "9"), str(pair[1]["fault_id"])))
    drawn: list[tuple[Shown, ...]] = []
    for colour, row in lit:
        asset = assets.lookup(str(row["asset_id"])) or {}
        cells = tuple(shown_cell(table.schema, row, name, books.township) for name in _LIST)
        drawn.append((colour, *cells[:3], str(asset.get("name") or ""), *cells[3:]))
    specs = [Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in _LIST]
    named = Column("asset_name", "资产名称", FieldType.TEXT)
    columns = (Column("colour", "颜色"), *specs[:3], named, *specs[3:])
    red = sum(1 for colour, _ in lit if colour == RED)
    return Sheet("资产报修台账", columns, tuple(drawn), (f"截至 {day}:{len(lit)} 件,逾期 {red} 件",))


def _fault(books: Books, row: Row, given: Mapping[str, Cell], hand: Hand) -> Change:
    until = row["warranty_until"]
    covered = None if until is None else isinstance(until, date) and hand.on <= until
    number = numbered(books, "faults", f"fault-{hand.on.year}")
    told: dict[str, Cell] = {name: given.get(name) for name in ("what", "out_of_use", "said_by", "note")}
    told |= {"asset_id": row["asset_id"], "village": row["village"], "warranty": covered}
    told |= {"repairer": row["contractor"] if covered else None}
    return Change("faults", (number,), None, matter.opened(books.schema("faults"), told, number, hand))


def _open_faults(books: Books, asset: str) -> list[dict[str, Cell]]:
    table = books.table("faults")
    return [row for row in table.rows() if row["asset_id"] == asset and not matter.ended(table.schema, row)]
