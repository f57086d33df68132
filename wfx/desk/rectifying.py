"""Rectifications: lists and single matters in, findings opened, each step by its hand."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from wfx.desk.desk import Desk, Receipt
from wfx.desk.incoming import Incoming, check_incoming, read_files
from wfx.desk.people import ROLES
from wfx.desk.roads import Prepared, lay_down
from wfx.duties import rectify
from wfx.values.errors import BadValue, FileNotFound, NotInBooks, PersonalData, Place, Problem, Refused, problem
from wfx.values.finding import Finding
from wfx.values.month import Month
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, FieldType
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
    _decent(desk, given)
    changes = rectify.add(desk.books, given, desk.actor, desk.today)
    parent = changes[0].after or {}
    if villages:
        changes += rectify.send_on(desk.books, parent, villages, desk.actor, desk.today)
    number = changes[0].key[0]
    return number, desk.record("rectify", f"登记问题 {number}", changes, dry=dry)


def send_on(desk: Desk, number: str, villages: Sequence[str], *, dry: bool) -> tuple[str, Receipt]:
    """举一反三: a standing matter sent to other villages."""
    parent = rectify.find(desk.books, number)
    changes = rectify.send_on(desk.books, parent, villages, desk.actor, desk.today)
    name = str(parent["rectification_id"])
    return name, desk.record("rectify", f"{name} 举一反三到 {len(changes)} 村", changes, dry=dry)


def open_findings(
    desk: Desk, month: Month, findings: Iterable[Finding], *, dry: bool
) -> tuple[Mapping[str, int], Receipt]:
    """The red findings of this month that have no matter yet, each as one; with what was passed over, by reason."""
    changes, passed = rectify.open_from(desk.books, findings, desk.actor, desk.today)
    what = f"{month} 疑点立项整改 {len(changes)} 条"
    return passed, desk.record("rectify", what, changes, about=str(month), source="规则体检", dry=dry)


def step(
    desk: Desk, number: str, action: str, given: Mapping[str, Cell], *, note: str = "", on: str = "", dry: bool = False
) -> tuple[str, Receipt]:
    """One step of a matter, today or on an earlier day; gives its number and the receipt."""
    _decent(desk, {**given, "note": note})
    owner = given.get("owner")
    if owner and not _is_known(desk, str(owner)):
        raise NotInBooks("owner", shown=str(owner))
    hand = rectify.Hand(desk.actor, desk.roles, _day(desk, on))
    changes = rectify.step(desk.books, number, action, given, hand, note)
    name = changes[0].key[0]
    return name, desk.record("rectify", f"{name} {_title(desk, action)}", changes, body=note.strip(), dry=dry)


def cells(desk: Desk, given: Mapping[str, str], *, days: int | None = None) -> dict[str, Cell]:
    """Typed words as cells: a code for its title, a village's code, a day; ``days`` from today is the due day.

    Errors: ``BadValue``.
    """
    schema = desk.books.schema(rectify.LEDGER)
    row: dict[str, Cell] = {name: text for name, text in given.items() if text}
    if days is not None and row.get("due_on"):
        raise BadValue("--days(已给了 --due)", shown=str(days))
    if days is not None:
        row["due_on"] = str(desk.today + timedelta(days=days))
    for name, text in row.items():
        spec = schema.field(name)
        if name == "village":
            row[name] = desk.village(str(text))
        elif spec.type is FieldType.CODE:
            row[name] = _code(spec, str(text))
        elif spec.type is FieldType.DATE:
            row[name] = _date(str(text))
    return row


def _code(spec: Field, word: str) -> str:
    words = {**spec.words, **{title: code for code, title in spec.codes.items()}, **{code: code for code in spec.codes}}
    if word not in words:
        raise BadValue(spec.title, shown=word)
    return words[word]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue("日期", shown=text) from None


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


def _title(desk: Desk, action: str) -> str:
    lifecycle = desk.books.schema(rectify.LEDGER).lifecycle
    return lifecycle.action(action).title if lifecycle else action


def _is_known(desk: Desk, owner: str) -> bool:
    """Whether this is an officer, a role, or a person of the register."""
    officers = {officer.id for officer in desk.books.officers.all}
    return owner in officers or owner in ROLES or desk.books.table("persons").lookup(owner) is not None


def _day(desk: Desk, text: str) -> date:
    """The day given, never one to come. Errors: ``BadValue``."""
    day = _date(text) if text else desk.today
    if day > desk.today:
        raise BadValue("日期", shown=text)
    return day


def _decent(desk: Desk, given: Mapping[str, Cell]) -> None:
    """No number of a person in any text. Errors: ``Refused``."""
    schema = desk.books.schema(rectify.LEDGER)
    wrong: list[Problem] = []
    for name, value in given.items():
        texts = value if isinstance(value, list) else [value]
        kinds = [kind for text in texts if isinstance(text, str) and (kind := find_personal(text))]
        wrong.extend(problem(PersonalData, Place(field=schema.field(name).title), found=kind) for kind in kinds)
    if wrong:
        raise Refused(wrong)
