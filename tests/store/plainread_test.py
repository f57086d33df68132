"""The quick reader of many versions of one file: whatever came before, a file's rows are its own."""

import io

import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings

from tests.store.samples import SAMPLES, row_lists, sample
from wfx.store.files.conform import conform
from wfx.store.files.parquet import decode, encode
from wfx.store.files.plainread import PlainReader
from wfx.store.files.types import table_of
from wfx.values.table import Cell, Row

ROWS = [sample(number, note=None if number % 2 else "甲乙") for number in range(1, 5)]
cells: st.SearchStrategy[tuple[int, str, Cell]] = st.one_of(
    st.tuples(st.integers(0, 3), st.just("note"), st.sampled_from([None, "甲乙", "丙丁", "甲", ""])),
    st.tuples(st.integers(0, 3), st.just("count"), st.sampled_from([None, 1, 2, -1])),
    st.tuples(st.integers(0, 3), st.just("poor"), st.sampled_from([None, True, False])),
    st.tuples(st.integers(0, 3), st.just("risks"), st.sampled_from([None, [], ["病", "灾"], ["灾", "病"], ["病灾"]])),
    st.tuples(st.integers(0, 3), st.just("id"), st.sampled_from(["S-0009", "S-0000"])),
)


def file(rows: list[Row]) -> bytes:
    return encode(table_of(rows, SAMPLES), SAMPLES)


def read(reader: PlainReader, data: bytes) -> pa.Table | None:
    rows = reader.rows(data)
    return None if rows is None else conform(rows, SAMPLES)


@given(st.lists(cells, max_size=12))
@settings(max_examples=100)
def test_every_version_has_its_own_rows(changes: list[tuple[int, str, Cell]]) -> None:
    reader, rows = PlainReader(SAMPLES), [dict(row) for row in ROWS]
    for at, name, value in changes:
        if name != "id" or all(row["id"] != value for row in rows):
            rows[at] |= {name: value}
        data = file(list(rows))
        assert read(reader, data) == decode(data, SAMPLES)


@given(st.lists(row_lists.filter(bool), max_size=4))
@settings(max_examples=40)
def test_versions_with_nothing_in_common_are_read_whole(versions: list[list[Row]]) -> None:
    reader = PlainReader(SAMPLES)
    for rows in versions:
        assert read(reader, file(rows)) == decode(file(rows), SAMPLES)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=300)
@example([(1003, 128), (18, 0)])  # damage at which a column alone has other rows than the file
def test_a_damaged_version_is_read_as_it_would_be_alone(flips: list[tuple[int, int]]) -> None:
    """The damage adds up from version to version; now and then a sound one is between."""
    reader, data = PlainReader(SAMPLES), bytearray(file(list(ROWS)))
    for at, byte in flips:
        data[at % len(data)] = byte
        found, alone = reader.rows(bytes(data)), PlainReader(SAMPLES).rows(bytes(data))
        assert (found is None) == (alone is None)
        assert found is None or found.equals(alone)
        if byte % 3 == 0:
            assert read(reader, file(list(ROWS))) == decode(file(list(ROWS)), SAMPLES)


def test_files_of_another_form_are_read_whole() -> None:
    """Files wfx never writes: more than one row group, a dictionary, another writer."""
    reader = PlainReader(SAMPLES)
    table = table_of(ROWS, SAMPLES)
    for options in ({"row_group_size": 2}, {"use_dictionary": True}, {"use_dictionary": False}):
        for note in ("甲乙", "丙丁"):
            changed = table_of([row | {"note": note} for row in ROWS], SAMPLES)
            sink = io.BytesIO()
            pq.write_table(changed, sink, compression="none", store_schema=False, **options)
            rows = reader.rows(sink.getvalue())
            assert rows is None or conform(rows, SAMPLES) == changed
    assert read(reader, file(list(ROWS))) == table
