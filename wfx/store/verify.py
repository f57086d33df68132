"""Whether the books are intact: an own walk over raw objects from the head to the genesis.

Git is asked for bytes and for nothing else: every object is re-hashed, every commit goes through one strict grammar,
every signature is checked here against the key set of the entry's parent, and whatever is not allowed is a finding.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wfx.store.chaincheck import ChainCheck
from wfx.store.entry import Entry
from wfx.store.flaw import ERROR, Flaw
from wfx.store.git import Git
from wfx.store.gitdir import unknown_files, unknown_settings
from wfx.store.objects import Objects
from wfx.store.root import load_memo
from wfx.store.rowcheck import Fits, RowCheck, fits_record_by_record
from wfx.store.signcheck import SignCheck
from wfx.store.walk import Walk
from wfx.values.errors import NotBooks

LEVELS = ("chain", "rows")


@dataclass(frozen=True)
class Verdict:
    """What was found at which entries; ``signoffs`` counts those looked at by grade.

    ``checked`` and ``unchecked`` are phrases: what was looked at, and what this copy alone cannot exclude.
    """

    findings: tuple[Flaw, ...]
    head: str
    ledger_id: str
    seq: int
    entries: int
    level: str
    signoffs: Mapping[str, int]
    checked: tuple[str, ...]
    unchecked: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing that breaks the books was found (hints may stand)."""
        return not any(flaw.severity == ERROR for flaw in self.findings)


def verify(
    folder: Path, level: str = "rows", since: int = 0, since_id: str = "", fits: Fits = fits_record_by_record
) -> Verdict:
    """Check the books of a folder; what is wrong in them is never an error, always a finding.

    ``level`` is ``chain`` (objects, grammar, signatures, keys, policy, Wfx-Root) or ``rows`` (also every changed file
    of records). ``since`` takes the entries up to that number as verified earlier, and ``since_id`` is the id (or
    its beginning) noted for it then. ``fits`` judges rows against their schema. Errors: ``NotBooks``,
    ``GitMissing``, ``ValueError`` for an unknown level.
    """
    if level not in LEVELS:
        raise ValueError(level)
    if not (folder / ".git").is_dir():
        raise NotBooks(shown=folder.name)
    flaws = {Flaw(0, "V21", name) for name in unknown_files(folder / ".git")}
    flaws |= {Flaw(0, "V22", name) for name in unknown_settings(folder / ".git")}
    with Git(folder) as git:
        objects = Objects(git)
        chain = ChainCheck(git, objects, since, since_id)
        read = chain.read()
        noted = read[0].entry if since and read and read[0].entry.seq <= since else None
        seen = read[1:] if noted else read
        signoffs = SignCheck(chain)
        walk = Walk(objects, signoffs, RowCheck(fits) if level == "rows" else None)
        if noted:
            walk.take_up(noted, load_memo(folder / ".git" / "wfx" / "digests"))
        walk.follow(noted, seen)
        flaws |= chain.flaws | walk.flaws | set(signoffs.waiting())
        flaws |= {Flaw(0, fault.code, fault.oid) for oid, fault in objects.faults.items() if oid not in objects.named}
    newest = read[-1].entry if read else None
    return Verdict(
        findings=tuple(sorted(flaws)),
        head=chain.head,
        ledger_id=chain.genesis,
        seq=newest.seq if newest else 0,
        entries=len(seen),
        level=level,
        signoffs=dict(sorted(Counter(each.entry.signoff.grade for each in seen if each.entry.signoff).items())),
        checked=_checked(level, since),
        unchecked=_unchecked(level, since, newest),
    )


def _checked(level: str, since: int) -> tuple[str, ...]:
    span = f"第 {since} 笔之后" if since else "从第一笔起"
    found = [
        f"{span}每个对象的内容与编号相符,每一笔的写法、笔号、签名、当时的名册、总校验值",
        ".git 里的文件、设置和引用",
        "签核:另一个人、当时的角色、签核的范围",
    ]
    if level == "rows":
        found.append("每个改动过的台账文件:规定的写法、行校验值、增改删行数、编号不重复、当时的格式要求")
    return tuple(found)


def _unchecked(level: str, since: int, newest: Entry | None) -> tuple[str, ...]:
    """Each a thing this copy alone does not exclude."""
    day = f" {newest.when:%Y-%m-%d} " if newest else ""
    found = [
        f"后来的记录被整段去掉,或另有一份不同的副本(要用{day}之后的对账码核对)",
        "两把密钥其实属于一个人,或第一笔不是当初建账的那一笔(请对照建账单)",
        "登记的内容与实际不符",
        "当时的规则会作出别的判断(没有重新判断,见 wfx check)",
    ]
    if level == "chain":
        found.append("台账文件里的行与记录不符(没有逐行核对,见 rows 级)")
    if since:
        found.append(f"第 {since} 笔及以前在上次核验之后被改动(没有重新读取)")
    return tuple(found)
