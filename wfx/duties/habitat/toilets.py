"""Toilets as villages list them, one record each; a fault is opened of a row that names one, and the same one again."""

from collections import Counter
from collections.abc import Iterator, Sequence

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.values.change import Change
from wfx.values.errors import NotInBooks, ToiletContradicts, ToiletFaultOpen, UnknownHousehold
from wfx.values.table import Cell, Row

TOILETS, FAULTS, NUMBER, FAULT = "toilets", "toilet_faults", "wc-{year}-{n:04}", "wcf-{year}-{n:03}"
_SAME = ("household_id", "mode", "built_year")
_GONE = "removed"
_TURNED = {"recheck": {"broken": "normal", "idle": "normal"}, "reopen": {"normal": "broken"}}
_AGAIN = {
    "reopened": "+1",
    "fixed_on": "",
    "fixed_by": "",
    "result": "",
    "checked_by": "",
    "closed_on": "",
    "due_on": "",
}


def listed(call: Call, lot: Lot) -> Outcome:
    """户厕台账: each row a toilet of a household that stands in the books, its problems a fault."""
    faults = lot.raw[FAULTS].to_pylist() if FAULTS in lot.raw else []
    rows = lot.raw[TOILETS].to_pylist()
    pairs = [(row, faults[at] if faults else {}) for at, row in enumerate(rows)]
    homes = call.books.table("households")
    strange = [at for at, (row, _) in enumerate(pairs) if homes.lookup(str(row["household_id"])) is None]
    false = [at for at, (row, fault) in enumerate(pairs) if _contradicts(row, fault)]
    wrong = [Wrong(UnknownHousehold, TOILETS, strange, "household_id")] if strange else []
    wrong += [Wrong(ToiletContradicts, TOILETS, false, "state")] if false else []
    if wrong:
        return Outcome((), wrong=tuple(wrong))
    return _taken(call, pairs)


def _contradicts(row: Row, fault: Row) -> bool:
    """Whether a toilet is called fit for use beside a problem that is not closed."""
    return row.get("state") == "normal" and bool(fault.get("problems")) and not fault.get("closed_on")


def typed(call: Call) -> Outcome:
    """One toilet as typed. Errors: ``NotInBooks``."""
    if call.books.table("households").lookup(str(call.given["household_id"])) is None:
        raise NotInBooks("household_id", shown=str(call.given["household_id"]))
    return _taken(call, [(call.given, {})])


def _taken(call: Call, pairs: Sequence[tuple[Row, Row]]) -> Outcome:
    books, homes = call.books, call.books.table("households")
    standing: dict[tuple[str, ...], list[Row]] = {}
    for each in books.table(TOILETS).rows():
        if each["state"] != _GONE:
            standing.setdefault(_same(each), []).append(each)
    open_faults = {str(row["toilet_id"]): row for row in books.table(FAULTS).rows()}
    toilets, numbers = (
        matter.numbers(books, TOILETS, NUMBER, call.hand.on),
        matter.numbers(books, FAULTS, FAULT, call.hand.on),
    )
    blank: dict[str, Cell] = dict.fromkeys(books.schema(TOILETS).names)
    seen: Counter[tuple[str, ...]] = Counter()
    changes: list[Change] = []
    stood = going = 0
    for cells, fault in pairs:
        row: dict[str, Cell] = {name: cell for name, cell in cells.items() if cell not in (None, "")}
        row["village"] = (homes.lookup(str(row["household_id"])) or {})["village"]
        turn = seen[_same(row)]
        seen[_same(row)] += 1
        own = standing.get(_same(row), [])
        before = own[turn] if turn < len(own) else None
        number = str(before["toilet_id"]) if before else next(toilets)
        after = {
            **blank,
            **({} if before else {"found_on": call.hand.on}),
            **(before or {}),
            **row,
            "toilet_id": number,
        }
        stood += before is not None
        if before is None or after != dict(before):
            changes.append(Change(TOILETS, (number,), before, after))
        if fault.get("problems"):
            known = open_faults.get(number)
            going += known is not None and known["state"] != "closed"
            changes += _fault(call, after, fault, known, numbers)
    notes = [f"{stood} 座已在台账上,只改写了有变化的"] if stood else []
    notes += [f"{going} 座的问题还没有销号,没有再开一件"] if going else []
    return Outcome(tuple(changes), changes[0].key[0] if changes else "", notes=tuple(notes))


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in _SAME)


