"""The next command after an act, as it can be run: by the one who may, once what it stands on is signed off."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from wfx.desk.declared.files import duty, names
from wfx.desk.desk import Desk
from wfx.desk.recording.gates import signer_before
from wfx.duties import matter
from wfx.values.errors import NoActor, NotInBooks
from wfx.values.matter.duty import Duty, Listing, Verb, VerbKind
from wfx.values.matter.lifecycle import Action
from wfx.values.matter.steps import steps_of
from wfx.values.schema import Schema
from wfx.values.table import Row


@dataclass(frozen=True)
class Following:
    """The next command for somebody who can be asked what it lacks, and one that lacks nothing."""

    then: str
    sure: str = ""


@dataclass(frozen=True)
class _Next:
    """A step of a matter's life that is to be next: its verb, its action, the matter as it stands."""

    verb: Verb
    action: Action
    schema: Schema
    row: Row
    line: tuple[str, ...]


def following(desk: Desk, line: str) -> Following:
    """A duty's next line as it can be run on the books as they stand; any other line as it is."""
    words = shlex.split(line)
    program, name, act, number = [*words, "", "", "", ""][:4]
    verb = duty(name).verbs.get(act) if program == "wfx" and name in names() else None
    if verb is None:
        return Following(line)
    number = "" if number.startswith("-") else number
    instead = shown(verb.duty, verb.ledger, number)
    coming = _coming(desk, verb, number, tuple(words)) if number else None
    if coming is None:
        step = verb.kind is VerbKind.STEP and number
        return Following(instead if step else line, instead if not step and _must(verb, words) else "")
    waits = signer_before(desk, verb.ledger, number, coming.action) if coming.action.gate else ""
    if waits:
        return Following(f"wfx --as {waits} sign")
    who = _hand(desk, coming)
    named = line if who is None else line.replace("wfx ", f"wfx --as {who} ", 1)
    return Following(named, instead if _lacks(coming) else "")


def _coming(desk: Desk, verb: Verb, number: str, words: tuple[str, ...]) -> _Next | None:
    """The step, if the matter is where it may be taken."""
    schema = desk.books.schema(verb.ledger)
    if schema.lifecycle is None:
        return None
    try:
        row = matter.find(desk.books, verb.ledger, number)
    except NotInBooks:
        return None
    able = matter.may_follow(schema, row)
    found = next((each for each in able if each.name == verb.act or each.title in words), None)
    return _Next(verb, found, schema, row, words) if found else None


def forward(schema: Schema, row: Row) -> str:
    """What the step is called that leads a matter on; blank when none does."""
    if schema.lifecycle is None or row.get("state") not in schema.lifecycle.states:
        return ""
    order = list(schema.lifecycle.states)
    at = order.index(str(row["state"]))
    able = (each for each in matter.may_follow(schema, row) if each.target and order.index(each.target) > at)
    return next((each.title for each in able), "")


def _hand(desk: Desk, coming: _Next) -> str | None:
    """Who else must take the step; ``None`` when the one who acts may, or nobody may."""
    before = {step.by for step in steps_of(coming.row) if step.action in coming.action.not_by}
    able = [
        officer.id
        for officer in desk.books.officers.all
        if officer.keys and officer.id not in before
        if not coming.action.roles or set(officer.roles) & set(coming.action.roles)
    ]
    try:
        return None if desk.actor in able or not able else able[0]
    except NoActor:
        return None


def _lacks(coming: _Next) -> bool:
    """Whether the step needs something that stands neither in the line nor in the matter."""
    needed = {name for name in coming.action.requires if coming.row.get(name) in (None, "", [])}
    return bool(needed) or coming.action.reason or _must(coming.verb, list(coming.line))


def _must(verb: Verb, words: list[str]) -> bool:
    """Whether a word the verb requires is not in the line."""
    file = verb.file is not None and verb.file.must
    missing = (ask for ask in (*verb.asks, *verb.words) if ask.required and not set(ask.flags) & set(words))
    placed = len([word for word in words[4:] if not word.startswith("-")])
    return file or any(ask.flags or not placed for ask in missing)


def shown(of: str, ledger: str, number: str) -> str:
    """The command that shows the matter, else the list it stands in."""
    for listing in _lists(duty(of), ledger):
        if listing.card and number:
            return f"wfx {of} {listing.name} {number}"
    return next((f"wfx {of} {each.name}" for each in _lists(duty(of), ledger) if not each.card), f"wfx list {ledger}")


def _lists(of: Duty, ledger: str) -> Iterator[Listing]:
    return (each for each in of.lists.values() if each.ledger == ledger and not each.subject)


def is_list(of: str, word: str) -> bool:
    """Whether the word is a list of the duty that takes no number."""
    listing = duty(of).lists.get(word)
    return listing is not None and not (listing.card or listing.subject)
