"""Rectifications: lists and single matters in, findings opened, each step by its hand."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, check_incoming, read_files
from wfx.desk.incoming.prepared import Prepared, lay_down
from wfx.desk.judging.opening import waiting
from wfx.desk.office.typed import cells, check_texts, past_day
from wfx.desk.recording.people import ROLES
from wfx.desk.recording.record import Receipt, record
from wfx.duties import rectify
from wfx.values.errors import FileNotFound, NotInBooks
from wfx.values.finding import Finding
from wfx.values.month import Month
from wfx.values.table import Cell

_FILE = re.compile(r".+\.[A-Za-z][A-Za-z0-9]{1,4}")


def add_list(desk: Desk, path: Path, given: Mapping[str, str], *, dry: bool) -> tuple[list[str], Receipt]:
    """A list of problems as it was sent; lines that stand already are passed over. Errors: ``Refused``."""
    incoming = read_files(desk, [path], wanted=rectify.LEDGER, given=given)
    return lay_down(desk, incoming, prepare_list(desk, incoming), dry=dry)


def prepare_list(desk: Desk, incoming: Incoming) -> Prepared:
    """A list of problems ready to record, those that stand already left out. Errors: ``Refused``."""
    incoming.check()
    rows = rectify.completed(desk.books, incoming.raw[rectify.LEDGER], desk.actor, desk.today)
    incoming.rows[rectify.LEDGER] = rows
    check_incoming(desk, incoming, rectify.LEDGER)
    incoming.check()
    changes = rectify.take(desk.books, rows)
    known = rows.num_rows - len(changes)
    notes = [*incoming.notes, *([f"{known} 条已经登记过,没有重复登记"] if known else [])]
    return Prepared("rectify", f"登记问题 {len(changes)} 条", tuple(changes), "wfx rectify list", notes=tuple(notes))


def prepare_progress(desk: Desk, incoming: Incoming) -> Prepared:
    """What the villages say of the matters they work on: one step 进展 a row. Errors: ``Refused``, the lifecycle's."""
    incoming.check()
    rows = incoming.raw[rectify.LEDGER].to_pylist()
    hand = rectify.Hand(desk.actor, desk.roles, desk.today)
    changes = [
        change
        for row in rows
        for change in rectify.step(
            desk.books,
            str(row["rectification_id"]),
            "progress",
            {"progress": row["progress"]},
            hand,
            str(row["progress"]),
        )
    ]
    return Prepared(
        "rectify", f"整改进展 {len(changes)} 条", tuple(changes), "wfx rectify list", notes=tuple(incoming.notes)
    )


def add_one(desk: Desk, given: Mapping[str, Cell], villages: Sequence[str], *, dry: bool) -> tuple[str, Receipt]:
    """One matter, and the same in other villages; gives its number and the receipt."""
    check_texts(desk, rectify.LEDGER, given)
    changes = rectify.add(desk.books, given, desk.actor, desk.today)
    parent = changes[0].after or {}
    if villages:
        changes += rectify.send_on(desk.books, parent, villages, desk.actor, desk.today)
    number = changes[0].key[0]
    return number, record(desk, "rectify", f"登记问题 {number}", changes, dry=dry)


def send_on(desk: Desk, number: str, villages: Sequence[str], *, dry: bool) -> tuple[str, Receipt]:
    """举一反三: a standing matter sent to other villages."""
    parent = rectify.find(desk.books, number)
    changes = rectify.send_on(desk.books, parent, villages, desk.actor, desk.today)
    name = str(parent["rectification_id"])
    return name, record(desk, "rectify", f"{name} 举一反三到 {len(changes)} 村", changes, dry=dry)


def open_findings(
    desk: Desk, month: Month, findings: Iterable[Finding], *, dry: bool
) -> tuple[Mapping[str, int], Receipt]:
    """The red findings of this month that have no matter yet, each as one; with what was passed over, by reason."""
    changes, passed = rectify.open_from(desk.books, findings, desk.actor, desk.today, waiting(desk, month))
    what = f"{month} 疑点立项整改 {len(changes)} 条"
    return passed, record(desk, "rectify", what, changes, about=str(month), source="规则体检", dry=dry)


def step(
    desk: Desk, number: str, action: str, given: Mapping[str, Cell], *, note: str = "", on: str = "", dry: bool = False
) -> tuple[str, Receipt]:
    """One step of a matter, today or on an earlier day; gives its number and the receipt."""
    check_texts(desk, rectify.LEDGER, {**given, "note": note})
    owner = given.get("owner")
    if owner and not _is_known(desk, str(owner)):
        raise NotInBooks("owner", shown=str(owner))
    hand = rectify.Hand(desk.actor, desk.roles, past_day(desk, on))
    changes = rectify.step(desk.books, number, action, given, hand, note)
    name = changes[0].key[0]
    return name, record(desk, "rectify", f"{name} {_title(desk, action)}", changes, body=note.strip(), dry=dry)


def evidence(papers: Sequence[str]) -> list[str]:
    """Each paper as kept: a file by its digest and name, anything else as said. Errors: ``FileNotFound``."""
    kept = []
    for text in papers:
        path = Path(text)
        if path.is_file():
            kept.append(f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()[:32]} {path.name}")
        elif _FILE.fullmatch(text):
            raise FileNotFound("文件", shown=text)
        else:
            kept.append(text)
    return kept


def claim(desk: Desk, given: Mapping[str, str], *, dry: bool) -> Receipt:
    """Completion as reported upwards."""
    row = cells(desk, rectify.CLAIMS, given)
    check_texts(desk, rectify.CLAIMS, row)
    changes = rectify.claim(desk.books, row, desk.today)
    return record(desk, "rectify", f"登记上报数 {changes[0].key[0]}", changes, dry=dry)


def _title(desk: Desk, action: str) -> str:
    lifecycle = desk.books.schema(rectify.LEDGER).lifecycle
    return lifecycle.action(action).title if lifecycle else action


def _is_known(desk: Desk, owner: str) -> bool:
    """Whether this is an officer, a role, or a person of the register."""
    officers = {officer.id for officer in desk.books.officers.all}
    return owner in officers or owner in ROLES or desk.books.table("persons").lookup(owner) is not None
