"""Judging: verdicts, evidence, words, order, and what happens when a rule cannot run."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.ledgers import schemas, shipped
from wfx.rules.columns import table_of
from wfx.rules.engine import judge, measure
from wfx.rules.rule import Rule
from wfx.rules.rulefile import load_rules
from wfx.values.errors import SqlFailed
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.latest import with_latest
from wfx.values.matter.made import table_schema
from wfx.values.month import Month

MONTH = Month(2026, 10)
Rows = list[dict[str, object]]


class Township:
    """A source of tables from plain rows; what is not given is empty."""

    def __init__(self, **rows: Rows) -> None:
        given = {name: table_of(schemas()[name.removeprefix("gone_")], some) for name, some in rows.items()}
        self.tables = with_latest(given, schemas(), MONTH, "latest_screenings")

    def __call__(self, name: str) -> pa.Table:
        return self.tables[name] if name in self.tables else table_of(table_schema(name, schemas()))


def rule(body: str, rule_id: str = "Z01", duty: str = "assets") -> Rule:
    text = f"""
id = "{rule_id}"
title = "试验"
severity = "doubt"
{body}
[basis]
text = "试验"
grade = "D"
[[example]]
month = "2026-10"
assets = [{{ asset_id = "A1", village = "v01" }}]
flags = ["x"]
silent = ["y"]
"""
    return load_rules({f"rules/{duty}/{rule_id}.toml": text.encode()}, schemas()).rules[0]


def run(rules: list[Rule], town: Township, month: Month = MONTH) -> tuple[Finding, ...]:
    return judge(rules, town, schemas(), month)


VALUE = """
subject = "asset_id"
from = "assets"
when = "original_value > 100"
needs = ["original_value"]
no_missing = "试验"
[say]
what = "{name} 原值 {original_value} 元,使用状况{state},入账 {booked_on}"
do = "核对"
"""


def test_a_finding_carries_everything_a_person_needs() -> None:
    town = Township(
        assets=[{"asset_id": "A1", "village": "v01", "name": "示例路", "original_value": 1000, "state": "idle"}]
    )
    (found,) = run([rule(VALUE)], town)
    assert found.what == "示例路 原值 1000.00 元,使用状况闲置,入账 未填"
    assert (found.subject, found.village, found.duty) == ("A1", "v01", "assets")
    assert (found.severity, found.status, found.audience) == (Severity.DOUBT, "draft", "clerk")
    assert dict(found.evidence) == {"name": "示例路", "original_value": "1000.00", "state": "idle", "booked_on": ""}


def test_unknown_is_missing_never_fine() -> None:
    town = Township(assets=[{"asset_id": "A1", "village": "v01"}, {"asset_id": "A2", "original_value": 1}])
    (found,) = run([rule(VALUE)], town)
    assert (found.subject, found.verdict, found.village) == ("A1", Verdict.MISSING, "v01")
    assert "资产原值" in found.what


def test_a_missing_fact_is_told_once_however_many_rules_want_it() -> None:
    town = Township(assets=[{"asset_id": "A1", "village": "v01"}])
    found = run([rule(VALUE, "Z02"), rule(VALUE, "Z01")], town)
    assert [(one.rule, one.evidence) for one in found] == [("Z01", (("assets.original_value", ""),))]


JOINED = """
subject = "a.asset_id"
from = "assets a join asset_income i on i.asset_id = a.asset_id"
when = "i.received < i.due"
needs = ["i.received"]
no_missing = "试验"
[say]
what = "{i.income_id}"
do = "核对"
"""


@settings(max_examples=12)
@given(st.lists(st.sampled_from([None, Decimal(1), Decimal(9)]), max_size=6))
def test_true_comes_before_unknown_before_false(received: list[Decimal | None]) -> None:
    income: Rows = [
        {"income_id": f"I{number}", "asset_id": "A1", "due": Decimal(5), "received": amount}
        for number, amount in enumerate(received)
    ]
    found = run([JOINED_RULE], Township(assets=[{"asset_id": "A1", "village": "v01"}], asset_income=income))
    expected = Verdict.FOUND if Decimal(1) in received else Verdict.MISSING if None in received else None
    assert [one.verdict for one in found] == ([expected] if expected else [])


JOINED_RULE = rule(JOINED)


def test_order_is_severity_then_rule_then_subject() -> None:
    assets: Rows = [{"asset_id": f"A{number}", "village": "v01", "original_value": 500} for number in (3, 1, 2)]
    loud = rule(VALUE.replace("subject", "subject"), "Z09")
    hard = load_rules(
        {"rules/assets/Z10.toml": _text("Z10").replace('severity = "doubt"', 'severity = "error"').encode()}, schemas()
    ).rules[0]
    found = run([loud, hard], Township(assets=assets))
    assert [(one.rule, one.subject) for one in found] == [
        ("Z10", "A1"), ("Z10", "A2"), ("Z10", "A3"), ("Z09", "A1"), ("Z09", "A2"), ("Z09", "A3"),
    ]  # fmt: skip


def _text(rule_id: str) -> str:
    return f"""
