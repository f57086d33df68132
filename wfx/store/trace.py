"""Which records ever named something: looked for in every version of a ledger's files."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from wfx.store.git import NO_OBJECT
from wfx.store.log import ledger_changes, read_rows
from wfx.store.plainread import PlainReader, checked
from wfx.store.rowkeys import keys
from wfx.values.schema import FieldType, Schema
from wfx.values.table import Key

if TYPE_CHECKING:
    from wfx.store.books import OpenBooks

_WINDOW = 256  # versions read in one go


def keys_with(books: "OpenBooks", schema: Schema, field: str, value: str) -> set[Key]:
    """The keys of all records that have, or in some version had, this text in this field.

    A version is parsed only if the text's bytes are in it, so a ledger the text never stood in costs one read of its
    files. Errors: those of the readers for a damaged file.
    """
    if field not in {each.name for each in schema.fields if each.type not in (FieldType.LIST, FieldType.STEPS)}:
        return set()
    mark = value.encode("utf-8")
    oids = [oid for each in ledger_changes(books, schema) for oid in (each.before, each.after) if oid != NO_OBJECT]
    wanted = list(dict.fromkeys(oids))
    found, reader = set[Key](), PlainReader(schema)
    for start in range(0, len(wanted), _WINDOW):
        blobs = books.git.read_many(wanted[start : start + _WINDOW])
        found |= _in_versions((each.data for each in blobs if mark in each.data), schema, field, value, reader)
    return found


def _in_versions(versions: Iterable[bytes], schema: Schema, field: str, value: str, reader: PlainReader) -> set[Key]:
    found: set[Key] = set()
    for data in versions:
        plain = reader.rows(data)
        rows = read_rows(data, schema) if plain is None or field not in plain.column_names else plain
        same = rows.filter(pc.equal(pc.cast(rows[field], pa.string()), value))
        found |= set(keys(checked(same, schema), schema))
    return found
