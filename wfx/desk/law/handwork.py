"""Hand edits in the work tree: checked like any import and recorded, or dropped."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import personal_numbers
from wfx.desk.office.shipped import law_files
from wfx.desk.recording.record import Receipt, record
from wfx.intake.forms import load_forms
from wfx.rules.engine import run_examples
from wfx.rules.rulefile import load_rules
from wfx.rules.validate import check_rows
from wfx.rules.viewexamples import run_view_examples
from wfx.rules.viewfile import load_views
from wfx.store.books.view import discard, edited, refresh
from wfx.store.books.view import status as view_status
from wfx.store.entries.entry import KINDS
from wfx.store.files.parquet import decode
from wfx.store.files.paths import LedgerPath
from wfx.store.files.schemas import check_record, load_schemas
from wfx.store.files.toml import decode_dossier
from wfx.store.files.township import parse_township
from wfx.store.history.log import ledger_changes
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    BadPath,
    NotAdoptable,
    NothingToDo,
    PersonalData,
    Place,
    Problem,
    ReasonMissing,
    Refused,
    WfxError,
    problem,
)
from wfx.values.roundtrip.merge import key_column
from wfx.values.schema import Kind, Schema

_LAW = ("rules/", "schemas/", "views/", "templates/", "calendar/", "wfx.toml")


def adopt(desk: Desk, reason: str, *, about: str = "", dry: bool) -> list[Receipt]:
    """Validate every hand edit and record it: records as one entry, law as another, also what is gone of the law.

    A file of records that is gone takes no record with it: it comes back.

    Errors: ``NothingToDo``, ``ReasonMissing``, ``Refused`` with everything that is wrong; nothing is lost: a refused
    file stays in the work tree as it is.
    """
    found = edited(desk.folder)
    gone = [path for path in view_status(desk.folder).deleted if path.startswith(_LAW)]
    if not found and not gone:
        raise NothingToDo("直接改动的文件")
    if not reason.strip():
        raise ReasonMissing("reason", shown="收下手改")
    law: dict[str, bytes | None] = {path: data for path, data in found.items() if path.startswith(_LAW)}
    law.update(dict.fromkeys(gone))
    problems = check_law(desk, law)
    changes: list[Change | Batch] = []
    for path, data in found.items():
        if path not in law:
            try:
                changes.extend(_records(desk, path, data, problems))
            except WfxError as wrong:
                problems.extend(_at(path, item) for item in wrong.problems)
    if problems:
        raise Refused(problems)
    receipts = []
    if changes:
        what = "收下直接改动的记录"
        receipts.append(record(desk, "adopt", what, changes, about=about, source="手工改动", body=reason, dry=dry))
    if law:
        what = f"收下改动的规则,删去 {len(gone)} 个" if gone else "收下改动的规则"
        receipts.append(record(desk, "adopt", what, [], kind="law", files=law, body=reason, dry=dry))
    if not dry:
        refresh(desk.folder)
    return receipts


def check_law(desk: Desk, law: Mapping[str, bytes | None]) -> list[Problem]:
    """What keeps the law from standing with these files in it (``None``: without that one), examples included."""
    if not law:
        return []
    kept = [problem(NotAdoptable, Place(file=path)) for path, data in law.items() if data is None and _kept(desk, path)]
    if kept:
        return kept
    folders = ("schemas", "rules", "views")
    standing = _with({path: data for name in folders for path, data in desk.books.files(name).items()}, law)
    try:
        schemas = load_schemas({path: data for path, data in standing.items() if path.startswith("schemas/")})
        rules = load_rules({path: data for path, data in standing.items() if path.startswith("rules/")}, schemas).rules
        views = load_views({path: data for path, data in standing.items() if path.startswith("views/")}, schemas).views
        wrong = [each for rule in rules if rule.path in law for each in run_examples(rule, schemas)]
        wrong += [each for view in views if view.path in law for each in run_view_examples(view, schemas)]
        forms = _with(desk.books.files("templates"), law)
        load_forms({path: data for path, data in forms.items() if path.endswith(".form.toml")}, schemas)
        if settings := law.get("wfx.toml"):
            parse_township(settings)
    except WfxError as refused:
        return list(refused.problems)
    return wrong + [problem(NotAdoptable, Place(file=path)) for path in law if not KINDS["law"].allows(path)]


def _with(files: Mapping[str, bytes], law: Mapping[str, bytes | None]) -> dict[str, bytes]:
    return {path: data for path, data in {**files, **law}.items() if data is not None}


def _kept(desk: Desk, path: str) -> bool:
    """Whether the books cannot be without this file: their settings, and the schema of a ledger that is in use."""
    if not path.startswith("schemas/"):
        return path == "wfx.toml"
    used = (
        schema for schema in desk.books.schemas.values() if path == f"schemas/{schema.duty}/{schema.name}.schema.json"
    )
    return path in law_files() or any(ledger_changes(desk.books, schema) for schema in used)


def _records(desk: Desk, path: str, data: bytes, problems: list[Problem]) -> list[Change | Batch]:
    schemas = desk.books.schemas
    if not path.startswith("ledgers/") or path == "ledgers/officers.toml":
        problems.append(problem(NotAdoptable, Place(file=path)))
        return []
    schema = schemas[LedgerPath.parse(path, schemas).ledger]
    if schema.sealed:
        problems.append(problem(NotAdoptable, Place(file=path)))
        return []
    if schema.kind is Kind.DOSSIER:
        record = decode_dossier(data, schema)
        problems.extend(_at(path, item) for item in check_record(schema, record))
        texts = {name: [value] for name, value in record.items() if isinstance(value, str)}
        problems.extend(_personal(path, schema, pa.table(texts)))
        key = str(record[schema.key[0]])
        if desk.books.dossier_path(schema.name, key) != path:
            problems.append(problem(BadPath, Place(file=path), key))
        return [Change(schema.name, (key,), desk.books.dossier(schema.name, key), record)]
    rows = decode(data, schema)
    problems.extend(
        Problem(
            wrong.code,
            Place(file=path, row=wrong.row_index + 1, field=wrong.field),
            wrong.shown,
            wrong.details,
        )
        for wrong in check_rows(schema, rows)
    )
    problems.extend(_personal(path, schema, rows))
    return [Batch(schema.name, rows, _gone(desk, path, schema.name, rows))]


def _at(path: str, wrong: Problem) -> Problem:
    """The same problem in the file at hand; a ledger's bare name says nothing more than its path."""
    field = "" if wrong.place.field == path.split("/")[1] else wrong.place.field
    return replace(wrong, place=Place(file=path, row=wrong.place.row, field=field))