id = "{rule_id}"
title = "试验"
severity = "doubt"
{VALUE}
[basis]
text = "试验"
grade = "D"
[[example]]
month = "2026-10"
flags = ["x"]
silent = ["y"]
"""


def test_the_same_doubt_keeps_its_number_and_a_changed_fact_gets_another() -> None:
    def number(amount: int, month: Month) -> str:
        town = Township(assets=[{"asset_id": "A1", "village": "v01", "original_value": amount}])
        return run([rule(VALUE)], town, month)[0].number

    assert number(500, MONTH) == number(500, MONTH.plus(1))
    assert number(500, MONTH) != number(501, MONTH)


BROKEN = """
subject = "asset_id"
from = "assets"
when = "cast(name as integer) > 1"
no_missing = "试验"
[say]
what = "x"
do = "y"
"""


def test_a_rule_that_cannot_run_is_a_finding_about_itself_and_stops_no_other() -> None:
    secret = "199000000" + "02"
    town = Township(assets=[{"asset_id": "A1", "village": "v01", "name": f"号{secret}", "original_value": 500}])
    found = run([rule(BROKEN, "Z03"), rule(VALUE, "Z04")], town)
    assert [(one.rule, one.verdict) for one in found] == [("Z03", Verdict.BROKEN), ("Z04", Verdict.FOUND)]
    assert found[0].severity is Severity.ERROR
    assert secret not in repr(found[0])


LAW = """
subject = "asset_id"
from = "assets"
when = "original_value > v.limit"
no_missing = "试验"
[say]
what = "超过 {v.limit}"
do = "核对"
[values.limit]
title = "限额"
"2025-01" = 100
"2026-10" = 200
"""


@pytest.mark.parametrize(("month", "flagged"), [("2025-01", 1), ("2026-09", 1), ("2026-10", 0)])
def test_the_value_in_force_in_the_judged_month_counts(month: str, flagged: int) -> None:
    town = Township(assets=[{"asset_id": "A1", "village": "v01", "original_value": 150}])
    assert len(run([rule(LAW)], town, Month.parse(month))) == flagged


def test_before_its_law_a_rule_says_so_once() -> None:
    town = Township(assets=[{"asset_id": f"A{n}", "village": "v01", "original_value": 150} for n in range(5)])
    (found,) = run([rule(LAW)], town, Month(2024, 12))
    assert (found.verdict, found.subject) == (Verdict.MISSING, "Z01")
    assert "限额" in found.what


SERIES = """
subject = "asset_id"
from = '''assets a join v_limit l on l.since <= a.accepted_on
  and not exists (select 1 from v_limit n where n.since > l.since and n.since <= a.accepted_on)'''
