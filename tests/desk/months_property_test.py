"""Random lives of a small township: reports, blanks, settlements, moves, month rolls, seals, in any order.

After every act two things must hold: what a sealed month says never changes, and a household at risk stands in the
month's lists until what was reported is reported otherwise, its clue is settled, or it is gone from the books.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.errors.township import Place
from tests.months import Clock, Months, october
from wfx.cli.console import session
from wfx.values.month import Month

__all__ = ["october"]

HOMES = {"H001": "李斌庄", "H002": "何庄"}
HEAD = "户编号,村,排查方式,近12个月家庭纯收入,饮水是否安全,突发情况"
LINE, WATER, EVENT = "S01", "S10", "S06"
LISTS = (("screen", "status"), ("screen", "gaps"), ("check", "排查"), ("list", "screen/progress"))


@dataclass
class Life:
    """The township beside what a careful clerk would know of it."""

    months: Months
    number: int = 0
    told: dict[tuple[str, str], list[tuple[Month, str]]] = field(default_factory=dict)  # household, fact → reports
    settled: dict[str, Month] = field(default_factory=dict)  # household → the month in which its event's clue was made
    settled_on: dict[str, date] = field(default_factory=dict)
    gone: dict[str, date] = field(default_factory=dict)
    sealed: dict[Month, dict[tuple[str, ...], list[dict[str, Any]]]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.months.clock.moment.date()

    @property
    def month(self) -> Month:
        return Month.of(self.today)

    def report(self, home: str, facts: tuple[str, str, str]) -> None:
        """One line of a village's list for this month; what is left blank is no change."""
        if home in self.gone:
            return
        self.number += 1
        self.months.screened(str(self.month), f"{home},{HOMES[home]},入户,{','.join(facts)}", head=HEAD)
        for name, text in zip(("income", "water", "event"), facts, strict=True):
            if text:
                self.told.setdefault((home, name), []).append((self.month, text))

    def settle(self, home: str) -> None:
        """The clue of the household's event, made if there is one, gets its answer."""
        if self.month in self.sealed:
            return
        self.months.done("screen", "run", "--month", str(self.month))
        rows = self.months.rows("list", "clues")
        mine = [row for row in rows if (row["rule"], row["household_id"], row["state"]) == (EVENT, home, "待研判")]
        for row in mine:
            self.months.done("screen", "settle", row["clue_id"], "先行帮扶", "--because", "已送临时救助")
            self.settled[home], self.settled_on[home] = Month.parse(row["month"]), self.today

    def leave(self, home: str) -> None:
        if home not in self.gone:
            self.months.done("households", "move", home, "--to", "外乡", "--because", "进城")
            self.gone[home] = self.today

    def roll(self) -> None:
        """On to the next month; the one before the last is sealed."""
        following = self.month.plus(1)
        self.months.on(f"{following}-06")
        over = self.month.plus(-1)
        if over not in self.sealed:
            self.months.done("audit", "seal", "--month", str(over), "--because", "本月不排序")
            self.sealed[over] = self.shown(over)

    def shown(self, month: Month) -> dict[tuple[str, ...], list[dict[str, Any]]]:
        return {words: self.months.rows(*words, "--month", str(month)) for words in LISTS}

    def known(self, home: str, name: str) -> tuple[Month, str] | None:
        """The newest report of a fact."""
        told = self.told.get((home, name))
        return told[-1] if told else None

    def at_risk(self) -> set[tuple[str, str]]:
        found = set()
        for home in HOMES.keys() - self.gone.keys():
            income, water, event = (self.known(home, name) for name in ("income", "water", "event"))
            found |= {(LINE, home)} if income and float(income[1]) < 8300 else set()
            found |= {(WATER, home)} if water and water[1] == "否" else set()
            if event and event[1] != "无" and (event[0] == self.month or not self._answered(home, event[0])):
                found.add((EVENT, home))
        return found

    def _answered(self, home: str, told_in: Month) -> bool:
        return home in self.settled and self.settled[home] >= told_in

    def holds(self) -> None:
        assert self.months.found(str(self.month), LINE, WATER, EVENT) == self.at_risk()

    def stays(self) -> None:
        for month, before in self.sealed.items():
            assert self.shown(month) == before, month


homes = st.sampled_from(sorted(HOMES))
facts = st.tuples(
    st.sampled_from(["", "7400", "8300"]), st.sampled_from(["", "是", "否"]), st.sampled_from(["", "无", "意外事故"])
)
acts = st.one_of(
    st.tuples(homes, facts).map(lambda told: lambda life: life.report(*told)),
    homes.map(lambda home: lambda life: life.settle(home)),
    homes.map(lambda home: lambda life: life.leave(home)),
    st.just(lambda life: life.roll()),
    st.just(lambda life: life.roll()),
)
Acts = list[Callable[[Life], None]]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(acts, min_size=4, max_size=9))
def test_a_sealed_month_stays_and_a_risk_leaves_only_by_a_reason(
    october: tuple[Place, datetime], tmp_path_factory: pytest.TempPathFactory, life: Acts
) -> None:
    place, moment = october
    folder: Path = tmp_path_factory.mktemp("life") / "township"
    with pytest.MonkeyPatch.context() as patch:
        copied, clock = place.copy(folder), Clock(moment)
        patch.setattr(session, "now", clock.now)
        for name, value in copied.environment.items():
            patch.setenv(name, value)
        lived = Life(Months(copied, clock))
        for act in life:
            act(lived)
            lived.holds()
        lived.stays()
