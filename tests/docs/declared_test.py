"""Every ``duty.toml`` is bound to what it names: fields, actions, forms, papers, views, functions, other verbs."""

import inspect
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from tests.township import ROOT, schemas
from wfx.desk.declared.files import duties, duty, hook, text_of
from wfx.duties.matter_list import COLOUR, DUE, HOLDER
from wfx.intake.forms import load_forms
from wfx.values.matter.duty import BadDuty, Duty, Incoming, Listing, Status, Verb, VerbKind, parse_duty
from wfx.values.schema import FieldType, Schema

FILTERS = {"month", "village", "colour", "state"}
COUNTS = {"open", "red", "soon", "week", "month", "quarter"}


def _line(name: str, word: str) -> str:
    """Where a word first stands in a duty's file, so that a fault can be looked up."""
    lines = text_of(name).splitlines()
    at = next((number for number, line in enumerate(lines, 1) if word in line), 0)
    return f"wfx/duties/{name}/duty.toml:{at}"


def _code(function: Callable[..., Any]) -> str:
    return f"{inspect.getsourcefile(function)}:{inspect.getsourcelines(function)[1]}"


def faults(found: Duty, known: Mapping[str, Schema]) -> Iterator[str]:
    """Everything the words name that is not there, with file and line."""
    for word in found.order:
        if word not in found.titles and not _written(found.name, word):
            yield f"{_line(found.name, 'order')} no verb {word}"
    for verb in found.verbs.values():
        yield from (f"{_line(found.name, f'[verbs.{verb.name}')} {said}" for said in _of_verb(found, verb, known))
    for listing in found.lists.values():
        yield from (f"{_line(found.name, f'[lists.{listing.name}')} {said}" for said in _of_list(listing, known))
    for road in found.incoming:
        yield from (f"{_line(found.name, f'[in.{road.form}')} {said}" for said in _of_road(found, road, known))
    yield from (
        f"{_line(found.name, '[report]')} no view {name}"
        for name in found.report
        if not (ROOT / f"views/{found.name}/{name}.toml").is_file()
    )
    for status in found.status:
        places = {name for _, name, _, _ in Formatter().parse(status.say) if name}
        if not _counts(status, known) or not places <= COUNTS:
            yield f"{_line(found.name, '[status]')} status {status.ledger} {sorted(places)}"
        for line in (status.next, status.late, status.start):
            yield from (f"{_line(found.name, line)} {said}" for said in _of_command(line))


def _counts(status: Status, known: Mapping[str, Schema]) -> bool:
    """Whether the ledger has a life-cycle, or the days by which a register's rows are due and done."""
    schema = known.get(status.ledger)
    named = {*status.due, status.done} if status.due else set()
    return schema is not None and (named <= set(schema.names) if named else schema.lifecycle is not None)


