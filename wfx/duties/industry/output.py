"""The month's sticks of a base or of a household that grows at home (M08)."""

from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.industry import names
from wfx.duties.industry.registers import refused
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import SourceUnknown
from wfx.values.table import Cell

LEDGER = "output"


def _villages(books: Books) -> dict[str, str]:
    """Base or growing household → its village."""
    grown = {str(row["household_id"]): str(row["village"]) for row in books.table("growers").rows()}
    return grown | {str(row["base_id"]): str(row["village"]) for row in books.table(names.BASES).rows()}


def typed(call: Call) -> Outcome:
    """One base's or grower's month as typed, over what stands of it. Errors: ``SourceUnknown``."""
    places, month = _villages(call.books), str(call.of_month)
    said = str(call.given["source_id"])
    source = said if said in places else names.base(call.books, said)
    before = call.books.table(LEDGER).lookup(month, source)
    given = {name: cell for name, cell in call.given.items() if cell is not None}
    blank: dict[str, Cell] = dict.fromkeys(call.books.schema(LEDGER).names)
    own = {"month": month, "source_id": source, "village": places[source]}
    after = {**blank, **(before or {}), **given, **own}
    return Outcome((Change(LEDGER, (month, source), before, after),), f"{month}/{source}", after)


def taken(call: Call, lot: Lot) -> Outcome:
    """The sheets of a month, or a list of several; ``wrong``: neither a base nor a grower."""
    standing, places = call.books.table(LEDGER).by_key, _villages(call.books)
    changes, strangers = list[Change](), list[int]()
    for at, row in enumerate(lot.rows[LEDGER].to_pylist()):
        source = str(row["source_id"])
        village, key = places.get(source, ""), (str(row["month"]), source)
        after = {**row, "village": village}
        if not village:
            strangers.append(at)
        elif after != standing.get(key):
            changes.append(Change(LEDGER, key, standing.get(key), after))
    said = {
        at: {"near": names.candidates(call.books, names.BASES, str(lot.rows[LEDGER]["source_id"][at]))}
        for at in strangers
    }
    wrong = refused(LEDGER, (SourceUnknown, strangers, "source_id", said))
    return Outcome(() if wrong else tuple(changes), wrong=wrong)
