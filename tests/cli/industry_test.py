"""Industry as it is typed: lists in, both ties, the village's sheet out and home, what the books say of it."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import FULL_NAME, Place, Said, typed
from wfx.demo.filling import EVERY, Fill, fill

BASES = "基地名称,村,经营主体,棚数,生产状态\n李斌庄香菇基地,李斌庄,示例菌业有限公司,20,生产\n"
FIRMS = "企业名称,链条环节,是否龙头,经营状态\n示例菌业有限公司,菌种、菌棒、出菇、烘干、分拣、销售,是,正常\n"
COOPS = "合作社名称,村,成员数,经营状态\n李斌庄示例食用菌专业合作社,李斌庄,40,正常\n"
ROSTER = "户编号,联结主体,联结方式,合同起,合同止,约定收益\nH001,示例菌社,订单,2026-01-01,2027-12-31,2000\n"


def _do(words: str, *more: str) -> Said:
    said = typed("--as", "li-ming", *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _list(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_do(f"{words} --csv").out)))


def _found(rule: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(typed("check", "industry", "--month", "2026-10", "--csv").out))
    return [row["对象"] for row in rows if row["规则"] == rule and row["结论"] == "疑点"]


@pytest.fixture
def known(place: Place) -> Place:
    """A base, an enterprise and a co-operative, from the lists an office has."""
    for name, text in (("基地.csv", BASES), ("企业.csv", FIRMS), ("合作社.csv", COOPS)):
        Path(name).write_text(text, encoding="utf-8")
    _do("in 基地.csv 企业.csv 合作社.csv --yes")
    return place


def test_both_ties_from_a_strange_spelling_to_the_coverage(known: Place) -> None:
    Path("双绑.csv").write_text(ROSTER, encoding="utf-8")
    head = known.head
    strange = typed("--as", "li-ming", "in", "双绑.csv", "--yes")
    assert (strange.code, "E670" in strange.err, "coop-001 李斌庄示例食用菌专业合作社" in strange.err) == (
        3,
        True,
        True,
    )
    assert known.head == head
    _do("industry cooperative 001 --alias 示例菌社")
    _do("in 双绑.csv --yes")
    [before] = _list("industry coverage --homes --month 2026-10")
    assert (before["户编号"], before["户主"], before["情况"]) == ("H001", FULL_NAME, "单绑:合作社没有上联企业")
    assert _found("I06") == ["coop-001"]
    _do("industry tie 李斌庄示例食用菌专业合作社 --to 示例菌业有限公司 --until 2026-10-31")
    total = _list("industry coverage --month 2026-10")[-1]
    assert (total["双绑(户)"], total["占全部(%)"] if "占全部(%)" in total else total["占全部"]) == ("1", "100.00%")
    assert _list("industry coverage --month 2026-11")[-1]["双绑(户)"] == "0"  # the tie ended on its last day
    _do("industry pay 0001 --amount 600")
    assert _list("industry links")[0]["本年兑现(元)"] == "600.00"
    _do("industry unlink 0001", "--because", "农户退社")
    _do("industry outside H001 --why 无意愿 --other 公益岗")
    [after] = _list("industry coverage --homes")
    assert (after["没有联结的原因"], after["其他帮扶"], after["有条件有意愿"]) == ("无意愿", "公益岗", "否")
    assert [row["环节"] for row in _list("industry chain") if row["情况"] == "缺环"] == ["深加工"]


def test_the_sheet_goes_to_villages_with_bases_or_growers_and_comes_home(known: Place) -> None:
    assert known.head
    first = "--put-in 20000 --discarded 0 --carried 480000 --standing 500000"
    _do(f"industry record-output --of base-001 {first} --month 2026-09")
    _do("industry grower H002 --mode 自种 --from 2026-03-01")
    _do("industry base --name 二号基地 --village 李斌庄 --state 生产")
    _do("out --month 2026-10 -o ../发")
    base, home = (Path(f"../发/{name}/{name}2026-10工作簿.xlsx") for name in ("李斌庄", "何庄"))
    sheets = {path: openpyxl.load_workbook(path) for path in (base, home)}
    assert "菌棒台账(散户)" not in sheets[base].sheetnames
    assert "菌棒台账(基地)" not in sheets[home].sheetnames
    assert [cell.value for cell in sheets[base]["菌棒台账(基地)"][5]][:3] == ["base-001", "李斌庄香菇基地", "500000"]
    assert [cell.value for cell in sheets[home]["菌棒台账(散户)"][5]][:2] == ["H002", "欧阳例二"]
    assert all(
        len(list(book[name].columns)) <= 12 for book in sheets.values() for name in book.sheetnames if name != "wfx"
    )
    told = {"本月投": "120000", "报废": "90000", "月末存": "540000", "鲜菇": "66000"}
    fill(base, [Fill("菌棒台账(基地)", "base-001", title, text) for title, text in told.items()])
    fill(home, [Fill("菌棒台账(散户)", EVERY, title, "0") for title in ("本月投", "报废")])
    _do("in --month 2026-10 --yes", str(base), str(home))
    rows = {row["基地或户编号"]: row for row in _list("industry output --month 2026-10")}
    assert "base-002" not in rows  # a line left blank is no report
    assert (rows["base-001"]["月末存(棒)"], rows["base-001"]["应存(棒)"]) == ("540000", "530000")
    assert rows["H002"]["本月投(棒)"] == "0"
    assert _found("I09") == ["2026-10/base-001"]
    _do("industry record-output --of base-001 --standing 530000 --month 2026-10")
    assert _found("I09") == []
    [whole] = _list("industry progress --month 2026-10")
    assert (whole["流量:本年投棒(棒)"], whole["存量:月末存棒(棒)"], whole["目标算的是"]) == ("140000", "530000", "流量")


def test_a_prospect_moves_on_and_the_line_of_today_tells_what_is_late(place: Place) -> None:
    assert place.head
    _do("industry prospect --name 示例食品厂 --segment 深加工 --next 约访 --due 2026-10-11 --on 2026-10-01")
    assert "下一步逾期 1 个" in typed("--as", "li-ming", "status").out
    [row] = _list("industry prospects --colour 红")
    assert (row["招商项目"], row["阶段"], row["链条环节"]) == ("示例食品厂", "线索", "深加工")
    _do("industry start 001 --next 投产 --due 2099-03-31")  # a fact is recorded, whatever came before
    assert _found("X04") == [row["招商编号"]]
    _do("industry end 001", "--because", "用地谈不成")
    assert "用地谈不成" in _do("industry show 001").out
