"""Clues: made from what the rules doubt, closed with an answer each, nobody at risk forgotten (M01, M06)."""

from collections.abc import Iterable, Mapping
from datetime import date

from wfx.values.begun import begun
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, NotAChoice, NotInBooks, ReasonMissing
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row, Table

DECISIONS = {
    "include": "拟纳入监测",
    "covered": "已在监测",
    "help": "先行帮扶",
    "exclude": "不纳入",
    "unfounded": "不属实",
}
NEEDS_REASON = ("exclude", "unfounded")
REDNESS = {"error": 0, "doubt": 1, "hint": 2}
_PAPER = ("clue_id", "severity", "village", "household_id")
_LISTED = ("clue_id", "month", "severity", "village", "household_id")
_TOLD = ("channel", "what", "happened_on", "found_on")


def run(books: Books, findings: Iterable[Finding], month: Month, today: date) -> list[Change]:
    """New clues for this month's findings; a doubt that already has a clue, open or settled, gets no second one.

    A hint is no clue: it says what is still to be done (not screened yet, nobody met), not that a household is at risk.
    A rule that still flags a household whose clue of the same rule is open keeps that clue (the numbers in the books
    of the month may have moved on; the open matter is the same).
    """
    table = books.table("clues")
    settled = {str(row["finding"]) for row in table.rows()}
    waiting = {(str(row["rule"]), str(row["household_id"])) for row in table.rows() if row["state"] == "open"}
    households = books.table("households")
    found = []
    for finding in findings:
        if finding.verdict is not Verdict.FOUND or finding.severity is Severity.HINT or finding.number in settled:
            continue
        if (finding.rule, finding.subject) in waiting:
            continue
        row = households.lookup(finding.subject)
        if row is not None:
            found.append(_clue(finding, month, str(row["village"]), today))
    return found


def _clue(finding: Finding, month: Month, village: str, today: date) -> Change:
    clue_id = f"C{month.year}{month.number:02d}-{finding.number}"
    row: dict[str, Cell] = {
        "clue_id": clue_id,
        "month": str(month),
        "village": village,
        "household_id": finding.subject,
        "rule": finding.rule,
        "finding": finding.number,
        "severity": finding.severity.value,
        "channel": "screening",
        "found_on": min(max(today, month.first), month.last),
        "what": finding.what[:300],
        "state": "open",
    }
    return Change("clues", (clue_id,), None, row)


def settle(books: Books, clue: str, decision: str, reason: str, actor: str, today: date) -> list[Change]:
    """One clue closed with its disposition. Errors: ``NotInBooks``, ``AlreadySettled``, ``ReasonMissing``.

    Not including a household needs a reason: most warnings lead nowhere, and each of those answers is kept
    (reference: monitoring §2.4).
    """
    return [settled(find(books, clue), decision, reason, actor, today)]


def settled(row: Row, decision: str, reason: str, actor: str, today: date) -> Change:
    """That clue with its disposition. Errors: ``AlreadySettled``, ``BadValue``, ``ReasonMissing``."""
    code = decision_code(decision)
    if row["state"] == "settled":
        raise AlreadySettled("clue_id", shown=str(row["clue_id"]))
    if code in NEEDS_REASON and not reason.strip():
        raise ReasonMissing("reason", shown=DECISIONS[code])
    after = {
        **row,
        "state": "settled",
        "decision": code,
        "reason": reason.strip() or None,
        "settled_on": today,
        "settled_by": actor,
    }
    return Change("clues", (str(row["clue_id"]),), row, after)


def find(books: Books, clue: str) -> dict[str, Cell]:
    """The clue of that number, or the only one whose number holds this. Errors: ``NotInBooks``."""
    table = books.table("clues")
    row = table.lookup(clue)
    if row is not None:
        return row
    near = [row for row in table.rows() if clue and clue in str(row["clue_id"])]
    if len(near) != 1:
        raise NotInBooks("clue_id", shown=clue)
    return near[0]


def decision_code(word: str) -> str:
    """The code of a decision's code, its title or the beginning of that. Errors: ``BadValue``."""
    meant = begun(word, DECISIONS.values())
    for code, title in DECISIONS.items():
        if word == code or meant == title:
            return code
    raise NotAChoice("decision", shown=word, allowed="、".join(DECISIONS.values()))


