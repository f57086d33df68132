"""The road of a declared form: each row opens a matter, is an act of the matter it names, or goes its own way."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pyarrow as pa

from wfx.desk.declared.files import duties, duty, hook
from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, check_incoming
from wfx.desk.incoming.prepared import Prepared
from wfx.desk.judging.guarding import guard
from wfx.desk.office.typed import past_day
from wfx.desk.office.workdays import workdays
from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.values.change import Change
from wfx.values.duty import Duty, Verb, VerbKind
from wfx.values.duty import Incoming as Road
from wfx.values.table import Cell, Row


def declared_roads() -> Mapping[str, tuple[Duty, Road]]:
    """Form → the duty that takes it, and how."""
    return {road.form: (each, road) for each in duties() for road in each.incoming}


def prepare(desk: Desk, incoming: Incoming, form: str) -> Prepared:
    """The rows of a declared form ready to record, put to the guards of their act.

    Errors: ``Refused``, the life-cycle's.
    """
    incoming.check()
    of, road = declared_roads()[form]
    hand = matter.Hand(desk.actor, desk.roles, desk.today, workdays(desk))
    if road.own:
        changes, notes = _own(desk, of, road, incoming, hand)
    elif road.open:
        changes, notes = _opened(desk, of, road, incoming, hand)
    else:
        changes, notes = _acts(desk, of, road, incoming, hand), ()
    if not road.own:
        verb = road.act or _opening(of, road).name
        notes = (*notes, *guard(desk, f"{of.name}.{verb}", changes, desk.today))
    what = road.what.replace("{n}", str(len(changes))) or f"{of.title} {len(changes)} 条"
    then = f"wfx {of.name} {road.then}" if road.then else "wfx status"
    return Prepared(of.name, what, tuple(changes), then, notes=(*incoming.notes, *notes))


def _acts(desk: Desk, of: Duty, road: Road, incoming: Incoming, hand: matter.Hand) -> list[Change]:
    verb = duty(of.name).verbs[road.act]
    schema = desk.books.schema(verb.ledger)
    asked = [ask.name for ask in verb.asks]
    changes: list[Change] = []
    for row in incoming.raw[verb.ledger].to_pylist():
        given = {name: row.get(name) for name in asked}
        note = "、".join(str(given[name]) for name in asked if isinstance(given.get(name), str))
        act = matter.Act(verb.act, given, replace(hand, on=_day(desk, verb, row)), note, verb.sets)
        changes += matter.step(desk.books, verb.ledger, str(row[schema.key[0]]), act)
    return changes


def _day(desk: Desk, verb: Verb, row: Row) -> date:
    """The day of an act: what the sheet says where the verb would write it. Errors: ``BadValue`` for a day to come."""
    said = (row.get(name) for name, word in verb.sets.items() if word == "today")
    day = next((each for each in said if isinstance(each, date)), None)
    return past_day(desk, str(day)) if day else desk.today


def _opened(
    desk: Desk, of: Duty, road: Road, incoming: Incoming, hand: matter.Hand
) -> tuple[list[Change], tuple[str, ...]]:
    """New matters, each checked whole; one that stands already, or stands twice, is taken once."""
    schema = desk.books.schema(road.ledger)
    verb = _opening(of, road)
    began = matter.life(schema).opened
    numbers: dict[int, Iterator[str]] = {}
    rows = []
    for cells in incoming.raw[road.ledger].to_pylist():
        row = {**road.sets, **_filled(cells)}
        on = row.get(began)
        day = on if isinstance(on, date) else desk.today
        of_year = numbers.setdefault(day.year, matter.numbers(desk.books, road.ledger, verb.number, day))
        made = matter.opened(schema, row, next(of_year), hand)
        rows.append({**made, **matter.settled(made, verb.sets, hand)})
    table = pa.Table.from_pylist(rows, schema=desk.books.table(road.ledger).arrow.schema)
    incoming.rows[road.ledger] = table
    check_incoming(desk, incoming, road.ledger)
    incoming.check()
    known = {_same(road, row) for row in desk.books.table(road.ledger).rows()}
    changes = []
    for row in table.to_pylist():
        if road.same and _same(road, row) in known:
            continue
        known.add(_same(road, row))
        changes.append(Change(road.ledger, schema.key_of(row), None, _filled(row)))
    passed = len(rows) - len(changes)
    return changes, ((f"{passed} 条已经登记过,没有重复登记",) if passed else ())


def _filled(row: Row) -> dict[str, Cell]:
    return {name: value for name, value in row.items() if value is not None}


def _opening(of: Duty, road: Road) -> Verb:
    return next(each for each in of.verbs.values() if each.ledger == road.ledger and each.kind is VerbKind.OPEN)


def _same(road: Road, row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in road.same)


def _own(
    desk: Desk, of: Duty, road: Road, incoming: Incoming, hand: matter.Hand
) -> tuple[list[Change], tuple[str, ...]]:
    """The function of the room, given the rows as they came (``words["form"]`` says of which form)."""
    rows: list[dict[str, Cell]] = incoming.raw[road.ledger].to_pylist()
    verb = next(iter(of.verbs.values()))
    call = Call(desk.books, verb, hand, desk.today, words={"form": road.form, **incoming.given})
    made = hook(of.name, road.own)(call, rows)
    outcome = made if isinstance(made, Outcome) else Outcome(tuple(made))
    return [each for each in outcome.changes if isinstance(each, Change)], outcome.notes
