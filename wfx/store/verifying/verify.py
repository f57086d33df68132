"""Whether the books are intact: an own walk over raw objects from the head to the genesis.

Git is asked for bytes and for nothing else: every object is re-hashed, every commit goes through one strict grammar,
every signature is checked here against the key set of the entry's parent, and whatever is not allowed is a finding.
What each level looks at and what it cannot see: docs/spec/verify.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from wfx.store.entries.entry import Entry, Parsed
from wfx.store.entries.note import HeadNote
from wfx.store.objects.root import load_memo
from wfx.store.verifying.chaincheck import ChainCheck
from wfx.store.verifying.flaw import ERROR, Flaw, flaw_at
from wfx.store.verifying.foreign import Copy, opened
from wfx.store.verifying.lawcheck import Judge
from wfx.store.verifying.objects import Objects
from wfx.store.verifying.rowcheck import Fits, RowCheck, fits_record_by_record
from wfx.store.verifying.signcheck import SignCheck
from wfx.store.verifying.straycheck import strays
from wfx.store.verifying.walk import Walk

LEVELS = ("chain", "rows", "law")
_SKEW = timedelta(days=1)


@dataclass(frozen=True)
class Verdict:
    """What was found at which entries; ``signoffs`` counts those looked at by grade.

    ``checked`` and ``unchecked`` are phrases: what was looked at, and what this copy alone cannot exclude. ``notes``
    are the head notes that lie on the chain, each with its entry's number, ascending. ``township`` is the name the copy
    gives itself, ``when`` the newest entry was made.
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
    since: int = 0
    notes: tuple[tuple[int, HeadNote], ...] = ()
    township: str = ""
    when: datetime | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing that breaks the books was found (doubts and hints may stand)."""
        return not any(flaw.severity == ERROR for flaw in self.findings)


def verify(  # noqa: PLR0913 each is a question of its own
    source: Path,
    level: str = "rows",
    since: int = 0,
    since_id: str = "",
    fits: Fits = fits_record_by_record,
    *,
    notes: Sequence[HeadNote] = (),
    now: datetime | None = None,
    judge: Judge | None = None,
) -> Verdict:
    """Check the books in a folder, a bare repository or a bundle; what is wrong in them is a finding, never an error.

    ``level`` is ``chain`` (objects, grammar, signatures, keys, policy, Wfx-Root), ``rows`` (also every changed file of
    records) or ``law`` (also settings and rules, and what ``judge`` says of each seal). ``since`` takes the entries up
    to that number as verified earlier, and ``since_id`` is the id (or its beginning) noted for it then. ``notes`` are
    what others wrote down. ``fits`` judges rows against their schema. ``now`` is the verifier's clock. Errors:
    ``NoHistory``, ``BundleRefused``, ``GitMissing``, ``ValueError`` for an unknown level or one without its judge.
    """
    if level not in LEVELS or (level == "law" and judge is None):
        raise ValueError(level)
    with opened(source) as copy:
        objects = Objects(copy.git)
        chain = ChainCheck(copy, objects, since, since_id)
        read = chain.read() if copy.readable else []
        signoffs = SignCheck(chain)
        walk = Walk(objects, signoffs, None if level == "chain" else RowCheck(fits), judge if level == "law" else None)
        seen = _walked(copy, walk, read, since)
        if copy.readable:
            chain.hold_against(notes)
        flaws = copy.flaws | chain.flaws | walk.flaws | set(signoffs.waiting()) | set(walk.waiting())
        if not since:
            flaws |= set(strays(copy, objects, chain.ids, walk.keys))
        if now is not None:
            flaws |= {flaw_at(each.entry, "V29") for each in seen if each.entry.when > now + _SKEW}
        flaws |= {Flaw(0, fault.code, fault.oid) for oid, fault in objects.faults.items() if oid not in objects.named}
        township = walk.township()
    newest, place = read[-1].entry if read else None, _BUNDLE if source.is_file() else _FOLDER
    return Verdict(
        findings=tuple(sorted(flaws)),
        head=chain.head,
        ledger_id=chain.genesis,
        seq=newest.seq if newest else 0,
        entries=len(seen),
        level=level,
        signoffs=dict(sorted(Counter(each.entry.signoff.grade for each in seen if each.entry.signoff).items())),
        checked=_checked(level, since, read[0].entry.seq, chain.met, place) if read else (place.looked,),
        unchecked=_unchecked(level, since, newest, chain, notes, signoffs.together),
        since=since,
        notes=tuple((entry.seq, note) for entry, note in chain.met),
        township=township,
        when=newest.when if newest else None,
    )


def _walked(copy: Copy, walk: Walk, read: Sequence[Parsed], since: int) -> Sequence[Parsed]:
    """The entries looked at: all that were read, or those behind the one verified earlier."""
    noted = read[0].entry if since and read and read[0].entry.seq <= since else None
    seen = read[1:] if noted else read
    if noted:
        walk.take_up(noted, load_memo(copy.memo) if copy.memo else {})
    walk.follow(noted, seen)
    return seen


# in words


class _Place(NamedTuple):
    """What a copy of this kind has beside its entries, and where entries off the chain would stand."""

    looked: str
    strays: str


_FOLDER = _Place(".git 里的文件、设置和引用", "对象库和 main 的流水里有没有曾经存在而不在链上的记录")
_BUNDLE = _Place("包裹文件里的引用(包裹里没有设置,也没有 main 的流水)", "包裹里有没有不在链上的记录")


def _checked(
    level: str, since: int, oldest: int, met: Sequence[tuple[Entry, HeadNote]], place: _Place
) -> tuple[str, ...]:
    """What was looked at; ``oldest`` is the first entry that could be read."""
    span = f"第 {since} 笔之后" if since else "从第一笔起" if oldest == 1 else f"从第 {oldest} 笔起(更早的读不到),"
    found = [
        f"{span}每个对象的内容与编号相符,每一笔的写法、笔号、签名、当时的名册、总校验值",
        place.looked,
        "签核:另一个人、当时的角色、签核的范围",
    ]
    if not since:
        found.append(place.strays)
    if level != "chain":
        found.append("每个改动过的台账文件:规定的写法、行校验值、增改删行数、编号不重复、当时的格式要求")
    if level == "law":
        found.append(
            "每次改动后的设置和规则读得出来,没有悄悄停用、放轻,已确认的没有悄悄改条件和数值;每件要签核才能办的事都有签核,签核的人没有应当回避的;每次封账时的红色疑点都有人答复"
        )
    found += [f"对账码 {note} 是链上的第 {entry.seq} 笔(强度 {note.bits} 位)" for entry, note in met]
    return tuple(found)


def _unchecked(
    level: str,
    since: int,
    newest: Entry | None,
    chain: ChainCheck,
    notes: Sequence[HeadNote],
    together: Sequence[int],
) -> tuple[str, ...]:
    """Each a thing this copy alone does not exclude."""
    if newest is None:
        return ("任何问题:这份副本里一笔也没有读到,链条、签名、数据都没有核验",)
    found = [
        _latest(newest, chain, notes),
        _genesis(chain),
        _two_hands(together),
        "登记的内容与实际不符",
        "封账以外的日子规则会说什么(没有重新判断,见 wfx check)"
        if level == "law"
        else "规则被放轻、没有签核就过了关口(没有看规则和关口,见 law 级)",
    ]
    if level == "chain":
        found.append("台账文件里的行与记录不符(没有逐行核对,见 rows 级)")
    if since:
        found.append(f"第 {since} 笔及以前在上次核验之后被改动(没有重新读取)")
    return tuple(text for text in found if text)


def _latest(newest: Entry, chain: ChainCheck, notes: Sequence[HeadNote]) -> str:
    """What may have been cut off the end: everything later than the last thing an outsider wrote down."""
    what = "后来的记录被整段去掉,或另有一份不同的副本"
    noted = chain.met[-1][0] if chain.met else None
    if noted is None:
        none = "给的对账码都不在这条链上" if notes else "没有对账码可对"
        return f"{what}({none};要用比第 {newest.seq} 笔、{newest.when:%Y-%m-%d} 更新的对账码核对)"
    day = f"{newest.when:%Y-%m-%d}"
    if noted.seq == newest.seq:
        return f"第 {newest.seq} 笔({day})以后的记录被去掉(没有比它更新的对账码)"
    after = f"第 {noted.seq} 笔以后、到第 {newest.seq} 笔({day})的记录被改写或去掉"
    return f"{after}(没有比第 {noted.seq} 笔更新的对账码)"


def _genesis(chain: ChainCheck) -> str:
    if chain.met:  # a noted entry vouches for all below it
        return ""
    return f"第一笔不是当初建账的那一笔(请与建账单上的台账编号 {chain.genesis[:12]} 对照)"


def _two_hands(together: Sequence[int]) -> str:
    text = "两把密钥其实在一个人手里"
    if not together:
        return text
    listed = "、".join(str(seq) for seq in together[:5]) + (" 等" if len(together) > len(together[:5]) else " ")
    return f"{text}({len(together)} 次登记与签核出自同一台电脑、相隔不到一分钟:第 {listed}笔)"
