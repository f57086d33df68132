"""The walk along the chain: each entry held against the state its parent left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from wfx.store.entries.entry import KINDS, OFFICERS_FILE, Entry, Parsed, is_record
from wfx.store.entries.officers import ADMIN, RECOVERY, Officers, may_change, officers_toml, parse_officers
from wfx.store.entries.sign import fingerprint, verify
from wfx.store.files.paths import allowed_path
from wfx.store.files.schemas import load_schemas
from wfx.store.files.township import parse_township
from wfx.store.objects.gitdir import FIXED_ATTRIBUTES
from wfx.store.objects.root import root_text
from wfx.store.verifying.flaw import Flaw, flaw_at
from wfx.store.verifying.lawcheck import SETTINGS, Judge, LawCheck
from wfx.store.verifying.objects import Changed, Objects
from wfx.store.verifying.rowcheck import RowCheck
from wfx.store.verifying.signcheck import SignCheck
from wfx.values.errors import SignatureBad, WfxError
from wfx.values.matter.gates import Policy
from wfx.values.schema import Schema
from wfx.values.tomltext import LARGEST
from wfx.values.township import Township

_WINDOW = 256  # entries whose objects are read in one go
_HELD = 256 << 20  # bytes of a window's files kept until they are looked into
_ATTRIBUTES = ".gitattributes"


@dataclass
class Walk:
    """``rows`` is ``None`` at the chain level, ``judge`` below the law level. ``flaws`` gathers the findings."""

    objects: Objects
    signoffs: SignCheck
    rows: RowCheck | None
    judge: Judge | None = None
    flaws: set[Flaw] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)  # every public key that ever stood in the list of officers
    _files: dict[str, bytes] = field(default_factory=dict)  # path → id of what stands
    _officers: Officers | None = None
    _schemas: Mapping[str, Schema] = field(default_factory=dict)
    _allowed: dict[str, bool] = field(default_factory=dict)  # under these schemas
    _policy: Policy = field(default_factory=dict)
    _law: LawCheck | None = None

    def __post_init__(self) -> None:
        if self.judge is not None:
            self._law = LawCheck(self.judge, lambda oid: self._law_text(oid, {}))

    def take_up(self, entry: Entry, memo: Mapping[str, bytes]) -> None:
        """Begin behind an entry verified earlier: its tree is read, its files only as far as they are needed.

        The local memo of digests may stand in for reading every file, because it has to give the very Wfx-Root that
        was verified then.
        """
        tree = bytes.fromhex(entry.tree)
        self._files = self.objects.files(tree)
        blobs = set(self._files.values())
        known = {bytes.fromhex(oid): digest for oid, digest in memo.items()}
        self.objects.trust({oid: digest for oid, digest in known.items() if oid in blobs})
        if root_text(self.objects.root(tree)) != entry.root:
            self.objects.forget()
            for _ in self.objects.blobs(blobs):
                pass
            self._root(entry, tree)
        self._read_law(entry, {})
        self._read_policy({})
        records: dict[bytes, list[str]] = {}
        for path, oid in self._files.items() if self.rows else ():
            if is_record(path):
                records.setdefault(oid, []).append(path)
        for oid, data in self.objects.blobs(records):
            if self.rows is not None:
                for path in records[oid]:
                    self.rows.take_up(path, data, self._schemas)
        if self._law is not None:
            self._law.take_up(entry, self._files, self._schemas)

    def follow(self, noted: Entry | None, chain: Sequence[Parsed]) -> None:
        """Every entry of the chain, window by window; ``noted`` is the one before the first."""
        before = bytes.fromhex(noted.tree) if noted else b""
        for start in range(0, len(chain), _WINDOW):
            window = chain[start : start + _WINDOW]
            trees = [before, *(bytes.fromhex(parsed.entry.tree) for parsed in window)]
            differences = self.objects.differences(list(pairwise(trees)))
            contents = self._contents(differences)
            for parsed, tree, changes in zip(window, trees[1:], differences, strict=True):
                self._entry(parsed, tree, changes, contents)
            before = trees[-1]

    def township(self) -> str:
        """The name in the newest settings; empty where they cannot be read."""
        known = self._settings({})
        return known.name if known else ""

    def _settings(self, contents: Mapping[bytes, bytes]) -> Township | None:
        """The settings that stand; ``None`` where they cannot be read, which is found at the law level."""
        try:
            return parse_township(self._law_text(self._files.get(SETTINGS, b""), contents))
        except WfxError:
            return None

    def _read_policy(self, contents: Mapping[bytes, bytes]) -> None:
        """The roles at each gate; where the settings cannot be read, what stood stays in force."""
        known = self._settings(contents)
        self._policy = known.gates if known else self._policy

    def waiting(self) -> Iterator[Flaw]:
        """Rows changed at a gate that wait for a sign-off, where the level looks at gates."""
        return self._law.waiting(self._officers, self.rows) if self._law is not None and self.rows else iter(())

    def _contents(self, differences: Sequence[Sequence[Changed]]) -> dict[bytes, bytes]:
        """Read, and so hash, every new file of a window once; kept are those that are looked into."""
        wanted: dict[bytes, bool] = {}
        for change in (change for changes in differences for change in changes):
            if change.after and change.after not in self.objects.digests:
                looked_into = self.rows is not None or not is_record(change.path)
                wanted[change.after] = wanted.get(change.after, False) or looked_into
        kept: dict[bytes, bytes] = {}
        held = 0
        for oid, data in self.objects.blobs(wanted):
            if wanted[oid] and held + len(data) <= _HELD:  # what finds no room is read again when it is looked into
                kept[oid] = data
                held += len(data)
        return kept

    def _content(self, oid: bytes, contents: Mapping[bytes, bytes]) -> bytes | None:
        """A file's bytes, from the window or read again; ``None`` when it is faulty or there is none."""
        if oid in contents or not oid:
            return contents.get(oid)
        return next((data for _, data in self.objects.blobs([oid])), None)

    def _law_text(self, oid: bytes, contents: Mapping[bytes, bytes]) -> bytes:
        """A law file's bytes, of one too large to be read by anybody only so many as show that."""
        return (self._content(oid, contents) or b"")[: LARGEST + 1]

    def _entry(self, parsed: Parsed, tree: bytes, changes: Sequence[Changed], contents: Mapping[bytes, bytes]) -> None:
        entry, before = parsed.entry, self._officers
        for change in changes:
            if change.after:
                self._files[change.path] = change.after
            else:
                self._files.pop(change.path, None)
        if any(change.path == OFFICERS_FILE or change.path.startswith("schemas/") for change in changes):
            self._read_law(entry, contents)
        # The genesis has no parent: it is signed by a key it brings itself, which its printed sheet vouches for.
        standing = self._officers if entry.kind == "genesis" else before
        self._signature(parsed, standing)
        self._root(entry, tree)
        self.flaws.update(self._faulty(entry, tree, changes))
        self.flaws.update(self._paths(entry, changes, standing, contents))
        self.flaws.update(self.signoffs.entry(entry, standing, self._officers, self._policy))
        if any(change.path == SETTINGS for change in changes):
            self._read_policy(contents)
        if self.rows is not None:
            self._records(self.rows, entry, changes, contents)
            if self._law is not None:
                self.flaws.update(self._law.entry(entry, changes, self._files, self._schemas, before, self.rows))

    def _read_law(self, entry: Entry, contents: Mapping[bytes, bytes]) -> None:
        """Officers and schemas of the state; a broken file is a finding, and the last good one stays in force."""
        data = self._law_text(self._files.get(OFFICERS_FILE, b""), contents)
        try:
            officers = parse_officers(data)
            if officers_toml(officers) != data:
                self.flaws.add(flaw_at(entry, "V16", "form"))
            self._officers = officers
            self.keys.update(officers.holders)
        except WfxError:
            self.flaws.add(flaw_at(entry, "V16", OFFICERS_FILE))
        laws = {path: oid for path, oid in sorted(self._files.items()) if path.startswith("schemas/")}
        try:
            self._schemas = load_schemas({path: self._law_text(oid, contents) for path, oid in laws.items()})
            self._allowed = {}
        except WfxError as refused:
            files = sorted({each.place.file for each in refused.problems})
            self.flaws.add(flaw_at(entry, "V37", ", ".join(files)))

    def _signature(self, parsed: Parsed, officers: Officers | None) -> None:
        """It holds, its key was in the list, and it is the actor's own."""
        entry = parsed.entry
        try:
            public = verify(parsed.armour, parsed.payload)
        except SignatureBad as bad:
            self.flaws.add(flaw_at(entry, "V09", bad.details.get("fault", "")))
            return
        holder = officers.holders.get(public) if officers else None
        if holder is None:
            self.flaws.add(flaw_at(entry, "V10", fingerprint(public)))
        elif holder != entry.actor:
            self.flaws.add(flaw_at(entry, "V11", f"{holder} {fingerprint(public)}"))

    def _root(self, entry: Entry, tree: bytes) -> None:
        """The signed Wfx-Root; with a faulty object in the tree there is none to compare, and the fault is named."""
        digest = self.objects.root(tree)
        if digest and root_text(digest) != entry.root:
            self.flaws.add(flaw_at(entry, "V12"))

    def _faulty(self, entry: Entry, tree: bytes, changes: Sequence[Changed]) -> Iterator[Flaw]:
        """Faulty objects this entry brought, by path."""
        named = [(change.path, change.after) for change in changes] + [("/", tree)]
        for path, oid in named:
            if oid in self.objects.faults:
                yield flaw_at(entry, self.objects.faults[oid].code, path)
                self.objects.named.add(oid)

    def _paths(
        self, entry: Entry, changes: Sequence[Changed], before: Officers | None, contents: Mapping[bytes, bytes]
    ) -> Iterator[Flaw]:
        """Which files this kind of entry may change, and whether its lines name exactly the records changed."""
        kind = KINDS[entry.kind]
        for change in changes:
            if not kind.allows(change.path):
                yield flaw_at(entry, "V13", change.path)
            if change.after and not self._may_stand(change.path):
                yield flaw_at(entry, "V14", change.path)
            if change.path == _ATTRIBUTES and self._content(change.after, contents) != FIXED_ATTRIBUTES:
                yield flaw_at(entry, "V24")
            if change.path == OFFICERS_FILE and not self._may_change_officers(entry, before):
                yield flaw_at(entry, "V16", entry.actor)
        if before is not None and RECOVERY in before.roles(entry.actor) and entry.kind != "officers":
            yield flaw_at(entry, "V16", f"{entry.actor} {entry.kind}")
        told = {line.path for line in entry.rows}
        for path in sorted(told ^ {change.path for change in changes if is_record(change.path)}):
            yield flaw_at(entry, "V17", path)

    def _may_change_officers(self, entry: Entry, before: Officers | None) -> bool:
        if before is None:
            return False
        own = self._officers is not None and may_change(before, self._officers, entry.actor)
        return own or _may_admit(before, entry.actor)

    def _may_stand(self, path: str) -> bool:
        if path not in self._allowed:
            self._allowed[path] = allowed_path(path, self._schemas)
        return self._allowed[path]

    def _records(
        self, rows: RowCheck, entry: Entry, changes: Sequence[Changed], contents: Mapping[bytes, bytes]
    ) -> None:
        lines = {line.path: line for line in entry.rows}
        rows.begin()
        for change in changes:
            data = self._content(change.after, contents) if change.after else None
            if is_record(change.path) and (data is not None or not change.after):
                faults = rows.file(change.path, data, lines.get(change.path), self._schemas)
                self.flaws.update(flaw_at(entry, code, detail) for code, detail in faults)
        self.flaws.update(flaw_at(entry, code, detail) for code, detail in (*rows.unfit(), *rows.doubled()))


def _may_admit(before: Officers, actor: str) -> bool:
    """Whether that officer may change who signs: an administrator, or the key in the safe."""
    return not {ADMIN, RECOVERY}.isdisjoint(before.roles(actor))
