"""What an entry will change: the files and the row counts, worked out before anything is written or signed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from wfx.store.entries.entry import OFFICERS_FILE, RowsLine
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.officers import officers_toml, parse_officers
from wfx.store.entries.seal_box import seal
from wfx.store.files.canon import canonical_row, row_root
from wfx.store.files.parquet import encode
from wfx.store.files.paths import LedgerPath, allowed_path, path_of
from wfx.store.files.readrows import read_rows
from wfx.store.files.rowkeys import sorted_by_key
from wfx.store.files.schemas import check_record, load_schemas
from wfx.store.files.toml import decode_dossier, encode_dossier
from wfx.store.files.township import parse_township
from wfx.store.files.types import arrow_schema, plain_form, table_of
from wfx.store.history.diff import diff_tables
from wfx.store.objects.git import Git
from wfx.store.objects.gitdir import FIXED_ATTRIBUTES
from wfx.store.objects.tree import Trees
from wfx.store.recording.apply import apply_rows, partition
from wfx.values.change import Batch, Change
from wfx.values.errors import BadPath, KeyringLocked, NoSuchLedger, Place, Problem, Refused, StaleChange, problem
from wfx.values.personal import mask_text
from wfx.values.schema import Kind, Schema
from wfx.values.table import Row

_ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class Plan:
    """Files to write (``None``: to remove), by path, and one line for each file of records among them."""

    files: Mapping[str, bytes | None]
    rows: tuple[RowsLine, ...]


class Ground:
    """The state an entry stands on: a tree (empty before the genesis) and the schemas that will be in force."""

    def __init__(self, git: Git, trees: Trees, tree: str, files: Mapping[str, bytes | None]) -> None:
        self.git = git
        self.trees = trees
        self.tree = tree
        self._given = files

    def blob(self, path: str) -> bytes | None:
        item = self.trees.find(self.tree, path) if self.tree else None
        return None if item is None or item.is_folder else self.git.read(item.oid, "blob")

    def ledger_files(self, ledger: str) -> dict[str, str]:
        return self.trees.files(self.tree, f"ledgers/{ledger}") if self.tree else {}

    @cached_property
    def schemas(self) -> Mapping[str, Schema]:
        """The schemas after this entry's own files. Errors: ``Refused``."""
        standing = self.trees.files(self.tree, "schemas") if self.tree else {}
        files = {path: found.data for path, found in zip(standing, self.git.read_many(standing.values()), strict=True)}
        given = {path: data for path, data in self._given.items() if path.startswith("schemas/")}
        return load_schemas({path: data for path, data in {**files, **given}.items() if data is not None})

    def schema(self, ledger: str) -> Schema:
        if ledger not in self.schemas:
            raise NoSuchLedger(shown=ledger[:40])
        return self.schemas[ledger]

    def rows(self, schema: Schema, paths: Collection[str]) -> dict[str, pa.Table]:
        """Path → rows of those of the ledger's files that are there."""
        wanted = {path: oid for path, oid in self.ledger_files(schema.name).items() if path in paths}
        blobs = self.git.read_many(wanted.values())
        return {path: read_rows(found.data, schema) for path, found in zip(wanted, blobs, strict=True)}


def plan(
    ground: Ground,
    changes: Sequence[Change | Batch],
    files: Mapping[str, bytes | None],
    keyring: Keyring | None = None,
) -> Plan:
    """The files an entry with these changes and files writes; what stays as it is, is left out.

    Errors: ``Refused`` with everything wrong (records that do not fit, stale changes, broken law files), ``BadPath``,
    ``NoSuchLedger``, ``KeyringLocked`` when identities are to be sealed without a keyring.
    """
    for path in files:
        if not allowed_path(path, ground.schemas):
            raise BadPath(shown=mask_text(path, 60))
    written = _other_files(ground, files)
    lines: list[RowsLine] = []
    for ledger in sorted({change.ledger for change in changes} | _ledgers(files)):
        mine = [change for change in changes if change.ledger == ledger]
        own = {path: data for path, data in files.items() if path.startswith(f"ledgers/{ledger}/")}
        schema = ground.schema(ledger)
        whole = _dossiers if schema.kind is Kind.DOSSIER else _register
        for path, data, line in whole(ground, schema, mine, own, keyring):
            written[path] = data
            lines.append(line)
    return Plan(dict(sorted(written.items())), tuple(sorted(lines)))


