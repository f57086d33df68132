"""Every matter of the books takes its steps here, whatever its duty: opened, found, moved on, its clocks read.

The life-cycle in the schema says what may be done, by whom and by when (docs/spec/lifecycle.md); this is its only
caller. A matter's due day, its colour and who holds the clock come from here and from nowhere else.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NoSuchLedger, NotInBooks
from wfx.values.matter.lifecycle import NATURAL, RECEIVED, Action, Ground, Lifecycle, Step, fits
from wfx.values.matter.steps import step_rows, steps_of
from wfx.values.matter.workdays import Workdays
from wfx.values.month import Month
from wfx.values.schema import Kind, Schema
from wfx.values.table import Cell, Row

ADMIN = "admin"
RED, YELLOW, BLUE = COLOURS = ("红", "黄", "蓝")  # overdue; going on; done


@dataclass(frozen=True)
class Hand:
    """Who takes a step, with which roles, on what day, and by which calendar days are counted.

    ``office``: officer → roles, of all who have a key; without it nobody stands in for anybody.
    """

    actor: str
    roles: Collection[str]
    on: date
    workdays: Workdays | None = None
    office: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """One act on a matter: what it fills in (blank cells left out), by whose hand, why, what it writes by itself.

    ``sets``: field → ``today`` (the day of the act), ``actor``, ``+1``, blank (nothing is left), or a value.
    """

    action: str
    given: Mapping[str, Cell]
    hand: Hand
    note: str = ""
    sets: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ticking:
    """One clock of a matter: which action it is of, when that is due, who holds it, when it was done.

    A clock of the whole way is told by the next step on it.
    """

    action: str
    title: str
    due: date
    shown: str
    holder: str
    done_on: date | None
    late: bool
    colours: bool


@dataclass(frozen=True)
class Standing:
    """How a matter stands on a day: its colour; of the clock that runs out first the day, the act and the holder."""

    colour: str
    due: date | None = None
    shown: str = ""
    action: str = ""
    title: str = ""
    holder: str = ""

    def days_left(self, day: date) -> int | None:
        """Days to the due day, negative when it is over."""
        return None if self.due is None else (self.due - day).days


def life(schema: Schema) -> Lifecycle:
    """The life-cycle of a ledger's matters. Errors: ``NoSuchLedger`` for a ledger of an older form that has none."""
    if schema.lifecycle is None:
        raise NoSuchLedger("ledger", shown=f"{schema.name}(新版)")
    return schema.lifecycle


def find(books: Books, ledger: str, number: str) -> dict[str, Cell]:
    """The matter of that number, or the only one meant by less: the end of its number, or what it is about.

    What it is about is a record of another ledger (``ref``) of which one matter is open. Errors: ``NotInBooks``.
    """
    schema = books.schema(ledger)
    row = books.dossier(ledger, number) if number else None
    if row is not None:
        return row
    key = schema.key[0]
    rows = list(books.table(ledger).rows())
    near = [each for each in rows if number and str(each[key]).endswith(number)]
    if not near:
        near = [each for each in rows if number and number in _about(schema, each) and not ended(schema, each)]
    found = books.dossier(ledger, str(near[0][key])) if len(near) == 1 else None
    if found is None:
        raise NotInBooks(key, shown=number)
    return found


def _about(schema: Schema, row: Row) -> set[str]:
    return {str(row[each.name]) for each in schema.fields if each.ref and row.get(each.name)}


def ended(schema: Schema, row: Row) -> bool:
    """Whether the matter is done."""
    return schema.lifecycle is not None and row["state"] in schema.lifecycle.final


def numbers(books: Books, ledger: str, pattern: str, day: date) -> Iterator[str]:
    """The numbers not yet given, in order. ``pattern``: as ``rect-{year}-{n:03}``; the count is the year's."""
    key = books.schema(ledger).key[0]
    front, _, form = pattern.replace("{year}", f"{day.year}").replace("{day}", f"{day:%Y%m%d}").partition("{n")
    form, _, end = form.partition("}")
    given = (str(row[key]).removesuffix(end) for row in books.table(ledger).rows())
    used = [name.removeprefix(front).partition(".")[0] for name in given if name.startswith(front)]
    count = max((int(text) for text in used if text.isdecimal()), default=0)
    while True:
        count += 1
        yield f"{front}{format(count, form.removeprefix(':'))}{end}"


