"""A ledger file as rows, whatever kind of ledger it is of."""

import pyarrow as pa

from wfx.store.files.parquet import decode
from wfx.store.files.toml import decode_dossier
from wfx.store.files.types import table_of
from wfx.values.schema import Kind, Schema


def read_rows(data: bytes, schema: Schema) -> pa.Table:
    """A ledger file's rows, register or dossier. Errors: those of the readers."""
    if schema.kind is Kind.DOSSIER:
        return table_of([decode_dossier(data, schema)], schema)
    return decode(data, schema)
