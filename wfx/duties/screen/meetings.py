"""The panel and its meetings: one month's 研判 is one record, its dispositions one list (M02)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wfx.duties.screen.clues import REDNESS, ends_unseen, find, settled
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_month, day_or_blank
from wfx.values.errors import NotAMember, NothingToDo, NotInBooks, SecondMember
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row

LEDGER, PANELS = "meetings", "panels"
_MEMBER = ("panel_id", "duty", "member", "department", "paper", "from_on", "until_on")
_TWO = 2


@dataclass(frozen=True)
class Decision:
    """One line of the meeting's list: the clue's number, what was decided, and why."""

    clue: str
    decision: str
    reason: str


@dataclass(frozen=True)
class Sitting:
    """One meeting as told: the month it judged, the day it was held, those present, what was said."""

    month: Month
    held_on: date
    present: tuple[str, ...]
    summary: str = ""


def in_force(books: Books, day: date) -> list[dict[str, Cell]]:
    """The members who sit on that day, the leader first."""
    rows = [row for row in books.table(PANELS).rows() if _sits(row, day)]
    order = {"leader": 0, "deputy": 1, "member": 2}
    return sorted(rows, key=lambda row: (order.get(str(row["duty"]), 3), str(row["member"])))


def _sits(row: Row, day: date) -> bool:
    start, end = row["from_on"], row["until_on"]
    return isinstance(start, date) and start <= day and not (isinstance(end, date) and end < day)


def show_panel(books: Books, day: date) -> Sheet:
    """The panel as it stands on that day."""
    table = books.table(PANELS)
    rows = tuple(
        tuple(shown_cell(table.schema, row, name, books.township) for name in _MEMBER) for row in in_force(books, day)
    )
    columns = tuple(Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in _MEMBER)
    departments = {str(row[3]) for row in rows if row[3]}
    return Sheet("防止返贫监测预警小组", columns, rows, (f"{day} 在任 {len(rows)} 人,{len(departments)} 个部门",))


def meet(books: Books, sitting: Sitting, decisions: Iterable[Decision], actor: str) -> list[Change]:
    """The meeting's record and every disposition it made, as one lot.

    A red clue closed without a case needs two members present. Errors: ``NotInBooks`` (no panel sits that day, no such
    clue), ``NotAMember``, ``SecondMember``, and those of ``settled``.
    """
    seats = in_force(books, sitting.held_on)
    if not seats:
        raise NotInBooks("panel_id", shown=str(sitting.held_on))
    present = [_seat(seats, name) for name in dict.fromkeys(sitting.present)]
    name = f"meeting-{sitting.held_on}"
    changes = []
    for line in decisions:
        change = settled(books, find(books, line.clue), line.decision, line.reason, actor, sitting.held_on)
        row = change.after or {}
        if ends_unseen(row, row["decision"]) and len(present) < _TWO:
            raise SecondMember("clue_id", shown=str(row["clue_id"]))
        changes.append(Change("clues", change.key, change.before, {**row, "meeting_id": name}))
    return [_record(books, name, sitting, present, [change.key[0] for change in changes], actor), *changes]


def _seat(seats: Sequence[Row], name: str) -> Row:
    """The member of that post or number; several posts held by one body are named by their department too."""
    for row in seats:
        if name in (row["member"], row["department"]):
            return row
    raise NotAMember("member", shown=name, members="、".join(str(row["member"]) for row in seats))


def _record(
    books: Books, name: str, sitting: Sitting, present: Sequence[Row], clues: Sequence[str], actor: str
) -> Change:
    before = books.dossier(LEDGER, name)
    listed = (before or {}).get("clues")
    standing = [str(clue) for clue in listed] if isinstance(listed, list) else []
    members = [str(row["member"]) for row in present]
    after: dict[str, Cell] = {
        **(before or {}),
        "meeting_id": name,
        "month": str(sitting.month),
        "panel_id": str(present[0]["panel_id"]),
        "held_on": sitting.held_on,
        "chair": members[0],
        "present": members,
        "departments": sorted({str(row["department"]) for row in present if row["department"]}) or None,
        "clues": [*standing, *clues] or None,
        "summary": sitting.summary.strip() or (before or {}).get("summary"),
        "entered_by": actor,
    }
    return Change(LEDGER, (name,), before, after)


def show_meetings(books: Books, month: Month | None) -> Sheet:
    """The meetings, newest first, with how many clues each answered."""
    rows = [row for row in books.table(LEDGER).rows() if month is None or row["month"] == str(month)]
    rows.sort(key=lambda row: str(row["meeting_id"]), reverse=True)
    drawn = tuple(
        (
            str(row["meeting_id"]),
            str(row["month"]),
            row["held_on"] if isinstance(row["held_on"], date) else None,
            str(row["chair"] or ""),
            _listed(row["present"]),
            _listed(row["departments"]),
            len(row["clues"]) if isinstance(row["clues"], list) else 0,
        )
        for row in rows
    )
    columns = (
        Column("meeting_id", "会议编号", FieldType.ID),
        Column("month", "月份", FieldType.MONTH),
        Column("held_on", "开会日期", FieldType.DATE),
        Column("chair", "主持人"),
        Column("present", "到会成员"),
        Column("departments", "到会部门"),
        Column("clues", "研判线索", FieldType.INT),
    )
    return Sheet("研判会议", columns, drawn, (f"共 {len(drawn)} 次",))


def _listed(cell: Cell) -> str:
    return "、".join(str(item) for item in cell) if isinstance(cell, list) else ""


def paper_meeting(books: Books, month: Month) -> Paper:
    """会议记录: the month's last meeting with its list of dispositions. Errors: ``NothingToDo`` when none was held."""
    held = [row for row in books.table(LEDGER).rows() if row["month"] == str(month)]
    if not held:
        raise NothingToDo(f"{month} 的研判会议", shown=str(month))
    row = max(held, key=lambda row: str(row["meeting_id"]))
    panel = next((seat for seat in books.table(PANELS).rows() if seat["panel_id"] == row["panel_id"]), {})
    facts = {
        "office": f"{books.township.name}乡村振兴办公室",
        "month": chinese_month(month),
        "held_on": day_or_blank(row["held_on"]),
        "paper": str(panel.get("paper") or ""),
        "chair": str(row["chair"] or ""),
        "present": _listed(row["present"]),
        "departments": _listed(row["departments"]),
        "summary": str(row["summary"] or ""),
    }
    title = f"{month}研判会议记录"
    return Paper("screen/meeting", title, facts, {"clues": _answers(books, str(row["meeting_id"]))})


def _answers(books: Books, meeting: str) -> Sheet:
    table = books.table("clues")
    mine = [row for row in table.rows() if row["meeting_id"] == meeting]
    mine.sort(key=lambda row: (REDNESS.get(str(row["severity"]), 3), str(row["clue_id"])))
    names = ("severity", "village", "household_id", "what", "decision", "reason")
    rows = tuple(tuple(shown_cell(table.schema, row, name, books.township) for name in names) for row in mine)
    columns = tuple(Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in names)
    return Sheet("研判结论", columns, rows, (f"共 {len(rows)} 条",))


def decisions_of(rows: Iterable[Mapping[str, Cell]]) -> list[Decision]:
    """The filled lines of a worklist that came back; a line without a decision is still to be judged."""
    return [
        Decision(str(row["clue_id"]), str(row["decision"]), str(row.get("reason") or ""))
        for row in rows
        if row.get("decision")
    ]
