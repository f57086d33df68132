"""One command's desk: the open books, who acts, what day it is, and the only way to record."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.compute as pc

from wfx import __version__
from wfx.store.books import OpenBooks, find_books, open_books
from wfx.store.entry import Entry, RowsLine
from wfx.store.view import shown_entry
from wfx.store.view import status as view_status
from wfx.values.beijing import BEIJING
from wfx.values.change import Batch, Change
from wfx.values.errors import NoActor, NoKeyHere, NotAChoice, PersonalInText
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.personal_check import find_personal
from wfx.values.sheet import Reader
from wfx.values.township import Township

if TYPE_CHECKING:  # reading commands do not pay for what only writing and opening names need
    from wfx.desk.secrets import Secrets
    from wfx.store.keyring import Keyring
    from wfx.store.keys import Signer


SOURCE_MOST = 400  # characters; with twenty-seven villages' files the digests alone take more
_NAMED = 100


@dataclass(frozen=True)
class Setting:
    """What the top floor knows and the desk may not find out itself: folders, the clock, the actor, how to ask."""

    start: Path
    home: Path
    now: datetime
    actor: str | None = None
    ask: Callable[[str], str] | None = None
    clock_ok: bool = False


@dataclass(frozen=True)
class Receipt:
    """What a record changed: one line a partition, and the entry it became (``None`` when nothing was written).

    ``held`` are work files another program held open: the books are safe, the files still show the entry before.
    """

    lines: tuple[RowsLine, ...]
    entry: Entry | None
    dry: bool = False
    files: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.lines and not self.files and self.entry is None


@dataclass
class Desk:
    """Open books with a hand that may write; use as a context manager."""

    setting: Setting
    _purpose: str = field(default="", init=False)
    _seen: dict[str, set[str]] = field(default_factory=dict, init=False)  # purpose → persons opened in full for it

    @cached_property
    def secrets(self) -> "Secrets":
        from wfx.desk.secrets import Secrets

        return Secrets(self.setting.home, self.setting.ask)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the books; they open again at the next read, at the head of that moment.

        Who was opened in full until now is noted.
        """
        if self._seen:
            from wfx.desk.access import note

            note(self, {purpose: len(persons) for purpose, persons in self._seen.items()})
            self._seen.clear()
        if "books" in self.__dict__:
            self.books.close()
            del self.__dict__["books"]

    @cached_property
    def folder(self) -> Path:
        return find_books(self.setting.start)

    @cached_property
    def books(self) -> OpenBooks:
        return open_books(self.folder)

    @property
    def today(self) -> date:
        return self.setting.now.astimezone(BEIJING).date()

    def month(self, text: str | None) -> Month:
        """The month of the option, or today's."""
        return Month.parse(text) if text else Month.of(self.today)

    def village(self, text: str | None) -> str | None:
        """The village's code for a name or code. Errors: ``BadValue``."""
        return None if text is None else village_code(self.books.township, text)

    @cached_property
    def actor(self) -> str:
        """Who acts: ``--as``, ``WFX_AS``, else the only officer with a key on this machine.

        Errors: ``NoActor``; ``NoKeyHere`` where there is no key of anybody.
        """
        from wfx.store.keys import KeyStore

        known = {officer.id for officer in self.books.officers.all}
        here = [officer for officer in KeyStore(self.setting.home).officers() if officer in known]
        chosen = self.setting.actor
        if chosen is None and len(here) == 1:
            return here[0]
        if not here:
            raise NoKeyHere(missing="能用的签字钥匙(名册里谁的都没有)")
        if chosen is None or chosen not in here:
            raise NoActor("操作人", shown=chosen or "", here="、".join(here))
        return chosen

    @property
    def roles(self) -> tuple[str, ...]:
        return self.books.officers.roles(self.actor)

    @cached_property
    def signer(self) -> "Signer":
        from wfx.store.keys import KeyStore

        return KeyStore(self.setting.home).unlock(self.actor, self.secrets.passphrase(self.actor))

    @cached_property
    def _quiet_keyring(self) -> "Keyring | None":
        try:
            return self.secrets.keyring(self.books.ledger_id, self.actor, asking=False)
        except NoActor:
            return None

    def open_names(self) -> None:
        """Ask for the passphrase, if need be, so that names open in what follows. Errors: as ``keyring``."""
        if self._quiet_keyring is None:
            self.__dict__["_quiet_keyring"] = self.keyring

    @contextmanager
    def opening(self, purpose: str) -> Iterator[None]:
        """Whoever's name or number opens in here goes out in full: noted for this purpose, one note a command.

        Errors: ``NoActor`` at the first that opens, when it is not known who opens.
        """
        before, self._purpose = self._purpose, purpose
        try:
            yield
        finally:
            self._purpose = before

    def reading(self, reader: Reader, purpose: str) -> AbstractContextManager[None]:
        """The same where this reader gets everything; any other reader's names and masked numbers are not noted."""
        return self.opening(f"{purpose}({reader.value})") if reader is Reader.UPWARD else nullcontext()

    def names(self, ids: Collection[str]) -> dict[str, Personal]:
        """Names of these persons, as far as this machine may open them without asking."""
        return self._opened(ids, "name", is_name=True)

    def numbers(self, ids: Collection[str]) -> dict[str, Personal]:
        """ID numbers of these persons, likewise."""
        return self._opened(ids, "id_number", is_name=False)

    def _opened(self, ids: Collection[str], column: str, *, is_name: bool) -> dict[str, Personal]:
        from wfx.store.seal_box import unseal

        keyring = self._quiet_keyring
        if keyring is None or not ids:
            return {}
        rows = unseal(self.books.table("identities").arrow, keyring, set(ids))
        pairs = zip(rows["person_id"].to_pylist(), rows[column].to_pylist(), strict=True)
        noted = bool(self._purpose)
        found = {person: Personal(text, is_name, noted) for person, text in pairs if text is not None}
        if found and noted and self.actor:
            self._seen.setdefault(self._purpose, set()).update(found)
        return found

    def plain_identities(self, ids: pa.ChunkedArray) -> pa.Table:
        """Whole identity rows of these persons, opened for laying an import over them. Errors: ``NoKeyring``."""
        from wfx.store.seal_box import unseal

        rows = self.books.table("identities").arrow
        mine = rows.filter(pc.is_in(rows["person_id"], value_set=ids.combine_chunks()))
        return unseal(mine, self.keyring)

    @cached_property
    def keyring(self) -> "Keyring":
        """The keyring, asking for the passphrase if need be. Errors: those of ``actor``, ``PassphraseNeeded``."""
        found = self.secrets.keyring(self.books.ledger_id, self.actor, asking=True)
        if found is None:
            raise NoKeyHere(missing=f"{self.actor} 的钥匙串")
        return found

    def record(  # noqa: PLR0913 - the form of one entry
        self,
        topic: str,
        what: str,
        changes: Sequence[Change | Batch],
        *,
        about: str = "",
        source: str = "",
        body: str = "",
        kind: str = "change",
        files: Mapping[str, bytes | None] | None = None,
        dry: bool = False,
    ) -> Receipt:
        """Record the changes as one signed entry, or only say what they would be.

        Errors: ``PersonalInText`` when a reason holds a number of a person, ``GateClosed`` for an act whose ground
        nobody has signed off, and the store's own.
        """
        from wfx.desk.gates import hold
        from wfx.store.write import Draft, preview, record

        no_numbers(what, body, source)
        hold(self, changes)
        named_source, listed = short_source(source)
        text = "\n\n".join(part for part in (body, listed) if part)
        draft = Draft(topic=topic, what=what, body=text, kind=kind, about=about, source=named_source)
        named = dict(files or {})
        seals = any(change.ledger == "identities" for change in changes)
        if dry:
            lines = preview(self.folder, changes, named, keyring=self.keyring if seals else None)
            return Receipt(tuple(lines), None, dry=True, files=_told(named))
        if seals:
            self._keys_for(changes)
        self._write_access()
        signer = self.signer  # asking who signs may open the books, which must be shut while they are written
        self.close()
        entry = record(
            self.folder,
            draft,
            changes,
            named,
            signer,
            self.setting.now,
            keyring=self.keyring if seals else None,
            clock_ok=self.setting.clock_ok,
            tool=tool(),
        )
        if entry is None:
            return Receipt((), None)
        held = () if shown_entry(self.folder) == entry.oid else view_status(self.folder).stale
        return Receipt(entry.rows, entry, files=_told(named), held=held)

    def _write_access(self) -> None:
        """What the actor opened in full on earlier days becomes an entry of its own before this one."""
        if (self.setting.home / "ledgers" / self.books.ledger_id / "access").is_dir():
            from wfx.desk.access import write_earlier_days

            write_earlier_days(self)

    def _keys_for(self, changes: Sequence[Change | Batch]) -> None:
        """Make and keep the households' keys before anything sealed under them can stand in the books."""
        for change in changes:
            if change.ledger != "identities":
                continue
            rows = change.rows.to_pylist() if isinstance(change, Batch) else [change.after or {}]
            for row in rows:
                self.keyring.key_for(str(row.get("household_id") or f"person:{row['person_id']}"), make=True)
        self.secrets.save_keyring(self.books.ledger_id, self.actor, self.keyring)


