"""Working with a second computer: where the bare repository is, what came, what both changed, what was given."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wfx.desk.copies.clashlist import Filled, Name, alike, clash_sheet, decided, opened, to_fill
from wfx.desk.copies.copies import outside
from wfx.desk.desk import Desk, tool
from wfx.desk.office.secrets import secrets_of
from wfx.store.entries.entry import Entry
from wfx.store.entries.keys import KeyStore, Signer
from wfx.store.exchange.remote import make_remote
from wfx.store.exchange.sync import Decision, Joined, Meeting, join, meet
from wfx.store.exchange.sync import push as give
from wfx.values.errors import BadValue, KeyringLocked, NoActor, NoRemote
from wfx.values.sheet import Sheet

_BOX = "wfx/keyring"  # in the bare repository, where its own things may lie
_ALL = ("all", "全部")


@dataclass(frozen=True)
class Pulled:
    """What a pull says; ``clashes`` is what is still to decide, ``to_fill`` makes the whole list as a workbook.

    ``stale`` are the numbers in a filled list of what has changed since.
    """

    lines: tuple[str, ...]
    clashes: Sheet | None = None
    undecided: int = 0
    to_fill: Callable[[], bytes] | None = None
    stale: str = ""


def _memory(desk: Desk) -> Path:
    return secrets_of(desk).folder(desk.books.ledger_id) / "remote"


def place_of(desk: Desk, given: Path | None) -> Path:
    """The bare repository said now, else the one used last from this machine. Errors: ``NoRemote``."""
    if given is not None:
        return given.resolve()
    try:
        return Path(_memory(desk).read_text(encoding="utf-8").strip())
    except OSError:
        raise NoRemote(shown="还没有指定") from None


def remember(memory: Path, place: Path) -> list[str]:
    """Keep the place in the user's configuration, never in the books; a line when another one stood there."""
    before = memory.read_text(encoding="utf-8").strip() if memory.is_file() else ""
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(f"{place}\n", encoding="utf-8", newline="\n")
    return [f"以后不写位置就用 {place},以前是 {before}"] if before not in ("", str(place)) else []


def init_remote(desk: Desk, place: Path) -> tuple[str, ...]:
    """A new bare repository with all entries in it.

    Errors: ``FolderNotEmpty``, ``InsideBooks``, ``NoSuchPlace``, ``OSError``.
    """
    make_remote(outside(desk, place).resolve())
    return push(desk, place)


def push(desk: Desk, given: Path | None) -> tuple[str, ...]:
    """Give what the other side lacks. Errors: those of ``store.sync.push``."""
    place = place_of(desk, given)
    sent = give(desk.folder, place)
    told = remember(_memory(desk), place)
    last = f"(到第 {sent[-1].seq} 笔 {sent[-1].oid[:10]})" if sent else ""
    said = f"已送出 {len(sent)} 笔{last}到 {place}" if sent else f"没有要送出的记录(同步库 {place})"
    return (said, *told, *_keys(desk, place))


def pull(
    desk: Desk, given: Path | None, mine: str, theirs: str, listed: Path | None = None, *, dry: bool = False
) -> Pulled:
    """Take up what came, one's own entries laid on it; with open clashes only the list of them.

    ``listed``: that list, filled in. Errors: those of ``store.sync.meet`` and ``join``, of ``clashlist.decided``;
    ``BadValue`` for a number not in the list.
    """
    place, memory = place_of(desk, given), _memory(desk)
    met = meet(desk.folder, place)
    keys = [] if dry else _keys(desk, place)
    sealed = {} if dry and listed is None else opened(desk, met.clashes)
    filled = _numbered(desk, met, mine, theirs) if listed is None else decided(met.clashes, listed)
    decision = _settled(_decision(met, filled), alike(sealed))
    undecided = [each for each in met.clashes if each.name not in decision.mine | decision.theirs]
    lines = _came(met)
    if undecided or dry:
        (desk.folder / ".git" / "wfx" / "clashes").write_text(_state(met), encoding="ascii")
        told = (*lines, *(_tried(met, decision) if dry else remember(memory, place)))
        if not met.clashes:
            return Pulled(told)
        sheet = clash_sheet(desk, met.clashes, sealed)
        left = tuple(row for row in sheet.rows if filled.word(int(str(row[0]))) is None)
        whole = partial(to_fill, sheet, met.clashes, filled)
        open_, number = replace(sheet, rows=left) if left else None, 0 if dry else len(undecided)
        return Pulled(told, open_, number, whole, filled.numbers)
    signers = _signers(desk, met)
    desk.close()
    joined = join(desk.folder, met, signers, tool(), decision)
    return Pulled((*lines, *_joined(met, joined), *remember(memory, place), *keys), stale=filled.numbers)


def _tried(met: Meeting, decision: Decision) -> list[str]:
    """What a pull would do, when none is done."""
    if not met.clashes:
        return ["试办:以上没有收下。"]
    mine, theirs = (sum(each.name in names for each in met.clashes) for names in (decision.mine, decision.theirs))
    left = len(met.clashes) - mine - theirs
    rest = f"还有 {left} 处没有决定" if left else "都已决定"
    return [f"试办:两边都改了的 {len(met.clashes)} 处,用我的 {mine} 处、用对方的 {theirs} 处,{rest};以上没有收下。"]


