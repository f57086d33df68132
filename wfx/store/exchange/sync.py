"""A second computer of the office: entries exchanged through a bare repository, one's own laid on the newer head.

The chain stays linear. ``meet`` fetches, verifies and compares, and changes nothing; ``join`` moves ``main`` once, to
what came or to one's own entries signed anew on top of it; ``push`` moves the other side's ``main`` by
compare-and-swap. Rules in words: ``docs/spec/sync.md``.
"""

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wfx.store.books import view
from wfx.store.books.books import OpenBooks, read_books
from wfx.store.entries.chain import Chain, fact_month
from wfx.store.entries.entry import Entry, is_record
from wfx.store.entries.keys import Signer
from wfx.store.exchange.bundle import refuse_damaged
from wfx.store.exchange.remote import remote
from wfx.store.history.diff import RowDiff
from wfx.store.history.log import changed_files, changed_rows
from wfx.store.history.threeway import Clash, again, clashes, touched
from wfx.store.objects.git import Git
from wfx.store.objects.lock import holding, writing
from wfx.store.objects.tree import Trees
from wfx.store.recording.plan import Ground, plan
from wfx.store.recording.write import Draft, Hand, stored
from wfx.values.change import Batch
from wfx.values.errors import (
    BooksMoved,
    ForeignBooks,
    GitFailed,
    GitMissing,
    HandEdits,
    KeyElsewhere,
    KeyEnded,
    ObjectDamaged,
    RemoteEmpty,
    RemoteMoved,
    SyncUndecided,
)
from wfx.values.table import Key

_Left = Mapping[str, Collection[Key]]


@dataclass(frozen=True)
class Meeting:
    """The two chains side by side: ``own`` and ``came`` are the entries above the common one, oldest first."""

    head: Entry
    theirs: Entry
    common: Entry
    own: tuple[Entry, ...]
    came: tuple[Entry, ...]
    clashes: tuple[Clash, ...] = ()

    @property
    def replays(self) -> bool:
        """Whether own entries have to be laid on newer ones."""
        return bool(self.own and self.came)

    @property
    def unbound(self) -> tuple[Entry, ...]:
        """Own sign-offs over entries that will be signed anew: they no longer bind and are left out."""
        first = self.common.seq
        return tuple(each for each in self.own if each.signoff and any(last > first for _, last in each.signoff.covers))


@dataclass(frozen=True)
class Joined:
    """What a join came to: the new head, and each own entry with what it became (``None``: nothing was left of it)."""

    head: Entry
    replayed: tuple[tuple[Entry, Entry | None], ...] = ()


def meet(folder: Path, place: Path) -> Meeting:
    """Fetch what the other side has, verify it, and compare; ``main`` and the work tree stay as they are.

    Errors: ``NoRemote``, ``RemoteEmpty``, ``RemoteDamaged``, ``ForeignBooks``, ``ArrivedDamaged``, ``UnsafeRemote``,
    ``GitFailed``.
    """
    with remote(place) as other, read_books(folder) as books:
        theirs = other.head()
        if not theirs:
            raise RemoteEmpty(shown=str(place))
        own_ids = books.chain.ids
        if theirs in set(own_ids):
            above = [books.chain.entry(oid) for oid in own_ids[: own_ids.index(theirs)]]
            common = books.chain.entry(theirs)
            return Meeting(books.here, common, common, tuple(reversed(above)), ())
        common = _common(books, other, theirs)
        books.git.take_pack(other.pack(theirs, common.oid))
        refuse_damaged(books.git, theirs, common)
        arrived = Chain(books.git, theirs)
        came = tuple(reversed(list(arrived.walk(arrived.entry(theirs).seq - common.seq))))
        own = tuple(reversed(list(books.chain.walk(books.seq - common.seq))))
        met = Meeting(books.here, came[-1], common, own, came)
        return Meeting(books.here, came[-1], common, own, came, _clashes(books, met)) if own else met


def _common(books: OpenBooks, other: Git, theirs: str) -> Entry:
    """The newest entry both chains hold. Errors: ``ForeignBooks``."""
    there = set(other.chain(theirs))
    oid = next((oid for oid in books.chain.ids if oid in there), "")
    if not oid:
        raise ForeignBooks(shown=other.folder.name)
    return books.chain.entry(oid)


def _clashes(books: OpenBooks, met: Meeting) -> tuple[Clash, ...]:
    """What both sides changed to something else, records first, then files; in a stable order."""
    start, end, other = (_at(books.git, entry) for entry in (met.common, met.head, met.theirs))
    theirs = changed_rows(start, other)
    mine = changed_rows(start, end)
    found = [each for name in sorted(mine.keys() & theirs.keys()) for each in clashes(mine[name], theirs[name])]
    ours, others = (_files(start, books_) for books_ in (end, other))
    found += [Clash("", (path,)) for path in sorted(ours.keys() & others.keys()) if ours[path] != others[path]]
    return tuple(found)


def _at(git: Git, entry: Entry) -> OpenBooks:
    return OpenBooks(git, Trees(git), Chain(git, entry.oid), entry.oid, shares=True)


def _files(before: OpenBooks | None, after: OpenBooks) -> dict[str, str]:
    """Path → blob id (empty: gone) of the changed files that hold no records."""
    changed = changed_files(before, after)
    return {each.path: each.after for each in changed if not is_record(each.path)}


@dataclass(frozen=True)
class Decision:
    """Which clashes, by name, end as mine, and which as the other side has them."""

    mine: frozenset[tuple[str, Key]] = frozenset()
    theirs: frozenset[tuple[str, Key]] = frozenset()


