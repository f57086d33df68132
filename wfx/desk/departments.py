"""Department lists at the desk: persons found through the keyring, candidates to confirm, clues and figures out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from wfx.desk.desk import Desk
from wfx.desk.incoming import Incoming, forms_of
from wfx.desk.roads import Prepared
from wfx.desk.screening import grown, members_of
from wfx.duties.screen import departments
from wfx.duties.screen.departments import Candidate, Known, Line, Matched, Told
from wfx.duties.screen.reporting import without_names
from wfx.intake.cells import Wrong, reader
from wfx.intake.headers import Target
from wfx.store.keyring import Keyring
from wfx.store.seal_box import unseal
from wfx.values.change import Change
from wfx.values.errors import ListNeedsKeyring, NoActor
from wfx.values.form import Form, ListPlan
from wfx.values.month import Month
from wfx.values.personal import Personal, mask_name, mask_text
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.table import Cell
from wfx.values.township import Township

CONFIRMED = "confirm"
_LISTS = "list:"
_SERIAL = 5  # digits of a day as Excel counts them


def lists_of(forms: Mapping[str, Form], source: str) -> dict[str, Form]:
    """The forms of that department; all of them where it is no department's name."""
    own = {name: form for name, form in forms.items() if form.matched and form.matched.department in _words(source)}
    return own or dict(forms)


def _words(source: str) -> tuple[str, ...]:
    """医保局 and 县医保局 are 医保."""
    short = source.strip().removesuffix("局").removesuffix("联合会")
    return (source.strip(), short, short.removeprefix("县"))


def prepare_list(desk: Desk, incoming: Incoming) -> Prepared:
    """The lists' lines as clues and figures of the month; candidates and strangers stand beside.

    Errors: ``Refused``, ``ListNeedsKeyring``, ``NoSuchCandidate``, ``TwoConfirmed``.
    """
    incoming.check()
    grown(desk)
    forms = [form for name, form in forms_of(desk).items() if f"{_LISTS}{name}" in incoming.raw]
    month = desk.month(incoming.given.get("month"))
    keyring = _keyring(desk)
    lines = _all_lines(desk, incoming, forms, keyring)
    matched = departments.match([line for own in lines.values() for line in own], _known(desk, keyring, lines))
    told_before = {person for form in forms for person in _told_before(desk, form, lines[form.name], matched, month)}
    wanted = _numbers(incoming.given.get(CONFIRMED, ""))
    sure, waiting = departments.settle_candidates(matched, wanted, told_before)
    changes: list[Change] = []
    told: list[Told] = []
    earlier: list[Told] = []
    for form in forms:
        own = _told_of(desk, form, _pairs(sure, lines[form.name]))
        made, known = departments.listed_clues(desk.books, _plan(form), form.title, own, month, desk.today)
        changes += made
        told += own
        earlier += [one for one in own if one.person.person_id in known]
    figures, said = departments.figures(desk.books, told, earlier, month)
    changes += figures
    notes = [*incoming.notes, *said]
    what = f"部门名单 {'、'.join(form.title for form in forms)}:认出 {len(sure)} 行"
    still = len({each.line.number for each in waiting})
    total = sum(map(len, lines.values()))
    notes.append(f"名单 {total} 行:认出 {len(sure)},待确认 {still},认不出 {len(matched.nobody)}")
    then = f"wfx screen clues --month {month}"
    sheets = (_strangers(matched),) if matched.nobody else ()
    decide = _candidates(desk, waiting) if waiting else None
    return Prepared("screen", what, tuple(changes), then, str(month), tuple(notes), sheets, decide)


def _pairs(sure: Sequence[tuple[Line, Known]], lines: Sequence[Line]) -> list[tuple[Line, Known]]:
    mine = {line.number for line in lines}
    return [(line, person) for line, person in sure if line.number in mine]


def _told_of(desk: Desk, form: Form, pairs: Sequence[tuple[Line, Known]]) -> list[Told]:
    """What the list says person by person; in free words no name of the household's members."""
    told = departments.together(_plan(form), form.title, pairs)
    if not any(_plan(form).lines.field(title).type is FieldType.TEXT for title in _plan(form).told):
        return told
    homes = {one.person.household_id for one in told}
    members = {home: members_of(desk, home) for home in sorted(homes)}
    return [replace(one, text=without_names(one.text, members[one.person.household_id])) for one in told]


