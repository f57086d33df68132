"""Many versions of a register's file, read quickly: by Arrow alone wherever the footer shows that it is safe.

The strict reader looks at every part of a footer and checks every row, which for hundreds of versions takes longer
than reading them. Versions of one file often have the same footer, so here it is looked at once; rows are
checked when taken.
"""

import pyarrow as pa
import pyarrow.parquet as pq

from wfx.store.footer import read_footer
from wfx.values.errors import BadParquet
from wfx.values.schema import Kind, Schema

_LEAST_VALUE = 4  # bytes; a file that claims more rows than it can hold goes to the strict reader
_TAIL = 8  # length of the footer in four bytes, then PAR1


class PlainReader:
    """The reader of one ledger's files."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._safe: dict[tuple[int, bytes], bool] = {}

    def rows(self, data: bytes) -> pa.Table | None:
        """A file's rows, unchecked, or ``None`` for one that should go to the strict reader."""
        if self._schema.kind is not Kind.REGISTER:
            return None
        try:
            if not self._is_safe(data):
                return None
            rows = pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)
        except (pa.ArrowException, OSError, ValueError):
            return None
        return rows if all(rows.schema.get_field_index(name) >= 0 for name in self._schema.key) else None

    def _is_safe(self, data: bytes) -> bool:
        """Whether the file unfolds to no more than it holds. Errors: ``ValueError`` without a footer."""
        length = int.from_bytes(data[-_TAIL:-4], "little")
        footer = (len(data), data[-_TAIL - length :])
        if footer not in self._safe:
            facts = read_footer(data)
            self._safe[footer] = not (facts.compressed or facts.metadata or facts.most * _LEAST_VALUE > len(data))
        return self._safe[footer]


def checked(rows: pa.Table, schema: Schema) -> pa.Table:
    """Rows taken from such a table, after Arrow's full check. Errors: ``BadParquet``."""
    try:
        rows.validate(full=True)
    except (pa.ArrowException, ValueError):
        raise BadParquet(schema.name) from None
    return rows
