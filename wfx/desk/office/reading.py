"""Reading a ledger file outside any books."""

from wfx.store.files.plaintext import as_text


def file_text(data: bytes) -> str:
    """A ledger file's rows as text. Errors: ``BadParquet``."""
    return as_text(data)
