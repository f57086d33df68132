"""The first entry of new books, and the sign-off of entries by another officer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from wfx.store.books import view
from wfx.store.books.books import OpenBooks, read_books
from wfx.store.entries.entry import DECISIONS, GRADES, OFFICERS_FILE, Entry, SignOff, ranges
from wfx.store.entries.keys import Signer
from wfx.store.entries.officers import Officers, officers_toml
from wfx.store.history.recusal import circles_of, hands, recused_at
from wfx.store.objects.git import Git
from wfx.store.objects.gitdir import FIXED_ATTRIBUTES, FIXED_CONFIG
from wfx.store.objects.lock import writing
from wfx.store.objects.tree import Trees
from wfx.store.recording.plan import Ground, Plan, plan
from wfx.store.recording.write import Draft, Hand, commit, moment, record
from wfx.values.errors import BadText, FolderNotEmpty, NoSuchEntry, NotAnOfficer, Recused, RoleMissing, SamePerson

_SAID = {"agreed": "同意", "returned": "退回"}


def found(
    folder: Path, files: Mapping[str, bytes], officers: Officers, signer: Signer, now: datetime, tool: str
) -> Entry:
    """Make the books: a git directory with fixed settings and one genesis entry; gives that entry.

    ``files`` are the law, ``wfx.toml`` and perhaps records; the list of officers and ``.gitattributes`` are added. A
    folder where an earlier attempt was cut off is taken up again. Errors: ``FolderNotEmpty``, ``NotAnOfficer``, and
    those of ``plan``.
    """
    if officers.holders.get(signer.public) != signer.officer:
        raise NotAnOfficer(shown=signer.officer)
    folder.mkdir(parents=True, exist_ok=True)
    if any(path.name != ".git" for path in folder.iterdir()):
        raise FolderNotEmpty(shown=folder.name, again="init 新文件夹名")
    given = {**files, OFFICERS_FILE: officers_toml(officers), ".gitattributes": FIXED_ATTRIBUTES}
    with writing(folder), Git(folder) as git:
        _begin(git)
        trees = Trees(git)
        prepared = _planned(git, trees, given)
        hand = Hand(signer, moment(now, None, clock_ok=True), tool)
        entry = commit(git, trees, None, _draft(), prepared, hand)
        view.bring_up(folder, git, trees, entry.oid)
        return entry


def _draft() -> Draft:
    return Draft(topic="init", what="建立台账库", kind="genesis")


def _planned(git: Git, trees: Trees, given: Mapping[str, bytes]) -> Plan:
    files: dict[str, bytes | None] = dict(given)
    return plan(Ground(git, trees, "", files), [], files)


def _begin(git: Git) -> None:
    """The git directory with the fixed settings; one that already has entries is not touched."""
    if (git.directory / "HEAD").exists() and git.head():
        raise FolderNotEmpty(shown=git.folder.name, again="init 新文件夹名")
    git.create()
    (git.directory / "config").write_text(FIXED_CONFIG, encoding="utf-8", newline="\n")


def sign_off(  # noqa: PLR0913 a sign-off has this many sides
    folder: Path,
    seqs: Iterable[int],
    role: str,
    decision: str,
    signer: Signer,
    now: datetime,
    grade: str = "key",
    *,
    deputy_for: str = "",
    paper: str = "",
    signatory: str = "",
    body: str = "",
    clock_ok: bool = False,
    tool: str = "wfx",
) -> Entry:
    """One signature over entries, named by their numbers, in a role: ``agreed`` or ``returned``.

    ``grade`` is ``key``, ``deputy`` (with ``deputy_for``) or ``paper`` (with the paper's code and its ``signatory``;
    the signer enters it, perhaps over his own entries). Errors: ``NoSuchEntry``, ``SamePerson`` for an entry of the
    person whose word it is, ``Recused`` for one of a relative's, ``RoleMissing``, ``BadText``, and those of ``record``.
    """
    numbers = sorted(set(seqs))
    with read_books(folder) as books:
        hand = SignOff((), role, decision, grade, deputy_for, paper, signatory)
        may_sign_off(books, numbers, hand, signer.officer, now)
    if decision not in DECISIONS or grade not in GRADES or not numbers:
        raise BadText("signoff", shown=decision, fault="value")
    signed = replace(hand, covers=ranges(numbers))
    spans = "、".join(str(first) if first == last else f"{first}-{last}" for first, last in signed.covers)
    draft = Draft("sign", f"{_SAID[decision]} 第 {spans} 笔", body, "signoff", signoff=signed)
    entry = record(folder, draft, [], {}, signer, now, clock_ok=clock_ok, tool=tool)
    if entry is None:  # a sign-off always stands for itself
        raise NoSuchEntry(shown=spans)
    return entry


def may_sign_off(books: OpenBooks, numbers: Iterable[int], hand: SignOff, actor: str, now: datetime) -> None:
    """The entries are there, none by those whose word it is or of their relatives, and they have the role.

    Errors: ``NoSuchEntry``, ``SamePerson``, ``RoleMissing``, ``Recused``.
    """
    for number in numbers:
        if books.entry(str(number)).actor == hand.decider(actor):
            raise SamePerson("sign", act="签核", earlier="登记")
    absent = books.officers.get(hand.deputy_for) if hand.deputy_for else None
    if hand.deputy_for and (absent is None or not absent.deputised(actor, now.date())):
        raise RoleMissing("sign", act="代签", roles=hand.deputy_for)
    if hand.role not in books.officers.roles(hand.signer(actor)):
        raise RoleMissing("sign", act="签核", roles=hand.role)
    known = circles_of(books)
    known = {each: known[each] for each in hands(hand, actor) if each in known}
    for out in (out for number in numbers for out in recused_at(books, number, known)):
        raise Recused("sign", shown=out, act="签核")
