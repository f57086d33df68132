"""A workbook is a branch: what came back is laid beside the row it went out with and the row that stands now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.spreading import Spread
from wfx.intake.grid import Grid
from wfx.intake.headers import SENT_BACK, fold
from wfx.intake.take import Taken
from wfx.store.books.books import OpenBooks
from wfx.values.errors import NoSuchEntry, OtherBooks, Place, Problem, RowNotIssued, RowsShifted, problem
from wfx.values.month import Month
from wfx.values.roundtrip.branch import Conflict, own_changes, same
from wfx.values.roundtrip.workbook import Issued, Mark, digest
from wfx.values.schema import Schema
from wfx.values.shown import cell_word
from wfx.values.table import Cell, Key, Row


@dataclass(frozen=True)
class Merged:
    """One sheet with the sender's own changes only, what is for a person to decide, and how many cells were keyed.

    ``notes`` name the locked cells that were changed: they are not taken. ``decided``: the numbers of conflicts that
    were decided for the sender.
    """

    taken: Taken
    conflicts: tuple[Conflict, ...] = ()
    keyed: int = 0
    decided: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def merge(
    desk: Desk, name: str, mark: Mark, taken: Sequence[Taken], answered: Spread, theirs: Collection[str]
) -> list[Merged]:
    """Every sheet of a workbook merged. ``theirs``: numbers of conflicts (or ``all``) to decide for the sender.

    Cells that one line of a sheet ``answered`` for are not counted as keyed.

    Errors: ``OtherBooks``; rows that were not sent out or stand in another's place are problems of their sheet.
    """
    if mark.books not in ("", desk.books.ledger_id):
        raise OtherBooks(Place(file=name))
    base = _base(desk, mark)
    by_name = {grid.sheet: grid for grid in answered.grids}
    merged = []
    for item in taken:
        issued = mark.sheets.get(item.places.sheet)
        wrong = _strange(item, issued, by_name[item.places.sheet], answered) if issued else []
        one = _merged(desk, mark, replace(item, problems=(*item.problems, *wrong)), base, answered, theirs)
        grey = _grey(desk, mark, item, base, issued, by_name[item.places.sheet]) if issued else ()
        merged.append(replace(one, notes=tuple(grey)))
    return merged


def _base(desk: Desk, mark: Mark) -> OpenBooks | None:
    """The books the workbook was made from; ``None`` where nobody can tell any more."""
    if mark.stripped:
        return None
    try:
        return desk.books.at(mark.oid)
    except NoSuchEntry:
        return None


def _strange(item: Taken, issued: Issued, grid: Grid, answered: Spread) -> list[Problem]:
    """Rows that did not go out, and rows whose locked cells are those of another row: sorted or pasted askew."""
    rows = next(iter(item.tables.values())).to_pylist()
    key = item.key
    others = {locked: known for known, (locked, _) in issued.rows.items()}
    found = []
    for at, row in enumerate(rows):
        mine = tuple(str(row.get(name)) for name in key)
        if answered.stands_at(item.places.sheet, item.places.rows[at]):
            continue  # carried nowhere because it is wrong itself: that is said of its cell
        if mine not in issued.rows:
            found.append(problem(RowNotIssued, item.places.at(at, key[-1]), mine[-1]))
            continue
        locked, _ = row_digests(grid, item.first - 1, item.places.rows[at], item.free)
        if locked != issued.rows[mine][0] and others.get(locked, mine) != mine:
            found.append(problem(RowsShifted, item.places.at(at, key[-1]), mine[-1]))
    return found


def _grey(desk: Desk, mark: Mark, item: Taken, base: OpenBooks | None, issued: Issued, grid: Grid) -> Iterator[str]:
    """A sentence for each locked cell that was changed; for a row where it cannot be told which."""
    (ledger, table), *_ = item.tables.items()
    schema, free = desk.books.schema(ledger), _free(item)
    stood = _rows(base or desk.books, schema, mark)
    for at, row in enumerate(table.to_pylist()):
        known = issued.rows.get(tuple(str(row.get(name)) for name in item.key))
        if known is None or row_digests(grid, item.first - 1, item.places.rows[at], item.free)[0] == known[0]:
            continue
        before = stood.get(schema.key_of(row), {})
        locked = [name for name in item.places.columns if name in schema.names and free and name not in free]
        cells = [name for name in locked if not same(row.get(name), before.get(name))]
        for name in cells:
            said = [cell_word(schema, name, each, desk.books.township) for each in (row.get(name), before.get(name))]
            place = item.places.at(at, name)
            yield f"{place}:灰色的格子不收,{schema.field(name).title}来表写“{said[0]}”,发出时是“{said[1]}”;要改由乡里改"
        if not cells:
            place = item.places.at(at, item.key[-1])
            yield f"{place.file} {place.sheet} 第 {place.row} 行:灰色的格子被改过,没有收;要改由乡里改"


def _free(item: Taken) -> frozenset[str]:
    """The fields a village may fill and those that name the row; nothing where the form goes out otherwise."""
    plan = item.form.sheet
    return frozenset((*plan.fill, *item.key)) if plan is not None else frozenset()


def row_digests(grid: Grid, header: int, row: int, free: Collection[str]) -> tuple[str, str]:
    """The digests of a row's locked cells and of all its cells, whatever order the columns came in."""
    pairs = []
    for column in range(1, grid.width + 1):
        title = fold(str(grid.cell(header, column)))
        if title and title not in SENT_BACK:
            pairs.append((title, grid.cell(row, column)))
    return pair_digests(pairs, free)


