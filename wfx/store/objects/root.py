"""Wfx-Root: a SHA-256 mirror of a git tree, so that a signed entry does not stand on SHA-1 alone.

A file's digest is the SHA-256 of its bytes; a folder's is the SHA-256 of ``wfx-tree 1`` and a line feed, then for
every item in git's order ``<mode> <name>``, NUL and the item's 32 digest bytes. Digests are remembered by object id.
"""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from wfx.store.objects.git import Git
from wfx.store.objects.tree import FILE, FOLDER, Item, Trees

_HEAD = b"wfx-tree 1\n"
_RECORD = 52  # 20 bytes of object id, 32 of digest
_FILE_LIMIT = 16 * 1024 * 1024


def blob_digest(data: bytes) -> bytes:
    """A file's 32 digest bytes."""
    return hashlib.sha256(data).digest()


def tree_digest(items: tuple[Item, ...], digests: Mapping[str, bytes]) -> bytes:
    """A folder's 32 digest bytes from its items' (by object id; a folder and a file never share one)."""
    digest = hashlib.sha256(_HEAD)
    for item in items:
        digest.update(f"{item.mode} {item.name}\0".encode("ascii") + digests[item.oid])
    return digest.digest()


def root_text(digest: bytes) -> str:
    """As it stands in the trailer: ``sha256:`` and 64 hexadecimal digits."""
    return "sha256:" + digest.hex()


class Roots:
    """Digests of trees and files of one git directory; ``memo`` may be kept between commands (``load``, ``save``).

    The memo is a local help: a wrong digest in it makes an entry the verifier, which keeps its own, finds.
    """

    def __init__(self, git: Git, trees: Trees, memo: dict[str, bytes] | None = None) -> None:
        self._git = git
        self._trees = trees
        self._memo = {} if memo is None else memo
        self._known = len(self._memo)

    def root(self, tree: str, fresh: Mapping[str, bytes]) -> str:
        """The Wfx-Root of a tree; ``fresh`` are files (by object id) not yet in the repository."""
        for oid, data in fresh.items():
            self._memo.setdefault(oid, blob_digest(data))
        wanted = [oid for oid in dict.fromkeys(self._files(tree)) if oid not in self._memo]
        for found in self._git.read_many(wanted):
            self._memo[found.oid] = blob_digest(found.data)
        return root_text(self._folder(tree))

    def _files(self, tree: str) -> Iterator[str]:
        for item in self._trees.items(tree):
            if item.mode == FILE:
                yield item.oid
            elif item.oid not in self._memo:
                yield from self._files(item.oid)

    def _folder(self, tree: str) -> bytes:
        if tree not in self._memo:
            items = self._trees.items(tree)
            for item in items:
                if item.mode == FOLDER:
                    self._folder(item.oid)
            self._memo[tree] = tree_digest(items, self._memo)
        return self._memo[tree]

    def save(self, path: Path) -> None:
        """Add what was learned to the memo file; an over-long one is begun anew."""
        added = list(self._memo.items())[self._known :]
        long = path.exists() and path.stat().st_size > _FILE_LIMIT
        with contextlib.suppress(OSError), path.open("wb" if long else "ab") as file:
            file.write(b"".join(bytes.fromhex(oid) + digest for oid, digest in added))
        self._known = len(self._memo)


def load_memo(path: Path) -> dict[str, bytes]:
    """The memo file as object id → digest; a missing or cut file is an empty or shorter memo."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    whole = len(data) - len(data) % _RECORD
    return {data[at : at + 20].hex(): data[at + 20 : at + _RECORD] for at in range(0, whole, _RECORD)}
