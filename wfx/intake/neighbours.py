"""Cells that say what a neighbouring field holds: 边缘易致贫户 under 户类型, a month for a day, 立行立改 for a term.

Words without a figure in a column of days go into a field of text; anything else that is no day is refused as before.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from wfx.intake.coerce import Coerced
from wfx.values.errors import BadDate, DateWithoutDay
from wfx.values.schema import Field, FieldType

_DIGIT = re.compile(r"\d|[一二三四五六七八九十〇零两]+[年月日号天]")


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
    kind = DateWithoutDay if other.type is FieldType.MONTH else BadDate
    doubtful = {row for row, fault in read.faults.items() if fault.kind is kind}
    if not doubtful:
        return read, pa.nulls(len(read.array))
    seen = again(other)
    said = seen.array.to_pylist()
    worded = {row for row in doubtful - seen.faults.keys() if not _DIGIT.search(str(said[row]))}
    known = doubtful - seen.faults.keys() if kind is DateWithoutDay else worded
    cells = [cell if row in known else None for row, cell in enumerate(said)]
    left = {row: fault for row, fault in read.faults.items() if row not in known}
    return replace(read, faults=left), pa.array(cells, seen.array.type)


def disputed(own: pa.Array, came: pa.Array) -> Iterator[tuple[int, str]]:
    """Rows in which what came from the neighbour's column is another than the field's own: row and the own one."""
    for row, (stands, moved) in enumerate(zip(own.to_pylist(), came.to_pylist(), strict=True)):
        if stands is not None and moved is not None and stands != moved:
            yield row, str(stands)
