"""Lists of people at the desk: each line's person found through the keyring, candidates and strangers laid out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming
from wfx.desk.office.secrets import keyring_of
from wfx.duties.screen import departments
from wfx.duties.screen.departments import Candidate, Known, Line, Matched
from wfx.duties.screen.reporting import without_names
from wfx.intake.cells import Wrong, reader
from wfx.intake.headers import Target
from wfx.intake.lists import SHOWN_BESIDE
from wfx.report.words import words
from wfx.report.worklist import Worklist, worklists
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.seal_box import unseal
from wfx.values import compute as pc
from wfx.values.errors import ListNeedsKeyring, NoActor
from wfx.values.form import Form, ListPlan
from wfx.values.personal import Personal, mask_name, mask_text
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.table import Cell, Table
from wfx.values.township import Township

CONFIRMED = "confirm"
LISTS = "list:"
_SERIAL = 5  # digits of a day as Excel counts them
_GUIDE = "核对后填最后一列:是本人写“是”,不是写“否”,还没核对的空着;填好原样收回(wfx in 这个文件)。"
Pairs = list[tuple[Line, Known]]


@dataclass(frozen=True)
class Found:
    """The lines of each form (by its name) and whom they are about, as far as it is known yet."""

    forms: tuple[Form, ...]
    lines: Mapping[str, Sequence[Line]]
    matched: Matched

    def of(self, form: Form, pairs: Sequence[tuple[Line, Known]]) -> Pairs:
        """Those of the pairs whose line is of this form."""
        mine = {line.number for line in self.lines[form.name]}
        return [(line, person) for line, person in pairs if line.number in mine]

    def counted(self, sure: Pairs, waiting: Sequence[Candidate]) -> str:
        """How many lines found somebody, wait, found nobody."""
        total = len({line.number for own in self.lines.values() for line in own})
        still = len({each.line.number for each in waiting})
        said_no = f",不是 {len(self.matched.declined)}" if self.matched.declined else ""
        return f"名单 {total} 行:认出 {len(sure)},待确认 {still},认不出 {len(self.matched.nobody)}{said_no}"


def find(desk: Desk, incoming: Incoming, forms: Sequence[Form]) -> Found:
    """Whom the lines are about. Errors: ``ListNeedsKeyring``, and those of the passphrase."""
    keyring = _keyring(desk)
    lines = _all_lines(desk, incoming, forms, keyring)
    known = _known(desk, keyring, lines)
    return Found(tuple(forms), lines, departments.match([line for own in lines.values() for line in own], known))


def confirmed(incoming: Incoming) -> frozenset[str]:
    """The numbers of the candidates the command confirmed."""
    return frozenset(part.strip() for part in incoming.given.get(CONFIRMED, "").split(",") if part.strip())


def plan_of(form: Form) -> ListPlan:
    """The form's way to find people. Errors: ``ValueError`` for a form that is no such list."""
    if form.matched is None:
        raise ValueError(form.name)
    return form.matched


def _keyring(desk: Desk) -> Keyring:
    """The clerk's keyring. Errors: ``ListNeedsKeyring``, and those of the passphrase."""
    actor = desk.actor
    try:
        return keyring_of(desk)
    except NoActor:
        raise ListNeedsKeyring(shown=actor) from None


def _all_lines(desk: Desk, incoming: Incoming, forms: Sequence[Form], keyring: Keyring) -> dict[str, list[Line]]:
    """Form → its lines; of one list alone by its own rows, as Excel counts them, else through all that came."""
    found: dict[str, list[Line]] = {}
    number = 0
    listed = [places for form in forms for places in incoming.sheets[f"{LISTS}{form.name}"]]
    for form in forms:
        found[form.name] = []
        out: dict[int, int] = {}  # the number a line went out with → its number here
        rows = incoming.raw[f"{LISTS}{form.name}"].to_pylist()
        own = len(listed) == 1 and not any(row.get("person_id") for row in rows)
        for position, row in enumerate(rows):
            sent = row.get("line") if row.get("person_id") else None
            if own:
                number = listed[0][position].row
            elif sent is None or sent not in out:
                number += 1
            at = number if sent is None else out.setdefault(sent, number)
            found[form.name].append(_line(desk, plan_of(form), row, at, keyring))
    return found


