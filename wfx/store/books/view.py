"""The work tree as a view of HEAD: what it shows, what a hand changed in it, and making it agree again.

``.git/wfx/view`` holds, for every file wfx wrote into the work tree, its object id and the size and time it had then.
A work file equal to HEAD's is clean, one equal to what was written before is stale and refreshed, any other content
is a hand edit and never overwritten unasked. Nothing here decides what is true: that is HEAD alone.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wfx.store.files.parquet import decode
from wfx.store.files.paths import LedgerPath, allowed_path
from wfx.store.files.rowkeys import sorted_by_key
from wfx.store.files.schemas import load_schemas
from wfx.store.files.toml import decode_dossier
from wfx.store.objects.git import Git, object_id
from wfx.store.objects.gitdir import check_safe
from wfx.store.objects.lock import writing
from wfx.store.objects.tree import Trees
from wfx.values.errors import BooksBusy, WfxError
from wfx.values.schema import Kind, Schema

_WAITS = (0.05, 0.1, 0.2, 0.4)  # seconds between tries for a file another program holds open
_RACY = 2_000_000_000  # ns: a file system may keep times no finer than two seconds
_IGNORED = ("Thumbs.db", "desktop.ini", ".DS_Store")
_IGNORED_START = ("~$", ".~")


@dataclass(frozen=True)
class Shown:
    """What wfx wrote to one work file: object id, size in bytes, time in nanoseconds."""

    oid: str
    size: int
    time: int


@dataclass(frozen=True)
class ViewState:
    """How the work tree stands to ``head``; ``shown`` is the entry it was last made to show, paths are sorted.

    ``stale`` holds the files of an earlier entry (a program holds them open, or a command was cut off), ``edited``
    those a hand changed, ``missing`` those that are gone, ``foreign`` those wfx knows nothing of. ``deleted`` are those
    missing that stood here as HEAD has them, so that a hand took them away and no command was cut off.
    """

    head: str
    shown: str
    stale: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        return not (self.stale or self.edited or self.missing or self.foreign)


@dataclass
class _View:
    """The record file in memory."""

    path: Path
    entry: str
    files: dict[str, Shown]
    written: int  # when the record itself was written, ns

    @classmethod
    def load(cls, folder: Path) -> "_View":
        path = folder / ".git" / "wfx" / "view"
        try:
            first, *lines = path.read_text(encoding="utf-8").splitlines()
            written = path.stat().st_mtime_ns
            parts = [line.split(" ", 3) for line in lines]
            files = {name: Shown(oid, int(size), int(when)) for oid, size, when, name in parts}
            return cls(path, first.removeprefix("wfx-view 1 "), files, written)
        except (OSError, ValueError):
            return cls(path, "", {}, 0)

    def save(self) -> None:
        lines = [f"wfx-view 1 {self.entry}"]
        lines += [f"{shown.oid} {shown.size} {shown.time} {name}" for name, shown in sorted(self.files.items())]
        temporary = self.path.with_name(f"view.{os.getpid()}")
        temporary.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        temporary.replace(self.path)

    def unchanged(self, name: str, state: os.stat_result) -> bool:
        """Whether size and time alone say the file is as written; never for one written as late as the record."""
        shown = self.files.get(name)
        return (
            shown is not None
            and (shown.size, shown.time) == (state.st_size, state.st_mtime_ns)
            and shown.time < self.written - _RACY
        )


def shown_entry(folder: Path) -> str:
    """The entry the view was last made to show, or an empty string: one short read."""
    try:
        with (folder / ".git" / "wfx" / "view").open(encoding="utf-8") as file:
            return file.readline().strip().removeprefix("wfx-view 1 ")
    except OSError:
        return ""


def status(folder: Path, *, deep: bool = False) -> ViewState:
    """Compare the work tree with HEAD; ``deep`` hashes every file instead of trusting size and time."""
    check_safe(folder)
    with Git(folder) as git:
        trees = Trees(git)
        head = git.head()
        return _compare(folder, head, _head_files(git, trees, head), _View.load(folder), deep=deep)


def _head_files(git: Git, trees: Trees, head: str) -> dict[str, str]:
    return trees.files(commit_tree(git, head)) if head else {}


def commit_tree(git: Git, oid: str) -> str:
    """The tree of a commit, from its first line."""
    return git.read(oid, "commit")[5:45].decode("ascii", "replace")


def _compare(folder: Path, head: str, wanted: Mapping[str, str], view: _View, *, deep: bool) -> ViewState:
    stale: list[str] = []
    edited: list[str] = []
    missing: list[str] = []
    foreign: list[str] = []
    here = dict(_work_files(folder))
    for name, oid in wanted.items():
        state = here.pop(name, None)
        if state is None:
            missing.append(name)
            continue
        trusted = not deep and view.unchanged(name, state)
        now = view.files[name].oid if trusted else work_oid(folder / name)
        if now == oid:
            continue
        (stale if name in view.files and now == view.files[name].oid else edited).append(name)
    for name in here:
        shown = view.files.get(name)
        (stale if shown and work_oid(folder / name) == shown.oid else foreign).append(name)
    deleted = tuple(name for name in missing if name in view.files and view.files[name].oid == wanted[name])
    return ViewState(head, view.entry, tuple(stale), tuple(edited), tuple(missing), tuple(sorted(foreign)), deleted)


def _work_files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file of the work tree by its path with slashes; links are not followed, they count as they are."""
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as found:
            for item in found:
                path = Path(item.path)
                if item.is_dir(follow_symlinks=False):
                    if path != folder / ".git":
                        pending.append(path)
                elif item.name not in _IGNORED and not item.name.startswith(_IGNORED_START):
                    # Not item.stat(): on Windows it gives times from the directory, which lag behind.
                    yield path.relative_to(folder).as_posix(), path.lstat()


