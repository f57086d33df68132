"""Files in: recognised, laid over the books, checked whole; problems with their place, or rows ready to record."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.intake.forms import load_forms
from wfx.intake.take import Taken, take
from wfx.rules.validate import check_rows
from wfx.values.errors import FileNotFound, Place, Problem, Refused, WfxError, problem
from wfx.values.form import Form
from wfx.values.merge import fill
from wfx.values.schema import Schema


@dataclass
class Incoming:
    """What came: per ledger the rows as they came (``raw``) and laid over the books (``rows``), places, problems."""

    raw: dict[str, pa.Table] = field(default_factory=dict)
    rows: dict[str, pa.Table] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    source: str = ""

    def refuse(self, kind: type[WfxError], ledger: str, positions: Iterable[int], column: str) -> None:
        """Name the rows at these positions as wrong in this column."""
        values = self.rows[ledger][column]
        for position in positions:
            place = replace(self.places[ledger][position], field=column)
            self.problems.append(problem(kind, place, str(values[position].as_py())))

    def check(self) -> None:
        """Stop here when anything is wrong. Errors: ``Refused`` with every problem."""
        if self.problems:
            raise Refused(self.problems)


def forms_of(desk: Desk) -> dict[str, Form]:
    """The township's own forms."""
    files = {path: data for path, data in desk.books.law().templates.items() if path.endswith(".form.toml")}
    return load_forms(files, desk.books.law().schemas)


def read_files(
    desk: Desk, paths: Sequence[Path], *, wanted: str | None = None, given: Mapping[str, str] | None = None
) -> Incoming:
    """Read, recognise, coerce, lay over the books and check these files; nothing is written.

    Errors: ``FileNotFound``; everything wrong in the data stands in ``problems``.
    """
    incoming = Incoming()
    forms = forms_of(desk)
    villages = {key: village.code for village in desk.books.township.villages for key in (village.code, village.name)}
    taken: list[Taken] = []
    sources = []
    for path in paths:
        if not path.is_file():
            raise FileNotFound("文件", shown=str(path))
        data = path.read_bytes()
        schemas = desk.books.law().schemas
        found = take(path.name, data, forms, schemas, villages=villages, given=given or {}, wanted=wanted)
        taken.extend(found)
        titles = "、".join(item.form.title for item in found) or path.suffix
        sources.append(f"{titles} sha256:{hashlib.sha256(data).hexdigest()[:16]}")
    incoming.source = ";".join(sources)
    for item in taken:
        incoming.forms.append(item.form.title)
        incoming.notes.extend(item.notes)
        incoming.problems.extend(item.problems)
    _gather(incoming, taken)
    for ledger in incoming.raw:
        _lay(desk, incoming, ledger)
    return incoming


def _gather(incoming: Incoming, taken: Sequence[Taken]) -> None:
    for item in taken:
        for ledger, rows in item.tables.items():
            standing = incoming.raw.get(ledger)
            both = rows if standing is None else pa.concat_tables([standing, rows], promote_options="default")
            incoming.raw[ledger] = both
            incoming.places.setdefault(ledger, []).extend(item.places)


def plain_schema(schema: Schema) -> Schema:
    """The schema of what people give: for a sealed register its plain fields, else itself."""
    return replace(schema, fields=schema.plain, sealed=()) if schema.sealed else schema


def _lay(desk: Desk, incoming: Incoming, ledger: str) -> None:
    schema = desk.books.schema(ledger)
    rows = incoming.raw[ledger]
    standing = desk.plain_identities if schema.sealed else None
    current = standing(rows[schema.key[0]]) if standing else desk.books.table(ledger).arrow
    incoming.rows[ledger] = fill(rows, current, schema.key)
    if not incoming.problems:
        check_incoming(desk, incoming, ledger)


def check_incoming(desk: Desk, incoming: Incoming, ledger: str) -> None:
    """Check the laid rows against their schema, each problem at its place in the file."""
    for wrong in check_rows(plain_schema(desk.books.schema(ledger)), incoming.rows[ledger]):
        place = replace(incoming.places[ledger][wrong.row_index], field=wrong.field)
        incoming.problems.append(Problem(wrong.code, place, wrong.shown, tuple(sorted(wrong.details))))
