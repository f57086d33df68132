"""Clues: made from what the rules doubt, closed with an answer each, nobody at risk forgotten (M01, M06)."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from wfx.duties import matter
from wfx.duties.screen.coverage import homes, unseen
from wfx.values.begun import begun
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, NotAChoice, NotInBooks, NotWatched, ReasonMissing, WfxError
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Key, Row, Table

DECISIONS = {
    "include": "拟纳入监测",
    "covered": "已在监测",
    "help": "先行帮扶",
    "exclude": "不纳入",
    "unfounded": "不属实",
}
CASES = "cases"
NEEDS_REASON = ("exclude", "unfounded")
CASE = "include"  # the one answer that puts a household at risk before the panel; a red clue ends with no other unseen
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
    """One clue closed with its disposition; one that is closed already is corrected, with a reason.

    Errors: ``NotInBooks``, and those of ``settled``.
    """
    row = find(books, clue)
    change = settled(books, _reopened(row, decision, reason), decision, reason, actor, today)
    return [Change("clues", change.key, row, change.after)]


def _reopened(row: Row, decision: str, reason: str) -> Row:
    """A closed clue as it was before, where the new answer is another; a notice of the old one is none of the new."""
    same = decision_code(decision) == row["decision"] and reason.strip() in ("", row["reason"])
    if row["state"] != "settled" or same or not reason.strip():
        return row
    kept = row["notified_on"] if decision_code(decision) == row["decision"] else None
    return {**row, "state": "open", "decision": None, "notified_on": kept}


def settled(books: Books, row: Row, decision: str, reason: str, actor: str, today: date) -> Change:
    """That clue with its disposition. Errors: ``BadValue``, and those of ``objection``."""
    code = decision_code(decision)
    wrong = objection(books, row, code, reason)
    if wrong is not None:
        kind, column, shown = wrong
        raise kind(column, shown=shown)
    after = {
        **row,
        "state": "settled",
        "decision": code,
        "reason": reason.strip() or None,
        "settled_on": today,
        "settled_by": actor,
    }
    return Change("clues", (str(row["clue_id"]),), row, after)


def objection(books: Books, row: Row, code: str, reason: str) -> tuple[type[WfxError], str, str] | None:
    """Why this clue cannot be closed so: the error, the column it is about, and what to show.

    Not including a household needs a reason: most warnings lead nowhere, and each of those answers is kept
    (reference: monitoring §2.4); a red one needs it whenever no case follows. 已在监测 must be so.
    """
    if row["state"] == "settled":
        return AlreadySettled, "decision", str(row["clue_id"])
    if code == "covered" and not _watched(books.table("households").lookup(str(row["household_id"]))):
        return NotWatched, "decision", str(row["household_id"])
    red = ends_unseen(row, code)
    if (red or code in NEEDS_REASON) and not reason.strip():
        return ReasonMissing, "reason", f"红色线索{DECISIONS[code]}" if red else DECISIONS[code]
    return None


def ends_unseen(row: Row, code: object) -> bool:
    """Whether a red clue ends without a case by this answer: that takes a reason and a second hand."""
    return row["severity"] == "error" and code != CASE


def _watched(household: Row | None) -> bool:
    """Whether the household is watched now and its risk not cleared."""
    return bool(household and household["monitoring"] and not household["risk_cleared"])


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
    note = f"填表说明:共 {len(rows)} 条。处置结论填:{words};不纳入、不属实要写理由,"
    note += "红色线索除拟纳入监测外都要写。空着就是还没研判"
    return Sheet("线索处置表", tuple(columns), tuple(rows), (note,), Reader.WORKING)


def gaps(books: Books, findings: Iterable[Finding], month: Month, waiting: Container[Key] = ()) -> Sheet:
    """应纳尽纳: every household a red or yellow rule flags, or said to be in trouble, without case or answer.

    A household stands outside the list while it is watched and its risk not cleared, or has a case under way; a doubt
    is answered when its own clue, or this month's of the same rule, was settled. An answer to another matter is none,
    nor is one that waits for a second hand (``waiting``: the clues' keys).
    """
    households = books.table("households")
    clues = [row for row in books.table("clues").rows() if str(row["month"]) <= str(month)]
    unsigned = [row for row in clues if row["state"] == "settled" and (str(row["clue_id"]),) in waiting]
    standing = [row for row in clues if row["state"] == "open" and row["severity"] != "hint"] + unsigned
    rows, going = [], under_way(books)
    for household, number, what in (*_doubts(clues, standing, findings, month), *map(_said, standing)):
        row = households.lookup(household)
        if row is not None and household not in going and not _watched(row):
            rows.append((books.township.village_name(str(row["village"])), household, number, what))
    columns = (
        Column("village", "村"),
        Column("household_id", "户编号", FieldType.ID),
        Column("rule", "规则或线索", FieldType.ID),
        Column("what", "情况"),
    )
    notes = [f"{len({row[1] for row in rows})} 户有风险而没有监测也没有处置结论"]
    if unsigned:
        notes.append(f"{len(unsigned)} 条红色线索的结论还没有人签核,仍列在内")
    notes.extend(_unseen(books, month))
    return Sheet(f"{month} 应纳未纳核对", columns, tuple(sorted(rows)), tuple(notes))


def _said(clue: Row) -> tuple[str, str, str]:
    return str(clue["household_id"]), str(clue["clue_id"]), str(clue["what"] or "")


def _doubts(
    clues: Iterable[Row], standing: Sequence[Row], findings: Iterable[Finding], month: Month
) -> Iterator[tuple[str, str, str]]:
    """The doubts nobody answered, without those whose clue of the same rule is still standing."""
    listed = {str(row["clue_id"]) for row in standing}
    closed = [row for row in clues if row["state"] == "settled" and str(row["clue_id"]) not in listed]
    answered = {str(row["finding"]) for row in closed}
    known = {(row["rule"], row["household_id"]) for row in closed if row["month"] == str(month)}
    known |= {(row["rule"], row["household_id"]) for row in standing}
    for found in findings:
        doubt = found.verdict is Verdict.FOUND and found.severity is not Severity.HINT
        if doubt and found.number not in answered and (found.rule, found.subject) not in known:
            yield found.subject, found.rule, found.what


def _unseen(books: Books, month: Month) -> Iterator[str]:
    """Whom nobody has looked at cannot be on the list: that is no good news."""
    left = unseen(books, month)
    total, whole = sum(left.values()), len(homes(books, month))
    if not whole:
        yield "农户还没有登记,没有户可以核对"
    elif total == whole:
        yield f"{month} 还没有排查:{whole} 户都没有人看过,上面只是以前已知的"
    elif total:
        said = "、".join(f"{books.township.village_name(code)} {count}" for code, count in sorted(left.items()))
        yield f"还有 {total} 户 {month} 没有排查({said}),他们有没有风险还不知道"


def under_way(books: Books) -> frozenset[str]:
    """The households that have a case which is not ended."""
    if CASES not in books.ledgers:
        return frozenset()
    table = books.table(CASES)
    return frozenset(str(row["household_id"]) for row in table.rows() if not matter.ended(table.schema, row))


def leads_to(change: Change) -> str:
    """The next command after a clue was settled: what is to be included becomes a case."""
    row = change.after or {}
    return f"wfx cases open --clue {row['clue_id']}" if row.get("decision") == "include" else "wfx screen clues"
