"""What an act at a gate still waits for: pure questions over entries, for the desk and for the verifier alike.

An entry is agreed to at a gate when the last sign-off that covers it, by a person who might sign there when it was
made, agrees: a key counts by its place in the chain, so what somebody signed stays signed after that one has gone. Who
may sign: holders of the gate's roles, never the entry's author; where the author is their only holder, administrators;
where there is none either, any other officer. So two people can pass every gate, and nobody passes one alone. Who got a
key or a role by an entry does not confirm it, as long as anybody else has a key.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from wfx.store.entries.entry import Entry
from wfx.store.entries.officers import ADMIN, RECOVERY, Officer, Officers
from wfx.store.history.recusal import hands
from wfx.values.schema import Gated, Schema
from wfx.values.table import Row

Listed = Callable[[Entry], Officers]  # a sign-off → the officers it was made under: the list in its parent's tree


def may_sign(
    officers: Officers,
    roles: Collection[str],
    author: str,
    recused: Collection[str] = (),
    gained: Collection[str] = (),
) -> Mapping[str, tuple[str, ...]]:
    """Officer → the roles in which that officer may sign an entry of this author at a gate of these roles.

    ``gained`` sign it only where nobody else could.
    """
    able = [each for each in officers.all if each.keys and each.id != author and each.id not in recused]
    able = [each for each in able if each.roles != (RECOVERY,)]
    able = [each for each in able if each.id not in gained] or able
    found = {each.id: held for each in able if (held := _held(each, roles))}
    found = found or {each.id: (ADMIN,) for each in able if ADMIN in each.roles}
    return found or {each.id: each.roles for each in able}


def _held(officer: Officer, roles: Collection[str]) -> tuple[str, ...]:
    return tuple(role for role in officer.roles if role in roles)


def counts(
    entry: Entry,
    signoff: Entry,
    officers: Officers,
    roles: Collection[str],
    recused: Collection[str] = (),
    gained: Collection[str] = (),
) -> bool:
    """Whether a sign-off covering an entry is by those who might sign it; ``officers``: the list it was made under."""
    sign = signoff.signoff
    if sign is None:
        return False
    may = may_sign(officers, roles, entry.actor, recused, gained)
    out = {entry.actor, *recused, *(set(gained) - may.keys())}
    return sign.role in may.get(sign.signer(signoff.actor), ()) and out.isdisjoint(hands(sign, signoff.actor))


def last_word(
    entry: Entry,
    signoffs: Iterable[Entry],
    listed: Listed,
    roles: Collection[str],
    recused: Collection[str] = (),
    gained: Collection[str] = (),
) -> str:
    """The last decision on an entry by those who might sign it: ``agreed``, ``returned``, or empty; oldest first."""
    said = ""
    for each in signoffs:
        sign = each.signoff
        if sign is None or not sign.covers_entry(entry.seq):
            continue
        if counts(entry, each, listed(each), roles, recused, gained):
            said = sign.decision
    return said


def unmet(
    stands_on: Iterable[Entry],
    signoffs: Sequence[Entry],
    listed: Listed,
    roles: Collection[str],
    recused: Collection[str] = (),
) -> tuple[Entry, ...]:
    """The entries an act stands on that nobody who might sign at its gate has agreed to, in the order given.

    ``signoffs``: the sign-off entries before the act, oldest first.
    """
    return tuple(entry for entry in stands_on if last_word(entry, signoffs, listed, roles, recused) != "agreed")


def needed(schema: Schema, before: Row | None, after: Row | None) -> Iterator[str]:
    """The gates that a change of this row of a register needs a sign-off for."""
    for rule in schema.gates:
        if after is not None and _fits(rule, before, after):
            yield rule.gate


def _fits(rule: Gated, before: Row | None, after: Row) -> bool:
    """With ``to``: the field comes to one of these codes. Without: what was known is another now."""
    old, new = (before or {}).get(rule.column), after.get(rule.column)
    if old == new or any(after.get(name) != value for name, value in rule.where.items()):
        return False
    return new in rule.to if rule.to else old is not None
