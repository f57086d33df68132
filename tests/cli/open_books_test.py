"""The first day with real books: matters as they stand, what is wrong already is 存量, villages confirm on paper."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from tests.errors.township import Place, Said, typed
from wfx.cli.registry import commands
from wfx.cli.root import load
from wfx.desk.desk import Desk, Setting
from wfx.desk.judging.opening import scored_source
from wfx.values.month import Month

EXAMPLES = [
    example
    for command in commands()
    if command.name == "open-books"
    for example in re.findall(r"例:(wfx .*)", load(command).help or "")
]

HOMES = "户编号,村,户类型,家庭人口数,监测对象类别,识别监测时间\nH100,乔庄,一般农户,3,突发严重困难户,2022-08-01\n"
ASSETS = "资产编号,资产名称,资产类别,村,资产原值,使用状况,合同号\nA100,冷库,经营性,乔庄,90000,出租,C100\n"
CONTRACTS = "合同号,资产编号,村,承租方,合同起,合同止,年租金\nC100,A100,乔庄,乔庄合作社,2021-01-01,2025-12-31,6000\n"
PROBLEMS = """问题描述,村,问题来源,整改状态,整改时限
账目不清,乔庄,自查,待整改,2026-10-31
路灯不亮,乔庄,自查,整改中,2026-12-31
"""


_STEPS = "select problem, state, unnest(steps).action as action, unnest(steps).note as note from rectifications"


@pytest.fixture
def came(place: Place) -> Place:
    """The township with a folder of its old lists beside it."""
    Path("期初").mkdir()
    for name, text in {"户": HOMES, "资产": ASSETS, "合同": CONTRACTS, "问题": PROBLEMS}.items():
        Path(f"期初/{name}.csv").write_text(text, encoding="utf-8")
    return place


def _typed(*words: str) -> Said:
    return typed("--as", "li-ming", *words)


def _policy(month: str) -> None:
    settings = Path("wfx.toml")
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[months]", f"[months]\nopening_until = {month}", 1), encoding="utf-8")
    assert _typed("adopt", "--because", "期初存量到期月份").code == 0


def _findings(*words: str) -> dict[tuple[str, str], str]:
    rows = json.loads(_typed("check", *words, "--json").out)["rows"]
    return {(str(row["rule"]), str(row["subject"])): str(row["follow"]) for row in rows}


def test_running_disposals_are_opened_in_their_state_and_go_on_from_there(came: Place) -> None:
    text = "序号,资产编号,资产名称,处置原因,申请日期,村民代表大会日期,状态\n"
    text += "1,A100,冷库,达到使用年限,2026-05-01,2026-06-01,大会通过\n2,A002,烘干房,自然灾害,2026-03-01,,已撤回\n"
    Path("期初/处置.csv").write_text(text, encoding="utf-8")
    done = _typed("open-books", "期初", "--month", "2026-09", "--yes")
    assert done.code == 0, done.err
    told = "select asset_id, village, state, unnest(steps).action as action from disposals order by 1"
    rows = [row for row in json.loads(_typed("query", told, "--json").out)["rows"] if row["action"] != "apply"]
    found = [(row["asset_id"], row["state"], row["action"]) for row in rows]
    assert found == [("A002", "withdrawn", "期初"), ("A100", "resolved", "期初")]
    assert all(row["village"] for row in rows)
    one = _typed("query", "select disposal_id from disposals where asset_id = 'A100'").out
    [number] = re.findall(r"disposal-\d{4}-\d{3}", one)
    assert _typed("assets", "dispose", number, "--step", "公示").code == 0
    again = _typed("in", "期初/处置.csv", "--again", "--yes", "--month", "2026-09")
    assert (again.code, "2 条已经登记过" in again.err) == (0, True)
    Path("错.csv").write_text("资产编号,处置原因\nA999,自然灾害\n", encoding="utf-8")
    assert "A999" in _typed("in", "错.csv", "--yes").err
    assert came.head


def test_a_list_of_later_days_is_a_fact_that_rules_and_measures_see(came: Place) -> None:
    _policy("202712")
    assert _typed("open-books", "期初", "--month", "2026-09", "--yes").code == 0
    Path("省级.csv").write_text("问题描述,村,来源,状态,下发日期\n档案缺签字,乔庄,督查,已销号,2026-10-20\n", "utf-8")
    assert _typed("in", "省级.csv", "--month", "2026-11", "--yes").code == 0
    [row] = json.loads(_typed("query", f"{_STEPS} where problem = '档案缺签字'", "--json").out)["rows"]
    assert (row["state"], row["action"]) == ("closed", "来件")
    assert any(rule == "R04" for rule, _ in _findings("整改", "--month", "2026-11"))
    with Desk(Setting(came.books, came.home, datetime.now(tz=UTC))) as desk:
        scored = scored_source(desk.books, Month(2026, 11))("rectifications")
    assert scored["problem"].to_pylist() == ["档案缺签字"]
    assert came.head


def test_matters_are_taken_in_the_state_they_have_as_one_entry(came: Place) -> None:
    before = came.head
    dry = _typed("open-books", "期初", "--month", "2026-09", "--dry-run")
    assert dry.code == 0, dry.err
    assert came.head == before
    asked = _typed("open-books", "期初", "--month", "2026-09")
    assert asked.code == 2
    assert "open-books 期初 --month 2026-09 --yes" in asked.err
    done = _typed("open-books", "期初", "--month", "2026-09", "--yes")
    assert done.code == 0, done.err
    [entry, parent] = json.loads(_typed("audit", "log", "--limit", "2", "--json").out)["rows"]
    assert entry["subject"].startswith("open-books: 期初 ")
    assert entry["about"] == "2026-09"
    assert parent["oid"] == before[:10]
    rows = json.loads(_typed("query", _STEPS, "--json").out)["rows"]
    told = {(row["problem"], row["action"], str(row["note"]).partition(":")[0]) for row in rows}
    assert {action for _, action, _ in told} == {"期初"}
    assert len(told) == 2
    assert len({state for _, _, state in told}) == 2
    assert all(row["note"].startswith(f"{row['state']}:") for row in rows)


def test_what_was_wrong_already_waits_until_the_month_set_and_new_faults_do_not(came: Place) -> None:
    assert _typed("open-books", "期初", "--month", "2026-09", "--yes").code == 0
    _policy("202612")
    found = _findings("资产", "--month", "2026-10")
    assert found["A11", "A100"] == "存量"
    waits = _typed("check", "资产", "--month", "2026-10", "--open", "--dry-run")
    assert "期初存量" in waits.err
    Path("新").mkdir()
    for name, text in {"资产": ASSETS, "合同": CONTRACTS}.items():
        Path(f"新/{name}.csv").write_text(text.replace("100,", "200,"), encoding="utf-8")
    assert _typed("in", "新", "--yes").code == 0
    again = _findings("资产", "--month", "2026-10")
    assert again["A11", "A100"] == "存量"
    assert again["A11", "A200"] == "新增"
    assert came.head
    assert "存量" not in _findings("资产", "--month", "2026-12").values()
    assert "期初存量" not in _typed("check", "资产", "--month", "2026-12", "--open", "--dry-run").err


def test_measures_see_no_opened_matter_before_the_month_set(came: Place) -> None:
    assert _typed("open-books", "期初", "--month", "2026-09", "--yes").code == 0
    _policy("202612")
    with Desk(Setting(came.books, came.home, datetime.now(tz=UTC))) as desk:
        before, after = (scored_source(desk.books, Month(2026, number)) for number in (10, 12))
        assert before("rectifications").num_rows == 0
        assert after("rectifications").num_rows == 2
        assert before("assets").num_rows == after("assets").num_rows == 3


def test_each_village_confirms_on_paper(came: Place) -> None:
    assert _typed("open-books", "--confirm").code == 3
    assert _typed("open-books", "期初", "--month", "2026-09", "--yes").code == 0
    assert _typed("open-books", "--confirm", "-o", "../确认单").code == 0
    [paper] = Path("../确认单").glob("*.docx")
    assert "乔庄" in paper.name
    printed = docx.Document(str(paper))
    told = {cell.text for table in printed.tables for row in table.rows for cell in row.cells}
    assert {"H100", "2022-08-01", "A100", "C100", "2025-12-31", "账目不清", "其中防止返贫致贫对象"} <= told
    assert not told & {"H001", "A001", "A002"}  # entered before, and not as 期初
    assert came.head


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(example: str, came: Place) -> None:
    words = shlex.split(example)[1:]
    if "--confirm" in words:
        assert _typed("open-books", "期初", "--month", "2026-09", "--yes").code == 0
    words = [f"../{word}" if before == "-o" else word for before, word in zip(["", *words], words, strict=False)]
    assert _typed(*words).code == 0
    assert came.head