def join(
    folder: Path, met: Meeting, signers: Mapping[str, Signer], tool: str, decision: Decision | None = None
) -> Joined:
    """Take up what came; own entries are laid on it one by one, each signed anew by its actor.

    All or nothing: ``main`` moves once, at the end. Errors: ``SyncUndecided``, ``KeyElsewhere`` (an actor's key is not
    here), ``HandEdits``, ``BooksMoved``, ``KeyEnded``, ``Refused`` (a record that does not fit the newer schemas).
    """
    decided = decision or Decision()
    open_ = [each for each in met.clashes if each.name not in decided.mine | decided.theirs]
    if open_:
        raise SyncUndecided(shown=str(len(open_)))
    missing = [each for each in met.own if each not in met.unbound and each.actor not in signers] if met.came else []
    if missing:
        raise KeyElsewhere(shown="、".join(sorted({each.actor for each in missing})), **_named(missing, met.own))
    if view.status(folder).edited:
        raise HandEdits
    with writing(folder), read_books(folder) as books:
        if books.head != met.head.oid:
            raise BooksMoved
        if not met.came:
            return Joined(met.head)
        replay = _Replay(books, met, signers, tool, decided)
        replay.run()
        books.git.move_main(replay.top.oid, met.head.oid)
        with contextlib.suppress(OSError, GitFailed, GitMissing, ObjectDamaged):
            books.git.fill_index(replay.top.tree)
            view.bring_up(folder, books.git, Trees(books.git), replay.top.oid)
        return Joined(replay.top, tuple(replay.done))


def _named(entries: Sequence[Entry], own: Sequence[Entry]) -> dict[str, str]:
    """Which entries nobody here can sign anew, and all that are not given yet, for the words of an error."""
    return {"entries": _numbers(entries), "own": _numbers(own)}


def _numbers(entries: Sequence[Entry]) -> str:
    return f"第 {'、'.join(str(each.seq) for each in entries)} 笔"


@dataclass
class _Replay:
    """Own entries, oldest first, laid on the other side's head."""

    books: OpenBooks
    met: Meeting
    signers: Mapping[str, Signer]
    tool: str
    decided: Decision
    done: list[tuple[Entry, Entry | None]] = field(default_factory=list)
    top: Entry = field(init=False)

    def __post_init__(self) -> None:
        self.top = self.met.theirs

    def run(self) -> None:
        start, other = _at(self.books.git, self.met.common), _at(self.books.git, self.met.theirs)
        mine = self.decided.mine
        # Where the other side changed a record, its end stands, unless the clash was decided otherwise.
        left = {
            ledger: {key for key in touched(diff) if (ledger, key) not in mine}
            for ledger, diff in changed_rows(start, other).items()
        }
        files = {path for path in _files(start, other) if ("", (path,)) not in mine}
        for entry in self.met.own:
            self.done.append((entry, None if entry in self.met.unbound else self._one(entry, left, files)))

    def _one(self, entry: Entry, left: _Left, files: Collection[str]) -> Entry | None:
        git = self.books.git
        before, after = _at(git, self.books.chain.entry(entry.parent)), _at(git, entry)
        with_files = {
            path: git.read(oid, "blob") if oid else None
            for path, oid in _files(before, after).items()
            if path not in files
        }
        changes = self._changes(changed_rows(before, after), left)
        trees = Trees(git)
        prepared = plan(Ground(git, trees, self.top.tree, with_files), changes, with_files)
        if not prepared.files and entry.kind not in ("signoff", "seal", "access"):
            return None
        signer = self.signers[entry.actor]
        if _at(git, self.top).officers.holders.get(signer.public) != signer.officer:
            own = [each for each in self.met.own if each.actor == signer.officer and each.seq >= entry.seq]
            raise KeyEnded(shown=signer.officer, **_named(own, self.met.own))
        hand = Hand(signer, max(entry.when, self.top.when), self.tool)
        made, roots = stored(git, trees, self.top, _draft(entry, hand), prepared, hand)
        with contextlib.suppress(OSError):
            roots.save(git.directory / "wfx" / "digests")
        self.top = made
        return made

    def _changes(self, steps: Mapping[str, RowDiff], left: _Left) -> list[Batch]:
        onto = _at(self.books.git, self.top)
        batches = []
        for ledger, step in steps.items():
            batch = again(step, onto.table(ledger).arrow, left.get(ledger, ()))
            if batch.rows.num_rows or batch.gone:
                batches.append(batch)
        return batches


def _draft(entry: Entry, hand: Hand) -> Draft:
    """The entry's own words; a month its facts had only by its day is kept when the day moves into another."""
    topic, _, what = entry.subject.partition(": ")
    moved = entry.kind == "change" and not entry.about and fact_month(entry) != hand.when.strftime("%Y-%m")
    about = f"{entry.when:%Y-%m-%d}" if moved else entry.about
    return Draft(topic, what, entry.body, entry.kind, about, entry.source, entry.signoff)


def push(folder: Path, place: Path) -> Sequence[Entry]:
    """Give the other side the entries it lacks, oldest first; its ``main`` moves by compare-and-swap.

    Errors: ``NoRemote``, ``UnsafeRemote``, ``RemoteMoved`` when it holds entries not here, ``ForeignBooks``,
    ``RemoteDamaged``, ``RemoteStuck``, ``BooksBusy`` while another computer gives.
    """
    with remote(place) as other, holding(place), read_books(folder) as books:
        theirs = other.head()
        ids = books.chain.ids
        if theirs == books.head:
            return ()
        if theirs and theirs not in set(ids):
            _common(books, other, theirs)
            raise RemoteMoved
        above = ids.index(theirs) if theirs else len(ids)
        given = tuple(reversed(list(books.chain.walk(above))))
        other.take_pack(books.git.pack(books.head, theirs))
        try:
            other.move_main(books.head, theirs)
        except BooksMoved:
            raise RemoteMoved from None
        return given
