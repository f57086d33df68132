import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.store.samples import PAIRS, SAMPLES, row_lists, sample
from wfx.store.files.parquet import batches, encode
from wfx.store.files.rowkeys import sorted_by_key
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.history.diff import RowDiff, diff_tables
from wfx.store.history.diffstream import diff_streams
from wfx.values.errors import BadParquet, Refused
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Cell, Row

# Each type a key's part may be of, with values whose order is not that of their text.
KEYED = Schema(
    "keyed",
    "samples",
    Kind.REGISTER,
    "多键",
    ("day", "count", "name"),
    (
        Field("name", FieldType.TEXT, "名", required=True),
        Field("count", FieldType.INT, "数", required=True),
        Field("day", FieldType.DATE, "日", required=True),
        Field("note", FieldType.TEXT, "备注"),
        Field("risks", FieldType.LIST, "风险"),
    ),
)
keyed: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "ab", "b", "字", "𠀀", "～"]),
        "count": st.sampled_from([-10, -9, 2, 10, 100]),
        "day": st.sampled_from([date(1, 1, 1), date(2026, 10, 1), date(9999, 12, 31)]),
        "note": st.sampled_from([None, "", "a", "b"]),
        "risks": st.sampled_from([None, [], [""], ["a", "b"], ["ab"]]),
    }
)
keyed_lists = st.lists(keyed, max_size=40, unique_by=lambda row: tuple(str(row[name]) for name in KEYED.key))
Diff = Callable[[pa.Table, pa.Table, Schema], RowDiff]


class Told(NamedTuple):
    """A difference in plain values: rows in key order."""

    added: Sequence[Row]
    removed: Sequence[Row]
    before: Sequence[Row]
    after: Sequence[Row]


def told(diff: RowDiff) -> Told:
    return Told(*(each.to_pylist() for each in (diff.added, diff.removed, diff.before, diff.after)))


def by_hand(before: Iterable[Row], after: Iterable[Row], schema: Schema) -> Told:
    """What every difference must be: two dictionaries, one row at a time."""
    return apart(keyed_rows(before, schema), keyed_rows(after, schema), schema)


def keyed_rows(rows: Iterable[Row], schema: Schema) -> Mapping[tuple[Cell, ...], Row]:
    """Key → row as the books keep it."""
    return {tuple(row[name] for name in schema.key): row for row in table_of(rows, schema).to_pylist()}


def apart(old: Mapping[tuple[Cell, ...], Row], new: Mapping[tuple[Cell, ...], Row], schema: Schema) -> Told:
    """The same of rows by key."""
    rows = sorted_by_key(table_of([*old.values(), *(new[key] for key in new.keys() - old.keys())], schema), schema)
    keys = [tuple(row[name] for name in schema.key) for row in rows.to_pylist()]
    changed = [key for key in keys if key in old and key in new and old[key] != new[key]]
    return Told(
        [new[key] for key in keys if key not in old],
        [old[key] for key in keys if key not in new],
        [old[key] for key in changed],
        [new[key] for key in changed],
    )


def streamed(size: int) -> Diff:
    """The difference of two tables that are read so many rows at a time."""

    def diff(before: pa.Table, after: pa.Table, schema: Schema) -> RowDiff:
        sides = [[rows.slice(at, size) for at in range(0, rows.num_rows, size)] for rows in (before, after)]
        return diff_streams(lambda: sides[0], lambda: sides[1], schema)

    return diff


def in_order(rows: Iterable[Row], schema: Schema) -> pa.Table:
    return sorted_by_key(table_of(rows, schema), schema)


WAYS = st.sampled_from([diff_tables, *(streamed(size) for size in (1, 2, 3, 7, 100))])


@given(row_lists, row_lists, WAYS)
@settings(max_examples=60)
def test_any_two_tables_differ_as_two_dictionaries_do(before: list[Row], after: list[Row], diff: Diff) -> None:
    found = told(diff(table_of(before, SAMPLES), table_of(after, SAMPLES), SAMPLES))
    assert found == by_hand(before, after, SAMPLES)


@given(keyed_lists, keyed_lists, WAYS)
@settings(max_examples=100)
def test_a_key_of_several_parts_and_types_is_followed_in_its_own_order(
    before: list[Row], after: list[Row], diff: Diff
) -> None:
    expected = by_hand(before, after, KEYED)
    assert told(diff(in_order(before, KEYED), in_order(after, KEYED), KEYED)) == expected
    assert told(diff(table_of(before, KEYED), table_of(after, KEYED), KEYED)) == expected


def many(count: int) -> list[dict[str, Cell]]:
    return [sample(number, note=None if number % 3 else "甲") for number in range(count)]


LONG = many(3000)


@cache
def long_before() -> tuple[Mapping[tuple[Cell, ...], Row], pa.Table]:
    return keyed_rows(LONG, SAMPLES), in_order(LONG, SAMPLES)


edits = st.lists(st.tuples(st.integers(0, 2999), st.sampled_from(["go", "change", "empty", "come"])), max_size=12)


LONG_WAYS = st.sampled_from([diff_tables, *(streamed(size) for size in (7, 100, 1000))])


