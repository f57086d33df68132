"""The one door: every line of the design's promise is a probe here."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from wfx.rules import allowed
from wfx.rules.sql import Door, check_select, connect
from wfx.rules.tree import tables
from wfx.values.errors import (
    SqlFailed,
    SqlForbidden,
    SqlNotOneSelect,
    SqlTooLarge,
    SqlTooSlow,
    SqlUnknownName,
    WfxError,
)

NAMES = ("assets", "households", "identities")
SECRET = "199000000" + "01"


def source(name: str) -> pa.Table:
    if name == "identities":
        return pa.table({"person_id": ["P1"], "id_tag": ["t1"], "sealed": ["AAAA"]})
    money = pa.array([Decimal("24300.30"), None], pa.decimal128(18, 2))
    return pa.table({"asset_id": ["A1", "A2"], "value": money, "n": [3, 4], "phone": [SECRET, SECRET]})


@pytest.fixture
def door() -> Iterator[Door]:
    with Door(source, NAMES, seconds=1) as opened:
        yield opened


WRITES = (
    "copy assets to 'x.csv'",
    "copy (select 1) to '/tmp/x'",
    "attach ':memory:' as z",
    "attach 'x.db'",
    "install httpfs",
    "load json",
    "pragma database_list",
    "set threads = 8",
    "set lock_configuration = false",
    "reset all",
    "create table x as select 1",
    "insert into assets values ('x')",
    "drop table assets",
    "create macro f() as 1",
    "call pragma_version()",
    "explain select 1",
    "prepare q as select 1",
    "export database 'x'",
    "begin",
    "use main",
    "pivot assets on n using sum(value)",
    "select 1; select 2",
    "",
    "   ",
    "-- nothing",
    "selekt",
    "select 1\x00; drop table assets",
    "select '\ud800'",
)

FORBIDDEN = (
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('x')",
    "select * from read_json('x')",
    "select * from read_parquet('x')",
    "select * from parquet_metadata('x')",
    "from 'x.csv'",
    'from "/etc/passwd"',
    "select * from glob('/*')",
    "select * from query('select 1')",
    "select * from query_table('assets')",
    "select * from range(10)",
    "select * from generate_series(1, 10)",
    "select * from repeat('x', 10)",
    "select * from sniff_csv('x')",
    "select * from duckdb_settings()",
    "select * from duckdb_functions()",
    "select * from pragma_table_info('assets')",
    "select * from duckdb_tables",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select * from sqlite_master",
    "select * from main.assets",
    "select * from memory.main.assets",
    "show tables",
    "describe assets",
    "summarize assets",
    "select * from (show tables)",
    "select * from (describe assets)",
    "select now()",
    "select today()",
    "select current_date",
    'select "current_date"',
    "select current_timestamp",
    "select localtimestamp",
    "select current_user",
    "select user",
    "select current_schema",
    "select rowid from assets",
    "select get_current_timestamp()",
    "select random()",
    "select setseed(0.5)",
    "select uuid()",
    "select gen_random_uuid()",
    "select nextval('s')",
    "select getenv('HOME')",
    "select getvariable('x')",
    "select current_setting('threads')",
    "select version()",
    "select pg_sleep(1)",
    "select sleep_ms(1)",
    "select error('x')",
    "select write_log('x')",
    "select json_serialize_sql('select 1')",
    "select main.lower('x')",
    "select repeat('x', 1000000000)",
    "select lpad('x', 1000000000, 'y')",
    "select list_transform([1], lambda x: x)",
    "select [x for x in [1, 2]]",
    "select columns(*) from assets",
    "select value / 3 from assets",
    "select n // 2 from assets",
    "select n % 2 from assets",
    "select mod(n, 2) from assets",
    "select n ^ 2 from assets",
    "select sqrt(n) from assets",
    "select avg(value) from assets",
    "select median(value) from assets",
    "select 1e3",
    "select 1234567890123456789012345678901234567890123.5",
    "select n::double from assets",
    "select cast(n as float) from assets",
    "select cast(n as real) from assets",
    "select try_cast(n as double) from assets",
    "select date_part('epoch', date '2026-01-01')",
    "select cast(phone as json) from assets",
    "select 'assets'::regclass",
    "with recursive r as (select 1 as x union all select x from r) select * from r",
    "select * from assets using sample 1",
    "select * from assets tablesample 10%",
    "select * from assets limit 1",
    "select distinct on (n) asset_id from assets",
    "select * from assets positional join households",
    "select * from assets natural join households",
    "select * from assets asof join households using (n)",
    "select * from assets at (version => 1)",
    "select * from assets pivot (sum(value) for n in (1, 2))",
    "select $1",
    "select ?",
    "select #1 from assets",
    "select asset_id collate nocase from assets",
    "select try(1) from assets",
    "select string_agg(asset_id, ',') from assets",
    "select any_value(asset_id) from assets",
    "select approx_count_distinct(asset_id) from assets",
    "select * from assets where exists (select 1 from duckdb_tables)",
    "select (select count(*) from information_schema.columns) from assets",
    "select (with duckdb_tables as (select 1) select count(*) from duckdb_tables), d.* from duckdb_tables d",
    "with x as (with households2 as (select 1) select 1) select * from households2",
    "select n from assets order by random()",
    "select sum(n) over (order by random()) from assets",
    "select count(*) filter (where now() is not null) from assets",
)


@pytest.mark.parametrize("sql", WRITES)
def test_anything_but_one_select_is_refused(sql: str) -> None:
    with pytest.raises(SqlNotOneSelect):
        check_select(sql, NAMES)


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_what_the_lists_do_not_name_is_refused(sql: str) -> None:
    with pytest.raises((SqlForbidden, SqlNotOneSelect)):
        check_select(sql, NAMES)


def test_every_function_of_the_engine_is_refused_but_those_listed() -> None:
    rows = duckdb.connect().execute("select distinct function_name from duckdb_functions()").fetchall()
    names = sorted({str(row[0]) for row in rows if str(row[0]).isidentifier()})
    assert len(names) > 400
    for name in names:
        for sql in (f'select "{name}"()', f'select * from "{name}"()'):  # noqa: S608 - probes
            try:
                check_select(sql, NAMES, free=True)
            except WfxError:
                continue
            assert name in allowed.FREE_FUNCTIONS | allowed.INTERVALS, sql


def test_no_bare_word_reads_the_clock_or_the_session() -> None:
    engine = duckdb.connect()
    rows = engine.execute("select distinct function_name from duckdb_functions()").fetchall()
    for word in sorted({str(row[0]) for row in rows} | {"current_date", "current_time", "user", "localtime"}):
        try:
            engine.execute(f"select {word}")
        except duckdb.Error:
            continue
        with pytest.raises((SqlForbidden, SqlNotOneSelect)):
            check_select(f"select {word}", NAMES)


def test_no_system_view_can_be_named() -> None:
    rows = duckdb.connect().execute("select view_name from duckdb_views()").fetchall()
    for (name,) in rows:
        with pytest.raises(SqlForbidden):
            check_select(f'select * from "{name}"', NAMES)  # noqa: S608 - a probe


def test_the_engine_is_closed_even_without_the_static_half(tmp_path: Path) -> None:
    hidden = pa.table({"a": [1]})
    engine = connect()
    for sql in (
        f"copy (select 1) to '{(tmp_path / 'x.csv').as_posix()}'",
        "select * from read_csv('/etc/passwd')",
        "select * from glob('/*')",
        "install httpfs",
        "set threads = 8",
        "set enable_external_access = true",
        "select * from hidden",
        f"attach '{(tmp_path / 'x.db').as_posix()}' as x",
    ):
        with pytest.raises(duckdb.Error):
            engine.execute(sql)
    assert hidden.num_rows == 1
    assert not list(tmp_path.iterdir())


def test_a_python_variable_is_not_a_table(door: Door) -> None:
    here = pa.table({"a": [1]})
    with pytest.raises(SqlForbidden):
        door.select("select * from here")
    assert here.num_rows == 1


def test_an_endless_join_is_interrupted_and_the_door_stays_open() -> None:
    big = pa.table({"n": pa.array(range(20_000), pa.int64())})
    with Door(lambda _: big, {"big"}, seconds=0.3) as door:
        for sql in (
            "select count(*) from big a, big b, big c where a.n + b.n = c.n * 7",
            "select count(*) as x from big a, big b, big c, big d",
        ):
            with pytest.raises(SqlTooSlow):
                door.select(sql)
        assert door.select("select count(*) as x from big")["x"].to_pylist() == [20_000]


def test_a_result_too_large_is_refused() -> None:
    big = pa.table({"n": pa.array(range(20_000), pa.int64())})
    with Door(lambda _: big, {"big"}, seconds=30) as door, pytest.raises(SqlTooLarge):
        door.select("select a.n, b.n as m from big a, big b")


def test_too_much_memory_is_refused() -> None:
    big = pa.table({"n": pa.array(range(20_000), pa.int64())})
    with Door(lambda _: big, {"big"}, seconds=30, memory="32MB") as door, pytest.raises((SqlTooLarge, SqlTooSlow)):
        door.select("select count(*) as x from (select distinct a.n * 20000 + b.n as k from big a, big b)")


@pytest.mark.parametrize("depth", [200, 5_000, 40_000])
def test_deep_nesting_breaks_nothing(depth: int) -> None:
    sql = f"select {'(' * depth}1{')' * depth}"
    try:
        check_select(sql, NAMES)
    except WfxError:
        return
    assert depth == 200


def test_a_long_text_is_refused() -> None:
    with pytest.raises(SqlTooLarge):
        check_select("select 1" + " " * allowed.LONGEST_SQL, NAMES)


def test_money_is_exact(door: Door) -> None:
    found = door.select("select value < 8100.10 * n as less, value = 8100.10 * n as same from assets where n = 3")
    assert found.to_pylist() == [{"less": False, "same": True}]
    assert door.select("select value from assets").schema.field("value").type == pa.decimal128(38, 2)


def test_a_persons_own_query_may_divide_and_limit(door: Door) -> None:
    found = door.select("select value / n as each from assets order by asset_id limit 1", free=True)
    assert pa.types.is_floating(found.schema.field("each").type)
    with pytest.raises(SqlForbidden):
        door.select("select now()", free=True)


def test_identities_show_tags_only(door: Door) -> None:
    assert door.select("select * from identities").column_names == ["person_id", "id_tag"]
    with pytest.raises(SqlUnknownName):
        door.select("select sealed from identities")


def test_an_engine_error_never_quotes_a_cell(door: Door) -> None:
    with pytest.raises(SqlFailed) as caught:
        door.select("select cast(asset_id || phone as integer) as x from assets")
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert SECRET not in repr(caught.value.problems)


def test_an_unknown_column_is_named(door: Door) -> None:
    with pytest.raises(SqlUnknownName) as caught:
        door.select("select nothing_here from assets")
    assert caught.value.shown == "nothing_here"


def test_each_table_is_fetched_once() -> None:
    asked: list[str] = []

    def counting(name: str) -> pa.Table:
        asked.append(name)
        return source(name)

    with Door(counting, NAMES) as door:
        for _ in range(3):
            door.select("select a.n from assets a join assets b on a.n = b.n")
    assert asked == ["assets"]


def test_v_and_tables_beside_serve_one_statement(door: Door) -> None:
    beside = {"v_line": pa.table({"value": [1, 2]})}
    sql = "select sum(value) + max(v.line) as x from v_line, v"
    assert door.select(sql, v={"line": 5}, beside=beside)["x"].to_pylist() == [8]
    with pytest.raises(SqlForbidden):
        door.select(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "with a as (select * from assets), b as (select * from a) select * from b join a using (asset_id)",
        "select asset_id from assets union all select asset_id from households order by 1",
        "select rank() over (partition by n order by value) as r from assets qualify r = 1",
        "select u.x from (select ['a', 'b'] as l) q, unnest(q.l) as u(x)",
        "select date '2026-01-31' + interval 1 month as d, date '2026-01-31' + 5 as e",
        "select last_day(date '2026-02-01') as f, date_trunc('month', date '2026-02-03') as g",
        "select case when n in (1, 2) then 'x' else coalesce(asset_id, '-') end as c from assets",
        "select n from assets where asset_id like 'A%' and asset_id not ilike '%b' or starts_with(asset_id, 'A')",
        "select * from assets a left join lateral (select a.n + 1 as m) as l on true",
        "select count(*) filter (where n > 3) as c, bool_and(n > 1) as b from assets group by all having count(*) > 0",
        "select date_diff('month', date '2026-01-01', date '2026-03-01') as m, year(date '2026-01-01') as y",
        "select not (n between 1 and 2) and value is not null and asset_id is distinct from 'x' as t from assets",
        "select ASSETS.N from Assets",
        "values (1)",
    ],
)
def test_what_rules_need_runs(door: Door, sql: str) -> None:
    assert door.select(sql).num_columns


def test_tables_are_named_with_their_aliases() -> None:
    found = tables("with c as (select * from assets x) select * from c join households h on true")
    assert sorted(found) == [("assets", "x"), ("households", "h")]
