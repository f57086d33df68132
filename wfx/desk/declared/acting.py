"""One verb of a declared duty, from the words typed to the changes it makes; nothing is written here."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wfx.desk.declared.files import hook
from wfx.desk.desk import Desk
from wfx.desk.office.typed import cells, check_texts, past_day
from wfx.desk.office.workdays import workdays
from wfx.desk.recording.refs import check_refs
from wfx.duties import matter
from wfx.duties.calls import Call, Outcome, acts
from wfx.duties.matter_paper import matter_paper
from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.duty import Verb
from wfx.values.errors import FieldsMissing, FileNotFound
from wfx.values.laid import Laid
from wfx.values.paper import Paper
from wfx.values.schema import FieldType, Schema
from wfx.values.table import Cell, Row

_FILE = re.compile(r".+\.[A-Za-z][A-Za-z0-9]{1,4}")
_PLACE = re.compile(r"\{([a-z_]+)\}")
Words = str | tuple[str, ...] | bool


@dataclass(frozen=True)
class Told:
    """A verb as typed: its subject, the words for its fields (several for a list, a bool for a flag), its own words.

    ``other``: its other act was asked for; ``days``: field → days from today, where the day was said so.
    """

    number: str = ""
    fields: Mapping[str, Words] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    on: str = ""
    because: str = ""
    other: bool = False


@dataclass(frozen=True)
class Ready:
    """An act ready to record: the entry's topic and subject, its changes, the next command, what is to be said.

    ``papers``: makes the papers it prints, of the books as they will stand.
    """

    topic: str
    what: str
    changes: tuple[Change | Batch, ...]
    then: str
    number: str = ""
    about: str = ""
    body: str = ""
    notes: tuple[str, ...] = ()
    papers: Callable[[], Sequence[Paper]] | None = None


def prepare(desk: Desk, verb: Verb, told: Told) -> Ready:
    """What the verb would record. Errors: those of the words, of the life-cycle and of the duty's own function."""
    call = _call(desk, verb, told)
    outcome = _outcome(call)
    about, number = outcome.about or verb.about, outcome.number
    action = _title(desk.books, verb, call.action)
    laid = Laid(desk.books, outcome.changes)
    said = {"number": number, "title": action, "today": str(desk.today), **_record(outcome.record), **call.words}
    return Ready(
        topic=verb.duty,
        what=outcome.what or _filled(verb.what or "{number} {title}", said),
        changes=outcome.changes,
        then=_next(verb, outcome.then or (verb.other_then if told.other else verb.then), said),
        number=number,
        about=_filled(about, said),
        body=told.because.strip(),
        notes=outcome.notes,
        papers=lambda: papers(verb, laid, call, number),
    )


def _call(desk: Desk, verb: Verb, told: Told) -> Call:
    schema = desk.books.schema(verb.ledger) if verb.ledger else None
    given = _given(desk, schema, told) if schema is not None else {}
    if schema is not None:
        titles = {ask.name: _titled(schema, ask.name) for ask in verb.asks}
        missing = [titles[ask.name] for ask in verb.asks if ask.required and given.get(ask.name) in (None, "", [])]
        missing += [ask.metavar for ask in verb.words if ask.required and not told.words.get(ask.name)]
        if missing:
            raise FieldsMissing(verb.name, act=verb.title, fields="、".join(missing))
        check_texts(desk, verb.ledger, {**given, "note": told.because})
        check_refs(desk, schema, given)
    on = past_day(desk, told.on) if verb.on else desk.today
    hand = matter.Hand(desk.actor, desk.roles, on, workdays(desk))
    action = verb.other_act if told.other else verb.act
    return Call(desk.books, verb, hand, desk.today, told.number, action, given, told.words, told.because)


def _titled(schema: Schema, name: str) -> str:
    return schema.field(name).title if name in schema.names else name


def _given(desk: Desk, schema: Schema, told: Told) -> dict[str, Cell]:
    """The words as cells, by the types of the ledger's fields. Errors: ``BadValue``, ``FileNotFound``."""
    given: dict[str, Cell] = {}
    texts: dict[str, str] = {}
    for name, words in told.fields.items():
        if isinstance(words, bool):
            given[name] = words or None
        elif schema.field(name).type is FieldType.LIST:
            given[name] = evidence(words if isinstance(words, tuple) else [words]) or None
        else:
            texts[name] = words if isinstance(words, str) else "、".join(words)
    return {**given, **cells(desk, schema.name, texts, days=told.days)}


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
    made = hook(call.verb.duty, call.verb.own)(call) if call.verb.own else acts(call)
    return made if isinstance(made, Outcome) else _told(call, made)


def _told(call: Call, changes: Sequence[Change]) -> Outcome:
    first = next((each for each in changes if each.ledger == call.verb.ledger), changes[0])
    record = first.after or first.before or {}
    return Outcome(tuple(changes), "/".join(first.key), record)


def _record(row: Row) -> dict[str, str]:
    return {name: str(value) for name, value in row.items() if value is not None and not isinstance(value, list)}


def _title(books: Books, verb: Verb, action: str) -> str:
    lifecycle = books.schema(verb.ledger).lifecycle if verb.ledger else None
    named = {each.name: each.title for each in lifecycle.actions} if lifecycle else {}
    return named.get(action, verb.title)


def _filled(text: str, said: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: said.get(place[1], ""), text)


def _next(verb: Verb, then: str, said: Mapping[str, str]) -> str:
    """The next command: a verb of the duty stands for itself and its subject."""
    line = _filled(then, said)
    if not line:
        return f"wfx {verb.duty} show {said['number']}"
    if line.startswith("wfx "):
        return line
    return (
        f"wfx {verb.duty} {line}" if " " in line or "{" in then else f"wfx {verb.duty} {line} {said['number']}".rstrip()
    )


def papers(verb: Verb, books: Books, call: Call, number: str) -> Sequence[Paper]:
    """What the verb prints, of these books. Errors: those of the room's function."""
    if verb.prints:
        made = hook(verb.duty, verb.prints)(books, call, number)
        return [made] if isinstance(made, Paper) else list(made)
    if not verb.paper:
        return []
    template, title = f"{verb.duty}/{verb.paper}", verb.paper_title or verb.title
    return [matter_paper(books, verb.ledger, number, template, title, call.today)]
