"""Entries that came from elsewhere, verified at the chain level before anything points at them."""

from wfx.store.entries.entry import Entry
from wfx.store.objects.git import MAIN, Git
from wfx.store.objects.root import load_memo
from wfx.store.verifying.chaincheck import ChainCheck
from wfx.store.verifying.flaw import ERROR, Flaw
from wfx.store.verifying.foreign import Copy
from wfx.store.verifying.objects import Objects
from wfx.store.verifying.signcheck import SignCheck
from wfx.store.verifying.walk import Walk


def arrived_flaws(git: Git, head: str, known: Entry | None) -> tuple[Flaw, ...]:
    """What breaks the chain from ``head`` down to an entry known to be good (``None``: down to its first one).

    The same walk as ``verify``: objects, grammar, numbers, signatures under the officers of the parent, allowed files,
    Wfx-Root, sign-offs. Hints are left to ``verify``. Errors: ``GitMissing``.
    """
    objects = Objects(git)
    copy = Copy(git.folder.name, git, {MAIN: head}, f"ref: {MAIN}\n", frozenset())
    chain = ChainCheck(copy, objects, known.seq if known else 0, known.oid if known else "")
    read = chain.read()
    noted = read[0].entry if known and read and read[0].entry.seq <= known.seq else None
    walk = Walk(objects, SignCheck(chain), None)
    if noted:
        walk.take_up(noted, load_memo(git.directory / "wfx" / "digests"))
    walk.follow(noted, read[1:] if noted else read)
    flaws = chain.flaws | walk.flaws
    flaws |= {Flaw(0, fault.code, fault.oid) for oid, fault in objects.faults.items() if oid not in objects.named}
    return tuple(sorted(flaw for flaw in flaws if flaw.severity == ERROR))
