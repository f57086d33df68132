"""The month's life: 开 → 截止 → 征求意见 → 已排名 → 封账; its seal, the books it is judged on, what came late."""

from collections.abc import Mapping
from datetime import date, timedelta

from wfx.desk.desk import Desk, brief_source
from wfx.duties import rank
from wfx.store.entries.entry import Entry
from wfx.values.errors import NotSealed
from wfx.values.matter.steps import steps_of
from wfx.values.month import Month
from wfx.values.notecode import Note
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown

OPEN, CLOSED, COMMENTING, RANKED, SEALED = STATES = ("开", "截止", "征求意见", "已排名", "封账")
CLOSE_AFTER = "close_after"  # of [months]: days after the month's last day
_DAYS = 5
_BROUGHT = {"consult": COMMENTING, "publish": RANKED}
_OWN = ("rank", "rankings", "ranking_rows", "objections")  # acts on the ranking are no late facts


def steps(desk: Desk, month: Month) -> Mapping[str, tuple[str, str]]:
    """Each state the month has reached, in order: the day it came, and what brought it."""
    found = {OPEN: (str(month.first), "")}
    close = last_day(desk, month)
    if desk.today > close:
        found[CLOSED] = (str(close), f"月末后 {(close - month.last).days} 天")
    found |= _ranked(desk, month)
    entry = desk.books.seal(month)
    if entry is not None:
        found[SEALED] = (f"{entry.when:%Y-%m-%d}", f"第 {entry.seq} 笔 {entry.actor}")
    return {state: found[state] for state in STATES if state in found}


def last_day(desk: Desk, month: Month) -> date:
    """The day until which the month's facts are in time, by ``[months] close_after``."""
    return month.last + timedelta(days=desk.books.township.months.get(CLOSE_AFTER, _DAYS))


def stood(desk: Desk, month: Month) -> Desk:
    """A desk with the books as the month ended: before the first fact of a later one, on its last day or today."""
    books = desk.books.before_month(month.plus(1))
    return desk.looking_at(books or desk.books, month.as_of(desk.today))


def _ranked(desk: Desk, month: Month) -> dict[str, tuple[str, str]]:
    if "rankings" not in desk.books.ledgers:
        return {}
    found = {}
    for version in rank.versions(desk.books, month):
        for step in steps_of(version):
            if step.action in _BROUGHT:
                found[_BROUGHT[step.action]] = (str(step.on), str(version["ranking_id"]))
    return found


def steps_sheet(desk: Desk, month: Month) -> Sheet:
    """How far the month is."""
    reached = steps(desk, month)
    rows = tuple((state, *reached.get(state, ("", ""))) for state in STATES)
    columns = (Column("state", "阶段"), Column("on", "日期"), Column("by", "依据"))
    late = len(late_entries(desk, month))
    notes = (
        f"现在:{list(reached)[-1]}",
        *([f"封账后迟报 {late} 笔,见 wfx audit late --month {month}"] if late else []),
    )
    return Sheet(f"{month} 月份进度", columns, rows, notes)


def note_of(entry: Entry) -> Note:
    """The entry's 对账码."""
    return Note.of(entry.oid, entry.seq)


def noted(desk: Desk, month: Month | None = None) -> Entry:
    """The entry whose code is printed: the month's seal when there is one, else the newest entry."""
    entry = desk.books.seal(month) if month is not None else None
    return entry or desk.books.here


def code_line(entry: Entry) -> str:
    """The code as it is printed under a list."""
    return f"对账码 {note_of(entry)}(第 {entry.seq} 笔,{entry.when:%Y-%m-%d})"


def code_sheet(desk: Desk, month: Month | None) -> Sheet:
    """The 对账码 with what it stands for: to be copied, printed, kept in another office."""
    entry = noted(desk, month)
    note = note_of(entry)
    sealed = f"{entry.about} 封账" if entry.kind == "seal" else entry.subject
    facts: tuple[tuple[Shown, ...], ...] = (
        ("对账码", str(note)),
        ("笔", str(entry.seq)),
        ("登记时间", f"{entry.when:%Y-%m-%d %H:%M}"),
        ("事项", sealed),
        ("编号", entry.oid),
        ("台账编号", desk.books.ledger_id),
        ("强度", note.strength),
    )
    notes = ("抄在通报上、留在别的单位,就是外部见证", f"核对:wfx audit verify --note {note}")
    columns = (Column("field", "项目"), Column("value", "内容"))
    return Sheet(f"{desk.books.township.name} 对账码", columns, facts, notes, Reader.AUDIT, qr=str(note))


def sealed_code_sheet(desk: Desk, month: Month) -> Sheet:
    """The same of a month's seal and of nothing else. Errors: ``NotSealed``."""
    if desk.books.seal(month) is None:
        raise NotSealed(shown=str(month))
    return code_sheet(desk, month)


def late_entries(desk: Desk, month: Month) -> tuple[Entry, ...]:
    """Facts of a sealed month that were entered after its seal, oldest first."""
    entry = desk.books.seal(month)
    if entry is None:
        return ()
    found = []
    for each in desk.books.entries():
        if each.seq <= entry.seq:
            break
        ledgers = {line.path.split("/")[1] for line in each.rows}
        if each.kind == "change" and each.about[:7] == str(month) and not ledgers <= set(_OWN):
            found.append(each)
    return tuple(reversed(found))


def late_sheets(desk: Desk, month: Month) -> list[Sheet]:
    """What came late for the month before and for this one: to be looked at before the month's own findings."""
    return [late_sheet(desk, each) for each in (month.plus(-1), month) if late_entries(desk, each)]


def late_sheet(desk: Desk, month: Month) -> Sheet:
    """迟报: what came after the seal; it changes no published number and stands in the next month's list."""
    rows = tuple(
        (
            entry.seq,
            f"{entry.when:%Y-%m-%d %H:%M}",
            entry.actor,
            entry.subject.partition(": ")[2],
            brief_source(entry.source),
            sum(line.added + line.changed + line.removed for line in entry.rows),
        )
        for entry in late_entries(desk, month)
    )
    columns = (
        Column("seq", "笔", FieldType.INT),
        Column("when", "登记时间"),
        Column("actor", "经办"),
        Column("subject", "事项"),
        Column("source", "来源"),
        Column("rows", "行", FieldType.INT),
    )
    when = desk.books.seal(month)
    note = f"{month} 于第 {when.seq} 笔封账" if when else f"{month} 还没有封账,没有迟报一说"
    return Sheet(f"{month} 迟报", columns, rows, (note, "迟报不改已公布的数字,列入下月清单"))
