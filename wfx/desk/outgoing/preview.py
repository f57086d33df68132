"""What changes would do, cell by cell, before anything is written."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from wfx.desk.audit.auditing import CELLS, row_words, told
from wfx.desk.desk import Desk
from wfx.store.files.rowkeys import key_text, keys_as_text
from wfx.store.files.types import table_of
from wfx.store.history.diff import RowDiff, diff_tables
from wfx.values import compute as pc
from wfx.values.change import Batch, Change
from wfx.values.schema import Kind, Schema
from wfx.values.sheet import Sheet, Shown
from wfx.values.shown import cell_word
from wfx.values.township import Township

_SHOWN = 200
_TOLD = 40
_Line = tuple[Shown, ...]


def change_sheet(desk: Desk, changes: Sequence[Change | Batch]) -> Sheet:
    """Every row added or removed and every cell changed; of sealed registers only their rows are counted."""
    lines = [line for change in changes for line in _lines(desk, change)]
    more = (f"只列前 {_SHOWN} 处",) if len(lines) > _SHOWN else ()
    return Sheet("会改的每一处", CELLS, tuple(lines[:_SHOWN]), (f"{len(lines)} 处", *more))


def change_words(desk: Desk, changes: Sequence[Change | Batch]) -> tuple[str, ...]:
    """The same in sentences, as far as there is room beside a question."""
    lines = [line for change in changes for line in _lines(desk, change)]
    told = [" ".join(str(part) for part in line[:-2] if part) + f" {line[-2]}→{line[-1]}" for line in lines[:_TOLD]]
    return (*told, f"…另有 {len(lines) - _TOLD} 处") if len(lines) > _TOLD else tuple(told)


def _lines(desk: Desk, change: Change | Batch) -> Iterator[_Line]:
    schema, township = desk.books.schema(change.ledger), desk.books.township
    if schema.sealed:
        return
    if isinstance(change, Batch):
        yield from told(schema, _batch_diff(desk, schema, change), township)
    elif schema.kind is Kind.DOSSIER:
        yield from _matter(schema, change, township)
    else:
        both = [table_of([] if row is None else [row], schema) for row in (change.before, change.after)]
        yield from told(schema, diff_tables(both[0], both[1], schema), township)


def _batch_diff(desk: Desk, schema: Schema, batch: Batch) -> RowDiff:
    current = desk.books.table(schema.name).arrow
    keys = pa.concat_arrays([key_text(batch.rows, schema), keys_as_text(list(batch.gone), schema)])
    before = current.filter(pc.is_in(key_text(current, schema), value_set=keys)) if current.num_rows else current
    return diff_tables(before, batch.rows, schema)


def _matter(schema: Schema, change: Change, township: Township) -> Iterator[_Line]:
    key = " ".join(change.key)
    if change.before is None:
        yield (schema.title, key, "新增", "", "", row_words(schema, change.after or {}, township))
        return
    after = change.after or {}
    for one in schema.fields:
        both = change.before.get(one.name), after.get(one.name)
        if both[0] != both[1]:
            words = (cell_word(schema, one.name, each, township) for each in both)
            yield (schema.title, key, "改动", one.title, *words)
