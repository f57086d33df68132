"""A declared verb carried out: everything that can fail is tried first, then the one entry, then its papers."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from wfx.desk.declared.acting import Ready, Told, call_of, meant, prepare, sheet_of
from wfx.desk.declared.asked import month_of
from wfx.desk.declared.following import following
from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import forms_of, read_files
from wfx.desk.incoming.undoing import spared, undo_notes
from wfx.desk.judging.guarding import guard
from wfx.desk.office.typed import past_day
from wfx.desk.outgoing.papers import printed
from wfx.desk.post.roads import road_of
from wfx.desk.recording.record import Receipt, record
from wfx.values.errors import BadValue
from wfx.values.matter.duty import FileAsk, Monthly, Verb, VerbKind
from wfx.values.sheet import Sheet
from wfx.values.table import Cell


@dataclass(frozen=True)
class Done:
    """A verb carried out: what was recorded (nothing for one that only prints), its papers as files, what to say.

    ``echo`` is what it gives out, ``sheet`` the list it shows; ``sure``: a next command that lacks nothing.
    """

    receipt: Receipt | None
    then: str = ""
    notes: tuple[str, ...] = ()
    papers: tuple[tuple[Path, bytes], ...] = ()
    echo: str = ""
    sheet: Sheet | None = None
    sure: str = ""


def perform(desk: Desk, verb: Verb, told: Told, *, out: Path | None, dry: bool) -> Done:
    """One verb with its papers and its list.

    Errors: those of ``prepare``; of the papers, before anything is written; of ``record``.
    """
    ready = prepare(desk, verb, told)
    prints = (verb.prints or verb.paper) and out is not None and out.suffix.lower() == ".docx"
    lists = ready.sheet is not None and not prints
    sheet = ready.sheet() if ready.sheet is not None and lists and not dry else None
    papers = () if out is None or dry or lists else tuple(_printed(desk, verb, ready, out))
    if verb.kind is VerbKind.PRINT:
        return Done(None, ready.then, ready.notes, papers, sheet=sheet)
    notes = (*ready.notes, *guard(desk, f"{verb.duty}.{verb.name}", ready.changes, ready.on or desk.today))
    for path, _ in papers:
        _writable(path)
    receipt = record(
        desk,
        ready.topic,
        ready.what,
        ready.changes,
        about=ready.about,
        source=ready.source,
        body=ready.body,
        shown=bool(told.because),
        dry=dry,
    )
    coming = following(desk, ready.then)
    return Done(receipt, coming.then, notes, papers, ready.echo, sheet, coming.sure)


def blank(desk: Desk, verb: Verb, named: str, told: Told) -> Done:
    """The list that is to be filled and comes back as the verb's file. Errors: ``BadValue`` where more was said."""
    by = verb.file.by if verb.file else ()
    more = [ask.flags[0] for ask in verb.asks if ask.name not in by and told.fields.get(ask.name)]
    if more or told.files:
        raise BadValue("与 -o 一起的内容(或一个文件,或单条的内容,或 -o)", shown=" / ".join(more) or told.files[0].name)
    call = call_of(desk, replace(verb, asks=tuple(replace(ask, required=False) for ask in verb.asks)), told)
    return Done(None, sheet=sheet_of(verb.duty, named, call))


def _printed(desk: Desk, verb: Verb, ready: Ready, out: Path) -> list[tuple[Path, bytes]]:
    """Each paper as the file it becomes. Errors: ``BadValue`` for another ending; those of ``printed``."""
    if ready.papers is None:
        return []
    folder = verb.kind is VerbKind.PRINT and not verb.one_paper
    if not folder and out.suffix.lower() != ".docx":
        raise BadValue("文件后缀(.docx)", shown=out.suffix)
    return [(out / f"{_file_name(each.title)}.docx" if folder else out, printed(desk, each)) for each in ready.papers()]


def _writable(path: Path) -> None:
    """A place where the paper can be written. Errors: ``BadValue`` for a folder, ``OSError``."""
    if path.is_dir():
        raise BadValue("输出文件(这是文件夹)", shown=path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.exists()
    with path.open("ab"):
        pass
    if not there:
        path.unlink()


def _file_name(title: str) -> str:
    """A title as a file name on every system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", title).strip(" .")[:80] or "文件"


def _beside(desk: Desk, verb: Verb, told: Told) -> dict[str, str]:
    """What was typed beside a file, another matter by its whole number. Errors: ``NotInBooks``."""
    said: dict[str, Cell] = {name: text for name, text in told.fields.items() if isinstance(text, str)}
    found = meant(desk, desk.books.schema(verb.ledger), said) if verb.ledger else said
    return {name: str(text) for name, text in found.items()}


def take_file(desk: Desk, verb: Verb, asked: FileAsk, told: Told, *, dry: bool) -> Done:
    """Files of the verb's form, by its road; what was typed beside them fills the rows that do not say it.

    Errors: ``BadValue`` for what goes with a single act only; those of ``read_files`` and of the road.
    """
    alone = [ask.flags[0] for ask in verb.words if ask.flags and told.words.get(ask.name)]
    if alone and not asked.must:
        raise BadValue("清单的选项(只用于单条登记)", shown=" / ".join(alone))
    given = _beside(desk, verb, told)
    month = month_of(desk, verb.month, told.month)
    if verb.month is Monthly.NOW:
        given["month"] = str(month)
    incoming = read_files(desk, told.files, wanted=None if asked.several else asked.form, given=given)
    incoming.given |= {**told.words, **({"on": str(past_day(desk, told.on))} if told.on else {})}
    prepared = spared(desk, incoming, road_of(forms_of(desk)[asked.form])(desk, incoming))
    about = str(month) if month and verb.month is Monthly.SAID else prepared.about
    source = ";".join(filter(None, (told.source, incoming.source)))
    receipt = record(desk, prepared.topic, prepared.what, prepared.changes, about=about, source=source, dry=dry)
    coming = following(desk, prepared.then)
    notes = (*prepared.notes, *undo_notes(desk, prepared.undoing))
    if prepared.decide is not None:  # whom a list may mean is confirmed where lists come in
        notes = (*notes, f"要确认是不是本人的:wfx in {told.files[0].name}")
    beside = prepared.decide or next(iter(prepared.sheets), None)
    return Done(receipt, coming.then, notes, sheet=beside, sure=coming.sure)
