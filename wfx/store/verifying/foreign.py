"""A copy of books that nobody vouches for, seen through a git directory of our own.

Of a folder only its object files reach git; references and HEAD are read here, settings and other files are only
looked at, never followed. A bundle is unpacked into the same kind of quarantine. Nothing the copy names is ever run.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from wfx.store.objects.git import MAIN, Git
from wfx.store.objects.gitdir import FIXED_CONFIG, borrowed, unknown_files, unknown_settings
from wfx.store.verifying.flaw import Flaw
from wfx.values.errors import BundleRefused, GitFailed, NoHistory

HEAD = "HEAD"
BUNDLE_LIMIT = 2 * 1024**3  # bytes of a bundle file
_TEXT_LIMIT = 4 * 1024**2  # bytes of HEAD, packed-refs, a reflog's newest part, a bundle's list of references
_MEMO_LIMIT = 64 * 1024**2  # bytes of the memo of digests
_OID = re.compile(r"[0-9a-f]{40}")
_MOVED = re.compile(rb"([0-9a-f]{40}) ([0-9a-f]{40}) ")
_BUNDLE = {b"# v2 git bundle", b"# v3 git bundle"}
_NOTHING = "0" * 40


@dataclass(frozen=True)
class Copy:
    """What is verified. ``refs`` are name → id as the copy has them (an unreadable one: an empty id).

    ``moves`` are ids its own log says ``main`` once had; ``readable`` is whether its objects may be read at all.
    ``memo`` is a local file of digests, for a second look.
    """

    name: str
    git: Git
    refs: dict[str, str]
    head: str
    flaws: frozenset[Flaw]
    moves: frozenset[str] = field(default=frozenset())
    readable: bool = True
    memo: Path | None = None


@contextmanager
def opened(source: Path) -> Iterator[Copy]:
    """A folder with its history, a bare repository or a bundle file, for reading only.

    Errors: ``NoHistory`` (no ``.git``, or one that only points elsewhere), ``BundleRefused``, ``GitMissing``.
    """
    with tempfile.TemporaryDirectory(prefix="wfx-", ignore_cleanup_errors=True) as name:
        own = Path(name)
        _quarantine(own)
        if source.is_file():
            with source.open("rb", buffering=0) as file, Git(own) as git:
                yield _bundle(source, file, git)
            return
        directory = _directory(source)
        with Git(own, directory / "objects") as git:
            yield _folder(source.name, directory, git)


def _quarantine(folder: Path) -> None:
    for part in ("objects", "refs"):
        (folder / ".git" / part).mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text(f"ref: {MAIN}\n", encoding="ascii", newline="\n")
    (folder / ".git" / "config").write_text(FIXED_CONFIG, encoding="utf-8", newline="\n")


# a folder


def _directory(source: Path) -> Path:
    """The git directory of a folder, or the folder itself when it is a bare repository."""
    inside = source / ".git"
    if inside.is_dir():
        return inside
    if inside.exists() or inside.is_symlink():
        raise NoHistory(shown=source.name, fault="link")
    if (source / "objects").is_dir() and (source / "HEAD").is_file():
        return source
    raise NoHistory(shown=source.name, fault="none" if source.is_dir() else "missing")


def _folder(name: str, directory: Path, git: Git) -> Copy:
    flaws = {Flaw(0, "V21", each) for each in unknown_files(directory)}
    flaws |= {Flaw(0, "V22", each) for each in unknown_settings(directory, bare=directory.name != ".git")}
    lent = borrowed(directory)
    flaws |= {Flaw(0, "V25", each) for each in lent}
    return Copy(
        name=name,
        git=git,
        refs=_refs(directory),
        head=_text(directory / HEAD).decode("ascii", "replace"),
        flaws=frozenset(flaws),
        moves=_moves(directory),
        readable=not lent,
        memo=_memo(directory / "wfx" / "digests"),
    )


def _memo(path: Path) -> Path | None:
    """The memo, unless whoever made the copy put a pipe, a link or something endless in its place."""
    plain = path.is_file() and not path.is_symlink()
    return path if plain and path.stat().st_size <= _MEMO_LIMIT else None


def _text(path: Path) -> bytes:
    """A small file's bytes; of what is no plain file, or cannot be read, none."""
    try:
        if path.is_symlink() or not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_TEXT_LIMIT)
    except OSError:
        return b""


def _refs(directory: Path) -> dict[str, str]:
    """Every reference, read as git would: single files stand before the packed list."""
    found = {}
    for line in _text(directory / "packed-refs").decode("utf-8", "replace").splitlines():
        if line and line[0] not in "#^":
            oid, _, name = line.partition(" ")
            found[name] = oid if _OID.fullmatch(oid) else ""
    for path in sorted((directory / "refs").rglob("*")):
        if path.is_symlink() or not path.is_dir():
            text = _text(path).decode("ascii", "replace")
            oid = text.removesuffix("\n")
            name = path.relative_to(directory).as_posix()
            found[name] = oid if _OID.fullmatch(oid) or text.startswith("ref: refs/remotes/") else ""
    return found


def _moves(directory: Path) -> frozenset[str]:
    """Every id the copy's own log says ``main`` once had: a hint, because anyone can empty that log."""
    found = set[str]()
    for line in _text(directory / "logs" / MAIN).splitlines():
        if match := _MOVED.match(line):
            found.update(oid.decode("ascii") for oid in match.groups())
    return frozenset(found - {_NOTHING})


# a bundle


def _bundle(source: Path, file: IO[bytes], git: Git) -> Copy:
    """One that needs other objects, or is damaged, is a finding. Errors: ``BundleRefused`` for what is no bundle."""
    if source.stat().st_size > BUNDLE_LIMIT:
        raise BundleRefused(shown=source.name, fault="size")
    header = file.read(_TEXT_LIMIT)
    names, blank, _ = header.partition(b"\n\n")
    first, *lines = names.split(b"\n")
    if first not in _BUNDLE or not blank:
        raise BundleRefused(shown=source.name, fault="form")
    refs, flaws = {}, set[Flaw]()
    for line in lines:
        oid, _, name = line.decode("utf-8", "replace").partition(" ")
        if oid.startswith(("-", "@")) and oid != "@object-format=sha1":
            flaws.add(Flaw(0, "V25", oid[:50]))  # objects it does not hold, or a filter that left some out
        elif not oid.startswith("@"):
            refs[name] = oid if _OID.fullmatch(oid) else ""
    file.seek(len(names) + 2)
    try:
        git.unpack(file)
    except GitFailed:
        flaws.add(Flaw(0, "V26", source.name))
    same = refs.pop(HEAD, None) in (None, refs.get(MAIN))
    head = f"ref: {MAIN}\n" if same else ""
    return Copy(source.name, git, refs, head, frozenset(flaws), readable=not flaws)
