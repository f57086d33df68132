"""A whole column at once: each different cell is read once, the column is then one look-up per row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from wfx.intake.asis import as_is
from wfx.intake.cells import PLACES, Reader, Value, Wrong, reader, shown
from wfx.intake.grid import Raw
from wfx.intake.headers import Target
from wfx.intake.raw.marks import MonthCell, Percent, YearCell
from wfx.values import compute as pc
from wfx.values.errors import PercentCell, Place, PlainRatio, Problem, WfxError, problem
from wfx.values.schema import Field, FieldType

_ARROW = {
    FieldType.DATE: pa.date32(),
    FieldType.INSTANT: pa.timestamp("s", tz="+08:00"),
    FieldType.INT: pa.int64(),
    FieldType.MONEY: pa.decimal128(18, 2),
    FieldType.QUANTITY: pa.decimal128(18, 3),
    FieldType.RATIO: pa.decimal128(9, 6),
    FieldType.BOOL: pa.bool_(),
    FieldType.LIST: pa.list_(pa.string()),
}
_PERCENT_OF = 100
_WHOLE = frozenset({0, 1})
_OWN = (bool, Percent, MonthCell, YearCell)


def arrow_type(one: Field) -> pa.DataType:
    """The Arrow type of a field's column; every type but those listed is text."""
    return _ARROW.get(one.type, pa.string())


@dataclass(frozen=True)
class Fault:
    """Why one cell cannot be read; the same fault serves every row that holds this cell."""

    kind: type[WfxError]
    shown: str
    details: tuple[tuple[str, object], ...]

    def at(self, place: Place) -> Problem:
        return problem(self.kind, place, self.shown, **dict(self.details))


@dataclass(frozen=True, eq=False)
class Encoded:
    """A column's different cells, and for every row which of them it holds (int32, no nulls)."""

    different: Sequence[Raw]
    which: pa.Array


@dataclass(frozen=True, eq=False)
class Coerced:
    """A column read: its Arrow array (null where blank or wrong) and the wrong rows, by index from 0."""

    array: pa.Array
    faults: Mapping[int, Fault]


def encode(cells: Sequence[Raw]) -> Encoded:
    """The column by its different cells. A column of text alone, the usual one, never leaves Arrow."""
    try:
        texts = pa.array(cells, type=pa.string()).dictionary_encode()
    except pa.ArrowException:
        keys = _keys(cells)
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        different = [key[1] if isinstance(key, tuple) else key for key in numbers]
        return Encoded(different, pa.array(map(numbers.__getitem__, keys), type=pa.int32(), size=len(cells)))
    return Encoded(texts.dictionary.to_pylist(), texts.indices)


def _keys(cells: Sequence[Raw]) -> Sequence[Raw | tuple[type, Raw]]:
    """The cells as keys of a look-up: Python takes ``True``, ``1`` and ``1.0`` for one key, a sheet does not.

    Nor does a sheet take 6% for 0.06, or a month for its first day.
    """
    return [(type(cell), cell) if isinstance(cell, _OWN) else cell for cell in cells]


def coerce(
    cells: Encoded, target: Target, villages: Mapping[str, str], *, ordinal: bool = False, since_1904: bool = False
) -> Coerced:
    """A column as the target field's Arrow column; ``villages``: name or code → code."""
    one = target.field
    if as_is(one, [cell for cell in cells.different if cell != ""]):
        texts = pa.array([cell or None for cell in cells.different], type=pa.string())
        return Coerced(texts.take(cells.which), {})
    read = reader(target, villages, ordinal=ordinal, since_1904=since_1904)
    values, wrong = _read_each(_of_a_hundred(cells.different, one), read, target)
    array = pa.array(values, type=arrow_type(one)).take(cells.which)
    return Coerced(array, _faulty_rows(cells.which, wrong) if wrong else {})


def _read_each(cells: Sequence[Raw], read: Reader, target: Target) -> tuple[list[Value], dict[int, Fault]]:
    one = target.field
    values: list[Value] = []
    wrong: dict[int, Fault] = {}
    for number, cell in enumerate(cells):
        try:
            values.append(read(cell))
        except Wrong as error:
            values.append(None)
            wrong[number] = Fault(error.kind, shown(one, cell), tuple(error.details.items()))
    return values, wrong | _all_or_nothing(cells, target)


def _faulty_rows(which: pa.Array, wrong: Mapping[int, Fault]) -> dict[int, Fault]:
    rows = pc.indices_nonzero(pc.is_in(which, value_set=pa.array(wrong, type=pa.int32(), size=len(wrong))))
    numbers = which.take(rows).to_pylist()
    return {row: wrong[number] for row, number in zip(rows.to_pylist(), numbers, strict=True)}


def _is_score(one: Field) -> bool:
    """Whether the field is a score out of a hundred."""
    return one.type in PLACES and one.minimum == 0 and one.maximum == _PERCENT_OF


def _of_a_hundred(cells: Sequence[Raw], one: Field) -> Sequence[Raw]:
    """Scores all shown as percentages are read as they are seen; single ones among others stay what they are."""
    numbers = [cell for cell in cells if not isinstance(cell, str)]
    percent = [cell for cell in numbers if isinstance(cell, Percent) and cell <= 1]
    if not _is_score(one) or not numbers or len(percent) < len(numbers):
        return cells
    return [str(cell) if isinstance(cell, Percent) else cell for cell in cells]


def _all_or_nothing(cells: Sequence[Raw], target: Target) -> dict[int, Fault]:
    """A column of only 1 and 0 does not say whether 1 is the whole or one of a hundred."""
    one = target.field
    if not (_is_score(one) or one.type is FieldType.RATIO):
        return {}
    numbers = {cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool | Percent)}
    if 1 not in numbers or not numbers <= _WHOLE:
        return {}
    kind = PercentCell if _is_score(one) else PlainRatio
    ones = [index for index, cell in enumerate(cells) if cell == 1 and not isinstance(cell, bool | Percent)]
    return {index: Fault(kind, "1", ()) for index in ones}
