"""The chain as the verifier reads it: from the head by the ids in raw commits, oldest first at the end."""

from dataclasses import dataclass, field

from wfx.store.entry import Entry, Parsed, parse_commit
from wfx.store.flaw import Flaw, flaw_at
from wfx.store.git import MAIN, Git
from wfx.store.objects import Objects
from wfx.values.errors import EntryMalformed, GitFailed

_WINDOW = 256
_FAULT_CODES = {"merge": "V04", "unsigned": "V05", "actor": "V11"}
_REMOTE = ("refs", "remotes")
_OID_DIGITS = frozenset("0123456789abcdef")


@dataclass
class ChainCheck:
    """Reads the chain once; ``flaws`` gathers what is wrong with it, ``entries`` are those read, by number."""

    git: Git
    objects: Objects
    since: int = 0
    since_id: str = ""
    flaws: set[Flaw] = field(default_factory=set)
    entries: dict[int, Entry] = field(default_factory=dict)
    head: str = ""
    _hint: list[str] = field(default_factory=list)

    def read(self) -> list[Parsed]:
        """The entries oldest first: all, or from the one noted as verified (it is the first of the list)."""
        self._refs()
        found = self._walk() if self.head else []
        self._numbers(found)
        return found

    def _refs(self) -> None:
        """The head; anything but HEAD, main and a remote's main is a finding."""
        try:
            symbolic = (self.git.directory / "HEAD").read_text(encoding="ascii")
            refs = self.git.refs()
        except (OSError, UnicodeDecodeError, GitFailed):
            symbolic, refs = "", []
        for name, oid in refs:
            *start, _, last = name.split("/")
            if name == MAIN:
                self.head = oid
            elif tuple(start) != _REMOTE or last not in ("main", "HEAD"):
                self.flaws.add(Flaw(0, "V20", name))
        if not self.head or symbolic != f"ref: {MAIN}\n":
            self.flaws.add(Flaw(0, "V01"))

    def _walk(self) -> list[Parsed]:
        try:
            self._hint = self.git.chain(self.head)
        except GitFailed:  # damage stops git, not this walk
            self._hint = [self.head]
        found: list[Parsed] = []
        raw: dict[str, bytes] = {}
        oid, seen = self.head, set[str]()
        while oid and oid not in seen:
            if oid not in raw:
                raw = self.objects.commits([oid, *self._hint[len(seen) : len(seen) + _WINDOW]])
            seen.add(oid)
            if oid not in raw:
                self.flaws.add(Flaw(0, "V15", oid))
                break
            parsed, oid = self._parsed(oid, raw[oid])
            if parsed is not None:
                found.append(parsed)
                if self.since and parsed.entry.seq <= self.since:
                    break
        found.reverse()
        return found

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
            self.flaws.add(Flaw(self.since, "V23", str(self.since)))
        elif self.since and first is not None and not first.oid.startswith(self.since_id):
            self.flaws.add(flaw_at(first, "V23", self.since_id))
        elif not self.since and first is not None and first.kind != "genesis":
            self.flaws.add(flaw_at(first, "V15", "genesis"))
        last: Entry | None = None
        for entry in (parsed.entry for parsed in chain):
            self.entries[entry.seq] = entry
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
        """Entries by number, both ends in; ones from before the noted entry are read now."""
        newest = max(self.entries, default=0)
        missing = [seq for seq in range(first, min(last, newest) + 1) if seq not in self.entries]
        if self.since:
            oids = [self._hint[newest - seq] for seq in missing if newest - seq < len(self._hint)]
            for oid, raw in self.objects.commits(oids).items():
                parsed, _ = self._parsed(oid, raw)
                if parsed is not None:
                    self.entries[parsed.entry.seq] = parsed.entry
        return [self.entries[seq] for seq in range(first, min(last, newest) + 1) if seq in self.entries]


def _is_oid(text: str) -> bool:
    return len(text) == len("0" * 40) and _OID_DIGITS.issuperset(text)
