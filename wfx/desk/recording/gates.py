"""Gates at work: an act is held while what it stands on waits for a sign-off; and everything that waits, for whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wfx.desk.desk import Desk
from wfx.desk.recording.recusal import recused, refuse
from wfx.store.entries.entry import Entry, ranges
from wfx.store.entries.officers import gained
from wfx.store.history.gatecheck import last_word, may_sign, needed, unmet
from wfx.store.history.gatelog import gated_rows, matter_entries
from wfx.store.history.log import changed_rows
from wfx.store.history.recusal import circles_of, recused_at
from wfx.values.change import Batch, Change
from wfx.values.errors import GateClosed, NobodyToSign
from wfx.values.matter.gates import LAW, Gate, gate_of
from wfx.values.matter.lifecycle import Action
from wfx.values.matter.steps import steps_of
from wfx.values.schema import Schema
from wfx.values.table import Key

OFFICE_KINDS = ("genesis", "officers", "law")


@dataclass(frozen=True)
class Waiting:
    """One entry that waits at one gate: officer → the roles in which that officer may sign it; whether it came back.

    ``recused`` are those who sign it for nobody else either: relatives are concerned, or it gave them a key.
    """

    entry: Entry
    gate: Gate
    may: Mapping[str, tuple[str, ...]]
    returned: bool = False
    recused: frozenset[str] = frozenset()


def hold(desk: Desk, changes: Sequence[Change | Batch]) -> None:
    """Refuse an act at a gate whose ground is not agreed to, or by one whose relatives it concerns.

    Errors: ``GateClosed``, ``NobodyToSign``, ``Recused``.
    """
    for change in changes:
        if isinstance(change, Batch) or change.after is None:
            continue
        schema = desk.books.schema(change.ledger)
        lifecycle = schema.lifecycle
        acts = [action for action in lifecycle.actions if action.gate] if lifecycle else []
        gated = {word: action for action in acts for word in (action.name, action.title)}
        done = len(steps_of(change.before)) if change.before else 0
        for step in steps_of(change.after)[done:]:
            if step.action in gated:
                _check(desk, change, gated[step.action])
        if schema.gates and any(needed(schema, change.before, change.after)):
            refuse(desk, schema, (change.before, change.after), schema.title)


def to_sign(desk: Desk, entry: Entry | None) -> str:
    """The command of the first who may sign an entry off that waits; blank for one that waits for nobody."""
    seq = entry.seq if entry else 0
    able = (who for item in waiting(desk) if item.entry.seq == seq for who in item.may)
    who = next(able, "")
    return f"wfx --as {who} sign" if who else ""


def signer_before(desk: Desk, ledger: str, number: str, action: Action) -> str:
    """Who may sign off what this act of the matter stands on and nobody has; blank when nothing waits for anybody."""
    gate, officers = _gate(desk, action.gate), desk.books.officers
    stands_on = matter_entries(desk.books, ledger, number, action.stands_on)
    waits = unmet(stands_on, signoffs(desk), desk.books.officers_under, gate.roles, frozenset())
    return next(iter(may_sign(officers, gate.roles, waits[0].actor, frozenset())), "") if waits else ""


def _check(desk: Desk, change: Change, action: Action) -> None:
    schema = desk.books.schema(change.ledger)
    refuse(desk, schema, (change.before, change.after), action.title)
    out = recused(desk, schema, (change.before, change.after))
    gate = _gate(desk, action.gate)
    stands_on = matter_entries(desk.books, change.ledger, change.key[0], action.stands_on)
    officers = desk.books.officers
    waits = unmet(stands_on, signoffs(desk), desk.books.officers_under, gate.roles, out)
    if not waits:
        return
    able = may_sign(officers, gate.roles, waits[0].actor, out)
    if not able:
        raise NobodyToSign(action.name, act=action.title, gate=gate.title)
    first = next(iter(able))
    together = [entry.seq for entry in waits if first in may_sign(officers, gate.roles, entry.actor, out)]
    shown = spans(entry.seq for entry in waits)
    raise GateClosed(
        action.name, shown=shown, act=action.title, who="、".join(able), first=first, numbers=spans(together, " ")
    )


def hold_row(desk: Desk, ledger: str, key: Key, act: str) -> None:
    """Refuse an act that stands on a register's row while its last change at a gate waits, or came back.

    Errors: ``GateClosed``, ``NobodyToSign``.
    """
    item = _unsigned(desk, ledger).get(key)
    if item is None:
        return
    if not item.may:
        raise NobodyToSign(ledger, act=act, gate=item.gate.title)
    first, seq = next(iter(item.may)), str(item.entry.seq)
    raise GateClosed(ledger, shown=seq, act=act, who="、".join(item.may), first=first, numbers=seq)


def unsigned(desk: Desk, ledger: str) -> frozenset[Key]:
    """The rows of a register whose last change at a gate nobody has agreed to."""
    return frozenset(_unsigned(desk, ledger))


def _unsigned(desk: Desk, ledger: str) -> dict[Key, Waiting]:
    """Row → what it waits for; of several changes of one row at a gate the last counts."""
    schema = desk.books.schema(ledger)
    gates = {rule.gate for rule in schema.gates}
    held = {item.entry.seq: item for item in waiting(desk) if item.gate.name in gates}
    last: dict[Key, int] = {}
    for entry, gate in gated_rows(desk.books) if held else ():
        if gate in gates and entry.seq >= min(held):
            last |= dict.fromkeys(_at_gate(desk, entry, schema), entry.seq)
    return {key: held[seq] for key, seq in last.items() if seq in held}


def _at_gate(desk: Desk, entry: Entry, schema: Schema) -> Iterator[Key]:
    """The rows that this entry changed in a way that needs a sign-off."""
    with desk.books.at(str(entry.seq)) as then:
        found = changed_rows(then.parent(), then, [schema.name]).get(schema.name)
    if found is None:
        return
    both = zip(found.before.to_pylist(), found.after.to_pylist(), strict=True)
    for before, after in (*both, *((None, row) for row in found.added.to_pylist())):
        if any(needed(schema, before, after)):
            yield schema.key_of(after)


def spans(numbers: "Iterator[int] | Sequence[int]", between: str = "、") -> str:
    """Entry numbers as people write them: ``12-14、17``."""
    return between.join(str(first) if first == last else f"{first}-{last}" for first, last in ranges(numbers))


def _gate(desk: Desk, name: str) -> Gate:
    return gate_of(name, desk.books.township.gates)


def signoffs(desk: Desk) -> tuple[Entry, ...]:
    """Every sign-off of the books, oldest first."""
    return tuple(reversed([entry for entry in desk.books.entries() if entry.signoff is not None]))


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Everything that waits for a sign-off, oldest first: law and officers, rows at a gate, matters before one."""
    said, officers, known = signoffs(desk), desk.books.officers, circles_of(desk.books)
    found = []
    for entry, name in sorted(set(_candidates(desk)), key=lambda pair: (pair[0].seq, pair[1])):
        gate = _gate(desk, name)
        out = recused_at(desk.books, entry.seq, known)
        got = _gained(desk, entry)
        may = may_sign(officers, gate.roles, entry.actor, out, got)
        word = last_word(entry, said, desk.books.officers_under, gate.roles, out, got)
        if word != "agreed":
            found.append(Waiting(entry, gate, may, word == "returned", out | (got - may.keys())))
    return tuple(found)


def _gained(desk: Desk, entry: Entry) -> frozenset[str]:
    """Who got a key or a role by this entry."""
    if entry.kind != "officers":
        return frozenset()
    return gained(desk.books.officers_under(entry), desk.books.officers_after(entry))


def _candidates(desk: Desk) -> Iterator[tuple[Entry, str]]:
    yield from ((entry, LAW) for entry in desk.books.entries() if entry.kind in OFFICE_KINDS)
    yield from gated_rows(desk.books)
    for schema in desk.books.schemas.values():
        for action in schema.lifecycle.actions if schema.lifecycle else ():
            if action.gate:
                yield from ((entry, action.gate) for entry in _before(desk, schema, action))


def _before(desk: Desk, schema: Schema, action: Action) -> Iterator[Entry]:
    """The entries of the matters that stand right before this act."""
    rows = desk.books.table(schema.name).arrow.select([schema.key[0], "state"]).to_pylist()
    for row in rows:
        if row["state"] in action.sources:
            yield from matter_entries(desk.books, schema.name, str(row[schema.key[0]]), action.stands_on)
