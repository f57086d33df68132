"""The next step at the keyboard: what its verb asks, one by one; a word that cannot be read is asked again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wfx.cli.console import session
from wfx.cli.declared.schemawords import SchemaWords, words_of
from wfx.desk.declared.acting import call_of
from wfx.desk.declared.files import duty, hook
from wfx.desk.office.typed import cells
from wfx.values.errors import BadValue
from wfx.values.matter.duty import Ask, Verb
from wfx.values.text import listed

if TYPE_CHECKING:
    from wfx.desk.declared.acting import Told
    from wfx.desk.desk import Desk

_QUIT = "q"
_BOOLS = {"是": True, "y": True, "否": False, "n": False}


def asked(desk: "Desk", verb: Verb, told: "Told") -> tuple[Verb, dict[str, Any]] | None:
    """The verb that comes next with what was typed for it, or ``None``: nothing follows, or the person has left."""
    named = hook(verb.duty, verb.leads)(call_of(desk, verb, told))
    if named is None:
        return None
    following = duty(verb.duty).verbs[named[0]]
    typed: dict[str, Any] = {"number": (named[1],) if following.several else named[1]}
    session.say(f"现在办“{following.title}”{named[1]}:逐个问,空着不写,{_QUIT} 不办")
    words = words_of(following.duty, following.ledger)
    try:
        typed |= dict(_answers(desk, following, words))
        agreed = session.read_line("登记吗(y)> ").strip() in session.YES
    except (EOFError, StopAsking):
        return None
    return (following, typed) if agreed else None


class StopAsking(Exception):
    """The person at the keyboard does not go on."""


def _answers(desk: "Desk", verb: Verb, words: SchemaWords) -> Iterator[tuple[str, Any]]:
    for ask in (*verb.asks, *verb.words):
        value = _answer(desk, verb, ask, words)
        if value is not None:
            yield ask.name, value


def _answer(desk: "Desk", verb: Verb, ask: Ask, words: SchemaWords) -> object:
    """One answer as the command line would give it; ``None`` for a blank."""
    title = words.titles.get(ask.name, ask.metavar)
    hint = ask.help or "/".join(words.codes.get(ask.name, ()))
    prompt = f"{title}{'(必填)' if ask.required else ''}{f' {hint}' if hint else ''}> "
    kind = words.kinds.get(ask.name, "")
    while True:
        text = session.read_line(prompt).strip()
        if text == _QUIT:
            raise StopAsking
        if not text and not ask.required:
            return None
        if kind == "bool" and text in _BOOLS:
            return _BOOLS[text]
        if kind == "list" and text:
            return tuple(listed(text))
        if text and kind != "bool" and _readable(desk, verb, ask.name, text):
            return text
        session.say("要填" if not text else "写 是 或 否" if kind == "bool" else f"认不出:{text[:20]}")


def _readable(desk: "Desk", verb: Verb, name: str, text: str) -> bool:
    if not verb.ledger or name not in desk.books.schema(verb.ledger).names:
        return True
    try:
        cells(desk, verb.ledger, {name: text})
    except BadValue:
        return False
    return True
