"""One copy of a made folder for many tests: laid anew before each by putting back only what the last one changed."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_Mark = tuple[int, int, int]


@dataclass
class Laid:
    """A copy of ``original`` at ``folder``, as it was made each time it is asked for, and nothing beside it."""

    original: Path
    folder: Path
    _made: dict[str, _Mark | None] = field(default_factory=dict)

    def anew(self) -> Path:
        """The folder, with every file as in the original and nothing else in it."""
        for beside in self.folder.parent.iterdir():
            if beside != self.folder:
                shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
        if self._made:
            self._put_back()
        else:
            shutil.copytree(self.original, self.folder)
            self._made = dict(_marks(self.folder))
        return self.folder

    def _put_back(self) -> None:
        now = dict(_marks(self.folder))
        strange = {path for path, mark in now.items() if (mark is None) != (self._made.get(path, False) is None)}
        for path in sorted(strange | (now.keys() - self._made.keys()), reverse=True):
            mark, at = now.pop(path), self.folder / path
            at.rmdir() if mark is None else at.unlink()
        for path in sorted(path for path, mark in self._made.items() if now.get(path, False) != mark):
            at = self.folder / path
            if self._made[path] is None:
                at.mkdir()
                continue
            at.unlink(missing_ok=True)
            shutil.copy2(self.original / path, at)
            self._made[path] = _mark(at.stat())


def _marks(folder: Path) -> Iterator[tuple[str, _Mark | None]]:
    """Every file and folder below: what tells that a file is still the same one, nothing of a folder."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                path = f"{inside}{os.sep}{entry.name}" if inside else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                    yield path, None
                else:
                    yield path, _mark(entry.stat(follow_symlinks=False))


def _mark(found: os.stat_result) -> _Mark:
    return found.st_ino, found.st_size, found.st_mtime_ns
