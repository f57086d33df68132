from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.store.samples import PAIRS, SAMPLES, row_lists, sample
from wfx.store.files.canon import row_root
from wfx.store.files.rowkeys import sorted_by_key
from wfx.store.files.types import table_of
from wfx.store.history.diff import CellChange, apply_diff, diff_tables
from wfx.values.errors import Refused
from wfx.values.table import Row


def table(rows: list[Row]) -> pa.Table:
    return table_of(rows, SAMPLES)


@given(row_lists, row_lists)
@settings(max_examples=60)
def test_the_difference_leads_there_and_back(before: list[Row], after: list[Row]) -> None:
    difference = diff_tables(table(before), table(after), SAMPLES)
    assert apply_diff(difference, table(before)).equals(sorted_by_key(table(after), SAMPLES))
    assert apply_diff(difference.reversed, table(after)).equals(sorted_by_key(table(before), SAMPLES))


@given(row_lists, row_lists)
@settings(max_examples=60)
def test_the_difference_agrees_with_a_comparison_by_hand(before: list[Row], after: list[Row]) -> None:
    difference = diff_tables(table(before), table(after), SAMPLES)
    old, new = ({str(row["id"]): row for row in rows} for rows in (before, after))
    assert {str(row["id"]) for row in difference.added.to_pylist()} == set(new) - set(old)
    assert {str(row["id"]) for row in difference.removed.to_pylist()} == set(old) - set(new)
    cells = {(change.key[0], change.field): (change.before, change.after) for change in difference.cells()}
    assert cells == {
        (key, name): (old[key][name], new[key][name])
        for key in set(old) & set(new)
        for name in SAMPLES.names
        if old[key][name] != new[key][name]
    }


@given(row_lists)
@settings(max_examples=40)
def test_no_difference_is_empty(rows: list[Row]) -> None:
    assert diff_tables(table(rows), table(list(reversed(rows))), SAMPLES).empty


@given(row_lists, row_lists)
@settings(max_examples=40)
def test_an_empty_difference_and_an_equal_root_are_the_same_thing(before: list[Row], after: list[Row]) -> None:
    empty = diff_tables(table(before), table(after), SAMPLES).empty
    assert empty == (row_root(table(before), SAMPLES) == row_root(table(after), SAMPLES))


def test_deletions_and_doubled_rows_are_seen() -> None:
    before = table([sample(1), sample(2), sample(3)])
    assert diff_tables(before, before.slice(1), SAMPLES).removed["id"].to_pylist() == ["S-0001"]
    doubled = pa.concat_tables([before, before.slice(0, 1)])
    for pair in ((before, doubled), (doubled, before)):
        with pytest.raises(Refused) as refused:
            diff_tables(*pair, SAMPLES)
        assert [found.code for found in refused.value.problems] == ["E361"]


def test_a_cell_that_becomes_null_or_empty_is_a_change() -> None:
    before, after = table([sample(1, note=None, risks=[])]), table([sample(1, note="", risks=None)])
    assert list(diff_tables(before, after, SAMPLES).cells()) == [
        CellChange(("S-0001",), "note", None, ""),
        CellChange(("S-0001",), "risks", [], None),
    ]


def test_a_key_of_two_parts_is_told_apart() -> None:
    before: list[Row] = [{"month": "2026-10", "item": "1", "amount": Decimal("1.00")}]
    after: list[Row] = [{"month": "2026-11", "item": "1", "amount": Decimal("1.00")}]
    difference = diff_tables(table_of(before, PAIRS), table_of(after, PAIRS), PAIRS)
    assert (difference.added.num_rows, difference.removed.num_rows, difference.after.num_rows) == (1, 1, 0)
