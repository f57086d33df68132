"""The one door through which SQL reaches data: rules, register validation and ``wfx query`` all go through it.

Static half in ``tree`` (what the text may say); here the engine: no files, no network, no extensions, no Python
variables, a memory limit, a locked configuration, a timer, and a limit on the result. Error texts of the engine may
hold cells, so only their kind gets out.
"""

import re
import threading
import time
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Final, Self

import duckdb
import pyarrow as pa

from wfx.rules.closed import connect
from wfx.rules.columns import for_sql, one_row
from wfx.rules.few import answered
from wfx.rules.tree import check_select
from wfx.values.errors import SqlFailed, SqlForbidden, SqlTooLarge, SqlTooSlow, SqlUnknownName, WfxError

__all__ = ["Door", "check_select", "connect"]

LARGEST_RESULT: Final = 256 * 2**20
_BATCH = 65_536
_MANY = 100_000  # rows of tables from which on a result is read as a stream at once
_COLUMN = re.compile(r'"(\w{1,60})" does not have a column named "(\w{1,60})"')
_NAMES = re.compile(r'"([A-Za-z0-9_.]{1,60})"|with name ([A-Za-z0-9_.]{1,60})')


class Door:
    """Runs SELECTs over the tables ``source`` gives, each fetched when first named; a context manager.

    ``names`` are all tables a statement may name; ``seconds`` and ``memory`` bound each statement. Money is seen as
    DECIMAL(38,2), instants as Beijing wall-clock TIMESTAMP, identities without sealed content.
    """

    def __init__(
        self,
        source: Callable[[str], pa.Table],
        names: Collection[str],
        *,
        seconds: float = 10,
        memory: str = "512MB",
    ) -> None:
        self._source = source
        self._names = frozenset(names)
        self._seconds = seconds
        self._connection = connect(memory)
        self._loaded: set[str] = set()
        self._rows = 0  # of all tables loaded
        self._given: dict[str, pa.Table] = {}  # tables of one statement that still stand, often the next one's too

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def select(
        self,
        sql: str,
        *,
        v: Mapping[str, object] | pa.Table | None = None,
        beside: Mapping[str, pa.Table] | None = None,
        free: bool = False,
        also: Collection[str] = frozenset(),
        seconds: float | None = None,
    ) -> pa.Table:
        """The statement's result.

        ``v`` is the one-row table of that name, ``beside`` tables for this statement only (a rule's dated values,
        an example's rows); they stand before the source's. ``free`` and ``also`` as in
        ``check_select``; ``seconds`` other than the door's. Errors: the ``Sql…`` classes.
        """
        self._open(sql, v, beside, free=free, also=also)
        result = self._fetch(sql, self._seconds if seconds is None else seconds, free=free)
        if not free and any(pa.types.is_floating(field.type) for field in result.schema):
            raise SqlForbidden(shown="DOUBLE", kind="type")
        return result

    def describe(
        self,
        sql: str,
        *,
        v: Mapping[str, object] | pa.Table | None = None,
        beside: Mapping[str, pa.Table] | None = None,
    ) -> dict[str, str]:
        """The statement's result columns and their SQL types, bound but not run. Errors: as ``select``."""
        self._open(sql, v, beside, free=False, also=())
        try:
            relation = self._connection.sql(sql)
            found = dict(zip(relation.columns, map(str, relation.types), strict=True))
        except duckdb.Error as error:
            raise _told(error, self._seconds) from None
        for name, kind in found.items():
            if kind in {"DOUBLE", "FLOAT"}:
                raise SqlForbidden(shown=name, kind="type")
        return found

    def _open(
        self,
        sql: str,
        v: Mapping[str, object] | pa.Table | None,
        beside: Mapping[str, pa.Table] | None,
        *,
        free: bool,
        also: Collection[str],
    ) -> None:
        """Check the statement, then put the tables it reads within its reach."""
        extra = dict(beside or {})
        if v is not None:
            extra["v"] = v if isinstance(v, pa.Table) else one_row(v)
        for name in check_select(sql, self._names | extra.keys(), free=free, also=also):
            if name in extra:
                if name not in self._given or not self._given[name].equals(extra[name]):
                    self._connection.register(name, for_sql(name, extra[name]))
                    self._given[name] = extra[name]
                self._loaded.discard(name)
            elif name not in self._loaded:
                rows = for_sql(name, self._source(name))
                self._connection.register(name, rows)
                self._rows += rows.num_rows
                self._loaded.add(name)
                self._given.pop(name, None)

    def _fetch(self, sql: str, seconds: float, *, free: bool) -> pa.Table:
        deadline = time.monotonic() + seconds
        timer = threading.Timer(seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            few = answered(self._connection, sql) if self._rows <= _MANY and not free else None
            if few is not None:
                return _within(few)
            return _collect(self._connection.sql(sql).to_arrow_reader(_BATCH), deadline)
        except (duckdb.Error, OSError, RuntimeError, pa.ArrowException) as error:
            raise _told(error, seconds) from None
        finally:
            timer.cancel()
            timer.join()  # a thread still on its way at the program's end would hold the session


def _collect(reader: pa.RecordBatchReader, deadline: float) -> pa.Table:
    batches, size = [], 0
    for batch in reader:
        size += batch.nbytes
        if size > LARGEST_RESULT:
            raise SqlTooLarge(shown=f"{size}")
        if time.monotonic() > deadline:
            raise duckdb.InterruptException
        batches.append(batch)
    return pa.Table.from_batches(batches, reader.schema)


def _within(result: pa.Table) -> pa.Table:
    if result.nbytes > LARGEST_RESULT:
        raise SqlTooLarge(shown=f"{result.nbytes}")
    return result


def _told(error: Exception, seconds: float) -> WfxError:
    """The engine's error without its text: texts quote cells. Names in a binder's error come from the statement."""
    text = str(error)
    if isinstance(error, duckdb.InterruptException) or "INTERRUPT" in text:
        return SqlTooSlow(seconds=f"{seconds:g}")
    if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in text:
        return SqlTooLarge(shown="memory")
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        if lacks := _COLUMN.search(text):
            return SqlUnknownName(shown=".".join(lacks.groups()), table=lacks[1], column=lacks[2])
        found = _NAMES.search(text)
        return SqlUnknownName(shown=(found[1] or found[2]) if found else "")
    return SqlFailed(kind=type(error).__name__)
