"""Red findings opened as matters of rectification: by a check, or by the act whose own record is found wrong."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from wfx.duties import matter
from wfx.duties.matter import Hand
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.matter.lifecycle import Step
from wfx.values.schema import Schema
from wfx.values.table import Cell

LEDGER = "rectifications"
OWN_MATTER = ("screen", "rectify")  # a household at risk becomes a clue; a matter is not its own problem
NUMBER = "rect-{year}-{n:03}"
_TEXT = 500
_WHOLE = 100


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
            changes.append(new_matter(books, {**_of_finding(found), "due_on": due}, next(numbers), hand))
    return changes, passed


def _deadline(schema: Schema, hand: Hand) -> date | None:
    """By when a matter is to be mended that nobody has set a day for: as if it were assigned on the day it opens."""
    life = matter.life(schema)
    clock = life.action("submit").clock()
    return life.due((Step(clock.since, hand.on, hand.actor),), "submit", hand.workdays) if clock else None


def new_matter(books: Books, given: Mapping[str, Cell], number: str, hand: Hand) -> Change:
    """A matter under its number, opened by this hand."""
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