def _line(desk: Desk, plan: ListPlan, row: Mapping[str, Cell], number: int, keyring: Keyring) -> Line:
    written = departments.flat_number(str(row.get("number") or ""))
    sent = str(row.get("person_id") or "")
    whole = bool(written) and not sent and not departments.is_masked(written)
    said = str(row.get("happened_on") or "")
    day = _day(said)
    return Line(
        number=number,
        name=str(row.get("name") or ""),
        written=written,
        tag=keyring.tag("id_number", written) if whole else None,
        village=_village(desk.books.township, str(row.get("place") or "")),
        happened_on=day,
        facts={name: row[name] for name in plan.facts if row.get(name) is not None},
        told={**dict(_told(plan, row)), **({"日期": mask_text(said)} if said and day is None else {})},
        person_id=sent,
        confirmed=row.get("confirmed") if sent else None,  # type: ignore[arg-type]
    )


def _day(said: str) -> date | None:
    """The day a cell says, also as Excel's number; ``None`` for a month alone and for what is no day."""
    read = reader(Target("", Field("happened_on", FieldType.DATE, "发生日期")), {})
    try:
        found = read(float(said) if said.isdecimal() and len(said) == _SERIAL else said)
    except Wrong:
        return None
    return found if isinstance(found, date) else None


