"""Rows of lists laid over a register whose keys wfx gives: what stands is brought up to date, another gets a number."""

from collections.abc import Callable, Iterable

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.values.change import Change
from wfx.values.table import Cell, Row

Same = Callable[[Row, Row], bool]


def laid(call: Call, ledger: str, number: str, rows: Iterable[Row], same: Same) -> list[Change]:
    """What these rows change; ``same``: whether a row and a record are of one thing. Blank cells leave what stands."""
    schema, key = call.books.schema(ledger), call.books.schema(ledger).key[0]
    stood = {str(row[key]): dict(row) for row in call.books.table(ledger).rows()}
    kept, numbers = dict(stood), matter.numbers(call.books, ledger, number, call.hand.on)
    for cells in rows:
        row = filled(cells)
        found = str(row.get(key) or "") or next((name for name, other in kept.items() if same(row, other)), "")
        name = found or next(numbers)
        kept[name] = {**dict.fromkeys(schema.names), **kept.get(name, {}), **row, key: name}
    return [Change(ledger, (name,), stood.get(name), row) for name, row in kept.items() if row != stood.get(name)]


def filled(row: Row) -> dict[str, Cell]:
    """The cells that say something."""
    return {name: cell for name, cell in row.items() if cell not in (None, "", [])}


def agree(row: Row, other: Row, names: Iterable[str]) -> bool:
    """Whether nothing that both say differs."""
    return all(None in (row.get(name), other.get(name)) or row[name] == other[name] for name in names)
