"""Funds as they are typed: out of order refused where it is the township's own act, recorded where it has happened."""

import json
from pathlib import Path

from tests.errors.township import Place, Said, typed

PLAN = "funds plan --project X1 --name 道路硬化 --village 乔庄 --kind 基础设施 --amount 200000"


def _do(words: str) -> Said:
    said = typed("--as", "li-ming", *words.split())
    assert said.code == 0, said.err
    return said


def _rows(select: str) -> list[dict[str, object]]:
    return list(json.loads(typed("query", select, "--json").out)["rows"])


def test_money_goes_its_way_and_a_payment_above_the_settlement_opens_a_rectification(place: Place) -> None:
    del place
    refused = typed("--as", "li-ming", *PLAN.split())
    assert (refused.code, "F01" in refused.err, "入项目库" in refused.err) == (3, True, True)
    _do("funds budget --level 中央 --paper 示例1号 --amount 300000 --task 巩固拓展")
    [budget] = _rows("select budget_id from budgets")
    _do(f"{PLAN} --stored 2026-01-05")
    _do(f"funds allot 001 --amount 200000 --budget {budget['budget_id']}")
    _do("funds settle 001 --amount 191266")
    said = _do("funds paid --project X1 --amount 200000 --stage 结算款")
    assert "F04" in said.err or "拨付超结算审核价" in said.err
    matters = _rows("select rule, subject from rectifications where rule is not null")
    assert {"rule": "F04", "subject": "X1"} in matters
    unplanned = _do("funds paid --project X9 --amount 1000")
    assert "没有计划就下达、拨付" in unplanned.err
    assert {"rule": "F01", "subject": "X9"} in _rows("select rule, subject from rectifications where rule is not null")
    assert "计划里没有" in _do("funds payments --csv").out
    Path("拨付.csv").write_text(
        "项目编号,项目名称,拨付金额,拨付日期,凭证号\nX1,道路硬化,-8734,2026-03-09,7\n", encoding="utf-8"
    )
    _do("in 拨付.csv --yes")
    _do("funds rest 001 --use 财政收回")
    assert "8734.00" in _do("funds rests --csv").out
    assert [row["n"] for row in _rows("select count(*) as n from payments")] == [3]
