"""Loans as they are typed: terms, a bank's list by ID number, interest reckoned and published, who was spoken to."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed

TERMS = "产品,起用日期,贴息本金上限,最长期限,贴息比例\n帮扶小额信贷,2026-03-01,100000,36,100%\n"
HEAD = "姓名,证件号码,村,合同号,放款日期,到期日期,贷款金额,年利率"


def _do(words: str, *more: str) -> Said:
    said = typed("--as", "li-ming", *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _rows(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_do(f"{words} --csv").out)))


def _bank(rate: str) -> str:
    Path("银行清单.csv").write_text(
        f"{HEAD}\n{FULL_NAME},{ID_NUMBER},李斌庄,HT-1,2026-04-01,2027-03-31,80000,{rate}\n", encoding="utf-8"
    )
    return "银行清单.csv"


@pytest.fixture
def lent(place: Place) -> Place:
    """The terms of one product and one loan of a bank's list."""
    Path("条件.csv").write_text(TERMS, encoding="utf-8")
    _do("in 条件.csv --yes")
    _do("loans record --product 帮扶小额信贷 --bank 示例农商行", _bank("3%"))
    return place


def test_a_bank_s_list_comes_in_once_and_its_interest_is_reckoned(lent: Place) -> None:
    [row, _] = _rows("loans list")
    assert (row["贷款编号"], row["借款人"], row["年利率(%)"], row["银行"]) == (
        "loan-2026-001",
        FULL_NAME,
        "3.00",
        "示例农商行",
    )
    head = lent.head
    typed("--as", "li-ming", "loans", "record", "--product", "帮扶小额信贷", "--bank", "示例农商行", "银行清单.csv")
    refused = typed("--as", "li-ming", "loans", "record", "--product", "帮扶小额信贷", _bank("3.0"))
    assert (refused.code, "E238" in refused.err) == (3, True)
    assert lent.head == head
    _do("loans subsidy HT-1 --from 2026-04-01 --until 2026-09-30 --paid 2026-10-08")
    [row, _] = _rows("loans subsidies")
    assert (row["天数(天)"], row["重算(元)"], row["登记(元)"]) == ("182", "1213.33", "1213.33")
    _do("loans notice --year 2026 -o ../公示.docx")
    with zipfile.ZipFile("../公示.docx") as paper:
        text = paper.read("word/document.xml").decode("utf-8")
    assert "1,213.33" in text or "1213.33" in text
    assert ID_NUMBER not in text
    Path("贴息.csv").write_text(
        "合同号,贴息起,贴息止,贴息额,发放日期\nHT-1,2025-10-01,2026-04-01,9999,2026-10-09\n", encoding="utf-8"
    )
    _do("in 贴息.csv --yes")
    found = typed("check", "loans", "--month", "2026-10", "--csv").out
    assert "L09" in found
    assert "L14" in found


def test_what_is_due_stands_in_the_day_s_list_until_it_is_paid(lent: Place) -> None:
    assert lent.head
    assert "没有还清 1 笔" in _do("status").out
    _do("loans change 001 --extended 2099-12-31")
    assert [row["贷款编号"] for row in _rows("loans due")[:-1]] == []
    _do("loans repay 001 --amount 80000 --settled --on 2026-10-12")
    assert "没有还清" not in _do("status").out
    [row, _] = _rows("loans list --show all")
    assert (row["余额(元)"], row["状态"]) == ("0.00", "已结清")


def test_an_intention_is_followed_to_its_end(place: Place) -> None:
    assert place.head
    _do("loans intend P001 --wants 创业 --what 种香菇 --by 驻村干部")
    [row] = _rows("loans intentions")
    assert (row["姓名"], row["谁谈的"], row["结果"]) == (FULL_NAME, "驻村干部", "没有结果")
    _do("loans follow-up 001 --result 已创业")
    assert _rows("loans intentions") == []
