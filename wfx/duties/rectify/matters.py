"""The acts on a matter: added, opened from findings, sent on to other villages, taken through its steps."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from wfx.duties import matter
from wfx.duties.matter import Hand
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, FieldsMissing
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.table import Cell, Row

LEDGER = "rectifications"
CLOSED = "closed"
OWN_MATTER = ("screen", "rectify")  # a household at risk becomes a clue; a matter is not its own problem
NUMBER = "rect-{year}-{n:03}"
_SENT_BACK = {"result": "", "evidence": "", "evidence_on": "", "submitted_on": ""}
SETS: Mapping[str, Mapping[str, str]] = {
    "assign": {"assigned_on": "today"},
    "submit": {"submitted_on": "today"},
    "close": {"closed_on": "today"},
    "return": _SENT_BACK,
    "reopen": {**_SENT_BACK, "closed_on": "", "reopened": "+1"},
}
_TEXT = 500
_WHOLE = 100


def find(books: Books, number: str) -> dict[str, Cell]:
    """The matter of that number, or the only one whose number ends so. Errors: ``NotInBooks``."""
    return matter.find(books, LEDGER, number)


def add(books: Books, given: Mapping[str, Cell], actor: str, today: date) -> list[Change]:
    """One matter, entered by hand. Errors: ``FieldsMissing``, ``AlreadySettled`` when it stands already."""
    missing = [name for name in ("problem", "source") if not given.get(name)]
    if missing:
        raise FieldsMissing("add", act="登记", fields="、".join(missing))
    if _same(given) in _known(books):
        raise AlreadySettled("rectification_id", shown=str(given["problem"])[:20])
    return [_new(_opened(books, given, next(_numbers(books, today)), Hand(actor, (), today)))]


def completed(books: Books, rows: pa.Table, actor: str, today: date) -> pa.Table:
    """Rows of a list as whole matters, numbered on; a state other than the first is taken as it stands (来件).

    Shapes: as many rows as ``rows``, in their order, in the ledger's columns.
    """
    numbers = _numbers(books, today)
    schema = books.table(LEDGER).arrow.schema
    whole = [_opened(books, row, next(numbers), Hand(actor, (), today)) for row in rows.to_pylist()]
    return pa.Table.from_pylist(whole, schema=schema)


def take(books: Books, rows: pa.Table) -> list[Change]:
    """New matters of a list made whole; a problem that stands already, or stands twice, is taken once."""
    known = _known(books)
    changes = []
    for row in rows.to_pylist():
        if _same(row) not in known:
            known.add(_same(row))
            changes.append(_new(row))
    return changes


def open_from(
    books: Books, findings: Iterable[Finding], actor: str, today: date, stock: Collection[str] = ()
) -> tuple[list[Change], Mapping[str, int]]:
    """A matter for every red doubt that has none yet, and how many were passed over, by reason.

    The same doubt (finding number) never opens two; nor does one whose rule and subject are in an open matter, or
    that a person called unfounded, or that is 存量 and waits (``stock``, finding numbers). Households at risk become
    clues, not matters.
    """
    table = books.table(LEDGER)
    known = {str(row["finding"]) for row in table.rows() if row["finding"]}
    waiting = {(row["rule"], row["subject"]) for row in table.rows() if row["state"] != CLOSED}
    unfounded = {str(row["finding"]) for row in books.table("dispositions").rows() if row["decision"] == "false"}
    numbers = _numbers(books, today)
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
            changes.append(_new(_opened(books, _of_finding(found), next(numbers), Hand(actor, (), today))))
    return changes, passed


def send_on(books: Books, parent: Row, villages: Sequence[str], actor: str, today: date) -> list[Change]:
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
    return [
        _new(_opened(books, {**shared, "village": code}, f"{name}.{code}", Hand(actor, (), today))) for code in fresh
    ]


def step(books: Books, number: str, action: str, given: Mapping[str, Cell], hand: Hand, note: str) -> list[Change]:
    """One step of a matter in its order. Errors: ``NotInBooks``, ``ReasonMissing`` and the lifecycle's."""
    sets = SETS.get(matter.life(books.schema(LEDGER)).action(action).name, {})
    return matter.step(books, LEDGER, number, matter.Act(action, given, hand, note, sets))


def _new(row: Row) -> Change:
    return Change(LEDGER, (str(row["rectification_id"]),), None, row)


def _opened(books: Books, given: Mapping[str, Cell], number: str, hand: Hand) -> dict[str, Cell]:
    """A new matter's whole record; blank cells of ``given`` count as not given."""
    return {**matter.opened(books.schema(LEDGER), given, number, hand), "reopened": 0}


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


def _numbers(books: Books, today: date) -> Iterator[str]:
    """The numbers not yet given this year, in order."""
    return matter.numbers(books, LEDGER, NUMBER, today)


def _same(row: Row) -> tuple[str, ...]:
    """What makes two lines of lists one problem: paper, its number there, village, words."""
    return tuple(str(row.get(name) or "") for name in ("source_paper", "number", "village", "problem"))


def _known(books: Books) -> set[tuple[str, ...]]:
    return {_same(row) for row in books.table(LEDGER).rows()}
