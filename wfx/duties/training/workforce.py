"""The year's question: whom it is put to, what they said; what the registers know is not asked (M11)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.training.registers import person_of
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.table import Cell, Row

LEDGER: Final = "workforce"
YOUNGEST, OLDEST = 16, 60  # years: from the first, up to the second
_AT_SCHOOL: Final = frozenset({"none", "home"})
_NO_LABOUR: Final = frozenset({"lost", "none"})
_MONTHS = 12


def asked(call: Call) -> Outcome:
    """This year's list: everybody to be asked who is not on it; no labour is known from the register.

    The others stand on it without a result and go out with the villages' workbooks.
    """
    year, books = call.hand.on.year, call.books
    schema, known = books.schema(LEDGER), books.table(LEDGER)
    blank: dict[str, Cell] = dict.fromkeys(schema.names)
    changes = []
    for person in _people(books, call.hand.on):
        key = (str(year), str(person["person_id"]))
        if known.lookup(*key) is None:
            result = "no_labour" if person.get("labour") in _NO_LABOUR else None
            row: dict[str, Cell] = {
                "year": year,
                "person_id": person["person_id"],
                "village": person["village"],
                "result": result,
            }
            changes.append(Change(LEDGER, key, None, {**blank, **row}))
    open_still = sum((each.after or {})["result"] is None for each in changes)
    notes = (f"{year} 年新列 {len(changes)} 人,其中要问的 {open_still} 人,无劳力的按人口台账",)
    return Outcome(tuple(changes), str(year), {"year": year}, notes=notes)


def _people(books: Books, day: date) -> Iterator[Row]:
    """Members of lifted and monitored households who are present, of working age and not at school."""
    homes = {str(row["household_id"]) for row in books.table("households").rows() if _meant(row)}
    rows = [row for row in books.table("persons").rows() if str(row["household_id"]) in homes]
    for row in sorted(rows, key=lambda each: (str(each["village"]), str(each["person_id"]))):
        present = row.get("standing") in (None, "present")
        if present and (row.get("schooling") or "none") in _AT_SCHOOL and _of_age(row.get("birth_month"), day):
            yield row


def _meant(home: Row) -> bool:
    stands = home.get("standing") in (None, "present", "away")
    return stands and (home.get("category") == "lifted" or home.get("monitoring") is not None)


def _of_age(born: Cell, day: date) -> bool:
    """Whether somebody born in that month is of working age in the month of the day; unknown counts."""
    if not born:
        return True
    year, _, month = str(born).partition("-")
    months = _MONTHS * (day.year - int(year)) + day.month - int(month)
    return _MONTHS * YOUNGEST <= months < _MONTHS * OLDEST


def told(call: Call, lot: Lot) -> Outcome:
    """Answers as villages send them; the day of an answer is that of its entry where it is not told."""
    known, schema, people = call.books.table(LEDGER), call.books.schema(LEDGER), call.books.table("persons")
    changes = []
    for row in lot.rows[LEDGER].to_pylist():
        key = schema.key_of(row)
        before = known.lookup(*key)
        after = {**row, "village": (people.lookup(key[1]) or {}).get("village")}
        if after["result"] is not None and after["result"] != (before or {}).get("result"):
            after["asked_on"] = row["asked_on"] if row["asked_on"] != (before or {}).get("asked_on") else call.hand.on
        if after != before:
            changes.append(Change(LEDGER, key, before, after))
    return Outcome(tuple(changes))


def answered(call: Call) -> list[Change]:
    """One person's answer of the year of its day. Errors: ``NotInBooks``."""
    person = person_of(call.books, call.number)
    own: dict[str, Cell] = {"year": call.hand.on.year, "person_id": call.number, "village": person["village"]}
    return matter.written(call.books, LEDGER, matter.Act("", {**call.given, **own}, call.hand, sets=call.verb.sets))
