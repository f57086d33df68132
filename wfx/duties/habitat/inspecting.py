"""Inspections of a village: what is found is a matter to be mended from the same entry on."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.values.change import Change
from wfx.values.table import Cell, Row

INSPECTIONS, NUMBER = "inspections", "hab-{year}-{n:03}"
MATTERS, MATTER = "rectifications", "rect-{year}-{n:03}"
_DAYS = timedelta(days=15)
_SAME = ("village", "inspected_on", "kind", "place", "found")


def inspected(call: Call) -> Outcome:
    """One inspection as typed; without a problem it is only noted."""
    return _taken(call, [call.given])


def listed(call: Call, lot: Lot) -> Outcome:
    """A list of inspections; a line that stands already is taken once."""
    return _taken(call, lot.raw[INSPECTIONS].to_pylist())


def _taken(call: Call, rows: Sequence[Row]) -> Outcome:
    books = call.books
    known = {_same(row) for row in books.table(INSPECTIONS).rows()}
    numbers = matter.numbers(books, INSPECTIONS, NUMBER, call.hand.on)
    matters = matter.numbers(books, MATTERS, MATTER, call.hand.on)
    blank: dict[str, Cell] = dict.fromkeys(books.schema(INSPECTIONS).names)
    changes: list[Change] = []
    stood = opened = 0
    for cells in rows:
        said = {name: cell for name, cell in cells.items() if cell not in (None, "")}
        row: dict[str, Cell] = {**blank, "inspected_on": call.hand.on, **said}
        if _same(row) in known:
            stood += 1
            continue
        known.add(_same(row))
        row["inspection_id"] = next(numbers)
        if row.get("found"):
            made = _matter(call, row, matters)
            row |= {"rectification_id": made.key[0], "due_on": (made.after or {})["due_on"]}
            changes.append(made)
            opened += 1
        changes.append(Change(INSPECTIONS, (str(row["inspection_id"]),), None, row))
    notes = [f"{opened} 个问题立了整改"] if opened else []
    notes += [f"{stood} 条已经登记过,没有重复登记"] if stood else []
    of = [change for change in changes if change.ledger == INSPECTIONS]
    return Outcome(tuple(changes), of[0].key[0] if of else "", (of[0].after or {}) if of else {}, notes=tuple(notes))


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in _SAME)


def _matter(call: Call, row: Row, numbers: Iterator[str]) -> Change:
    """The problem as a rectification of the township's own looking, with a day by which it is to be mended."""
    schema = call.books.schema(MATTERS)
    spec = call.books.schema(INSPECTIONS).field("kind")
    on = row["inspected_on"]
    kind = spec.codes.get(str(row.get("kind")), "")
    given: dict[str, Cell] = {
        "source": "inspection",
        "level": "township",
        "category": f"人居环境{kind}"[:60],
        "problem": " ".join(str(row[name]) for name in ("place", "found") if row.get(name)),
        "village": row["village"],
        "opened_on": on,
        "due_on": row.get("due_on") or ((on if isinstance(on, date) else call.hand.on) + _DAYS),
    }
    number = next(numbers)
    return Change(MATTERS, (number,), None, {**matter.opened(schema, given, number, call.hand), "reopened": 0})
