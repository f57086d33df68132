"""Rows that came in, laid over the rows that stand: a blank cell means "no change"."""

import pyarrow as pa

from wfx.values import compute as pc

_SEPARATOR = "\x1f"


def key_column(rows: pa.Table, key: tuple[str, ...]) -> pa.ChunkedArray | pa.Array:
    """One text a row standing for its whole key."""
    if len(key) == 1:
        return rows[key[0]]
    return pc.binary_join_element_wise(*(rows[name].cast(pa.string()) for name in key), _SEPARATOR)


def fill(incoming: pa.Table, current: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """The incoming rows in the columns of ``current``, each blank or absent cell taken from the row with its key.

    Shapes: as many rows as ``incoming``, in its order; columns and types of ``current``.
    """
    if current.num_rows and incoming.num_rows:
        positions = pc.index_in(key_column(incoming, key), value_set=key_column(current, key).combine_chunks())
        standing = current.take(positions)
    else:
        standing = pa.table(
            [pa.nulls(incoming.num_rows, type=column.type) for column in current.schema], schema=current.schema
        )
    columns = []
    for column in current.schema:
        if column.name not in incoming.column_names:
            columns.append(standing[column.name])
        else:
            given = incoming[column.name].cast(column.type)
            columns.append(_over(given, standing[column.name]))
    return pa.table(columns, schema=current.schema)


def _over(given: pa.ChunkedArray, standing: pa.ChunkedArray) -> pa.ChunkedArray:
    if given.null_count == 0:
        return given
    return pc.if_else(pc.is_valid(given), given, standing)


def unknown(values: pa.ChunkedArray, known: pa.ChunkedArray) -> list[int]:
    """Positions of the non-null values that are not among the known ones."""
    found = pc.is_in(values, value_set=known.combine_chunks())
    wrong = pc.and_(pc.is_valid(values), pc.invert(found))
    return [position for position, is_wrong in enumerate(wrong.to_pylist()) if is_wrong]