def _of_verb(found: Duty, verb: Verb, known: Mapping[str, Schema]) -> Iterator[str]:
    schema = known.get(verb.ledger) if verb.ledger else None
    if verb.ledger and schema is None:
        yield f"no ledger {verb.ledger}"
        return
    names = set(schema.names) if schema else set()
    asked = [ask.name for ask in verb.asks]
    if verb.kind is VerbKind.PRINT and not (verb.prints or verb.paper_views or verb.sheet):
        yield "prints nothing"
    yield from (
        f"no view {name}" for name in verb.paper_views if not (ROOT / f"views/{verb.duty}/{name}.toml").is_file()
    )
    yield from (f"no field {name}" for name in (*asked, *verb.sets, *verb.other_sets) if name not in names)
    days = [ask.name for ask in verb.asks if ask.days]
    yield from (f"{name} is no day" for name in days if schema and schema.field(name).type is not FieldType.DATE)
    flags = [flag for ask in (*verb.asks, *verb.words) for flag in (*ask.flags, *ask.days)]
    flags += ["--because", "--理由"] if verb.because else []
    yield from (f"{flag} twice" for flag in set(flags) if flags.count(flag) > 1)
    if "number" in asked and (verb.subject is not None or (verb.kind is VerbKind.STEP and not verb.month)):
        yield "number twice"  # what it is done to is called so already
    if verb.kind is VerbKind.STEP and not verb.own:
        actions = {action.name for action in schema.lifecycle.actions} if schema and schema.lifecycle else set()
        yield from (f"no action {act}" for act in (verb.act, verb.other_act) if act and act not in actions)
        yield from _unasked(verb, schema)
    for named in filter(None, (verb.own, verb.prints)):
        yield from _of_hook(found.name, named, 3 if named == verb.prints else 1)
    for paper in filter(None, (verb.paper, *(each.template for each in verb.paper_when))):
        if not (ROOT / f"templates/{verb.duty}/{paper}.paper.j2").is_file():
            yield f"no template {paper}"
    yield from (f"no field {name}" for each in verb.paper_when for name in each.where if name not in names)
    if verb.file and verb.file.form not in _forms():
        yield f"no form {verb.file.form}"
    yield from _of_hook(found.name, verb.file.blank, 1) if verb.file and verb.file.blank else ()
    for named in filter(None, (verb.sheet, verb.leads)):
        yield from _of_hook(found.name, named, 1)
    yield from _of_then(found, verb.then)
    for example in verb.examples:
        yield from _of_command(example)


def _unasked(verb: Verb, schema: Schema | None) -> Iterator[str]:
    """What the action requires and nobody asks for, sets, or filled before."""
    if schema is None or schema.lifecycle is None:
        return
    action = next((each for each in schema.lifecycle.actions if each.name == verb.act), None)
    if action is None:
        return
    there = {ask.name for ask in verb.asks} | set(verb.sets)
    others = [each for each in duty(verb.duty).verbs.values() if each is not verb]
    earlier = {name for each in others for name in (*(ask.name for ask in each.asks), *each.sets)}
    yield from (f"nobody asks for {name}" for name in action.requires if name not in there | earlier)


def _of_hook(room: str, named: str, count: int) -> Iterator[str]:
    try:
        function = hook(room, named)
    except (AttributeError, ModuleNotFoundError) as error:
        yield f"no function {named}: {error}"
        return
    if len(inspect.signature(function).parameters) != count:
        yield f"{named} takes other words at {_code(function)}"


def _of_then(found: Duty, then: str) -> Iterator[str]:
    word = then.split(" ", maxsplit=1)[0]
    if then.startswith("wfx "):
        yield from _of_command(then)
    elif word and word not in found.titles and not _written(found.name, word):
        yield f"no verb {word}"


def _of_command(line: str) -> Iterator[str]:
    words = re.sub(r"^wfx --as \S+ ", "wfx ", line).split()
    if words[0] != "wfx" or len(words) < 2:
        yield f"no command {line}"
        return
    found = next((each for each in duties() if words[1] in (each.name, each.title)), None)
    verbs = {*found.titles, *found.titles.values()} if found else set()
    alone = found and words[2].startswith("-") and found.name in {"rank", "screen"}  # the group itself is a command
    if found and not alone and words[2] not in verbs and not _written(found.name, words[2]):
        yield f"no verb {line}"


def _written(name: str, word: str) -> bool:
    from wfx.cli.registry import find  # noqa: PLC0415 - the tree of commands is only needed for a duty half written

    command = find(name)
    return command is not None and word in {*command.written, *command.written.values()}


