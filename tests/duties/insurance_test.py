"""Insurance: over the line and not at it, pay-out to the fen by the tiers of the day, one stay is one claim."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.rules.ledgers import rule_files, shipped
from tests.township import ROOT, SmallBooks
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.insurance.matching import over, own_share
from wfx.duties.insurance.papers import notice
from wfx.duties.insurance.tiers import payable, payout, policy_on
from wfx.duties.matter import Hand
from wfx.report.lint import HEALTH
from wfx.values.change import Change
from wfx.values.errors import (
    ActRefused,
    EventDayMissing,
    FieldsMissing,
    NoPolicy,
    NotInBooks,
    RoleMissing,
    SamePerson,
    WfxError,
)
from wfx.values.table import Cell

Row = dict[str, Cell]
TODAY = date(2026, 10, 12)
YUAN = Decimal
POLICY: Row = {
    "policy_id": "B1",
    "name": "防返贫保险",
    "trigger": "illness",
    "from_on": date(2026, 1, 1),
    "until_on": date(2026, 12, 31),
}
TERMS: Row = {"policy_id": "B1", "since": date(2026, 1, 1), "line": YUAN("19000.00")}
TIER: Row = {"policy_id": "B1", "since": date(2026, 1, 1), "tier": 1, "over": YUAN("19000.00"), "rate": YUAN("0.5")}
PERSON: Row = {"person_id": "P1", "household_id": "H1", "village": "v01"}
HOME: Row = {"household_id": "H1", "village": "v01", "head_id": "P9", "group_name": "一组"}
CLAIM: Row = {
    "claim_id": "clm-2026-001",
    "village": "v01",
    "household_id": "H1",
    "person_id": "P1",
    "policy_id": "B1",
    "trigger": "illness",
    "event_on": date(2026, 10, 1),
    "known_on": date(2026, 10, 5),
    "state": "matched",
    "steps": [],
}


def _books(*claims: Row, **more: list[Row]) -> SmallBooks:
    kept = {"policies": [POLICY], "policy_terms": [TERMS], "policy_tiers": [TIER], "persons": [PERSON]}
    return SmallBooks({**kept, "households": [HOME], "claims": list(claims), **more})


def _hand(actor: str = "li-ming", *roles: str, on: date = TODAY) -> Hand:
    return Hand(actor, roles or ("clerk",), on)


def _list(books: SmallBooks, *lines: Row) -> Outcome:
    """Lines of a list whose persons were found."""
    fields = books.table("claims").arrow.schema
    rows = [{"person_id": "P1", "household_id": "H1", "village": "v01", **line} for line in lines]
    names = [name for name in fields.names if any(name in row for row in rows)]
    table = pa.Table.from_pylist(rows, schema=pa.schema([fields.field(name) for name in names]))
    return arrive(books, "claim_list", _hand(), Lot({"claims": table}))


def _after(made: Outcome) -> list[Row]:
    return [dict(change.after or {}) for change in made.changes if isinstance(change, Change)]


SAME_WORDS = ("rules/insurance/BX3.toml", "views/insurance/amounts.toml")
STAY: Row = {"event_on": date(2026, 10, 1), "ended_on": date(2026, 10, 5)}


# the pay-out


def test_seventy_per_cent_above_the_line_without_a_cap() -> None:
    tiers = [(YUAN(5000), None, YUAN("0.70"))]
    assert payout(YUAN(18000), YUAN(5000), tiers) == YUAN("9100.00")


def test_each_tier_pays_its_own_part() -> None:
    tiers = [(YUAN(20000), YUAN(50000), YUAN("0.5")), (YUAN(50000), YUAN(100000), YUAN("0.6"))]
    assert payout(YUAN(83000), YUAN(20000), tiers) == YUAN("34800.00")
    assert payout(YUAN(120000), YUAN(20000), tiers) == YUAN("45000.00")  # nothing above the last tier
    assert payout(YUAN("20000.01"), YUAN(20000), tiers) == YUAN("0.01")  # 0.005, half up, once


def test_a_flat_share_of_the_whole_is_a_tier_from_nothing() -> None:
    assert payout(YUAN(18000), YUAN(10000), [(YUAN(0), None, YUAN("0.5"))]) == YUAN("9000.00")


def test_at_the_line_is_not_over_it() -> None:
    assert payout(YUAN("19000.00"), YUAN("19000.00"), [(YUAN(0), None, YUAN("0.5"))]) == YUAN("0.00")
    assert over({"self_pay": YUAN("19000.00")}, YUAN("19000.00")) is False
    assert over({"self_pay": YUAN("19000.01")}, YUAN("19000.00")) is True


def test_the_tiers_of_the_day_of_the_event_count() -> None:
    since = date(2026, 10, 1)
    later: list[Row] = [TERMS, {**TERMS, "since": since, "line": YUAN("5000.00")}]
    tiers: list[Row] = [TIER, {**TIER, "since": since, "over": YUAN("5000.00"), "rate": YUAN("0.7")}]
    books = _books(policy_terms=later, policy_tiers=tiers)
    claim: Row = {**CLAIM, "self_pay": YUAN("21000.00")}
    assert payable(books, claim) == YUAN("11200.00")
    assert payable(books, {**claim, "event_on": date(2026, 9, 30)}) == YUAN("1000.00")
    assert payable(books, {**claim, "self_pay": None}) is None
    assert payable(books, {**claim, "policy_id": None}) is None


def test_a_cap_leaves_what_was_not_paid_before_to_the_person_and_the_household() -> None:
    capped: list[Row] = [{**TERMS, "cap_person": YUAN("6000.00"), "cap_household": YUAN("7500.00")}]
    paid: Row = {"state": "paid", "paid": YUAN("4000.00"), "paid_on": date(2026, 5, 1)}
    own: Row = {**CLAIM, "claim_id": "clm-2026-002", **paid}
    sibling: Row = {**own, "claim_id": "clm-2026-003", "person_id": "P2", "paid": YUAN("2000.00")}
    claim: Row = {**CLAIM, "self_pay": YUAN("33000.00")}  # the tiers give 7 000
    assert payable(_books(policy_terms=capped), claim) == YUAN("6000.00")
    assert payable(_books(own, policy_terms=capped), claim) == YUAN("2000.00")
    assert payable(_books(own, sibling, policy_terms=capped), claim) == YUAN("1500.00")


def test_rule_view_and_paper_come_to_the_same() -> None:
    steps: list[Row] = [
        TIER,
        {**TIER, "tier": 2, "over": YUAN("30000.00"), "upto": YUAN("60000.00"), "rate": YUAN("0.333333")},
    ]
    tiers: list[Row] = [{**steps[0], "upto": YUAN("30000.00")}, steps[1]]
    claims: list[Row] = [
        {
            **CLAIM,
            "claim_id": f"clm-2026-{at:03}",
            "household_id": f"H{at}",
            "person_id": f"P{at}",
            "self_pay": YUAN(amount),
        }
        for at, amount in enumerate(("19000.00", "19000.01", "29999.99", "30000.01", "45678.91", "90000.00"), 1)
    ]
    books = _books(*claims, policy_tiers=tiers)
    shown = {row[1]: row[-2] for row in view(books, "insurance/amounts", TODAY).rows}
    assert {row["claim_id"]: payable(books, row) for row in claims} == {
        number: shown[number] for number in shown if number
    }


def test_the_recomputation_is_told_in_the_same_words_by_rule_and_view() -> None:
    rule, seen = ((ROOT / path).read_text(encoding="utf-8") for path in SAME_WORDS)
    head = rule.partition("with terms")[2].partition("select c.claim_id as subject")[0]
    assert "before as" in head
    assert head in seen


# whose share


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ({"self_pay": YUAN(21000)}, YUAN(21000)),
        ({"self_pay_before_aid": YUAN(24000), "paid_aid": YUAN(3000)}, YUAN(21000)),
        ({"self_pay_before_aid": YUAN(24000)}, None),
        ({"self_pay_said": YUAN(24000)}, None),
        ({"self_pay_said": YUAN(24000), "paid_aid": YUAN(3000)}, None),
        ({"self_pay_said": YUAN(24000), "paid_aid": YUAN(0)}, YUAN(24000)),
        (
            {"cost_total": YUAN(50000), "paid_basic": YUAN(20000), "paid_major": YUAN(6000), "paid_aid": YUAN(3000)},
            YUAN(21000),
        ),
        ({"cost_total": YUAN(50000), "paid_basic": YUAN(20000), "paid_major": YUAN(6000)}, None),
    ],
)
def test_the_title_says_whether_the_aid_is_taken_off_and_nothing_is_guessed(said: Row, share: Decimal | None) -> None:
    assert own_share(said) == share


@pytest.mark.parametrize(
    ("said", "is_over"),
    [
        ({"self_pay_said": YUAN(19000)}, False),  # with or without the aid it is not over
        ({"self_pay_said": YUAN(24000)}, None),
        ({"self_pay_said": YUAN(24000), "paid_aid": YUAN(3000)}, True),  # over even with the aid taken off
        ({"self_pay_said": YUAN(20000), "paid_aid": YUAN(3000)}, None),
        ({}, None),
    ],
)
def test_a_line_may_be_over_whatever_the_title_means_or_not_be_known(said: Row, *, is_over: bool | None) -> None:
    assert over(said, YUAN(19000)) is is_over


# lists


def test_over_the_line_becomes_a_claim_and_at_it_does_not() -> None:
    made = _list(_books(), {**STAY, "self_pay": YUAN("19000.01")})
    [row] = _after(made)
    assert (row["claim_id"], row["state"], row["policy_id"], row["known_on"]) == (
        "clm-2026-001",
        "matched",
        "B1",
        TODAY,
    )
    assert (row["household_id"], row["village"], row["self_pay"]) == ("H1", "v01", YUAN("19000.01"))
    at_line = _list(_books(), {**STAY, "self_pay": YUAN("19000.00")})
    assert (at_line.changes, at_line.notes) == ((), ("1 条没有过线,没有登记",))


def test_two_lists_with_the_same_stay_are_one_claim() -> None:
    first = _after(_list(_books(), {**STAY, "self_pay": YUAN(30000)}))
    again = _list(
        _books(*first), {**STAY, "self_pay": YUAN(30000)}, {"ended_on": date(2026, 10, 5), "self_pay": YUAN(30000)}
    )
    assert again.changes == ()
    assert again.notes == ("2 条是账上已有的同一次,没有重复登记",)
    other = _list(_books(*first), {"event_on": date(2026, 10, 6), "self_pay": YUAN(30000)})
    assert [row["claim_id"] for row in _after(other)] == ["clm-2026-002"]
    twice = _list(_books(), {**STAY, "self_pay": YUAN(30000)}, {**STAY, "self_pay": YUAN(30000)})
    assert len(twice.changes) == 1


def test_another_figure_for_the_same_stay_is_named_and_left() -> None:
    stood = _after(_list(_books(), {**STAY, "self_pay": YUAN(30000)}))
    made = _list(_books(*stood), {**STAY, "self_pay": YUAN(31000), "cost_total": YUAN(80000)})
    [row] = _after(made)
    assert (row["self_pay"], row["cost_total"]) == (YUAN(30000), YUAN(80000))
    assert made.notes[-1] == "金额与账上不同,没有改:clm-2026-001"


def test_a_share_nobody_explains_stays_blank_is_asked_once_and_mended_by_the_title() -> None:
    made = _list(_books(), {**STAY, "self_pay_said": YUAN(30000)})
    [row] = _after(made)
    assert row.get("self_pay") is None
    assert "先空着" in made.notes[0]
    again = _list(_books(row), {**STAY, "self_pay_said": YUAN(30000)})
    assert (again.changes, ["先空着" in note for note in again.notes]) == ((), [False])
    mended = _list(_books(row), {**STAY, "self_pay": YUAN(28000)})
    assert [each["self_pay"] for each in _after(mended)] == [YUAN(28000)]


def test_a_line_without_a_day_or_a_policy_is_refused_and_one_outside_every_period_is_told() -> None:
    lines: list[tuple[Row, type[WfxError]]] = [
        ({"self_pay": YUAN(30000)}, EventDayMissing),
        ({**STAY, "trigger": "job"}, NoPolicy),
    ]
    for line, kind in lines:
        made = _list(_books(), line)
        assert ([wrong.kind for wrong in made.wrong], made.changes) == ([kind], ())
    outside = _list(_books(), {"event_on": date(2027, 1, 1), "self_pay": YUAN(30000)})
    assert outside.changes == ()
    assert outside.notes[0].startswith("1 条出险那天没有")
    last = _list(_books(), {"event_on": date(2026, 12, 31), "self_pay": YUAN(30000)})
    assert len(last.changes) == 1
    assert policy_on(_books(policies=[POLICY, {**POLICY, "policy_id": "B2"}]), "illness", TODAY) == ""


# from the report to the money


def test_who_is_on_the_list_is_reported_under_that_claim_and_anybody_else_is_a_new_one() -> None:
    books = _books(CLAIM)
    told: Row = {"reported_by": "网格员"}
    by_number = _after(play(books, "insurance notify", _hand(), number="001", given=told))
    assert (by_number[0]["state"], by_number[0]["reported_on"]) == ("reported", TODAY)
    event: Row = {**told, "person_id": "P1", "trigger": "illness", "event_on": date(2026, 10, 1)}
    [same] = _after(play(books, "insurance notify", _hand(), given=event))
    assert (same["claim_id"], same["state"]) == ("clm-2026-001", "reported")
    [new] = _after(play(books, "insurance notify", _hand(), given={**event, "event_on": date(2026, 10, 7)}))
    assert (new["claim_id"], new["state"], new["policy_id"], new["village"]) == (
        "clm-2026-002",
        "reported",
        "B1",
        "v01",
    )
    wrong: list[tuple[Row, type[WfxError]]] = [
        ({**told, "person_id": "P1"}, FieldsMissing),
        ({**event, "person_id": "P8"}, NotInBooks),
        ({**event, "trigger": "job"}, NoPolicy),
    ]
    for given, kind in wrong:
        with pytest.raises(kind):
            play(books, "insurance notify", _hand(), given=given)


def _through(upto: str) -> Row:
    """A claim that has gone its way up to this act."""
    row: Row = {**CLAIM, "self_pay": YUAN("21000.00")}
    way: list[tuple[str, Row]] = [
        ("notify", {"reported_by": "网格员"}),
        ("survey", {"surveyors": ["li-ming", "承保查勘员"], "finding": "单据齐全"}),
        ("deliberate", {"agreed": True}),
        ("publicize", {}),
    ]
    for verb, given in way:
        [row] = _after(play(_books(row), f"insurance {verb}", _hand(), number="clm-2026-001", given=given))
        if verb == upto:
            break
    return row


def test_a_review_is_another_persons_and_comes_after_the_notice() -> None:
    posted = _through("publicize")
    removed: Row = {"removed_on": TODAY}
    review: dict[str, Any] = {"number": "clm-2026-001", "given": removed}
    with pytest.raises(ActRefused):
        play(_books(_through("survey")), "insurance review", _hand("wang-fang", "chief"), **review)
    with pytest.raises(RoleMissing):
        play(_books(posted), "insurance review", _hand("zhang-san", "clerk"), **review)
    with pytest.raises(SamePerson):
        play(_books(posted), "insurance review", _hand("li-ming", "chief"), **review)
    with pytest.raises(FieldsMissing):  # nobody reviews what nobody knows
        play(_books({**posted, "self_pay": None}), "insurance review", _hand("wang-fang", "chief"), **review)
    [row] = _after(play(_books(posted), "insurance review", _hand("wang-fang", "chief"), **review))
    assert (row["state"], row["reviewed_on"]) == ("reviewed", TODAY)


def test_what_the_insurer_has_done_is_a_fact_whatever_came_before() -> None:
    [paid] = _after(play(_books(CLAIM), "insurance paid", _hand(), number="001", given={"paid": YUAN("1000.00")}))
    assert (paid["state"], paid["paid_on"]) == ("paid", TODAY)
    [refused] = _after(play(_books(CLAIM), "insurance refused", _hand(), number="001", given={"refused": "income"}))
    assert (refused["state"], refused["refused_on"]) == ("refused", TODAY)
    [again] = _after(play(_books(refused), "insurance reopen", _hand(), number="001", note="补齐结算单"))
    assert (again["state"], again["refused"]) == ("reported", None)
    [closed] = _after(play(_books(paid), "insurance close", _hand(), number="001"))
    assert closed["state"] == "closed"


def test_the_notice_tells_household_product_and_amount_and_no_state_of_health() -> None:
    posted = _through("publicize")
    call = Call(_books(posted), duty("insurance").verbs["publicize"], _hand(), TODAY, "clm-2026-001")
    paper = notice(_books(posted), call, "clm-2026-001")
    [line] = paper.sheets["claims"].rows
    assert line[1] == "李斌庄一组"
    assert line[3:] == ("防返贫保险", "1000.00")
    assert not HEALTH.search(str((paper.facts, line)))


def test_the_rules_of_the_reference_are_all_there_and_only_the_double_claim_guards() -> None:
    ours = [path for path in rule_files() if path.startswith("rules/insurance/")]
    names = [path.rpartition("/")[2].removesuffix(".toml") for path in ours]
    assert names == [f"BX{number}" for number in range(1, 8)]
    assert [name for name in names if shipped().get(name).guards] == ["BX4"]
