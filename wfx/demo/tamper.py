"""A hand that goes past the program: what the demo's audit must find afterwards."""

from pathlib import Path

from wfx.store.books.books import open_books
from wfx.store.files.parquet import decode, encode
from wfx.values import compute as pc


def drop_row(folder: Path, register: str, key: str) -> str:
    """Take one row out of a work file without the program; gives the file's path in the books."""
    with open_books(folder) as books:
        schema = books.schema(register)
        for path in books.ledger_files(register):
            rows = decode((folder / path).read_bytes(), schema)
            kept = rows.filter(pc.not_equal(rows[schema.key[0]], key))
            if kept.num_rows < rows.num_rows:
                (folder / path).write_bytes(encode(kept, schema))
                return path
    raise KeyError(key)
