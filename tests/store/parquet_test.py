import contextlib
import io
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from tests.store.samples import SAMPLES, row_lists, sample
from wfx.store.files.conform import conform
from wfx.store.files.footer import read_footer, with_creator
from wfx.store.files.parquet import batches, checked, decode, encode, is_canonical
from wfx.store.files.types import arrow_schema, table_of
from wfx.values.errors import BadParquet, NotCanonical, Refused, WfxError
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.table import Row

ROWS = table_of([sample(number) for number in range(1, 6)], SAMPLES)
SHORT = replace(SAMPLES, fields=SAMPLES.fields[:3])
PLAIN: dict[str, object] = {
    "compression": "none",
    "use_dictionary": False,
    "write_statistics": False,
    "store_schema": False,
    "store_decimal_as_integer": True,
    "max_rows_per_page": 20_000,
}


def written(table: pa.Table, **options: object) -> bytes:
    """The file another tool writes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


@given(row_lists)
@settings(max_examples=40)
def test_rows_come_back_from_their_file(rows: list[Row]) -> None:
    data = encode(table_of(rows, SAMPLES), SAMPLES)
    assert decode(data, SAMPLES).to_pylist() == sorted(rows, key=lambda row: str(row["id"]))
    assert is_canonical(data, SAMPLES) == bool(rows)


@given(row_lists)
@settings(max_examples=40)
def test_one_set_of_rows_has_one_file(rows: list[Row]) -> None:
    backwards = pa.concat_tables([table_of([row], SAMPLES) for row in reversed(rows)] or [table_of([], SAMPLES)])
    assert encode(backwards, SAMPLES) == encode(table_of(rows, SAMPLES), SAMPLES)


def test_the_file_has_the_designed_form() -> None:
    meta = pq.ParquetFile(io.BytesIO(encode(ROWS, SAMPLES))).metadata
    column = meta.row_group(0).column(SAMPLES.names.index("amount"))
    assert meta.metadata is None
    assert meta.created_by == "wfx version 1"
    assert meta.num_row_groups == 1
    assert (column.compression, column.physical_type, column.is_stats_set) == ("UNCOMPRESSED", "INT64", False)
    assert not column.has_dictionary_page
    assert all(each.nullable for each in meta.schema.to_arrow_schema())


def test_another_reader_sees_the_same_rows() -> None:
    with duckdb.connect() as connection:
        connection.register("kept", pq.read_table(io.BytesIO(encode(ROWS, SAMPLES))))
        seen = connection.execute("select sum(amount), count(*), max(id) from kept").fetchone()
    assert str(seen) == "(Decimal('61.50'), 5, 'S-0005')"


def test_a_file_of_an_older_schema_stays_canonical_and_readable() -> None:
    data = encode(ROWS.select(SHORT.names), SHORT)
    assert is_canonical(data, SAMPLES)
    assert decode(data, SAMPLES)["note"].null_count == 5
    grown = replace(SAMPLES, fields=(*SAMPLES.fields, Field("must", FieldType.INT, "必", required=True)))
    assert not is_canonical(data, grown)


def test_a_file_with_narrower_integers_stays_canonical() -> None:
    narrow = [each.with_type(pa.int32()) if each.name == "count" else each for each in arrow_schema(SAMPLES)]
    data = with_creator(written(ROWS.cast(pa.schema(narrow)), **PLAIN), b"wfx version 1")
    assert decode(data, SAMPLES)["count"].type == pa.int64()
    assert is_canonical(data, SAMPLES)


def test_the_library_version_leaves_no_trace() -> None:
    assert b"arrow" not in encode(ROWS, SAMPLES)
    assert with_creator(written(ROWS, **PLAIN), b"wfx version 1") == encode(ROWS, SAMPLES)
    assert not is_canonical(written(ROWS, **PLAIN), SAMPLES)


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "zstd"},
        {"use_dictionary": True},
        {"write_statistics": True},
        {"store_schema": True},
        {"row_group_size": 2},
        {"data_page_version": "2.0"},
        {"store_decimal_as_integer": False},
    ],
)
def test_any_other_writing_of_the_same_rows_is_not_canonical(options: dict[str, object]) -> None:
    data = with_creator(written(ROWS, **{**PLAIN, **options}), b"wfx version 1")
    assert not is_canonical(data, SAMPLES)


def test_hidden_bytes_are_seen() -> None:
    data = encode(ROWS, SAMPLES)
    assert is_canonical(data, SAMPLES)
    assert not is_canonical(data[:4] + b"hidden" + data[4:], SAMPLES)
    assert not is_canonical(data + b"\n", SAMPLES)
    # Arrow's own schema goes into the metadata
    with pytest.raises(NotCanonical):
        decode(written(ROWS, compression="none", store_schema=True), SAMPLES)


def test_rows_out_of_order_or_doubled_are_refused_when_read() -> None:
    plain = {"compression": "none", "store_schema": False}
    for wrong in (ROWS.take([1, 0]), ROWS.take([0, 0])):
        with pytest.raises(NotCanonical):
            decode(written(wrong, **plain), SAMPLES)
        assert not is_canonical(written(wrong, **plain), SAMPLES)


def test_compressed_files_are_refused_before_they_are_read() -> None:
    with pytest.raises(NotCanonical):
        decode(written(ROWS, compression="zstd", store_schema=False), SAMPLES)


@pytest.mark.parametrize("data", [b"", b"PAR1", b"not a parquet file at all", b"PAR1" + b"\xff" * 64 + b"PAR1"])
def test_what_is_no_parquet_is_refused_without_its_content(data: bytes) -> None:
    with pytest.raises(BadParquet) as refused:
        decode(data, SAMPLES)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_damaged_file_never_escapes_as_another_error() -> None:
    data = encode(ROWS, SAMPLES)
    # every byte of the footer: a codec that is unknown there makes Arrow end the whole process
    for at in (*range(0, len(data) // 2, 11), *range(len(data) // 2, len(data))):
        damaged = data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
        try:
            decode(damaged, SAMPLES)
        except (BadParquet, NotCanonical, Refused):
            continue


@given(st.binary(max_size=200))
def test_any_footer_is_read_or_refused(body: bytes) -> None:
    data = b"PAR1" + body + len(body).to_bytes(4, "little") + b"PAR1"
    with contextlib.suppress(ValueError):
        read_footer(data)


def test_a_file_that_claims_more_rows_than_it_can_hold_is_refused() -> None:
    data = encode(ROWS, SAMPLES)
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    counts = [at for at in range(footer, len(data) - 8) if data[at : at + 2] == b"\x16\x0a"]  # a count of five
    assert len(counts) > 10
    for at in counts:
        many = data[:at] + b"\x16\xfe\xff\x7f" + data[at + 2 : -8]
        with pytest.raises(BadParquet):
            decode(many + (len(many) - footer).to_bytes(4, "little") + b"PAR1", SAMPLES)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (ROWS.append_column("extra", pa.array([1] * 5)), "unknown"),
        (ROWS.drop_columns(["village"]), "missing"),
        (ROWS.append_column("note", ROWS["note"]), "twice"),
        (ROWS.set_column(7, "amount", pa.array([1.5] * 5)), "double"),
        (ROWS.set_column(6, "count", pa.array(["1"] * 5)), "string"),
        (ROWS.set_column(6, "count", pa.array([1] * 5, pa.uint64())), "uint64"),
        (ROWS.set_column(11, "risks", pa.array([[None]] * 5, pa.list_(pa.string()))), "list<item: string>"),
    ],
)
def test_only_growth_conforms(table: pa.Table, why: str) -> None:
    with pytest.raises(Refused) as refused:
        conform(table, SAMPLES)
    assert [(found.code, dict(found.details)["why"]) for found in refused.value.problems] == [("E365", why)]


@given(row_lists)
@settings(max_examples=40)
def test_conforming_twice_is_conforming_once(rows: list[Row]) -> None:
    table = table_of(rows, SAMPLES)
    large = table.set_column(3, "note", table["note"].cast(pa.large_string()))
    assert conform(conform(large, SAMPLES), SAMPLES).equals(table)


def test_an_instant_with_parts_of_a_second_is_refused() -> None:
    millis = pa.array([1] * 5, pa.timestamp("ms", tz="UTC"))
    with pytest.raises(Refused):
        conform(ROWS.set_column(5, "moment", millis), SAMPLES)


def test_columns_may_stand_in_any_order() -> None:
    assert conform(ROWS.select(sorted(ROWS.column_names)), SAMPLES).equals(ROWS)


LONG = replace(SAMPLES, fields=SAMPLES.fields[:1], key=("id",), partition=())


def in_batches(data: bytes, schema: Schema) -> pa.Table | str:
    """The rows of all batches, or the code of what they were refused for; the same from memory and from a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        path.write_bytes(data)
        found = [_all_of(source, schema) for source in (data, path)]
    assert found[0] == found[1]
    return found[0]


