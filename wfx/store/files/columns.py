"""Columns as canonical text, all rows at once: what keys, differences and the row root are made of.

The text of a cell is exact and the same on every machine; docs/spec/ledger-format.md says it type by type.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pyarrow as pa

from wfx.store.files.types import FORMS, normal
from wfx.values import compute as pc
from wfx.values.beijing import BEIJING
from wfx.values.schema import FieldType
from wfx.values.table import Cell

_EIGHT_HOURS = 8 * 3600
_STEP_PARTS = ("action", "on", "by", "note")
_AS_IT_IS = frozenset({FieldType.ID, FieldType.CODE, FieldType.TEXT, FieldType.MONTH})


def flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The column as one array; not copied when it is one already."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    combined = column.combine_chunks()
    return combined if isinstance(combined, pa.Array) else pa.concat_arrays(combined.chunks)


def column_text(column: pa.ChunkedArray | pa.Array, kind: FieldType) -> pa.Array:
    """Each cell's canonical text as one string array; NULL stays NULL."""
    cells = flat(column)
    if kind in _AS_IT_IS:
        return cells
    if kind is FieldType.INSTANT:
        return _instants(cells)
    if kind is FieldType.LIST:
        return _lists(cells)
    if kind is FieldType.STEPS:
        return pa.array([_text_or_none(cell, kind) for cell in cells.to_pylist()], pa.string())
    return pc.cast(cells, pa.string())


def cell_text(value: Cell, kind: FieldType) -> str:
    """One cell's canonical text. ``value`` is not ``None``. Errors: as ``types.normal``."""
    kept = normal(value, kind)
    if isinstance(kept, bool):
        return "true" if kept else "false"
    if isinstance(kept, datetime):
        return kept.astimezone(BEIJING).isoformat()
    if isinstance(kept, date):
        return kept.isoformat()
    if isinstance(kept, list):
        return "".join(_counted(_element(each)) for each in kept)
    return f"{kept:f}" if kind in _DECIMALS else str(kept)


_DECIMALS = frozenset({FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO})


def cells_differ(before: pa.ChunkedArray, after: pa.ChunkedArray, kind: FieldType) -> pa.ChunkedArray | pa.Array:
    """Row by row whether two columns of equal length differ; NULL equals NULL only. Lists are compared as text."""
    nested = pa.types.is_nested(FORMS[kind].arrow)
    left, right = (column_text(cells, kind) if nested else cells for cells in (before, after))
    different = pc.not_equal(left, right)
    if not (left.null_count or right.null_count):
        return different
    return pc.or_(pc.fill_null(different, fill_value=False), pc.xor(pc.is_null(left), pc.is_null(right)))


def counted(texts: pa.Array) -> pa.Array:
    """Each text with its length in bytes before it (``3:abc``), so that joined texts can be told apart."""
    lengths = pc.cast(pc.binary_length(texts), pa.string())
    return pc.binary_join_element_wise(lengths, texts, ":")


def _counted(text: str) -> str:
    return f"{len(text.encode('utf-8'))}:{text}"


def _element(each: str | Mapping[str, object]) -> str:
    if isinstance(each, str):
        return each
    parts: Sequence[object] = [each[name] for name in _STEP_PARTS]
    return "".join(_counted(part.isoformat() if isinstance(part, date) else str(part)) for part in parts)


def _text_or_none(cell: Cell, kind: FieldType) -> str | None:
    return None if cell is None else cell_text(cell, kind)


def _instants(cells: pa.Array) -> pa.Array:
    # by arithmetic, not by a time zone database: Windows has none
    shifted = pc.add(pc.cast(cells, pa.int64()), _EIGHT_HOURS)
    local = pc.cast(pc.cast(shifted, pa.timestamp("s")), pa.string())
    return pc.binary_join_element_wise(pc.replace_substring(local, " ", "T"), "+08:00", "")


def _lists(cells: pa.Array) -> pa.Array:
    elements = counted(cells.flatten())
    lengths = pc.fill_null(pc.list_value_length(cells), 0)
    ends = pc.cumulative_sum(pc.cast(lengths, pa.int64()))
    offsets = pc.cast(pa.concat_arrays([pa.array([0], pa.int64()), ends]), pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, elements), "")
    return pc.if_else(pc.is_null(cells), pa.scalar(None, pa.string()), joined)
