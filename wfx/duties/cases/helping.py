"""帮扶: help before procedure where it burns, then one plan a household, each measure to its end with its figures."""

from collections.abc import Sequence
from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.cases.rows import CASES, HOMES, MEASURES, found, heads, home_of, of_case, open_case, text
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, FutureDay, NotInBooks, UnknownHousehold
from wfx.values.paper import Paper
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Cell, Row

_NUMBER = "m-{year}-{n:04}"
_SHOWN = (
    "kind",
    "item",
    "for_risk",
    "responsible",
    "due_on",
    "delivered_on",
    "before_figure",
    "after_figure",
    "figure_unit",
)


def assisted(call: Call) -> Outcome:
    """Help given at once to a household with a clue or a case, before the procedure. Errors: ``NotInBooks``."""
    whose = _whose(call.books, call.number)
    said = {"urgent": True, "planned_on": call.hand.on, "delivered_on": call.hand.on, **call.given}
    return _written(call, [{**whose, **said}], "先行帮扶")


def planned(call: Call) -> Outcome:
    """One measure of a household's plan. Errors: ``NotInBooks``."""
    whose = _whose(call.books, call.number)
    return _written(call, [{**whose, "planned_on": call.hand.on, **call.given}], "帮扶措施")


def _whose(books: Books, number: str) -> dict[str, Cell]:
    """The household meant: by its case, its clue, or its own number. Errors: ``NotInBooks``."""
    home = books.table(HOMES).lookup(number)
    clue = None if home else books.table("clues").lookup(number)
    if home or clue:
        row = home or home_of(books, (clue or {})["household_id"])
        household = str(row["household_id"])
        said: dict[str, Cell] = {"household_id": household, "village": row["village"]}
        return said | {
            "case_id": open_case(books, household) or _watched(books, household),
            "clue_id": number if clue else None,
        }
    case = found(books, number)
    return {"household_id": case["household_id"], "village": case["village"], "case_id": case["case_id"]}


def _watched(books: Books, household: str) -> str | None:
    rows = books.table(CASES).where(household_id=household).rows()
    return max((str(row["case_id"]) for row in rows), default=None)


def _written(call: Call, rows: Sequence[dict[str, Cell]], word: str) -> Outcome:
    numbers = matter.numbers(call.books, MEASURES, _NUMBER, call.hand.on)
    changes = []
    for row in rows:
        _not_to_come(row.get("delivered_on"), call.today)
        number = next(numbers)
        made = {name: row.get(name) for name in call.books.schema(MEASURES).names}
        changes.append(Change(MEASURES, (number,), None, {**made, "measure_id": number, "state": state_of(row)}))
    first = changes[0]
    after = first.after or {}
    what = f"{word} {first.key[0]}" + (f" 等 {len(changes)} 项" if len(changes) > 1 else "")
    then = (
        f"progress {first.key[0]} --on 日期"
        if state_of(after) == "planned"
        else f"show {after['case_id'] or after['household_id']}"
    )
    return Outcome(tuple(changes), first.key[0], after, what=what, then=then)


def _not_to_come(day: Cell, today: date) -> None:
    """Errors: ``FutureDay``."""
    if isinstance(day, date) and day > today:
        raise FutureDay("delivered_on", shown=str(day))


def state_of(row: Row) -> str:
    """How far a measure is, by what is filled in."""
    if row.get("stop_reason"):
        return "stopped"
    if row.get("outcome"):
        return "done"
    if row.get("delivered_on"):
        return "delivered"
    return "working" if row.get("state") == "working" else "planned"


def progressed(call: Call) -> Outcome:
    """A measure delivered, its outcome told with both figures, or ended. Errors: ``NotInBooks``, ``FieldsMissing``."""
    before = _measure(call.books, call.number)
    said = {name: cell for name, cell in call.given.items() if cell is not None}
    if not said:
        raise FieldsMissing("progress", act="措施进展", fields="落实日期、成效或终止原因")
    change = _moved(call, before, said)
    return Outcome((change,), change.key[0], change.after or {}, what=f"{change.key[0]} 措施进展")


def _moved(call: Call, before: Row, said: Row) -> Change:
    _not_to_come(said.get("delivered_on"), call.today)
    after = {**before, **said}
    state = state_of(after)
    return Change(
        MEASURES, (str(before["measure_id"]),), before, {**after, "state": "working" if state == "planned" else state}
    )


