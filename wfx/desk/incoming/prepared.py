"""What came in, ready to be recorded: and the plain road."""

from dataclasses import dataclass

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming
from wfx.store.entries.entry import Entry
from wfx.values.change import Batch, Change
from wfx.values.roundtrip.branch import Conflict
from wfx.values.schema import Kind, Schema
from wfx.values.sheet import Sheet


@dataclass(frozen=True)
class Undoing:
    """One cell that would be set back, and the entry that set it as it stands."""

    cell: Conflict
    entry: Entry


@dataclass(frozen=True)
class Prepared:
    """What came in, ready to be recorded: the entry's ``topic: what``, its changes, and the next command.

    ``about`` is the month the facts belong to, ``notes`` are sentences for the clerk. ``sheets`` are lists to be seen
    before the yes, ``decide`` is one of which the clerk must confirm lines, ``filled`` the same as a workbook to fill.
    ``undoing`` are the cells left as they stand because the files are older than they, ``decided`` the numbers of those
    taken all the same.
    """

    topic: str
    what: str
    changes: tuple[Change | Batch, ...]
    then: str
    about: str = ""
    notes: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    decide: Sheet | None = None
    filled: bytes = b""
    undoing: tuple[Undoing, ...] = ()
    decided: tuple[str, ...] = ()


def prepare_rows(desk: Desk, incoming: Incoming) -> Prepared:
    """The plain road: rows laid over the books, a blank cell leaving what stands. Errors: ``Refused``."""
    incoming.check()
    changes: list[Change | Batch] = []
    for ledger, rows in incoming.rows.items():
        schema = desk.books.schema(ledger)
        changes += [Batch(ledger, rows)] if schema.kind is Kind.REGISTER else _matters(desk, schema, incoming)
    duty = desk.books.schema(next(iter(incoming.rows))).duty if incoming.rows else "in"
    titles = "、".join(sorted(set(incoming.forms)))
    about = incoming.given.get("month", "")
    return Prepared(duty, f"登记 {titles}", tuple(changes), "wfx status", about, tuple(incoming.notes))


def _matters(desk: Desk, schema: Schema, incoming: Incoming) -> list[Change]:
    """Each row's filled cells over the matter as it stands, its steps kept."""
    changes = []
    for row in incoming.raw[schema.name].to_pylist():
        key = schema.key_of(row)
        before = desk.books.dossier(schema.name, key[0])
        after = {**(before or {}), **{name: cell for name, cell in row.items() if cell is not None}}
        changes.append(Change(schema.name, key, before, after))
    return changes