def _of_list(listing: Listing, known: Mapping[str, Schema]) -> Iterator[str]:
    if {name.partition(":")[0] for name in listing.filters} - FILTERS:
        yield f"filters {listing.filters}"
    if listing.own:
        yield from _of_hook(listing.duty, listing.own, 1)
    elif listing.view:
        for name in filter(None, (listing.view, *(other.view for other in listing.instead))):
            if not (ROOT / f"views/{listing.duty}/{name}.toml").is_file():
                yield f"no view {name}"
        for other in listing.instead:
            yield from _of_hook(listing.duty, other.own, 1) if other.own else ()
            yield from ["shows nothing"] if bool(other.own) == bool(other.view) else []
    elif listing.ledger not in known or known[listing.ledger].lifecycle is None:
        yield f"no matters {listing.ledger}"
    else:
        names = {COLOUR, DUE, HOLDER, *known[listing.ledger].names}
        yield from (f"no column {name}" for name in listing.columns if name not in names)
    for example in listing.examples:
        yield from _of_command(example)


def _of_road(found: Duty, road: Incoming, known: Mapping[str, Schema]) -> Iterator[str]:
    yield from (f"no form {form}" for form in (road.form, *road.beside) if form not in _forms())
    if sum(map(bool, (road.open, road.act, road.own))) != 1:
        yield "opens, acts or is its own: one of them"
    if road.act and road.act not in found.verbs:
        yield f"no verb {road.act}"
    if road.own:
        yield from _of_hook(found.name, road.own, 2)
    if road.open:
        yield from (f"no field {name}" for name in road.same if name not in known[road.ledger].names)
    yield from _of_then(found, road.then)


@cache
def _forms() -> Mapping[str, Any]:
    paths = (ROOT / "templates").rglob("*.form.toml")
    return load_forms({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}, schemas())


@pytest.mark.parametrize("found", duties(), ids=lambda each: each.name)
def test_what_a_duty_names_is_there(found: Duty) -> None:
    assert list(faults(found, schemas())) == []


WRONG = {
    'asks = { progress = "进展! 进展" }': 'asks = { advance = "进展! 进展" }',
    'sets = { assigned_on = "today" }': 'sets = { given_on = "today" }',
    'template = "closing"': 'template = "ending"',
    'own = "matters.add"': 'own = "matters.plus"',
    'prints = "papers.remind"': 'prints = "matters.add"',
    'view = "board"': 'view = "table"',
    '[in.progress]\nact = "progress"': '[in.progress]\nact = "advance"',
    'then = "submit"': 'then = "hand-in"',
    '"owner", "due_on", "state"]': '"owner", "due_on", "mood"]',
    'say = "在办 {open} 项,逾期 {red} 项"': 'say = "在办 {many} 项"',
    "[verbs.close]": "[verbs.finish]",
}


@pytest.mark.parametrize("right", WRONG)
def test_a_word_that_names_nothing_is_told_with_its_line(right: str) -> None:
    text = text_of("rectify")
    assert right in text
    told = list(faults(parse_duty("rectify", tomllib.loads(text.replace(right, WRONG[right], 1))), schemas()))
    assert told
    assert all(re.match(r"wfx/duties/rectify/duty\.toml:\d+ ", each) for each in told)


@pytest.mark.parametrize(
    "text",
    [
        'colour = "red"',
        '[verbs.add]\nname = "登记"\nline = "x"\nwho = "me"',
        '[verbs.add]\nname = "登记"\nline = "x"\nasks = { what = "" }',
        '[verbs.add]\nname = "登记"\nline = "x"\nopen = true\nrow = true',
    ],
)
def test_what_is_no_part_of_the_form_is_refused(text: str) -> None:
    with pytest.raises(BadDuty):
        parse_duty("odd", tomllib.loads(text))


def test_every_duty_says_its_name_and_line_before_anything_else() -> None:
    for found in duties():
        head = tomllib.loads(text_of(found.name).partition("\n[")[0])
        assert head["name"] == found.title
        assert head["line"] == found.line


def test_a_duty_is_small(tmp_path: Path) -> None:
    """A matter-like duty costs its data; Python is for what data cannot say."""
    room = shutil.copytree(ROOT / "wfx/duties/petitions", tmp_path / "petitions")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in room.rglob("*.py")) <= 200
