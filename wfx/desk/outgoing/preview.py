"""What changes would do, cell by cell, before anything is written."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from wfx.desk.audit.auditing import CELLS, row_words, told
from wfx.desk.desk import Desk
from wfx.desk.office.names import plain_identities
from wfx.store.files.rowkeys import key_text, keys_as_text
from wfx.store.files.types import table_of
from wfx.store.history.diff import RowDiff, diff_tables
from wfx.values import compute as pc
from wfx.values.change import Batch, Change
from wfx.values.personal import mask_name, mask_number
from wfx.values.schema import Field, Kind, Schema
from wfx.values.sheet import Sheet, Shown
from wfx.values.shown import cell_word
from wfx.values.township import Township

_SHOWN = 200
_OTHER = "(换了人?)"
_TOLD = 40
_Line = tuple[Shown, ...]


def change_sheet(desk: Desk, changes: Sequence[Change | Batch]) -> Sheet:
    """Every row added or removed and every cell changed; names and numbers of persons as stars, old and new."""
    lines = sorted((line for change in changes for line in _lines(desk, change)), key=_is_plain)
    more = (f"只列前 {_SHOWN} 处",) if len(lines) > _SHOWN else ()
    return Sheet("会改的每一处", CELLS, tuple(lines[:_SHOWN]), (f"{len(lines)} 处", *more))


def _is_plain(line: _Line) -> bool:
    """Whether a line may wait: those that may be another person stand first."""
    return not str(line[-1]).endswith(_OTHER)


def change_words(desk: Desk, changes: Sequence[Change | Batch]) -> tuple[str, ...]:
    """The same in sentences, as far as there is room beside a question."""
    lines = [line for change in changes for line in _lines(desk, change)]
    told = [" ".join(str(part) for part in line[:-2] if part) + f" {line[-2]}→{line[-1]}" for line in lines[:_TOLD]]
    return (*told, f"…另有 {len(lines) - _TOLD} 处") if len(lines) > _TOLD else tuple(told)


def _lines(desk: Desk, change: Change | Batch) -> Iterator[_Line]:
    schema, township = desk.books.schema(change.ledger), desk.books.township
    if schema.sealed:
        yield from _sealed(desk, schema, change) if isinstance(change, Batch) else ()
    elif isinstance(change, Batch):
        yield from told(schema, _batch_diff(desk, schema, change), township)
    elif schema.kind is Kind.DOSSIER:
        yield from _matter(schema, change, township)
    else:
        both = [table_of([] if row is None else [row], schema) for row in (change.before, change.after)]
        yield from told(schema, diff_tables(both[0], both[1], schema), township)


def _sealed(desk: Desk, schema: Schema, batch: Batch) -> Iterator[_Line]:
    """What changes of persons' names and numbers, as stars; both at once may be another person."""
    (key,) = schema.key
    named = [one for one in schema.sealed if one.name in batch.rows.column_names]
    if not named or not batch.rows.num_rows:
        return
    stood = {row[key]: row for row in plain_identities(desk, pa.chunked_array([batch.rows[key]])).to_pylist()}
    for row in batch.rows.to_pylist():
        before = stood.get(row[key])
        changed = [one for one in named if row[one.name] is not None and row[one.name] != (before or {}).get(one.name)]
        if before is None and changed:
            words = "、".join(f"{one.title} {_stars(one, row[one.name])}" for one in changed)
            yield (schema.title, row[key], "新增", "", "", words)
            continue
        other = {"name", "id_number"} & {one.name for one in changed}
        for one in changed:
            old, new = (_stars(one, each[one.name]) for each in (before or {}, row))
            doubt = _OTHER if one.name in other else ""
            yield (schema.title, row[key], "改动", one.title, old, f"{new}{doubt}")


def _stars(one: Field, text: object) -> str:
    if text is None:
        return ""
    plain = str(text)
    return mask_name(plain) if one.name == "name" and not any(map(str.isdigit, plain)) else mask_number(plain)


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
