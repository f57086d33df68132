"""Rows level of verification: every changed file of records is decoded and held against what its entry says of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from wfx.store.entries.entry import RowsLine
from wfx.store.files.canon import row_root
from wfx.store.files.conform import conform
from wfx.store.files.parquet import encode, is_canonical, is_plain
from wfx.store.files.paths import LedgerPath, path_of
from wfx.store.files.readrows import read_rows
from wfx.store.files.rowkeys import key_text, sorted_by_key
from wfx.store.files.schemas import check_record
from wfx.store.files.toml import is_canonical_dossier
from wfx.store.files.types import arrow_schema
from wfx.store.history.diff import RowDiff, diff_tables
from wfx.store.history.log import first_of_each
from wfx.store.recording.apply import partition
from wfx.values.errors import WfxError
from wfx.values.matter.lifecycle import OPENING, RECEIVED
from wfx.values.matter.steps import steps_of
from wfx.values.schema import Kind, Schema
from wfx.values.table import Row

Fault = tuple[str, str]  # flaw code and detail
Fits = Callable[[Schema, pa.Table], bool]


def fits_record_by_record(schema: Schema, rows: pa.Table) -> bool:
    """Whether every row is a valid record, asked one by one: slow, and right without any other wing."""
    return not any(check_record(schema, row) for row in rows.to_pylist())


class Difference(NamedTuple):
    """What the entry at hand did to one file."""

    ledger: str
    path: str
    rows: RowDiff


@dataclass
class RowCheck:
    """What the rows are, file by file, as the walk goes from entry to entry; ``rows`` holds what stands now.

    ``fits`` says whether rows are valid records of their schema; the desk gives the columnar check of the rules wing.
    """

    fits: Fits = fits_record_by_record
    rows: dict[str, pa.Table] = field(default_factory=dict)
    _removed: dict[str, list[pa.Table]] = field(default_factory=dict)  # ledger → rows taken away, oldest first
    _keys: dict[str, dict[str, str]] = field(default_factory=dict)  # ledger → key → path
    differences: list[Difference] = field(default_factory=list)
    _before: dict[str, pa.Table] = field(default_factory=dict)
    _new: dict[str, list[tuple[str, pa.Table]]] = field(default_factory=dict)
    _schemas: dict[str, Schema] = field(default_factory=dict)

    def take_up(self, path: str, data: bytes, schemas: Mapping[str, Schema]) -> None:
        """Know a file that stood before the first entry looked at."""
        try:
            schema = schemas[LedgerPath.parse(path, schemas).ledger]
            if schema.kind is Kind.REGISTER and not is_plain(data):
                return
            rows = read_rows(data, schema)
        except WfxError:
            return  # found where it was written
        self.rows[path] = rows
        keys = self._keys.setdefault(schema.name, {})
        keys.update(dict.fromkeys(key_text(rows, schema).to_pylist(), path))

    def file(self, path: str, data: bytes | None, line: RowsLine | None, schemas: Mapping[str, Schema]) -> list[Fault]:
        """Everything wrong with one changed file (``None``: removed) against the entry's line about it."""
        try:
            schema = schemas[LedgerPath.parse(path, schemas).ledger]
        except WfxError:
            return []  # a path nobody allows is a finding of its own
        empty = arrow_schema(schema).empty_table()
        before = self.rows.pop(path, empty)
        try:
            if data is not None and schema.kind is Kind.REGISTER and not is_plain(data):
                return [("V30", path)]  # it may unfold to any size
            rows = empty if data is None else read_rows(data, schema)
            difference = diff_tables(before, rows, schema)
        except WfxError:
            return [("V35", path)]
        if rows.num_rows:
            self.rows[path] = rows
        self.differences.append(Difference(schema.name, path, difference))
        self._before[path] = before
        if difference.removed.num_rows and schema.kind is Kind.REGISTER:
            self._removed.setdefault(schema.name, []).append(difference.removed)
        found = list(_form(path, data, rows, schema))
        if line is not None and line.root != row_root(rows, schema):
            found.append(("V31", path))
        counts = difference.added.num_rows, difference.after.num_rows, difference.removed.num_rows
        if line is not None and (line.added, line.changed, line.removed) != counts:
            found.append(("V32", path))
        self._new.setdefault(schema.name, []).append((path, pa.concat_tables([difference.added, difference.after])))
        self._schemas[schema.name] = schema
        return found

    def begin(self) -> None:
        """A new entry: nothing of it has been looked at."""
        self.differences.clear()
        self._before.clear()

    def table(self, schema: Schema) -> pa.Table:
        """All rows of a ledger that stand now. Errors: ``Refused`` when they do not fit the schema of today."""
        parts = [conform(rows, schema) for rows in self.stands(schema.name)]
        whole = pa.concat_tables([arrow_schema(schema).empty_table(), *parts])
        return sorted_by_key(whole, schema)

    def before(self, ledger: str) -> dict[str, pa.Table]:
        """Path → rows of a ledger as they stood before the entry at hand."""
        stood = {**self.rows, **self._before}
        return {path: rows for path, rows in stood.items() if path.startswith(f"ledgers/{ledger}/")}

    def stands(self, ledger: str) -> list[pa.Table]:
        """The rows of a ledger that stand now, file by file, each as the schema of its time had them."""
        return [rows for path, rows in sorted(self.rows.items()) if path.startswith(f"ledgers/{ledger}/")]

    def gone(self, schema: Schema) -> pa.Table:
        """The last state of every row that once stood in a register and does not now. Errors: as ``table``."""
        parts = [conform(rows, schema) for rows in reversed(self._removed.get(schema.name, []))]
        return first_of_each(schema, parts, key_text(self.table(schema), schema))

    def unfit(self) -> list[Fault]:
        """Files of the entry just looked at whose new or changed rows are no valid records.

        A ledger's files are judged together first: a month's sheets of all villages are one question, not thirty.
        """
        new, self._new = self._new, {}
        found: list[Fault] = []
        for ledger, parts in new.items():
            schema = self._schemas[ledger]
            if not self._all_fit(schema, pa.concat_tables([rows for _, rows in parts])):
                found.extend(("V34", path) for path, rows in parts if not self._all_fit(schema, rows))
        return found

    def _all_fit(self, schema: Schema, rows: pa.Table) -> bool:
        try:
            return rows.num_rows == 0 or self.fits(schema, rows)
        except WfxError:  # a schema that asks what nobody can judge
            return False

    def doubled(self) -> list[Fault]:
        """Keys that now stand in two files of a register, over all files of the entry just looked at."""
        for ledger, path, difference in self.differences:
            keys = self._keys.setdefault(ledger, {})
            for key in key_text(difference.removed, difference.schema).to_pylist():
                if keys.get(key) == path:
                    del keys[key]
        doubled: set[str] = set()
        for ledger, path, difference in self.differences:
            keys = self._keys[ledger]
            homes = {keys.setdefault(key, path) for key in key_text(difference.added, difference.schema).to_pylist()}
            if homes - {path}:
                doubled.add(path)
        return [("V33", path) for path in sorted(doubled)]


