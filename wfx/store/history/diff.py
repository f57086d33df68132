"""What lies between two states of a register, by key and by cell; columnar, so a million rows are no matter."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from wfx.store.files.columns import cells_differ, flat
from wfx.store.files.conform import conform
from wfx.store.files.rowkeys import key_at, key_text, sorted_by_key
from wfx.store.history.align import align
from wfx.values import compute as pc
from wfx.values.schema import Schema
from wfx.values.table import Cell, Key


@dataclass(frozen=True)
class CellChange:
    """One cell of one row that stands in both states."""

    key: Key
    field: str
    before: Cell
    after: Cell


@dataclass(frozen=True, eq=False)
class RowDiff:
    """Whole rows added and removed, and the rows changed: ``before`` and ``after`` have the same keys row by row."""

    schema: Schema
    added: pa.Table
    removed: pa.Table
    before: pa.Table
    after: pa.Table

    @property
    def empty(self) -> bool:
        return not (self.added.num_rows or self.removed.num_rows or self.after.num_rows)

    @property
    def reversed(self) -> "RowDiff":
        """The way back."""
        return RowDiff(self.schema, self.removed, self.added, self.after, self.before)

    def cells(self) -> Iterator[CellChange]:
        """Every cell that changed in a row that stayed, in key order and then field order."""
        masks = {
            each.name: cells_differ(self.before[each.name], self.after[each.name], each.type).to_pylist()
            for each in self.schema.fields
        }
        for index in range(self.after.num_rows):
            key = key_at(self.after, self.schema, index)
            for name, mask in masks.items():
                if mask[index]:
                    yield CellChange(key, name, self.before[name][index].as_py(), self.after[name][index].as_py())


def diff_tables(before: pa.Table, after: pa.Table, schema: Schema) -> RowDiff:
    """The difference of two states of a register, both in any order.

    Errors: ``Refused`` when a table does not conform, or a key is empty or doubled in it (seen before comparing:
    a tool that compares first reports no change for a doubled row).
    """
    old, new = (sorted_by_key(conform(rows, schema), schema) for rows in (before, after))
    return diff_sorted(old, new, schema)


def diff_sorted(before: pa.Table, after: pa.Table, schema: Schema) -> RowDiff:
    """The same for tables that are conformed and in strict key order already, which is not checked."""
    common = align(before, after, schema)
    changed = _changed(common.old, common.new, schema)
    return RowDiff(
        schema,
        added=_where(after, pc.invert(common.stands)),
        removed=_where(before, pc.invert(common.stood)),
        before=_where(before, _spread(changed, common.stood)),
        after=_where(after, _spread(changed, common.stands)),
    )


def apply_diff(diff: RowDiff, before: pa.Table) -> pa.Table:
    """The state after the difference, in key order: ``apply_diff(diff_tables(a, b), a)`` has the rows of ``b``.

    Errors: ``Refused`` as for ``diff_tables``; applied to another state than the one it was made from, a row that was
    removed there is no fault.
    """
    schema = diff.schema
    rows = conform(before, schema)
    gone = pa.concat_arrays([key_text(part, schema) for part in (diff.removed, diff.after)])
    kept = rows.filter(pc.invert(pc.is_in(key_text(rows, schema), value_set=gone)))
    return sorted_by_key(pa.concat_tables([kept, diff.added, diff.after]).combine_chunks(), schema)


def _changed(old: pa.Table, new: pa.Table, schema: Schema) -> pa.BooleanArray:
    """Row by row whether any cell differs; the keys are the same."""
    changed = pa.repeat(pa.scalar(value=False), old.num_rows)
    for each in (each for each in schema.fields if each.name not in schema.key):
        before, after = old[each.name], new[each.name]
        # most columns of most changes are the same throughout, which one comparison shows
        if not before.equals(after):
            changed = pc.or_(changed, flat(cells_differ(before, after, each.type)))
    return changed


def _where(rows: pa.Table, mask: pa.BooleanArray) -> pa.Table:
    """The rows where the mask is true; all or none of them are not copied."""
    chosen = mask.true_count
    return rows.slice(0, chosen) if chosen in (0, rows.num_rows) else rows.filter(mask)


def _spread(mask: pa.BooleanArray, among: pa.BooleanArray) -> pa.BooleanArray:
    """A mask over the rows that ``among`` is true for, as one over all rows."""
    if len(mask) == len(among):
        return mask
    return pc.replace_with_mask(pa.repeat(pa.scalar(value=False), len(among)), among, mask)
