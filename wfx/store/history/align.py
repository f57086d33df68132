"""Two states of a register in key order, laid against each other: which rows of each also stand in the other.

Rows that stayed mostly lie in long stretches on both sides, and whether two stretches have the same keys is seen by one
comparison of their memory. So the sides are walked together, a stretch at a time, with nothing sorted, hashed or
copied. Where rows that came and went lie so thick that there are no stretches, the rest is looked up by hash.
"""

from bisect import bisect_left
from typing import NamedTuple

import pyarrow as pa

from wfx.store.files.columns import flat
from wfx.store.files.rowkeys import key_text
from wfx.values import compute as pc
from wfx.values.schema import Schema

_FIRST = 64  # rows compared in one go; twice as many each time that they are the same
_WORTH = 256  # rows of both sides a step of the walk must bring on average: looking them up would take as long
_TRIAL = 64  # steps the walk may take before it must be worth it


class Stretch(NamedTuple):
    """So many rows with the same keys on both sides: where they start on each, and how many they are."""

    old: int
    new: int
    rows: int


class Keys:
    """The keys of rows that are in strict key order."""

    def __init__(self, rows: pa.Table, schema: Schema) -> None:
        self._columns = [_comparable(flat(rows[name])) for name in schema.key]
        self.batch = pa.RecordBatch.from_arrays(self._columns, list(schema.key))

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def at(self, index: int) -> tuple[object, ...]:
        """One row's key, which sorts as the rows do."""
        return tuple([column[index].as_py() for column in self._columns])

    def same(self, at: int, other: "Keys", there: int, rows: int) -> bool:
        """Whether so many rows have the same keys here and there."""
        return bool(self.batch.slice(at, rows).equals(other.batch.slice(there, rows)))

    def seek(self, start: int, bound: tuple[object, ...]) -> int:
        """The first row from ``start`` on whose key is not below the bound; their number when there is none."""
        end, step = start, 1
        while end < len(self) and self.at(end) < bound:
            start, end, step = end + 1, end + step, step * 2
        return bisect_left(range(min(end, len(self))), bound, lo=start, key=self.at)


class Aligned(NamedTuple):
    """Which rows of each side the other has too (a mask a side), and those rows, row by row of the same key."""

    stood: pa.BooleanArray
    stands: pa.BooleanArray
    old: pa.Table
    new: pa.Table


def align(old: pa.Table, new: pa.Table, schema: Schema) -> Aligned:
    """Both sides' common rows, not copied where they lie in stretches; the tables are in strict key order."""
    found, at, there = stretches(Keys(old, schema), Keys(new, schema))
    rest, others = old.slice(at), new.slice(there)
    by_hash = _looked_up(rest, others, schema)
    return Aligned(
        _mask([(each.old, each.rows) for each in found], at, by_hash.stood),
        _mask([(each.new, each.rows) for each in found], there, by_hash.stands),
        _together(old, [old.slice(each.old, each.rows) for each in found] + [by_hash.old]),
        _together(new, [new.slice(each.new, each.rows) for each in found] + [by_hash.new]),
    )


def stretches(old: Keys, new: Keys) -> tuple[list[Stretch], int, int]:
    """The stretches from the start on, and the places up to which both sides were walked.

    What lies behind them has no common row when one side is at its end, and is to be looked up when neither is.
    """
    found: list[Stretch] = []
    at = there = steps = 0
    while at < len(old) and there < len(new) and (steps - _TRIAL) * _WORTH <= at + there:
        steps += 1
        rows = _run(old, at, new, there)
        if rows:
            found.append(Stretch(at, there, rows))
            at, there = at + rows, there + rows
        if at < len(old) and there < len(new):
            left, right = old.at(at), new.at(there)
            at, there = (old.seek(at, right), there) if left < right else (at, new.seek(there, left))
    return found, at, there


def _comparable(column: pa.Array) -> pa.Array:
    # an instant of a far year is a number here, but no date of Python's
    return pc.cast(column, pa.int64()) if pa.types.is_timestamp(column.type) else column


def _run(old: Keys, at: int, new: Keys, there: int) -> int:
    """How many rows have the same keys from these places on."""
    most = min(len(old) - at, len(new) - there)
    run, step = 0, _FIRST
    while run < most:
        rows = min(step, most - run)
        if not old.same(at + run, new, there + run, rows):
            return run + _first_other(old, at + run, new, there + run, rows)
        run, step = run + rows, step * 2
    return most


def _first_other(old: Keys, at: int, new: Keys, there: int, rows: int) -> int:
    """Which of so many rows, not all the same, is the first that differs."""
    same = 0
    while rows - same > 1:  # by halving
        middle = (same + rows) // 2
        if old.same(at + same, new, there + same, middle - same):
            same = middle
        else:
            rows = middle
    return same


def _looked_up(old: pa.Table, new: pa.Table, schema: Schema) -> Aligned:
    if not (old.num_rows and new.num_rows):
        return Aligned(
            _all(old.num_rows, value=False), _all(new.num_rows, value=False), old.slice(0, 0), new.slice(0, 0)
        )
    found = pc.index_in(key_text(new, schema), value_set=key_text(old, schema))
    stands, places = pc.is_valid(found), found.drop_null()
    stood = pc.is_in(pc.cast(pa.arange(0, old.num_rows), places.type), value_set=places)
    return Aligned(stood, stands, old.filter(stood), new.filter(stands))


def _all(rows: int, *, value: bool) -> pa.BooleanArray:
    return pa.repeat(pa.scalar(value), rows)


def _mask(runs: list[tuple[int, int]], end: int, rest: pa.BooleanArray) -> pa.BooleanArray:
    """True in the runs (start, rows), False between them up to ``end``, and then the rest."""
    if runs == [(0, end)] and not len(rest):  # as it mostly is
        return _all(end, value=True)
    ends, values, before = list[int](), list[bool](), 0
    for start, rows in [*runs, (end, 0)]:
        for stop, value in ((start, False), (start + rows, True)):
            if stop > before:
                ends.append(stop)
                values.append(value)
                before = stop
    told = pa.RunEndEncodedArray.from_arrays(pa.array(ends, pa.int64()), pa.array(values, pa.bool_()))
    return pa.concat_arrays([pc.run_end_decode(told), rest])


def _together(rows: pa.Table, parts: list[pa.Table]) -> pa.Table:
    return pa.concat_tables([part for part in parts if part.num_rows] or [rows.slice(0, 0)])
