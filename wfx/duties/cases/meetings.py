"""会商和评议: one meeting, many households, one entry; each household with its own word or its own votes."""

from collections.abc import Mapping, Sequence

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.cases.rows import CASES, chosen, found, heads, stepped, text
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import day_or_blank
from wfx.values.errors import BadValue, FieldsMissing, MeetingUnsaid, NotInBooks
from wfx.values.money import Money
from wfx.values.paper import Paper
from wfx.values.schema import FieldType, Schema, code
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row

CONSULTED, DELIBERATED = "consultations", "deliberations"
OFFICE = "乡村振兴办"
_DECIDED = ("decision", "kind", "finding", "line_used", "line_since")
_VOTES = ("votes_for", "votes_against", "votes_abstain")
_OF_REMOVAL = {"votes_for": "clear_for", "votes_against": "clear_against", "votes_abstain": "clear_abstain"}


def consulted(call: Call) -> Outcome:
    """One 会商: who came, who wrote, and for each household what was found. Errors: ``FieldsMissing``, ``NotInBooks``.

    A guard asks whether the departments that must be heard were.
    """
    lines = _lines(call, ("compared",), _DECIDED)
    name = next(matter.numbers(call.books, CONSULTED, call.verb.number, call.hand.on))
    changes = [_decided(call, row, {**said, "consultation_id": name}) for row, said in lines]
    said: dict[str, Cell] = {"convenor": OFFICE, **call.given, "entered_by": call.hand.actor}
    record: dict[str, Cell] = {"consultation_id": name, "held_on": call.hand.on, **said}
    record["cases"] = [change.key[0] for change in changes]
    meeting = Change(CONSULTED, (name,), None, record)
    return Outcome((*changes, meeting), name, record, what=f"会商 {name},{len(changes)} 户")


def _decided(call: Call, row: Row, said: Mapping[str, Cell]) -> Change:
    """Whom it is to take in has a kind. Errors: ``FieldsMissing``."""
    if said.get("decision") == "include" and not said.get("kind"):
        raise FieldsMissing("consult", act=f"会商 {row['case_id']}", fields="监测对象类别")
    return stepped(call, row, "consult", said, {"consulted_on": "today"})


def deliberated(call: Call) -> Outcome:
    """One 评议 of a village: how many were due and came, and each household's votes; of both ways, in and out.

    Errors: ``FieldsMissing``, ``BadValue`` for cases of several villages, the life-cycle's.
    """
    lines = _lines(call, ("consulted", "accepted"), _VOTES)
    villages = {str(row["village"]) for row, _ in lines}
    if len(villages) != 1:
        raise BadValue("评议的案件(一次评议只评一个村的)", shown="、".join(sorted(villages)))
    name = next(matter.numbers(call.books, DELIBERATED, call.verb.number, call.hand.on))
    changes = [_voted(call, row, said, name) for row, said in lines]
    record: dict[str, Cell] = {"deliberation_id": name, "village": villages.pop(), "held_on": call.hand.on}
    record |= {**call.given, "cases": [change.key[0] for change in changes], "entered_by": call.hand.actor}
    meeting = Change(DELIBERATED, (name,), None, record)
    return Outcome((*changes, meeting), name, record, what=f"民主评议 {name},{len(changes)} 户")


def _voted(call: Call, row: Row, said: Mapping[str, Cell], name: str) -> Change:
    if row["state"] != "accepted":
        given = {**said, "deliberation_id": name}
        return stepped(call, row, "deliberate", given, {"deliberated_on": "today"})
    given = {_OF_REMOVAL[field]: count for field, count in said.items()}
    given["clear_deliberation_id"] = name
    return stepped(call, row, "vote", given, {"clear_deliberated_on": "today"})


def _lines(
    call: Call, states: Sequence[str], fields: Sequence[str]
) -> list[tuple[dict[str, Cell], Mapping[str, Cell]]]:
    """Each case with its own cells: from the list that was filled, else the same typed words for all."""
    if CASES in call.lot.raw:
        rows = call.lot.raw[CASES].to_pylist()
        filled = [row for row in rows if any(row.get(name) is not None for name in fields)]
        return [(found(call.books, str(row["case_id"])), _cells(row, fields)) for row in filled]
    typed = _cells(_typed(call, fields), fields)
    return [(row, typed) for row in chosen(call, states)]


def _cells(row: Row, fields: Sequence[str]) -> Mapping[str, Cell]:
    return {name: row[name] for name in fields if row.get(name) is not None}


