r"""Canonical rows and the row root: what a register says, apart from how the file is written.

Byte rule, version 1 (test vectors in docs/spec/ledger-format.md). A row is, for every field that is not NULL, in
ASCII order of the field names, ``name=LENGTH:TEXT\n`` with the length of the text in bytes, and then ``\n``. The
row root is SHA-256 over ``wfx-rows 1 LEDGER\n`` and the rows in key order. A column added later is NULL in old rows
and so leaves their root as it was; so does another version of pyarrow.
"""

import hashlib
import re
from collections.abc import Mapping

import pyarrow as pa

from wfx.store.files.columns import cell_text, column_text, flat
from wfx.store.files.conform import conform
from wfx.store.files.rowkeys import sorted_by_key
from wfx.values import compute as pc
from wfx.values.errors import SealBroken
from wfx.values.schema import Schema
from wfx.values.table import Row

_AT_ONCE = 1 << 15  # rows joined in memory at one time
_CELL = re.compile(rb"([a-z][a-z0-9_]*)=(0|[1-9][0-9]{0,8}):")


def row_root(rows: pa.Table, schema: Schema) -> str:
    """``sha256:`` and the hexadecimal digest of the rows, in whatever order they are given.

    Errors: ``Refused`` when the rows do not conform or a key is empty or doubled.
    """
    in_order = sorted_by_key(conform(rows, schema), schema)
    digest = hashlib.sha256(f"wfx-rows 1 {schema.name}\n".encode("ascii"))
    for start in range(0, in_order.num_rows, _AT_ONCE):
        digest.update(_canonical_bytes(in_order.slice(start, _AT_ONCE), schema))
    return f"sha256:{digest.hexdigest()}"


def canonical_row(row: Row, schema: Schema) -> bytes:
    """One record's canonical bytes; fields the ledger does not know are not looked at. Errors: as ``types.normal``."""
    lines = []
    for name in sorted(schema.names):
        value = row.get(name)
        if value is not None:
            text = cell_text(value, schema.field(name).type)
            lines.append(f"{name}={len(text.encode('utf-8'))}:{text}\n")
    return ("".join(lines) + "\n").encode("utf-8")


def texts_of(data: bytes) -> Mapping[str, str]:
    """The cells of one canonical row as text by field name; line ends after the row are padding.

    Errors: ``SealBroken`` when the bytes are not one canonical row.
    """
    cells: dict[str, str] = {}
    at = 0
    while match := _CELL.match(data, at):
        end = match.end() + int(match[2])
        if data[end : end + 1] != b"\n":
            raise SealBroken
        cells[match[1].decode("ascii")] = data[match.end() : end].decode("utf-8")
        at = end + 1
    if not data[at:] or data[at:].strip(b"\n"):
        raise SealBroken
    return cells


def _canonical_bytes(rows: pa.Table, schema: Schema) -> memoryview:
    parts: list[str | pa.Array] = []
    for name in sorted(schema.names):
        if rows[name].null_count == rows.num_rows:
            continue
        cell = _cell_parts(name, column_text(rows[name], schema.field(name).type))
        # one join for the whole row is quickest; a column with NULLs must be joined first, to vanish as a whole
        parts += [_joined(cell, "emit_null")] if rows[name].null_count else cell
    joined = flat(_joined([*parts, "\n"], "skip"))
    return memoryview(pc.binary_join(pa.ListArray.from_arrays([0, len(joined)], joined), "")[0].as_buffer())


def _cell_parts(name: str, texts: pa.Array) -> list[str | pa.Array]:
    lengths = pc.binary_length(texts)
    bounds = pc.min_max(lengths).as_py()
    if bounds["min"] == bounds["max"]:
        return [f"{name}={bounds['min']}:", texts, "\n"]
    return [f"{name}=", pc.cast(lengths, pa.string()), ":", texts, "\n"]


def _joined(parts: list[str | pa.Array], nulls: str) -> pa.Array:
    merged: list[str | pa.Array] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return pc.binary_join_element_wise(*merged, "", null_handling=nulls)
