"""One verb of a declared duty, from the words typed to the changes it makes; nothing is written here."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from wfx.desk.declared.asked import month_of, people
from wfx.desk.declared.files import hook
from wfx.desk.declared.following import forward, is_list, shown
from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, read_files
from wfx.desk.judging.gauging import gauged
from wfx.desk.judging.guarding import verdicts
from wfx.desk.judging.listing import view_sheet
from wfx.desk.office.names import opening, reading
from wfx.desk.office.resealing import resealed
from wfx.desk.office.typed import cells, check_texts, past_day
from wfx.desk.office.workdays import workdays
from wfx.desk.recording.refs import check_refs
from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, acts
from wfx.duties.matter_paper import matter_paper
from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.chinese import chinese_day
from wfx.values.errors import FieldsMissing, FileNotFound
from wfx.values.matter.duty import Verb, VerbKind
from wfx.values.matter.laid import Laid
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.schema import Field, FieldType, Schema, code
from wfx.values.sheet import Reader, Sheet
from wfx.values.table import Cell, Row
from wfx.values.text import listed
from wfx.values.township import EVERYWHERE

_FILE = re.compile(r".+\.[A-Za-z][A-Za-z0-9]{1,4}")
_PLACE = re.compile(r"\{([a-z_]+)\}")
Words = str | tuple[str, ...] | bool


@dataclass(frozen=True)
class Told:
    """A verb as typed: its subject, the words for its fields (several for a list, a bool for a flag), its own words.

    ``other``: its other act was asked for; ``days``: field → days from today, where the day was said so; ``files``:
    what it was given; ``source``: who says it.
    """

    number: str = ""
    fields: Mapping[str, Words] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    on: str = ""
    because: str = ""
    other: bool = False
    month: str = ""
    source: str = ""
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Ready:
    """An act ready to record: the entry's topic and subject, its changes, the next command, what is to be said.

    ``on`` is the day of the act, ``papers`` and ``sheet`` make the papers it prints and the list it shows, of the books
    as they will stand; ``echo`` is what it gives out.
    """

    topic: str
    what: str
    changes: tuple[Change | Batch, ...]
    then: str
    number: str = ""
    about: str = ""
    body: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    echo: str = ""
    on: date | None = None
    papers: Callable[[], Sequence[Paper]] | None = None
    sheet: Callable[[], Sheet] | None = None


def prepare(desk: Desk, verb: Verb, told: Told) -> Ready:
    """What the verb would record. Errors: those of the words, of the life-cycle and of the duty's own function."""
    call = call_of(desk, verb, told)
    outcome = _outcome(call)
    changes = (*outcome.changes, *resealed(desk, outcome.changes))
    number, action = outcome.number, _title(desk.books, verb, call.action)
    laid = Laid(desk.books, changes)
    said = {"number": number, "title": action, "n": str(len(outcome.changes)), **said_of(call, outcome.record)}
    many = _many(verb, outcome) if verb.several else []
    named = f"{number} 等 {len(many)} 件" if len(many) > 1 else number
    own = {**said, "number": " ".join(many) or number, "next": _next(desk, verb, outcome.record)}
    then = outcome.then or (verb.other_then if told.other else verb.then)
    if "{next}" in then and not own["next"]:
        then = shown(verb.duty, verb.ledger, number)
    what = outcome.what or (filled(verb.what, {**said, "number": named}) if verb.what else f"{named} {action}")
    source = told.source or outcome.source or call.lot.source or filled(verb.source, said)
    if verb.sourced and not source:
        source = told.because.strip() or what
    return Ready(
        topic=verb.duty,
        what=what,
        changes=changes,
        then=next_line(verb.duty, then, own),
        number=number,
        about=filled(outcome.about or verb.about, said),
        body="" if source == told.because.strip() else told.because.strip(),
        notes=outcome.notes,
        source=source,
        echo=filled(verb.echo, said),
        on=call.hand.on,
        papers=lambda: (
            [view_paper(desk, verb, call.month)] if verb.paper_views else _opened(desk, verb, laid, call, number)
        ),
        sheet=(lambda: _for_reader(desk, verb, replace(call, books=laid))) if verb.sheet else None,
    )


def _next(desk: Desk, verb: Verb, record: Row) -> str:
    return forward(desk.books.schema(verb.ledger), record) if verb.ledger else ""


def _many(verb: Verb, outcome: Outcome) -> list[str]:
    """The matters an act was done to."""
    return ["/".join(each.key) for each in outcome.changes if isinstance(each, Change) and each.ledger == verb.ledger]


def _for_reader(desk: Desk, verb: Verb, call: Call) -> Sheet:
    """The verb's list; what opens in full for its reader is noted."""
    with reading(desk, call.people.reader, verb.sheet_help or verb.title):
        return sheet_of(verb.duty, verb.sheet, call)