def _fault(call: Call, toilet: Row, said: Row, known: Row | None, numbers: Iterator[str]) -> list[Change]:
    """A fault of the toilet: new in the state the list gives it; one that was closed comes back under its number."""
    schema = call.books.schema(FAULTS)
    seen: dict[str, Cell] = {"opened_on": said.get("opened_on") or toilet.get("found_on")}
    given = {name: cell for name, cell in {**said, **seen}.items() if cell not in (None, "", [])}
    if known is not None and known["state"] != "closed":
        return []
    if known is not None:
        if said.get("closed_on"):
            return []
        whole = matter.find(call.books, FAULTS, str(known["fault_id"]))
        note = "再排查又有问题"
        return [matter.moved(call.books, schema, whole, matter.Act("reopen", given, call.hand, note, _AGAIN))]
    number = next(numbers)
    planned = "planned" if given.get("fix_plan") and given.get("due_on") else "open"
    state = "closed" if given.get("closed_on") else planned
    of = {"toilet_id": toilet["toilet_id"], "household_id": toilet["household_id"], "village": toilet["village"]}
    row = matter.opened(schema, {**given, **of, "state": state}, number, call.hand)
    return [Change(FAULTS, (number,), None, {**row, "reopened": 0})]


def fault(call: Call) -> Outcome:
    """A problem seen at one toilet, which is then no longer called fit. Errors: ``NotInBooks``, ``ToiletFaultOpen``."""
    rows = list(call.books.table(TOILETS).rows())
    near = [row for row in rows if call.number and str(row["toilet_id"]).endswith(call.number)]
    near = near or [row for row in rows if row["household_id"] == call.number and row["state"] != _GONE]
    if len(near) != 1:
        raise NotInBooks("toilet_id", shown=call.number)
    toilet, number = near[0], str(near[0]["toilet_id"])
    known = next((row for row in call.books.table(FAULTS).rows() if row["toilet_id"] == number), None)
    made = _fault(call, toilet, call.given, known, matter.numbers(call.books, FAULTS, FAULT, call.hand.on))
    if not made:
        raise ToiletFaultOpen("toilet_id", shown=number)
    if toilet["state"] == "normal":
        made.append(Change(TOILETS, (number,), toilet, {**toilet, "state": "broken"}))
    return Outcome(tuple(made), made[0].key[0], made[0].after or {})


def mended(call: Call) -> Outcome:
    """A fault rechecked and closed, or broken again: its toilet is fit, or no longer. Errors: the life-cycle's."""
    own = call.action == call.verb.act
    sets = call.verb.sets if own else call.verb.other_sets
    act = matter.Act(call.action, call.given, call.hand, call.note, sets)
    [step] = matter.step(call.books, FAULTS, call.number, act)
    record = step.after or {}
    number = str(record["toilet_id"])
    toilet = call.books.table(TOILETS).lookup(number) or {}
    turned = _TURNED.get(call.action, {}).get(str(toilet.get("state")), "")
    more = [Change(TOILETS, (number,), toilet, {**toilet, "state": turned})] if turned else []
    return Outcome((step, *more), step.key[0], record)


def exempted(call: Call) -> Outcome:
    """A household that need not build: the village is the household's. Errors: ``NotInBooks``."""
    number = str(call.given["household_id"])
    home = call.books.table("households").lookup(number)
    if home is None:
        raise NotInBooks("household_id", shown=number)
    act = matter.Act("", {**call.given, "village": home["village"]}, call.hand, sets=call.verb.sets)
    [change] = matter.written(call.books, "not_due", act)
    return Outcome((change,), number, change.after or {})
