"""The acts on a matter that no data says: the same problem in other villages, red findings opened as matters."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.duties.matter import Hand
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, FieldsMissing
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.matter.lifecycle import Step
from wfx.values.schema import Schema
from wfx.values.table import Cell, Row
from wfx.values.text import listed

LEDGER = "rectifications"
OWN_MATTER = ("screen", "rectify")  # a household at risk becomes a clue; a matter is not its own problem
NUMBER = "rect-{year}-{n:03}"
SAME = ("source_paper", "number", "village", "problem")  # what makes two lines of lists one problem
_TEXT = 500
_WHOLE = 100


def add(call: Call) -> Outcome:
    """One matter entered by hand, and with ``children`` the same in other villages; with ``parent`` only those.

    Errors: ``FieldsMissing``, ``AlreadySettled`` when it stands already, ``BadValue``, ``NotInBooks``.
    """
    villages = listed(call.words.get("children", ""))
    if call.words.get("parent"):
        return _sent_on(call, villages)
    schema = call.books.schema(LEDGER)
    missing = [schema.field(name).title for name in ("problem", "source") if not call.given.get(name)]
    if missing:
        raise FieldsMissing("add", act=call.verb.title, fields="、".join(missing))
    if _same(call.given) in {_same(row) for row in call.books.table(LEDGER).rows()}:
        raise AlreadySettled("rectification_id", shown=str(call.given["problem"])[:20])
    act = matter.Act("", call.given, call.hand, sets=call.verb.sets)
    changes = matter.open_matter(call.books, LEDGER, act, call.verb.number)
    parent = changes[0].after or {}
    if villages:
        changes += send_on(call.books, parent, villages, call.hand)
    return Outcome(tuple(changes), changes[0].key[0], parent)


def _sent_on(call: Call, villages: Sequence[str]) -> Outcome:
    """A standing matter to other villages: its words are its own, so nothing else may be given."""
    if not villages or call.given:
        raise BadValue("这样的选项(只与 --children 一起用)", shown=f"--parent {call.words['parent']}")
    parent = matter.find(call.books, LEDGER, call.words["parent"])
    changes = send_on(call.books, parent, villages, call.hand)
    name = str(parent["rectification_id"])
    return Outcome(tuple(changes), name, parent, what=f"{name} 举一反三到 {len(changes)} 村", then="show")


def send_on(books: Books, parent: Row, villages: Sequence[str], hand: Hand) -> list[Change]:
    """举一反三: the same problem as a child matter in other villages; one that has it already is left alone.

    Errors: ``BadValue`` for an unknown village or a parent that is a child itself, ``AlreadySettled`` when every
    village has it.
    """
    name = str(parent["rectification_id"])
    if parent.get("parent"):
        raise BadValue("上级整改", shown=name)
    standing = {row["village"] for row in books.table(LEDGER).rows() if row["parent"] == name}
    fresh = [code for code in books.township.codes(villages) if code not in {*standing, parent.get("village")}]
    if not fresh:
        raise AlreadySettled("rectification_id", shown=name)
    kept = ("number", "level", "source_paper", "category", "problem", "lead_unit", "due_on")
    shared: dict[str, Cell] = {field: parent.get(field) for field in kept} | {"source": "example", "parent": name}
    return [_new(books, {**shared, "village": code}, f"{name}.{code}", hand) for code in fresh]


def open_from(
    books: Books, findings: Iterable[Finding], hand: Hand, stock: Collection[str] = ()
) -> tuple[list[Change], Mapping[str, int]]:
    """A matter for every red doubt that has none yet, and how many were passed over, by reason.

    The same doubt (finding number) never opens two; nor does one whose rule and subject are in an open matter, or
    that a person called unfounded, or that is 存量 and waits (``stock``, finding numbers). Households at risk become
    clues, not matters. Each has a deadline, so that it turns red and comes onto the month's task sheet.
    """
    table = books.table(LEDGER)
    known = {str(row["finding"]) for row in table.rows() if row["finding"]}
    waiting = {(row["rule"], row["subject"]) for row in table.rows() if not matter.ended(table.schema, row)}
    unfounded = {str(row["finding"]) for row in books.table("dispositions").rows() if row["decision"] == "false"}
    numbers, due = matter.numbers(books, LEDGER, NUMBER, hand.on), _deadline(table.schema, hand)
    passed: Counter[str] = Counter()
    changes = []
    for found in findings:
        if found.verdict is not Verdict.FOUND or found.severity is not Severity.ERROR:
            continue
        if found.duty in OWN_MATTER:
            passed["另有去处(排查疑点走线索,整改本身的疑点不再立项)"] += 1
        elif found.number in known or (found.rule, found.subject) in waiting:
            passed["已经立项"] += 1
        elif found.number in unfounded:
            passed["核实为不属实"] += 1
        elif found.number in stock:
            passed["期初存量,没到立项的月份"] += 1
        else:
            known.add(found.number)
            waiting.add((found.rule, found.subject))
            changes.append(_new(books, {**_of_finding(found), "due_on": due}, next(numbers), hand))
    return changes, passed


def _deadline(schema: Schema, hand: Hand) -> date | None:
    """By when a matter is to be mended that nobody has set a day for: as if it were assigned on the day it opens."""
    life = matter.life(schema)
    clock = life.action("submit").clock()
    return life.due((Step(clock.since, hand.on, hand.actor),), "submit", hand.workdays) if clock else None


def _new(books: Books, given: Mapping[str, Cell], number: str, hand: Hand) -> Change:
    row = matter.opened(books.schema(LEDGER), given, number, hand)
    return Change(LEDGER, (number,), None, {**row, "reopened": 0})


def _of_finding(found: Finding) -> dict[str, Cell]:
    return {
        "source": "finding",
        "level": "township",
        "category": found.title[:60],
        "problem": f"{found.subject} {found.title}:{found.what}"[:_TEXT],
        "rule": found.rule,
        "finding": found.number,
        "subject": found.subject[:_WHOLE],
        "village": found.village or None,
        "note": f"建议:{found.do}"[:200] if found.do else None,
    }


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in SAME)
