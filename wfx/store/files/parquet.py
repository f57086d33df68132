"""Registers as Parquet, written so that git can pack them: one sequence of bytes for one set of rows.

The writer's options are those of the design (uncompressed, no dictionary, no statistics, no metadata, decimals as
integers); all others that move a byte are pinned here too. The footer's writer name is replaced by wfx's own, so
that an upgrade of pyarrow does not rewrite files whose rows are the same.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa

from wfx.store.files.conform import conform
from wfx.store.files.footer import CREATOR, Footer, outline, read_footer, with_creator
from wfx.store.files.rowkeys import in_strict_order, sorted_by_key
from wfx.store.files.types import FORMS
from wfx.values.errors import BadParquet, NotCanonical, WfxError
from wfx.values.schema import Field, FieldType, Schema

ROW_GROUP = 1 << 20  # rows; a township's partition is one group
_BATCH = 1 << 16  # rows read on in one go: their memory is used again for the next
_FEW_BYTES = 1 << 16
_MOST_KEPT = 256
_decodings: dict[tuple[str, bytes], tuple[Schema, pa.Table]] = {}
_BUFFER = 1 << 18  # bytes of a column read from a file in one go
_OPTIONS = {
    "compression": "none",
    "use_dictionary": False,
    "write_statistics": False,
    "store_schema": False,
    "store_decimal_as_integer": True,
    "version": "2.6",
    "data_page_version": "1.0",
    "row_group_size": ROW_GROUP,
    "data_page_size": 1 << 20,
    "write_batch_size": 1024,
    "max_rows_per_page": 20_000,
    "use_compliant_nested_type": True,
    "write_page_index": False,
    "write_page_checksum": False,
}


def library() -> ModuleType:
    """The reader and writer, loaded when a file is read: it brings along what talks to file systems over a network."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - see above

    parquet: ModuleType = pq
    return parquet


def encode(rows: pa.Table, schema: Schema) -> bytes:
    """The register file of these rows: ledger columns in field order, sorted by key.

    Errors: ``Refused`` when the rows do not conform or a key is empty or doubled.
    """
    return _written(sorted_by_key(conform(rows, schema), schema))


def decode(data: bytes, schema: Schema) -> pa.Table:
    """The rows of a register file, conformed to today's columns, in key order, each key once.

    The same few bytes under the same schema are read once in a process: every command of a menu or a demo reads them
    again, and rows never change. Errors: ``BadParquet`` (not readable), ``NotCanonical`` (metadata, compression, rows
    out of order or doubled), ``Refused`` (columns that do not fit the ledger).
    """
    if len(data) > _FEW_BYTES:
        return _decoded(data, schema)
    then, rows = _decodings.get((schema.name, data), (None, None))
    if rows is None or then is not schema:
        rows = _decoded(data, schema)
        if len(_decodings) >= _MOST_KEPT:
            _decodings.clear()
        _decodings[schema.name, data] = (schema, rows)
    return rows


def _decoded(data: bytes, schema: Schema) -> pa.Table:
    rows = conform(_read(data, schema), schema)
    if not in_strict_order(rows, schema):
        raise NotCanonical(schema.name, why="order")
    return rows


def batches(source: bytes | Path, schema: Schema) -> Iterator[pa.Table]:
    """The same rows, a batch at a time, so that neither a large file nor its table need be held whole.

    Only keys and nested columns are looked at value by value, as what compares rows must be able to read them; plain
    cells are when rows are taken (``checked``). Errors: as ``decode``, and ``OSError`` for a file that cannot be
    opened.
    """
    last: pa.Table | None = None
    for part in _read_on(source, schema):
        rows = conform(part, schema)
        keys = rows.select(list(schema.key))
        if not in_strict_order(keys if last is None else pa.concat_tables([last, keys]), schema):
            raise NotCanonical(schema.name, why="order")
        yield rows
        last = keys.slice(max(keys.num_rows - 1, 0))


def checked(rows: pa.Table, schema: Schema) -> pa.Table:
    """Rows taken from such batches, after Arrow's full check. Errors: ``BadParquet``."""
    with _readable(schema):
        rows.validate(full=True)
    return rows


def is_canonical(data: bytes, schema: Schema) -> bool:
    """Whether these are the bytes ``encode`` gives, or gave when the schema had fewer columns or narrower integers.

    An empty register file is never canonical: no rows, no file.
    """
    try:
        stored = _read(data, schema)
        rows = decode(data, schema)
    except WfxError:
        return False
    return bool(rows.num_rows) and _written(_as_stored(rows, stored.schema, schema)) == data


def is_plain(data: bytes) -> bool:
    """Whether the file takes no more memory to read than it holds: values written out, each page of one column.

    A person's own tools may write dictionaries; a stranger's file is not read with them.
    """
    try:
        return read_footer(data).is_plain(data)
    except ValueError:
        return False


def _as_stored(rows: pa.Table, stored: pa.Schema, schema: Schema) -> pa.Table:
    fields = [
        pa.field(each.name, stored.field(each.name).type if each.type is FieldType.INT else FORMS[each.type].arrow)
        for each in schema.fields
        if each.name in stored.names
    ]
    return rows.select([each.name for each in fields]).cast(pa.schema(fields))


def _written(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    library().write_table(rows.combine_chunks(), sink, **_OPTIONS)
    return with_creator(sink.getvalue().to_pybytes(), CREATOR.encode("ascii"))


def _read(data: bytes, schema: Schema) -> pa.Table:
    with _readable(schema):
        rows = _opened(data, schema).read(use_threads=False)
        rows.validate(full=True)
    return rows


def _read_on(source: bytes | Path, schema: Schema) -> Iterator[pa.Table]:
    """The same rows some at a time; of a file without rows its columns."""
    held = None if isinstance(source, bytes) else pa.OSFile(str(source))
    with held or contextlib.nullcontext(), _readable(schema):
        file = _opened(source, schema) if isinstance(source, bytes) else _opened_on_disk(held, schema)
        count = 0
        told = {each.name for each in schema.fields if each.name in schema.key or _nested(each)}
        read = [at for at, name in enumerate(file.schema_arrow.names) if name in told]  # one may stand there twice
        for batch in file.iter_batches(batch_size=_BATCH, use_threads=True):
            batch.validate()
            batch.select(read).validate(full=True)
            count += batch.num_rows
            yield pa.Table.from_batches([batch])
        if count != file.metadata.num_rows:
            raise BadParquet(schema.name)
        if not count:
            yield file.schema_arrow.empty_table()


def _nested(field: Field) -> bool:
    return bool(pa.types.is_nested(FORMS[field.type].arrow))


@contextlib.contextmanager
def _readable(schema: Schema) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError):
        # the library's words may quote the data, so they are dropped
        raise BadParquet(schema.name) from None


def _opened(data: bytes, schema: Schema) -> Any:  # noqa: ANN401 - the library's own file
    _refuse_foreign(read_footer(data), len(data), schema)
    return library().ParquetFile(pa.BufferReader(data))


def _opened_on_disk(file: pa.NativeFile, schema: Schema) -> Any:  # noqa: ANN401 - the library's own file
    """The same for a file that is read as its rows are asked for."""
    _refuse_foreign(read_footer(outline(file)), file.size(), schema)
    return library().ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False)


def _refuse_foreign(footer: Footer, size: int, schema: Schema) -> None:
    if footer.metadata:
        raise NotCanonical(schema.name, why="metadata")
    if footer.compressed:
        raise NotCanonical(schema.name, why="compression")
    if not footer.fits(size):
        raise BadParquet(schema.name)
