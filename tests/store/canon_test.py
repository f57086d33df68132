import hashlib
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.store.samples import PAIRS, SAMPLES, row_lists, rows, sample
from wfx.store.files.canon import canonical_row, row_root, texts_of
from wfx.store.files.columns import cell_text, column_text
from wfx.store.files.types import FORMS, arrow_schema, table_of
from wfx.values.errors import Refused, SealBroken
from wfx.values.schema import Field, FieldType
from wfx.values.table import Cell, Row

EMPTY = arrow_schema(SAMPLES).empty_table()


@given(row_lists)
@settings(max_examples=40)
def test_the_root_is_over_the_canonical_rows_in_key_order(given_rows: list[Row]) -> None:
    digest = hashlib.sha256(b"wfx-rows 1 samples\n")
    for row in sorted(given_rows, key=lambda row: str(row["id"])):
        digest.update(canonical_row(row, SAMPLES))
    assert row_root(table_of(given_rows, SAMPLES), SAMPLES) == f"sha256:{digest.hexdigest()}"


@given(row_lists)
@settings(max_examples=40)
def test_a_column_texts_are_the_texts_of_its_cells(given_rows: list[Row]) -> None:
    table = table_of(given_rows, SAMPLES)
    for each in SAMPLES.fields:
        cells = [row[each.name] for row in given_rows]
        expected = [None if cell is None else cell_text(cell, each.type) for cell in cells]
        assert column_text(table[each.name], each.type).to_pylist() == expected


@given(row_lists)
@settings(max_examples=40)
def test_a_column_added_later_changes_no_root(given_rows: list[Row]) -> None:
    grown = replace(SAMPLES, fields=(Field("a_new", FieldType.MONEY, "新"), *SAMPLES.fields))
    assert row_root(table_of(given_rows, SAMPLES), grown) == row_root(table_of(given_rows, SAMPLES), SAMPLES)


@given(row_lists)
@settings(max_examples=40)
def test_the_order_and_the_chunks_of_the_rows_do_not_matter(given_rows: list[Row]) -> None:
    one_by_one = [table_of([row], SAMPLES) for row in reversed(given_rows)]
    table = pa.concat_tables([EMPTY, *one_by_one])
    assert row_root(table, SAMPLES) == row_root(table_of(given_rows, SAMPLES), SAMPLES)


def test_many_rows_are_hashed_in_parts_to_the_same_root() -> None:
    many: list[Row] = [{"month": "2026-10", "item": f"T-{n:06d}", "risks": ["病"] * (n % 3)} for n in range(70_000)]
    table = table_of(many, PAIRS)
    digest = hashlib.sha256(b"wfx-rows 1 pairs\n")
    digest.update(b"".join(canonical_row(row, PAIRS) for row in many))
    assert row_root(table, PAIRS) == f"sha256:{digest.hexdigest()}"


@given(rows)
@settings(max_examples=40)
def test_a_canonical_row_can_be_read_back(row: Row) -> None:
    texts = {each.name: cell_text(row[each.name], each.type) for each in SAMPLES.fields if row[each.name] is not None}
    assert texts_of(canonical_row(row, SAMPLES)) == texts
    assert texts_of(canonical_row(row, SAMPLES) + b"\n\n") == texts


def test_what_looks_alike_is_not_alike() -> None:
    one = [sample(1, note="a", risks=["b", "c"])]
    others: tuple[dict[str, Cell], ...] = (
        {"note": None},
        {"note": ""},
        {"risks": ["bc"]},
        {"risks": ["b", "c", ""]},
        {"risks": []},
    )
    for other in others:
        changed = [sample(1, note="a", risks=["b", "c"]) | other]
        assert row_root(table_of(changed, SAMPLES), SAMPLES) != row_root(table_of(one, SAMPLES), SAMPLES)


def test_small_and_large_decimals_are_written_out() -> None:
    for kind, number, text in (
        (FieldType.RATIO, Decimal("0.000001"), "0.000001"),
        (FieldType.RATIO, Decimal(0), "0.000000"),
        (FieldType.MONEY, Decimal("-9999999999999999.99"), "-9999999999999999.99"),
    ):
        assert cell_text(number, kind) == text
        assert column_text(pa.array([number], FORMS[kind].arrow), kind).to_pylist() == [text]


def test_a_doubled_key_has_no_root() -> None:
    with pytest.raises(Refused) as refused:
        row_root(table_of([sample(1), sample(1, note="另")], SAMPLES), SAMPLES)
    assert [found.code for found in refused.value.problems] == ["E361"]


@pytest.mark.parametrize("data", [b"", b"note=3:ab\n\n", b"note=1:a", b"note=1:a\n", b"note=01:a\n\n", b"x\n"])
def test_bytes_that_are_no_row_are_refused(data: bytes) -> None:
    with pytest.raises(SealBroken):
        texts_of(data)
