"""The chain as the verifier reads it: from the head by the ids in raw commits, oldest first at the end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wfx.store.entries.entry import Entry, Parsed, parse_commit
from wfx.store.entries.note import HeadNote
from wfx.store.objects.git import MAIN
from wfx.store.verifying.flaw import Flaw, flaw_at
from wfx.store.verifying.foreign import Copy
from wfx.store.verifying.objects import Objects
from wfx.values.errors import EntryMalformed, GitFailed

_WINDOW = 256
_FAULT_CODES = {"merge": "V04", "unsigned": "V05", "actor": "V11"}
_REMOTE = re.compile(r"refs/remotes/[^/]+/(main|HEAD)")
_LOCK = "(不是引用,是 git 写到一半被打断留下的锁;下一次登记或 wfx sync push 会清除它)"
_OID_DIGITS = frozenset("0123456789abcdef")


@dataclass
class ChainCheck:
    """Reads the chain once; ``flaws`` gathers what is wrong with it, ``entries`` are those read, by number.

    ``met`` are the notes that lie on the chain, each with its entry, ``ids`` every entry's id the walk has seen.
    """

    copy: Copy
    objects: Objects
    since: int = 0
    since_id: str = ""
    flaws: set[Flaw] = field(default_factory=set)
    entries: dict[int, Entry] = field(default_factory=dict)
    met: list[tuple[Entry, HeadNote]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    head: str = ""
    _hint: list[str] = field(default_factory=list)
    _raw: dict[str, bytes] = field(default_factory=dict)
    _next: str = ""  # where the walk stands

    def read(self) -> list[Parsed]:
        """The entries oldest first: all, or from the one noted as verified (it is the first of the list)."""
        self._refs()
        found = self._walk() if self.head else []
        self._numbers(found)
        return found

    def _refs(self) -> None:
        """The head; anything but HEAD, main and a remote's main is a finding."""
        for name, oid in sorted(self.copy.refs.items()):
            if name == MAIN:
                self.head = oid
            elif not _REMOTE.fullmatch(name) or not oid:
                self.flaws.add(Flaw(0, "V20", name + (_LOCK if name == f"{MAIN}.lock" else "")))
        if self.copy.head != f"ref: {MAIN}\n" or not self.head:
            self.flaws.add(Flaw(0, "V01"))

    def _walk(self) -> list[Parsed]:
        try:
            self._hint = self.copy.git.chain(self.head)
        except GitFailed:  # damage stops git, not this walk
            self._hint = [self.head]
        self._next = self.head
        found: list[Parsed] = []
        for parsed in self._down():
            found.append(parsed)
            if self.since and parsed.entry.seq <= self.since:
                break
        found.reverse()
        return found

    def _down(self) -> Iterator[Parsed]:
        """Entries from where the walk stands, newest first, each the parent its child names."""
        while self._next and self._next not in self.ids:
            oid = self._next
            if oid not in self._raw:
                done = len(self.ids)
                self._raw = self.objects.commits([oid, *self._hint[done : done + _WINDOW]])
            self.ids.add(oid)
            if oid not in self._raw:
                self.flaws.add(Flaw(0, "V15", oid))
                self._next = ""
                return
            parsed, self._next = self._parsed(oid, self._raw[oid])
            if parsed is not None:
                self.entries.setdefault(parsed.entry.seq, parsed.entry)
                yield parsed

    def _parsed(self, oid: str, raw: bytes) -> tuple[Parsed | None, str]:
        """The entry and its (first) parent's id, which even a malformed commit names."""
        try:
            parsed = parse_commit(oid, raw)
        except EntryMalformed as bad:
            fault = bad.details.get("fault", "")
            seq = int(bad.shown) if bad.shown.isdecimal() else 0
            self.flaws.add(Flaw(seq, _FAULT_CODES.get(fault, "V06"), fault, oid))
            lines = raw.partition(b"\n\n")[0].split(b"\n")
            parents = [line[7:].decode("ascii", "replace") for line in lines if line.startswith(b"parent ")]
            return None, parents[0] if parents and _is_oid(parents[0]) else ""
        return parsed, parsed.entry.parent

    def _numbers(self, chain: list[Parsed]) -> None:
        """Numbers rise by one from the genesis, the noted entry is the noted one, time does not run backwards."""
        first = chain[0].entry if chain else None
        if self.since and (first is None or first.seq != self.since):
            ends = f"这份副本只到第 {first.seq} 笔" if first else "一笔也没有读到"
            self.flaws.add(Flaw(self.since, "V28", f" --since 写的第 {self.since} 笔({ends},先看笔号有没有写错)"))
        elif self.since and first is not None and not first.oid.startswith(self.since_id):
            self.flaws.add(flaw_at(first, "V23", self.since_id))
        elif not self.since and first is not None and first.kind != "genesis":
            self.flaws.add(flaw_at(first, "V15", "genesis"))
        last: Entry | None = None
        for entry in (parsed.entry for parsed in chain):
            if last is not None and entry.seq != last.seq + 1:
                self.flaws.add(flaw_at(entry, "V08", f"{last.seq} → {entry.seq}"))
            if last is not None and entry.when < last.when:
                self.flaws.add(flaw_at(entry, "V19"))
            last = entry

    @property
    def genesis(self) -> str:
        """The genesis' id; where the walk began later, what git says it is."""
        first = self.entries.get(1)
        return first.oid if first is not None else (self._hint or [""])[-1]

    def earlier(self, first: int, last: int) -> list[Entry]:
        """Entries by number, both ends in; ones from before the noted entry are read now, by their children's word."""
        newest = max(self.entries, default=0)
        if min(self.entries, default=0) > first:
            for parsed in self._down():
                if parsed.entry.seq <= first:
                    break
        return [self.entries[seq] for seq in range(first, min(last, newest) + 1) if seq in self.entries]

    def hold_against(self, notes: Sequence[HeadNote]) -> None:
        """Each note must lie on this chain; one that does not names what happened to the chain."""
        newest = max(self.entries, default=0)
        for note in dict.fromkeys(notes):
            around = self.earlier(note.seq or 1, note.seq or newest)
            entry = next((each for each in around if note.matches(each.oid, each.seq)), None)
            if entry is not None:
                self.met.append((entry, note))
            elif note.seq > newest:
                self.flaws.add(Flaw(newest, "V28", f"留存的对账码所记的第 {note.seq} 笔"))
            elif note.seq and around:
                self.flaws.add(flaw_at(around[0], "V23", str(note)))
            else:
                self.flaws.add(Flaw(note.seq, "V23", str(note)))
        self.met.sort(key=lambda pair: pair[0].seq)


def _is_oid(text: str) -> bool:
    return len(text) == len("0" * 40) and _OID_DIGITS.issuperset(text)
