"""One engine for every matter that lives: cases, claims, rectifications, petitions, disposals.

States and actions are data in the schema (docs/spec/lifecycle.md). An act still to be done is refused with a coded
error when it is out of order; a fact that has happened goes through and its departures come back as words for
findings (principle 1 of the design). Who calls it for a matter of the books is ``wfx/duties/matter.py`` alone.
"""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from wfx.values.errors import (
    ActRefused,
    FieldsMissing,
    OtherMatterMissing,
    ReasonMissing,
    RoleMissing,
    SamePerson,
    WfxError,
)
from wfx.values.matter.workdays import Workdays

OPENING = "期初"
RECEIVED = "来件"  # came with a state of its own, recorded as it stands: a fact, and no opening of the books
NATURAL = "自然日"

Record = Mapping[str, object]  # a matter's own fields
Where = Mapping[str, tuple[str, ...]]  # field → the values a matter has for which something holds
_ALL: Final[Where] = MappingProxyType({})
_BLANK: Final[Record] = MappingProxyType({})


def fits(where: Where, row: Record) -> bool:
    """Whether a matter is one of those; an empty text among the values is a blank field."""
    return all(("" if row.get(name) is None else str(row[name])) in values for name, values in where.items())


@dataclass(frozen=True)
class Clock:
    """How long an action may take: so many days from another action, or from a day the record holds.

    ``pause`` names states that stop it. ``field``: a day of the record that, where it is filled, is the due day;
    ``plus``: a number of days of the record that are added; ``done``: a day of the record that says it was done even
    without a step. ``until``: other actions that end it. ``colours``: whether it colours the matter. ``where``: of
    which matters it runs. ``whole``: it is of the whole way up to its action: who is to take the next step holds it.
    """

    since: str
    days: int
    unit: str = NATURAL
    pause: tuple[str, ...] = ()
    field: str = ""
    plus: str = ""
    done: str = ""
    until: tuple[str, ...] = ()
    colours: bool = True
    whole: bool = False
    where: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """One thing that may be done to a matter, and what it stands on.

    ``fact``: it happens elsewhere; whenever it comes it is recorded, whatever state the matter is in.
    ``gate``: it waits for sign-offs on the entries that made the matter what it is, and on those that made its rows
    in the ledgers of ``stands_on``. ``where``: of which matters it may be done. ``holder``: who is to do it, a field
    of the record or a word. ``reason``: it needs a reason. ``before``: another action after whose due day it is
    refused. Without a ``target`` the matter stays in the state it is in. Of several ``clocks`` the first that runs for
    the matter counts.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    needs: Mapping[str, str] | None = None
    clocks: tuple[Clock, ...] = ()
    gate: str = ""
    stands_on: tuple[str, ...] = ()
    where: Where = dataclasses.field(default_factory=dict)
    holder: str = ""
    reason: bool = False
    before: str = ""
    fact: bool = False

    @property
    def again(self) -> bool:
        """Whether it leaves the matter where it may be done once more."""
        return not self.target or self.target in self.sources

    def clock(self, row: Record = _BLANK) -> Clock | None:
        """The clock that runs for such a matter, or ``None``."""
        return next((clock for clock in self.clocks if fits(clock.where, row)), None)


@dataclass(frozen=True)
class Step:
    """One step a matter took: which action, on what day, by whom, on what paper."""

    action: str
    on: date
    by: str
    note: str = ""


@dataclass(frozen=True)
class Ground:
    """What an act stands on beside its matter's steps.

    ``roles``: what the person doing it may do; ``given``: the fields that are filled; ``others``: the state each other
    dossier the matter stands on is in, by ledger; ``opened``: the day the matter was opened; ``row``: its record with
    the act's fields; ``workdays``: the calendar of its clocks; ``titles``: what its fields are called.
    """

    roles: Collection[str] = ()
    given: Collection[str] = ()
    others: Mapping[str, str] = dataclasses.field(default_factory=dict)
    opened: date | None = None
    row: Record = dataclasses.field(default_factory=dict)
    workdays: Workdays | None = None
    titles: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Lifecycle:
    """States (code → Chinese title), where a new matter starts, and the actions between them.

    ``opened`` is the field that holds the day a matter began.
    """

    start: str
    states: Mapping[str, str]
    actions: tuple[Action, ...]
    opened: str = "opened_on"

    def action(self, name: str) -> Action:
        """The action of that name or title. Errors: ``ActRefused``."""
        for action in self.actions:
            if name in (action.name, action.title):
                return action
        raise ActRefused("action", shown="没有这个步骤", act=name)

    @cached_property
    def final(self) -> frozenset[str]:
        """The states in which a matter is done: no action leads on from them, at the most back."""
        order = list(self.states)
        going = {
            source
            for action in self.actions
            for source in action.sources
            if action.target and order.index(action.target) >= order.index(source)
        }
        return frozenset(set(order) - going)

    def known(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps that lead anywhere: an opening step of another name than an action's does not."""
        names = {OPENING, RECEIVED, *(action.name for action in self.actions)}
        return tuple(step for step in steps if step.action in names)

    def state(self, steps: Iterable[Step]) -> str:
        """Where the steps lead, taken as they happened: the last one's target, else the start."""
        return next(reversed(self.states_after(steps)), self.start)

    def states_after(self, steps: Iterable[Step]) -> list[str]:
        """The state after each step; one whose action has no target leaves it as it was."""
        found: list[str] = []
        for step in steps:
            opening = step.action in (OPENING, RECEIVED)
            target = step.note.partition(":")[0] if opening else self.action(step.action).target
            found.append(target or (found[-1] if found else self.start))
        return found

    def next_action(self, state: str, row: Record = _BLANK) -> Action | None:
        """The first action that leads such a matter on from this state, or ``None`` where nothing does."""
        order = list(self.states)
        onward = order[order.index(state) + 1 :]
        offered = (each for each in self.actions if state in each.sources and fits(each.where, row))
        return next((each for each in offered if each.target in onward), None)

    def open_actions(self, steps: Iterable[Step], row: Record = _BLANK) -> tuple[Action, ...]:
        """What may be done next with such a matter, in the order the schema lists it."""
        state = self.state(steps)
        return tuple(action for action in self.actions if state in action.sources and fits(action.where, row))

    def departures(self, steps: tuple[Step, ...], step: Step, ground: Ground) -> tuple[WfxError, ...]:
        """Every way in which this step is out of order; empty when it is in order."""
        action = self.action(step.action)
        state = self.state(steps)
        found: list[WfxError] = []
        if state not in action.sources or not fits(action.where, ground.row):
            found.append(ActRefused(action.name, shown=self.states.get(state, state), act=action.title))
        earliest = [day for day in (ground.opened, *(done.on for done in steps[-1:])) if day is not None]
        if any(step.on < day for day in earliest):
            found.append(ActRefused(action.name, shown=str(step.on), act=action.title))
        last = self.due(steps, action.before, ground.workdays, ground.row) if action.before else None
        if last is not None and step.on > last:
            found.append(ActRefused(action.name, shown=f"{step.on},时限 {last} 已过", act=action.title))
        if action.roles and not set(action.roles) & set(ground.roles):
            found.append(RoleMissing(action.name, act=action.title, roles="、".join(action.roles)))
        earlier = [done.action for done in steps if done.action in action.not_by and done.by == step.by]
        if earlier:
            found.append(SamePerson(action.name, act=action.title, earlier=self.action(earlier[0]).title))
        missing = [ground.titles.get(name, name) for name in action.requires if name not in ground.given]
        if missing:
            found.append(FieldsMissing(action.name, act=action.title, fields="、".join(missing)))
        if action.reason and not step.note.strip():
            found.append(ReasonMissing("reason", shown=action.title))
        found.extend(
            OtherMatterMissing(action.name, act=action.title, ledger=ledger, state=needed)
            for ledger, needed in (action.needs or {}).items()
            if ground.others.get(ledger) != needed
        )
        return tuple(found)

    def act(self, steps: tuple[Step, ...], step: Step, ground: Ground) -> tuple[Step, ...]:
        """The steps with this one added; refused with the first departure when the act is out of order.

        A fact is refused only where it says too little.
        """
        departures: Iterable[WfxError] = self.departures(steps, step, ground)
        if self.action(step.action).fact:
            departures = [each for each in departures if each.code in (FieldsMissing.code, ReasonMissing.code)]
        for departure in departures:
            raise departure
        return (*steps, step)

    def due(
        self, steps: Sequence[Step], action_name: str, workdays: Workdays | None = None, row: Record = _BLANK
    ) -> date | None:
        """When this action is due, or ``None`` while its clock has not started or runs for other matters only.

        Natural days count every day; with ``unit = "工作日"`` the caller gives the calendar to count by, whose
        ``shown`` says where a day is 暂定; without one no day is known. Time spent in a paused state moves the day back
        by as much.
        """
        clock = self.action(action_name).clock(row)
        if clock is None:
            return None
        agreed = row.get(clock.field)
        if isinstance(agreed, date):
            return agreed
        since = self.since(steps, clock, row)
        if since is None:
            return None
        more = row.get(clock.plus)
        days, paused = clock.days + (more if isinstance(more, int) else 0), self._paused(steps, clock.pause, since)
        if clock.unit == NATURAL:
            return since + timedelta(days=days) + paused
        return workdays.after(since + paused, days) if workdays else None

    def since(self, steps: Sequence[Step], clock: Clock, row: Record = _BLANK) -> date | None:
        """The day a clock started from, or ``None`` while it has not."""
        starts = [step.on for step in steps if step.action == clock.since]
        said = row.get(clock.since)
        return starts[-1] if starts else said if isinstance(said, date) else None

    def done_on(self, steps: Sequence[Step], action: Action, row: Record = _BLANK) -> date | None:
        """The day an action with a clock was done, or ``None`` when it is to be done (again)."""
        clock = action.clock(row)
        if clock is not None and clock.done:
            said = row.get(clock.done)
            return said if isinstance(said, date) else None
        at = max((place for place, step in enumerate(steps) if step.action == action.name), default=None)
        if at is None or any(state in action.sources for state in self.states_after(steps)[at + 1 :]):
            return None
        return steps[at].on

    def _paused(self, steps: Sequence[Step], pause: tuple[str, ...], since: date) -> timedelta:
        total = timedelta()
        for state, (earlier, later) in zip(self.states_after(steps), pairwise(steps), strict=False):
            if earlier.on >= since and state in pause:
                total += later.on - earlier.on
        return total