when = "a.original_value > l.value"
needs = ["a.original_value"]
village = "a.village"
no_missing = "试验"
[say]
what = "超过当时的限额"
do = "核对"
[values.limit]
"2025-01" = 100
"2026-10" = 200.5
"""


def test_a_value_can_be_taken_on_the_events_own_date() -> None:
    assets: Rows = [
        {"asset_id": "A1", "village": "v01", "original_value": 150, "accepted_on": date(2026, 9, 30)},
        {"asset_id": "A2", "village": "v01", "original_value": 150, "accepted_on": date(2026, 10, 1)},
    ]
    assert [one.subject for one in run([rule(SERIES)], Township(assets=assets))] == ["A1"]


def test_removed_rows_are_a_table_of_their_own() -> None:
    gone: Rows = [
        {"asset_id": "A9", "village": "v02", "name": "示例桥", "asset_class": "operating", "original_value": 5}
    ]
    (found,) = run([shipped().get("A26")], Township(gone_assets=gone))
    assert found.what == "经营性资产“示例桥”(原值 5.00 元)已不在台账,没有处置单"
    assert found.village == "v02"


def test_a_monitored_household_is_flagged_and_its_state_said() -> None:
    households: Rows = [
        {"household_id": "H1", "village": "v01", "member_count": 2, "monitoring": "marginal", "risk_cleared": False},
        {"household_id": "H2", "village": "v01", "member_count": 2, "monitoring": "marginal", "risk_cleared": True},
    ]
    screenings: Rows = [
        {"month": "2026-10", "village": "v01", "household_id": name, "net_income": 100} for name in ("H1", "H2")
    ]
    found = run([shipped().get("S01")], Township(households=households, screenings=screenings))
    assert [one.what.endswith("(已在监测,风险未消除)") for one in found] == [True, False]


def test_lists_and_percent_signs_come_out_as_words() -> None:
    body = VALUE.replace("{name} 原值 {original_value} 元,使用状况{state},入账 {booked_on}", "100% %s {villages}")
    body = body.replace("assets", "task_items").replace("original_value > 100", "true").replace(
        'needs = ["original_value"]', "").replace("asset_id", "item_id")  # fmt: skip
    items: Rows = [{"month": "2026-10", "item_id": "1", "villages": ["v01", "v02"]}]
    (found,) = run([rule(body)], Township(task_items=items))
    assert found.what == "100% %s v01、v02"


SCORES: Rows = [
    {"month": "2026-10", "item_id": "1", "village": "v01", "completion": 100, "quality": Decimal("33.333")},
    {"month": "2026-10", "item_id": "1", "village": "v02", "completion": 50, "quality": 100},
    {"month": "2026-10", "item_id": "1", "village": "v03", "completion": 50},
]
SHEET: Rows = [{"month": "2026-10", "item_id": "1", "task": "甲", "weight": 3}]


def test_a_measure_is_a_fraction_and_a_gap_is_no_score() -> None:
    measures = measure(shipped().of("rank"), Township(task_items=SHEET, scores=SCORES), schemas(), MONTH)
    assert [(one.village, one.score(2)) for one in measures] == [
        ("v01", Decimal("33.33")),
        ("v02", Decimal("50.00")),
        ("v03", None),
    ]
    assert measures[0].numerator == Decimal("9999.9")
    assert measures[0].denominator == Decimal(300)
    assert dict(measures[0].evidence)["items"] == "1"


def test_without_a_task_sheet_nobody_is_measured() -> None:
    assert measure(shipped().of("rank"), Township(scores=SCORES), schemas(), MONTH) == ()


def test_a_draft_measure_never_scores() -> None:
    text = (_measure_text()).replace('status = "active"', 'status = "draft"')
    draft = load_rules({"rules/rank/R00.toml": text.encode()}, schemas())
    assert measure(draft.rules, Township(task_items=SHEET, scores=SCORES), schemas(), MONTH) == ()


def test_a_broken_measure_is_an_error_not_a_low_score() -> None:
    text = _measure_text().replace("sum(d.weight) * 100 as denominator", "cast(d.village as integer) as denominator")
    broken = load_rules({"rules/rank/R00.toml": text.encode()}, schemas())
    with pytest.raises(SqlFailed):
        measure(broken.rules, Township(task_items=SHEET, scores=SCORES), schemas(), MONTH)


def _measure_text() -> str:
    from tests.rules.ledgers import rule_files  # noqa: PLC0415 - only these two tests

    return rule_files()["rules/rank/R00.toml"].decode()


@settings(max_examples=12)
@given(
    st.dictionaries(
        st.sampled_from(["v01", "v02", "v03"]),
        st.tuples(st.decimals(0, 100, places=3), st.decimals(0, 100, places=3)),
        min_size=1,
    )
)
def test_the_ranking_formula_is_the_arithmetic_of_the_work_document(
    marks: Mapping[str, tuple[Decimal, Decimal]],
) -> None:
    items: Rows = [{**SHEET[0], "item_id": "1", "weight": 60}, {**SHEET[0], "item_id": "2", "weight": Decimal("0.5")}]
    scores: Rows = [
        {"month": "2026-10", "item_id": item, "village": village, "completion": pair[0], "quality": pair[1]}
        for village, pair in marks.items()
        for item in ("1", "2")
    ]
    found = measure([shipped().get("R00")], Township(task_items=items, scores=scores), schemas(), MONTH)
    assert {one.village: one.numerator / one.denominator for one in found} == {
        village: Decimal("60.5") * completion * quality / Decimal(6050)
        for village, (completion, quality) in marks.items()
    }
