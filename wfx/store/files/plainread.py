"""Many versions of a register's file, read quickly: by Arrow alone wherever the footer shows that it is safe.

The strict reader looks at every part of a footer and checks every row, which for hundreds of versions takes longer
than reading them. Versions of one file often have the same footer, so here it is looked at once, and of a version that
has the footer of the one before only the columns are read whose bytes are others; rows are checked when taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, ClassVar, NamedTuple

import pyarrow as pa

from wfx.store.files.footer import CREATOR, MAGIC, TAIL, read_footer
from wfx.store.files.parquet import library
from wfx.values.schema import Kind, Schema


@dataclass(frozen=True)
class _Form:
    """What every file with the same footer and length has in common."""

    metadata: Any  # the library's own
    end: int  # where the footer starts

    @cached_property
    def opened(self) -> Callable[..., Any]:
        """Opens a file of this form; which columns lie in which is worked out for the first alone."""
        ParquetFile = library().ParquetFile  # noqa: N806 - a class

        class Same(ParquetFile):  # type: ignore[misc,valid-type] # the library's own
            """A file like the one before."""

            known: ClassVar[list[Any]] = []

            def _build_nested_paths(self) -> Any:  # noqa: ANN401 - the library's own
                if not self.known:
                    self.known.append(super()._build_nested_paths())
                return self.known[0]

        return partial(Same, metadata=self.metadata)

    @cached_property
    def spans(self) -> dict[str, list[slice]]:
        """Column → the bytes it is made of; nothing when it is not plain to see."""
        if self.metadata.num_row_groups != 1 or self.metadata.created_by != CREATOR:
            return {}
        names = self.metadata.schema.to_arrow_schema().names
        spans: dict[str, list[slice]] = {name: [] for name in names}
        group = self.metadata.row_group(0)
        for each in map(group.column, range(self.metadata.num_columns)):
            start, stop = each.data_page_offset, each.data_page_offset + each.total_compressed_size
            name = each.path_in_schema.split(".")[0]
            if each.has_dictionary_page or not len(MAGIC) <= start < stop <= self.end or name not in spans:
                return {}
            spans[name].append(slice(start, stop))
        return spans if len(spans) == len(names) and all(spans.values()) else {}


class _Seen(NamedTuple):
    """A file that was read."""

    form: _Form
    data: bytes
    rows: pa.Table


class PlainReader:
    """The reader of one ledger's files."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._forms: dict[tuple[int, bytes], _Form | None] = {}
        self._last: _Seen | None = None

    def rows(self, data: bytes) -> pa.Table | None:
        """A file's rows, unchecked, or ``None`` for one that should go to the strict reader."""
        if self._schema.kind is not Kind.REGISTER:
            return None
        try:
            form = self._form(data)
            if form is None:
                return None
            rows = self._read_beside(data, form)
        except (pa.ArrowException, OSError, ValueError):
            return None
        self._last = _Seen(form, data, rows)
        return rows if all(rows.schema.get_field_index(name) >= 0 for name in self._schema.key) else None

    def _form(self, data: bytes) -> _Form | None:
        """The file's form when it unfolds to no more than it holds. Errors: ``ValueError`` without a footer."""
        if not data.startswith(MAGIC):
            return None
        length = int.from_bytes(data[-TAIL:-4], "little")
        footer = (len(data), data[-TAIL - length :])
        if footer not in self._forms:
            facts = read_footer(data)
            safe = not (facts.compressed or facts.metadata or not facts.fits(len(data)))
            metadata = library().read_metadata(pa.BufferReader(data)) if safe else None
            self._forms[footer] = metadata and _Form(metadata, len(data) - TAIL - length)
        return self._forms[footer]

    def _read_beside(self, data: bytes, form: _Form) -> pa.Table:
        """The rows; of a damaged file that cannot be read in part, whole. Errors: as ``_read``."""
        try:
            return self._read(data, form)
        except (pa.ArrowException, OSError, ValueError):
            if self._last is None:
                raise
            self._last = None
            return self._read(data, form)

    def _read(self, data: bytes, form: _Form) -> pa.Table:
        """The rows, from the file before as far as they are the same. Errors: those of Arrow, ``ValueError``."""
        file, last = form.opened(pa.BufferReader(data)), self._last
        if last is None or last.form is not form or not form.spans:
            return file.read(use_threads=False)
        others = [name for name, spans in form.spans.items() if any(data[each] != last.data[each] for each in spans)]
        fresh, rows = file.read(others, use_threads=False), last.rows
        if others and fresh.num_rows != rows.num_rows:
            raise ValueError
        for name in others:
            rows = rows.set_column(rows.schema.get_field_index(name), fresh.schema.field(name), fresh[name])
        return rows
