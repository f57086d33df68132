"""What every act on an asset shares: the asset found, its row changed, a new row, the line of its history."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NotInBooks
from wfx.values.table import Cell

NOTHING = Decimal("0.00")
_STEM = 40


def asset_of(books: Books, asset: str) -> dict[str, Cell]:
    """The asset's row. Errors: ``NotInBooks``."""
    row = books.table("assets").lookup(asset)
    if row is None:
        raise NotInBooks("asset_id", shown=asset)
    return row


def changed(before: Mapping[str, Cell], given: Mapping[str, Cell]) -> Change:
    """The asset's row with these fields; a ``None`` empties one."""
    return Change("assets", (str(before["asset_id"]),), before, {**before, **given})


def new_row(books: Books, ledger: str, given: Mapping[str, Cell]) -> Change:
    """A new row of a register, every field it does not give blank."""
    schema = books.schema(ledger)
    row: dict[str, Cell] = {name: given.get(name) for name in schema.names}
    return Change(ledger, schema.key_of(row), None, row)


def numbered(books: Books, ledger: str, stem: str) -> str:
    """The first number ``stem-NNN`` of the ledger that is not taken."""
    taken = {key[0] for key in books.table(ledger).by_key}
    count = 1
    while f"{stem}-{count:03d}" in taken:
        count += 1
    return f"{stem}-{count:03d}"


def event(books: Books, row: Mapping[str, Cell], kind: str, on: date, paper: Cell = None, note: str = "") -> Change:
    """One line of an asset's history."""
    given: dict[str, Cell] = {"event_id": numbered(books, "asset_events", f"{str(row['asset_id'])[:_STEM]}-{kind}")}
    given |= {"asset_id": row["asset_id"], "village": row["village"], "kind": kind, "on": on}
    return new_row(books, "asset_events", given | {"paper": paper, "note": note[:200] or None})


def yuan(value: Cell) -> Decimal:
    """An amount of money; a blank cell is nothing."""
    return value if isinstance(value, Decimal) else NOTHING