def pair_digests(pairs: Sequence[tuple[str, object]], free: Collection[str]) -> tuple[str, str]:
    """Title and cell of each column of one row as two digests: the locked cells, the whole row."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    locked = [part for title, cell in ordered if title not in free for part in (title, cell)]
    return digest(locked), digest(part for pair in ordered for part in pair)


def _merged(
    desk: Desk, mark: Mark, item: Taken, base: OpenBooks | None, answered: Spread, theirs: Collection[str]
) -> Merged:
    conflicts: list[Conflict] = []
    tables: dict[str, list[dict[str, Cell]]] = {}
    live: set[int] = set()
    free = _free(item) if item.places.sheet in mark.sheets else frozenset()
    from_mark = set(item.form.given) - set(item.places.columns)  # nobody keyed these
    decided: list[str] = []
    keyed = 0
    for ledger, table in item.tables.items():
        schema = desk.books.schema(ledger)
        stood = _rows(base, schema, mark) if base is not None else {}
        stands = _rows(desk.books, schema, mark)
        fixed = {*schema.key, *schema.partition, *from_mark}
        tables[ledger] = []
        for at, row in enumerate(table.to_pylist()):
            key = schema.key_of(row)
            locked = set(item.places.columns) - free if free else set()
            came = {name: cell for name, cell in row.items() if name not in fixed and name not in locked}
            own = own_changes(ledger, key, came, stood.get(key), stands.get(key), known=base is not None)
            mine = [each for each in own.conflicts if each.number in theirs or "all" in theirs]
            chosen = {each.field: each.theirs for each in mine}
            decided += [each.number for each in mine]
            conflicts += [each for each in own.conflicts if each.field not in chosen]
            touched = (*own.cells, *(each.field for each in own.conflicts))
            keyed += sum(not answered.holds(item.places.at(at, name)) for name in touched)
            if own.cells or chosen:
                live.add(at)
            tables[ledger].append({**{name: row[name] for name in fixed if name in row}, **own.cells, **chosen})
    return Merged(_only(item, tables, sorted(live)), tuple(conflicts), keyed, tuple(decided))


def _rows(books: OpenBooks, schema: Schema, mark: Mark) -> Mapping[Key, Row]:
    """The ledger's rows of the workbook's month and village, by key; none where the ledger did not exist yet."""
    if schema.name not in books.ledgers:
        return {}
    month = Month.parse(mark.month) if "month" in schema.key else None
    village = mark.village if "village" in schema.names else None
    return books.table(schema.name, month=month, village=village).by_key


def _only(item: Taken, tables: Mapping[str, list[dict[str, Cell]]], live: Sequence[int]) -> Taken:
    """The sheet with these rows, each with its own changes only."""
    places = replace(item.places, rows=[item.places.rows[at] for at in live])
    made = {
        ledger: pa.Table.from_pylist([rows[at] for at in live], schema=item.tables[ledger].schema)
        for ledger, rows in tables.items()
    }
    return replace(item, tables=made, places=places)
