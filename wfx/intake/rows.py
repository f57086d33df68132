"""The data rows of one sheet: columns coerced, totals and footers passed over, the rest as tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from wfx.intake import repeated
from wfx.intake.asides import is_foot, is_of_columns, is_total, opening
from wfx.intake.coerce import Coerced, Encoded, Fault, arrow_type, coerce, encode
from wfx.intake.grid import Grid
from wfx.intake.headers import Matched, Target
from wfx.intake.limits import column_letters
from wfx.intake.neighbours import disputed, parted, widened
from wfx.intake.units import with_units
from wfx.values import compute as pc
from wfx.values.errors import KeyMissing, MergedCells, Place, Problem, problem
from wfx.values.schema import Field, FieldType, Schema

_TOTAL_WORDS = ("合计", "小计", "总计", "共计", "累计")
# Spread out with spaces, as typists centre them; looked for as whole cells, so that a column costs one pass.
_TOTALS = frozenset(
    f"{before}{gap.join(word)}{after}"
    for word in _TOTAL_WORDS
    for before in ("", "本页", "全乡")
    for gap in ("", " ", "  ", "   ", "    ", "\u3000", "\u3000\u3000")
    for after in ("", ":", ":")
)
_FOOTERS = (
    "注:",
    "注1",
    "备注:",
    "说明:",
    "填表说明",
    "填表人",
    "填报人",
    "制表",
    "审核人",
    "审核:",
    "单位负责人",
    "负责人签字",
)
_NAMED = 8
_FOOTER_ROWS = 20
_HEAD_ROWS = 3


@dataclass(frozen=True, eq=False)
class Places(Sequence[Place]):
    """Where each table row stands in its sheet; made when asked for, a hundred thousand rows cost nothing.

    ``rows`` are Excel row numbers, ``columns`` say in which column letter a field stands (absent: it was given).
    """

    file: str
    sheet: str
    rows: Sequence[int]
    columns: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Place:  # type: ignore[override]
        return Place(self.file, self.sheet, self.rows[index])

    def at(self, index: int, field: str) -> Place:
        """The cell of one field in one table row."""
        return Place(self.file, self.sheet, self.rows[index], self.columns.get(field, ""), field)


@dataclass(frozen=True, eq=False)
class Rows:
    """What a sheet's data came to."""

    tables: Mapping[str, pa.Table]
    places: Places
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    apart: Mapping[str, Places]


@dataclass(frozen=True, eq=False)
class _Column:
    """One column of the sheet as one field of one ledger."""

    number: int
    target: Target
    read: Coerced
    moved: bool = False  # read in a neighbour's column


def read_rows(
    grid: Grid, found: Matched, schemas: Mapping[str, Schema], villages: Mapping[str, str], given: Mapping[str, str]
) -> Rows:
    """The sheet's rows under its recognised header. ``given``: field → text used where the sheet has no column."""
    found, units, unclear = with_units(grid, found)
    encoded = [encode(column[found.first - 1 :]) for column in grid.columns]
    columns = list(_columns(grid, encoded, found, schemas, villages))
    keep, notes = _kept(grid, found, encoded, columns, schemas)
    problems = [*unclear, *_cell_problems(grid, found, columns, set(keep)), *_merged(grid, found, keep)]
    for index, column, before in _disputes(columns):
        if index in keep:
            place = grid.place(found.first + index, column.number, column.target.field.name)
            problems.append(repeated.told(place, column.target.field, column.read.array[index].as_py(), before))
    tables: dict[str, pa.Table] = {}
    for ledger, own in _by_ledger(found, columns).items():
        table = _table(schemas[ledger], own, keep, found.form.seen)
        tables[ledger], wrong = _with_given(table, schemas[ledger], given, villages, grid)
        problems.extend(wrong)
    letters = {
        one.target.field.name: grid.place(0, one.number).column for one in sorted(columns, key=_moved, reverse=True)
    }
    places = Places(grid.file, grid.sheet, [found.first + index for index in keep], letters)
    if found.form.split:
        tables, places = _parted(found.form.split, tables, places)
    problems.extend(_keyless(tables, places, schemas, problems))
    apart: dict[str, Places] = {}
    for ledger in set(found.form.once) & tables.keys():
        tables[ledger], apart[ledger], wrong = _once(schemas[ledger], tables[ledger], places)
        problems.extend(wrong)
    read = {column.number: column.target.field.title for column in columns}
    return Rows(
        tables,
        places,
        (*units, *notes, *grid.notes, *_hidden_note(grid, keep, found.first, read)),
        tuple(problems),
        apart,
    )


