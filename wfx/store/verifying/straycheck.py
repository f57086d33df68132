"""Entries that once were and are not on the chain: what a rewritten or shortened history leaves behind.

An attacker who knows of it removes them, so finding none proves nothing; an office that lost its power while writing,
or took its own entries up again behind another computer's, leaves the same, so finding one accuses nobody.
"""

from collections.abc import Collection, Iterator

from wfx.store.entries.entry import Parsed, parse_commit
from wfx.store.entries.sign import verify
from wfx.store.verifying.flaw import Flaw
from wfx.store.verifying.foreign import Copy
from wfx.store.verifying.objects import Objects
from wfx.values.errors import EntryMalformed, GitFailed, SignatureBad

_AT_ONCE = 256  # read in one go
_NAMED = 20  # more than so many are counted, not listed


def strays(copy: Copy, objects: Objects, chain: Collection[str], keys: Collection[str]) -> Iterator[Flaw]:
    """A finding for each commit in the object database, or id in the log of ``main``, that is not on the chain.

    ``keys`` are all public keys that ever stood in the list of officers: who signed it is said only if one of them did.
    """
    if not copy.readable:
        return
    try:
        kept = copy.git.commits()
    except GitFailed:
        kept = []
    apart = sorted((set(kept) | copy.moves) - set(chain))
    there, flaws = set(kept), list[Flaw]()
    for start in range(0, len(apart), _AT_ONCE):
        part = apart[start : start + _AT_ONCE]
        raw = objects.commits([oid for oid in part if oid in there])
        flaws += [_told(oid, raw.get(oid), keys) for oid in part]
    yield from sorted(flaws)[:_NAMED]
    if len(flaws) > _NAMED:
        yield Flaw(0, "V27", f"还有 {len(flaws) - _NAMED} 笔")


def _told(oid: str, raw: bytes | None, keys: Collection[str]) -> Flaw:
    if raw is None:
        return Flaw(0, "V27", f"main 曾指向 {oid[:12]},内容已不在", oid)
    try:
        parsed = parse_commit(oid, raw)
    except EntryMalformed:
        return Flaw(0, "V27", f"{oid[:12]} 不是 wfx 写的", oid)
    entry = parsed.entry
    held = "签名有效" if _holds(parsed, keys) else "签名不成立"
    return Flaw(entry.seq, "V27", f"{oid[:12]} {held}", oid, entry.actor, f"{entry.when:%Y-%m-%d %H:%M}")


def _holds(parsed: Parsed, keys: Collection[str]) -> bool:
    try:
        return verify(parsed.armour, parsed.payload) in keys
    except SignatureBad:
        return False
