"""Records that several rows of a sheet repeat.

A list of members says of the household on every member's row; the household is taken once, from what its rows agree on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from wfx.values.errors import MembersDiffer, Place, Problem, problem
from wfx.values.schema import Field


@dataclass(frozen=True)
class Told:
    """What rows say of one record: the first row of it, and each field's first word."""

    row: int
    words: dict[str, object]


def once(table: pa.Table, key: Sequence[str]) -> tuple[pa.Table, list[int], list[tuple[int, str, object]]]:
    """Each record once: the records, the first row of each, and what differs (row, field, what an earlier row said).

    A blank cell says nothing. Rows without a key stand apart, each for itself.
    """
    columns = {name: table[name].to_pylist() for name in table.column_names}
    found: dict[object, Told] = {}
    differs: list[tuple[int, str, object]] = []
    for row in range(table.num_rows):
        number = tuple(columns[name][row] for name in key)
        told = found.setdefault(row if None in number else number, Told(row, {}))
        for name, cells in columns.items():
            if cells[row] is None:
                continue
            before = told.words.setdefault(name, cells[row])
            if before != cells[row]:
                differs.append((row, name, before))
    records = {
        name: pa.array([told.words.get(name) for told in found.values()], table.schema.field(name).type)
        for name in columns
    }
    return pa.table(records), [told.row for told in found.values()], differs


def told(place: Place, one: Field, shown: object, before: object) -> Problem:
    """The problem of a cell that says something else than before, in the words of the field."""
    return problem(MembersDiffer, place, _word(one, shown), before=_word(one, before))


def _word(one: Field, cell: object) -> str:
    if one.personal:
        return "***"
    listed = [str(each) for each in cell] if isinstance(cell, list) else [str(cell)]
    return "、".join(one.codes.get(each, each) for each in listed)