def said_of(call: Call, record: Row) -> dict[str, str]:
    """What may stand in the words of a duty: the day, the month, what was typed, the record's fields."""
    said = {"today": str(call.today), "on": str(call.hand.on), "month": str(call.month or "")}
    return {**said, **_record(call.given), **_record(record), **call.words}


def sheet_of(duty: str, named: str, call: Call) -> Sheet:
    """The list a function of the room makes. Errors: its own."""
    made: Sheet = hook(duty, named)(call)
    return made


def call_of(desk: Desk, verb: Verb, told: Told) -> Call:
    """The verb as its room is given it. Errors: ``FieldsMissing`` and those of the words."""
    schema, month = desk.books.schema(verb.ledger) if verb.ledger else None, month_of(desk, verb.month, told.month)
    given = meant(desk, schema, _given(desk, schema, told)) if schema is not None else {}
    if schema is not None:
        _whole(verb, schema, given, told)
        check_texts(desk, verb.ledger, given)
        said = {ask.metavar: told.words.get(ask.name, "") for ask in verb.words}
        check_texts(desk, verb.ledger, {**said, "理由": told.because})
        check_refs(desk, schema, given)
        if month is not None and "month" in schema.names and verb.kind is VerbKind.ROW:
            given["month"] = str(month)
    on = past_day(desk, told.on) if verb.on else desk.today
    signs = verb.kind is not VerbKind.PRINT
    calendar = None if verb.kind is VerbKind.ROW else workdays(desk)  # a row has no clock
    who = (desk.actor, desk.roles, desk.office) if signs else ("", (), {})
    hand = matter.Hand(who[0], who[1], on, calendar, who[2])
    action, lot = verb.other_act if told.other else verb.act, _lot(desk, verb, told, month)
    call = Call(desk.books, verb, hand, desk.today, told.number, action, given, told.words, told.because, month, lot)
    opened = people(desk, Reader(verb.sheet_reader or Reader.WORKING))
    return replace(call, people=opened, judged=partial(verdicts, desk, on), gauged=partial(gauged, desk))


def _whole(verb: Verb, schema: Schema, given: Mapping[str, Cell], told: Told) -> None:
    """Errors: ``FieldsMissing`` with everything that must be said and is not."""
    missing = [_titled(schema, ask.name) for ask in verb.asks if ask.required and given.get(ask.name) in (None, "", [])]
    missing += [ask.metavar for ask in verb.words if ask.required and not told.words.get(ask.name)]
    if missing:
        raise FieldsMissing(verb.name, act=verb.title, fields="、".join(missing))


def _lot(desk: Desk, verb: Verb, told: Told, month: Month | None) -> Lot:
    """The rows of the file that stands beside the words. Errors: ``FileNotFound``, ``Refused``."""
    if verb.file is None or not told.files:
        return Lot()
    beside = {**verb.file.given, **({"month": str(month)} if month else {})}
    incoming = read_files(desk, told.files, wanted=verb.file.form, given=beside)
    incoming.check()
    return lot_of(incoming)


def lot_of(incoming: Incoming) -> Lot:
    """What came, as a room is given it."""
    files = dict.fromkeys(places.file for listed in incoming.sheets.values() for places in listed)
    titles = tuple(sorted(set(incoming.forms)))
    return Lot(dict(incoming.raw), dict(incoming.rows), tuple(files), titles, incoming.source)


def _titled(schema: Schema, name: str) -> str:
    return schema.field(name).title if name in schema.names else name


def _given(desk: Desk, schema: Schema, told: Told) -> dict[str, Cell]:
    """The words as cells, by the types of the ledger's fields. Errors: ``BadValue``, ``FileNotFound``."""
    given: dict[str, Cell] = {}
    texts: dict[str, str] = {}
    for name, words in told.fields.items():
        if isinstance(words, bool):
            given[name] = words
        elif schema.field(name).type is FieldType.LIST:
            given[name] = _several(desk, schema.field(name), words if isinstance(words, tuple) else (words,)) or None
        else:
            texts[name] = words if isinstance(words, str) else "、".join(words)
    return {**given, **cells(desk, schema.name, texts, days=told.days)}


def _several(desk: Desk, spec: Field, words: Sequence[str]) -> list[str]:
    """A list's words: villages by their codes, codes by their titles, several in one word too; else papers.

    Errors: ``BadValue``, ``NotAChoice``.
    """
    said = [each for word in words for each in listed(word)]
    if spec.name == "villages":
        return [] if set(said) & set(EVERYWHERE) else desk.books.township.codes(said)
    return list(dict.fromkeys(code(spec, each) for each in said)) if spec.codes else evidence(words)