def _form(path: str, data: bytes | None, rows: pa.Table, schema: Schema) -> Iterator[Fault]:
    """Whether the bytes are the one form of these rows, and the rows belong in this file."""
    if data is None:
        return
    dossier = schema.kind is Kind.DOSSIER
    if not (is_canonical_dossier(data, schema) if dossier else _canonical(data, rows, schema)):
        yield "V30", path
    try:
        home = {str(path_of(schema, rows.to_pylist()[0]))} if dossier else set(partition(rows, schema))
    except WfxError:
        home = set()
    if home != {path}:
        yield "V36", path
    if dossier and not all(_led(row, schema) for row in rows.to_pylist()):
        yield "V34", path


def _led(row: Row, schema: Schema) -> bool:
    """Whether a matter stands where its steps lead; asked only where some step is at a gate."""
    lifecycle = schema.lifecycle
    if lifecycle is None or "state" not in schema.names or not any(action.gate for action in lifecycle.actions):
        return True
    known = {word for action in lifecycle.actions for word in (action.name, action.title)} | {OPENING, RECEIVED}
    return lifecycle.state(step for step in steps_of(row) if step.action in known) == row["state"]


def _canonical(data: bytes, rows: pa.Table, schema: Schema) -> bool:
    """Most files are what these rows give today; only others need the longer look at older columns."""
    return (rows.num_rows > 0 and encode(rows, schema) == data) or is_canonical(data, schema)