def work_oid(path: Path) -> str:
    """The object id of a work file's content; empty when it is a link or cannot be read."""
    try:
        return "" if path.is_symlink() else object_id("blob", path.read_bytes())
    except OSError:
        return ""


def edited(folder: Path) -> dict[str, bytes]:
    """The bytes of every hand-edited file, and of every added one the books may hold: what ``adopt`` takes up.

    Other foreign files (a workbook somebody left here) are nobody's edit; ``status`` names them.
    """
    state = status(folder, deep=True)
    with Git(folder) as git:
        schemas = _schemas(git, Trees(git), state.head)
    added = [name for name in state.foreign if allowed_path(name, schemas)]
    return {name: (folder / name).read_bytes() for name in sorted((*state.edited, *added))}


def _schemas(git: Git, trees: Trees, head: str) -> Mapping[str, Schema]:
    files = trees.files(commit_tree(git, head), "schemas")
    return load_schemas(dict(zip(files, (each.data for each in git.read_many(files.values())), strict=True)))


def refresh(folder: Path) -> ViewState:
    """Bring stale files up to HEAD and missing ones back; hand edits stay. Errors: ``BooksBusy``.

    An edited file of records that says the same as HEAD's in other bytes (saved again by another program, or just
    adopted) is brought up too: nothing is lost.
    """
    check_safe(folder)
    with writing(folder), Git(folder) as git:
        trees = Trees(git)
        head = git.head()
        state = bring_up(folder, git, trees, head)
        files = _head_files(git, trees, head)
        schemas = _schemas(git, trees, head) if state.edited else {}
        same = {name: files[name] for name in state.edited if _says_the_same(folder, git, name, files[name], schemas)}
        if not same:
            return state
        view = _View.load(folder)
        _put(folder, git, same, view, _WAITS)
        view.save()
        return _compare(folder, head, files, view, deep=False)


def _says_the_same(folder: Path, git: Git, name: str, oid: str, schemas: Mapping[str, Schema]) -> bool:
    try:
        schema = schemas[LedgerPath.parse(name, schemas).ledger]
        here, there = (folder / name).read_bytes(), git.read(oid, "blob")
        if schema.kind is Kind.DOSSIER:
            return decode_dossier(here, schema) == decode_dossier(there, schema)
        return bool(sorted_by_key(decode(here, schema), schema).equals(decode(there, schema)))
    except (WfxError, OSError):
        return False


