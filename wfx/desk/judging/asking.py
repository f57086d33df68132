"""Questions to the books through the one SQL door, now or as of an earlier entry."""

from datetime import date

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging.judging import source_of
from wfx.rules.sql import Door
from wfx.store.books.books import OpenBooks
from wfx.values.matter.made import table_names
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown

SECONDS = 30.0


def ask(desk: Desk, sql: str, as_of: str | None) -> Sheet:
    """The rows of one select. Errors: the door's, and the store's for an unknown point in time."""
    if as_of is None:
        return _asked(desk.books, sql, desk.today)
    with desk.books.at(as_of) as books:
        return _asked(books, sql, books.here.when.date())


def _asked(books: OpenBooks, sql: str, day: date) -> Sheet:
    with Door(source_of(books, day), table_names(books.schemas), seconds=SECONDS) as door:
        rows = door.select(sql, free=True)
    columns = tuple(Column(name, name, _type(rows.schema.field(name).type)) for name in rows.column_names)
    drawn: list[tuple[Shown, ...]] = [tuple(_cell(value) for value in row.values()) for row in rows.to_pylist()]
    return Sheet("查询结果", columns, tuple(drawn), (f"{rows.num_rows} 行;截至第 {books.seq} 笔 {books.head[:10]}",))


def _type(kind: pa.DataType) -> FieldType:
    if pa.types.is_integer(kind):
        return FieldType.INT
    if pa.types.is_decimal(kind):
        return FieldType.QUANTITY
    return FieldType.DATE if pa.types.is_date(kind) else FieldType.TEXT


def _cell(value: object) -> Shown:
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return value  # type: ignore[return-value]
