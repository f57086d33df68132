"""Insurance as it is typed: scheme and list in, the sheet out and home, a review by another hand, the pay-out."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed
from wfx.demo.filling import Fill, fill

SCHEME = """保单编号,险种名称,出险类型,保险起期,保险止期,起用日期,起赔线,档次,超过,至,赔付比例
B1,防返贫保险,因病,2026-01-01,2026-12-31,2026-01-01,20000,1,20000,50000,50%
B1,防返贫保险,因病,2026-01-01,2026-12-31,2026-01-01,20000,2,50000,100000,60%
"""
HEAD = "姓名,证件号码,村,获知日期,入院日期,出院日期,总费用,基本医保,大病保险,医疗救助"
LIST = f"""{HEAD},个人自付
{FULL_NAME},{ID_NUMBER},李斌庄,2026-10-08,2026-10-01,2026-10-05,150000,50000,10000,7000,90000
欧阳例二,410999198502020030,何庄,2026-10-08,2026-10-02,2026-10-06,30000,9000,1000,0,20000
"""


def _do(words: str, *more: str, actor: str = "li-ming") -> Said:
    said = typed("--as", actor, *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _rows(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_do(f"{words} --csv").out)))


def _found() -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(typed("check", "insurance", "--month", "2026-10", "--csv").out))
    return [(row["规则"], row["对象"]) for row in rows if row["结论"] == "疑点"]


@pytest.fixture
def listed(place: Place) -> Place:
    """The scheme and one list are in: one person over the line, one exactly at it."""
    for name, text in (("方案.csv", SCHEME), ("名单.csv", LIST)):
        Path(name).write_text(text, encoding="utf-8")
    _do("in 方案.csv --yes")
    _do("insurance match 名单.csv")
    return place


def test_a_list_is_matched_goes_out_with_the_workbook_and_comes_home_as_the_report(listed: Place) -> None:
    [row] = _rows("insurance unreported")
    assert (row["村"], row["理赔编号"], row["姓名"]) == ("李斌庄", "clm-2026-001", FULL_NAME)
    head = listed.head
    assert "1 条是账上已有的同一次" in typed("--as", "li-ming", "insurance", "match", "名单.csv").err
    assert listed.head == head
    _do("out --month 2026-10 -o ../发")
    book, other = (Path(f"../发/{name}/{name}2026-10工作簿.xlsx") for name in ("李斌庄", "何庄"))
    assert "防贫保报案" not in openpyxl.load_workbook(other).sheetnames
    told = {"报案日期": "2026-10-08", "报案人": "网格员"}
    fill(book, [Fill("防贫保报案", "clm-2026-001", title, text) for title, text in told.items()])
    _do("in --month 2026-10 --yes", str(book))
    [village] = [row for row in _rows("insurance villages") if row["村"] == "李斌庄"]
    assert [village[title] for title in ("过线(人)", "已报案(人)", "没有报案(人)")] == ["1", "1", "0"]


def test_from_the_report_to_the_money_by_two_hands_and_a_fen_too_much_is_found(listed: Place) -> None:
    assert listed.head
    _do("insurance notify 001 --by 网格员 -o ../报案单.docx")
    _do("insurance form 001 -o ../查勘表.docx")
    _do("insurance survey 001 --by li-ming --by 承保查勘员 --finding 单据齐全")
    _do("insurance deliberate 001 --agreed")
    _do("insurance publicize 001 -o ../公示.docx")
    removed = ("insurance review 001", "--removed", "2026-10-30")
    assert typed("--as", "li-ming", *removed[0].split(), *removed[1:]).code == 3
    _do(*removed, actor="wang-fang")
    Path("赔付.csv").write_text("理赔编号,赔付金额,赔付日期\nclm-2026-001,34800.01,2026-10-30\n", encoding="utf-8")
    _do("in 赔付.csv --yes")
    [row, _] = _rows("insurance amounts")
    assert (row["自付(元)"], row["应赔(元)"], row["实赔(元)"]) == ("83000.00", "34800.00", "34800.01")
    assert ("BX3", "clm-2026-001") in _found()
    assert "34800.01" in _do("insurance show 001").out