def opened(schema: Schema, given: Mapping[str, Cell], number: str, hand: Hand) -> dict[str, Cell]:
    """A new matter's whole record; blank cells of ``given`` count as not given.

    A state other than the first is taken as it stands: the matter came with it (来件).
    """
    lifecycle = life(schema)
    row: dict[str, Cell] = {name: value for name, value in given.items() if value not in (None, "")}
    state = str(row.get("state") or lifecycle.start)
    began = row.get(lifecycle.opened)
    on = began if isinstance(began, date) else hand.on
    row |= {schema.key[0]: number, "state": state, "steps": []}
    own: dict[str, Cell] = {lifecycle.opened: on, "opened_by": hand.actor}
    row |= {name: value for name, value in own.items() if name in schema.names}
    if state != lifecycle.start:
        row["steps"] = [{"action": RECEIVED, "on": on, "by": hand.actor, "note": f"{state}:按来件登记"}]
    return row


def open_matter(books: Books, ledger: str, act: Act, number: str = "{year}-{n:03}") -> list[Change]:
    """One new matter, numbered by the pattern. Errors: ``NoSuchLedger``."""
    schema = books.schema(ledger)
    name = next(numbers(books, ledger, number, act.hand.on))
    row = opened(schema, act.given, name, act.hand)
    return [Change(ledger, (name,), None, {**row, **settled(row, act.sets, act.hand)})]


def written(books: Books, ledger: str, act: Act, number: str = "") -> list[Change]:
    """One row of a register: new under the next number of the pattern, or what stands with these cells over it.

    Errors: ``FieldsMissing`` without a whole key.
    """
    schema = books.schema(ledger)
    given: dict[str, Cell] = {name: value for name, value in act.given.items() if value not in (None, "", [])}
    if number and given.get(schema.key[0]) is None:
        given[schema.key[0]] = next(numbers(books, ledger, number, act.hand.on))
    lacking = [schema.field(name).title for name in schema.key if given.get(name) is None]
    if lacking:
        raise FieldsMissing(ledger, act=schema.title, fields="、".join(lacking))
    key = schema.key_of(given)
    before = books.table(ledger).lookup(*key)
    row: dict[str, Cell] = {**dict.fromkeys(schema.names), **(before or {}), **given}
    return [Change(ledger, key, before, {**row, **settled(row, act.sets, act.hand)})]


def founded(books: Books, ledger: str, number: str, act: Act) -> Change:
    """A new matter that begins with an act of its life-cycle. Errors: the life-cycle's."""
    schema = books.schema(ledger)
    row = opened(schema, act.given, number, act.hand)
    done = moved(books, schema, row, act)
    return Change(ledger, done.key, None, done.after)


def step(books: Books, ledger: str, number: str, act: Act) -> list[Change]:
    """One step of a matter in its order. Errors: ``NotInBooks`` and the life-cycle's."""
    return [moved(books, books.schema(ledger), find(books, ledger, number), act)]


def moved(books: Books, schema: Schema, before: Row, act: Act) -> Change:
    """The same for a matter that was read already."""
    lifecycle = life(schema)
    chosen, hand = lifecycle.action(act.action), act.hand
    new = {name: value for name, value in act.given.items() if value not in (None, "", [])}
    after: dict[str, Cell] = {**before, **new}
    # what is done again and again is told anew each time
    filled = new if chosen.again else {name for name, value in after.items() if value is not None}
    done = steps_of(before)
    taken = taken_steps(lifecycle, before)
    began = before.get(lifecycle.opened)
    ground = Ground(
        (*hand.roles, *_standing_in(chosen, taken, hand)),
        tuple(filled),
        standing_of_others(books, schema, after, chosen),
        began if isinstance(began, date) else None,
        before,
        hand.workdays,
        {each.name: each.title for each in schema.fields},
    )
    new_step = Step(chosen.name, hand.on, hand.actor, act.note.strip())
    lifecycle.act(taken, new_step, ground)
    state = chosen.target or lifecycle.state(taken)
    after |= {"state": state, **settled(before, act.sets, hand), "steps": step_rows((*done, new_step))}
    return Change(schema.name, (str(before[schema.key[0]]),), before, after)


def _standing_in(action: Action, taken: Sequence[Step], hand: Hand) -> Collection[str]:
    """The act's roles for an administrator, where nobody who holds one of them may take it."""
    shut = {step.by for step in taken if step.action in action.not_by}
    able = [who for who, roles in hand.office.items() if who not in shut and set(roles) & set(action.roles)]
    return action.roles if hand.office and not able and ADMIN in hand.roles and hand.actor not in shut else ()


def taken_steps(lifecycle: Lifecycle, row: Row) -> tuple[Step, ...]:
    """The steps of a matter that lead anywhere; one kept without steps stands as its state says."""
    taken, state = lifecycle.known(steps_of(row)), str(row["state"])
    if taken or state == lifecycle.start or state not in lifecycle.states:
        return taken
    began = row.get(lifecycle.opened)
    return (Step(RECEIVED, began if isinstance(began, date) else date.min, "", f"{state}:"),)


