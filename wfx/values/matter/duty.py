"""A duty as its ``duty.toml`` declares it: the words of its commands and which act, list or form each is.

What is kept, judged and shown is not said here but in schemas, rules and views, which the office owns; this file is the
program's (docs/spec/duty-format.md). Conditions are equality only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final


class VerbKind(StrEnum):
    """What a verb does: opens a matter, takes a step of its life, writes rows of a register, prints, or its own."""

    OPEN = "open"
    STEP = "step"
    ROW = "row"
    PRINT = "print"


@dataclass(frozen=True)
class Ask:
    """One thing a verb asks for.

    ``name``: a field of the verb's ledger, or a word of its own. ``flags``: its option, English and Chinese; none: it
    stands by its place. ``metavar``: what is written there. ``days``: an option that says it as days from the day of
    the act. ``help``: its line; blank: the schema's own words. ``choices``: the only words it takes. ``flag``: it is
    said or not, nothing is written there.
    """

    name: str
    flags: tuple[str, ...]
    metavar: str = ""
    required: bool = False
    help: str = ""
    days: tuple[str, ...] = ()
    days_metavar: str = ""
    days_help: str = ""
    default: str = ""
    flag: bool = False
    choices: tuple[str, ...] = ()


class Monthly(StrEnum):
    """Whether a command asks for a month, and what it is when not said: this one (``now``), or none (``said``)."""

    NO = ""
    NOW = "now"
    SAID = "said"


@dataclass(frozen=True)
class FileAsk:
    """A file a verb may be given: of which form, under which words.

    ``must``: there is no verb without it; ``several``: more than one, of all forms of that road. ``ask``: it stands by
    this option and its rows go to ``own`` beside what was typed, not the form's road; ``given``: cells its rows need
    not have. ``blank``: the function of the room that makes the list to be filled, written with ``-o`` instead,
    which these asks (``by``) narrow.
    """

    form: str
    help: str = ""
    must: bool = False
    several: bool = False
    ask: "Ask | None" = None
    given: Mapping[str, str] = field(default_factory=dict)
    blank: str = ""
    by: tuple[str, ...] = ("village",)


@dataclass(frozen=True)
class PaperWhen:
    """A paper printed instead where the record has these values."""

    where: Mapping[str, str]
    template: str
    title: str


@dataclass(frozen=True)
class Verb:
    """One act of a duty.

    ``act``: the action of the life-cycle; ``other``: one taken instead with this option (``--return``: 退回).
    ``file``: the form of a file it may be given. ``asks`` fill fields, ``words`` go to ``own``: the function of the
    duty's room that does what no data says. ``sets`` as in ``matter.Act``. ``what`` is the entry's subject and ``then``
    the next command, both with {number}, {title} and the record's fields. ``paper``: the template printed with ``-o``,
    or by ``prints``, a function of the room; ``paper_when``: another where the record has these values, the first that
    fits; ``paper_views``: it is of these views, not of a record. ``subject``: what it is done to, where that is not a
    matter's number. ``month``: whether it is done for a month. ``source``: who says it, filled in like ``what``;
    ``sourced``: asked for. ``echo``: what it gives out, filled in likewise. ``sheet``: the function that makes the list
    shown after it, or written with ``-o``; ``sheet_reader``: who it is for, to whom people's names open.
    ``several``: it may be done to several matters in one entry. ``leads``: the function that names the verb that comes
    next and its subject; who sits at the keyboard is asked what that verb asks.
    """

    name: str
    title: str
    duty: str
    kind: VerbKind
    ledger: str
    line: str
    examples: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    words: tuple[Ask, ...] = ()
    act: str = ""
    other: Ask | None = None
    other_act: str = ""
    other_sets: Mapping[str, str | int] = field(default_factory=dict)
    other_then: str = ""
    number: str = ""
    sets: Mapping[str, str | int] = field(default_factory=dict)
    because: bool = False
    because_help: str = ""
    on: bool = True
    on_help: str = ""
    month: Monthly = Monthly.NO
    source: str = ""
    sourced: bool = False
    echo: str = ""
    what: str = ""
    about: str = ""
    then: str = ""
    paper: str = ""
    prints: str = ""
    paper_title: str = ""
    paper_help: str = ""
    paper_default: str = ""
    paper_views: tuple[str, ...] = ()
    paper_when: tuple[PaperWhen, ...] = ()
    one_paper: bool = False
    sheet: str = ""
    sheet_help: str = ""
    sheet_reader: str = ""
    several: bool = False
    leads: str = ""
    own: str = ""
    file: FileAsk | None = None
    subject: Ask | None = None


@dataclass(frozen=True)
class Instead:
    """Another view of a list, shown with an option, with what is chosen of it; or what a function of the room makes."""

    ask: Ask
    view: str = ""
    own: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """One list of a duty: columns of a ledger, a view, one record whole (``card``), or a function of the room.

    ``where``: columns of the view and how each is narrowed; ``find``: the column of households that may be looked for;
    ``reader``: people's names open for a reader; ``instead``: other views by option; ``story``: what happened to the
    subject is told after it, entry by entry.
    """

    name: str
    title: str
    duty: str
    ledger: str
    line: str
    examples: tuple[str, ...]
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    view: str = ""
    card: bool = False
    children: str = ""
    own: str = ""
    words: tuple[Ask, ...] = ()
    heading: str = ""
    note: str = ""
    helps: Mapping[str, str] = field(default_factory=dict)
    month: Monthly = Monthly.NO
    where: tuple[Ask, ...] = ()
    find: str = ""
    reader: bool = False
    instead: tuple[Instead, ...] = ()
    subject: Ask | None = None
    story: bool = False

    @property
    def stands(self) -> bool:
        """Whether a month asks for the list as it stood then: it has no month of its own, and is no single record."""
        own = self.month or any(name.partition(":")[0] == "month" for name in self.filters)
        return not (own or self.card or self.subject)


@dataclass(frozen=True)
class Incoming:
    """How the rows of a form become acts: each opens a matter, or is this verb of the matter it names.

    ``same``: fields that make two rows one matter, so that a list taken twice opens nothing twice. ``sets``:
    what a blank cell of a new matter stands for. ``own``: a function of the room makes the changes. ``beside``: other
    forms that come the same road in the same lot.
    """

    form: str
    ledger: str
    open: bool = False
    act: str = ""
    same: tuple[str, ...] = ()
    sets: Mapping[str, str | int] = field(default_factory=dict)
    own: str = ""
    what: str = ""
    about: str = ""
    then: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """The duty's line in ``wfx``: how many are open, late, due soon, and the next command.

    ``late``: the command while something is late; ``quiet`` and ``start``: words and command while nothing is open;
    without ``quiet`` there is no line then. ``due`` and ``done``: of a register whose rows have no life-cycle, the days
    one of which (the first that is filled) it is due on, and the day it was done.
    """

    title: str
    say: str
    next: str
    ledger: str
    late: str = ""
    quiet: str = ""
    start: str = ""
    due: tuple[str, ...] = ()
    done: str = ""


@dataclass(frozen=True)
class Duty:
    """A duty's words whole."""

    name: str
    title: str
    line: str
    help: str
    ledger: str
    verbs: Mapping[str, Verb]
    lists: Mapping[str, Listing]
    incoming: tuple[Incoming, ...] = ()
    status: tuple[Status, ...] = ()
    report: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def titles(self) -> Mapping[str, str]:
        """English name → Chinese name of each verb and list, in the order of the help."""
        known = {name: verb.title for name, verb in self.verbs.items()}
        known |= {name: listing.title for name, listing in self.lists.items()}
        first = [name for name in self.order if name in known]
        return {name: known[name] for name in (*first, *(each for each in known if each not in first))}


