"""One household, person, asset or matter followed through all ledgers and all entries."""

from collections.abc import Iterable, Iterator

from wfx.desk.desk import Desk
from wfx.store.entries.entry import Entry
from wfx.store.history.history import steps
from wfx.store.history.log import remember_changes
from wfx.store.history.trace import keys_with
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Key

_SUBJECTS = ("household_id", "person_id", "asset_id", "case_id")  # what other ledgers name a record by
_OF_A_HOUSEHOLD = ("persons", "cases")

ENTRY = (
    Column("seq", "笔", FieldType.INT),
    Column("when", "登记时间"),
    Column("actor", "经办"),
    Column("subject", "事项"),
    Column("source", "来源"),
)


def entry_cells(entry: Entry) -> tuple[Shown, ...]:
    """An entry in the columns of ``ENTRY``."""
    return (entry.seq, f"{entry.when:%Y-%m-%d %H:%M}", entry.actor, entry.subject, entry.source)


def entries_sheet(desk: Desk, subject: str) -> Sheet:
    """Every entry that touched any record of the subject, once, oldest first."""
    taken = (step for schema, key in records(desk, subject) for step in steps(desk.books, schema, key))
    entries = {step.entry.seq: step.entry for step in taken}
    rows = tuple(entry_cells(entries[seq]) for seq in sorted(entries))
    return Sheet("历史上的每一笔", ENTRY, rows, (f"共 {len(rows)} 笔;逐格看:wfx audit history {subject}",))


def records(desk: Desk, subject: str) -> Iterator[tuple[Schema, Key]]:
    """The records to follow, each once: that are or name the subject; with a household its persons and cases."""
    remember_changes(desk.books, desk.books.schemas)
    seen: set[tuple[str, Key]] = set()
    for text in _with_its_own(desk, subject):
        for schema in desk.books.schemas.values():
            for key in _keys(desk, schema, text):
                if (schema.name, key) not in seen:
                    seen.add((schema.name, key))
                    yield schema, key


def _with_its_own(desk: Desk, subject: str) -> Iterable[str]:
    """The subject, and of a household its persons and cases: those that are in it and those that were once."""
    own: set[str] = set()
    for name in _OF_A_HOUSEHOLD:
        schema = desk.books.schemas.get(name)
        if schema is not None:
            own |= {key[0] for key in keys_with(desk.books, schema, "household_id", subject)}
    return (subject, *sorted(own))


def _keys(desk: Desk, schema: Schema, text: str) -> set[Key]:
    found: set[Key] = set()
    names = {each.name for each in schema.fields}
    for field in {*_SUBJECTS, schema.key[-1]} & names:
        found |= keys_with(desk.books, schema, field, text)
    return found