def _parted(name: str, tables: Mapping[str, pa.Table], places: Places) -> tuple[dict[str, pa.Table], Places]:
    """A row for each code that the cell of this field names; all of them stand in the sheet's one row."""
    cells = next((table[name].to_pylist() for table in tables.values() if name in table.column_names), None)
    if cells is None:
        return dict(tables), places
    at = [row for row, cell in enumerate(cells) for _ in cell or [None]]
    codes = pa.array([code for cell in cells for code in cell or [None]], pa.string())
    parted = {ledger: table.take(pa.array(at, pa.int64())) for ledger, table in tables.items()}
    for ledger, table in parted.items():
        if name in table.column_names:
            parted[ledger] = table.set_column(table.column_names.index(name), name, codes)
    return parted, replace(places, rows=[places.rows[row] for row in at])


def _moved(column: _Column) -> bool:
    return column.moved


def _once(schema: Schema, table: pa.Table, places: Places) -> tuple[pa.Table, Places, list[Problem]]:
    """A ledger of which several rows repeat one record: the records, where they stand, and what the rows dispute."""
    records, rows, differs = repeated.once(table, schema.key)
    wrong = [
        repeated.told(places.at(row, name), schema.field(name), table[name][row].as_py(), before)
        for row, name, before in differs
    ]
    return records, replace(places, rows=[places.rows[row] for row in rows]), wrong


def _disputes(columns: Sequence[_Column]) -> Iterator[tuple[int, _Column, str]]:
    """What a neighbour's column says otherwise than the field's own: row, that column, the field's own word."""
    for came in (column for column in columns if column.moved):
        own = [one for one in columns if not one.moved and one.target.key == came.target.key]
        for column in own:
            yield from ((row, came, before) for row, before in disputed(column.read.array, came.read.array))


def _columns(
    grid: Grid,
    encoded: Sequence[Encoded],
    found: Matched,
    schemas: Mapping[str, Schema],
    villages: Mapping[str, str],
) -> Iterator[_Column]:
    done: dict[tuple[int, object, object, bool], Coerced] = {}

    def read(number: int, target: Target) -> Coerced:
        # Two ledgers may hold the same field (人编号); its column is read once.
        same = (number, _shape(target.field), target.factor, number in found.ordinals)
        if same not in done:
            ordinal, since_1904 = number in found.ordinals, grid.marks.since_1904
            done[same] = coerce(encoded[number - 1], target, villages, ordinal=ordinal, since_1904=since_1904)
        return done[same]

    for number, targets in found.targets.items():
        for target in targets:
            other = _neighbour(found, target, schemas)
            if other is None:
                yield _Column(number, target, read(number, target))
                continue
            whole = read(number, replace(target, field=widened(target.field, other)))
            again = partial(_read_as, read, number, target)
            own, came = parted(whole, target.field, other, again)
            yield _Column(number, target, own)
            if came.null_count < len(came):
                yield _Column(number, replace(target, field=other), Coerced(came, {}), moved=True)


def _read_as(read: Callable[[int, Target], Coerced], number: int, target: Target, other: Field) -> Coerced:
    return read(number, replace(target, field=other))


def _neighbour(found: Matched, target: Target, schemas: Mapping[str, Schema]) -> Field | None:
    """The field of which this one's column may speak."""
    name = found.form.either.get(f"{target.ledger}.{target.field.name}", "").partition(".")[2]
    return schemas[target.ledger].field(name) if name else None


def _shape(one: Field) -> tuple[object, ...]:
    return one.name, one.type, tuple(one.codes.items()), tuple(one.words.items()), one.unit, one.personal


