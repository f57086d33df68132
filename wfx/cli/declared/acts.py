"""Declared verbs and lists run: the words typed go to the desk, what comes back is drawn."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wfx.cli.console import session
from wfx.cli.console.place import TABLES, beside, fit, save
from wfx.cli.console.show import receipt, show
from wfx.values.matter.duty import Ask, Listing, Verb, VerbKind
from wfx.values.sheet import Reader

if TYPE_CHECKING:
    from wfx.desk.declared.acting import Told


def act(verb: Verb, typed: dict[str, Any]) -> None:
    """One verb as typed: recorded (or tried), its papers printed, its list shown, the next command said."""
    from wfx.desk.outgoing.performing import blank, perform, take_file

    dry, told, asked, following = bool(typed.get("dry_run")), told_of(verb, typed), verb.file, None
    out = _place(verb, typed.get("out"), dry=dry)
    with session.desk() as desk:
        if asked is not None and asked.blank and out is not None:
            done = blank(desk, verb, asked.blank, told)
        elif asked is not None and asked.ask is None and told.files:
            done = take_file(desk, verb, asked, told, dry=dry)
        else:
            done = perform(desk, verb, told, out=out, dry=dry)
        if verb.leads and out is None and session.can_ask():
            from wfx.cli.declared import leading

            if done.sheet is not None:
                show(done.sheet)
            done, following = replace(done, sheet=None), leading.asked(desk, verb, told)
    for note in done.notes:
        typer.echo(note, err=True)
    for path, data in done.papers:
        save(path, data)
    if done.sheet is not None:
        show(done.sheet, out=out)
    if done.echo:
        typer.echo(done.echo)
    if done.receipt is not None:
        receipt(done.receipt, done.then, done.sure)
    if following is not None:
        act(*following)


def _place(verb: Verb, out: Path | None, *, dry: bool) -> Path | None:
    """Where what is printed goes, found fit before anything is recorded. Errors: those of ``fit``."""
    if out is None:
        return None
    to = beside(out) if str(out) == verb.paper_default else out
    folder = verb.kind is VerbKind.PRINT and not verb.one_paper
    if not folder and not dry:
        fit(to, *(TABLES if verb.sheet or (verb.file and verb.file.blank) else (".docx",)))
    return to


def told_of(verb: Verb, typed: dict[str, Any]) -> "Told":
    """The words of a command line as the desk takes them."""
    from wfx.desk.declared.acting import Told

    file = typed.get("file") or ()
    return Told(
        number=_numbers(typed.get("number")),
        fields={ask.name: typed[ask.name] for ask in verb.asks if _said(ask, typed.get(ask.name))},
        words={ask.name: str(typed.get(ask.name) or "") for ask in verb.words},
        days={ask.name: typed[f"days_{ask.name}"] for ask in verb.asks if typed.get(f"days_{ask.name}") is not None},
        on=typed.get("on") or "",
        because=typed.get("because") or "",
        other=bool(typed.get("other")),
        month=typed.get("month") or "",
        source=typed.get("source") or "",
        files=file if isinstance(file, tuple) else (file,),
    )


def _numbers(typed: str | tuple[str, ...] | None) -> str:
    """What it is done to; several joined as people list them."""
    return "、".join(typed) if isinstance(typed, tuple) else typed or ""


def _said(ask: Ask, word: object) -> bool:
    """Whether an option was said: a flag that was not typed says nothing, ``--no-…`` says no."""
    return bool(word) if ask.flag else word not in (None, "", ())


def listed(listing: Listing, typed: dict[str, Any]) -> None:
    """One list as typed, drawn as its options ask."""
    from wfx.desk.declared.lists import Seen, no_names, sheets

    seen = Seen(
        number=typed.get("number") or "",
        filters={name: typed[name] for name in ("month", "village", "colour", "state", "find") if typed.get(name)},
        words={ask.name: str(typed.get(ask.name) or "") for ask in listing.words},
        where={ask.name: typed[ask.name] for ask in listing.where if typed.get(ask.name)},
        instead=next((each.ask.name for each in listing.instead if typed.get(each.ask.name)), ""),
        reader=Reader(typed.get("reader") or Reader.WORKING),
    )
    with session.desk() as desk:
        found = sheets(desk, listing, seen)
        sealed = no_names(desk, listing, seen.reader)
        if listing.story:
            from wfx.desk.audit.story import story

            found = (*(found if isinstance(found, tuple) else (found,)), story(desk, seen.number))
    if sealed:
        typer.echo(sealed, err=True)
    show(found, as_json=bool(typed.get("as_json")), as_csv=bool(typed.get("as_csv")), out=typed.get("out"))