def _told_before(desk: Desk, form: Form, lines: Sequence[Line], matched: Matched, month: Month) -> set[str]:
    """The candidates of whom the books say already what the list says: they were confirmed before."""
    offered = [(each.line, each.person) for each in matched.candidates]
    told = _told_of(desk, form, _pairs([*matched.sure, *offered], lines))
    known = departments.listed_clues(desk.books, _plan(form), form.title, told, month, desk.today)[1]
    return known & {person.person_id for _, person in _pairs(offered, lines)}


def _plan(form: Form) -> ListPlan:
    if form.matched is None:
        raise ValueError(form.name)
    return form.matched


def _keyring(desk: Desk) -> Keyring:
    """The clerk's keyring. Errors: ``ListNeedsKeyring``, and those of the passphrase."""
    actor = desk.actor
    try:
        return desk.keyring
    except NoActor:
        raise ListNeedsKeyring(shown=actor) from None


def _all_lines(desk: Desk, incoming: Incoming, forms: Sequence[Form], keyring: Keyring) -> dict[str, list[Line]]:
    """Form → its lines, numbered through all lists that came."""
    found: dict[str, list[Line]] = {}
    number = 0
    for form in forms:
        found[form.name] = []
        for row in incoming.raw[f"{_LISTS}{form.name}"].to_pylist():
            number += 1
            found[form.name].append(_line(desk, _plan(form), row, number, keyring))
    return found


def _line(desk: Desk, plan: ListPlan, row: Mapping[str, Cell], number: int, keyring: Keyring) -> Line:
    written = departments.flat_number(str(row.get("number") or ""))
    whole = bool(written) and not departments.is_masked(written)
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
    mine = rows.filter(pc.or_(pc.is_in(rows["id_tag"], value_set=tags), pc.is_in(rows["village"], value_set=near)))
    persons = desk.books.table("persons")
    opened = unseal(mine, keyring).to_pylist()
    return list(_in_households(zip(opened, mine["id_tag"].to_pylist(), strict=True), persons.lookup))


def _in_households(opened: Iterable[tuple[dict[str, str | None], str | None]], lookup: object) -> Iterator[Known]:
    for row, tag in opened:
        person = lookup(str(row["person_id"]))  # type: ignore[operator]
        if person is not None:
            known = Known(str(row["person_id"]), str(person["household_id"]), str(person["village"]), tag or "")
            yield replace(known, name=row["name"] or "", id_number=row["id_number"] or "")


def _numbers(said: str) -> frozenset[str]:
    return frozenset(part.strip() for part in said.split(",") if part.strip())


def _candidates(desk: Desk, candidates: Sequence[Candidate]) -> Sheet:
    """Whom the open lines may be about: names in full, for they are what is compared, numbers masked."""
    rows: list[tuple[Shown, ...]] = []
    for each in candidates:
        village = desk.books.township.village_name(each.person.village)
        written = mask_text(each.line.written)
        rows.append((each.number, each.line.name, written, each.person.person_id, each.person.name, village, each.why))
    titles = ("编号", "名单上", "名单号码", "账上人编号", "账上姓名", "村", "为什么要确认")
    names = ("number", "name", "written", "person_id", "known", "village", "why")
    columns = tuple(Column(*both) for both in zip(names, titles, strict=True))
    notes = ("核对后是同一人的:原命令加 --confirm 编号(几个用逗号隔开);不是的不用管",)
    return Sheet("要您确认的候选", columns, tuple(rows), notes, Reader.WORKING)


def _strangers(matched: Matched) -> Sheet:
    """The lines that found nobody, masked; nothing of them is kept."""
    rows = tuple((line.number, *_masked(line), why) for line, why in matched.nobody)
    titles = ("第几行", "姓名", "号码", "为什么")
    columns = tuple(Column(*both) for both in zip(("number", "name", "written", "why"), titles, strict=True))
    return Sheet("认不出的行(不登记)", columns, rows, (), Reader.WORKING)


def _masked(line: Line) -> tuple[str, str]:
    return mask_name(line.name), mask_text(line.written)
