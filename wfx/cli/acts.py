"""Declared verbs and lists run: the words typed go to the desk, what comes back is drawn."""

from typing import TYPE_CHECKING, Any

import typer

from wfx.cli import session
from wfx.cli.show import receipt, save, show
from wfx.values.duty import Listing, Verb, VerbKind

if TYPE_CHECKING:
    from wfx.desk.declared.acting import Told


def act(verb: Verb, typed: dict[str, Any]) -> None:
    """One verb as typed: recorded (or tried), its papers printed, the next command said."""
    from wfx.desk.outgoing.performing import perform, take_file

    out, dry = typed.get("out"), bool(typed.get("dry_run"))
    with session.desk() as desk:
        if typed.get("file") is not None:
            done = take_file(desk, verb, typed["file"], told_of(verb, typed), dry=dry)
        else:
            done = perform(desk, verb, told_of(verb, typed), out=out, dry=dry)
    for note in done.notes:
        typer.echo(note, err=True)
    for path, data in done.papers:
        save(path, data)
    if verb.kind is not VerbKind.PRINT and done.receipt is not None:
        receipt(done.receipt, done.then)


def told_of(verb: Verb, typed: dict[str, Any]) -> "Told":
    """The words of a command line as the desk takes them."""
    from wfx.desk.declared.acting import Told

    return Told(
        number=typed.get("number") or "",
        fields={ask.name: typed[ask.name] for ask in verb.asks if typed.get(ask.name)},
        words={ask.name: str(typed.get(ask.name) or "") for ask in verb.words},
        days={ask.name: typed[f"days_{ask.name}"] for ask in verb.asks if typed.get(f"days_{ask.name}") is not None},
        on=typed.get("on") or "",
        because=typed.get("because") or "",
        other=bool(typed.get("other")),
    )


def listed(listing: Listing, typed: dict[str, Any]) -> None:
    """One list as typed, drawn as its options ask."""
    from wfx.desk.declared.lists import sheets

    words = {ask.name: str(typed.get(ask.name) or "") for ask in listing.words}
    filters = {name: typed[name] for name in ("month", "village", "colour", "state") if typed.get(name)}
    with session.desk() as desk:
        found = sheets(desk, listing, typed.get("number") or "", filters, words)
    show(found, as_json=bool(typed.get("as_json")), as_csv=bool(typed.get("as_csv")), out=typed.get("out"))
