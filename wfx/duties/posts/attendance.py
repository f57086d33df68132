"""The wall sheet: 31 marks a person, counted here; nobody is present because nothing was written (M14)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.posts.stay import at_post, stay_of
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NoSuchDay, NotAtPost, NotInBooks
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell, shown_name
from wfx.values.table import Cell, Row

LEDGER = "attendance"
WORTH: Mapping[str, Decimal] = {"full": Decimal(1), "half": Decimal("0.5")}
PRESENT = tuple(WORTH)
MARKS = tuple(f"d{day:02}" for day in range(1, 32))
WORKED = Decimal("0.001")


def worked(row: Row) -> Decimal | None:
    """Days worked by the marks, in days and halves; ``None`` where there is no mark at all."""
    marks = [str(row[name]) for name in MARKS if row.get(name)]
    return sum((WORTH.get(mark, Decimal(0)) for mark in marks), Decimal(0)).quantize(WORKED) if marks else None


@dataclass
class _Taking:
    """What the rows of a lot come to."""

    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    strangers: list[int] = field(default_factory=list)
    no_day: dict[str, list[int]] = field(default_factory=dict)
    away: dict[str, list[int]] = field(default_factory=dict)

    def wrong(self) -> Iterator[Wrong]:
        if self.strangers:
            yield Wrong(NotAtPost, LEDGER, self.strangers, "appointment_id")
        yield from (Wrong(NoSuchDay, LEDGER, rows, name) for name, rows in sorted(self.no_day.items()))
        yield from (Wrong(NotAtPost, LEDGER, rows, name) for name, rows in sorted(self.away.items()))


def taken(call: Call, lot: Lot) -> Outcome:
    """Wall sheets and the villages' totals; marks are counted, a total that stands otherwise is told and left.

    Refused rows: a mark on a day the month has not (``NoSuchDay``), a person not at a post then (``NotAtPost``).
    """
    taking = _Taking()
    came = lot.raw[LEDGER].to_pylist()
    for at, (row, laid) in enumerate(zip(came, lot.rows[LEDGER].to_pylist(), strict=True)):
        _take(call.books, taking, at, row, laid)
    return Outcome(tuple(taking.changes), notes=tuple(taking.notes), wrong=tuple(taking.wrong()))


def typed(call: Call) -> list[Change]:
    """One person's days of the month as typed. Errors: ``NotInBooks``, ``NotAtPost``."""
    month, number = str(call.of_month), str(call.given["appointment_id"])
    if call.books.dossier("appointments", number) is None:
        raise NotInBooks("appointment_id", shown=number)
    before = call.books.table(LEDGER).lookup(month, number)
    row: dict[str, Cell] = dict(before or {}) | {name: cell for name, cell in call.given.items() if cell is not None}
    taking = _Taking()
    _take(call.books, taking, 0, {"told_days": None}, row | {"month": month})
    if taking.strangers:
        raise NotAtPost("appointment_id", shown=number)
    return taking.changes


def _take(books: Books, taking: _Taking, at: int, came: Row, laid: Row) -> None:
    month, number = Month.parse(str(laid["month"])), str(laid["appointment_id"])
    appointment = books.dossier("appointments", number) or {}
    stay = stay_of(appointment)
    if not appointment or (stay is None and appointment["state"] != "appointed") or (stay and not stay.share(month)):
        taking.strangers.append(at)
        return
    for name in (each for each in MARKS if came.get(each)):
        day = _day(month, name)
        if day is None:
            taking.no_day.setdefault(name, []).append(at)
        elif stay is not None and laid[name] in PRESENT and not stay.holds(day):
            taking.away.setdefault(name, []).append(at)
    before = books.table(LEDGER, month=month).lookup(str(month), number)
    after: dict[str, Cell] = {**laid, "village": appointment["village"]}
    _keep_total(taking, number, came, before, after)
    marks = worked(after)
    after["days"] = after.get("told_days") if marks is None else marks
    if after != before:
        taking.changes.append(Change(LEDGER, (str(month), number), before, after))


def _keep_total(taking: _Taking, number: str, came: Row, before: Row | None, after: dict[str, Cell]) -> None:
    """A wall sheet's total never overwrites another that was told before: both are named, the first one stays."""
    stood, told = (before or {}).get("told_days"), came.get("told_days")
    if stood is not None and told is not None and stood != told and any(came.get(name) for name in MARKS):
        after["told_days"] = stood
        said = f"{number} 合计:账上 {days_shown(stood)} 天,考勤表 {days_shown(told)} 天,没有改;要改:"
        taking.notes.append(f"{said}wfx posts sign-in --who {number} --days {days_shown(told)}")


def days_shown(cell: Cell) -> str:
    """Days without the noughts behind the point."""
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def _day(month: Month, name: str) -> date | None:
    number = int(name.removeprefix("d"))
    return date(month.year, month.number, number) if number <= month.last.day else None


def blank(call: Call) -> Sheet:
    """The month's wall sheet to hang up, one row a person at a post; marks that are known stand in it."""
    month, books = call.of_month, call.books
    village = str(call.given.get("village") or "") or None
    people = list(at_post(books, month, village))
    names = call.people.names([str(row["person_id"]) for row, _ in people])
    known, schema = books.table(LEDGER, month=month), books.schema(LEDGER)
    marks = MARKS[: month.last.day]
    rows: list[tuple[Shown, ...]] = []
    for order, (row, _) in enumerate(people, 1):
        mine = known.lookup(str(month), str(row["appointment_id"])) or {}
        front = (order, str(row["appointment_id"]), shown_name(names.get(str(row["person_id"])), Reader.WORKING))
        cells = (shown_cell(schema, mine, name, books.township) if mine else None for name in marks)
        rows.append((*front, post_title(books, str(row["post_id"])), *cells, None, None, None))
    heads = [("order", "序号"), ("appointment_id", "任用编号"), ("name", "姓名"), ("post", "岗位")]
    heads += [(name, str(int(name[1:]))) for name in marks]
    heads += [("told_days", "合计"), ("signed", "本人签字"), ("checked_by", "核查人")]
    kinds = {"order": FieldType.INT}
    columns = tuple(Column(name, title, kinds.get(name, FieldType.TEXT)) for name, title in heads)
    place = books.township.village_name(village) if village else books.township.name
    notes = ("出勤打 √,半天写 半,请假写 假,没到写 ×;空着不算出勤。月底拍照取下,同工作簿一起交。",)
    return Sheet(f"{place}{month}公益岗考勤表", columns, tuple(rows), notes)


def post_title(books: Books, post_id: str) -> str:
    """What a post is called on papers: its kind."""
    row = books.table("posts").lookup(post_id) or {}
    return str(shown_cell(books.schema("posts"), row, "kind", books.township) or post_id)