def discard(folder: Path, paths: Iterable[str]) -> ViewState:
    """Drop the hand edits in these files: HEAD's content comes back, a file HEAD does not have is deleted."""
    check_safe(folder)
    with writing(folder), Git(folder) as git:
        trees = Trees(git)
        head = git.head()
        files = _head_files(git, trees, head)
        here = dict(_work_files(folder))
        wanted = {path: files.get(path, "") for path in paths if path in files or path in here}
        view = _View.load(folder)
        _put(folder, git, wanted, view, _WAITS)
        view.save()
        return _compare(folder, head, files, view, deep=False)


def repair(folder: Path, head: str) -> None:
    """After a command that was cut off: bring the view up to HEAD if nobody is writing; never an error."""
    if shown_entry(folder) == head:
        return
    with contextlib.suppress(BooksBusy, OSError), writing(folder, wait=0), Git(folder) as git:
        bring_up(folder, git, Trees(git), git.head(), waits=())


def bring_up(folder: Path, git: Git, trees: Trees, head: str, waits: tuple[float, ...] = _WAITS) -> ViewState:
    """Refresh under a lock already held; the record is written last, so a cut leaves stale files, never lost ones."""
    view = _View.load(folder)
    files = _head_files(git, trees, head)
    state = _compare(folder, head, files, view, deep=False)
    whole = _put(folder, git, {path: files.get(path, "") for path in (*state.stale, *state.missing)}, view, waits)
    for name in files.keys() - view.files.keys() - set(state.edited):
        now = (folder / name).lstat() if (folder / name).exists() else None
        if now is not None:  # equal to HEAD's, as compared above: a fresh clone's own files
            view.files[name] = Shown(files[name], now.st_size, now.st_mtime_ns)
    view.entry = head if whole else view.entry
    view.save()
    return _compare(folder, head, files, view, deep=False)


def show_changes(folder: Path, git: Git, changes: Mapping[str, str], head: str) -> None:
    """After an entry: write just its files (path → blob id, empty: gone) where the work file is not a hand edit."""
    view = _View.load(folder)
    safe = {name: oid for name, oid in changes.items() if _may_write(folder / name, oid, view.files.get(name))}
    whole = _put(folder, git, safe, view, _WAITS)
    view.entry = head if whole else view.entry
    view.save()


def _may_write(path: Path, oid: str, shown: Shown | None) -> bool:
    """Whether a work file holds nothing a hand wrote: it is absent, already right, or as wfx left it."""
    if not path.exists() and not path.is_symlink():
        return True
    now = work_oid(path)
    return now == oid or (shown is not None and now == shown.oid)


def _put(folder: Path, git: Git, wanted: Mapping[str, str], view: _View, waits: tuple[float, ...]) -> bool:
    """Write or delete work files; one that stays held open keeps its old record and so stays stale.

    Whether all of them could be written.
    """
    whole = True
    writes = {name: oid for name, oid in wanted.items() if oid and _inside(folder, name)}
    for (name, oid), found in zip(writes.items(), git.read_many(writes.values()), strict=True):
        if _retried(partial(_replace, folder, name, found.data), waits):
            now = (folder / name).lstat()
            view.files[name] = Shown(oid, now.st_size, now.st_mtime_ns)
        else:
            whole = False
    for name in [name for name, oid in wanted.items() if not oid and _inside(folder, name)]:
        if _retried((folder / name).unlink, waits):
            view.files.pop(name, None)
            _drop_empty(folder, (folder / name).parent)
        else:
            whole = False
    return whole


def _inside(folder: Path, name: str) -> bool:
    """Whether the file's folder really lies in the books: a linked folder would lead the writing elsewhere."""
    return (folder / name).parent.resolve().is_relative_to(folder.resolve())


def _replace(folder: Path, name: str, data: bytes) -> None:
    temporary = folder / ".git" / "wfx" / f"new.{os.getpid()}"
    temporary.write_bytes(data)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(folder / name)


def _retried(act: Callable[[], object], waits: tuple[float, ...]) -> bool:
    """Try, wait, try again: WPS and scanners hold a file for a moment. Whether it worked in the end."""
    for wait in (*waits, None):
        try:
            act()
        except FileNotFoundError:
            return True
        except PermissionError:
            if wait is not None:
                time.sleep(wait)
        else:
            return True
    return False


def _drop_empty(folder: Path, parent: Path) -> None:
    with contextlib.suppress(OSError):
        while parent != folder:
            parent.rmdir()
            parent = parent.parent
