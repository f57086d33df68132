"""What an act at a gate still waits for: pure questions over entries, for the desk and for the verifier alike.

An entry is agreed to at a gate when the last sign-off that covers it, by a person who may sign there, agrees. Who may
sign: holders of the gate's roles, never the entry's author; where the author is their only holder, administrators;
where there is none either, any other officer. So two people can pass every gate, and nobody passes one alone. Who got a
key by an entry does not confirm that one, as long as anybody else has a key.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from wfx.store.entry import Entry
from wfx.store.officers import ADMIN, RECOVERY, Officer, Officers
from wfx.values.schema import Gated, Schema
from wfx.values.table import Row

FACTS = ("change", "seal", "access")  # kinds of entries that may bring, alter and take away rows once the books stand


def may_sign(
    officers: Officers,
    roles: Collection[str],
    author: str,
    recused: Collection[str] = (),
    rescued: Collection[str] = (),
) -> Mapping[str, tuple[str, ...]]:
    """Officer → the roles in which that officer may sign an entry of this author at a gate of these roles.

    ``rescued`` sign it only where nobody else could.
    """
    able = [each for each in officers.all if each.keys and each.id != author and each.id not in recused]
    able = [each for each in able if each.roles != (RECOVERY,)]
    able = [each for each in able if each.id not in rescued] or able
    found = {each.id: held for each in able if (held := _held(each, roles))}
    found = found or {each.id: (ADMIN,) for each in able if ADMIN in each.roles}
    return found or {each.id: each.roles for each in able}


def _held(officer: Officer, roles: Collection[str]) -> tuple[str, ...]:
    return tuple(role for role in officer.roles if role in roles)


def last_word(entry: Entry, signoffs: Iterable[Entry], may: Mapping[str, tuple[str, ...]]) -> str:
    """The last decision on an entry by those who may sign it: ``agreed``, ``returned``, or empty; oldest first."""
    said = ""
    for each in signoffs:
        sign = each.signoff
        if sign is not None and sign.covers_entry(entry.seq) and sign.role in may.get(sign.signer(each.actor), ()):
            said = sign.decision
    return said


def agreed(entry: Entry, signoffs: Iterable[Entry], may: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the last word of those who may sign it is agreement; ``signoffs`` oldest first."""
    return last_word(entry, signoffs, may) == "agreed"


def unmet(
    stands_on: Iterable[Entry],
    signoffs: Sequence[Entry],
    roles: Collection[str],
    officers: Officers,
    recused: Collection[str] = (),
) -> tuple[Entry, ...]:
    """The entries an act stands on that nobody who may sign at its gate has agreed to, in the order given.

    ``signoffs``: the sign-off entries before the act, oldest first; ``officers``: the list in its parent's tree.
    """
    return tuple(
        entry for entry in stands_on if not agreed(entry, signoffs, may_sign(officers, roles, entry.actor, recused))
    )


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