def _measure(books: Books, number: str) -> dict[str, Cell]:
    table = books.table(MEASURES)
    near = [row for row in table.rows() if number and str(row["measure_id"]).endswith(number)]
    exact = [row for row in near if row["measure_id"] == number] or near
    if len(exact) != 1:
        raise NotInBooks("measure_id", shown=number)
    return exact[0]


def listed(call: Call, lot: Lot) -> Outcome:
    """A filled list of new measures. Lines of a household nobody knows, or of a day to come, are refused in place."""
    rows = lot.raw[MEASURES].to_pylist()
    homes = call.books.table(HOMES)
    strange = [at for at, row in enumerate(rows) if homes.lookup(text(row.get("household_id"))) is None]
    future = [at for at, row in enumerate(rows) if _is_to_come(row.get("delivered_on"), call.today)]
    wrong = [Wrong(UnknownHousehold, MEASURES, strange, "household_id")] if strange else []
    wrong += [Wrong(FutureDay, MEASURES, future, "delivered_on")] if future else []
    if wrong:
        return Outcome((), wrong=tuple(wrong))
    fresh = [
        {"planned_on": call.hand.on, **_filled(row), **_whose(call.books, str(row["household_id"]))} for row in rows
    ]
    made = _written(call, fresh, "帮扶措施").changes if fresh else ()
    return Outcome(made, what=f"帮扶措施 {len(made)} 项", then="help")


def _is_to_come(day: Cell, today: date) -> bool:
    return isinstance(day, date) and day > today


def _filled(row: Row) -> dict[str, Cell]:
    return {name: cell for name, cell in row.items() if cell is not None}


def blank(call: Call) -> Sheet:
    """一户一策 to fill: a line for each risk of each watched household, the kinds that answer it left to choose."""
    schema = call.books.schema(MEASURES)
    rows = [row for row in call.books.table(CASES).rows() if row["state"] == "watched"]
    names = heads(call, rows)
    fill = ("for_risk", "kind", "item", "responsible", "due_on", "amount", "handout")
    drawn: list[tuple[Shown, ...]] = [
        (str(case["household_id"]), names.get(str(case["household_id"]), ""), risk, *[None] * (len(fill) - 1))
        for case in rows
        for risk in _risks(call.books, case)
    ]
    columns = [Column(name, schema.field(name).title, schema.field(name).type) for name in ("household_id", *fill)]
    columns.insert(1, Column("head", "户主"))
    note = f"填表说明:{len(rows)} 户;一格可写几类措施,用顿号隔开。落实和成效填在措施台账上(wfx cases help -o)"
    return Sheet("一户一策", tuple(columns), tuple(drawn), (note,))


def _risks(books: Books, case: Row) -> list[str | None]:
    """The risks no measure is there for, by their titles; an empty line where there is none."""
    met = {row["for_risk"] for row in of_case(books, MEASURES, str(case["case_id"]))}
    risks, titles = case["risks"], books.schema(CASES).field("risks").codes
    return [titles[str(risk)] for risk in risks if risk not in met] if isinstance(risks, list) else [None]


def plan(books: Books, call: Call, number: str) -> Paper:
    """一户一策 of one household, with both figures of its income side by side. Errors: ``NotInBooks``."""
    row = found(books, number)
    schema, home = books.schema(CASES), home_of(books, row["household_id"])
    measures = books.schema(MEASURES)
    drawn = tuple(
        tuple(shown_cell(measures, each, name, books.township) for name in _SHOWN)
        for each in of_case(books, MEASURES, str(row["case_id"]))
    )
    columns = tuple(Column(name, measures.field(name).title, measures.field(name).type) for name in _SHOWN)
    facts = {
        name: worded(shown_cell(schema, row, name, books.township), schema.field(name).unit)
        if row[name] is not None
        else ""
        for name in (
            "case_id",
            "household_id",
            "village",
            "members",
            "kind",
            "risks",
            "net_income",
            "net_after_self_pay",
            "helper",
        )
    }
    facts |= {"township": books.township.name, "head": heads(call, [row]).get(str(row["household_id"]), "")}
    facts["group"] = text(home["group_name"])
    return Paper("cases/plan", f"{row['case_id']} 一户一策", facts, {"measures": Sheet("", columns, drawn)})