def _state(met: Meeting) -> str:
    return f"{met.head.oid} {met.theirs.oid}"


def _numbered(desk: Desk, met: Meeting, mine: str, theirs: str) -> Filled:
    """The numbers of the list as last shown; numbers of another state of the two sides are not taken."""
    if not (mine or theirs):
        return Filled()
    shown = desk.folder / ".git" / "wfx" / "clashes"
    if met.clashes and (not shown.is_file() or shown.read_text(encoding="ascii") != _state(met)):
        raise BadValue("编号(清单已变,先重新执行 wfx sync pull 看一遍)", shown=mine or theirs)
    chosen, others = (frozenset(_numbers(text, len(met.clashes))) for text in (mine, theirs))
    if both := chosen & others:
        raise BadValue("编号(两边都选了)", shown=str(min(both)))
    return Filled(chosen, others)


def _decision(met: Meeting, filled: Filled) -> Decision:
    files = [number for number in sorted(filled.mine) if not met.clashes[number - 1].ledger]
    if files:
        raise BadValue("编号(文件只能用对方的,再重新改一次)", shown=str(files[0]))
    return Decision(_names(met, filled.mine), _names(met, filled.theirs))


def _settled(decision: Decision, same: frozenset[Name]) -> Decision:
    return Decision(decision.mine - same, decision.theirs | same)


def _names(met: Meeting, numbers: Iterable[int]) -> frozenset[Name]:
    return frozenset(met.clashes[number - 1].name for number in numbers)


def _numbers(text: str, last: int) -> set[int]:
    """``3,5-7`` or ``all`` as numbers of the list. Errors: ``BadValue``."""
    if text.strip() in _ALL:
        return set(range(1, last + 1))
    found: set[int] = set()
    for part in text.replace(",", ",").replace("、", ",").split(","):
        first, _, end = part.strip().partition("-")
        if not first:
            continue
        if not first.isdecimal() or not (end or first).isdecimal() or not 1 <= int(first) <= int(end or first) <= last:
            raise BadValue("冲突编号", shown=part.strip())
        found |= set(range(int(first), int(end or first) + 1))
    return found


def _came(met: Meeting) -> list[str]:
    if not met.came:
        own = f",这台电脑有 {len(met.own)} 笔还没有送出" if met.own else ""
        return [f"没有新的记录{own}"]
    who = "、".join(sorted({each.actor for each in met.came}))
    return [f"收到 {len(met.came)} 笔(到第 {met.theirs.seq} 笔 {met.theirs.oid[:10]},经办 {who}),已核验签名和链条"]


def _joined(met: Meeting, joined: Joined) -> list[str]:
    lines = []
    dropped = {old.seq for old, new in joined.replayed if new is None}
    for old, new in joined.replayed:
        if new is not None:
            seal = ";这是封账,对账码已变,请重印" if new.kind == "seal" else ""
            lines.append(f"第 {old.seq} 笔接在后面,成为第 {new.seq} 笔 {new.oid[:10]}:{new.subject}{seal}")
        elif old in met.unbound and not dropped.issuperset(_covered(old)):
            lines.append(f"第 {old.seq} 笔签核不再有效(所签的记录已重签),请 {old.actor} 重新签核")
        elif old in met.unbound:
            lines.append(f"第 {old.seq} 笔签核随它所签的记录去掉了(那些记录没有留下内容),不用重新签核")
        else:
            lines.append(f"第 {old.seq} 笔没有留下内容(对方已有,或选了对方的):{old.subject}")
    return lines


def _covered(signoff: Entry) -> set[int]:
    """The numbers of the entries a sign-off covers."""
    spans = signoff.signoff.covers if signoff.signoff else ()
    return {seq for first, last in spans for seq in range(first, last + 1)}


def _signers(desk: Desk, met: Meeting) -> Mapping[str, Signer]:
    """Unlocked keys of those on this machine whose entries are signed anew."""
    if not met.replays:
        return {}
    keys = KeyStore(desk.setting.home)
    actors = sorted({each.actor for each in met.own if each not in met.unbound} & set(keys.officers()))
    return {actor: keys.unlock(actor, secrets_of(desk).passphrase(actor)) for actor in actors}


def _keys(desk: Desk, place: Path) -> list[str]:
    """Exchange the keys of sealed identities; what a person should know of it."""
    try:
        apart = secrets_of(desk).exchange(desk.books.ledger_id, desk.actor, place / _BOX)
    except NoActor:
        return ["个人信息的钥匙没有交换:用 --as 说明是谁在操作"]
    except KeyringLocked:
        return ["个人信息的钥匙没有交换:同步库里的钥匙串用本机的口令打不开"]
    return [f"{apart} 户两台电脑各做过一把密封钥匙,两把都留下,姓名证号都打得开"] if apart else []
