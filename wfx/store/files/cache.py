"""Parsed ledgers kept between commands: one Arrow file per state of a ledger's folder, under ``.git/wfx/cache``.

A cached table is named after the ids of the trees it was made from, so it is never stale; it is a local help only
and the verifier never reads it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

_KEEP = 4  # states of one ledger: now, last month, and two looked at
_SIZE_LIMIT = 64 * 1024 * 1024
_LARGE = 1 << 20
_FORM = "v1"


class Cache:
    """The cache of one books folder; without ``keeps`` nothing is written, nor what a stranger left there believed."""

    def __init__(self, folder: Path, *, keeps: bool = True) -> None:
        self._keeps = keeps
        self.folder = folder / ".git" / "wfx" / "cache"

    def get(self, name: str, state: str, expected: pa.Schema | None = None) -> pa.Table | None:
        """The table kept for that state, or ``None`` (also when it cannot be read or has other columns)."""
        if not self._keeps:
            return None
        try:
            path = self._path(name, state)
            # of a large one only what is looked at is read
            opened = pa.memory_map(str(path)) if path.stat().st_size > _LARGE else pa.OSFile(str(path), "rb")
            with opened as file:
                table = pa.ipc.open_file(file).read_all()
        except (OSError, pa.ArrowException):
            return None
        return table if expected is None or table.schema.equals(expected) else None

    def others(self, name: str, ending: str) -> Iterator[pa.Table]:
        """What is kept of this name for other states that end so, newest first, as far as it can be read."""
        for path in reversed(self._kept(name)):
            state = path.stem.removeprefix(f"{name}-{_FORM}-")
            if state.endswith(ending) and (table := self.get(name, state)) is not None:
                yield table

    def has(self, name: str, state: str) -> bool:
        """Whether a table is kept for that state."""
        return self._keeps and self._path(name, state).exists()

    def put(self, name: str, state: str, table: pa.Table) -> None:
        """Keep a table (none over 64 MiB); the oldest of this name beyond four go. A full disk is no error."""
        if table.nbytes > _SIZE_LIMIT or not self._keeps:
            return
        path = self._path(name, state)
        temporary = path.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with pa.OSFile(str(temporary), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            temporary.replace(path)
            self._forget(name)

    def _path(self, name: str, state: str) -> Path:
        return self.folder / f"{name}-{_FORM}-{state}.arrow"

    def _forget(self, name: str) -> None:
        for path in self._kept(name)[:-_KEEP]:
            path.unlink(missing_ok=True)

    def _kept(self, name: str) -> list[Path]:
        """The files of this name, oldest first."""
        found = self.folder.glob(f"{name}-{_FORM}-*.arrow")
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)
