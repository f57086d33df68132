"""A contract on an asset, and the schedule of what falls due under it (reference: assets 1.3)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from wfx.duties.assets.rows import NOTHING, asset_of, changed, event, new_row, numbered
from wfx.duties.assets.tenure import When
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import ActRefused, AlreadySettled, FieldsMissing
from wfx.values.money import Money
from wfx.values.month import Month
from wfx.values.table import Cell, Row

PERIODS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ASSET_STATE = {"lease": "leased", "invest": "invested", "entrust": "entrusted", "lend": "lent"}
EARNS = {"lease": "rent", "lend": "rent", "invest": "dividend", "entrust": "dividend"}
_YEAR, _MONTH_DAYS = 12, 30
_STEM = 40


def lease(books: Books, asset: str, given: Mapping[str, Cell], when: When) -> list[Change]:
    """A contract on an asset and the schedule of what falls due under it; while it runs the asset is let.

    Errors: ``NotInBooks``, ``FieldsMissing`` (a contract of the township's own needs its decision first),
    ``ActRefused`` when it starts before it was decided or ends before it starts, ``AlreadySettled`` when another
    contract on the asset runs on its first day.
    """
    row = asset_of(books, asset)
    contract: dict[str, Cell] = {name: value for name, value in given.items() if value not in (None, "")}
    contract |= {"asset_id": asset, "village": row["village"], "state": "running"}
    contract.setdefault("kind", "lease")
    contract.setdefault("rent_every", "year")
    contract.setdefault("contract_id", numbered(books, "contracts", f"{asset[:_STEM]}-c{when.on.year}"))
    if books.table("contracts").lookup(str(contract["contract_id"])) is not None:
        raise AlreadySettled("contract_id", shown=str(contract["contract_id"]))
    _in_order(books, asset, contract, fact=when.fact)
    let: dict[str, Cell] = {"state": ASSET_STATE[str(contract["kind"])], "contract_id": contract["contract_id"]}
    let |= {"operator": contract.get("lessee"), "idle_since": None}
    said = f"{contract['lessee']} {contract['starts_on']} 至 {contract['ends_on']}"
    changes = [new_row(books, "contracts", contract)]
    until = contract["ends_on"]
    if isinstance(until, date) and until >= when.on:  # a contract of the past changes nothing about today
        changes.append(changed(row, let))
    changes += [new_row(books, "asset_income", due) for due in schedule(contract)]
    return [*changes, event(books, row, "lease", when.on, contract["contract_id"], said)]


def _in_order(books: Books, asset: str, contract: Row, *, fact: bool) -> None:
    needed = ["lessee", "starts_on", "ends_on"] + ([] if fact else ["decided_on"])
    missing = [name for name in needed if contract.get(name) is None]
    if missing:
        raise FieldsMissing("lease", act="出租", fields="、".join(missing))
    start, end, decided = contract["starts_on"], contract["ends_on"], contract.get("decided_on")
    if not (isinstance(start, date) and isinstance(end, date) and start < end):
        raise ActRefused("lease", shown=f"{start} 至 {end}", act="出租")
    if fact:
        return
    if isinstance(decided, date) and decided > start:
        raise ActRefused("lease", shown=f"{start} 早于四议两公开 {decided}", act="出租")
    for other in books.table("contracts").rows():
        until = other["ends_on"]
        if other["asset_id"] == asset and other["state"] != "ended" and isinstance(until, date) and until >= start:
            raise AlreadySettled("contract_id", shown=str(other["contract_id"]))


def schedule(contract: Row) -> Iterator[dict[str, Cell]]:
    """What falls due under a contract: the deposit on its first day, the rent at the start of each period.

    A year's rent is parted to the fen without loss: what is due up to the end of a period is rounded, not the period.
    """
    start, end = contract["starts_on"], contract["ends_on"]
    if not isinstance(start, date) or not isinstance(end, date):
        return
    front: dict[str, Cell] = {"asset_id": contract["asset_id"], "contract_id": contract["contract_id"]}
    front["village"] = contract["village"]
    stem = str(contract["contract_id"])[:_STEM]
    deposit, yearly = contract.get("deposit"), contract.get("yearly_rent")
    if isinstance(deposit, Decimal) and deposit > 0:
        yield {**front, "income_id": f"{stem}-deposit", "kind": "deposit", "due_on": start, "due": deposit}
    if not isinstance(yearly, Decimal) or yearly <= 0:
        return
    kind = EARNS[str(contract["kind"])]
    whole = _months(start, end)
    step = PERIODS.get(str(contract.get("rent_every")))
    counted = NOTHING
    done, number = Decimal(0), 0
    while done < whole:
        due_on = _later(start, int(done))
        done = whole if step is None else min(done + step, whole)
        upto = Money.rounded(yearly * done / _YEAR).yuan
        number += 1
        row: dict[str, Cell] = {"income_id": f"{stem}-{number:02d}", "kind": kind, "due_on": due_on}
        yield {**front, **row, "due": upto - counted}
        counted = upto


def _months(start: date, end: date) -> Decimal:
    """Months from the first day to the last, both counted; days beyond whole months as thirtieths."""
    months = (end.year - start.year) * _YEAR + end.month - start.month
    while _later(start, months) > end:
        months -= 1
    left = (end - _later(start, months)).days + 1
    length = (_later(start, months + 1) - _later(start, months)).days
    return Decimal(months + 1) if left >= length else Decimal(months) + Decimal(min(left, _MONTH_DAYS)) / _MONTH_DAYS


def _later(start: date, months: int) -> date:
    month = Month.of(start).plus(months)
    return date(month.year, month.number, min(start.day, month.last.day))
