"""Git trees in the strict form the books use: plain files and folders, sorted, plain names."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wfx.store.objects.git import Git, object_id
from wfx.values.errors import ObjectDamaged

FILE = "100644"
FOLDER = "40000"
_FOLDER_MODE = FOLDER.encode("ascii")
_ITEM = re.compile(rb"(100644|40000) ([A-Za-z0-9.][A-Za-z0-9._-]{0,127})\0([\s\S]{20})")
_NEVER = frozenset({b".", b"..", b".git"})


class Item(NamedTuple):
    """One line of a tree."""

    name: str
    mode: str
    oid: str

    @property
    def is_folder(self) -> bool:
        return self.mode == FOLDER


def _order(item: Item) -> bytes:
    """Git compares folder names as if they ended in a slash."""
    return (item.name + "/" if item.is_folder else item.name).encode("ascii")


def tree_bytes(items: list[Item]) -> bytes:
    """A tree object's bytes from its items in any order."""
    return b"".join(
        f"{item.mode} {item.name}\0".encode("ascii") + bytes.fromhex(item.oid) for item in sorted(items, key=_order)
    )


def raw_items(data: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Mode, name and 20-byte id of each item: the one strict reading of a tree's bytes.

    Errors: ``ObjectDamaged`` for a mode but 100644 and 40000, a name outside ``A-Z a-z 0-9 . _ -``, ``.`` and ``..``,
    ``.git``, another order than git's, a name twice, or cut bytes.
    """
    items = _ITEM.findall(data)
    if sum(len(mode) + len(name) + 22 for mode, name, _ in items) != len(data):  # a space, a NUL, 20 bytes of id
        raise ObjectDamaged(shown="tree", fault="tree")
    keys = [name + b"/" if mode == _FOLDER_MODE else name for mode, name, _ in items]
    names = {name for _, name, _ in items}
    if keys != sorted(keys) or len(names) != len(items) or not names.isdisjoint(_NEVER):
        raise ObjectDamaged(shown="tree", fault="tree")
    return items


def parse_tree(data: bytes) -> tuple[Item, ...]:
    """The items of a tree as text. Errors: as ``raw_items``."""
    return tuple(Item(name.decode("ascii"), mode.decode("ascii"), oid.hex()) for mode, name, oid in raw_items(data))


class Trees:
    """Read access to the trees of one git directory, remembered while open."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._known: dict[str, tuple[Item, ...]] = {}

    def items(self, oid: str) -> tuple[Item, ...]:
        """The items of a tree; an empty id is an empty tree."""
        if not oid:
            return ()
        if oid not in self._known:
            self._known[oid] = parse_tree(self._git.read(oid, "tree"))
        return self._known[oid]

    def learn(self, oid: str, items: tuple[Item, ...]) -> None:
        """Know a tree that is not in the repository yet."""
        self._known[oid] = items

    def find(self, root: str, path: str) -> Item | None:
        """The file or folder at a path, or ``None``."""
        found: Item | None = Item("", FOLDER, root)
        for name in path.split("/") if path else ():
            if found is None or not found.is_folder:
                return None
            found = next((item for item in self.items(found.oid) if item.name == name), None)
        return found

    def files(self, root: str, prefix: str = "") -> dict[str, str]:
        """Path → blob id of every file under a prefix folder (or the file itself), sorted by path."""
        start = self.find(root, prefix)
        if start is None:
            return {}
        if not start.is_folder:
            return {prefix: start.oid}
        return dict(sorted(self._walk(start.oid, prefix)))

    def _walk(self, oid: str, path: str) -> Iterator[tuple[str, str]]:
        for item in self.items(oid):
            below = f"{path}/{item.name}" if path else item.name
            if item.is_folder:
                yield from self._walk(item.oid, below)
            else:
                yield below, item.oid

    def difference(self, before: str, after: str, path: str = "") -> Iterator[tuple[str, str, str]]:
        """Path, blob id before, blob id after (empty: absent) of every file that differs; equal folders are skipped."""
        if before == after:
            return
        left = {item.name: item for item in self.items(before)}
        right = {item.name: item for item in self.items(after)}
        for name in sorted(left.keys() | right.keys()):
            old, new = left.get(name), right.get(name)
            if old == new:
                continue
            below = f"{path}/{name}" if path else name
            old_folder = old.oid if old and old.is_folder else ""
            new_folder = new.oid if new and new.is_folder else ""
            if old_folder or new_folder:
                yield from self.difference(old_folder, new_folder, below)
            old_file = old.oid if old and not old.is_folder else ""
            new_file = new.oid if new and not new.is_folder else ""
            if old_file or new_file:
                yield below, old_file, new_file


class Graft(NamedTuple):
    """A changed tree: its id and the new objects (type, bytes) it needs, children first."""

    root: str
    objects: list[tuple[str, bytes]]


def graft(trees: Trees, root: str, changes: Mapping[str, bytes | None]) -> Graft:
    """The tree with these files written (bytes) or gone (``None``); folders left empty vanish."""
    objects: list[tuple[str, bytes]] = []
    new = _graft(trees, root, {tuple(path.split("/")): data for path, data in changes.items()}, objects)
    if not new:
        objects.append(("tree", b""))
        new = object_id("tree", b"")
        trees.learn(new, ())
    return Graft(new, objects)


def _graft(
    trees: Trees, oid: str, changes: Mapping[tuple[str, ...], bytes | None], objects: list[tuple[str, bytes]]
) -> str:
    items = {item.name: item for item in trees.items(oid)}
    below: dict[str, dict[tuple[str, ...], bytes | None]] = {}
    for (name, *rest), data in changes.items():
        if rest:
            below.setdefault(name, {})[tuple(rest)] = data
        elif data is None:
            items.pop(name, None)
        else:
            objects.append(("blob", data))
            items[name] = Item(name, FILE, object_id("blob", data))
    for name, inner in below.items():
        standing = items.get(name)
        new = _graft(trees, standing.oid if standing and standing.is_folder else "", inner, objects)
        if new:
            items[name] = Item(name, FOLDER, new)
        else:
            items.pop(name, None)
    if not items:
        return ""
    data = tree_bytes(list(items.values()))
    new_oid = object_id("tree", data)
    if new_oid != oid:
        objects.append(("tree", data))
        trees.learn(new_oid, parse_tree(data))
    return new_oid