class BadDuty(ValueError):
    """A ``duty.toml`` that says what is no part of the form: a fault of the program, told to who writes it."""


_TOP: Final = frozenset(
    ["name", "line", "help", "ledger", "number", "verbs", "lists", "in", "status", "report", "order"]
)
_VERB: Final = frozenset(
    [
        "name",
        "line",
        "example",
        "ledger",
        "open",
        "row",
        "print",
        "act",
        "asks",
        "words",
        "sets",
        "because",
        "on",
        "month",
        "source",
        "echo",
        "sheet",
        "what",
        "about",
        "then",
        "paper",
        "prints",
        "own",
        "file",
        "subject",
        "several",
        "leads",
        "number",
        "other",
    ]
)
_OTHER: Final = frozenset(["ask", "act", "then", "sets"])
_PAPER: Final = frozenset(["template", "title", "help", "default", "one", "views", "when"])
_WHEN: Final = frozenset(["where", "template", "title"])
_FILE: Final = frozenset(["form", "help", "must", "several", "ask", "given", "blank", "by"])
_SHEET: Final = frozenset(["own", "help", "reader"])
_INSTEAD: Final = frozenset(["ask", "view", "own", "choices"])
_LIST: Final = frozenset(
    [
        "name",
        "line",
        "example",
        "ledger",
        "columns",
        "filters",
        "order",
        "view",
        "card",
        "children",
        "own",
        "words",
        "title",
        "helps",
        "note",
        "month",
        "where",
        "find",
        "reader",
        "instead",
        "subject",
        "story",
    ]
)
_IN: Final = frozenset(["ledger", "open", "act", "same", "sets", "own", "what", "about", "then", "beside"])
_STATUS: Final = frozenset(["title", "say", "next", "ledger", "late", "quiet", "start", "due", "done"])
_ASK: Final = re.compile(
    r"(?P<flag>--?[a-z][a-z-]* )?(?P<word>[^\s!?=]+)(?P<must>[!?])?(?:=(?P<default>\S+))?(?: (?P<help>.+))?"
)


