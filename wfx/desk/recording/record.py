"""Recording: the one way by which a duty's changes become a signed entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wfx.desk.desk import Desk, tool
from wfx.desk.office.access import write_earlier_days
from wfx.desk.office.secrets import keyring_of, secrets_of, signer_of
from wfx.desk.recording.gates import hold
from wfx.desk.recording.told import changed, counted
from wfx.store.books.view import shown_entry
from wfx.store.books.view import status as view_status
from wfx.store.entries.entry import Entry, RowsLine
from wfx.store.recording.write import Draft, preview
from wfx.store.recording.write import record as write
from wfx.values.change import Batch, Change
from wfx.values.errors import PersonalInText
from wfx.values.matter.laid import Laid
from wfx.values.personal_check import find_personal

SOURCE_MOST = 400  # characters; with twenty-seven villages' files the digests alone take more
_NAMED = 100


@dataclass(frozen=True)
class Receipt:
    """What a record changed: one line a partition, and the entry it became (``None`` when nothing was written).

    ``held`` are work files another program held open: the books are safe, the files still show the entry before.
    ``cells`` are the cells changed, each old and new, of what was only tried and of what a reason stands beside (a
    correction); ``foreseen``: of what was only tried, the findings it would open and close, in words; ``notes`` what
    else to know. ``counts`` and ``told``: what is changed, in words: by ledger, and the first records field by field.
    """

    lines: tuple[RowsLine, ...]
    entry: Entry | None
    dry: bool = False
    files: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    foreseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.lines and not self.files and self.entry is None


def record(  # noqa: PLR0913 - the form of one entry
    desk: Desk,
    topic: str,
    what: str,
    changes: Sequence[Change | Batch],
    *,
    about: str = "",
    source: str = "",
    body: str = "",
    kind: str = "change",
    shown: bool = False,
    files: Mapping[str, bytes | None] | None = None,
    dry: bool = False,
) -> Receipt:
    """Record the changes as one signed entry, or only say what they would be; ``shown``: tell each cell all the same.

    Errors: ``PersonalInText`` when a reason holds a number of a person, ``GateClosed`` for an act whose ground
    nobody has signed off, and the store's own.
    """
    no_numbers(what, body, source)
    hold(desk, changes)
    named_source, listed = short_source(source)
    text = "\n\n".join(part for part in (body, listed) if part)
    draft = Draft(topic=topic, what=what, body=text, kind=kind, about=about, source=named_source)
    named = dict(files or {})
    cells = desk.told(desk, changes) if desk.told and (dry or body or shown) else ()
    said = () if cells else tuple(changed(desk, changes))
    seals = any(change.ledger == "identities" for change in changes)
    if dry:
        lines = preview(desk.folder, changes, named, keyring=keyring_of(desk) if seals else None)
        foreseen = desk.foresee(desk, changes) if desk.foresee else ()
        counts = tuple(counted(desk, lines))
        drawn = _told(named)
        return Receipt(tuple(lines), None, dry=True, files=drawn, cells=cells, foreseen=foreseen, counts=counts)
    while desk.before_entry:
        desk.before_entry.pop(0)(Laid(desk.books, changes))
    if seals:
        _keys_for(desk, changes)
    _write_access(desk)
    signer = signer_of(desk)  # asking who signs may open the books, which must be shut while they are written
    desk.close()
    entry = write(
        desk.folder,
        draft,
        changes,
        named,
        signer,
        desk.setting.now,
        keyring=keyring_of(desk) if seals else None,
        clock_ok=desk.setting.clock_ok,
        tool=tool(),
    )
    if entry is None:
        return Receipt((), None)
    desk.wrote = True
    held = () if shown_entry(desk.folder) == entry.oid else view_status(desk.folder).stale
    counts = tuple(counted(desk, entry.rows))
    return Receipt(entry.rows, entry, files=_told(named), held=held, cells=cells, counts=counts, told=said)


def _write_access(desk: Desk) -> None:
    """What the actor opened in full on earlier days becomes an entry of its own before this one."""
    if (desk.setting.home / "ledgers" / desk.books.ledger_id / "access").is_dir():
        write_earlier_days(desk)


def _keys_for(desk: Desk, changes: Sequence[Change | Batch]) -> None:
    """Make and keep the households' keys before anything sealed under them can stand in the books."""
    keyring = keyring_of(desk)
    for change in changes:
        if change.ledger != "identities":
            continue
        alone = [change.after] if isinstance(change, Change) and change.after else []
        rows = change.rows.to_pylist() if isinstance(change, Batch) else alone
        for row in rows:
            keyring.key_for(str(row.get("household_id") or f"person:{row['person_id']}"), make=True)
    secrets_of(desk).save_keyring(desk.books.ledger_id, desk.actor, keyring)


def _told(files: Mapping[str, bytes | None]) -> tuple[str, ...]:
    return tuple(path if data is not None else f"{path}(删去)" for path, data in files.items())


def short_source(source: str) -> tuple[str, str]:
    """A source fit for its one line, and the whole list for the body when many files came at once."""
    if len(source) <= SOURCE_MOST:
        return source, ""
    parts = source.split(";")
    return f"{parts[0][:_NAMED]} 等 {len(parts)} 份,见正文", "\n".join(parts)


def no_numbers(*texts: str) -> None:
    """What goes into an entry's own words holds no person's number. Errors: ``PersonalInText``."""
    for text in texts:
        kept = find_personal(text)
        if kept is not None:
            raise PersonalInText("理由", kind=kept)
