"""Objects read for verification: each re-hashed once, folders compared only where they differ, digests remembered.

Ids and digests are bytes here (20 and 32), because ten thousand entries mean a million tree items.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from wfx.store.entries.entry import SIZE_LIMIT
from wfx.store.objects.git import Git, object_id
from wfx.store.objects.root import blob_digest
from wfx.store.objects.tree import raw_items
from wfx.values.errors import ObjectDamaged

_FOLDER = b"40000"
_HEAD = b"wfx-tree 1\n"
_KEEP = 1 << 21  # items of parsed folders kept in memory; dropped ones are read again when asked for
_DEPTH = 16
_FOLDER_LIMIT = 1 << 21  # bytes of one folder: some forty thousand items
_AT_ONCE = 64  # folders read and compared in one go
_PATHS = 1 << 18  # paths in one comparison: folders that name one another many times over lead to any number

RawItem = tuple[bytes, bytes, bytes]


class Changed(NamedTuple):
    """A file that differs between an entry and its parent; an empty id means it is absent."""

    path: str
    before: bytes
    after: bytes


class Fault(NamedTuple):
    """An object that is not what its id says: flaw code, and its id as text."""

    code: str
    oid: str


class Objects:
    """The object database of one git directory as the verifier sees it; ``faults`` gathers what is wrong with it."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._trees: dict[bytes, list[RawItem]] = {b"": []}
        self._held = 0
        self.digests: dict[bytes, bytes] = {}
        self.faults: dict[bytes, Fault] = {}
        self.named: set[bytes] = set()  # faults already told at the entry that brought them

    def commits(self, oids: list[str]) -> dict[str, bytes]:
        """Raw commits by id, re-hashed; one that is missing, altered or no commit is left out and noted.

        Of one that is too long to be an entry only so much is given as shows that.
        """
        found: dict[str, bytes] = {}
        for oid, kind, data in self._read([bytes.fromhex(oid) for oid in oids]):
            if kind == "commit":
                found[oid.hex()] = data[: SIZE_LIMIT + 1]
        return found

    def _read(self, oids: Iterable[bytes]) -> Iterator[tuple[bytes, str, bytes]]:
        """The objects that are there and are what their ids say, one by one: together they may be of any size."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self.faults]
        while wanted:
            done = 0
            try:
                for found in self._git.stream([oid.hex() for oid in wanted]):
                    oid = wanted[done]
                    done += 1
                    if found.type == "missing":
                        self.faults[oid] = Fault("V02", oid.hex())
                    elif object_id(found.type, found.data) != oid.hex():
                        self.faults[oid] = Fault("V03", oid.hex())
                    else:
                        yield oid, found.type, found.data
            except ObjectDamaged:  # git itself gave up on this one: note it and go on behind it
                self.faults[wanted[done]] = Fault("V03", wanted[done].hex())
                done += 1
            wanted = wanted[done:]

    def blobs(self, oids: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Ids and file contents, re-hashed, one by one; their digests are remembered."""
        for oid, kind, data in self._read(oids):
            if kind == "blob":
                self.digests[oid] = blob_digest(data)
                yield oid, data
            else:  # a folder's item says it is a file, and the object is none
                self.faults[oid] = Fault("V07", oid.hex())

    def fetch_trees(self, oids: Iterable[bytes]) -> None:
        """Read and parse folders ahead, in one go."""
        if self._held > _KEEP:
            self._trees, self._held = {b"": []}, 0
        wanted = [oid for oid in oids if oid not in self._trees]
        for oid, kind, data in self._read(wanted):
            sound = kind == "tree" and 0 < len(data) <= _FOLDER_LIMIT  # the books have no empty folder
            try:
                self._trees[oid] = raw_items(data if sound else b"no folder")
                self._held += len(self._trees[oid])
            except ObjectDamaged:
                self.faults[oid] = Fault("V07", oid.hex())
        for oid in wanted:
            self._trees.setdefault(oid, [])

    def items(self, oid: bytes) -> list[RawItem]:
        """The items of a folder; of a faulty one, none."""
        if oid not in self._trees:
            self.fetch_trees([oid])
        return self._trees[oid]

    def differences(self, pairs: list[tuple[bytes, bytes]]) -> list[list[Changed]]:
        """For each pair of root trees the files that differ; folders of all pairs are read level by level together."""
        found: list[list[Changed]] = [[] for _ in pairs]
        paths = [0 for _ in pairs]
        level = [(at, "", before, after) for at, (before, after) in enumerate(pairs) if before != after]
        while level:
            level = [each for each in level if self._shallow(each[1], each[3])]
            below: list[tuple[int, str, bytes, bytes]] = []
            for start in range(0, len(level), _AT_ONCE):
                part = [each for each in level[start : start + _AT_ONCE] if paths[each[0]] >= 0]
                self.fetch_trees(oid for _, _, before, after in part for oid in (before, after))
                for at, path, before, after in part:
                    if paths[at] >= 0:
                        done = len(found[at]) + len(below)
                        self._compare(at, path, (before, after), found[at], below)
                        paths[at] += len(found[at]) + len(below) - done
                        if self._endless(paths, at):
                            self._shut(pairs[at])
                            paths[at] = -1
            level = [each for each in below if paths[each[0]] >= 0]
        for at, each in enumerate(found):
            if paths[at] < 0:
                each.clear()
            each.sort()
        return found

    @staticmethod
    def _endless(paths: Sequence[int], at: int) -> bool:
        """Whether there are far more paths than books have, and this pair has more than its share of them."""
        return paths[at] > _PATHS // len(paths) and sum(paths) > _PATHS

    def _shut(self, pair: tuple[bytes, bytes]) -> None:
        """Note the newer folder as one nobody can walk, unless the older was that already."""
        before, after = pair
        if before not in self.faults:
            self.faults[after] = Fault("V07", after.hex())
            self._trees[after] = []

    def _shallow(self, path: str, oid: bytes) -> bool:
        """Whether a folder lies no deeper than any the books have; a deeper one is noted and not entered."""
        if path.count("/") <= _DEPTH:
            return True
        self.faults[oid] = Fault("V07", oid.hex())
        self._trees[oid] = []
        return False

    def _compare(
        self,
        at: int,
        path: str,
        pair: tuple[bytes, bytes],
        files: list[Changed],
        below: list[tuple[int, str, bytes, bytes]],
    ) -> None:
        before, after = self.items(pair[0]), self.items(pair[1])
        standing = set(before)
        gone = {(name, mode): oid for mode, name, oid in standing.difference(after)}
        come = {(name, mode): oid for mode, name, oid in after if (mode, name, oid) not in standing}
        for name, mode in sorted(gone.keys() | come.keys()):
            old, new = gone.get((name, mode), b""), come.get((name, mode), b"")
            inner = f"{path}{name.decode('ascii')}"
            if mode == _FOLDER:
                below.append((at, f"{inner}/", old, new))
            else:
                files.append(Changed(inner, old, new))

    def root(self, tree: bytes) -> bytes:
        """The Wfx-Root digest of a folder whose files' digests are known; empty when anything in it is faulty."""
        if tree not in self.digests:
            parts = [_HEAD]
            items = self.items(tree)
            if tree in self.faults:
                return b""
            for mode, name, oid in items:
                digest = self.root(oid) if mode == _FOLDER else self.digests.get(oid, b"")
                if not digest:
                    return b""
                parts.append(mode + b" " + name + b"\0" + digest)
            self.digests[tree] = blob_digest(b"".join(parts))
        return self.digests[tree]

    def files(self, tree: bytes) -> dict[str, bytes]:
        """Path → id of every file of a tree."""
        return {each.path: each.after for each in self.differences([(b"", tree)])[0]}

    def trust(self, digests: Mapping[bytes, bytes]) -> None:
        """Take digests from a memo, to be held against a noted root; ``forget`` drops them again."""
        self.digests.update(digests)

    def forget(self) -> None:
        """Know no digest any more."""
        self.digests.clear()
