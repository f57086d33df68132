"""The month's pay: by days worked, never full by default, never over the month's; posted without ID numbers (M14)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.posts.attendance import WORKED, days_shown, post_title
from wfx.duties.posts.stay import Stay, at_post
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_month, day_or_blank
from wfx.values.errors import NotInBooks, NotOnPayroll
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_name, shown_number
from wfx.values.table import Cell, Row

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)
LINES, MATTER = "payroll", "payrolls"


def due(month_pay: Decimal, required_days: int, days: Decimal, share: Fraction = Fraction(1)) -> Decimal:
    """What the days worked earn, in yuan, rounded once, half up.

    ``month_pay`` ÷ ``required_days`` × ``days``, at most the month's pay; ``share`` (0 to 1): the part of the month's
    days spent at the post, of which both are taken. 500 ÷ 22 × 19 = 431.82; 31 days of 30 give 500.00.
    """
    exact = Fraction(month_pay) * min(Fraction(days) / required_days, share)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_CENT, ROUND_HALF_UP)


def number_of(month: Month) -> str:
    """The number of the month's payroll."""
    return f"pay-{month}"


def drafted(call: Call) -> Outcome:
    """The month's payroll, made (anew) of attendance and appraisal. Errors: ``ActRefused`` once it is approved."""
    books, month, number = call.books, call.of_month, number_of(call.of_month)
    lines = [_line(books, month, row, stay) for row, stay in at_post(books, month)]
    standing = books.table(LINES, month=month).by_key
    changes = [
        Change(LINES, key, standing.get(key), {**(standing.get(key) or {}), **line}) for key, line in _keyed(lines)
    ]
    gone = standing.keys() - {change.key for change in changes}
    changes += [Change(LINES, key, standing[key], None) for key in sorted(gone)]
    amounts = [line["payable"] for line in lines if isinstance(line["payable"], Decimal) and line["payable"] > 0]
    given: Mapping[str, Cell] = {"month": str(month), "people": len(amounts), "total": sum(amounts, _NOTHING)}
    act = matter.Act("draft", given, call.hand, sets={"drafted_on": "today"})
    there = books.dossier(MATTER, number)
    made = matter.founded(books, MATTER, number, act) if there is None else matter.step(books, MATTER, number, act)[0]
    made = replace(made, after={**(made.after or {}), "drafted_on": call.hand.on})
    changed = [change for change in changes if change.before != change.after]
    return Outcome((made, *changed), number, made.after or {}, notes=tuple(_not_counted(books, lines)))


def _keyed(lines: list[dict[str, Cell]]) -> Iterator[tuple[tuple[str, str], dict[str, Cell]]]:
    for line in lines:
        yield (str(line["payroll_id"]), str(line["appointment_id"])), line


def _line(books: Books, month: Month, row: Row, stay: Stay | None) -> dict[str, Cell]:
    """One person's line; nothing is due while anything it stands on is not known."""
    number = str(row["appointment_id"])
    post = books.table("posts").lookup(str(row["post_id"])) or {}
    sheet = books.table("attendance", month=month).lookup(str(month), number) or {}
    appraisal = books.table("appraisals", month=month).lookup(str(month), number) or {}
    line: dict[str, Cell] = {"payroll_id": number_of(month), "month": str(month), "appointment_id": number}
    line |= {name: row[name] for name in ("person_id", "post_id", "village")}
    line |= {"month_pay": post.get("month_pay"), "days": sheet.get("days"), "required_days": None}
    line |= {"merit": appraisal.get("merit"), "cut": appraisal.get("cut"), "due": None, "payable": None}
    required, pay, days = post.get("required_days"), post.get("month_pay"), sheet.get("days")
    if stay is None:
        return line | {"why_not": "no_period"}
    if not isinstance(required, int) or not isinstance(pay, Decimal):
        return line | {"why_not": "no_terms"}
    share = stay.share(month)
    line["required_days"] = _decimal(required * share)
    if not isinstance(days, Decimal):
        return line | {"why_not": "no_sheet"}
    earned = due(pay, required, days, share)
    payable = max(earned + _amount(line["merit"]) - _amount(line["cut"]), _NOTHING.quantize(_CENT))
    return line | {"due": earned, "payable": payable, "why_not": None}


def _decimal(exact: Fraction) -> Decimal:
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(WORKED, ROUND_HALF_UP)


