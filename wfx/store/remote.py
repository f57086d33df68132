"""The bare repository on a share or stick through which two computers of one office exchange entries.

No git transport is used: both sides are read and written by this program's own git calls, so no hook, no helper and
no setting that lies on the stick is ever run (docs/adr/0011-sync-without-transport.md). What comes from there is
re-hashed on arrival and verified before anything points at it.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from wfx.store.git import Git
from wfx.store.gitdir import BARE_CONFIG, check_bare
from wfx.values.errors import FolderNotEmpty, NoRemote


def make_remote(place: Path) -> None:
    """A new empty bare repository. Errors: ``FolderNotEmpty``, ``GitFailed``, ``OSError``."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FolderNotEmpty(shown=place.name)
    place.mkdir(parents=True, exist_ok=True)
    git = Git(place, directory=place)
    git.create_bare()
    (place / "config").write_text(BARE_CONFIG, encoding="utf-8", newline="\n")


def is_remote(place: Path) -> bool:
    """Whether the folder looks like a bare repository."""
    return (place / "HEAD").is_file() and (place / "objects").is_dir() and (place / "config").is_file()


@contextlib.contextmanager
def remote(place: Path) -> Iterator[Git]:
    """The bare repository at that place. Errors: ``NoRemote``, ``UnsafeBooks``."""
    if not is_remote(place):
        raise NoRemote(shown=str(place))
    check_bare(place)
    with Git(place, directory=place) as git:
        yield git
