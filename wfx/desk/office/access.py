"""Personal data opened in full: noted as it happens, one entry a day and officer in the books.

The desk notes whoever opens in ``Desk.opening``: everything for the reader 上报件, and names in a village's workbook. A
day's notes lie in the user's configuration until that officer first records something on a later day; then they
become one ``access`` entry with purposes and counts. Nobody's name or number is in them.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from wfx.desk.desk import Desk, tool
from wfx.desk.office.secrets import signer_of
from wfx.store.entries.entry import Entry
from wfx.store.recording.write import Draft, record
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown

NO_KEYS = "这份拷贝在本机没有钥匙串,姓名和证号打不开"
_NOTE = re.compile(r"([0-9]{1,7}) ([^\x00-\x1f]{1,80})")


def note(desk: Desk, opened: Mapping[str, int]) -> None:
    """Note that so many persons were opened in full for each purpose. Errors: ``NoActor``."""
    folder = _folder(desk)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{desk.today}.{desk.actor}").open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{count} {purpose}\n" for purpose, count in opened.items())


def nothing_opened(reader: Reader, names: Collection[str]) -> str:
    """What to say when a reader who gets everything gets nothing."""
    return NO_KEYS if reader is Reader.UPWARD and not names else ""


def _folder(desk: Desk) -> Path:
    return desk.setting.home / "ledgers" / desk.books.ledger_id / "access"


def _notes(desk: Desk) -> Iterator[tuple[date, str, Path]]:
    """Day, officer and file of the notes not in the books yet, oldest first."""
    folder = _folder(desk)
    for path in sorted(folder.glob("*.*")) if folder.is_dir() else ():
        day, _, officer = path.name.partition(".")
        with contextlib.suppress(ValueError):
            yield date.fromisoformat(day), officer, path


def waiting(desk: Desk) -> Iterator[tuple[date, str, Path]]:
    """The acting officer's notes of earlier days."""
    return ((day, who, path) for day, who, path in _notes(desk) if who == desk.actor and day < desk.today)


def told(path: Path) -> tuple[int, int, str]:
    """How many times, how many persons, and a line a purpose."""
    matches = (_NOTE.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines())
    notes = [(int(match[1]), match[2]) for match in matches if match is not None]
    times, persons = Counter(purpose for _, purpose in notes), Counter[str]()
    for count, purpose in notes:
        persons[purpose] += count
    lines = [f"{purpose}:{times[purpose]} 次,{persons[purpose]} 人次" for purpose in sorted(times)]
    return len(notes), sum(persons.values()), "\n".join(lines)


def write_earlier_days(desk: Desk) -> None:
    """One ``access`` entry for each earlier day the acting officer opened persons in full. Errors: those of writing."""
    for day, _, path in list(waiting(desk)):
        times, persons, body = told(path)
        draft = Draft("access", f"查阅个人信息 {times} 次 {persons} 人次", body, "access", f"{day}")
        signer = signer_of(desk)
        desk.close()
        record(desk.folder, draft, [], {}, signer, desk.setting.now, clock_ok=desk.setting.clock_ok, tool=tool())
        path.unlink()


def access_sheet(desk: Desk) -> Sheet:
    """Recorded access, newest first, and before it what this machine has noted and not recorded yet."""
    rows: list[tuple[Shown, ...]] = []
    for day, officer, path in _notes(desk):
        _, _, body = told(path)
        rows.append((None, f"{day}", officer, body.replace("\n", ";"), "未登记,他下次登记时一并记入"))
    rows += [_line(entry) for entry in desk.books.entries() if entry.kind == "access"]
    columns = (
        Column("seq", "笔", FieldType.INT),
        Column("day", "日期"),
        Column("actor", "查阅人"),
        Column("purposes", "用途和次数"),
        Column("note", "说明"),
    )
    return Sheet("查阅个人信息", columns, tuple(rows), (f"{len(rows)} 天次",), Reader.AUDIT)


def _line(entry: Entry) -> tuple[Shown, ...]:
    return (entry.seq, entry.about, entry.actor, entry.body.replace("\n", ";"), "")
