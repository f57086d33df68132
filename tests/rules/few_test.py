"""Few rows and many rows are the same rows."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from wfx.rules import few, words
from wfx.rules.closed import connect
from wfx.rules.few import FEW, answered, empty, picked, told
from wfx.rules.sql import Door

TABLE = pa.table(
    {
        "text": pa.array(["a", None, ""] * 200),
        "count": pa.array([1, None, -3] * 200, pa.int64()),
        "money": pa.array([Decimal("24300.30"), None, Decimal("0.00")] * 200, pa.decimal128(38, 2)),
        "whole": pa.array([Decimal(12), None, Decimal(0)] * 200, pa.decimal128(38, 0)),
        "day": pa.array([date(2026, 10, 1), None, date(1, 1, 1)] * 200, pa.date32()),
        "yes": pa.array([True, None, False] * 200),
        "list": pa.array([["v01", "v02"], None, []] * 200, pa.list_(pa.string())),
    }
)


@pytest.mark.parametrize("column", TABLE.column_names)
def test_a_cell_is_told_alike_whether_among_few_or_many(column: str) -> None:
    many, some = TABLE[column], TABLE.slice(0, 3)[column]
    assert len(many) > FEW >= len(some)
    assert words.exact(many)[:3] == words.exact(some)
    assert empty(many)[:3] == empty(some) == [False, True, False]


def test_picked_rows_stand_as_asked() -> None:
    assert picked(TABLE, range(600)) is TABLE
    for at in ([], [2], [5, 0, 3], list(range(0, 600, 2))):
        assert picked(TABLE, at).to_pylist() == [TABLE.slice(place, 1).to_pylist()[0] for place in at]
        assert picked(TABLE, at).schema == TABLE.schema
    assert told(TABLE.slice(0, 3)["text"]) == ["a", "", ""]


SELECTS = (
    "select 1 as a, cast(2 as bigint) as b, cast(3 as hugeint) as c, true as d, date '2026-10-01' as e, 'x' as f",
    "select cast(1.5 as decimal(38,2)) as a, cast(null as varchar) as b, sum(x) as c from (select 1 as x) as t",
    "select x from (select 1 as x) as t where x > 1",
)


@pytest.mark.parametrize("sql", SELECTS)
def test_few_rows_have_the_types_the_engine_gives_many(sql: str) -> None:
    connection = connect()
    found = answered(connection, sql)
    assert found is not None
    assert found.equals(connection.sql(sql).to_arrow_reader(1024).read_all())


def test_what_is_not_few_or_not_plain_is_left_to_the_stream() -> None:
    connection = connect()
    assert answered(connection, f"select unnest(range({FEW + 1})) as x") is None
    assert answered(connection, "select ['a'] as x") is None
    assert answered(connection, "select 1 as x") is not None  # and the session goes on


def test_the_door_gives_the_same_by_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "select text, count(*) as n, max(money) as money, max(day) as day from given group by text order by text"
    with Door(lambda _: TABLE, {"given"}) as door:
        by_row = door.select(sql)
    monkeypatch.setattr(few, "FEW", 0)
    monkeypatch.setattr("wfx.rules.sql._MANY", 0)
    with Door(lambda _: TABLE, {"given"}) as door:
        assert door.select(sql).equals(by_row)
