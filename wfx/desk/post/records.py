"""Lists of people whose lines are records: the person is found, the line goes the road of its form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from wfx.desk.declared import coming
from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, forms_of, lay
from wfx.desk.incoming.prepared import Prepared, prepare_rows
from wfx.desk.post.finding import LISTS, Found, candidates_sheet, confirmed, find, plan_of, strangers_sheet, to_fill
from wfx.duties.screen import departments
from wfx.duties.screen.departments import Known, Line
from wfx.intake.lists import HOUSEHOLD, PERSON, VILLAGE
from wfx.intake.rows import Places
from wfx.values.form import Form
from wfx.values.schema import Schema
from wfx.values.table import Cell


def prepare_records(desk: Desk, incoming: Incoming, form: str) -> Prepared:
    """The lines whose person is known as records of the form's ledger; candidates and strangers stand beside.

    Errors: ``Refused``, ``ListNeedsKeyring``, ``NoSuchCandidate``, ``TwoConfirmed``, those of the form's road.
    """
    incoming.check()
    of = forms_of(desk)[form]
    schema = desk.books.schema(plan_of(of).record)
    found = find(desk, incoming, [of])
    known = {person.person_id for line, person in _offered(found) if _stands(desk, schema, _row(schema, line, person))}
    sure, waiting = departments.settle_candidates(found.matched, confirmed(incoming), known)
    records = _records(desk, incoming, of, schema, found, sure)
    declared = form in coming.declared_roads()
    prepared = coming.prepare(desk, records, form) if declared else prepare_rows(desk, records)
    return replace(
        prepared,
        notes=(*prepared.notes, found.counted(sure, waiting)),
        sheets=(*prepared.sheets, *((strangers_sheet(found.matched),) if found.matched.nobody else ())),
        decide=candidates_sheet(desk, waiting) if waiting else None,
        filled=to_fill(desk, incoming, found, waiting),
    )


def _offered(found: Found) -> list[tuple[Line, Known]]:
    return [(each.line, each.person) for each in found.matched.candidates]


def _row(schema: Schema, line: Line, person: Known) -> dict[str, Cell]:
    """What a line says, as a record of its person."""
    of_person = {PERSON: person.person_id, HOUSEHOLD: person.household_id, VILLAGE: person.village}
    return {**line.facts, **{name: cell for name, cell in of_person.items() if name in schema.names}}


def _stands(desk: Desk, schema: Schema, row: dict[str, Cell]) -> bool:
    """Whether the books hold a record under this one's key: it was confirmed before."""
    whole = all(row.get(name) is not None for name in schema.key)
    return whole and desk.books.table(schema.name).lookup(*schema.key_of(row)) is not None


def _records(
    desk: Desk, incoming: Incoming, form: Form, schema: Schema, found: Found, sure: Sequence[tuple[Line, Known]]
) -> Incoming:
    """The lines whose person is known, in the order of the list, laid over the books."""
    persons = {id(line): person for line, person in sure}
    at = [place for place, line in enumerate(found.lines[form.name]) if id(line) in persons]
    lines = [found.lines[form.name][place] for place in at]
    rows = [_row(schema, line, persons[id(line)]) for line in lines]
    names = [name for name in schema.names if name in schema.key or any(name in row for row in rows)]
    numbered = {name for name in schema.key if schema.field(name).system}
    arrow = desk.books.table(schema.name).arrow.schema
    fields = pa.schema([arrow.field(name) for name in names if name not in numbered])
    records = Incoming(
        {schema.name: pa.Table.from_pylist(rows, schema=fields)},
        sheets={schema.name: list(_places(incoming.sheets[f"{LISTS}{form.name}"], at))},
        forms=incoming.forms,
        notes=incoming.notes,
        source=incoming.source,
        given=incoming.given,
    )
    lay(desk, records, [schema.name])
    records.check()
    return records


def _places(sheets: Sequence[Places], positions: Sequence[int]) -> Iterator[Places]:
    """Where these rows, counted through all sheets, stand."""
    first = 0
    for sheet in sheets:
        mine = [sheet.rows[at - first] for at in positions if first <= at < first + len(sheet)]
        yield replace(sheet, rows=mine)
        first += len(sheet)
