"""一户一验收 and the end of a risk: accepted by others than the helpers, every printed doubt answered in writing."""

from collections.abc import Sequence

from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.cases.rows import DOUBTS, MEASURES, found, heads, of_case, stepped, text, two, watch
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import day_or_blank
from wfx.values.errors import FieldsMissing, NotInBooks
from wfx.values.finding import Finding, Verdict
from wfx.values.paper import Paper
from wfx.values.schema import Schema
from wfx.values.sheet import Column, Sheet
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Cell, Row

CHECKS = tuple(f"C{number}" for number in range(21, 28))  # AC1 to AC7: doubts, never refusals
_NOW = (
    "net_income_now",
    "self_pay_now",
    "spending_controlled",
    "education_now",
    "medical_now",
    "housing_now",
    "water_now",
)
_PRINTED = ("kind", "item", "for_risk", "delivered_on", "outcome", "before_figure", "after_figure", "figure_unit")
_GONE = (
    "accepted_on",
    "accepted_by",
    "clear_deliberated_on",
    "clear_posted_on",
    "clear_removed_on",
    "clear_reviewed_on",
)


def accepted(call: Call) -> Outcome:
    """The group's sheet of one household, and the doubts the rules print on it.

    Errors: ``TooFewHands``, the life-cycle's. A guard keeps the household's own helpers out.
    """
    row = found(call.books, call.number)
    two(call.given.get("accepted_by"), "验收")
    step = stepped(call, row, "accept", call.given, call.verb.sets)
    number = step.key[0]
    doubts = _doubts(call, number, call.judged(CHECKS, [step]))
    notes = tuple(
        f"疑点 {text((each.after or {})['code'])}:{text((each.after or {})['what'])}" for each in doubts if each.after
    )
    then = (
        f"answer {number} {text((doubts[-1].after or {}).get('code'))} --answer 怎么核实的"
        if notes
        else f"deliberate {number}"
    )
    return Outcome((step, *doubts), number, step.after or {}, notes=notes, then=then)


def _doubts(call: Call, number: str, found_by: Sequence[Finding]) -> list[Change]:
    """The doubts of this sheet in place of an earlier one's; what is not known is a doubt too."""
    told: dict[str, list[Finding]] = {}
    for each in found_by:
        if each.subject == number and each.verdict in (Verdict.FOUND, Verdict.MISSING):
            told.setdefault(each.title.partition(" ")[0], []).append(each)
    before = {str(row["code"]): row for row in of_case(call.books, DOUBTS, number)}
    changes = [Change(DOUBTS, (number, code), row, None) for code, row in before.items() if code not in told]
    for code, listed in sorted(told.items()):
        what = ";".join(each.what or f"{each.title.partition(' ')[2]}:缺数据" for each in listed)[:300]
        new: dict[str, Cell] = {"case_id": number, "code": code, "rule": listed[0].rule, "what": what}
        new |= {"printed_on": call.hand.on, "answer": None, "answered_by": None, "answered_on": None}
        changes.append(Change(DOUBTS, (number, code), before.get(code), new))
    return changes


def answered(call: Call) -> Outcome:
    """One printed doubt answered in writing. Errors: ``NotInBooks``."""
    number = str(found(call.books, call.number)["case_id"])
    change = _answer(call, number, str(call.given["code"]), call.given)
    left = [
        row for row in of_case(call.books, DOUBTS, number) if row["answer"] is None and row["code"] != change.key[1]
    ]
    then = f"answer {number} {left[0]['code']} --answer 怎么核实的" if left else f"next {number}"
    return Outcome((change,), number, change.after or {}, what=f"{number} {change.key[1]} 书面答复", then=then)


def listed(call: Call, lot: Lot) -> Outcome:
    """The doubts that came back with their answers; a line without one is still open. Errors: ``NotInBooks``."""
    lines = [line for line in lot.raw[DOUBTS].to_pylist() if line.get("answer")]
    changes = [_answer(call, str(line["case_id"]), str(line["code"]), line) for line in lines]
    return Outcome(tuple(changes), what=f"验收疑点答复 {len(changes)} 条", then="doubts")


def _answer(call: Call, number: str, code: str, said: Row) -> Change:
    before = call.books.table(DOUBTS).lookup(number, code)
    if before is None:
        raise NotInBooks("code", shown=f"{number} {code}")
    after = {**before, "answer": said["answer"], "answered_on": said.get("answered_on") or call.hand.on}
    after["answered_by"] = said.get("answered_by") or call.hand.actor
    return Change(DOUBTS, (number, code), before, after)


def undone(call: Call) -> Outcome:
    """回退: the removal was weak, the household is watched as before. Errors: the life-cycle's."""
    row = found(call.books, call.number)
    sets: dict[str, str | int] = {"undone_on": "today", **dict.fromkeys(_GONE, "")}
    step = stepped(call, row, "undo-clear", sets=sets)
    if row["state"] != "cleared":
        return Outcome((step,), step.key[0], step.after or {})
    home = watch(call.books, row["household_id"], {"risk_cleared": False, "cleared_on": None})
    return Outcome((step, home), step.key[0], step.after or {})


def sheets(books: Books, call: Call, number: str) -> Paper:
    """附表8 风险消除信息采集表, 附表9 帮扶措施落实情况表, 附表10 风险消除评估表, in one paper to be signed.

    Source: 平江县's removal procedure. Errors: ``NotInBooks``.
    """
    row = found(books, number)
    if row["accepted_on"] is None:
        raise FieldsMissing("accept", act="验收表", fields="验收日期")
    schema, case = books.schema("cases"), str(row["case_id"])
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
            "clear_mode",
            "cleared_how",
            "risks_cleared",
        )
    }
    facts |= {"township": books.township.name, "head": heads(call, [row]).get(str(row["household_id"]), "")}
    facts |= {"accepted_on": day_or_blank(row["accepted_on"]), "county_on": day_or_blank(row["county_on"])}
    facts["group"] = text(shown_cell(schema, row, "accepted_by", books.township))
    drawn = {
        "facts": _facts(books, schema, row),
        "measures": _rows(books, MEASURES, case, _PRINTED),
        "doubts": _rows(books, DOUBTS, case, ("code", "what", "answer", "answered_by")),
    }
    return Paper("cases/acceptance", f"{case} 一户一验收", facts, drawn)


def _facts(books: Books, schema: Schema, row: Row) -> Sheet:
    rows = tuple(
        (schema.field(name).title, worded(shown_cell(schema, row, name, books.township), schema.field(name).unit))
        for name in _NOW
        if row[name] is not None
    )
    return Sheet("", (Column("field", "项目"), Column("value", "内容")), rows)


def _rows(books: Books, ledger: str, case: str, names: Sequence[str]) -> Sheet:
    schema = books.schema(ledger)
    rows = tuple(
        tuple(shown_cell(schema, row, name, books.township) for name in names) for row in of_case(books, ledger, case)
    )
    return Sheet("", tuple(Column(name, schema.field(name).title, schema.field(name).type) for name in names), rows)
