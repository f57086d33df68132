"""Rows picked and looked at one by one where they are few: most rules find a handful, and that needs no vector library.

Both ways give the same; the vector library is loaded when there is enough to do for it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import duckdb
import pyarrow as pa

FEW: Final = 256
_KINDS: Final[Mapping[str, pa.DataType]] = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "HUGEINT": pa.decimal128(38, 0),
    "INTEGER": pa.int32(),
    "VARCHAR": pa.string(),
}
_DECIMAL: Final = re.compile(r"DECIMAL\((\d{1,2}),(\d{1,2})\)")


def answered(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table | None:
    """A checked statement's result where it is few rows of plain kinds, in the engine's own types; else ``None``.

    A stream is bound, planned and handed over, which takes longer than the rows of most rules. Errors: the engine's.
    """
    answer = connection.execute(sql)
    kinds = [_kind(str(column[1])) for column in answer.description]
    rows = [] if None in kinds else answer.fetchmany(FEW + 1)
    if None in kinds or len(rows) > FEW:
        answer.abort()
        return None
    cells = list(zip(*rows, strict=True)) or [()] * len(kinds)
    columns = [pa.array(column, kind) for column, kind in zip(cells, kinds, strict=True)]
    return pa.table(columns, names=[str(column[0]) for column in answer.description])


def _kind(name: str) -> pa.DataType | None:
    exact = _DECIMAL.fullmatch(name)
    return pa.decimal128(int(exact[1]), int(exact[2])) if exact else _KINDS.get(name)


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