@given(edits, st.sampled_from([0, 1, 700]), LONG_WAYS)
@settings(max_examples=40)
def test_rows_shifted_between_long_equal_stretches_are_found(
    edits: list[tuple[int, str]], shift: int, diff: Diff
) -> None:
    known, before = long_before()
    after = {number: dict(row) for number, row in enumerate(LONG)}
    for number, what in edits:
        if what == "go":
            after.pop(number, None)
        elif what == "come":
            after[number + 10_000] = sample(number) | {"id": f"S-{number:04d}x"}
        elif number in after:
            after[number] |= {"note": "改"} if what == "change" else {"note": None, "risks": None}
    rows = [row for number, row in after.items() if number >= shift]
    expected = apart(known, keyed_rows(rows, SAMPLES), SAMPLES)
    assert told(diff(before, in_order(rows, SAMPLES), SAMPLES)) == expected


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("diff", [diff_tables, streamed(1000)])
def test_thick_changes_are_found_as_thin_ones_are(share: float, diff: Diff) -> None:
    dice = random.Random(5)
    before = [row for row in many(6000) if dice.random() > share]
    after = [row | {"count": dice.randrange(3)} if dice.random() < share else row for row in many(6000)]
    after = [row for row in after if dice.random() > share]
    assert told(diff(table_of(before, SAMPLES), table_of(after, SAMPLES), SAMPLES)) == by_hand(before, after, SAMPLES)


def test_sides_without_any_common_key_or_without_rows() -> None:
    even, odd = many(2000)[::2], many(2000)[1::2]
    for before, after in ((even, odd), (odd, even), (even, []), ([], even), ([], [])):
        for diff in (diff_tables, streamed(300)):
            found = told(diff(table_of(before, SAMPLES), table_of(after, SAMPLES), SAMPLES))
            assert found == Told(after, before, [], [])


@pytest.mark.parametrize(
    ("count", "place", "ways"),
    [
        *((2000, place, (diff_tables, streamed(1000))) for place in (0, 1, 999, 1000, 1001, 1999)),
        *((40, place, (streamed(1), streamed(20))) for place in (0, 1, 19, 20, 39)),
    ],
)
def test_a_doubled_key_is_refused_wherever_batches_end(count: int, place: int, ways: tuple[Diff, ...]) -> None:
    rows = many(count)
    doubled = [*rows[: place + 1], rows[place] | {"note": "又"}, *rows[place + 1 :]]
    tables = [table_of(rows, SAMPLES), table_of(doubled, SAMPLES), table_of([*rows, rows[place]], SAMPLES)]
    for pair in ((0, 1), (1, 0), (0, 2), (2, 0)):
        for diff in ways:
            with pytest.raises(Refused) as refused:
                diff(tables[pair[0]], tables[pair[1]], SAMPLES)
            assert [found.code for found in refused.value.problems] == ["E361"]


def test_an_empty_key_is_refused_in_a_batch_too() -> None:
    rows = pa.concat_tables([in_order(many(5), SAMPLES), table_of([sample(9) | {"id": None}], SAMPLES)])
    for pair in ((rows, rows.slice(0, 5)), (rows.slice(0, 5), rows)):
        with pytest.raises(Refused):
            streamed(2)(*pair, SAMPLES)


def test_columns_cut_into_other_pieces_on_each_side_are_the_same() -> None:
    rows: list[Row] = [
        {"month": f"2026-{number:02d}", "item": "a", "amount": Decimal(number), "risks": []} for number in range(1, 13)
    ]
    whole = table_of(rows, PAIRS)
    cut = pa.table(
        [
            pa.chunked_array([whole[name].slice(0, at).chunk(0), whole[name].slice(at).chunk(0)])
            for at, name in enumerate(PAIRS.names, 3)
        ],
        schema=arrow_schema(PAIRS),
    )
    assert diff_tables(whole, cut, PAIRS).empty
    assert told(diff_tables(whole.slice(2), cut, PAIRS)).added == rows[:2]


def with_bad_text(rows: list[dict[str, Cell]], word: str) -> bytes:
    """The file of these rows, the first letter of the word being no UTF-8."""
    data = encode(table_of(rows, SAMPLES), SAMPLES)
    assert data.count(word.encode()) == 1
    return data.replace(word.encode(), b"\xff" + word[1:].encode())


def of_files(before: bytes, after: bytes) -> Told:
    return told(diff_streams(lambda: batches(before, SAMPLES), lambda: batches(after, SAMPLES), SAMPLES))


@pytest.mark.parametrize("word", ["Qnote", "Qitem"])
def test_what_cannot_be_told_is_refused_where_it_differs_and_nowhere_else(word: str) -> None:
    cell: dict[str, dict[str, Cell]] = {"Qnote": {"note": word}, "Qitem": {"risks": [word]}}
    plain = [sample(number) for number in range(5)]
    bad = with_bad_text([*plain[:2], plain[2] | cell[word], *plain[3:]], word)
    for pair in ((encode(table_of(plain, SAMPLES), SAMPLES), bad), (bad, encode(table_of(plain, SAMPLES), SAMPLES))):
        with pytest.raises(BadParquet):
            of_files(*pair)
    other = with_bad_text([*plain[:2], plain[2] | cell[word], plain[3], plain[4] | {"count": 99}], word)
    if word == "Qnote":
        found = of_files(bad, other)
        assert [row["count"] for row in found.after] == [99]
        assert (found.added, found.removed) == ([], [])
    else:  # lists are read to be compared
        with pytest.raises(BadParquet):
            of_files(bad, other)


def test_a_key_that_is_no_text_is_refused_at_once() -> None:
    rows = [sample(number) for number in range(3)] + [sample(9) | {"id": "S-QQQQ"}]
    bad = with_bad_text(rows, "QQQQ")
    with pytest.raises(BadParquet):
        of_files(bad, bad)
