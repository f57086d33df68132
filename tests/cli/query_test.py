"""Questions in Chinese names: ledgers, columns, codes and villages; errors name what was typed."""

import json

import pytest

from tests.conftest import Office
from tests.township import SmallBooks, schemas
from wfx.desk.judging.worded import worded
from wfx.values.errors import NoSuchName


def _sql(text: str) -> str:
    return worded(text, schemas(), SmallBooks().township).sql


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "select 村, count(*) as 户数 from 农户 group by 村",
            "select village, count(*) as 户数 from households group by village",
        ),
        ("select 户编号 from 农户 where 村 = '乔庄'", "select household_id from households where village = 'v02'"),
        ("select '农户 户编号' as 注 from 农户", "select '农户 户编号' as 注 from households"),
        ("select 甲.户编号 from 农户 甲", "select 甲.household_id from households 甲"),
        ('select "户编号" from "农户"', "select household_id from households"),
        ("select household_id from households", "select household_id from households"),
        ("select 村 from 农户 -- 农户", "select village from households -- 农户"),
    ],
)
def test_chinese_names_stand_for_the_doors_own(typed: str, meant: str) -> None:
    assert _sql(typed) == meant


def test_a_code_is_written_by_its_title() -> None:
    code, title = next(iter(schemas()["clues"].field("state").codes.items()))
    column = schemas()["clues"].field("state").title
    assert _sql(f"select 1 from 风险线索 where {column} = '{title}'").endswith(f"where state = '{code}'")  # noqa: S608 - only looked at


def test_a_name_that_is_none_is_told_as_typed() -> None:
    with pytest.raises(NoSuchName) as told:
        _sql("select 户号 from 农户")
    assert told.value.shown == "户号"


def test_a_question_in_chinese_is_answered_under_the_names_typed(office: Office) -> None:
    said = office.run("query", "select 村, count(*) as 户数 from 农户 where 村 = '乔庄' group by 村")
    assert said.code == 0, said.err
    assert "村" in said.out
    assert "户数" in said.out
    plain = json.loads(office.run("query", "select count(*) as n from households where village = 'v02'", "--json").out)
    assert str(plain["rows"][0]["n"]) in said.out
    wrong = office.run("query", "select 户号 from 农户")
    assert (wrong.code, "户号" in wrong.err, "E117" in wrong.err) == (2, True, True)


def test_the_ledgers_are_listed_with_types_and_codes(office: Office) -> None:
    rows = json.loads(office.run("query", "--tables", "--json").out)["rows"]
    assert {row["table"] for row in rows} == set(schemas())
    assert any("=" in row["codes"] for row in rows)
    one = json.loads(office.run("query", "--tables", "农户", "--json").out)["rows"]
    assert {row["table"] for row in one} == {"households"}
    assert office.run("query", "--tables", "没有").code == 2
    assert office.run("query").code == 2