def meant(desk: Desk, schema: Schema, given: dict[str, Cell]) -> dict[str, Cell]:
    """Another matter that a field names may be typed by the end of its number. Errors: ``NotInBooks``."""
    refs = {each.name: each.ref for each in schema.fields if each.ref in desk.books.ledgers and given.get(each.name)}
    for name, ref in refs.items():
        other = desk.books.schema(ref)
        if other.lifecycle is not None:
            given[name] = str(matter.find(desk.books, ref, str(given[name]))[other.key[0]])
    return given


def evidence(papers: Sequence[str]) -> list[str]:
    """Each paper as kept: a file by its digest and name, anything else as said. Errors: ``FileNotFound``."""
    kept = []
    for text in filter(None, papers):
        path = Path(text)
        if path.is_file():
            kept.append(f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()[:32]} {path.name}")
        elif _FILE.fullmatch(text):
            raise FileNotFound("文件", shown=text)
        else:
            kept.append(text)
    return kept


def _outcome(call: Call) -> Outcome:
    """The changes, by the verb's kind or by the function of its room."""
    if call.verb.paper_views:
        return Outcome(())
    if call.verb.kind is VerbKind.PRINT and not call.verb.own:
        return Outcome((), call.number)
    made = hook(call.verb.duty, call.verb.own)(call) if call.verb.own else acts(call)
    return made if isinstance(made, Outcome) else _told(call, made)


def _told(call: Call, changes: Sequence[Change]) -> Outcome:
    if not changes:
        return Outcome((), call.number)
    first = next((each for each in changes if each.ledger == call.verb.ledger), changes[0])
    record = first.after or first.before or {}
    return Outcome(tuple(changes), "/".join(first.key), record)


def _record(row: Row) -> dict[str, str]:
    return {name: str(value) for name, value in row.items() if value is not None and not isinstance(value, list)}


def _title(books: Books, verb: Verb, action: str) -> str:
    lifecycle = books.schema(verb.ledger).lifecycle if verb.ledger else None
    named = {each.name: each.title for each in lifecycle.actions} if lifecycle else {}
    return named.get(action, verb.title)


def filled(text: str, said: Mapping[str, str]) -> str:
    """The words with what is said in their places; what is not said is blank."""
    return _PLACE.sub(lambda place: said.get(place[1], ""), text)


def next_line(duty: str, then: str, said: Mapping[str, str]) -> str:
    """The next command: a verb of the duty stands for itself and its subject."""
    line = filled(then, said)
    if not line:
        return f"wfx {duty} show {said['number']}"
    if line.startswith("wfx "):
        return line
    whole = " " in line or "{" in then or is_list(duty, line)
    return f"wfx {duty} {line}" if whole else f"wfx {duty} {line} {said['number']}".rstrip()


def _opened(desk: Desk, verb: Verb, books: Books, call: Call, number: str) -> Sequence[Paper]:
    """What the verb prints; whoever's name opens on a paper goes out in full, and is noted."""
    with opening(desk, verb.paper_title or verb.title):
        return papers(verb, books, call, number)


def papers(verb: Verb, books: Books, call: Call, number: str) -> Sequence[Paper]:
    """What the verb prints, of these books. Errors: those of the room's function."""
    if verb.prints:
        made = hook(verb.duty, verb.prints)(books, call, number)
        return [made] if isinstance(made, Paper) else list(made)
    if not verb.paper:
        return []
    template, title = _template(verb, books, number)
    return [matter_paper(books, verb.ledger, number, f"{verb.duty}/{template}", title, call.today, call.hand.workdays)]


def _template(verb: Verb, books: Books, number: str) -> tuple[str, str]:
    """The paper's template and title: that of the first condition the record meets, else the verb's own."""
    record = matter.find(books, verb.ledger, number) if verb.paper_when else {}
    for each in verb.paper_when:
        if all(record.get(name) == value for name, value in each.where.items()):
            return each.template, each.title
    return verb.paper, verb.paper_title or verb.title


def view_paper(desk: Desk, verb: Verb, month: Month | None = None) -> Paper:
    """The paper of a verb's views as they stand today, or of a month: sheets by their names, what is said as ``notes``.

    Errors: those of ``view_sheet``.
    """
    sheets = {name: view_sheet(desk, verb.duty, name, month=month) for name in verb.paper_views}
    facts: dict[str, Fact] = {"township": desk.books.township.name, "today": chinese_day(desk.today)}
    facts["notes"] = tuple(note for sheet in sheets.values() for note in sheet.notes if "wfx " not in note)
    bare = {name: replace(sheet, notes=()) for name, sheet in sheets.items()}  # what is said under them is said once
    return Paper(f"{verb.duty}/{verb.paper}", f"{verb.paper_title or verb.title} {desk.today}", facts, bare)