def _kept(
    grid: Grid, found: Matched, encoded: Sequence[Encoded], columns: Sequence[_Column], schemas: Mapping[str, Schema]
) -> tuple[list[int], list[str]]:
    """Indices of the rows that are records, from 0 after the header; blank rows and asides are not."""
    if grid.height < found.first or not columns:
        return [], []
    filled = columns[0].read.array.is_valid()
    for column in columns[1:]:
        filled = pc.or_(filled, column.read.array.is_valid())
    live = set(pc.indices_nonzero(filled).to_pylist())
    for column in columns:
        live.update(column.read.faults)
    totals, footers = set(_totals(grid, found, encoded)), set(_footers(grid, found))
    heads: set[int] = set()
    for index in sorted(_doubtful(grid, found, columns, schemas) - totals - footers):
        row = found.first + index
        if is_of_columns(grid, row, found.first, found.titles):
            heads.add(index)
        elif is_total(grid, row):
            totals.add(index)
        elif is_foot(grid, row):
            footers.add(index)
    aside = (("编号、单位行", heads), ("合计行", totals), ("表尾说明", footers))
    notes = [f"{word}没有读:第 {_numbers(sorted(rows), found.first)} 行" for word, rows in aside if rows]
    return sorted(live.difference(totals, footers, heads)), notes


def _doubtful(grid: Grid, found: Matched, columns: Sequence[_Column], schemas: Mapping[str, Schema]) -> set[int]:
    """The rows that may be no records: those whose key is blank or cannot be read, and where any words are a key."""
    count = grid.height - found.first + 1
    doubtful: set[int] = set()
    keys = 0
    for column in columns:
        doubtful.update(index for index in range(_HEAD_ROWS) if index in column.read.faults)
        if column.target.field.name in schemas[column.target.ledger].key:
            keys += column.target.field.type is not FieldType.TEXT
            doubtful.update(pc.indices_nonzero(column.read.array.is_null()).to_pylist())
    if keys:
        return doubtful
    return {*doubtful, *range(min(_HEAD_ROWS, count)), *range(max(0, count - _FOOTER_ROWS), count)}


def _totals(grid: Grid, found: Matched, encoded: Sequence[Encoded]) -> list[int]:
    """Rows whose first word is a total: passed over, for no record is called so, and their sums are nobody's."""
    rows: set[int] = set()
    for column in encoded:
        words = _TOTALS.intersection(column.different)
        if words:
            numbers = [number for number, cell in enumerate(column.different) if cell in words]
            rows.update(pc.indices_nonzero(pc.is_in(column.which, value_set=pa.array(numbers, pa.int32()))).to_pylist())
    return [row for row in sorted(rows) if opening(grid, found.first + row) in _TOTALS]


def _footers(grid: Grid, found: Matched) -> list[int]:
    """Rows near the end that begin as a footer does (注:, 填表人, …)."""
    count = grid.height - found.first + 1
    near_end = range(max(0, count - _FOOTER_ROWS), count)
    return [row for row in near_end if opening(grid, found.first + row).startswith(_FOOTERS)]


def _numbers(indices: Sequence[int], first: int) -> str:
    named = "、".join(str(first + index) for index in indices[:_NAMED])
    return named + (f" 等 {len(indices)}" if len(indices) > _NAMED else "")


def _hidden_note(grid: Grid, keep: Sequence[int], first: int, columns: Mapping[int, str]) -> tuple[str, ...]:
    hidden = sorted(set(grid.marks.hidden) & {first + index for index in keep}) if grid.marks.hidden else []
    rows = (f"隐藏的行也已读入:第 {_numbers(hidden, 0)} 行",) if hidden else ()
    unseen = [number for number in columns if number in grid.marks.hidden_columns] if keep else []
    named = "、".join(f"{column_letters(number)} 列({columns[number]})" for number in unseen)
    return (*rows, f"隐藏的列也已读入:{named}") if named else rows


def _cell_problems(grid: Grid, found: Matched, columns: Sequence[_Column], keep: set[int]) -> Iterator[Problem]:
    for column in columns:
        faults: Mapping[int, Fault] = column.read.faults
        for index, fault in faults.items():
            if index in keep:
                yield fault.at(grid.place(found.first + index, column.number, column.target.field.name))


