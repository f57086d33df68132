"""A visit recorded: met or reached in the month it was made, what was told, what others must solve (M25)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.laying import filled
from wfx.duties.visits.helping import home_of
from wfx.values.change import Change
from wfx.values.errors import VisitOtherMonth, VisitToCome, VisitUnsaid, WfxError
from wfx.values.month import Month
from wfx.values.table import Cell, Key, Row

LEDGER: Final = "visits"
PROBLEMS: Final = "problems"
NUMBER: Final = "prb-{year}-{n:03}"
_OF_THE_DAY: Final = ("visitor", "present")


def recorded(call: Call) -> Outcome:
    """One visit as typed, on the day of the act. Errors: ``NotInBooks``."""
    home = home_of(call.books, str(call.given.get("household_id") or ""))
    row = {**filled(call.given), "month": str(Month.of(call.hand.on)), "visited_on": call.hand.on}
    return replace(_made(call, [row]), number=str(home["household_id"]))


def taken(call: Call, lot: Lot) -> Outcome:
    """A list of visits; a line without day and way is no visit. ``wrong``: days that cannot be, half a visit."""
    rows = [filled(row) for row in lot.raw[LEDGER].to_pylist()]
    wrong = tuple(_wrong(call, rows))
    return Outcome((), wrong=wrong) if wrong else _made(call, (row for row in rows if _said(row)))


def _said(row: Row) -> bool:
    return bool(row.keys() - {"month", "village", "household_id", "role"})


def _wrong(call: Call, rows: list[dict[str, Cell]]) -> Iterator[Wrong]:
    schema, table = call.books.schema(LEDGER), call.books.table(LEDGER)
    found: dict[tuple[type[WfxError], str], list[int]] = {}
    for at, row in enumerate(rows):
        stands = table.lookup(*schema.key_of(row)) or {}
        fault = _fault(call.today, {**filled(stands), **row}) if _said(row) else None
        if fault:
            found.setdefault(fault, []).append(at)
    for (kind, column), places in found.items():
        yield Wrong(kind, LEDGER, places, column, {at: {"month": str(rows[at]["month"])} for at in places})


def _fault(today: date, row: Row) -> tuple[type[WfxError], str] | None:
    """Why a line cannot be a visit, and in which column."""
    day, mode = row.get("visited_on"), row.get("mode")
    if not isinstance(day, date) or not mode:
        return VisitUnsaid, "mode" if day else "visited_on"
    if str(Month.of(day)) != row["month"]:
        return VisitOtherMonth, "visited_on"
    return (VisitToCome, "visited_on") if day > today else None


def _made(call: Call, rows: Iterable[Row]) -> Outcome:
    """The visits with what stands of their month, and a problem for each that is told anew."""
    schema, homes = call.books.schema(LEDGER), call.books.table("households")
    table, phoned, changed = call.books.table(LEDGER), 0, list[str]()
    changes: list[Change] = []
    told: list[Row] = []
    for row in rows:
        key: Key = schema.key_of(row)
        before = table.lookup(*key)
        after, kept = _laid(before, row)
        home = homes.lookup(str(row["household_id"]))
        after = {**dict.fromkeys(schema.names), **after, "village": home["village"] if home else None}
        phoned += kept
        if after.get("changed") or after.get("change"):
            changed.append(str(row["household_id"]))
        if after != before:
            changes.append(Change(LEDGER, key, before, after))
            told.append(after)
    notes = [f"{phoned} 户这个月已经见过面,电话不改走访日期和方式"] if phoned else []
    if changed:
        notes.append(f"有变化的 {len(set(changed))} 户,登记线索:wfx screen report {changed[0]}")
    return Outcome((*changes, *_problems(call, told)), notes=tuple(notes))


def _laid(before: Row | None, row: Row) -> tuple[dict[str, Cell], bool]:
    """A visit over what stands, and whether a call was left out: a meeting of the month stays one."""
    stood = dict(before or {})
    again = stood.get("visited_on") is not None and row.get("visited_on", stood["visited_on"]) != stood["visited_on"]
    if again and stood.get("mode") == "meet" and row.get("mode") == "phone":
        return {**stood, **{name: cell for name, cell in row.items() if name not in ("visited_on", "mode")}}, True
    if again:
        stood |= dict.fromkeys(_OF_THE_DAY)
    return {**stood, **row}, False


def _problems(call: Call, visits: Iterable[Row]) -> Iterator[Change]:
    """A problem for each that no record of the household tells already."""
    schema = call.books.schema(PROBLEMS)
    known = {(str(row["household_id"]), str(row["what"])) for row in call.books.table(PROBLEMS).rows()}
    numbers = matter.numbers(call.books, PROBLEMS, NUMBER, call.hand.on)
    for visit in visits:
        said = (str(visit["household_id"]), str(visit.get("problem") or ""))
        if not said[1] or said in known:
            continue
        known.add(said)
        number = next(numbers)
        given = {"village": visit["village"], "household_id": said[0], "role": visit["role"]}
        given |= {"found_on": visit["visited_on"], "what": said[1]}
        yield Change(PROBLEMS, (number,), None, matter.opened(schema, given, number, call.hand))
