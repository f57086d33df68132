"""What a reviewer should look at first in an entry: bulk, sensitive cells, states that went back, round trips."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wfx.desk.audit.auditing import row_words, text_lines
from wfx.store.books.books import OpenBooks
from wfx.store.history.diff import CellChange, RowDiff
from wfx.values.schema import FieldType, Schema
from wfx.values.shown import cell_word
from wfx.values.table import Cell, Row
from wfx.values.township import Township

SAMPLES = 12  # lines of an entry that are shown to who signs it
BULK = 100  # so many rows of one entry, or more, nobody types by hand or reads one by one
_NO_CELLS = (FieldType.STEPS,)


@dataclass(frozen=True)
class Looked:
    """One entry as far as a reviewer needs it: its number, its rows, its cells, and what is risky in it, in words.

    ``shown`` are the first of its changes as lines to read.
    """

    seq: int
    rows: int
    cells: tuple[tuple[str, CellChange], ...]  # with the ledger
    risks: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...] = ()


def look(seq: int, diffs: Mapping[str, RowDiff]) -> Looked:
    """One entry's rows judged by themselves."""
    rows = sum(diff.added.num_rows + diff.removed.num_rows + diff.after.num_rows for diff in diffs.values())
    cells = tuple((ledger, cell) for ledger, diff in sorted(diffs.items()) for cell in diff.cells())
    cells = tuple(
        (ledger, cell) for ledger, cell in cells if diffs[ledger].schema.field(cell.field).type not in _NO_CELLS
    )
    risks = [
        *([f"批量 {rows} 行"] if rows >= BULK else []),
        *_gone(diffs),
        *_sensitive(diffs, cells),
        *_back(diffs, cells),
    ]
    return Looked(seq, rows, cells, tuple(dict.fromkeys(risks)))


def lines(then: OpenBooks, diffs: Mapping[str, RowDiff]) -> Iterator[tuple[str, ...]]:
    """What an entry changed, to be read: ledger, key, item, before, after; of a record that stayed first what it is.

    Of each ledger the first records only; for an entry of law the lines of its texts.
    """
    for ledger, diff in sorted(diffs.items()):
        schema = then.schema(ledger)
        for word, part in (("新增", diff.added), ("删去", diff.removed)):
            for row in part.slice(0, SAMPLES).to_pylist():
                said = _said(schema, row, then.township)
                yield (schema.title, _key(schema, row), word, *((said, "") if word == "删去" else ("", said)))
        olds, news = (part.slice(0, SAMPLES).to_pylist() for part in (diff.before, diff.after))
        for old, new in zip(olds, news, strict=True):
            other = [each for each in schema.fields if old[each.name] != new[each.name] and each.type not in _NO_CELLS]
            kept = {name: cell for name, cell in new.items() if name not in {each.name for each in other}}
            if said := _said(schema, kept, then.township):
                yield (schema.title, _key(schema, new), "(没有改的)", said, "")
            for each in other:
                words = (cell_word(schema, each.name, row[each.name], then.township) for row in (old, new))
                yield (schema.title, _key(schema, new), each.title, *words)
    for path, before, after in text_lines(then.parent(), then):
        yield ("文件", path, "", before, after)


def _key(schema: Schema, row: Row) -> str:
    return " ".join(schema.key_of(row))


def _said(schema: Schema, row: Row, township: Township) -> str:
    """The record in one line, its village first; of a sealed one nothing."""
    village = row.get("village") if "village" in schema.partition and not schema.sealed else None
    known = [township.village_name(str(village))] if village else []
    return " ".join(filter(None, (*known, row_words(schema, row, township))))


def _gone(diffs: Mapping[str, RowDiff]) -> Iterator[str]:
    for diff in diffs.values():
        if diff.removed.num_rows:
            yield f"{diff.schema.title}删去 {diff.removed.num_rows} 行"


def _sensitive(diffs: Mapping[str, RowDiff], cells: Iterable[tuple[str, CellChange]]) -> Iterator[str]:
    for ledger, cell in cells:
        spec = diffs[ledger].schema.field(cell.field)
        if spec.sensitive and cell.before is not None:
            yield f"改了{spec.title}"


def _back(diffs: Mapping[str, RowDiff], cells: Iterable[tuple[str, CellChange]]) -> Iterator[str]:
    for ledger, cell in cells:
        order = _states(diffs[ledger].schema, cell.field)
        if cell.before in order and cell.after in order and order.index(cell.after) < order.index(cell.before):
            yield f"{diffs[ledger].schema.field(cell.field).title}退回"


def _states(schema: Schema, field: str) -> Sequence[Cell]:
    """A matter's states, or a row's, in the order the schema lists them."""
    if field != "state":
        return ()
    return tuple(schema.lifecycle.states) if schema.lifecycle else tuple(schema.field(field).codes)


def round_trips(looked: Sequence[Looked]) -> dict[int, list[str]]:
    """Entry → the earlier one it cancels out, cell for cell; entries oldest first."""
    left: dict[tuple[str, object, str], tuple[int, Cell]] = {}
    found: dict[int, list[str]] = {}
    for each in looked:
        for ledger, cell in each.cells:
            place = (ledger, cell.key, cell.field)
            seq, before = left.get(place, (0, None))
            if seq and cell.after == before:
                words = f"与第 {seq} 笔相抵"
                if words not in found.setdefault(each.seq, []):
                    found[each.seq].append(words)
            left[place] = (each.seq, cell.before)
    return found
