"""Clues: made from what the rules doubt, closed with an answer each, nobody at risk forgotten (M01, M06)."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, NotInBooks, ReasonMissing
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.merge import unknown
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet
from wfx.values.table import Cell

DECISIONS = {
    "include": "拟纳入监测",
    "covered": "已在监测",
    "help": "先行帮扶",
    "exclude": "不纳入",
    "unfounded": "不属实",
}
NEEDS_REASON = ("exclude", "unfounded")


def strangers(screenings: pa.Table, books: Books) -> list[int]:
    """Positions of incoming rows whose household is not in the books."""
    return unknown(screenings["household_id"], books.table("households").arrow["household_id"])


def run(books: Books, findings: Iterable[Finding], month: Month, today: date) -> list[Change]:
    """New clues for this month's findings; a doubt that already has a clue, open or settled, gets no second one.

    A rule that still flags a household whose clue of the same rule is open keeps that clue (the numbers in the books
    of the month may have moved on; the open matter is the same).
    """
    table = books.table("clues")
    settled = {str(row["finding"]) for row in table.rows()}
    waiting = {(str(row["rule"]), str(row["household_id"])) for row in table.rows() if row["state"] == "open"}
    households = books.table("households")
    found = []
    for finding in findings:
        if finding.verdict is not Verdict.FOUND or finding.number in settled:
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
    row = _find(books, clue)
    code = _decision(decision)
    if row["state"] == "settled":
        raise AlreadySettled("clue_id", shown=str(row["clue_id"]))
    if code in NEEDS_REASON and not reason.strip():
        raise ReasonMissing("reason", shown=DECISIONS[code])
    after = row | {
        "state": "settled",
        "decision": code,
        "reason": reason.strip() or None,
        "settled_on": today,
        "settled_by": actor,
    }
    return [Change("clues", (str(row["clue_id"]),), row, after)]


def _find(books: Books, clue: str) -> dict[str, Cell]:
    """The clue of that number, or the only one whose number ends or starts so."""
    table = books.table("clues")
    row = table.lookup(clue)
    if row is not None:
        return row
    near = [row for row in table.rows() if clue and clue in str(row["clue_id"])]
    if len(near) != 1:
        raise NotInBooks("clue_id", shown=clue)
    return near[0]


def _decision(word: str) -> str:
    for code, title in DECISIONS.items():
        if word in (code, title):
            return code
    raise BadValue("decision", shown=word)


def show_clues(books: Books, *, month: Month | None, village: str | None, only_open: bool) -> Sheet:
    """The clues, open ones first, reddest first."""
    table = books.table("clues", month=month)
    order = {"error": 0, "doubt": 1, "hint": 2}
    rows = [row for row in table.rows() if village in (None, row["village"])]
    if only_open:
        rows = [row for row in rows if row["state"] == "open"]
    rows.sort(key=lambda row: (row["state"] != "open", order.get(str(row["severity"]), 3), str(row["clue_id"])))
    spec = table.schema
    drawn = tuple(
        (
            str(row["clue_id"]),
            spec.field("severity").codes.get(str(row["severity"]), ""),
            books.township.village_name(str(row["village"])),
            str(row["household_id"]),
            str(row["what"] or ""),
            spec.field("state").codes.get(str(row["state"]), ""),
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


def status(books: Books, month: Month) -> Sheet:
    """How far each village has come this month: households, screened, share, clues, settled."""
    households = books.table("households").arrow
    gone = pc.fill_null(pc.is_in(households["standing"], value_set=pa.array(["moved", "closed"])), fill_value=False)
    totals = _count(households.filter(pc.invert(gone))["village"])
    screened = _count(books.table("screenings", month=month).arrow["village"])
    clues = list(books.table("clues", month=month).rows())
    rows = []
    for village in books.township.villages:
        mine = [row for row in clues if row["village"] == village.code]
        total, done = totals.get(village.code, 0), screened.get(village.code, 0)
        share = f"{done * 100 // total}%" if total else "无户"
        rows.append((village.name, total, done, share, len(mine), sum(1 for row in mine if row["state"] == "settled")))
    columns = (
        Column("village", "村"),
        Column("households", "在册户", FieldType.INT),
        Column("screened", "已排查", FieldType.INT),
        Column("share", "进度"),
        Column("clues", "线索", FieldType.INT),
        Column("settled", "已处置", FieldType.INT),
    )
    missing = [row[0] for row in rows if row[1] and not row[2]]
    notes = (f"还没有上报的村:{'、'.join(str(name) for name in missing)}",) if missing else ("各村都已上报",)
    return Sheet(f"{month} 排查进度", columns, tuple(rows), notes)


def _count(villages: pa.ChunkedArray) -> dict[str, int]:
    return {item["values"]: item["counts"] for item in villages.value_counts().to_pylist()}


def gaps(books: Books, findings: Iterable[Finding], month: Month) -> Sheet:
    """应纳尽纳: every household a red or yellow rule flags that has neither a standing case nor a reasoned answer."""
    households = books.table("households")
    answered = {str(row["household_id"]) for row in books.table("clues").rows() if row["state"] == "settled"}
    rows = []
    for finding in findings:
        row = households.lookup(finding.subject)
        if finding.verdict is not Verdict.FOUND or finding.severity is Severity.HINT or row is None:
            continue
        watched = bool(row["monitoring"]) and not row["risk_cleared"]
        if not watched and finding.subject not in answered:
            rows.append((books.township.village_name(str(row["village"])), finding.subject, finding.rule, finding.what))
    columns = (
        Column("village", "村"),
        Column("household_id", "户编号", FieldType.ID),
        Column("rule", "规则", FieldType.ID),
        Column("what", "情况"),
    )
    many = len({row[1] for row in rows})
    return Sheet(f"{month} 应纳未纳核对", columns, tuple(sorted(rows)), (f"{many} 户有风险而没有监测也没有处置结论",))
