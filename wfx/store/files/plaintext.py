"""A ledger file as lines of text, for ``git diff`` and for eyes: one line a cell, sealed content not shown."""

import io

import pyarrow.parquet as pq
from pyarrow import ArrowException

from wfx.values.errors import BadParquet
from wfx.values.personal import mask_text

_HIDDEN = ("sealed", "id_tag", "phone_tag", "card_tag")


def as_text(data: bytes) -> str:
    """The rows of a Parquet file, each a block of ``name = value`` lines; anything else as its own text.

    Runs of digits that could be a person's number are starred. Errors: ``BadParquet``.
    """
    if not data.startswith(b"PAR1"):
        return data.decode("utf-8", "replace")
    try:
        rows = pq.ParquetFile(io.BytesIO(data)).read().to_pylist()
    except (ArrowException, OSError, ValueError):
        raise BadParquet("textconv") from None
    return "".join(_block(row) for row in rows)


def _block(row: dict[str, object]) -> str:
    lines = [f"{name} = {_cell(name, value)}\n" for name, value in row.items() if value is not None]
    return "".join(lines) + "\n"


def _cell(name: str, value: object) -> str:
    if name in _HIDDEN:
        return "***"
    text = str(value)
    return text if name.endswith("_id") else mask_text(text, limit=400)
