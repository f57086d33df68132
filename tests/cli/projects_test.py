"""Projects as they are typed: lists in together, declared by guard, to the hand-over; a key village on one page."""

import csv
import io
from pathlib import Path

import pytest

from tests.errors.township import Place, Said, typed
from tests.township import ROOT

NEEDS = """村,需求类型,需求名称,地点,估算投资(万元),受益户数,受益脱贫监测户
乔庄,桥涵,北沟桥重建,三组北沟,22,220,64
何庄,坑塘,东塘治理,村东,8,110,32
"""
DECLARED = """村,项目名称,项目类型,实施地点,概算投资(万元),受益户数,受益脱贫监测户,四议两公开日期,管护主体
何庄,东塘治理,坑塘治理,何庄村东,8,110,32,2026-09-20,
"""


def _do(words: str, *more: str, actor: str = "li-ming") -> Said:
    said = typed("--as", actor, *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _rows(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_do(f"{words} --csv").out)))


@pytest.fixture
def needed(place: Place) -> Place:
    """The needs of two villages, one declaration a village sent, a published allocation: in one lot."""
    for name, text in (("需求.csv", NEEDS), ("申报.csv", DECLARED)):
        Path(name).write_text(text, encoding="utf-8")
    table = ROOT / "tests/duties/tables/allocation_of_7_columns.csv"
    Path("分配.csv").write_bytes(table.read_bytes())
    said = _do("in 需求.csv 申报.csv 分配.csv --yes")
    assert "3 行补序号" in said.out + said.err
    return place


def test_lists_of_one_lot_are_numbered_apart_and_what_is_lacking_holds_up_an_act_and_no_fact(needed: Place) -> None:
    assert needed.head
    states = [row["项目状态"] for row in _rows("projects list")]
    assert sorted(states) == ["已批复"] * 5 + ["已申报"]
    assert [row["申报"] for row in _rows("projects needs")][:2] == ["没有申报"] * 2
    late = ("projects declare --need 001 --on 2026-10-08", "--resolved", "2026-09-20")
    refused = typed("--as", "li-ming", *late[0].split(), *late[1:])
    assert (refused.code, "B03" in refused.err, "B01" in refused.err) == (3, True, False)
    found = csv.DictReader(io.StringIO(typed("check", "projects", "--month", "2026-10", "--csv").out))
    assert [row["规则"] for row in found if row["结论"] == "疑点" and row["规则"] in ("B01", "B03", "B10")] == ["B03"]


def test_from_the_need_to_the_hand_over_which_waits_for_the_asset(needed: Place) -> None:
    assert needed.head
    _do("projects declare --need 001 --resolved 2026-09-20 --upkeep 乔庄村民委员会 --land 已落实 --on 2026-10-01")
    [number] = [row["项目编号"] for row in _rows("projects list") if row["项目名称"] == "北沟桥重建"]
    [row] = [row for row in _rows("projects ordering") if row["项目编号"] == number]
    assert (row["贫监户占比"], row["贫监户得分"], row["名次"]) == ("29.09%", "8.73", "1")
    _do(f"projects shortlist {number} --review 通过 --on 2026-10-01")
    early = typed("--as", "li-ming", "projects", "approve", number, "--paper", "示例21号", "--amount", "220000")
    assert (early.code, "“批复”(已评审)" in early.err) == (3, True)
    for words in (
        f"store {number} --paper 示例3号",
        f"post {number} --posted 2026-10-01 --removed 2026-10-02 -o ../公示.docx",
        f"approve {number} --paper 示例21号 --amount 220000 --source 县级财政衔接资金",
        f"tender {number} --mode 比选 --contractor 示例路桥 --amount 216000",
        f"start {number}",
        f"finish {number}",
        f"accept {number} --group 乡村振兴办 --result 合格",
        f"settle {number} --amount 215000",
        f"publish {number} --result 重建桥梁1座 -o ../公告.docx",
    ):
        _do(f"projects {words} --on 2026-10-02")
    refused = typed("--as", "li-ming", "projects", "hand-over", number)
    assert (refused.code, "B10" in refused.err) == (3, True)
    _do(f"projects asset {number} --class 公益性")
    _do(f"projects hand-over {number}")
    [asset] = [row for row in _rows("assets list") if number in row["资产编号"]]
    assert asset["村"] == "乔庄"


def test_a_key_village_stands_on_one_page(needed: Place) -> None:
    assert needed.head
    _do("projects key-village --village 乔庄 --paper 文乡纪〔2026〕3号 --goal 道路桥涵配套")
    _do("projects key-task --village 乔庄 --task 北沟桥重建 --due 2026-11-30")
    _do("projects key-task --village 乔庄 --task 坑塘治理 --due 2026-11-30")
    _do("projects key-done 001 --result 通车")
    [row, _] = _rows("projects key-villages")
    assert (row["决定文号"], row["任务(项)"], row["完成(项)"], row["完成率"]) == ("文乡纪〔2026〕3号", "2", "1", "50%")
    _do("projects key-page -o ../重点村")
    assert list(Path("../重点村").glob("*.docx"))
