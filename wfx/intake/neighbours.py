"""Cells that say what a neighbouring field holds: 边缘易致贫户 under 户类型, a month where a day is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from wfx.intake.coerce import Coerced
from wfx.values.errors import DateWithoutDay
from wfx.values.schema import Field, FieldType


def widened(one: Field, other: Field) -> Field:
    """The field as its column is read: with both fields' codes, its own before the other's."""
    if one.type is not FieldType.CODE:
        return one
    return replace(one, codes={**other.codes, **one.codes}, words={**other.words, **one.words})


def parted(read: Coerced, one: Field, other: Field, again: Callable[[Field], Coerced]) -> tuple[Coerced, pa.Array]:
    """What the column says of the field itself, and of the other; ``again`` reads the column as another field."""
    if one.type is FieldType.CODE:
        cells = read.array.to_pylist()
        own = pa.array([cell if cell in one.codes else None for cell in cells], read.array.type)
        return replace(read, array=own), pa.array([None if cell in one.codes else cell for cell in cells], own.type)
    months = {row for row, fault in read.faults.items() if fault.kind is DateWithoutDay}
    if not months:
        return read, pa.nulls(len(read.array))
    seen = again(other)
    known = months - seen.faults.keys()
    cells = [cell if row in known else None for row, cell in enumerate(seen.array.to_pylist())]
    left = {row: fault for row, fault in read.faults.items() if row not in known}
    return replace(read, faults=left), pa.array(cells, seen.array.type)


def disputed(own: pa.Array, came: pa.Array) -> Iterator[tuple[int, str]]:
    """Rows in which what came from the neighbour's column is another than the field's own: row and the own one."""
    for row, (stands, moved) in enumerate(zip(own.to_pylist(), came.to_pylist(), strict=True)):
        if stands is not None and moved is not None and stands != moved:
            yield row, str(stands)
