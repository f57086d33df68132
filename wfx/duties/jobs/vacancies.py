"""Vacancies as employers list them, and the sheet a village hangs up: what has expired is not printed (M13)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_day
from wfx.values.errors import NotInBooks
from wfx.values.paper import Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row

LEDGER, NUMBER = "vacancies", "job-{year}-{n:03}"
_SAME = ("employer", "trade", "published_on")
_RANGE = re.compile(r"(\d{2})(?:周岁|岁)?[-—~至到](\d{2})(?:周岁|岁)?(?:以下)?")
_AT_MOST = re.compile(r"(?:不超过)?(\d{2})(?:周岁|岁)?(?:以下|以内)?")
_AT_LEAST = re.compile(r"(\d{2})(?:周岁|岁)?以上")


def ages(said: str) -> dict[str, Cell]:
    """``18-55岁``, ``55岁以下``, ``18岁以上`` as bounds; nothing for what is no such words (不限)."""
    text = "".join(unicodedata.normalize("NFKC", said).split())
    if found := _RANGE.fullmatch(text):
        return {"age_from": int(found[1]), "age_to": int(found[2])}
    if found := _AT_LEAST.fullmatch(text):
        return {"age_from": int(found[1])}
    return {"age_to": int(found[1])} if (found := _AT_MOST.fullmatch(text)) else {}


def published(call: Call, lot: Lot) -> Outcome:
    """A list of vacancies; one of the same employer, trade and day that stands already is taken once."""
    known = {_same(row) for row in call.books.table(LEDGER).rows()}
    numbers: dict[int, Iterator[str]] = {}
    changes, unread, passed = [], 0, 0
    for cells in lot.raw[LEDGER].to_pylist():
        row: dict[str, Cell] = {"published_on": call.hand.on, **{name: cell for name, cell in cells.items() if cell}}
        if _same(row) in known:
            passed += 1
            continue
        known.add(_same(row))
        said = str(row.get("age_said") or "")
        row = {**ages(said), **row}
        unread += bool(said) and not ages(said) and "不限" not in said
        day = row["published_on"] if isinstance(row["published_on"], date) else call.hand.on
        number = next(numbers.setdefault(day.year, matter.numbers(call.books, LEDGER, NUMBER, day)))
        blank: dict[str, Cell] = dict.fromkeys(call.books.schema(LEDGER).names)
        changes.append(Change(LEDGER, (number,), None, {**blank, **row, "vacancy_id": number}))
    notes = [f"{passed} 条已经登记过,没有重复登记"] if passed else []
    notes += [f"{unread} 条的年龄没有认出,原话留在“年龄要求”,对接时不按年龄"] if unread else []
    return Outcome(tuple(changes), notes=tuple(notes))


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in _SAME)


def changed(call: Call) -> list[Change]:
    """What a verb writes over a vacancy, found by its number or the end of it. Errors: ``NotInBooks``."""
    return _over(call, LEDGER, call.number, {})


def _over(call: Call, ledger: str, number: str, more: dict[str, Cell]) -> list[Change]:
    key = _found(call.books, ledger, number)
    name = call.books.schema(ledger).key[0]
    act = matter.Act("", {**call.given, **more, name: key}, call.hand, sets=call.verb.sets)
    return matter.written(call.books, ledger, act)


def _found(books: Books, ledger: str, number: str) -> str:
    name = books.schema(ledger).key[0]
    keys = [str(row[name]) for row in books.table(ledger).rows()]
    near = [key for key in keys if key == number] or [key for key in keys if number and key.endswith(number)]
    if len(near) != 1:
        raise NotInBooks(name, shown=number)
    return near[0]


def placed(call: Call) -> list[Change]:
    """Somebody sent to a vacancy; the village is the person's. Errors: ``NotInBooks``."""
    vacancy = _found(call.books, LEDGER, call.number)
    person = call.books.table("persons").lookup(str(call.given["person_id"]))
    if person is None:
        raise NotInBooks("person_id", shown=str(call.given["person_id"]))
    given = {**call.given, "vacancy_id": vacancy, "village": person["village"], "sent_on": call.hand.on}
    act = matter.Act("", given, call.hand)
    return matter.written(call.books, "placements", act, call.verb.number)


def followed(call: Call) -> list[Change]:
    """What is heard of a placement. Errors: ``NotInBooks``."""
    return _over(call, "placements", call.number, {})


def valid(books: Books, day: date, village: str = "") -> list[Row]:
    """The vacancies that still hold on that day, the newest first; of one village those near it."""
    rows = [row for row in books.table(LEDGER).rows() if _holds(row, day) and _near(row, village)]
    return sorted(rows, key=lambda row: (str(row["published_on"] or ""), str(row["vacancy_id"])), reverse=True)


def _holds(row: Row, day: date) -> bool:
    until, closed = row["valid_until"], row["closed_on"]
    return not (isinstance(until, date) and until < day) and not (isinstance(closed, date) and closed <= day)


def _near(row: Row, village: str) -> bool:
    near = row["villages"]
    return not village or not isinstance(near, list) or not near or village in near


def sheets(books: Books, call: Call, _: str) -> Sequence[Paper]:
    """村用工单: a paper for each village with the vacancies near it that hold today. Errors: ``BadValue``."""
    chosen = books.township.codes([call.words["only"]]) if call.words.get("only") else ()
    places = [each for each in books.township.villages if not chosen or each.code in chosen]
    papers = []
    for place in places:
        rows = valid(books, call.today, place.code)
        if rows:
            title = f"{place.name}用工信息 {call.today}"
            facts = {"township": books.township.name, "village": place.name, "today": chinese_day(call.today)}
            papers.append(Paper("jobs/sheet", title, facts, {"vacancies": _sheet(title, rows)}))
    return papers


def _sheet(title: str, rows: Sequence[Row]) -> Sheet:
    columns = (
        Column("employer", "企业"),
        Column("trade", "工种"),
        Column("wanted", "人数", FieldType.INT),
        Column("wage_from", "工资", FieldType.MONEY, "元/月起"),
        Column("ages", "年龄"),
        Column("place", "地点"),
        Column("valid_until", "有效期至", FieldType.DATE),
    )
    return Sheet(title, columns, tuple(tuple(_cell(row, column.name) for column in columns) for row in rows))


def _cell(row: Row, name: str) -> Shown:
    if name == "ages":
        low, high = row["age_from"], row["age_to"]
        bounds = f"{low or ''}-{high or ''}" if low or high else ""
        return bounds or str(row.get("age_said") or "不限")
    cell = row[name]
    return None if isinstance(cell, list) else cell
