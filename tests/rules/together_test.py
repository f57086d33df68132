"""Rules judged in one pass say exactly what each says alone, and a broken one spoils no other."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.ledgers import schemas, shipped
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.rules.rule import Rule
from wfx.rules.rulefile import load_rules
from wfx.rules.sql import Door
from wfx.rules.statement import ledger_names
from wfx.rules.together import passes, rows_of
from wfx.values.finding import Verdict
from wfx.values.latest import latest_rows
from wfx.values.month import Month

MONTH = Month(2026, 10)
money = st.none() | st.integers(0, 40_000).map(Decimal)
few = st.none() | st.integers(0, 2)
screening = st.fixed_dictionaries(
    {
        "month": st.sampled_from(["2026-09", "2026-10"]),
        "household_id": st.sampled_from(["H1", "H2", "H3", "H9"]),
        "no_change": st.none() | st.booleans(),
        "net_income": money,
        "last_net_income": money,
        "self_pay_medical": money,
        "self_pay_school": money,
        "disaster_loss": money,
        "jobs_lost": few,
        "dropouts": few,
        "event": st.sampled_from([None, "none", "accident"]),
        "house_grade": st.sampled_from([None, "A", "D"]),
        "water_safe": st.none() | st.booleans(),
        "way": st.sampled_from([None, "visit", "absent"]),
    }
)
household = st.fixed_dictionaries(
    {
        "member_count": st.none() | st.integers(1, 5),
        "category": st.sampled_from([None, "lifted", "ordinary"]),
        "monitoring": st.sampled_from([None, "marginal"]),
        "risk_cleared": st.none() | st.booleans(),
        "net_income": money,
    }
)


@settings(max_examples=5)
@given(st.lists(screening, min_size=8, max_size=24), st.lists(household, max_size=3))
def test_together_is_each_alone(screenings: list[dict[str, object]], households: list[dict[str, object]]) -> None:
    named = [{**row, "household_id": f"H{at}", "village": "v01"} for at, row in enumerate(households, 1)]
    tables = {
        "screenings": table_of(schemas()["screenings"], screenings),
        "households": table_of(schemas()["households"], named),
    }

    tables["latest_screenings"] = latest_rows(schemas()["screenings"], tables["screenings"], MONTH)

    def source(name: str) -> pa.Table:
        return tables[name] if name in tables else table_of(schemas()[name.removeprefix("gone_")])

    rules = shipped().of("screen")
    alone = {finding for rule in rules for finding in judge([rule], source, schemas(), MONTH)}
    together = judge(rules, source, schemas(), MONTH)
    found = {one for one in alone if one.verdict is Verdict.FOUND}
    assert {one for one in together if one.verdict is Verdict.FOUND} == found
    facts = {(one.subject, one.evidence) for one in alone if one.verdict is Verdict.MISSING}
    assert {(one.subject, one.evidence) for one in together if one.verdict is Verdict.MISSING} == facts


def test_the_screening_rules_share_a_pass() -> None:
    shared = [len(one.rules) for one in passes(shipped().of("screen"), MONTH)]
    assert max(shared) >= 12


RULE = """
id = "{id}"
title = "试验"
subject = "asset_id"
severity = "doubt"
from = "assets"
when = "{when}"
no_missing = "试验"
[basis]
text = "试验"
grade = "D"
[values.limit]
"2021-01" = {limit}
[values.word]
"2021-01" = "它's {{1}} v.limit"
[values.start]
"2021-01" = 2026-01-01
[values.on]
"2021-01" = true
[say]
what = "超过 {{v.limit}}"
do = "核对"
[[example]]
month = "2026-10"
flags = ["x"]
silent = ["y"]
"""


def made(**rules: tuple[str, str]) -> tuple[Rule, ...]:
    texts = {
        f"rules/assets/{name}.toml": RULE.format(id=name, when=when, limit=limit).encode()
        for name, (when, limit) in rules.items()
    }
    return load_rules(texts, schemas()).rules


def assets() -> pa.Table:
    rows = [
        {"asset_id": "A1", "name": "它's {1} v.limit", "original_value": Decimal("10.50")},
        {"asset_id": "A2", "name": "桥 v.limit", "original_value": Decimal("99999999.99")},
    ]
    return table_of(schemas()["assets"], rows)


def flagged(rules: tuple[Rule, ...]) -> list[tuple[str, str]]:
    found = judge(rules, lambda _: assets(), schemas(), MONTH)
    return [(one.rule, one.subject) for one in found if one.verdict is Verdict.FOUND]


def test_each_rule_keeps_its_own_value_of_a_shared_name() -> None:
    rules = made(Z01=("original_value > V . limit", "10.50"), Z02=('original_value > v.\\"limit\\"', "10.49"))
    assert flagged(rules) == [("Z01", "A2"), ("Z02", "A1"), ("Z02", "A2")]


def test_a_value_in_a_text_is_not_a_value() -> None:
    rules = made(
        Z01=("name = v.word and v.on and v.start < v.month_end", "1"),
        Z02=("name = '桥 v.limit' and original_value > v.limit -- v.limit", "2147483648"),
        Z03=("name = '桥 v.limit' and original_value > v.limit", "1"),
    )
    (one,) = passes(rules, MONTH)
    assert len(one.rules) == 3
    assert flagged(rules) == [("Z01", "A1"), ("Z03", "A2")]


def test_a_rule_that_breaks_the_pass_breaks_only_itself() -> None:
    rules = made(Z01=("cast(name as integer) > v.limit", "1"), Z02=("original_value > v.limit", "1"))
    (one,) = passes(rules, MONTH)
    with Door(lambda _: assets(), ledger_names(schemas())) as door:
        assert rows_of(one, door, 5) == {}
    found = judge(rules, lambda _: assets(), schemas(), MONTH)
    assert [(finding.rule, finding.verdict) for finding in found] == [
        ("Z01", Verdict.BROKEN),
        ("Z02", Verdict.FOUND),
        ("Z02", Verdict.FOUND),
    ]


def test_a_rule_over_its_own_series_runs_alone() -> None:
    rules = made(Z01=("original_value > (select max(value) from v_limit)", "11"), Z02=("original_value > v.limit", "1"))
    assert list(passes(rules, MONTH)) == []
    assert flagged(rules) == [("Z01", "A2"), ("Z02", "A1"), ("Z02", "A2")]


def test_the_day_judged_reaches_rules_in_a_pass_and_alone() -> None:
    rules = made(Z01=("v.day = date '2026-10-12'", "1"), Z02=("v.day < v.month_end", "2"))
    assert len(list(passes(rules, MONTH))) == 1

    def rows(day: date | None, chosen: tuple[Rule, ...]) -> list[tuple[str, str]]:
        found = judge(chosen, lambda _: assets(), schemas(), MONTH, day=day)
        return [(one.rule, one.subject) for one in found if one.verdict is Verdict.FOUND]

    each = [("Z01", "A1"), ("Z01", "A2"), ("Z02", "A1"), ("Z02", "A2")]
    assert rows(date(2026, 10, 12), rules) == each
    assert rows(date(2026, 10, 12), rules[:1]) == each[:2]
    assert rows(None, rules) == rows(None, rules[:1]) == []