def _all_of(source: bytes | Path, schema: Schema) -> pa.Table | str:
    try:
        return checked(pa.concat_tables(batches(source, schema)).combine_chunks(), schema)
    except WfxError as error:
        return error.code


def at_once(data: bytes, schema: Schema) -> pa.Table | str:
    try:
        return decode(data, schema).combine_chunks()
    except WfxError as error:
        return error.code


@given(row_lists)
@settings(max_examples=40)
def test_a_file_read_batch_by_batch_has_its_rows(rows: list[Row]) -> None:
    data = encode(table_of(rows, SAMPLES), SAMPLES)
    assert in_batches(data, SAMPLES) == at_once(data, SAMPLES)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=3))
@settings(max_examples=300)
def test_a_damaged_file_is_refused_batch_by_batch_as_it_is_at_once(flips: list[tuple[int, int]]) -> None:
    data = bytearray(encode(ROWS, SAMPLES))
    for at, byte in flips:
        data[at % len(data)] = byte
    found, expected = in_batches(bytes(data), SAMPLES), at_once(bytes(data), SAMPLES)
    # of several faults another may be met first
    assert found == expected or (isinstance(found, str) and isinstance(expected, str))


@pytest.mark.parametrize("swapped", [None, 3, 65_535, 65_536, 131_070])
def test_a_long_file_is_held_to_its_order_from_batch_to_batch(swapped: int | None) -> None:
    names = [f"S-{number:06d}" for number in range(131_072)]
    if swapped is not None:
        names[swapped : swapped + 2] = names[swapped + 1], names[swapped]
    data = written(pa.table({"id": names}), **PLAIN)
    found = in_batches(data, LONG)
    assert found == at_once(data, LONG)
    assert isinstance(found, str) == (swapped is not None)
    doubled = written(pa.table({"id": [*names[:65_536], names[65_535]]}), **PLAIN)
    assert in_batches(doubled, LONG) == "E364"


@pytest.mark.parametrize("name", ["id", "risks", "note"])
def test_a_column_that_stands_twice_is_refused_batch_by_batch_too(name: str) -> None:
    data = written(ROWS.append_column(name, ROWS[name]), compression="none", store_schema=False)
    with pytest.raises(Refused) as refused:
        list(batches(data, SAMPLES))
    assert [(found.code, dict(found.details)["why"]) for found in refused.value.problems] == [("E365", "twice")]