def _merged(grid: Grid, found: Matched, keep: Sequence[int]) -> Iterator[Problem]:
    """Merged areas that hide cells of a record: only the first cell of an area has content."""
    kept = {found.first + index for index in keep} if grid.merged else set()
    for area in grid.merged:
        rows = range(max(area.top, found.first), area.bottom + 1)
        fields = [number for number in found.targets if area.left <= number <= area.right]
        if area.bottom >= found.first and fields and any(row in kept for row in rows):
            yield problem(MergedCells, grid.place(area.top, area.left), str(area))


def _joined(columns: Sequence[_Column]) -> dict[str, pa.Array]:
    """Field → column; a list spread over several columns (风险1, 风险2) is put together, and what came beside."""
    arrays: dict[str, pa.Array] = {}
    for column in columns:
        name = column.target.field.name
        arrays[name] = _together(arrays[name], column.read.array) if name in arrays else column.read.array
    return arrays


def _together(left: pa.Array, right: pa.Array) -> pa.Array:
    if not pa.types.is_list(left.type):
        return pc.coalesce(left, right)
    pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
    joined = [list(dict.fromkeys((*(one or ()), *(other or ())))) or None for one, other in pairs]
    return pa.array(joined, type=left.type)


def _by_ledger(found: Matched, columns: Sequence[_Column]) -> dict[str, dict[str, pa.Array]]:
    """Ledger → field → column. A further ledger of the form of which the sheet says nothing of its own is left out."""
    arrays = {
        ledger: _joined([column for column in columns if column.target.ledger == ledger]) for ledger in found.form.reads
    }
    first, *further = found.form.reads
    return {first: arrays[first]} | {
        ledger: arrays[ledger] for ledger in further if set(arrays[ledger]) - set(arrays[first])
    }


def _table(schema: Schema, own: Mapping[str, pa.Array], keep: Sequence[int], seen: Sequence[str] = ()) -> pa.Table:
    """The kept rows in the schema's field order, what is only seen behind them."""
    names = [name for name in (*(one.name for one in schema.entered), *seen) if name in own]
    whole = bool(own) and len(keep) == len(next(iter(own.values())))
    picked = pa.array(keep, type=pa.int64())
    return pa.table({name: own[name] if whole else own[name].take(picked) for name in names})


def _with_given(
    table: pa.Table, schema: Schema, given: Mapping[str, str], villages: Mapping[str, str], grid: Grid
) -> tuple[pa.Table, list[Problem]]:
    """The table with a column for each given field it lacks; a given text that cannot be read is a problem."""
    problems: list[Problem] = []
    for one in schema.plain:
        if one.name not in given or one.name in table.column_names or one.type is FieldType.STEPS:
            continue
        read = coerce(encode([given[one.name]]), Target(schema.name, one), villages)
        problems.extend(fault.at(grid.place(0, 0, one.name)) for fault in read.faults.values())
        value = read.array[0]
        column = pa.repeat(value, table.num_rows) if value.is_valid else pa.nulls(table.num_rows, arrow_type(one))
        table = table.append_column(one.name, column)
    order = [one.name for one in schema.entered if one.name in table.column_names]
    return table.select([*order, *(name for name in table.column_names if name not in order)]), problems


def _keyless(
    tables: Mapping[str, pa.Table], places: Places, schemas: Mapping[str, Schema], known: Sequence[Problem]
) -> Iterator[Problem]:
    """Rows without a key cell: nobody can say whom they are about. A key cell refused already is not named twice."""
    wrong = {(one.place.row, one.place.field) for one in known}
    for ledger, table in tables.items():
        schema = schemas[ledger]
        for name in dict.fromkeys((*schema.key, *schema.partition)):
            if name not in table.column_names or not table[name].null_count or (0, name) in wrong:
                continue
            title = schema.field(name).title
            for index, blank in enumerate(table[name].is_null().to_pylist()):
                place = places.at(index, name)
                if blank and (place.row, name) not in wrong:
                    yield problem(KeyMissing, place, title)
