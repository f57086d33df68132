"""What came in, ready to be recorded: the plain road, and the step from any road to its entry."""

from dataclasses import dataclass

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming
from wfx.desk.recording.record import Receipt, record
from wfx.values.change import Batch, Change
from wfx.values.schema import Kind, Schema
from wfx.values.sheet import Sheet


@dataclass(frozen=True)
class Prepared:
    """What came in, ready to be recorded: the entry's ``topic: what``, its changes, and the next command.

    ``about`` is the month the facts belong to, ``notes`` are sentences for the clerk. ``sheets`` are lists to be seen
    before the yes, ``decide`` is one of which the clerk must confirm lines, ``filled`` the same as a workbook to fill.
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


def lay_down(
    desk: Desk, incoming: Incoming, prepared: Prepared, *, about: str = "", source: str = "", dry: bool = False
) -> tuple[list[str], Receipt]:
    """Record one prepared road as one entry; gives the notes and the receipt.

    ``source`` is who said it, the files' digests stand beside it; ``about`` goes before the road's own.
    """
    given = ";".join(text for text in (source, incoming.source) if text)
    month = about or prepared.about
    receipt = record(desk, prepared.topic, prepared.what, prepared.changes, about=month, source=given, dry=dry)
    return list(prepared.notes), receipt
