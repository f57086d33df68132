"""What the books already say of each indicator, what is said besides, who mends it (M20; reference: duties §18)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.values.change import Batch, Change
from wfx.values.errors import NotFailing, NotInBooks
from wfx.values.latest import latest_rows
from wfx.values.month import Month
from wfx.values.table import Cell, Row

LEDGER, BOOKS = "guarantee_checks", "books"
HOME, PRESENT = ("present", "away"), "present"
DAYS = 30
_MONTHS, _QUARTER, _SEPTEMBER = 12, 3, 9
_FIRST, _END = 6, 16  # years of age, of the law on compulsory schooling

Fact = tuple[bool | None, date | None]


def period_of(month: Month) -> str:
    """The quarter a month lies in: ``2026Q4``."""
    return f"{month.first.year}Q{(month.first.month + _QUARTER - 1) // _QUARTER}"


@dataclass(frozen=True)
class Home:
    """A household with its people and what was last reported of it."""

    row: Row
    people: Sequence[Row]
    told: Row
    month: Month

    def facts(self, line: Decimal | None) -> Iterator[tuple[str, Fact]]:
        """What the books say of each item: met or not, and since which day; unknown is ``None``."""
        yield "income", self._income(line)
        yield "education", _worst(self._count("dropouts"), self._of_people(self._schooled()))
        yield "medical", _worst(self._count("uninsured"), self._of_people(each["insured"] for each in self._here()))
        grade, since = self._newest("house_grade")
        yield "housing", (None if grade is None else grade in ("A", "B"), since)
        safe, since = self._newest("water_safe")
        yield "water", (None if safe is None else bool(safe), since)

    def _here(self) -> list[Row]:
        return [each for each in self.people if (each["standing"] or PRESENT) == PRESENT]

    def _of_people(self, cells: Iterable[Cell]) -> Fact:
        """A household of whom nobody is registered is unknown."""
        return (_all(cells) if self._here() else None), None

    def _newest(self, name: str) -> tuple[Cell, date | None]:
        if self.told.get(name) is not None:
            return self.told[name], Month.parse(str(self.told[f"{name}_in"])).first
        return self.row[name], None

    def _income(self, line: Decimal | None) -> Fact:
        income, since = self._newest("net_income")
        members = self.row["member_count"]
        if line is None or not isinstance(income, Decimal) or not isinstance(members, int) or not members:
            return None, None
        return income >= line * members, since

    def _count(self, name: str) -> Fact:
        """A number that was reported: none of them is well."""
        count = self.told.get(name)
        if count is None:
            return None, None
        return count == 0, Month.parse(str(self.told[f"{name}_in"])).first

    def _schooled(self) -> Iterator[bool | None]:
        for each in self._here():
            if each["birth_month"] is None:
                yield None
            elif self._of_age(Month.parse(str(each["birth_month"]))):
                yield None if each["schooling"] is None else each["schooling"] != "none"

    def _of_age(self, born: Month) -> bool:
        """Six by the last August, and not yet sixteen: whom the law wants at school since that September."""
        now = self.month
        begun = Month(now.first.year - (now.first.month < _SEPTEMBER), _SEPTEMBER - 1)
        return _years(born, begun) >= _FIRST and _years(born, now) < _END


def _years(born: Month, month: Month) -> int:
    """Years of age on the last day of a month."""
    return ((month.first.year - born.first.year) * _MONTHS + month.first.month - born.first.month) // _MONTHS


def _all(cells: Iterable[Cell]) -> bool | None:
    """Whether all are so; one that is not settles it, one that is unknown leaves it open."""
    known = list(cells)
    if False in known:
        return False
    return None if None in known else True


def _worst(told: Fact, people: Fact) -> Fact:
    """What was reported and what the register of persons says: not met by either is not met."""
    if False in (told[0], people[0]):
        return False, told[1] if told[0] is False else people[1]
    return told if told[0] is not None else people


def read(call: Call) -> Outcome:
    """The quarter read anew from the books; what was assigned stays, what the books no longer say goes."""
    period, month = period_of(call.of_month), call.of_month
    line = call.given.get("line_used")
    stood = _stood(call, period)
    blank: dict[str, Cell] = dict.fromkeys(call.books.schema(LEDGER).names)
    rows: dict[tuple[str, ...], Row] = {}
    for home in _homes(call, month):
        for item, (met, since) in home.facts(line if isinstance(line, Decimal) else None):
            key = (period, str(home.row["household_id"]), item, BOOKS)
            if met is None:
                continue
            before = stood.get(key, {})
            kept = {name: before.get(name) for name in ("fixed_by", "due_on", "case_id", "rectification_id", "note")}
            rows[key] = {
                **blank, **kept, "period": period, "village": home.row["village"], "household_id": key[1],
                "item": item, "source": BOOKS, "result": "pass" if met else "fail", "checked_on": since,
                "line_used": line if item == "income" else None,
            }  # fmt: skip
    schema = call.books.table(LEDGER).arrow.schema
    table = pa.Table.from_pylist(list(rows.values()), schema=schema)
    failed = sum(row["result"] == "fail" for row in rows.values())
    note = f"{period}:从台账读出 {len(rows)} 项,未达标 {failed} 项;读不到的先问部门,部门没有的才问农户"
    gone = tuple(key for key in stood if key not in rows)
    return Outcome((Batch(LEDGER, table, gone),), what=f"{period} 达标排查", notes=(note,))


def _stood(call: Call, period: str) -> dict[tuple[str, ...], Row]:
    schema = call.books.schema(LEDGER)
    rows = (row for row in call.books.table(LEDGER).rows() if row["period"] == period and row["source"] == BOOKS)
    return {schema.key_of(row): row for row in rows}


def _homes(call: Call, month: Month) -> Iterator[Home]:
    books, people = call.books, defaultdict(list)
    for row in books.table("persons").rows():
        people[row["household_id"]].append(row)
    told = latest_rows(books.schema("screenings"), books.table("screenings").arrow, month).to_pylist()
    latest: Mapping[Cell, Row] = {row["household_id"]: row for row in told}
    for row in books.table("households").rows():
        if (row["standing"] or PRESENT) in HOME:
            number = row["household_id"]
            yield Home(row, people[number], latest.get(number, {}), month)


def recorded(call: Call) -> list[Change]:
    """One item of one household as a department, a visit or the household says it. Errors: ``NotInBooks``."""
    given = {**call.given, **_where(call)}
    return matter.written(call.books, LEDGER, matter.Act("", given, call.hand, sets=call.verb.sets))


def _where(call: Call) -> dict[str, Cell]:
    number = str(call.given.get("household_id") or "")
    home = call.books.table("households").lookup(number)
    if home is None:
        raise NotInBooks("household_id", shown=number)
    return {"village": home["village"], "period": period_of(call.of_month)}


def assigned(call: Call) -> list[Change]:
    """Who mends what is not met, and by when: thirty days when nothing is said.

    Errors: ``NotInBooks``, ``NotFailing``.
    """
    spot = {**_where(call), "household_id": call.given["household_id"], "item": call.given["item"]}
    given = {"due_on": call.hand.on + timedelta(days=DAYS), **call.given}
    table = call.books.table(LEDGER)
    failing = [row for row in table.rows() if row["result"] == "fail" and all(row[name] == spot[name] for name in spot)]
    if not failing:
        title = call.books.schema(LEDGER).field("item").codes[str(spot["item"])]
        raise NotFailing("item", period=str(spot["period"]), item=title)
    acts = (matter.Act("", {**given, **spot, "source": row["source"]}, call.hand) for row in failing)
    return [change for act in acts for change in matter.written(call.books, LEDGER, act)]


def drawn(call: Call) -> list[Change]:
    """Something one person draws, in the village the register has the person in. Errors: ``NotInBooks``."""
    number = str(call.given.get("person_id") or "")
    person = call.books.table("persons").lookup(number)
    if person is None:
        raise NotInBooks("person_id", shown=number)
    return matter.written(
        call.books, "benefits", matter.Act("", {**call.given, "village": person["village"]}, call.hand)
    )
