"""Writing one entry: blobs and tree, a signed commit, and the single moment of change, the move of ``main``."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from wfx.store.books import view
from wfx.store.books.books import OpenBooks, read_books
from wfx.store.entries.entry import (
    KINDS,
    Entry,
    RowsLine,
    SignOff,
    check,
    commit_bytes,
    commit_payload,
    signed_by,
)
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.keys import Signer
from wfx.store.files.words import tidy_body, tidy_line
from wfx.store.objects.git import Git, object_id
from wfx.store.objects.gitdir import check_safe
from wfx.store.objects.lock import writing
from wfx.store.objects.maintain import maintain
from wfx.store.objects.root import Roots, load_memo
from wfx.store.objects.tree import Trees, graft
from wfx.store.recording.plan import Ground, Plan, plan
from wfx.values.beijing import BEIJING
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    BadText,
    ClockWrong,
    GitFailed,
    GitMissing,
    NotAnOfficer,
    ObjectDamaged,
    WfxError,
    WrongKind,
)

_AHEAD = timedelta(days=92)  # an office writes at least once a quarter: a longer gap is a wrong clock
_MAINTAIN_EVERY = 64  # entries between two looks at how many loose objects there are
_STANDS_ALONE = ("signoff", "seal", "access")  # kinds that say something without changing a file


@dataclass(frozen=True)
class Hand:
    """Who writes an entry, at what moment, with which program."""

    signer: Signer
    when: datetime
    tool: str


@dataclass(frozen=True)
class Draft:
    """What an entry says: the subject is ``topic: what``; ``about`` the day or month its facts belong to."""

    topic: str
    what: str
    body: str = ""
    kind: str = "change"
    about: str = ""
    source: str = ""
    signoff: SignOff | None = None


def record(  # noqa: PLR0913 one entry has this many sides
    folder: Path,
    draft: Draft,
    changes: Sequence[Change | Batch],
    files: Mapping[str, bytes | None],
    signer: Signer,
    now: datetime,
    *,
    keyring: Keyring | None = None,
    clock_ok: bool = False,
    tool: str,
) -> Entry | None:
    """Write one signed entry on HEAD; ``None`` when it would change nothing. ``now`` is an aware time.

    Identities come with plain rows and are sealed here. Until ``main`` moves nothing has happened, after it
    everything has: work files a program holds open are then named by ``view.status`` as stale, never an error.
    Errors: those of ``plan``; ``BadText``; ``ClockWrong``; ``NotAnOfficer``; ``WrongKind``; ``BooksBusy``;
    ``BooksMoved``.
    """
    entry = _record(folder, draft, changes, files, Hand(signer, now, tool), keyring, clock_ok=clock_ok)
    if entry is not None and entry.seq % _MAINTAIN_EVERY == 0:
        with contextlib.suppress(WfxError, OSError):  # the entry stands; house is kept another time
            maintain(folder)
    return entry


def _record(
    folder: Path,
    draft: Draft,
    changes: Sequence[Change | Batch],
    files: Mapping[str, bytes | None],
    hand: Hand,
    keyring: Keyring | None,
    *,
    clock_ok: bool,
) -> Entry | None:
    check_safe(folder)
    with writing(folder), read_books(folder) as books:
        if view.shown_entry(folder) != books.head:
            with contextlib.suppress(OSError):
                view.bring_up(folder, books.git, books.trees, books.head, waits=())
        _may_sign(books, hand.signer)
        hand = replace(hand, when=moment(hand.when, books.here.when, clock_ok=clock_ok))
        prepared = plan(Ground(books.git, books.trees, books.here.tree, files), changes, files, keyring)
        if not prepared.files and draft.kind not in _STANDS_ALONE:
            return None
        return commit(books.git, books.trees, books.here, draft, prepared, hand)


def preview(
    folder: Path,
    changes: Sequence[Change | Batch],
    files: Mapping[str, bytes | None],
    *,
    keyring: Keyring | None = None,
) -> tuple[RowsLine, ...]:
    """The lines ``record`` would write, with nothing written. Errors: those of ``plan``."""
    with read_books(folder) as books:
        return plan(Ground(books.git, books.trees, books.here.tree, files), changes, files, keyring).rows


def _may_sign(books: OpenBooks, signer: Signer) -> None:
    if books.officers.holders.get(signer.public) != signer.officer:
        raise NotAnOfficer(shown=signer.officer)


def moment(now: datetime, last: datetime | None, *, clock_ok: bool) -> datetime:
    """The entry's time in Beijing, to the second.

    Errors: ``ClockWrong`` when it lies before the last entry's or over 92 days after it, unless ``clock_ok``;
    ``ValueError`` for a time without zone.
    """
    if now.tzinfo is None:
        raise ValueError("now")
    when = now.astimezone(BEIJING).replace(microsecond=0)
    if last is not None and not clock_ok and not last <= when <= last + _AHEAD:
        raise ClockWrong(shown=f"{when:%Y-%m-%d %H:%M}", last=f"{last:%Y-%m-%d %H:%M}")
    return when


def commit(git: Git, trees: Trees, parent: Entry | None, draft: Draft, prepared: Plan, hand: Hand) -> Entry:
    """Build, sign and store the entry, move ``main``, then bring the view up; under the write lock.

    Errors: ``WrongKind``, ``BadText``, ``BooksMoved``, ``GitFailed``.
    """
    entry, roots = stored(git, trees, parent, draft, prepared, hand)
    git.move_main(entry.oid, entry.parent)
    # From here the books are safe; what is left is convenience, and the next command repairs it.
    with contextlib.suppress(OSError, GitFailed, GitMissing, ObjectDamaged):
        roots.save(git.directory / "wfx" / "digests")
        git.fill_index(entry.tree)
        shown = {path: "" if data is None else object_id("blob", data) for path, data in prepared.files.items()}
        view.show_changes(git.folder, git, shown, entry.oid)
    return entry


def stored(
    git: Git, trees: Trees, parent: Entry | None, draft: Draft, prepared: Plan, hand: Hand
) -> tuple[Entry, Roots]:
    """The entry built, signed and stored, with nothing pointing at it yet, and the digests worked out for it.

    Errors: ``WrongKind``, ``BadText``, ``GitFailed``.
    """
    _allowed(draft.kind, prepared)
    grafted = graft(trees, parent.tree if parent else "", prepared.files)
    roots = Roots(git, trees, load_memo(git.directory / "wfx" / "digests"))
    fresh = {object_id(kind, data): data for kind, data in grafted.objects if kind == "blob"}
    entry = _entry(draft, parent, hand)
    entry = replace(entry, tree=grafted.root, root=roots.root(grafted.root, fresh), rows=prepared.rows)
    check(entry)
    payload = commit_payload(entry)
    raw = commit_bytes(payload, hand.signer.sign(payload))
    oid = object_id("commit", raw)
    git.write([*dict.fromkeys(grafted.objects), ("commit", raw)])
    return signed_by(replace(entry, oid=oid), hand.signer.public), roots


def _allowed(kind: str, prepared: Plan) -> None:
    """Default deny: each kind of entry changes only the files that are its own."""
    if kind not in KINDS:
        raise WrongKind(shown="", kind=kind)
    for path in prepared.files:
        if not KINDS[kind].allows(path):
            raise WrongKind(shown=path, kind=kind)


def _entry(draft: Draft, parent: Entry | None, hand: Hand) -> Entry:
    topic, what = tidy_line(draft.topic, "topic"), tidy_line(draft.what, "what")
    if not topic or not what:
        raise BadText("subject", fault="length")
    return Entry(
        kind=draft.kind,
        seq=parent.seq + 1 if parent else 1,
        actor=hand.signer.officer,
        subject=f"{topic}: {what}",
        root="",
        machine=hand.signer.machine,
        tool=tidy_line(hand.tool, "tool"),
        when=hand.when,
        tree="",
        parent=parent.oid if parent else "",
        body=tidy_body(draft.body),
        about=draft.about,
        source=tidy_line(draft.source, "source"),
        signoff=draft.signoff,
    )
