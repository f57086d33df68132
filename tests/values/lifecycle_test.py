"""The lifecycle engine: acts in order, by the right hands; facts go through with their departures named."""

from datetime import date, timedelta

import pytest

from wfx.values.errors import ActRefused, FieldsMissing, OtherMatterMissing, RoleMissing, SamePerson
from wfx.values.matter.lifecycle import OPENING, Action, Clock, Ground, Lifecycle, Step
from wfx.values.matter.workdays import Workdays

RECTIFY = Lifecycle(
    "open",
    {"open": "待整改", "submitted": "已申请销号", "closed": "已销号"},
    (
        Action("submit", "申请销号", ("open",), "submitted", requires=("evidence",)),
        Action("return", "退回", ("submitted",), "open", roles=("supervisor",)),
        Action(
            "close",
            "销号",
            ("submitted",),
            "closed",
            roles=("supervisor",),
            not_by=("submit",),
            needs={"documents": "approved"},
            clocks=(Clock("submit", 5, pause=("open",)),),
        ),
    ),
)
DAY = date(2026, 10, 12)
SUBMITTED = (Step("submit", DAY, "li-ming"),)


def test_a_fact_is_recorded_from_any_state_and_of_any_day_unless_it_says_too_little() -> None:
    decided = Action("decide", "县定", ("submitted",), "closed", roles=("nobody",), requires=("paper",), fact=True)
    life = Lifecycle("open", RECTIFY.states, (*RECTIFY.actions, decided))
    early = Step("decide", DAY - timedelta(9), "li-ming")
    ground = Ground((), ("paper",), opened=DAY)
    assert [each.code for each in life.departures((), early, ground)] == ["E502", "E502", "E503"]
    assert life.state(life.act((), early, ground)) == "closed"
    with pytest.raises(FieldsMissing):
        life.act((), early, Ground())


def test_a_matter_goes_its_way() -> None:
    steps = RECTIFY.act((), Step("submit", DAY, "li-ming"), Ground(roles=(), given=("evidence",)))
    assert RECTIFY.state(steps) == "submitted"
    assert [action.name for action in RECTIFY.open_actions(steps)] == ["return", "close"]
    closing = Step("close", DAY, "zhao-ke")
    done = RECTIFY.act(steps, closing, Ground(roles=("supervisor",), others={"documents": "approved"}))
    assert RECTIFY.state(done) == "closed"


@pytest.mark.parametrize(
    ("steps", "step", "roles", "kind"),
    [
        ((), Step("close", DAY, "zhao-ke"), ("supervisor",), ActRefused),
        (SUBMITTED, Step("return", DAY - timedelta(1), "zhao-ke"), ("supervisor",), ActRefused),
        (SUBMITTED, Step("return", DAY, "zhao-ke"), ("clerk",), RoleMissing),
        (SUBMITTED, Step("close", DAY, "li-ming"), ("supervisor",), SamePerson),
        (SUBMITTED, Step("close", DAY, "zhao-ke"), ("supervisor",), OtherMatterMissing),
        ((), Step("submit", DAY, "li-ming"), (), FieldsMissing),
        ((), Step("fly", DAY, "li-ming"), (), ActRefused),
    ],
)
def test_an_act_out_of_order_is_refused(
    steps: tuple[Step, ...], step: Step, roles: tuple[str, ...], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        RECTIFY.act(steps, step, Ground(roles=roles))


def test_a_fact_goes_through_with_its_departures() -> None:
    departures = RECTIFY.departures((), Step("close", DAY, "li-ming"), Ground(roles=()))
    assert [type(found) for found in departures] == [ActRefused, RoleMissing, OtherMatterMissing]
    assert RECTIFY.state((Step("close", DAY, "li-ming"),)) == "closed"


def test_an_opening_entry_may_start_anywhere() -> None:
    assert RECTIFY.state((Step(OPENING, DAY, "li-ming", "submitted:2022 年旧账"),)) == "submitted"


def test_clocks_count_natural_days_and_stop_while_paused() -> None:
    assert RECTIFY.due((), "close") is None
    assert RECTIFY.due(SUBMITTED, "close") == DAY + timedelta(5)
    back = (*SUBMITTED, Step("return", DAY + timedelta(1), "zhao-ke"), Step("submit", DAY + timedelta(4), "li-ming"))
    assert RECTIFY.due(back, "close") == DAY + timedelta(9)


def test_a_clock_runs_over_an_opening_step_of_the_same_day() -> None:
    opened = (Step(OPENING, DAY, "li-ming", "open:期初登记"), Step("submit", DAY, "li-ming"))
    assert RECTIFY.due(opened, "close") == DAY + timedelta(5)


def test_working_days_are_counted_from_the_calendar_given() -> None:
    clock = Clock("submit", 3, unit="工作日")
    life = Lifecycle(
        "open",
        {"open": "开"},
        (Action("submit", "交", ("open",), "open"), Action("end", "完", ("open",), "open", clocks=(clock,))),
    )
    free = [DAY + timedelta(days) for days in range(1, 8) if days not in (1, 2, 5, 6)]
    week = Workdays(frozenset(free), frozenset({DAY + timedelta(days) for days in (1, 2, 5, 6)}))
    assert life.due(SUBMITTED, "end", week) == DAY + timedelta(5)
    assert life.due(SUBMITTED, "end") is None


def test_an_act_without_a_target_leaves_the_matter_where_it_is() -> None:
    tell = Action("tell", "告知", ("open", "submitted"), "")
    life = Lifecycle("open", RECTIFY.states, (*RECTIFY.actions, tell))
    told = (Step("tell", DAY, "li-ming"), *SUBMITTED, Step("tell", DAY, "li-ming"))
    assert [life.state(told[:count]) for count in range(4)] == ["open", "open", "submitted", "submitted"]
    assert life.final == RECTIFY.final
    assert life.done_on(told, life.action("submit")) == DAY
    paused = (*SUBMITTED, Step("return", DAY + timedelta(1), "zhao-ke"), Step("tell", DAY + timedelta(3), "li-ming"))
    assert life.due((*paused, Step("submit", DAY + timedelta(4), "li-ming")), "close") == DAY + timedelta(9)


def test_of_several_clocks_the_first_that_fits_the_matter_runs() -> None:
    quick, slow = Clock("submit", 3, where={"channel": ("hotline",)}), Clock("submit", 60, where={"way": ("law", "")})
    life = Lifecycle(
        "open",
        {"open": "开", "submitted": "交"},
        (RECTIFY.actions[0], Action("end", "完", ("submitted",), "open", clocks=(quick, slow))),
    )
    days = [life.due(SUBMITTED, "end", row=row) for row in ({"channel": "hotline"}, {"way": "law"}, {}, {"way": "x"})]
    assert days == [DAY + timedelta(3), DAY + timedelta(60), DAY + timedelta(60), None]
