"""One engine for every matter that lives: cases, claims, rectifications, petitions, disposals.

States and actions are data in the schema (docs/spec/lifecycle.md). An act still to be done is refused with a coded
error when it is out of order; a fact that has happened goes through and its departures come back as words for
findings (principle 1 of the design).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from wfx.values.errors import ActRefused, FieldsMissing, OtherMatterMissing, RoleMissing, SamePerson, WfxError
from wfx.values.workdays import Workdays

OPENING = "期初"
RECEIVED = "来件"  # came with a state of its own, recorded as it stands: a fact, and no opening of the books


@dataclass(frozen=True)
class Clock:
    """How long an action may take: so many days from another action; ``pause`` names states that stop it."""

    since: str
    days: int
    unit: str = "自然日"
    pause: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """One thing that may be done to a matter, and what it stands on.

    ``gate``: it waits for sign-offs on the entries that made the matter what it is, and on those that made its rows
    in the ledgers of ``stands_on``.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    needs: Mapping[str, str] | None = None
    clock: Clock | None = None
    gate: str = ""
    stands_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step a matter took: which action, on what day, by whom, on what paper."""

    action: str
    on: date
    by: str
    note: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """States (code → Chinese title), where a new matter starts, and the actions between them."""

    start: str
    states: Mapping[str, str]
    actions: tuple[Action, ...]

    def action(self, name: str) -> Action:
        """The action of that name or title. Errors: ``ActRefused``."""
        for action in self.actions:
            if name in (action.name, action.title):
                return action
        raise ActRefused("action", shown=name)

    def state(self, steps: Iterable[Step]) -> str:
        """Where the steps lead, taken as they happened: the last one's target, else the start."""
        state = self.start
        for step in steps:
            state = (
                step.note.partition(":")[0] if step.action in (OPENING, RECEIVED) else self.action(step.action).target
            )
        return state

    def open_actions(self, steps: Iterable[Step]) -> tuple[Action, ...]:
        """What may be done next, in the order the schema lists it."""
        state = self.state(steps)
        return tuple(action for action in self.actions if state in action.sources)

    def departures(
        self,
        steps: tuple[Step, ...],
        step: Step,
        *,
        roles: Collection[str],
        given: Collection[str] = (),
        others: Mapping[str, str] | None = None,
    ) -> tuple[WfxError, ...]:
        """Every way in which this step is out of order; empty when it is in order.

        ``roles``: what the person doing it may do; ``given``: the fields that are filled; ``others``: the state each
        other dossier the matter stands on is in, by ledger.
        """
        action = self.action(step.action)
        state = self.state(steps)
        found: list[WfxError] = []
        if state not in action.sources:
            found.append(ActRefused(action.name, shown=self.states.get(state, state), act=action.title))
        if steps and step.on < steps[-1].on:
            found.append(ActRefused(action.name, shown=str(step.on), act=action.title))
        if action.roles and not set(action.roles) & set(roles):
            found.append(RoleMissing(action.name, act=action.title, roles="、".join(action.roles)))
        earlier = [done.action for done in steps if done.action in action.not_by and done.by == step.by]
        if earlier:
            found.append(SamePerson(action.name, act=action.title, earlier=self.action(earlier[0]).title))
        missing = [name for name in action.requires if name not in given]
        if missing:
            found.append(FieldsMissing(action.name, act=action.title, fields="、".join(missing)))
        standing = others or {}
        found.extend(
            OtherMatterMissing(action.name, act=action.title, ledger=ledger, state=needed)
            for ledger, needed in (action.needs or {}).items()
            if standing.get(ledger) != needed
        )
        return tuple(found)

    def act(
        self,
        steps: tuple[Step, ...],
        step: Step,
        *,
        roles: Collection[str],
        given: Collection[str] = (),
        others: Mapping[str, str] | None = None,
    ) -> tuple[Step, ...]:
        """The steps with this one added; refused with the first departure when the act is out of order."""
        departures = self.departures(steps, step, roles=roles, given=given, others=others)
        if departures:
            raise departures[0]
        return (*steps, step)

    def due(self, steps: tuple[Step, ...], action_name: str, workdays: Workdays | None = None) -> date | None:
        """When this action is due, or ``None`` while its clock has not started.

        Natural days count every day; with ``unit = "工作日"`` the caller gives the calendar to count by, whose
        ``shown`` says where a day is 暂定; without one no day is known. Time spent in a paused state moves the day back
        by as much.
        """
        action = self.action(action_name)
        clock = action.clock
        starts = [step.on for step in steps if clock is not None and step.action == clock.since]
        if clock is None or not starts:
            return None
        paused = self._paused(steps, clock.pause, starts[-1])
        if clock.unit == "自然日":
            return starts[-1] + timedelta(days=clock.days) + paused
        return workdays.after(starts[-1] + paused, clock.days) if workdays else None

    def _paused(self, steps: tuple[Step, ...], pause: tuple[str, ...], since: date) -> timedelta:
        total = timedelta()
        for earlier, later in pairwise(steps):
            if earlier.on >= since and self.state((earlier,)) in pause:
                total += later.on - earlier.on
        return total
