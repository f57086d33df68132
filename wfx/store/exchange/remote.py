"""The bare repository on a share or stick through which two computers of one office exchange entries.

No git transport is used: both sides are read and written by this program's own git calls, so no hook, no helper and
no setting that lies on the stick is ever run (docs/adr/0011-sync-without-transport.md). What comes from there is
re-hashed on arrival and verified before anything points at it.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from wfx.store.objects.git import MAIN, Git
from wfx.store.objects.gitdir import BARE_CONFIG, check_bare
from wfx.store.objects.lock import LEFT_OVER
from wfx.values.errors import (
    FolderNotEmpty,
    GitFailed,
    NoRemote,
    ObjectDamaged,
    RemoteDamaged,
    RemoteStuck,
    UnsafeBooks,
    UnsafeRemote,
)

_PARTS = ("HEAD", "config", "objects", "refs")
_WRITING = {"index-pack": "objects", "update-ref": MAIN}  # git command → where it writes
_HEAD = b"ref: " + MAIN.encode("ascii")
_DIGEST = 20  # bytes of SHA-1 at the end of a pack and of its index
_PART = 2**20


def make_remote(place: Path) -> None:
    """A new empty bare repository. Errors: ``FolderNotEmpty``, ``GitFailed``, ``OSError``."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FolderNotEmpty(shown=place.name, again="sync init 新文件夹名")
    place.mkdir(parents=True, exist_ok=True)
    git = Git(place, directory=place)
    git.create_bare()
    (place / "config").write_text(BARE_CONFIG, encoding="utf-8", newline="\n")


def is_remote(place: Path) -> bool:
    """Whether the folder is a bare repository, or what is left of one."""
    return sum((place / name).exists() for name in _PARTS) > 1


@contextlib.contextmanager
def remote(place: Path) -> Iterator[Git]:
    """The bare repository at that place. Errors: ``NoRemote``, ``UnsafeRemote``, ``RemoteDamaged``."""
    if not is_remote(place):
        raise NoRemote(shown=str(place))
    for name in _PARTS:
        if not (place / name).exists():
            raise RemoteDamaged(shown=name)
    try:
        check_bare(place)
    except UnsafeBooks as found:
        raise UnsafeRemote(shown=found.shown) from None
    head = place / "HEAD"
    if not head.is_file() or head.stat().st_size > _PART or head.read_bytes().strip() != _HEAD:
        raise RemoteDamaged(shown=head.name)
    with _Remote(place, directory=place) as git:
        yield git


class _Remote(Git):
    """Its git: what fails there is said of the bare repository, never of the office's own books."""

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        try:
            return super()._run(*arguments, given=given)
        except GitFailed:
            if arguments[0] in _WRITING:
                locks = (name for name in LEFT_OVER if (self.directory / name).exists())
                raise RemoteStuck(shown=next(locks, _WRITING[arguments[0]])) from None
            raise RemoteDamaged(shown=_damaged(self.directory)) from None

    def head(self) -> str:
        """As ever; a ``main`` that is there and cannot be read is damage, not a new repository."""
        try:
            found = super().head()
        except ObjectDamaged:
            raise RemoteDamaged(shown=_damaged(self.directory)) from None
        if not found and (self.directory / MAIN).exists():
            raise RemoteDamaged(shown=_damaged(self.directory))
        return found


def _damaged(directory: Path) -> str:
    """The first file that is cut short, lost, or not what git wrote; looked for only after something failed."""
    objects = directory / "objects"
    packs = sorted(objects.glob("pack/pack-*.pack"))
    listed = [directory / MAIN, *packs, *(pack.with_suffix(".idx") for pack in packs), *sorted(objects.glob("??/*"))]
    found = (path.relative_to(directory).as_posix() for path in listed if not _whole(path))
    return next(found, "objects")


def _whole(path: Path) -> bool:
    """Whether a file has something in it; of a pack and its index, whether its own digest at the end holds."""
    left = path.stat().st_size if path.is_file() else 0
    if left and path.suffix in (".pack", ".idx"):
        with path.open("rb") as file:
            digest = hashlib.sha1(usedforsecurity=False)
            while part := file.read(min(_PART, max(0, left - _DIGEST))):
                digest.update(part)
                left -= len(part)
            return file.read() == digest.digest()
    return left > 0
