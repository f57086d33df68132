"""审签单: a range of entries on paper for somebody who cannot use a key, and the wet signature entered by a clerk.

The paper's code is the range and the beginning of the 对账码 of its last entry, which binds everything before it.
"""

import re
from collections.abc import Collection

from wfx.desk.desk import Desk, tool
from wfx.desk.office.secrets import signer_of
from wfx.desk.signing.signing import COLUMNS, Task, line, looked, samples, tasks, told_why
from wfx.store.entries.entry import Entry
from wfx.store.recording.genesis import sign_off
from wfx.values.errors import BadValue, NoteUnreadable, NothingToDo, NotInBooks, PaperUnknown
from wfx.values.notecode import Note
from wfx.values.sheet import Sheet

_LETTERS = 12
_CODE = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?[:\uff1a](.+)")


def paper(desk: Desk, numbers: Collection[int], by: str) -> tuple[Sheet, Sheet]:
    """The paper for this officer over what waits for that one among these entries, and sample cells of it.

    Errors: ``NothingToDo``.
    """
    chosen = _waiting_for(desk, numbers, by)
    if not chosen:
        raise NothingToDo(f"等 {by} 签核的账目")
    seen = {each.seq: each for each in looked(desk, chosen)}
    seqs = sorted({task.entry.seq for task in chosen})
    code = _code(desk, seqs[0], seqs[-1])
    rows = tuple(line(task, seen[task.entry.seq]) for task in chosen)
    notes = (
        f"审签单编码:{code}",
        "审签意见:□ 全部同意    □ 退回第 ________ 笔,其余同意;退回的理由:________________",
        f"{by} 签字:____________    日期:____________",
        f"签字后由经办登记:wfx sign --paper-signed {code} --by {by}(有退回的加 --reject 笔号 --because 理由)",
    )
    sheet = Sheet(f"{desk.books.township.name} 审签单", COLUMNS, rows, notes, qr=code)
    return sheet, samples(seen.values())


def paper_signed(
    desk: Desk, code: str, by: str, returned: Collection[int] = (), because: str = "", *, dry: bool = False
) -> list[tuple[str, tuple[int, ...], Entry | None]]:
    """The wet signature of this officer under that code, entered by the one who acts: decision, entries, sign-off.

    What is returned is returned for the reason written on the paper, the rest is agreed to; ``dry`` says so only.
    Errors: as ``on_paper``; ``ReasonMissing``, ``PersonalInText``; ``BadValue`` for one to return not on the paper.
    """
    groups = on_paper(desk, code, by)
    reason = told_why(because) if returned else ""
    if strange := set(returned).difference(*groups.values()):
        raise BadValue("退回的笔号(不在这张审签单上,或不等他签)", shown=str(min(strange)))
    parts = [(role, "returned", numbers & set(returned)) for role, numbers in groups.items()]
    parts += [(role, "agreed", numbers - set(returned)) for role, numbers in groups.items()]
    parts = [part for part in parts if part[2]]
    if dry:
        return [(decision, tuple(sorted(numbers)), None) for _, decision, numbers in parts]
    signer = signer_of(desk)
    signed: list[tuple[str, tuple[int, ...], Entry | None]] = []
    desk.close()
    for role, decision, numbers in parts:
        now, clock_ok = desk.setting.now, desk.setting.clock_ok
        more = {"paper": code, "signatory": by, "tool": tool(), "body": reason if decision == "returned" else ""}
        entry = sign_off(desk.folder, numbers, role, decision, signer, now, "paper", clock_ok=clock_ok, **more)
        signed.append((decision, tuple(sorted(numbers)), entry))
    return signed


def on_paper(desk: Desk, code: str, by: str) -> dict[str, set[int]]:
    """Role → the entries of that paper that wait for this officer in it.

    Errors: ``PaperUnknown`` when the code does not fit the books; ``NotInBooks`` for an officer who is none.
    """
    groups: dict[str, set[int]] = {}
    for task in _waiting_for(desk, _read(desk, code), by):
        groups.setdefault(task.role, set()).add(task.entry.seq)
    if not groups:
        raise PaperUnknown("审签单", shown=code)
    return groups


def _waiting_for(desk: Desk, numbers: Collection[int], by: str) -> tuple[Task, ...]:
    if desk.books.officers.get(by) is None:
        raise NotInBooks("代号", shown=by)
    return tuple(task for task in tasks(desk, numbers, by) if not task.deputy_for)


def _code(desk: Desk, first: int, last: int) -> str:
    entry = desk.books.entry(str(last))
    note = Note(Note.of(entry.oid, entry.seq).letters[:_LETTERS])
    return f"{first}-{last}:{note}" if first != last else f"{last}:{note}"


def _read(desk: Desk, code: str) -> Collection[int]:
    match = _CODE.fullmatch(code.strip())
    if match is None or int(match[2] or match[1]) > desk.books.seq or int(match[1]) > int(match[2] or match[1]):
        raise PaperUnknown("审签单", shown=code)
    first, last = int(match[1]), int(match[2] or match[1])
    try:
        note = Note.parse(match[3])
    except NoteUnreadable:
        raise PaperUnknown("审签单", shown=code) from None
    entry = desk.books.entry(str(last))
    if len(note.letters) < _LETTERS or not note.matches(entry.oid, entry.seq):
        raise PaperUnknown("审签单", shown=code)
    return range(first, last + 1)