def _amount(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else _NOTHING


def _not_counted(books: Books, lines: list[dict[str, Cell]]) -> Iterator[str]:
    reasons = books.schema(LINES).field("why_not").codes
    for code, title in reasons.items():
        own = [str(line["appointment_id"]) for line in lines if line["why_not"] == code]
        if own:
            yield f"{title},没有算 {len(own)} 人:{'、'.join(own)}"


def stepped(call: Call) -> list[Change]:
    """One step of the month's payroll. Errors: ``NotInBooks`` and the life-cycle's."""
    act = matter.Act(call.action, call.given, call.hand, call.note, call.verb.sets)
    return matter.step(call.books, MATTER, number_of(call.of_month), act)


def paid(call: Call, lot: Lot) -> Outcome:
    """What was really paid, line by line, as the bank or the finance office lists it; a fact, whatever it says.

    Refused rows: somebody who is on no payroll of that month (``NotOnPayroll``).
    """
    changes, strangers = [], []
    for at, row in enumerate(lot.raw[LINES].to_pylist()):
        key = (number_of(Month.parse(str(row["month"]))), str(row["appointment_id"]))
        before = call.books.table(LINES).lookup(*key)
        if before is None:
            strangers.append(at)
            continue
        told = {name: row.get(name) for name in ("paid", "paid_on", "card_of", "note") if row.get(name) is not None}
        if {**before, **told} != before:
            changes.append(Change(LINES, key, before, {**before, **told}))
    wrong = (Wrong(NotOnPayroll, LINES, strangers, "appointment_id"),) if strangers else ()
    return Outcome(tuple(changes), wrong=wrong)


def _lines(books: Books, month: Month, village: str | None = None) -> list[Row]:
    """The lines of the month with something to pay. Errors: ``NotInBooks`` before it is drafted."""
    if books.dossier(MATTER, number_of(month)) is None:
        raise NotInBooks("payroll_id", shown=number_of(month))
    rows = books.table(LINES, month=month, village=village).rows()
    return [row for row in rows if isinstance(row["payable"], Decimal) and row["payable"] > 0]


def _total(lines: list[Row]) -> str:
    return f"合计 {len(lines)} 人,{sum((_amount(line['payable']) for line in lines), _NOTHING)} 元"


def summary(call: Call) -> Sheet:
    """出勤天数和拟拨付岗位补贴金额汇总表 of the month, for the list's reader. Errors: ``NotInBooks``."""
    books, month, people = call.books, call.of_month, call.people
    lines = _lines(books, month, call.words.get("village") or None)
    ids = [str(line["person_id"]) for line in lines]
    names, numbers = people.names(ids), people.numbers(ids)
    rows: list[tuple[Shown, ...]] = []
    for order, line in enumerate(lines, 1):
        who = books.dossier("appointments", str(line["appointment_id"])) or {}
        person = str(line["person_id"])
        front = (order, shown_name(names.get(person), people.reader), shown_number(numbers.get(person), people.reader))
        rows.append((*front, *(_shown(line[name]) for name in ("required_days", "days", "payable")), *_period(who)))
    columns = (
        Column("order", "序号", FieldType.INT),
        Column("name", "姓名"),
        Column("id_number", "身份证号码"),
        Column("required_days", "规定出勤天数", FieldType.QUANTITY, "天"),
        Column("days", "本月累计出勤天数", FieldType.QUANTITY, "天"),
        Column("payable", "补贴金额", FieldType.MONEY, "元"),
        Column("from_on", "协议起", FieldType.DATE),
        Column("until_on", "协议止", FieldType.DATE),
    )
    title = f"乡村公益性岗位出勤天数和拟拨付岗位补贴金额汇总表({chinese_month(month)})"
    notes = (_total(lines), "填报单位(盖章)    填报时间    填报人    联系电话    审核人(签字)")
    return Sheet(title, columns, tuple(rows), notes, people.reader)


def _period(appointment: Row) -> tuple[Shown, Shown]:
    return _shown(appointment.get("from_on")), _shown(appointment.get("until_on"))


def _shown(cell: Cell) -> Shown:
    return None if isinstance(cell, list) else cell


def posted(books: Books, call: Call, _: str) -> Paper:
    """乡村公益性岗位补贴发放公示表: names, posts, days and amounts, no ID number. Errors: ``NotInBooks``."""
    month = call.of_month
    lines = _lines(books, month)
    names = call.people.names([str(line["person_id"]) for line in lines])
    rows: list[tuple[Shown, ...]] = []
    for order, line in enumerate(lines, 1):
        name = shown_name(names.get(str(line["person_id"])), Reader.WORKING)
        village = books.township.village_name(str(line["village"]))
        post = post_title(books, str(line["post_id"]))
        rows.append((order, village, name, post, days_shown(line["days"]), _shown(line["payable"])))
    columns = (
        Column("order", "序号", FieldType.INT),
        Column("village", "村"),
        Column("name", "姓名"),
        Column("post", "岗位名称"),
        Column("days", "出勤天数", FieldType.TEXT, "天"),
        Column("payable", "补贴金额", FieldType.MONEY, "元"),
    )
    head = books.dossier(MATTER, number_of(month)) or {}
    facts = {
        "township": books.township.name,
        "month": chinese_month(month),
        "from": day_or_blank(head.get("posted_on")),
        "until": day_or_blank(head.get("removed_on")),
        "total": _total(lines),
        "today": day_or_blank(call.today),
    }
    title = f"{chinese_month(month)}乡村公益性岗位补贴发放公示表"
    return Paper("posts/payroll_notice", title, facts, {"payroll": Sheet(title, columns, tuple(rows))}, Reader.PUBLIC)
