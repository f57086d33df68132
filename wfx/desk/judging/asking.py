"""Questions to the books through the one SQL door, now or as of an earlier entry."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging.judging import source_of
from wfx.desk.judging.worded import described, worded
from wfx.rules.sql import Door
from wfx.store.books.books import OpenBooks
from wfx.values.errors import SqlUnknownName
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
    said = worded(sql, books.schemas, books.township)
    with Door(source_of(books, day), table_names(books.schemas), seconds=SECONDS) as door:
        try:
            rows = door.select(said.sql, free=True)
        except SqlUnknownName as error:
            raise SqlUnknownName(shown=_as_typed(error.shown, said.typed)) from None
    named = [(name, said.typed.get(name, name)) for name in rows.column_names]
    columns = tuple(Column(name, title, _type(rows.schema.field(name).type)) for name, title in named)
    drawn: list[tuple[Shown, ...]] = [tuple(_cell(value) for value in row.values()) for row in rows.to_pylist()]
    return Sheet("查询结果", columns, tuple(drawn), (f"{rows.num_rows} 行;截至第 {books.seq} 笔 {books.head[:10]}",))


def _as_typed(name: str, typed: Mapping[str, str]) -> str:
    return "、".join(typed.get(part, part) for part in name.split("、"))


def tables_sheet(desk: Desk, wanted: str = "") -> Sheet:
    """Every ledger with its columns, their types and codes; or one of them. Errors: ``NoSuchName``."""
    columns = (
        Column("table", "账"),
        Column("title", "账名"),
        Column("column", "列"),
        Column("name", "列名"),
        Column("type", "类型"),
        Column("codes", "可以是"),
    )
    rows = tuple(described(desk.books.schemas, wanted))
    note = "账名、列名和可以是的中文,在语句里直接写;年月日写作 date '2026-10-31'"
    return Sheet("可以查询的账和列", columns, rows, (note,))


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
