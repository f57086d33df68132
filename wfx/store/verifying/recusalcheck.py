"""Recusal under verification: nobody decided or signed off what concerns a relative, as far as the books knew it then.

The same question as the desk asks (``recusal``), asked of every sign-off and act with the relatives that the books of
its parent knew. What was declared later makes no sign-off wrong: it is a doubt, for another to look at again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from wfx.store.entries.entry import FACTS, Entry, ranges
from wfx.store.entries.officers import Officers
from wfx.store.history import recusal
from wfx.store.history.diff import RowDiff
from wfx.store.history.recusal import LEDGER, PERSONS, Circles, concerning, hands, kin
from wfx.store.verifying.flaw import Flaw, flaw_at
from wfx.store.verifying.rowcheck import RowCheck

_NOBODY: frozenset[str] = frozenset()
_NONE: frozenset[int] = frozenset()


@dataclass
class RecusalCheck:
    """Goes along the chain; knows whom each entry was about and who has been whose relative."""

    _about: dict[int, list[tuple[str, RowDiff]]] = field(default_factory=dict)
    _signed: list[tuple[Entry, str, frozenset[int]]] = field(default_factory=list)  # who signed, what of it was wrong
    _pairs: dict[tuple[str, str], None] = field(default_factory=dict)  # every relative ever known
    _officers: Officers | None = None
    _known_by: tuple[Officers, list[pa.Table]] | None = None
    _known: Circles = field(default_factory=dict)

    def entry(self, entry: Entry, officers: Officers, rows: RowCheck) -> Iterator[Flaw]:
        """What is wrong with an entry as a sign-off; ``officers`` are those of its parent's tree."""
        changed = [(each.ledger, each.rows) for each in rows.differences]
        if entry.kind in FACTS and changed:
            self._about[entry.seq] = [(ledger, recusal.narrowed(diff)) for ledger, diff in changed]
        declared = [part for ledger, diff in changed if ledger == LEDGER for part in (diff.added, diff.after)]
        self._pairs |= dict.fromkeys(kin(None if officers is self._officers else officers, lambda _: declared))
        if entry.signoff is not None:
            known = self.known(officers, rows)
            for who in hands(entry.signoff, entry.actor):
                wrong = self._named(entry, known.get(who, _NOBODY))
                if wrong:
                    yield flaw_at(entry, "V47", f"{who} 签核{_spans(wrong)}")
                self._signed.append((entry, who, wrong))
        self._officers = officers

    def known(self, officers: Officers, rows: RowCheck) -> Circles:
        """Who is whose relative, and where they live, before the entry at hand."""
        tables = {ledger: list(rows.before(ledger).values()) for ledger in (LEDGER, PERSONS)}
        standing = [table for parts in tables.values() for table in parts]
        if self._known_by is None or not _same(self._known_by, (officers, standing)):
            self._known_by = officers, standing
            self._known = recusal.circles_now(officers, tables.__getitem__)
        return self._known

    def later(self, officers: Officers | None, rows: RowCheck) -> Iterator[Flaw]:
        """Sign-offs that nothing was wrong with then, of what concerns relatives the books have known since."""
        pairs = [*self._pairs, *kin(officers, rows.stands)]
        known = recusal.circles(pairs, {who for _, who, _ in self._signed}, rows.stands)
        for entry, who, wrong in self._signed:
            if later := self._named(entry, known.get(who, _NOBODY)) - wrong:
                yield flaw_at(entry, "V48", f"{who} 签核{_spans(later)}")

    def recused_from(self, seq: int, known: Circles) -> frozenset[str]:
        """The officers recused from what an entry changed."""
        found = (recusal.recused_from(known, {ledger: diff}) for ledger, diff in self._about.get(seq, ()))
        return frozenset[str]().union(*found)

    def _named(self, entry: Entry, ids: frozenset[str]) -> frozenset[int]:
        """What the sign-off covers that names one of these ids."""
        sign = entry.signoff
        if sign is None or not ids:
            return _NONE
        covered = ((seq, diffs) for seq, diffs in self._about.items() if sign.covers_entry(seq))
        return frozenset(seq for seq, diffs in covered if any(concerning({name: diff}, ids) for name, diff in diffs))


def _same(one: tuple[Officers, list[pa.Table]], other: tuple[Officers, list[pa.Table]]) -> bool:
    """Whether the very same list and tables, not only equal ones: comparing them would cost more than it saves."""
    return one[0] is other[0] and list(map(id, one[1])) == list(map(id, other[1]))


def _spans(numbers: Iterable[int]) -> str:
    found = "、".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges(numbers))
    return f"第 {found} 笔"
