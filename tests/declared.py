"""Declared verbs without a desk: what a duty's words and its room make of one call on small books."""

from collections.abc import Mapping
from datetime import date

from wfx.desk.declared.files import duty, hook
from wfx.duties.calls import Call, Outcome, acts
from wfx.duties.matter import Hand
from wfx.values.books import Books
from wfx.values.table import Cell


def play(  # noqa: PLR0913 - a verb as typed
    books: Books,
    command: str,
    hand: Hand,
    *,
    number: str = "",
    given: Mapping[str, Cell] | None = None,
    words: Mapping[str, str] | None = None,
    note: str = "",
    other: bool = False,
    today: date | None = None,
) -> Outcome:
    """``"rectify assign"`` by this hand; ``other``: the verb's other act."""
    name, _, word = command.partition(" ")
    verb = duty(name).verbs[word]
    action = verb.other_act if other else verb.act
    asked = {ask.name: "" for ask in verb.words} | dict(words or {})
    call = Call(books, verb, hand, today or hand.on, number, action, given or {}, asked, note)
    made = hook(name, verb.own)(call) if verb.own else acts(call)
    return made if isinstance(made, Outcome) else Outcome(tuple(made), made[0].key[0], made[0].after or {})
