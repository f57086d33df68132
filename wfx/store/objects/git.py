"""The only module that calls git: fixed argument lists, a hardened environment, one reading process per open books.

No text of a person is ever a revision or an option: what arrives from a caller is an object id of 40 hexadecimal
digits or a path of the books' own grammar, both checked here. Object contents are re-hashed on every read, so a blob
swapped under its own id is noticed by the first command that touches it. Why no library stands between:
docs/adr/0008-git-without-a-library.md.
"""

import contextlib
import hashlib
import os
import re
import struct
import subprocess
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple, Self, cast

from wfx.values.errors import BooksMoved, GitFailed, GitMissing, ObjectDamaged

MAIN = "refs/heads/main"
NO_OBJECT = "0" * 40
SIZE_LIMIT = 512 * 1024 * 1024
_LOOSE_LIMIT = 100  # more new objects than this are kept as one pack, which is synced once
_OID = re.compile(r"[0-9a-f]{40}")
_PATH = re.compile(r"[A-Za-z0-9._/-]{1,255}")
_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOC_LIMIT": "600m",  # what says it is larger, or is made of itself, must not eat the machine
    "TZ": "UTC",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}
_SETTINGS = (
    "core.commitGraph=false",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.fsync=all",
    "log.mailmap=false",
    "log.showSignature=false",
    "gc.auto=0",
    "gc.recentObjectsHook=",
    "protocol.allow=never",
)
_OPTIONS = ("--no-pager", "--literal-pathspecs", *(part for setting in _SETTINGS for part in ("-c", setting)))
_TYPES = {"commit": 1, "tree": 2, "blob": 3}
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows no console flashes up for each call


class GitObject(NamedTuple):
    """One object as git serves it: its id, ``commit``/``tree``/``blob`` (or ``missing``), and its bytes."""

    oid: str
    type: str
    data: bytes


class RawChange(NamedTuple):
    """One path one commit changed against its parent; an id of zeros means the file was or is absent."""

    commit: str
    path: str
    before: str
    after: str


