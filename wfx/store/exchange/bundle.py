"""The whole history in one file (git's own bundle format, version 2), and new books made from one or from a remote.

A bundle holds every object from the head down and needs no other; git itself can clone it.
"""

import shutil
from pathlib import Path

from wfx.store.books import view
from wfx.store.entries.chain import Chain
from wfx.store.entries.entry import Entry
from wfx.store.exchange.arrived import arrived_flaws
from wfx.store.objects.git import MAIN, Git, checked_oid
from wfx.store.objects.gitdir import FIXED_CONFIG
from wfx.store.objects.lock import writing
from wfx.store.objects.tree import Trees
from wfx.values.errors import ArrivedDamaged, FolderNotEmpty, GitFailed, NotACopy

_HEADER = b"# v2 git bundle\n"
_OID = 40


def bundle_bytes(git: Git, head: str) -> bytes:
    """All entries up to ``head`` as one bundle."""
    names = "".join(f"{checked_oid(head)} {name}\n" for name in ("HEAD", MAIN))
    return _HEADER + names.encode("ascii") + b"\n" + git.pack(head)


def parse_bundle(data: bytes, name: str = "") -> tuple[str, bytes]:
    """The head and the pack of a bundle. Errors: ``NotACopy`` (also for one that needs other objects)."""
    head, blank, pack = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    refs = {line[_OID + 1 :]: line[:_OID].decode("ascii", "replace") for line in lines}
    oid = refs.get(MAIN.encode("ascii"), "")
    if first + b"\n" != _HEADER or not blank or len(oid) != _OID or oid.strip("0123456789abcdef"):
        raise NotACopy(shown=name)
    return oid, pack


def restore(folder: Path, head: str, pack: bytes) -> Entry:
    """New books from a pack, verified from the first entry before ``main`` points at them; gives the newest entry.

    Errors: ``FolderNotEmpty``, ``ArrivedDamaged`` (nothing is left in the folder).
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderNotEmpty(shown=folder.name, again="recover 副本 新文件夹名")
    try:
        with writing(folder), Git(folder) as git:
            _fill(git, pack)
            refuse_damaged(git, head)
            git.move_main(head, "")
            git.fill_index(Chain(git, head).entry(head).tree)
            view.bring_up(folder, git, Trees(git), head)
            return Chain(git, head).entry(head)
    except BaseException:
        shutil.rmtree(folder / ".git", ignore_errors=True)
        raise


def _fill(git: Git, pack: bytes) -> None:
    git.create()
    (git.directory / "config").write_text(FIXED_CONFIG, encoding="utf-8", newline="\n")
    try:
        git.take_pack(pack)
    except GitFailed:
        raise ArrivedDamaged(shown="文件不完整", entry="", code="V02") from None


def refuse_damaged(git: Git, head: str, known: Entry | None = None) -> None:
    """Errors: ``ArrivedDamaged`` with the first finding when the chain does not hold."""
    flaws = arrived_flaws(git, head, known)
    if flaws:
        first = flaws[0]
        entry = f":第 {first.seq} 笔" + (f"({first.who})" if first.who else "") if first.seq else ""
        raise ArrivedDamaged(shown=first.what, entry=entry, code=first.code)


def try_out(beside: Path, head: str, pack: bytes) -> None:
    """Read a pack back in a git directory of its own, which is then dropped. Errors: ``ArrivedDamaged``."""
    try:
        beside.mkdir(parents=True)
        with Git(beside) as git:
            _fill(git, pack)
            refuse_damaged(git, head)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
