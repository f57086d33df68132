"""The linear chain of entries, newest first, and finding one by what a person calls it."""

import re
from collections.abc import Iterator
from datetime import date

from wfx.store.entries.entry import Entry, parse_commit, signed_by
from wfx.store.entries.sign import claimed
from wfx.store.objects.git import Git
from wfx.values.errors import BadValue, BeforeBooks, EntryMalformed, NoSuchEntry
from wfx.values.month import Month

_AHEAD = 256  # entries read in one go
_SEQ = re.compile(r"#?([1-9][0-9]{0,8})")
_OID = re.compile(r"[0-9a-f]{6,40}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")


class Chain:
    """The entries of one books folder from ``head`` down, read as they are asked for.

    What git says the chain is only helps to read ahead: each entry is taken from its own re-hashed bytes, by the id
    its child names. So what ``open_books`` checks of the head (its signature) holds for all below it; whether every
    signature of the past was a right one is the verifier's to say.
    """

    def __init__(self, git: Git, head: str, read: dict[str, Entry] | None = None) -> None:
        self._git = git
        self.head = head
        self._read = {} if read is None else read
        self._hint: list[str] | None = None

    def below(self, oid: str) -> "Chain":
        """The same chain from another entry down; what one reads the other need not read again."""
        return Chain(self._git, oid, self._read)

    def entry(self, oid: str) -> Entry:
        """One entry by its id. Errors: ``EntryMalformed``, ``SignatureBad`` (armour), ``ObjectDamaged``."""
        if oid not in self._read:
            self._keep(oid, self._git.read(oid, "commit"))
        return self._read[oid]

    def _keep(self, oid: str, raw: bytes) -> None:
        parsed = parse_commit(oid, raw)
        self._read[oid] = signed_by(parsed.entry, claimed(parsed.armour))

    @property
    def ids(self) -> list[str]:
        """Ids newest first, as git lists them: a hint."""
        if self._hint is None:
            self._hint = self._git.chain(self.head)
        return self._hint

    def walk(self, limit: int | None = None) -> Iterator[Entry]:
        """Entries newest first, each the parent its child names. Errors: as ``entry``."""
        oid, done = self.head, 0
        while oid and (limit is None or done < limit):
            if oid not in self._read and (limit is None or limit - done > 1):
                self._read_ahead(done)
            entry = self.entry(oid)
            yield entry
            oid, done = entry.parent, done + 1

    def _read_ahead(self, done: int) -> None:
        wanted = [oid for oid in self.ids[done : done + _AHEAD] if oid not in self._read]
        for found in self._git.read_many(wanted):
            self._keep(found.oid, found.data)

    @property
    def genesis(self) -> str:
        """The id of the first entry: the name of these books."""
        first = self.ids[-1]
        if self.entry(first).parent:
            raise EntryMalformed(first, fault="genesis")
        return first

    def find(self, ref: str) -> Entry:
        """The entry a person means: ``12``, ``#12``, six or more digits of its id, the last up to a day or month.

        A month that is sealed is meant as it was sealed. Errors: ``NoSuchEntry``, of an early day ``BeforeBooks``.
        """
        if match := _SEQ.fullmatch(ref):
            found = self._numbered(int(match[1]))
        elif _DAY.fullmatch(ref) or _MONTH.fullmatch(ref):
            found = self._dated(ref)
        else:
            found = None
        if found is None and _OID.fullmatch(ref):
            same = [oid for oid in self.ids if oid.startswith(ref)]
            found = self.entry(same[0]) if len(same) == 1 else None
        if found is None:
            raise NoSuchEntry(shown=ref[:40])
        return found

    def _numbered(self, seq: int) -> Entry | None:
        index = self.entry(self.head).seq - seq
        if not 0 <= index < len(self.ids):
            return None
        found = self.entry(self.ids[index])
        return found if found.seq == seq else None

    def _dated(self, ref: str) -> Entry:
        try:
            month = None if _DAY.fullmatch(ref) else Month.parse(ref)
            last = date.fromisoformat(ref) if month is None else month.last
        except (ValueError, BadValue):
            raise NoSuchEntry(shown=ref) from None
        sealed = self.seal(month) if month else None
        found = sealed or next((entry for entry in self.walk() if entry.when.date() <= last), None)
        if found is None:
            first = self.entry(self.genesis)
            raise BeforeBooks(shown=ref, seq=first.seq, day=f"{first.when:%Y-%m-%d}")
        return found

    def seal(self, month: Month) -> Entry | None:
        """The month's seal: the first entry of that kind for it, or ``None``."""
        found = [entry for entry in self.walk() if entry.kind == "seal" and entry.about == str(month)]
        return found[-1] if found else None

    def before_month(self, month: Month) -> Entry | None:
        """The last entry before the first one with facts of that month or later; ``None`` when no fact lies before.

        Only changes carry facts; one without ``Wfx-For`` counts by the day it was entered.
        """
        cut: Entry | None = None
        any_before = False
        for entry in self.walk():
            facts = entry.kind == "change"
            if facts and fact_month(entry) >= str(month):
                cut, any_before = entry, False
            elif facts:
                any_before = True
        if not any_before:
            return None
        return self.entry(cut.parent) if cut else self.entry(self.head)


def fact_month(entry: Entry) -> str:
    """The month an entry's facts belong to, as ``2026-10``."""
    return entry.about[:7] or entry.when.strftime("%Y-%m")
