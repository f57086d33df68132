"""One writer at a time: a lock file beside git's own, and what a killed git left behind is cleared under it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from wfx.values.errors import BooksBusy

LEFT_OVER = ("HEAD.lock", "index.lock", "refs/heads/main.lock")
WAIT = 10.0


def writing(folder: Path, wait: float = WAIT) -> contextlib.AbstractContextManager[None]:
    """Hold the books' write lock, waiting so many seconds for another holder. Errors: ``BooksBusy``."""
    return holding(folder / ".git", wait)


@contextlib.contextmanager
def holding(directory: Path, wait: float = WAIT) -> Iterator[None]:
    """The same for a git directory, which may be a bare one. Errors: ``BooksBusy``.

    Only while it is held are git's lock files of main, HEAD and index removed: nobody else can own them then but a
    process that died.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - reading commands never lock, and need not load it

    own = directory / "wfx"
    own.mkdir(parents=True, exist_ok=True)
    lock = FileLock(own / "lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise BooksBusy from None
    try:
        for name in LEFT_OVER:
            (directory / name).unlink(missing_ok=True)
        yield
    finally:
        lock.release()
