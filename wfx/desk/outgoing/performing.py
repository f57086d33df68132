"""A declared verb carried out: everything that can fail is tried first, then the one entry, then its papers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wfx.desk.declared.acting import Ready, Told, prepare
from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import read_files
from wfx.desk.judging.guarding import guard
from wfx.desk.outgoing.papers import printed
from wfx.desk.post.roads import road_of_name
from wfx.desk.recording.record import Receipt, record
from wfx.values.duty import Verb, VerbKind
from wfx.values.errors import BadValue


@dataclass(frozen=True)
class Done:
    """A verb carried out: what was recorded (nothing for one that only prints), its papers as files, what to say."""

    receipt: Receipt | None
    then: str = ""
    notes: tuple[str, ...] = ()
    papers: tuple[tuple[Path, bytes], ...] = ()


def perform(desk: Desk, verb: Verb, told: Told, *, out: Path | None, dry: bool) -> Done:
    """One verb with its papers.

    Errors: those of ``prepare``; of the papers, before anything is written; of ``record``.
    """
    ready = prepare(desk, verb, told)
    papers = () if out is None or dry else tuple(_printed(desk, verb, ready, out))
    if verb.kind is VerbKind.PRINT:
        return Done(None, ready.then, ready.notes, papers)
    notes = (*ready.notes, *guard(desk, f"{verb.duty}.{verb.name}", ready.changes, desk.today))
    for path, _ in papers:
        _writable(path)
    receipt = record(desk, ready.topic, ready.what, ready.changes, about=ready.about, body=ready.body, dry=dry)
    return Done(receipt, ready.then, notes, papers)


def _printed(desk: Desk, verb: Verb, ready: Ready, out: Path) -> list[tuple[Path, bytes]]:
    """Each paper as the file it becomes. Errors: ``BadValue`` for another ending; those of ``printed``."""
    if ready.papers is None:
        return []
    folder = verb.kind is VerbKind.PRINT
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


def take_file(desk: Desk, verb: Verb, path: Path, told: Told, *, dry: bool) -> Done:
    """A file of the verb's form, by its road; what was typed beside it fills the rows that do not say it.

    Errors: ``BadValue`` for what goes with a single act only; those of ``read_files`` and of the road.
    """
    alone = [ask.flags[0] for ask in verb.words if ask.flags and told.words.get(ask.name)]
    if alone:
        raise BadValue("清单的选项(只用于单条登记)", shown=" / ".join(alone))
    given: Mapping[str, str] = {name: text for name, text in told.fields.items() if isinstance(text, str)}
    incoming = read_files(desk, [path], wanted=verb.file, given=given)
    prepared = road_of_name(verb.file)(desk, incoming)
    receipt = record(
        desk, prepared.topic, prepared.what, prepared.changes, about=prepared.about, source=incoming.source, dry=dry
    )
    return Done(receipt, prepared.then, prepared.notes)
