"""Sign-offs under verification: another person's, of what lies before, in a role held then; and what still waits."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta

from wfx.store.entries.entry import Entry, SignOff
from wfx.store.entries.officers import Officers, gained
from wfx.store.history.gatecheck import counts
from wfx.store.verifying.chaincheck import ChainCheck
from wfx.store.verifying.flaw import Flaw, flaw_at
from wfx.values.matter.gates import LAW, Policy, gate_of

_BESIDE = timedelta(minutes=1)
GATED = ("genesis", "law", "officers")


class SignCheck:
    """Goes along the chain; knows whose entries are where and what has been agreed to.

    ``together`` are sign-offs made on the machine of an entry they cover within a minute of it: nothing wrong in an
    office with one computer, and what two keys in one hand look like.
    """

    def __init__(self, chain: ChainCheck) -> None:
        self._chain = chain
        self._by: dict[str, list[int]] = {}
        self._gated: dict[int, Entry] = {}  # those that need another's agreement, by number, ascending
        self._agreed: set[int] = set()
        self._gained: dict[int, frozenset[str]] = {}  # entry → who got a key or a role by it
        self.together: list[int] = []

    def entry(self, entry: Entry, before: Officers | None, after: Officers | None, policy: Policy) -> Iterator[Flaw]:
        """What is wrong with an entry as a sign-off; ``before``: its parent's officers, ``after``: its own.

        ``policy``: the roles at each gate as its parent's settings have them.
        """
        if entry.signoff is None:
            self._by.setdefault(entry.actor, []).append(entry.seq)
            if entry.kind in GATED:
                self._gated[entry.seq] = entry
                if before is not None and after is not None:
                    self._gained[entry.seq] = gained(before, after)
            return
        sign = entry.signoff
        yield from self._covers(entry, sign)
        holder = sign.signer(entry.actor)
        if before is None or sign.role not in before.roles(holder):
            yield flaw_at(entry, "V18", f"{holder} {sign.role}")
        absent = before.get(sign.deputy_for) if before and sign.deputy_for else None
        if sign.deputy_for and (absent is None or not absent.deputised(entry.actor, entry.when.date())):
            yield flaw_at(entry, "V18", f"{entry.actor} → {sign.deputy_for}")
        last = self._chain.entries.get(sign.covers[-1][1])
        if last is not None and last.machine == entry.machine and entry.when - last.when < _BESIDE:
            self.together.append(entry.seq)
        if before is not None:
            roles = gate_of(LAW, policy).roles
            for seq in self._gated_in(sign):
                if counts(self._gated[seq], entry, before, roles, gained=self._gained.get(seq, ())):
                    (self._agreed.add if sign.decision == "agreed" else self._agreed.discard)(seq)

    def _gated_in(self, sign: SignOff) -> Iterator[int]:
        numbers = list(self._gated)
        for first, last in sign.covers:
            yield from numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]

    def _covers(self, entry: Entry, sign: SignOff) -> Iterator[Flaw]:
        for first, last in sign.covers:
            if last >= entry.seq:
                yield flaw_at(entry, "V18", f"{first}-{last}")
                continue
            person = sign.decider(entry.actor)
            if own := self._own(person, first, last):
                yield flaw_at(entry, "V18", f"{person} #{own}")

    def _own(self, person: str, first: int, last: int) -> int:
        """The first entry of that person among these numbers, or 0."""
        if self._chain.since and first <= self._chain.since:
            early = self._chain.earlier(first, min(last, self._chain.since))
            if own := next((each.seq for each in early if each.actor == person), 0):
                return own
        mine = self._by.get(person, [])
        at = bisect_left(mine, first)
        return mine[at] if at < len(mine) and mine[at] <= last else 0

    def waiting(self) -> Iterator[Flaw]:
        """Entries that need another person's agreement and have none yet."""
        for seq, entry in self._gated.items():
            if seq not in self._agreed:
                yield flaw_at(entry, "V40", f"第 {seq} 笔")
