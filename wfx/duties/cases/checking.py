"""核实和比对: what a household lives on, counted once; the list that goes to the county and what comes back."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.cases.rows import CASES, HITS, chosen, found, home_of, of_case, per_head, stepped, two, yuan
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NotInBooks, TooManyRisks
from wfx.values.schema import Field, FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell, shown_name, shown_number
from wfx.values.table import Cell, Row

_INCOME = ("wages", "business_income", "business_cost", "property_income", "transfer_income", "self_pay")
_MOST_RISKS = 5
_HIT = ("department", "item", "result", "explanation")


def checked(call: Call) -> list[Change]:
    """A home check with both figures a head, the income and what is left of it after self-pay; neither is the other.

    The members come from the register, the months from the day it was found. Errors: ``FieldsMissing``,
    ``TooFewHands``, ``TooManyRisks``, the life-cycle's.
    """
    row = found(call.books, call.number)
    given: dict[str, Cell] = dict(call.given)
    given.setdefault("members", home_of(call.books, row["household_id"])["member_count"])
    given.setdefault("income_to", _month_before(row["found_on"]))
    two(given.get("checked_by"), "入户核实")
    risks = given.get("risks")
    if isinstance(risks, list) and len(risks) > _MOST_RISKS:
        raise TooManyRisks("risks", shown=str(len(risks)))
    return [stepped(call, row, "home-check", {**given, **_figures(call, given)}, call.verb.sets)]


def _month_before(day: Cell) -> str | None:
    return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}" if isinstance(day, date) else None


def _figures(call: Call, given: Mapping[str, Cell]) -> dict[str, Cell]:
    """Both figures a head. A part nobody has said is not nothing. Errors: ``FieldsMissing``."""
    people = given.get("members")
    lacking = [name for name in (*_INCOME, "members") if given.get(name) is None]
    if lacking or not isinstance(people, int):
        titles = "、".join(call.books.schema(CASES).field(name).title for name in lacking)
        raise FieldsMissing("home-check", act="入户核实", fields=f"{titles}(没有的写 0)")
    wages, business, cost, owned, given_to, paid = (yuan(given[name]) for name in _INCOME)
    income: Decimal = wages + business - cost + owned + given_to
    return {"net_income": per_head(income, people), "net_after_self_pay": per_head(income - paid, people)}


def compared(call: Call) -> Outcome:
    """Cases sent for comparison, or a list that came back. Errors: the life-cycle's; ``NotInBooks``."""
    if call.lot.raw:
        return came_back(call, call.lot)
    rows = chosen(call, ("checked",))
    changes = [stepped(call, row, "send", sets={"sent_on": "today"}) for row in rows]
    first = changes[0].key[0]
    return Outcome(tuple(changes), first, changes[0].after or {}, what=f"发出比对 {len(changes)} 户")


def came_back(call: Call, lot: Lot) -> Outcome:
    """A returned list: a person without a hit says that nothing was found; hits are kept, explanations laid over.

    Errors: the life-cycle's; ``NotInBooks`` for a case or a person nobody knows.
    """
    lines = lot.raw[HITS].to_pylist()
    cases = {str(line["case_id"]): found(call.books, str(line["case_id"])) for line in lines}
    back = [stepped(call, row, "compare", sets={"back_on": "today"}) for row in cases.values() if _away(row)]
    hits = {change.key: change for line in lines if line.get("result") for change in [_hit(call, cases, line)]}
    said = [change for change in hits.values() if change.after != change.before]
    numbers = list(cases)
    what = f"信息比对返回 {len(cases)} 户,命中 {len(hits)} 条"
    then = "hits" if said else f"consult {' '.join(numbers)}"
    return Outcome((*back, *said), numbers[0] if numbers else "", what=what, then=then)


def _away(row: Row) -> bool:
    """Whether a case still waits for its comparison; later a list only brings explanations."""
    return row["back_on"] is None


def _hit(call: Call, cases: Mapping[str, Row], line: Row) -> Change:
    case = cases[str(line["case_id"])]
    person = str(line.get("person_id") or "")
    if call.books.table("persons").lookup(person) is None:
        raise NotInBooks("person_id", shown=person)
    words = "|".join(str(line.get(name) or "") for name in ("case_id", "person_id", "department", "item"))
    number = f"hit-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
    before = call.books.table(HITS).lookup(number)
    new = {name: line[name] for name in ("case_id", "person_id", *_HIT) if line.get(name) is not None}
    fresh: Row = {"hit_id": number, "village": case["village"], "came_on": call.hand.on}
    return Change(HITS, (number,), before, {**(before or fresh), **new})


def explained(call: Call) -> Outcome:
    """The hits of a case, or of one of its people, explained. Errors: ``NotInBooks`` where there is none."""
    case = found(call.books, call.number)
    wanted = {name: call.given[name] for name in ("person_id", "department", "item") if call.given.get(name)}
    rows = [row for row in of_case(call.books, HITS, str(case["case_id"])) if wanted.items() <= row.items()]
    if not rows:
        raise NotInBooks("case_id", shown=str(case["case_id"]))
    said = call.given["explanation"]
    changes = [Change(HITS, (str(row["hit_id"]),), row, {**row, "explanation": said}) for row in rows]
    return Outcome(tuple(changes), str(case["case_id"]), what=f"{case['case_id']} 比对说明 {len(changes)} 条")


def listed(call: Call) -> Sheet:
    """The people of the cases that are out for comparison, with empty columns for what is found; for the county."""
    table = call.books.table(CASES)
    typed = {str(found(call.books, number)["case_id"]) for number in call.numbers}
    rows = [row for row in table.rows() if row["state"] == "comparing" and (not typed or row["case_id"] in typed)]
    people = [(case, person) for case in rows for person in _people(call, case)]
    ids = [str(person["person_id"]) for _, person in people]
    names, numbers, reader = call.people.names(ids), call.people.numbers(ids), call.people.reader
    persons = call.books.schema("persons")
    drawn: list[tuple[Shown, ...]] = [
        (
            str(case["case_id"]),
            shown_cell(table.schema, case, "village", call.books.township),
            str(case["household_id"]),
            str(person["person_id"]),
            shown_name(names.get(str(person["person_id"])), reader),
            shown_number(numbers.get(str(person["person_id"])), reader),
            shown_cell(persons, person, "relation", call.books.township),
            *[None] * len(_HIT),
        )
        for case, person in people
    ]
    front = ("案件编号", "村", "户编号", "人编号", "姓名", "证件号码", "与户主关系")
    hits = call.books.schema(HITS)
    columns = (*(Column(title, title, FieldType.ID) for title in front), *(_column(hits.field(one)) for one in _HIT))
    note = f"填表说明:{len(rows)} 户 {len(ids)} 人。没有命中的空着,有几项命中写几行;请原样发回"
    return Sheet("信息比对名单", columns, tuple(drawn), (note,), reader)


def _column(spec: Field) -> Column:
    return Column(spec.name, spec.title, spec.type)


def _people(call: Call, case: Row) -> Iterator[Row]:
    rows = call.books.table("persons").where(household_id=str(case["household_id"])).rows()
    return (row for row in rows if row["standing"] in (None, "present"))
