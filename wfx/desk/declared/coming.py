"""The road of a declared form: each row opens a matter, is an act of the matter it names, or goes its own way."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import pyarrow as pa

from wfx.desk.declared.acting import filled, lot_of, next_line
from wfx.desk.declared.asked import people
from wfx.desk.declared.files import duties, duty, hook
from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, check_incoming, forms_of, only
from wfx.desk.incoming.prepared import Prepared
from wfx.desk.judging.gauging import gauged
from wfx.desk.judging.guarding import guard, verdicts
from wfx.desk.office.typed import past_day
from wfx.desk.office.workdays import workdays
from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.matter.duty import Duty, Verb, VerbKind
from wfx.values.matter.duty import Incoming as Road
from wfx.values.matter.laid import Laid
from wfx.values.month import Month
from wfx.values.sheet import Reader
from wfx.values.table import Cell, Row


def declared_roads() -> Mapping[str, tuple[Duty, Road]]:
    """Form → the duty that takes it, and how; forms that come beside one another have one road."""
    return {form: (each, road) for each in duties() for road in each.incoming for form in (road.form, *road.beside)}


def prepare(desk: Desk, incoming: Incoming, form: str) -> Prepared:
    """The rows of a declared form ready to record, put to the guards of their act.

    Errors: ``Refused``, the life-cycle's.
    """
    incoming.check()
    of, road = declared_roads()[form]
    if road.beside:
        forms = forms_of(desk)
        only(incoming, {ledger for name in (road.form, *road.beside) for ledger in forms[name].ledgers})
    hand = matter.Hand(desk.actor, desk.roles, desk.today, None if road.own else workdays(desk), desk.office)
    if road.own:
        outcome = _own(desk, of, road, incoming, hand)
    elif road.open:
        outcome = _opened(desk, of, road, incoming, hand)
    else:
        outcome = Outcome(tuple(_acts(desk, of, road, incoming, hand)))
    act = "" if road.own else f"{of.name}.{road.act or _opening(of, road).name}"
    unknown = guard(desk, act, outcome.changes, desk.today) if act else ()
    month = str(_month(desk, road, incoming) or "")
    said = {"n": str(len(outcome.changes)), "month": month, "forms": "、".join(sorted(set(incoming.forms)))}
    what = outcome.what or filled(road.what, said) or f"{of.title} {said['n']} 条"
    then = outcome.then or road.then
    following = next_line(of.name, then, {"number": "", **said}) if then else "wfx status"
    about = filled(outcome.about or road.about, said)
    return Prepared(of.name, what, outcome.changes, following, about, (*incoming.notes, *outcome.notes, *unknown))


def _month(desk: Desk, road: Road, incoming: Incoming) -> Month | None:
    """The one month the rows are of; else the month given, else this month; of rows without months, none."""
    rows = incoming.raw.get(road.ledger)
    if rows is None or "month" not in rows.column_names:
        return None
    months = [text for text in rows["month"].unique().to_pylist() if text]
    return Month.parse(months[0]) if len(months) == 1 else desk.month(incoming.given.get("month"))


def _acts(desk: Desk, of: Duty, road: Road, incoming: Incoming, hand: matter.Hand) -> list[Change]:
    verb = duty(of.name).verbs[road.act]
    schema = desk.books.schema(verb.ledger)
    asked = [ask.name for ask in verb.asks]
    changes: list[Change] = []
    for row in incoming.raw[verb.ledger].to_pylist():
        given = {name: row.get(name) for name in asked}
        note = "、".join(str(given[name]) for name in asked if isinstance(given.get(name), str))
        act = matter.Act(verb.act, given, replace(hand, on=_day(desk, verb, row)), note, verb.sets)
        number = str(row[schema.key[0]])
        changes += _own_act(desk, verb, number, act) if verb.own else matter.step(desk.books, verb.ledger, number, act)
    return changes


def _own_act(desk: Desk, verb: Verb, number: str, act: matter.Act) -> list[Change]:
    """One row as the verb of its own function would take it, typed. Errors: its own."""
    given = {name: cell for name, cell in act.given.items() if cell is not None}
    call = Call(desk.books, verb, act.hand, desk.today, number, verb.act, given, {ask.name: "" for ask in verb.words})
    call = replace(call, people=people(desk, Reader.WORKING), judged=partial(verdicts, desk, act.hand.on))
    made = hook(verb.duty, verb.own)(call)
    return [each for each in (made.changes if isinstance(made, Outcome) else made) if isinstance(each, Change)]


def _day(desk: Desk, verb: Verb, row: Row) -> date:
    """The day of an act: what the sheet says where the verb would write it. Errors: ``BadValue`` for a day to come."""
    said = (row.get(name) for name, word in verb.sets.items() if word == "today")
    day = next((each for each in said if isinstance(each, date)), None)
    return past_day(desk, str(day)) if day else desk.today


def _opened(desk: Desk, of: Duty, road: Road, incoming: Incoming, hand: matter.Hand) -> Outcome:
    """New matters, each checked whole; one that stands already, or stands twice, is taken once."""
    books = _books(desk)
    schema = books.schema(road.ledger)
    verb = _opening(of, road)
    began = matter.life(schema).opened
    numbers: dict[int, Iterator[str]] = {}
    rows = []
    for cells in incoming.raw[road.ledger].to_pylist():
        row = {**road.sets, **_filled(cells)}
        on = row.get(began)
        day = on if isinstance(on, date) else desk.today
        of_year = numbers.setdefault(day.year, matter.numbers(books, road.ledger, verb.number, day))
        made = matter.opened(schema, row, next(of_year), hand)
        rows.append({**made, **matter.settled(made, verb.sets, hand)})
    table = pa.Table.from_pylist(rows, schema=desk.books.table(road.ledger).arrow.schema)
    incoming.rows[road.ledger] = table
    check_incoming(desk, incoming, road.ledger)
    incoming.check()
    known = {_same(road, row) for row in books.table(road.ledger).rows()}
    changes = []
    for row in table.to_pylist():
        if road.same and _same(road, row) in known:
            continue
        known.add(_same(road, row))
        changes.append(Change(road.ledger, schema.key_of(row), None, _filled(row)))
    passed = len(rows) - len(changes)
    return Outcome(tuple(changes), notes=(f"{passed} 条已经登记过,没有重复登记",) if passed else ())


def _books(desk: Desk) -> Books:
    """The books with what came before in the same lot laid over: another list numbers on, and sees what stands."""
    return Laid(desk.books, desk.came) if desk.came else desk.books


def _filled(row: Row) -> dict[str, Cell]:
    return {name: value for name, value in row.items() if value is not None}


def _opening(of: Duty, road: Road) -> Verb:
    return next(each for each in of.verbs.values() if each.ledger == road.ledger and each.kind is VerbKind.OPEN)


def _same(road: Road, row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in road.same)


def _own(desk: Desk, of: Duty, road: Road, incoming: Incoming, hand: matter.Hand) -> Outcome:
    """What the function of the room makes of the lot; ``words`` hold what was said beside it. Errors: ``Refused``."""
    verb = next(iter(of.verbs.values()))
    month = _month(desk, road, incoming)
    call = Call(_books(desk), verb, hand, desk.today, words=incoming.given, month=month, lot=lot_of(incoming))
    judged = partial(verdicts, desk, desk.today)
    call = replace(call, people=people(desk, Reader.WORKING), judged=judged, gauged=partial(gauged, desk))
    made = hook(of.name, road.own)(call, call.lot)
    outcome = made if isinstance(made, Outcome) else Outcome(tuple(made))
    for wrong in outcome.wrong:
        incoming.refuse(wrong.kind, wrong.ledger, wrong.rows, wrong.column, wrong.said)
    incoming.check()
    return outcome