def _typed(call: Call, fields: Sequence[str]) -> Mapping[str, Cell]:
    """Words beside the meeting's own fields as cells of a case. Errors: ``BadValue``, ``NotAChoice``."""
    schema, found_cells = call.books.schema(CASES), dict[str, Cell]()
    for name in fields:
        word, spec = call.words.get(name, ""), schema.field(name)
        if not word:
            continue
        if spec.type is FieldType.CODE:
            found_cells[name] = code(spec, word)
        elif spec.type is FieldType.MONEY:
            found_cells[name] = Money.parse(word).yuan
        elif spec.type is FieldType.INT:
            if not word.isdecimal():
                raise BadValue(spec.title, shown=word)
            found_cells[name] = int(word)
        else:
            found_cells[name] = word
    return found_cells


def agenda(call: Call) -> Sheet:
    """会商表: every case that is compared, with what is known, and the columns to fill at the meeting."""
    return _worklist(call, "会商表", ("compared",), ("net_income", "net_after_self_pay", "risks"), _DECIDED)


def ballot(call: Call) -> Sheet:
    """评议表: every case that waits for its village's word, in or out, with the votes to be counted."""
    return _worklist(call, "民主评议表", ("consulted", "accepted"), ("state",), _VOTES)


def _worklist(call: Call, title: str, states: Sequence[str], shown: Sequence[str], fill: Sequence[str]) -> Sheet:
    schema = call.books.schema(CASES)
    village = call.given.get("village")
    rows = [
        row for row in call.books.table(CASES).rows() if row["state"] in states and village in (None, row["village"])
    ]
    names = heads(call, rows)
    front = ("case_id", "village", "household_id")
    drawn: list[tuple[Shown, ...]] = [
        (
            *(shown_cell(schema, row, name, call.books.township) for name in front),
            names.get(str(row["household_id"]), ""),
            *(shown_cell(schema, row, name, call.books.township) for name in shown),
            *[None] * len(fill),
        )
        for row in rows
    ]
    columns = [_column(schema, name) for name in (*front, *shown, *fill)]
    columns.insert(len(front), Column("head", "户主"))
    note = f"填表说明:共 {len(rows)} 户;填好原样收回,空着的这次不议"
    return Sheet(title, tuple(columns), tuple(drawn), (note,), call.people.reader)


def _column(schema: Schema, name: str) -> Column:
    spec = schema.field(name)
    return Column(name, spec.title, spec.type, spec.unit)


def minutes(books: Books, call: Call, number: str) -> Paper:
    """会商纪要 or 评议记录, whichever meeting has that number. Errors: ``NotInBooks``."""
    for ledger, template, title, fields in (
        (
            CONSULTED,
            "cases/consultation",
            "会商纪要",
            ("village", "household_id", "net_income", "net_after_self_pay", *_DECIDED[:3]),
        ),
        (DELIBERATED, "cases/deliberation", "民主评议记录", ("household_id", *_VOTES, *_OF_REMOVAL.values())),
    ):
        row = _meeting(books, ledger, number)
        if row is not None:
            return _minutes(books, call, ledger, row, template, title, fields)
    raise NotInBooks("consultation_id", shown=number)


def _meeting(books: Books, ledger: str, number: str) -> dict[str, Cell] | None:
    key = books.schema(ledger).key[0]
    near = [str(row[key]) for row in books.table(ledger).rows() if row[key] == number]
    return books.dossier(ledger, near[0]) if near else None


def _minutes(
    books: Books, call: Call, ledger: str, row: Row, template: str, title: str, fields: Sequence[str]
) -> Paper:
    schema, cases = books.schema(ledger), books.schema(CASES)
    listed = row.get("cases")
    rows = [found(books, str(each)) for each in listed] if isinstance(listed, list) else []
    names = heads(call, rows)
    used = [name for name in fields if any(each.get(name) is not None for each in rows)]
    drawn = tuple(
        (
            str(each["case_id"]),
            names.get(str(each["household_id"]), ""),
            *(shown_cell(cases, each, name, books.township) for name in used),
        )
        for each in rows
    )
    columns = (Column("case_id", "案件编号"), Column("head", "户主"), *(_column(cases, name) for name in used))
    facts = {
        each.name: text(shown_cell(schema, row, each.name, books.township))
        for each in schema.fields
        if each.type is not FieldType.DATE and each.name != "cases"
    }
    facts |= {"number": str(row[schema.key[0]]), "held_on": day_or_blank(row["held_on"]), "count": str(len(rows))}
    facts |= {"township": books.township.name}
    return Paper(template, f"{row[schema.key[0]]} {title}", facts, {"cases": Sheet("", columns, drawn)})


def consulted_alone(_: Call, __: Lot) -> Outcome:
    """A list of a 会商 without its meeting. Errors: ``MeetingUnsaid``, always."""
    raise MeetingUnsaid("form", shown="会商表", verb="consult", asks="到会部门(--present)")


def deliberated_alone(_: Call, __: Lot) -> Outcome:
    """A list of votes without its sitting. Errors: ``MeetingUnsaid``, always."""
    raise MeetingUnsaid("form", shown="民主评议表", verb="deliberate", asks="形式和应到实到(--body --due --present)")