def _told(files: Mapping[str, bytes | None]) -> tuple[str, ...]:
    return tuple(path if data is not None else f"{path}(删去)" for path, data in files.items())


def short_source(source: str) -> tuple[str, str]:
    """A source fit for its one line, and the whole list for the body when many files came at once."""
    if len(source) <= SOURCE_MOST:
        return source, ""
    parts = source.split(";")
    return f"{parts[0][:_NAMED]} 等 {len(parts)} 份,见正文", "\n".join(parts)


def village_code(township: Township, text: str) -> str:
    """The village's code for a name or code. Errors: ``NotAChoice``."""
    found = township.village(text)
    if found is None:
        raise NotAChoice("村", shown=text, allowed="、".join(each.name for each in township.villages))
    return found.code


def no_numbers(*texts: str) -> None:
    """What goes into an entry's own words holds no person's number. Errors: ``PersonalInText``."""
    for text in texts:
        kept = find_personal(text)
        if kept is not None:
            raise PersonalInText("理由", kind=kept)


def brief_source(source: str) -> str:
    """A source where many entries stand in one list: its first file and how many; ``audit show`` has all."""
    first, *more = source.split(";")
    return f"{first} 等 {len(more) + 1} 份" if len(more) > 1 else source


def tool() -> str:
    """The program and reader versions named in every entry."""
    return f"wfx {__version__} pyarrow {pa.__version__}"