def object_id(kind: str, data: bytes) -> str:
    """The id git gives these bytes: 40 hexadecimal digits."""
    digest = hashlib.sha1(b"%s %d\0" % (kind.encode("ascii"), len(data)), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def checked_oid(text: str) -> str:
    """The text itself when it is an object id. Errors: ``GitFailed`` (a programming error, never a person's)."""
    if not _OID.fullmatch(text):
        raise GitFailed("object id")
    return text


def _checked_path(text: str) -> str:
    if not _PATH.fullmatch(text) or text.startswith("-"):
        raise GitFailed("path")
    return text


def _environment() -> dict[str, str]:
    """This process's environment with every foreign ``GIT_*`` variable gone and the hardening set."""
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    return own | _ENVIRONMENT


@cache
def _program(path: str) -> str:
    """The git of this machine by its whole path, from the folders of ``PATH``. Errors: ``GitMissing``.

    The bare name would let Windows start a ``git.exe`` lying in the current folder, which may be somebody's copy of
    books; for the same reason a folder that is not absolute is passed over.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in path.split(os.pathsep):
        if Path(folder).is_absolute() and os.access(Path(folder, name), os.X_OK):
            return str(Path(folder, name))
    raise GitMissing


def git_version() -> str:
    """What ``git version`` says, as ``git 2.39.5``. Errors: ``GitMissing``, ``GitFailed``."""
    return Git(Path()).version()


class _Batch:
    """One ``cat-file --batch`` process with length framing; always read to the end of an answer."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._in = cast("IO[bytes]", process.stdin)
        self._out = cast("IO[bytes]", process.stdout)
        # A damaged repository makes git write about it at length; an unread pipe would stop it for ever.
        threading.Thread(target=_drain, args=(cast("IO[bytes]", process.stderr),), daemon=True).start()

    def ask(self, names: Sequence[str]) -> None:
        """Send the names from a thread, so that neither side waits on a full pipe."""
        data = "".join(f"{name}\n" for name in names).encode("ascii")
        if len(names) == 1:
            self._send(data)
        else:
            threading.Thread(target=self._send, args=(data,), daemon=True).start()

    def _send(self, data: bytes) -> None:
        # A process that died is seen by the reader, which names the object it died of.
        with contextlib.suppress(OSError, ValueError):
            self._in.write(data)
            self._in.flush()

    def answer(self, name: str) -> GitObject:
        """The next answer. Errors: ``ObjectDamaged`` when git stopped, the object is cut short or far too large."""
        header = self._out.readline(4096).decode("ascii", "replace").split()
        if len(header) == 2 and header[1] == "missing":  # noqa: PLR2004 "<name> missing" is two words
            return GitObject(name, "missing", b"")
        if len(header) != 3 or not header[2].isdecimal() or int(header[2]) > SIZE_LIMIT:  # noqa: PLR2004 "<oid> <type> <size>" is three words
            raise ObjectDamaged(shown=name[:40])
        size = int(header[2])
        data = self._out.read(size)
        if len(data) != size or len(self._out.read(1)) != 1:
            raise ObjectDamaged(shown=name[:40])
        return GitObject(header[0], header[1], data)

    def close(self) -> None:
        for stream in (self._in, self._out):
            with contextlib.suppress(OSError, ValueError):
                stream.close()
        self._process.wait()


def _drain(stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while stream.read(65536):
            pass
        stream.close()


class Git:
    """The git directory of one books folder; ``close`` it, or use it in a ``with``.

    ``objects`` is another directory to take objects from: the verifier looks at a foreign copy's objects through a
    git directory of its own, so that nothing else of the copy's (settings, hooks, references) ever reaches git.
    ``directory`` is a bare one.
    """

    def __init__(self, folder: Path, objects: Path | None = None, *, directory: Path | None = None) -> None:
        self.folder = folder
        self.directory = directory or folder / ".git"
        self._reader: _Batch | None = None
        self._more = {} if objects is None else {"GIT_OBJECT_DIRECTORY": str(objects.absolute())}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._reader is not None:
            reader, self._reader = self._reader, None
            reader.close()

    def _start(self, *arguments: str, given: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        # --git-dir is said, never searched for: git must not wander upwards into a foreign repository.
        command = [
            _program(os.environ.get("PATH", "")),
            *_OPTIONS,
            f"--git-dir={self.directory.absolute()}",
            *arguments,
        ]
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=_environment() | self._more,
                stdin=given or pipe,
                stdout=pipe,
                stderr=pipe,
                creationflags=_NO_WINDOW,
            )
        except FileNotFoundError:
            raise GitMissing from None

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Standard output. Errors: ``GitFailed`` naming the command only: git's own words may quote contents."""
        process = self._start(*arguments)
        out, _ = process.communicate(given)
        if process.returncode != 0:
            raise GitFailed(shown=arguments[0])
        return out

    # reading

    def stream(self, names: Sequence[str]) -> Iterator[GitObject]:
        """The objects in the order asked, through one pipe, not re-hashed: for the verifier, which hashes itself."""
        if self._reader is None:
            self._reader = _Batch(self._start("cat-file", "--batch"))
        reader = self._reader
        reader.ask(names)
        done = False
        try:
            for name in names:
                yield reader.answer(name)
            done = True
        finally:
            if not done:  # a half-read pipe answers the next question with this one's rest
                self.close()

    def read_many(self, oids: Iterable[str]) -> Iterator[GitObject]:
        """The objects in the order asked, each re-hashed. Errors: ``ObjectDamaged`` (also for a missing one)."""
        for found in self.stream([checked_oid(oid) for oid in oids]):
            if found.type == "missing" or object_id(found.type, found.data) != found.oid:
                raise ObjectDamaged(shown=found.oid)
            yield found

    def read(self, oid: str, kind: str) -> bytes:
        """One object's bytes. Errors: ``ObjectDamaged`` when missing, altered or of another type."""
        (found,) = self.read_many([oid])
        if found.type != kind:
            raise ObjectDamaged(shown=oid)
        return found.data

    def head(self) -> str:
        """The id ``refs/heads/main`` points at, or an empty string in new books."""
        (found,) = self.stream([MAIN])
        return "" if found.type == "missing" else found.oid

    def chain(self, head: str) -> list[str]:
        """What git says the commits are, newest first: a hint to read ahead, never evidence."""
        return self._run("rev-list", "--first-parent", checked_oid(head)).decode("ascii").split()

    def count(self, head: str, above: str = "") -> int:
        """How many commits lie on the chain, or above one of them."""
        span = [checked_oid(head), *([f"^{checked_oid(above)}"] if above else [])]
        return int(self._run("rev-list", "--count", "--first-parent", *span))

    def genesis(self, head: str) -> str:
        """The first commit of the chain."""
        return self._run("rev-list", "--max-parents=0", "--first-parent", checked_oid(head)).decode("ascii").split()[-1]

    def changes(self, head: str, prefix: str = "", above: str = "") -> Iterator[RawChange]:
        """Every path under ``prefix`` each commit changed, newest commit first, in one pass of git, given as it comes.

        Errors: ``GitFailed`` after the last.
        """
        span = [checked_oid(head), *([f"^{checked_oid(above)}"] if above else [])]
        limit = ["--", _checked_path(prefix)] if prefix else ["--"]
        given = ("--raw", "--no-abbrev", "--no-renames", "--root", "--format=%H", "-z", "--first-parent")
        process = self._start("log", *given, *span, *limit)
        out, quiet = cast("IO[bytes]", process.stdout), cast("IO[bytes]", process.stderr)
        threading.Thread(target=_drain, args=(quiet,), daemon=True).start()
        try:
            cast("IO[bytes]", process.stdin).close()
            yield from _raw_changes(_words(out))
            if process.wait() != 0:
                raise GitFailed(shown="log")
        finally:  # who stops early wants no more of it
            process.kill()
            out.close()
            process.wait()

    def refs(self) -> list[tuple[str, str]]:
        """Every reference and the id it holds."""
        lines = self._run("for-each-ref", "--format=%(refname) %(objectname)").decode("utf-8", "replace").splitlines()
        return [(name, oid) for name, _, oid in (line.rpartition(" ") for line in lines)]

    def commits(self) -> list[str]:
        """Every commit in the object database, whether anything points at it or not, sorted."""
        given = ("--batch-all-objects", "--batch-check=%(objecttype) %(objectname)", "--unordered")
        lines = self._run("cat-file", *given).decode("ascii", "replace").splitlines()
        return sorted(line.removeprefix("commit ") for line in lines if line.startswith("commit "))

    # writing

    def unpack(self, pack: IO[bytes]) -> None:
        """Take in a foreign pack, whole in itself, from where an unbuffered file stands. Errors: ``GitFailed``."""
        process = self._start("-c", "core.bigFileThreshold=16m", "index-pack", "--stdin", given=pack)
        process.communicate()
        if process.returncode != 0:
            raise GitFailed(shown="index-pack")

    def create(self) -> None:
        """A new empty git directory in the folder, without any template."""
        self._run("init", "--quiet", "--template=", "--initial-branch=main", "--object-format=sha1")

    def write(self, objects: Sequence[tuple[str, bytes]]) -> None:
        """Store objects (type, bytes), synced to disk; nothing points at them yet. Errors: ``GitFailed``."""
        pack = _pack(objects)
        if len(objects) > _LOOSE_LIMIT:
            self._run("index-pack", "--stdin", "--strict", given=pack)
        else:
            self._run("unpack-objects", "-q", "--strict", given=pack)

    def create_bare(self) -> None:
        """A new empty git directory without a work tree, without any template."""
        self._run("init", "--quiet", "--bare", "--template=", "--initial-branch=main", "--object-format=sha1")

    def pack(self, head: str, above: str = "") -> bytes:
        """Everything an entry needs that an earlier one does not, as one self-contained pack."""
        wanted = f"{checked_oid(head)}\n" + (f"^{checked_oid(above)}\n" if above else "")
        return self._run("pack-objects", "--stdout", "--revs", "--quiet", given=wanted.encode("ascii"))

    def take_pack(self, pack: bytes) -> None:
        """Store a pack's objects, each re-hashed by git; nothing points at them yet. Errors: ``GitFailed``."""
        self._run("index-pack", "--stdin", "--strict", given=pack)

    def move_main(self, new: str, old: str) -> None:
        """The one moment of change: ``main`` goes from ``old`` (empty: not there) to ``new``.

        Errors: ``BooksMoved`` when it stands elsewhere by now; ``GitFailed`` when it could not be moved.
        """
        order = f"update {MAIN}\0{checked_oid(new)}\0{checked_oid(old or NO_OBJECT)}\0"
        try:
            self._run("update-ref", "--no-deref", "-z", "--stdin", given=order.encode("ascii"))
        except GitFailed:
            if self.head() != old:
                raise BooksMoved from None
            raise

    def fill_index(self, tree: str) -> None:
        """Make git's own index agree with a tree, so that plain ``git status`` compares with the right entry."""
        self._run("read-tree", checked_oid(tree))

    # keeping house

    def version(self) -> str:
        words = self._run("version").decode("ascii", "replace").split()
        return f"git {words[2]}"

    def loose(self) -> tuple[int, int]:
        """How many loose objects there are, and their bytes on disk."""
        words = dict(
            line.split(": ", 1) for line in self._run("count-objects", "-v").decode("ascii", "replace").splitlines()
        )
        return int(words["count"]), int(words["size"]) * 1024

    def repack(self) -> None:
        """Gather loose objects into a pack; nothing that cannot be reached is dropped."""
        self._run("repack", "-d", "-q", "--keep-unreachable", "-a")

    def write_commit_graph(self) -> None:
        """For the people's own ``git log``; wfx itself never reads it."""
        self._run("-c", "core.commitGraph=true", "commit-graph", "write", "--reachable")


def _words(stream: IO[bytes]) -> Iterator[str]:
    """What stands between NULs, as it comes."""
    rest = b""
    while chunk := os.read(stream.fileno(), 65536):
        *whole, rest = (rest + chunk).split(b"\0")
        for word in whole:
            yield word.decode("utf-8", "surrogateescape")
    yield rest.decode("utf-8", "surrogateescape")


def _raw_changes(words: Iterator[str]) -> Iterator[RawChange]:
    """Parse ``log --raw -z --format=%H``: an id, then ``:mode mode old new X`` and its path, each ended by NUL."""
    commit = ""
    for word in words:
        line = word.strip("\n")
        if line.startswith(":"):
            parts = line.split(" ")
            yield RawChange(commit, next(words), parts[2], parts[3])
        elif line:
            commit = line


def _pack(objects: Sequence[tuple[str, bytes]]) -> bytes:
    """A version 2 pack of whole objects (gitformat-pack): header, size-framed deflated objects, SHA-1 of it all."""
    parts = [b"PACK", struct.pack(">II", 2, len(objects))]
    for kind, data in objects:
        parts += (_pack_header(_TYPES[kind], len(data)), zlib.compress(data, 1))
    body = b"".join(parts)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _pack_header(kind: int, size: int) -> bytes:
    """Type and size: four bits of size beside the type, then seven bits a byte, lowest first."""
    out = bytearray()
    byte, size = kind << 4 | size & 0x0F, size >> 4
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    out.append(byte)
    return bytes(out)