def parse_duty(name: str, toml: Mapping[str, Any]) -> Duty:
    """The duty of that name. Errors: ``BadDuty`` with the place of what is wrong."""
    _keys(name, toml, _TOP)
    ledger = str(toml.get("ledger", ""))
    verbs = {key: _verb(name, key, value, toml) for key, value in toml.get("verbs", {}).items()}
    lists = {key: _listing(name, key, value, ledger) for key, value in toml.get("lists", {}).items()}
    return Duty(
        name=name,
        title=str(toml.get("name", "")),
        line=str(toml.get("line", "")),
        help=str(toml.get("help", "")),
        ledger=ledger,
        verbs=verbs,
        lists=lists,
        incoming=tuple(_incoming(name, key, value, ledger) for key, value in toml.get("in", {}).items()),
        status=tuple(_status(name, value, ledger) for value in _listed(toml.get("status", []))),
        report=tuple(toml.get("report", {}).get("views", ())),
        order=tuple(toml.get("order", ())),
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _keys(where: str, given: Mapping[str, Any], allowed: Iterable[str]) -> None:
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise BadDuty(f"{where}: {', '.join(unknown)}")


def _kind(where: str, given: Mapping[str, Any]) -> VerbKind:
    named = [kind for kind in (VerbKind.OPEN, VerbKind.ROW, VerbKind.PRINT) if given.get(kind.value)]
    if len(named) > 1:
        raise BadDuty(f"{where}: {', '.join(named)}")
    return named[0] if named else VerbKind.STEP


def _examples(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_listed(given.get("example", [])))


def _verb(duty: str, name: str, given: Mapping[str, Any], toml: Mapping[str, Any]) -> Verb:
    where = f"{duty}.{name}"
    _keys(where, given, _VERB)
    because, on, source = given.get("because", False), given.get("on"), given.get("source", "")
    kind = _kind(where, given)
    return Verb(
        name=name,
        title=str(given["name"]),
        duty=duty,
        kind=kind,
        ledger=str(given.get("ledger", toml.get("ledger", ""))),
        line=str(given["line"]),
        examples=_examples(given),
        asks=tuple(_asks(where, given.get("asks", {}))),
        words=tuple(_asks(where, given.get("words", {}))),
        act=str(given.get("act", name)),
        number=str(given.get("number", toml.get("number", ""))),
        sets=given.get("sets", {}),
        because=bool(because),
        because_help=because if isinstance(because, str) else "",
        on=bool(kind is not VerbKind.PRINT if on is None else on),
        on_help=on if isinstance(on, str) else "",
        month=_monthly(where, given),
        source=source if isinstance(source, str) else "",
        sourced=source is True,
        echo=str(given.get("echo", "")),
        what=str(given.get("what", "")),
        about=str(given.get("about", "")),
        then=str(given.get("then", "")),
        prints=str(given.get("prints", "")),
        own=str(given.get("own", "")),
        file=_file(where, given["file"]) if "file" in given else None,
        subject=_ask(where, given["subject"]) if "subject" in given else None,
        several=bool(given.get("several", False)),
        leads=str(given.get("leads", "")),
        **_other(where, given.get("other", {})),
        **_paper(where, given.get("paper", {})),
        **_sheet(where, given.get("sheet", {})),
    )


def _other(where: str, given: Mapping[str, Any]) -> dict[str, Any]:
    _keys(f"{where}.other", given, _OTHER)
    return {
        "other": _ask(where, given["ask"]) if given else None,
        "other_act": str(given.get("act", "")),
        "other_sets": given.get("sets", {}),
        "other_then": str(given.get("then", "")),
    }


def _paper(where: str, said: str | Mapping[str, Any]) -> dict[str, Any]:
    given: Mapping[str, Any] = {"template": said} if isinstance(said, str) else said
    _keys(f"{where}.paper", given, _PAPER)
    return {
        "paper": str(given.get("template", "")),
        "paper_title": str(given.get("title", "")),
        "paper_help": str(given.get("help", "")),
        "paper_default": str(given.get("default", "")),
        "one_paper": bool(given.get("one", False)),
        "paper_views": tuple(given.get("views", ())),
        "paper_when": tuple(_when(where, each) for each in given.get("when", ())),
    }


def _when(where: str, given: Mapping[str, Any]) -> PaperWhen:
    _keys(f"{where}.paper.when", given, _WHEN)
    return PaperWhen(given["where"], str(given["template"]), str(given["title"]))


def _sheet(where: str, said: str | Mapping[str, Any]) -> dict[str, Any]:
    given = {"own": said} if isinstance(said, str) else said
    _keys(f"{where}.sheet", given, _SHEET)
    return {
        "sheet": str(given.get("own", "")),
        "sheet_help": str(given.get("help", "")),
        "sheet_reader": str(given.get("reader", "")),
    }


def _file(where: str, said: str | Mapping[str, Any]) -> FileAsk:
    given: Mapping[str, Any] = {"form": said} if isinstance(said, str) else said
    _keys(f"{where}.file", given, _FILE)
    return FileAsk(
        form=str(given["form"]),
        help=str(given.get("help", "")),
        must=bool(given.get("must", False)),
        several=bool(given.get("several", False)),
        ask=_ask(where, given["ask"]) if "ask" in given else None,
        given=given.get("given", {}),
        blank=str(given.get("blank", "")),
        by=tuple(map(str, given.get("by", ["village"]))),
    )


def _monthly(where: str, given: Mapping[str, Any]) -> Monthly:
    said = given.get("month", "")
    if said not in set(Monthly):
        raise BadDuty(f"{where}: month = {said}")
    return Monthly(said)


def _ask(where: str, said: str) -> Ask:
    return next(_asks(where, {"ask": said}))


def _asks(where: str, given: Mapping[str, Any]) -> Iterator[Ask]:
    """``"--english 中文! 说明"``: an option (``?``: a flag); without dashes by its place; a list adds one in days."""
    for name, said in given.items():
        first, *more = _listed(said)
        ask = _parts(f"{where}.{name}", name, str(first))
        days = _parts(f"{where}.{name}", name, str(more[0])) if more else Ask(name, ())
        yield replace(ask, days=days.flags, days_metavar=days.metavar, days_help=days.help)


def _parts(where: str, name: str, text: str) -> Ask:
    found = _ASK.fullmatch(text)
    if found is None:
        raise BadDuty(f"{where}: {text}")
    word, flag = found["word"], (found["flag"] or "").strip()
    default, *more = (found["default"] or "").split("|")
    return Ask(
        name,
        (flag, f"--{word}") if flag else (),
        word,
        found["must"] == "!",
        found["help"] or "",
        default=default,
        choices=(default, *more) if more else (),
        flag=found["must"] == "?",
    )


def _listing(duty: str, name: str, given: Mapping[str, Any], ledger: str) -> Listing:
    where = f"{duty}.lists.{name}"
    _keys(where, given, _LIST)
    return Listing(
        name=name,
        title=str(given["name"]),
        duty=duty,
        ledger=str(given.get("ledger", ledger)),
        line=str(given["line"]),
        examples=_examples(given),
        columns=tuple(given.get("columns", ())),
        filters=tuple(given.get("filters", ())),
        order=tuple(given.get("order", ())),
        view=str(given.get("view", "")),
        card=bool(given.get("card", False)),
        children=str(given.get("children", "")),
        own=str(given.get("own", "")),
        words=tuple(_asks(where, given.get("words", {}))),
        heading=str(given.get("title", "")),
        note=str(given.get("note", "")),
        helps=given.get("helps", {}),
        month=_monthly(where, given),
        where=tuple(_asks(where, given.get("where", {}))),
        find=str(given.get("find", "")),
        reader=bool(given.get("reader", False)),
        instead=tuple(_instead(where, each) for each in given.get("instead", ())),
        subject=_ask(where, given["subject"]) if "subject" in given else None,
        story=bool(given.get("story", False)),
    )


def _instead(where: str, given: Mapping[str, Any]) -> Instead:
    _keys(f"{where}.instead", given, _INSTEAD)
    ask = _ask(where, given["ask"])
    named = replace(ask, name=ask.flags[0].lstrip("-"))
    return Instead(named, str(given.get("view", "")), str(given.get("own", "")), given.get("choices", {}))


def _incoming(duty: str, form: str, given: Mapping[str, Any], ledger: str) -> Incoming:
    _keys(f"{duty}.in.{form}", given, _IN)
    return Incoming(
        form=form,
        ledger=str(given.get("ledger", ledger)),
        open=bool(given.get("open", False)),
        act=str(given.get("act", "")),
        same=tuple(given.get("same", ())),
        sets=given.get("sets", {}),
        own=str(given.get("own", "")),
        what=str(given.get("what", "")),
        about=str(given.get("about", "")),
        then=str(given.get("then", "")),
        beside=tuple(given.get("beside", ())),
    )


def _status(duty: str, given: Mapping[str, Any], ledger: str) -> Status:
    _keys(f"{duty}.status", given, _STATUS)
    return Status(
        str(given["title"]),
        str(given["say"]),
        str(given["next"]),
        str(given.get("ledger", ledger)),
        str(given.get("late", given["next"])),
        str(given.get("quiet", "")),
        str(given.get("start", given["next"])),
        tuple(map(str, given.get("due", []))),
        str(given.get("done", "")),
    )
