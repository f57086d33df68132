"""How far the month has come, and how long it takes from the event to the answer (M01)."""

from collections.abc import Iterable
from datetime import date
from statistics import median_low

from wfx.duties.screen.clues import NEEDS_REASON
from wfx.duties.screen.coverage import counted, homes, looked_at
from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Row

APPLICANTS = ("self", "hotline", "petition")
_SPANS = (
    ("happened_on", "told_on", "发生到告知"),
    ("told_on", "found_on", "告知到登记"),
    ("found_on", "settled_on", "登记到处置"),
)


def status(books: Books, month: Month) -> Sheet:
    """How far each village has come this month: its households of then, screened, share, clues, settled."""
    households = homes(books, month)
    seen = looked_at(books.table("screenings", month=month).arrow)["household_id"]
    seen = pc.is_in(households["household_id"], value_set=seen)
    totals, screened = counted(households["village"]), counted(households.filter(seen)["village"])
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
    said = f"还没有上报的村:{'、'.join(str(name) for name in missing)}" if missing else "各村都已上报"
    notes = (said,) if len(households) else ("农户还没有登记,没有户可以排查",)
    return Sheet(f"{month} 排查进度", columns, tuple(rows), notes)


def refused_untold(row: Row) -> bool:
    """Whether this is an applicant who was refused and has not been told."""
    return row["channel"] in APPLICANTS and row["decision"] in NEEDS_REASON and row.get("notified_on") is None


def delays(books: Books, month: Month) -> Sheet:
    """Days from event to told, told to clue, clue to disposition: median and worst, per village and per channel.

    A day that is not known counts nowhere; a group without any is blank, not zero.
    """
    clues = list(books.table("clues", month=month).rows())
    channels = books.schema("clues").field("channel").codes
    rows = [
        _spans(village.name, (row for row in clues if row["village"] == village.code))
        for village in books.township.villages
    ]
    rows += [_spans(title, (row for row in clues if row["channel"] == code)) for code, title in channels.items()]
    columns = [Column("group", "村或渠道"), Column("clues", "线索", FieldType.INT)]
    for start, end, title in _SPANS:
        columns.append(Column(f"{start}_{end}_median", f"{title}中位", FieldType.INT, "天"))
        columns.append(Column(f"{start}_{end}_worst", f"{title}最长", FieldType.INT, "天"))
    columns.append(Column("untold", "未告知", FieldType.INT))
    untold = sum(1 for row in clues if refused_untold(row))
    notes = ["天数按自然日;没有日期的不计"]
    if untold:
        notes.append(f"{untold} 户申请未纳入而没有告知:wfx screen notice 线索编号 -o 告知书.docx")
    listed = tuple(row for row in rows if row[1])
    return Sheet(f"{month} 从发生到处置的天数", tuple(columns), listed, tuple(notes))


def _spans(title: str, clues: Iterable[Row]) -> tuple[Shown, ...]:
    mine = list(clues)
    cells: list[Shown] = [title, len(mine)]
    for start, end, _ in _SPANS:
        days = sorted(_days(mine, start, end))
        cells += [median_low(days), days[-1]] if days else [None, None]
    return (*cells, sum(1 for row in mine if refused_untold(row)))


def _days(clues: Iterable[Row], start: str, end: str) -> Iterable[int]:
    for row in clues:
        earlier, later = row.get(start), row.get(end)
        if isinstance(earlier, date) and isinstance(later, date):
            yield (later - earlier).days