def settled(before: Row, sets: Mapping[str, str | int], hand: Hand) -> dict[str, Cell]:
    """What a step writes by itself: ``today`` its day, ``actor`` who took it, ``+1`` one more, blank nothing left."""
    found: dict[str, Cell] = {}
    for name, word in sets.items():
        value = before.get(name)
        count = value if isinstance(value, int) else 0
        said: dict[str | int, Cell] = {"today": hand.on, "actor": hand.actor, "+1": count + 1, "": None}
        found[name] = said.get(word, word)
    return found


def standing_of_others(books: Books, schema: Schema, row: Row, action: Action) -> dict[str, str]:
    """Ledger → the state of the other matters an act stands on, where all that belong together are in one.

    They belong together by ``ref``: this record names the other, or the others name this one.
    """
    found = {}
    for ledger in action.needs or {}:
        states = {str(other["state"]) for other in _others(books, schema, row, ledger)}
        if len(states) == 1:
            found[ledger] = states.pop()
    return found


def _others(books: Books, schema: Schema, row: Row, ledger: str) -> Iterator[Row]:
    if ledger not in books.ledgers or books.schema(ledger).kind is not Kind.DOSSIER:
        return
    other, own = books.schema(ledger), str(row[schema.key[0]])
    mine = {str(row[each.name]) for each in schema.fields if each.ref == ledger and row.get(each.name)}
    pointing = [each.name for each in other.fields if each.ref == schema.name]
    for each in books.table(ledger).rows():
        if str(each[other.key[0]]) in mine or any(each[name] == own for name in pointing):
            yield each


def clocks(schema: Schema, row: Row, day: date, workdays: Workdays | None = None) -> tuple[Ticking, ...]:
    """The clocks of a matter that have started and were not ended by another act, in the order of its actions."""
    lifecycle = life(schema)
    steps = taken_steps(lifecycle, row)
    return tuple(
        found for action in lifecycle.actions if (found := _ticking(schema, action, steps, row, day, workdays))
    )


def _ticking(
    schema: Schema, action: Action, steps: tuple[Step, ...], row: Row, day: date, workdays: Workdays | None
) -> Ticking | None:
    lifecycle = life(schema)
    due, clock = lifecycle.due(steps, action.name, workdays, row), action.clock(row)
    if clock is None or due is None or any(step.action in clock.until for step in steps):
        return None
    done = lifecycle.done_on(steps, action, row)
    by_calendar = clock.unit != NATURAL and workdays is not None and not row.get(clock.field)
    shown = workdays.shown(due) if by_calendar and workdays else str(due)
    late = (done or day) > due
    at = (lifecycle.next_action(str(row["state"]), row) or action) if clock.whole else action
    return Ticking(at.name, at.title, due, shown, holder(schema, at, row), done, late, clock.colours)


def holder(schema: Schema, action: Action, row: Row) -> str:
    """Who is to do it: whom the record names, the word of the life-cycle, else those of its roles."""
    named = row.get(action.holder) if action.holder in schema.names else action.holder
    return str(named or "、".join(action.roles))


def standing(schema: Schema, row: Row, day: date, workdays: Workdays | None = None) -> Standing:
    """How a matter stands: blue when it is done, red when a clock that colours it ran out first, else yellow."""
    if ended(schema, row):
        return Standing(BLUE)
    found = clocks(schema, row, day, workdays)
    running = sorted((each for each in found if each.done_on is None), key=lambda each: (not each.colours, each.due))
    colour = RED if any(each.late and each.colours for each in found) else YELLOW
    if not running:
        return Standing(colour)
    first = running[0]
    return Standing(colour, first.due, first.shown, first.action, first.title, first.holder)


def standing_in(schema: Schema, row: Row, month: Month | None) -> bool:
    """Whether the matter was open at some time of the month (or of all time)."""
    if month is None:
        return True
    began = row.get(life(schema).opened)
    steps = steps_of(row)
    last = row.get("closed_on") if "closed_on" in schema.names else steps[-1].on if steps else None
    over = isinstance(last, date) and ended(schema, row) and last < month.first
    return (not isinstance(began, date) or began <= month.last) and not over


def due_row(schema: Schema, row: Row, day: date, workdays: Workdays | None = None) -> dict[str, Cell]:
    """A matter's row of the table ``due_<ledger>`` (``wfx/values/matter/made.py``)."""
    found = standing(schema, row, day, workdays)
    said: dict[str, Cell] = {"id": "/".join(schema.key_of(row)), "village": row.get("village"), "state": row["state"]}
    said |= {"action": found.action or None, "due_on": found.due, "holder": found.holder or None}
    return said | {"colour": found.colour, "days_left": found.days_left(day), "shown": found.shown or None}


def may_follow(schema: Schema, row: Row) -> tuple[Action, ...]:
    """What may be done next with a matter, in the order of its actions."""
    lifecycle = life(schema)
    return tuple(action for action in lifecycle.actions if row["state"] in action.sources and fits(action.where, row))
