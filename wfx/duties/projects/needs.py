"""Needs as villages list them, each kept once; a declaration made of one, and what it still takes."""

from collections.abc import Iterator

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.projects.listing import LEDGER, NUMBER
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NotInBooks
from wfx.values.table import Cell, Row

RESERVE, NEED = "reserve", "need-{year}-{n:03}"
_SAME = ("village", "kind", "name", "place")
_OF_NEED = ("village", "kind", "name", "place", "scale", "unit", "est_amount", "households", "poor_households")


def listed(call: Call, lot: Lot) -> Outcome:
    """A list of needs; what stands already under village, kind, name and place is taken once."""
    known = {_same(row) for row in call.books.table(RESERVE).rows()}
    numbers: Iterator[str] = matter.numbers(call.books, RESERVE, NEED, call.hand.on)
    blank: dict[str, Cell] = dict.fromkeys(call.books.schema(RESERVE).names)
    changes, stood = [], 0
    for cells in lot.raw[RESERVE].to_pylist():
        row: dict[str, Cell] = {"found_on": call.hand.on} | {name: cell for name, cell in cells.items() if cell}
        if _same(row) in known:
            stood += 1
            continue
        known.add(_same(row))
        number = next(numbers)
        changes.append(Change(RESERVE, (number,), None, {**blank, **row, "need_id": number}))
    return Outcome(tuple(changes), notes=(f"{stood} 条已经登记过,没有重复登记",) if stood else ())


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in _SAME)


def declare(call: Call) -> Outcome:
    """A village's declaration: a new project, of a need where one is named, or one that came back to the village.

    What the need holds is not asked again. Errors: ``NotInBooks``, the life-cycle's.
    """
    if call.number:
        [change] = matter.step(call.books, LEDGER, call.number, _act(call, call.given))
        return Outcome((change,), change.key[0], change.after or {})
    need = _need(call)
    of_need = {name: need[name] for name in _OF_NEED if need.get(name) is not None}
    given = {**of_need, **call.given, "origin": "declared", "need_id": need.get("need_id")}
    given |= {} if given.get("year") else {"year": call.hand.on.year}
    _whole(call, given)
    number = next(matter.numbers(call.books, LEDGER, NUMBER, call.hand.on))
    changes = [matter.founded(call.books, LEDGER, number, _act(call, given))]
    if need:
        changes.append(Change(RESERVE, (str(need["need_id"]),), need, {**need, "project_id": number}))
    return Outcome(tuple(changes), number, changes[0].after or {})


def _need(call: Call) -> Row:
    number = call.words["need"]
    near = [row for row in call.books.table(RESERVE).rows() if number and str(row["need_id"]).endswith(number)]
    if number and len(near) != 1:
        raise NotInBooks("need_id", shown=number)
    return dict(near[0]) if near else {}


def _whole(call: Call, given: Row) -> None:
    schema = call.books.schema(LEDGER)
    missing = [schema.field(name).title for name in ("village", "name", "kind", "place") if not given.get(name)]
    missing += [schema.field("est_amount").title] if given.get("est_amount") is None else []
    if missing:
        raise FieldsMissing("declare", act=call.verb.title, fields="、".join(missing))


def _act(call: Call, given: Row) -> matter.Act:
    return matter.Act("declare", given, call.hand, call.note, call.verb.sets)
