"""Files in: recognised, laid over the books, checked whole; problems with their place, or rows ready to record."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.doubts import doubts, two_heads
from wfx.desk.incoming.merging import merge
from wfx.desk.incoming.spreading import Spread, spread
from wfx.desk.office.names import plain_identities
from wfx.desk.recording.refs import OFFICERS, known, named
from wfx.intake.forms import load_forms
from wfx.intake.grid import Grid, read_grids
from wfx.intake.lists import with_lists
from wfx.intake.rows import Places
from wfx.intake.take import Taken, take
from wfx.rules.validate import check_rows
from wfx.values.errors import (
    DuplicateKey,
    FieldMissing,
    FileNotFound,
    PersonalData,
    Place,
    Problem,
    Refused,
    StrangerNamed,
    UnknownAsset,
    UnknownHousehold,
    WfxError,
    WrongDuty,
    problem,
)
from wfx.values.form import Form
from wfx.values.personal_check import find_personal
from wfx.values.roundtrip.branch import Conflict
from wfx.values.roundtrip.merge import fill, unknown
from wfx.values.roundtrip.workbook import HIDDEN, Mark, read_mark, stripped_mark
from wfx.values.schema import FieldType, Schema

_PRINTED_ROWS = 6
_STRANGERS: dict[str, type[WfxError]] = {"households": UnknownHousehold, "assets": UnknownAsset}
_OF_A_WHOLE_ROW = (FieldMissing.code, DuplicateKey.code)  # a cell that could not be read is blank to these


@dataclass
class Incoming:
    """What came: per ledger the rows as they came (``raw``) and laid over the books (``rows``), places, problems.

    ``marked`` are the names of returned workbooks among the files. ``sheets`` holds, per ledger, the places of each
    sheet whose rows stand one after the other in ``raw``; ``given`` is what the command said beside the files
    (``month``, a task sheet's ``number``).
    """

    raw: dict[str, pa.Table] = field(default_factory=dict)
    rows: dict[str, pa.Table] = field(default_factory=dict)
    sheets: dict[str, list[Places]] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    source: str = ""
    given: dict[str, str] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()

    def place(self, ledger: str, position: int, column: str) -> Place:
        """Where one cell of the gathered rows stands in its file; a whole column (below zero) in the first."""
        if position < 0:
            first = self.sheets[ledger][0]
            return Place(first.file, first.sheet, 0, first.columns.get(column, ""), column)
        for places in self.sheets[ledger]:
            if position < len(places):
                return places.at(position, column)
            position -= len(places)
        return Place(field=column)

    def refuse(
        self,
        kind: type[WfxError],
        ledger: str,
        positions: Iterable[int],
        column: str,
        said: Mapping[int, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        """Name the rows at these positions as wrong in this column; ``said``: position → what the error tells more."""
        rows = self.rows.get(ledger, self.raw[ledger])
        for position in positions:
            place, more = self.place(ledger, position, column), dict(said.get(position, {}))
            held = str(rows[column][position].as_py()) if column in rows.column_names else ""
            self.problems.append(problem(kind, place, more.pop("shown", held), **more))

    def check(self) -> None:
        """Stop here when anything is wrong. Errors: ``Refused`` with every problem."""
        if self.problems:
            raise Refused(self.problems)


def forms_of(desk: Desk) -> dict[str, Form]:
    """The township's own forms."""
    files = {path: data for path, data in desk.books.law().templates.items() if path.endswith(".form.toml")}
    return load_forms(files, desk.books.schemas)


@dataclass(frozen=True)
class Letter:
    """One file read: its name as shown, the digest that finds it again in the history, and its sheets."""

    name: str
    digest: str
    taken: tuple[Taken, ...]
    mark: Mark | None = None
    conflicts: tuple[Conflict, ...] = ()
    keyed: int = 0
    decided: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """What the entry says of where its facts came from."""
        if self.mark is not None:
            return f"{self.mark.shown} sha256:{self.digest[:16]}"
        titles = "、".join(dict.fromkeys(item.form.title for item in self.taken)) or self.name.rpartition(".")[2]
        return f"{titles} sha256:{self.digest[:16]}"


def read_files(
    desk: Desk, paths: Sequence[Path], *, wanted: str | None = None, given: Mapping[str, str] | None = None
) -> Incoming:
    """Read, recognise, coerce, lay over the books and check these files; nothing is written.

    Errors: ``FileNotFound``; everything wrong in the data stands in ``problems``.
    """
    letters = []
    forms = forms_of(desk)
    for path in paths:
        if not path.is_file():
            raise FileNotFound("文件", shown=str(path))
        letters.append(read_letter(desk, path.name, path.read_bytes(), forms, wanted=wanted, given=given))
    taken = [item for letter in letters for item in letter.taken]
    incoming = laid(desk, taken, ";".join(letter.source for letter in letters), given or {})
    incoming.marked = frozenset(letter.name for letter in letters if letter.mark is not None)
    incoming.notes += [note for letter in letters for note in letter.notes]
    incoming.notes += [
        f"{letter.name}:{len(letter.conflicts)} 格两边都改了,没有动;看清单并定:wfx in {letter.name}"
        for letter in letters
        if letter.conflicts
    ]
    return incoming


def read_letter(  # noqa: PLR0913 - a file, what it may be, and what is said beside it
    desk: Desk,
    name: str,
    data: bytes,
    forms: Mapping[str, Form],
    *,
    wanted: str | None = None,
    given: Mapping[str, str] | None = None,
    offered: Mapping[str, str] | None = None,
    theirs: Collection[str] = (),
) -> Letter:
    """One file recognised and coerced; a workbook that went out is merged, its sender's own changes left.

    ``offered``: as ``given``, for those forms only that allow it. ``theirs``: see ``merge``. Errors: those of ``take``
    and ``merge``.
    """
    grids = read_grids(name, data)
    mark = mark_of(grids)
    if mark is not None:
        offered = {**(offered or {}), "month": mark.month, "village": mark.village}
    sheets = {sheet: issued.form for sheet, issued in mark.sheets.items()} if mark else {}
    villages = {key: village.code for village in desk.books.township.villages for key in (village.code, village.name)}
    schemas = desk.books.schemas
    beside: dict[str, Any] = {"given": given, "offered": offered, "wanted": wanted, "sheets": sheets}
    answered = spread(grids, mark, forms, schemas) if mark else Spread(grids)
    found = take(name, answered.grids, forms, schemas, villages=villages, **beside)
    if answered.wrong(wrong.place for item in found for wrong in item.problems):
        answered = Spread(grids, line=answered.line)  # wrong itself: refused where it stands, and carried nowhere
        found = tuple(map(answered.its_own, take(name, grids, forms, schemas, villages=villages, **beside)))
    letter = Letter(name, hashlib.sha256(data).hexdigest(), found, mark)
    if mark is None:
        return letter
    merged = merge(desk, name, mark, found, answered, theirs)
    return replace(
        letter,
        taken=tuple(one.taken for one in merged),
        conflicts=tuple(each for one in merged for each in one.conflicts),
        keyed=sum(one.keyed for one in merged) + answered.keyed,
        decided=frozenset(number for one in merged for number in one.decided),
        notes=(*answered.notes, *(note for one in merged for note in one.notes)),
    )


def mark_of(grids: Sequence[Grid]) -> Mark | None:
    """The workbook's hidden sheet, else the number printed on a sheet, else nothing."""
    for grid in grids:
        if grid.sheet == HIDDEN:
            found = read_mark(zip(*grid.columns, strict=True))
            if found is not None:
                return found
    printed = (str(grid.cell(row, 1)) for grid in grids for row in range(1, _PRINTED_ROWS))
    return stripped_mark(printed)


def laid(desk: Desk, taken: Sequence[Taken], source: str, given: Mapping[str, str]) -> Incoming:
    """Sheets laid over the books and checked; everything wrong in the data stands in ``problems``."""
    incoming = Incoming(source=source, given=dict(given))
    for item in taken:
        incoming.forms.append(item.form.title)
        incoming.notes.extend(item.notes)
        schemas = with_lists(desk.books.schemas, {item.form.name: item.form})
        incoming.problems.extend(_titled(item, schemas))
    _gather(incoming, taken)
    matched = {name for item in taken if item.form.matched for name in item.form.reads}
    lay(desk, incoming, [name for name in incoming.raw if name not in matched])
    return incoming


def lay(desk: Desk, incoming: Incoming, ledgers: Collection[str]) -> None:
    """The gathered rows of these ledgers laid over the books and checked; what is wrong stands in ``problems``.

    A sheet that is wrong may lack the very key by which it would be laid over the books.
    """
    for ledger in ledgers:
        if incoming.problems:
            incoming.problems.extend(_more(desk, incoming, ledger))
        else:
            _lay(desk, incoming, ledger)
    incoming.problems.extend(two_heads(incoming))
    if not incoming.problems:
        _check_refs(desk, incoming)
    if not incoming.problems:
        incoming.notes.extend(doubts(desk, incoming))


def _check_refs(desk: Desk, incoming: Incoming) -> None:
    """What a field names (``ref``) stands in the books or comes in the same lot."""
    for ledger, rows in incoming.rows.items():
        for column, ref in named(desk, desk.books.schema(ledger)).items():
            there = known(desk, ref)
            if ref in incoming.rows and ref != OFFICERS:
                key = desk.books.schema(ref).key[0]
                there = pa.chunked_array([*there.chunks, *incoming.rows[ref][key].chunks], pa.string())
            incoming.refuse(_STRANGERS.get(ref, StrangerNamed), ledger, unknown(rows[column], there), column)


def _more(desk: Desk, incoming: Incoming, ledger: str) -> list[Problem]:
    """What else is wrong with the cells that could be read, so that a file goes home once with everything."""
    schema, rows = plain_schema(desk.books.schema(ledger)), incoming.raw[ledger]
    titles = {one.name: one.title for one in schema.fields}
    found = []
    for wrong in check_rows(schema, rows):
        if wrong.row_index >= 0 and wrong.code not in _OF_A_WHOLE_ROW:
            at = replace(incoming.place(ledger, wrong.row_index, wrong.field), field=titles[wrong.field])
            found.append(Problem(wrong.code, at, wrong.shown, wrong.details))
    for position, column, kind in personal_numbers(schema, rows):
        at = replace(incoming.place(ledger, position, column), field=titles[column])
        found.append(problem(PersonalData, at, found=kind))
    told = {(one.place.file, one.place.sheet, one.place.row, one.place.column) for one in incoming.problems}
    return [one for one in found if (one.place.file, one.place.sheet, one.place.row, one.place.column) not in told]


def _titled(item: Taken, schemas: Mapping[str, Schema]) -> list[Problem]:
    """The sheet's problems with each field under the title people know it by."""
    titles = {one.name: one.title for ledger in reversed(item.form.reads) for one in schemas[ledger].plain}
    return [
        replace(wrong, place=replace(wrong.place, field=titles.get(wrong.place.field, wrong.place.field)))
        for wrong in item.problems
    ]


def _gather(incoming: Incoming, taken: Sequence[Taken]) -> None:
    for item in taken:
        for ledger, rows in item.tables.items():
            standing = incoming.raw.get(ledger)
            both = rows if standing is None else pa.concat_tables([standing, rows], promote_options="default")
            incoming.raw[ledger] = both
            incoming.sheets.setdefault(ledger, []).append(item.places_of(ledger))


def only(incoming: Incoming, ledgers: Collection[str]) -> None:
    """Refuse files that belong to another duty. Errors: ``Refused``."""
    foreign = [sheet for ledger in incoming.raw if ledger not in ledgers for sheet in incoming.sheets[ledger]]
    incoming.problems.extend({problem(WrongDuty, Place(sheet.file, sheet.sheet)) for sheet in foreign})
    incoming.check()


def plain_schema(schema: Schema) -> Schema:
    """The schema of what people give: for a sealed register its plain fields, else itself."""
    return replace(schema, fields=schema.plain, sealed=()) if schema.sealed else schema


def _lay(desk: Desk, incoming: Incoming, ledger: str) -> None:
    schema = desk.books.schema(ledger)
    numbered = [name for name in schema.key if schema.field(name).system]
    if any(name not in incoming.raw[ledger].column_names for name in numbered):
        return  # wfx numbers these records itself: nothing stands that they could be laid over
    rows = incoming.raw[ledger]
    known_names = {each.name for each in (*schema.fields, *schema.sealed)}
    rows = rows.select([name for name in rows.column_names if name in known_names])  # the rest is only seen
    key = rows[schema.key[0]]
    current = plain_identities(desk, key) if schema.sealed else desk.books.table(ledger).arrow
    incoming.rows[ledger] = fill(rows, current, schema.key)
    check_incoming(desk, incoming, ledger)


def check_incoming(desk: Desk, incoming: Incoming, ledger: str) -> None:
    """Check the laid rows against their schema, each problem at its place in the file."""
    schema, rows = plain_schema(desk.books.schema(ledger)), incoming.rows[ledger]
    titles = {one.name: one.title for one in schema.fields}
    for wrong in check_rows(schema, rows):
        place = replace(
            incoming.place(ledger, wrong.row_index, wrong.field), field=titles.get(wrong.field, wrong.field)
        )
        incoming.problems.append(Problem(wrong.code, place, wrong.shown, tuple(sorted(wrong.details))))
    for position, column, kind in personal_numbers(schema, rows):
        place = replace(incoming.place(ledger, position, column), field=titles[column])
        incoming.problems.append(problem(PersonalData, place, found=kind))


def personal_numbers(schema: Schema, rows: pa.Table) -> Iterator[tuple[int, str, str]]:
    """Row, field and kind of every ID number, phone or card in a text that is not kept sealed.

    Numbers of papers and projects (``…_id``, ``…_paper``) are long digits by nature and are not looked at.
    """
    for one in schema.fields:
        plain = one.type is FieldType.TEXT and not (one.personal or one.system or one.name.endswith(("_id", "_paper")))
        texts = rows[one.name].to_pylist() if plain and one.name in rows.column_names else []
        kinds = {text: find_personal(text) for text in set(texts) if text}
        if any(kinds.values()):
            yield from ((row, one.name, kind) for row, text in enumerate(texts) if text and (kind := kinds[text]))
