"""Rows picked and looked at one by one where they are few: most rules find a handful, and that needs no vector library.

Both ways give the same; the vector library is loaded when there is enough to do for it.
"""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

FEW: Final = 256


def picked(rows: pa.Table, at: Sequence[int]) -> pa.Table:
    """The rows at these places, which ascend or stand in any order, each at most once."""
    if len(at) == rows.num_rows and list(at) == list(range(len(at))):
        return rows
    if len(at) > FEW:
        return rows.take(pa.array(at, pa.int64()))
    return pa.concat_tables([rows.slice(0, 0), *(rows.slice(place, 1) for place in at)])


def empty(column: pa.ChunkedArray) -> list[bool]:
    """For each cell whether it is NULL."""
    if not column.null_count:
        return [False] * len(column)
    if len(column) > FEW:
        nulls: list[bool] = column.is_null().to_pylist()
        return nulls
    return [cell is None for cell in column.to_pylist()]


def told(column: pa.ChunkedArray) -> list[str]:
    """A text column's cells, NULL as an empty text."""
    return ["" if cell is None else cell for cell in column.to_pylist()]