def _told(plan: ListPlan, row: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
    """The words of a line that may stand in a clue: not its person's name as it is written, no number of anybody."""
    own = {"": (Personal(str(row.get("name") or ""), is_name=True), "本人")}
    for title in plan.told:
        if row.get(title) is not None:
            unit = " 元" if plan.lines.field(title).type is FieldType.MONEY else ""
            text = without_names(f"{row[title]}{unit}", own)
            yield title, "(有号码,未记)" if find_personal(text) else text


def _village(township: Township, place: str) -> str | None:
    """The township's village whose name stands in the words; the longest, since one name may hold another."""
    named = [village for village in township.villages if village.name in place or village.code == place]
    return max(named, key=lambda village: len(village.name)).code if named else None


def _known(desk: Desk, keyring: Keyring, lines: Mapping[str, Sequence[Line]]) -> list[Known]:
    """The persons some line may be about: those of its number, and of the villages of masked lines everybody."""
    came = [line for own in lines.values() for line in own]
    rows = desk.books.table("identities").arrow
    tags = pa.array(sorted({line.tag for line in came if line.tag}), pa.string())
    near = pa.array(
        sorted({line.village for line in came if line.village and departments.is_masked(line.written)}), pa.string()
    )
    sent = pa.array(sorted({line.person_id for line in came if line.person_id}), pa.string())
    wanted = (("id_tag", tags), ("village", near), ("person_id", sent))
    mine = rows.filter(reduce(pc.or_, [pc.is_in(rows[name], value_set=those) for name, those in wanted]))
    persons = desk.books.table("persons")
    opened = unseal(mine, keyring).to_pylist()
    return list(_in_households(zip(opened, mine["id_tag"].to_pylist(), strict=True), persons))


def _in_households(opened: Iterable[tuple[dict[str, str | None], str | None]], persons: Table) -> Iterator[Known]:
    for row, tag in opened:
        person = persons.lookup(str(row["person_id"]))
        if person is not None:
            known = Known(str(row["person_id"]), str(person["household_id"]), str(person["village"]), tag or "")
            yield replace(known, name=row["name"] or "", id_number=row["id_number"] or "")


def candidates_sheet(desk: Desk, candidates: Sequence[Candidate]) -> Sheet:
    """Whom the open lines may be about: names in full, for they are what is compared, numbers masked."""
    rows: list[tuple[Shown, ...]] = []
    for each in candidates:
        village = desk.books.township.village_name(each.person.village)
        written = mask_text(each.line.written)
        said = mask_text(each.line.name)
        rows.append((each.number, said, written, each.person.person_id, each.person.name, village, each.why))
    titles = ("编号", "名单上", "名单号码", "账上人编号", "账上姓名", "村", "为什么要确认")
    names = ("number", "name", "written", "person_id", "known", "village", "why")
    columns = tuple(Column(*both) for both in zip(names, titles, strict=True))
    notes = ("核对后是同一人的:在候选表里填“是”再收回,或原命令加 --confirm 编号(几个用逗号隔开)",)
    return Sheet("要您确认的候选", columns, tuple(rows), notes, Reader.WORKING)


def to_fill(desk: Desk, incoming: Incoming, found: Found, waiting: Sequence[Candidate]) -> bytes:
    """The open lines as a list of the same form, each with who it may be beside it and 是本人 to fill; or nothing.

    Read again it is that department's list: the form knows its columns, and no number stands in it uncovered.
    """
    lists = []
    waiting = [each for each in waiting if not each.line.person_id]
    for form in found.forms:
        came = zip(found.lines[form.name], incoming.raw[f"{LISTS}{form.name}"].to_pylist(), strict=True)
        rows = {line.number: row for line, row in came}
        own = [(each, rows[each.line.number]) for each in waiting if each.line.number in rows]
        if own:
            fill = {"confirmed": plan_of(form).lines.field("confirmed")}
            lists.append(Worklist(form.title, _to_confirm(desk, form, own), fill, _GUIDE, ""))
    return worklists(lists, ()) if lists else b""


def _to_confirm(desk: Desk, form: Form, pairs: Sequence[tuple[Candidate, Mapping[str, Cell]]]) -> Sheet:
    beside = {"line", "person_id", "confirmed"}
    specs = [
        spec
        for spec in plan_of(form).lines.fields
        if spec.name not in beside and (spec.title in form.recognise or any(row.get(spec.name) for _, row in pairs))
    ]
    rows: list[tuple[Shown, ...]] = []
    for each, row in pairs:
        known = (each.person.person_id, each.person.name, desk.books.township.village_name(each.person.village))
        cells = [_written(spec, row.get(spec.name)) for spec in specs]
        rows.append((str(each.line.number), *cells, *known, each.why, None))
    columns = [Column("line", "名单第几行"), *(Column(spec.name, form.header(spec)) for spec in specs)]
    columns += [Column("person_id", "账上人编号"), *(Column(title, title) for title in SHOWN_BESIDE)]
    return Sheet(f"{form.title}:是不是本人", (*columns, Column("confirmed", "是本人")), tuple(rows), (), Reader.WORKING)


def _written(spec: Field, cell: Cell) -> Shown:
    """A cell of the list as it can be read again; of a number the last four digits."""
    if isinstance(cell, list) or cell is None:
        return None
    if spec.name == "number":
        return mask_text(departments.flat_number(str(cell)))
    if spec.name == "name":
        return mask_text(str(cell))  # a number has no business there
    return spec.codes.get(cell, cell) if isinstance(cell, str) else words(cell)


def strangers_sheet(matched: Matched) -> Sheet:
    """The lines that found nobody, masked; nothing of them is kept."""
    rows = tuple((line.number, *_masked(line), why) for line, why in matched.nobody)
    titles = ("第几行", "姓名", "号码", "为什么")
    columns = tuple(Column(*both) for both in zip(("number", "name", "written", "why"), titles, strict=True))
    return Sheet("认不出的行(不登记)", columns, rows, (), Reader.WORKING)


def _masked(line: Line) -> tuple[str, str]:
    return mask_name(line.name), mask_text(line.written)