def _personal(path: str, schema: Schema, rows: pa.Table) -> list[Problem]:
    found = personal_numbers(schema, rows)
    return [problem(PersonalData, Place(path, row=row + 1, field=column), found=kind) for row, column, kind in found]


def _gone(desk: Desk, path: str, ledger: str, rows: pa.Table) -> tuple[tuple[str, ...], ...]:
    """Keys that stood in this file and no longer do."""
    schema = desk.books.schema(ledger)
    blob = desk.books.blob(path)
    if blob is None:
        return ()
    before = decode(blob, schema)
    kept = set(key_column(rows, schema.key).to_pylist())
    names = zip(*(before[name].to_pylist() for name in schema.key), strict=True)
    joined = key_column(before, schema.key).to_pylist()
    return tuple(key for key, text in zip(names, joined, strict=True) if text not in kept)


def hand_edits(desk: Desk) -> tuple[str, ...]:
    """The files a hand changed, added or took away."""
    return tuple(sorted((*edited(desk.folder), *view_status(desk.folder).deleted)))


def drop(desk: Desk) -> tuple[str, ...]:
    """Put HEAD's content back over every hand edit; gives the files. Errors: ``NothingToDo``."""
    found = hand_edits(desk)
    if not found:
        raise NothingToDo("直接改动的文件")
    discard(desk.folder, found)
    return found
