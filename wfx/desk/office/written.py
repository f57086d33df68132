"""What wfx has written outside the books, remembered on this machine: a file that differs holds somebody's own work."""

import hashlib
import os
from pathlib import Path

_MOST = 2000  # files remembered


def remember(books: Path, path: Path, data: bytes) -> None:
    """Keep what was written there; nothing is kept where there are no books."""
    memory = _memory(books)
    if memory is None:
        return
    place = _place(books, path)
    line = f"{_digest(data)} {place}"
    kept = [each for each in _lines(memory) if each.partition(" ")[2] != place]
    memory.write_text("\n".join([*kept[1 - _MOST :], line, ""]), encoding="utf-8", newline="\n")


def is_ours(books: Path, path: Path) -> bool:
    """Whether the file is as wfx wrote it there last; so is one that is not there, and any where there are no books."""
    memory = _memory(books)
    if memory is None or not path.is_file():
        return True
    return f"{_digest(path.read_bytes())} {_place(books, path)}" in _lines(memory)


def _place(books: Path, path: Path) -> str:
    """As seen from the books, so that a folder moved whole is still known; elsewhere as it is."""
    try:
        return Path(os.path.relpath(path.resolve(), books.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _memory(books: Path) -> Path | None:
    folder = books / ".git" / "wfx"
    return folder / "written" if folder.is_dir() else None


def _lines(memory: Path) -> list[str]:
    return memory.read_text(encoding="utf-8").splitlines() if memory.is_file() else []


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