def _ledgers(files: Iterable[str]) -> set[str]:
    return {path.split("/")[1] for path in files if path.startswith("ledgers/") and path != OFFICERS_FILE}


def _other_files(ground: Ground, files: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """The files that are no records, each checked by its own reader, in canonical form where there is one."""
    problems: list[Problem] = []
    written: dict[str, bytes | None] = {}
    for path, data in files.items():
        if path.startswith("ledgers/") and path != OFFICERS_FILE:
            continue
        kept = data
        if path in ("wfx.toml", OFFICERS_FILE, _ATTRIBUTES):
            kept = _checked(path, data, problems)
        if kept != ground.blob(path):
            written[path] = kept
    if problems:
        raise Refused(problems)
    return written


def _checked(path: str, data: bytes | None, problems: list[Problem]) -> bytes | None:
    try:
        if path == OFFICERS_FILE:
            return officers_toml(parse_officers(data or b""))
        if path == "wfx.toml":
            parse_township(data or b"")
        elif data != FIXED_ATTRIBUTES:
            problems.append(problem(BadPath, Place(file=path), path))
    except Refused as refused:
        problems.extend(refused.problems)
    return data


# registers

_Written = tuple[str, bytes | None, RowsLine]


def _register(
    ground: Ground,
    schema: Schema,
    changes: Sequence[Change | Batch],
    files: Mapping[str, bytes | None],
    keyring: Keyring | None,
) -> list[_Written]:
    _check_typed(schema, changes)
    changes = _sealed(schema, changes, keyring) if schema.sealed else changes
    before = ground.rows(schema, _scope(ground, schema, changes, files))
    standing = {path: rows for path, rows in before.items() if path not in files}
    given = {path: read_rows(data, schema) for path, data in files.items() if data is not None}
    current = pa.concat_tables([arrow_schema(schema).empty_table(), *standing.values(), *given.values()])
    after, _ = apply_rows(sorted_by_key(current.combine_chunks(), schema), schema, changes)
    parts = partition(after, schema)
    written = []
    for path in sorted({*before, *parts, *files}):
        line = _register_file(schema, path, before.get(path), parts.get(path), told=path in files)
        if line is not None:
            written.append(line)
    return [each for each in written if not _same_bytes(ground, each)]


def _check_typed(schema: Schema, changes: Sequence[Change | Batch]) -> None:
    """A single record holds what the schema asks, in every cell it changes. Errors: ``Refused``."""
    problems: list[Problem] = []
    for change in changes:
        if not isinstance(change, Change) or change.after is None or "sealed" in change.after:
            continue
        before, after = change.before or {}, change.after
        found = check_record(schema, after, plain=bool(schema.sealed))
        problems += [one for one in found if before.get(one.place.field) != after.get(one.place.field) or not before]
    if problems:
        raise Refused(sorted(set(problems)))


def _same_bytes(ground: Ground, written: _Written) -> bool:
    path, data, _ = written
    return data == ground.blob(path)


def _register_file(
    schema: Schema, path: str, old: pa.Table | None, new: pa.Table | None, *, told: bool
) -> _Written | None:
    """One partition's new bytes and line; ``None`` when nobody changed it (a file given as bytes is looked at anew)."""
    empty = arrow_schema(schema).empty_table()
    if not told and old is not None and new is not None and old.equals(new):
        return None
    rows = empty if new is None else new
    difference = diff_tables(empty if old is None else old, rows, schema)
    counts = difference.added.num_rows, difference.after.num_rows, difference.removed.num_rows
    data = encode(rows, schema) if rows.num_rows else None
    return path, data, RowsLine(path, *counts, row_root(rows, schema))


def _scope(
    ground: Ground, schema: Schema, changes: Sequence[Change | Batch], files: Mapping[str, bytes | None]
) -> set[str]:
    """The files that must be read: all, or those of the months touched where the month is part of the key."""
    paths = set(ground.ledger_files(schema.name))
    if not ("month" in schema.partition and "month" in schema.key):
        return paths
    place = schema.key.index("month")
    months = {str(LedgerPath.parse(path, ground.schemas).month) for path in files}
    for change in changes:
        if isinstance(change, Change):
            months.add(change.key[place])
        else:
            months |= {key[place] for key in change.gone} | {str(each) for each in change.rows["month"].unique()}
    return {path for path in paths if str(LedgerPath.parse(path, ground.schemas).month) in months}


def _sealed(schema: Schema, changes: Sequence[Change | Batch], keyring: Keyring | None) -> list[Change | Batch]:
    """Plain records as the physical rows the register keeps; rows that are sealed already stay."""
    plain = plain_form(schema)

    def seal_row(row: Row | None) -> Row | None:
        if row is None or "sealed" in row:
            return row
        if keyring is None:
            raise KeyringLocked(schema.name)
        sealed: Row = seal(table_of([row], plain), keyring).to_pylist()[0]
        return sealed

    done: list[Change | Batch] = []
    for change in changes:
        if isinstance(change, Change):
            done.append(Change(change.ledger, change.key, seal_row(change.before), seal_row(change.after)))
        elif "sealed" in change.rows.column_names:
            done.append(change)
        elif keyring is None:
            raise KeyringLocked(schema.name)
        else:
            done.append(Batch(change.ledger, seal(change.rows, keyring), change.gone))
    return done


# dossiers


def _dossiers(
    ground: Ground,
    schema: Schema,
    changes: Sequence[Change | Batch],
    files: Mapping[str, bytes | None],
    _: Keyring | None,
) -> list[_Written]:
    before: dict[str, Row | None] = {}
    after: dict[str, Row | None] = {}
    problems: list[Problem] = []

    def put(path: str, expected: Row | None, record: Row | None, *, check: bool) -> None:
        if path not in before:
            data = ground.blob(path)
            before[path] = after[path] = None if data is None else decode_dossier(data, schema)
        if check and not _same(schema, after[path], expected):
            problems.append(problem(StaleChange, Place(file=schema.name), mask_text(path), ledger=schema.name))
        if record is not None:
            problems.extend(check_record(schema, record))
        after[path] = record

    for path, data in files.items():
        put(path, None, None if data is None else decode_dossier(data, schema), check=False)
    for change in changes:
        if isinstance(change, Change):
            row = change.after or change.before or {}
            put(str(path_of(schema, row)), change.before, change.after, check=True)
        else:
            for row in change.rows.to_pylist():
                put(str(path_of(schema, row)), None, row, check=False)
            for key in change.gone:
                put(str(path_of(schema, dict(zip(schema.key, key, strict=True)))), None, None, check=False)
    if problems:
        raise Refused(problems)
    written = [_dossier_file(schema, path, before[path], record) for path, record in sorted(after.items())]
    return [each for each in written if not _same_bytes(ground, each)]


def _dossier_file(schema: Schema, path: str, old: Row | None, new: Row | None) -> _Written:
    data = None if new is None else encode_dossier(schema, new)
    root = row_root(table_of([] if new is None else [new], schema), schema)
    added, removed = int(old is None and new is not None), int(new is None and old is not None)
    changed = int(old is not None and new is not None and not _same(schema, old, new))
    return path, data, RowsLine(path, added, changed, removed, root)


def _same(schema: Schema, left: Row | None, right: Row | None) -> bool:
    """Whether two records say the same; an absent field is NULL."""
    if left is None or right is None:
        return left is right
    return canonical_row(left, schema) == canonical_row(right, schema)