def _chosen(table: Table, village: str | None, *, only_open: bool) -> list[dict[str, Cell]]:
    """The clues, open ones first, reddest first."""
    rows = [row for row in table.rows() if village in (None, row["village"])]
    if only_open:
        rows = [row for row in rows if row["state"] == "open"]
    rows.sort(key=lambda row: (row["state"] != "open", REDNESS.get(str(row["severity"]), 3), str(row["clue_id"])))
    return rows


def show_clues(books: Books, *, month: Month | None, village: str | None, only_open: bool) -> Sheet:
    """The clues, open ones first, reddest first."""
    table = books.table("clues", month=month)
    rows = _chosen(table, village, only_open=only_open)
    drawn = tuple(
        (
            *(shown_cell(table.schema, row, name, books.township) for name in _PAPER),
            str(row["what"] or ""),
            shown_cell(table.schema, row, "state", books.township),
            DECISIONS.get(str(row["decision"]), ""),
        )
        for row in rows
    )
    waiting = sum(1 for row in rows if row["state"] == "open")
    columns = (
        Column("clue_id", "线索编号", FieldType.ID),
        Column("severity", "等级"),
        Column("village", "村"),
        Column("household_id", "户编号", FieldType.ID),
        Column("what", "内容"),
        Column("state", "状态"),
        Column("decision", "处置"),
    )
    return Sheet("风险线索", columns, drawn, (f"共 {len(drawn)} 条,待研判 {waiting} 条",))


def worklist_clues(
    books: Books, names: Mapping[str, Personal], *, month: Month | None = None, village: str | None = None
) -> Sheet:
    """The open clues with two columns to fill: 处置结论 and 理由; it comes back through the form ``clues``.

    ``names``: household → the head's name, as far as it may be opened.
    """
    table = books.table("clues", month=month)
    rows: list[tuple[Shown, ...]] = []
    for row in _chosen(table, village, only_open=True):
        head = names.get(str(row["household_id"]))
        cells = [shown_cell(table.schema, row, name, books.township) for name in (*_LISTED, *_TOLD)]
        cells.insert(len(_LISTED), head.open("线索处置表") if head else "")
        rows.append((*cells, None, None))
    specs = [table.schema.field(name) for name in (*_LISTED, *_TOLD, "decision", "reason")]
    columns = [Column(spec.name, spec.title, spec.type) for spec in specs]
    columns.insert(len(_LISTED), Column("head", "户主"))
    words = "、".join(DECISIONS.values())
    note = f"填表说明:共 {len(rows)} 条。处置结论填:{words};不纳入、不属实要写理由。空着就是还没研判"
    return Sheet("线索处置表", tuple(columns), tuple(rows), (note,), Reader.WORKING)


def gaps(books: Books, findings: Iterable[Finding], month: Month) -> Sheet:
    """应纳尽纳: every household a red or yellow rule flags, or said to be in trouble, without case or answer.

    A household stands outside the list while it is watched and its risk not cleared; a doubt is answered when its own
    clue, or this month's of the same rule, was settled. An answer to another matter is none.
    """
    households = books.table("households")
    clues = list(books.table("clues").rows())
    closed = [row for row in clues if row["state"] == "settled"]
    numbers = {str(row["finding"]) for row in closed}
    rules = {(row["rule"], row["household_id"]) for row in closed if row["month"] == str(month)}
    doubts = [found for found in findings if found.verdict is Verdict.FOUND and found.severity is not Severity.HINT]
    said = [
        (found.subject, found.rule, found.what)
        for found in doubts
        if found.number not in numbers and (found.rule, found.subject) not in rules
    ]
    said += [
        (str(row["household_id"]), str(row["clue_id"]), str(row["what"] or ""))
        for row in clues
        if row["state"] == "open" and row.get("event")
    ]
    rows = []
    for household, number, what in said:
        row = households.lookup(household)
        if row is not None and not (row["monitoring"] and not row["risk_cleared"]):
            rows.append((books.township.village_name(str(row["village"])), household, number, what))
    columns = (
        Column("village", "村"),
        Column("household_id", "户编号", FieldType.ID),
        Column("rule", "规则或线索", FieldType.ID),
        Column("what", "情况"),
    )
    many = len({row[1] for row in rows})
    return Sheet(f"{month} 应纳未纳核对", columns, tuple(sorted(rows)), (f"{many} 户有风险而没有监测也没有处置结论",))
