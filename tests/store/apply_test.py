from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.store.samples import PAIRS, SAMPLES, row_lists, sample
from wfx.store.files.rowkeys import sorted_by_key
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.recording.apply import Counts, apply_rows, partition
from wfx.values.change import Batch, Change
from wfx.values.errors import BadPath, Refused
from wfx.values.table import Row

START = table_of([sample(number) for number in (1, 2, 3)], SAMPLES)
EMPTY = arrow_schema(SAMPLES).empty_table()


def change(before: Row | None, after: Row | None) -> Change:
    row = after or before or {}
    return Change("samples", (str(row["id"]),), before, after)


def codes(changes: list[Change | Batch]) -> list[str]:
    with pytest.raises(Refused) as refused:
        apply_rows(START, SAMPLES, changes)
    return [found.code for found in refused.value.problems]


@given(row_lists, row_lists)
@settings(max_examples=60)
def test_a_batch_lays_its_rows_over_those_that_stand(standing: list[Row], new: list[Row]) -> None:
    rows, counts = apply_rows(table_of(standing, SAMPLES), SAMPLES, [Batch("samples", table_of(new, SAMPLES))])
    old = {str(row["id"]): row for row in standing}
    expected = old | {str(row["id"]): row for row in new}
    assert rows.to_pylist() == [expected[key] for key in sorted(expected)]
    changed = sum(1 for row in new if str(row["id"]) in old and old[str(row["id"])] != row)
    assert counts == Counts(len(expected) - len(old), changed, 0)


@given(row_lists)
@settings(max_examples=30)
def test_single_changes_come_to_the_same_as_a_batch(new: list[Row]) -> None:
    batch, _ = apply_rows(EMPTY, SAMPLES, [Batch("samples", table_of(new, SAMPLES))])
    single, counts = apply_rows(EMPTY, SAMPLES, [change(None, row) for row in new])
    assert single.equals(batch)
    assert counts == Counts(added=len(new))


@given(row_lists)
@settings(max_examples=40)
def test_the_parts_together_are_the_whole_and_lie_where_their_rows_say(rows: list[Row]) -> None:
    whole = table_of(rows, SAMPLES)
    parts = partition(whole, SAMPLES)
    assert sorted_by_key(pa.concat_tables([EMPTY, *parts.values()]), SAMPLES).equals(sorted_by_key(whole, SAMPLES))
    for path, part in parts.items():
        assert part.num_rows
        assert sorted_by_key(part, SAMPLES) is part
        for row in part.to_pylist():
            assert path == f"ledgers/samples/{row['month']}/samples.{row['village']}.parquet"


def test_changes_one_after_the_other() -> None:
    first, second = sample(1, note="一"), sample(1, note="二")
    rows, counts = apply_rows(
        START,
        SAMPLES,
        [
            change(sample(1), first),
            change(first, second),
            change(sample(2), None),
            change(None, sample(4)),
            Batch("samples", table_of([sample(5)], SAMPLES), gone=(("S-0003",),)),
            change(sample(5), sample(5, note="五")),
        ],
    )
    assert rows["id"].to_pylist() == ["S-0001", "S-0004", "S-0005"]
    assert rows["note"].to_pylist() == ["二", "虚构样例", "五"]
    assert counts == Counts(added=2, changed=1, removed=2)


def test_a_row_given_as_it_stands_is_no_change() -> None:
    rows, counts = apply_rows(START, SAMPLES, [Batch("samples", START), change(sample(1), sample(1))])
    assert rows.equals(START)
    assert counts == Counts()


def test_absent_and_null_fields_say_the_same() -> None:
    bare = {name: value for name, value in sample(1, note=None).items() if value is not None}
    rows, _ = apply_rows(START, SAMPLES, [change(sample(1), bare), change(sample(1, note=None), sample(1))])
    assert rows.equals(START)


def test_a_record_that_is_no_longer_as_it_was_found_is_refused() -> None:
    assert codes([change(sample(1, note="旧"), sample(1, note="新"))]) == ["E362"]
    assert codes([change(None, sample(1))]) == ["E362"]
    assert codes([change(sample(9), None)]) == ["E362"]
    assert codes([Batch("samples", EMPTY, gone=(("S-0009",),))]) == ["E362"]
    assert codes([Change("samples", ("S-0001",), sample(1), sample(2))]) == ["E362"]


def test_everything_stale_is_named_at_once() -> None:
    assert codes([change(None, sample(1)), change(None, sample(2)), change(None, sample(7))]) == ["E362", "E362"]


def test_a_doubled_key_in_a_batch_is_refused() -> None:
    twice = pa.concat_tables([START, START.slice(0, 1)])
    assert codes([Batch("samples", twice)]) == ["E361"]
    assert codes([Batch("samples", START, gone=(("S-0001",),))]) == ["E361"]


def test_a_change_of_another_ledger_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="samples"):
        apply_rows(START, SAMPLES, [Batch("pairs", START)])


def test_a_key_of_two_parts_finds_its_row() -> None:
    row: Row = {"month": "2026-10", "item": "t-1", "amount": Decimal("1.00")}
    rows, counts = apply_rows(
        table_of([row], PAIRS),
        PAIRS,
        [
            Change("pairs", ("2026-10", "t-1"), row, None),
            Change("pairs", ("2026-11", "t-1"), None, {**row, "month": "2026-11"}),
        ],
    )
    assert counts == Counts(added=1, removed=1)
    assert list(partition(rows, PAIRS)) == ["ledgers/pairs/pairs.parquet"]


def test_no_rows_no_file() -> None:
    assert partition(EMPTY, SAMPLES) == {}


def test_a_row_that_names_no_file_is_refused() -> None:
    with pytest.raises(BadPath):
        partition(table_of([sample(1, village="V 1")], SAMPLES), SAMPLES)
