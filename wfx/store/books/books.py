"""The books open for reading at one entry: everything comes from HEAD's blobs, nothing from the work tree."""

import contextlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from wfx.store.books.reading import part
from wfx.store.books.view import repair
from wfx.store.entries.chain import Chain
from wfx.store.entries.entry import OFFICERS_FILE, Entry, parse_commit
from wfx.store.entries.officers import Officers, parse_officers
from wfx.store.entries.sign import verify
from wfx.store.files.cache import Cache
from wfx.store.files.paths import dossier_path
from wfx.store.files.schemas import load_schemas
from wfx.store.files.toml import decode_dossier
from wfx.store.files.township import parse_township
from wfx.store.objects.git import Git, RawChange
from wfx.store.objects.gitdir import check_safe
from wfx.store.objects.tree import Trees
from wfx.values.errors import BadPath, NoSuchLedger, NotBooks, SignatureBad, StillPacked
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.table import Cell, Table
from wfx.values.township import Township

_BUNDLE = ".bundle"


class Law:
    """What records are judged by at one entry: schemas by ledger, and the bytes of all else by path.

    Each part is read when it is first asked for.
    """

    def __init__(self, books: "OpenBooks") -> None:
        self._books = books

    @property
    def schemas(self) -> Mapping[str, Schema]:
        return self._books.schemas

    @cached_property
    def rules(self) -> Mapping[str, bytes]:
        return self._books.files("rules")

    @cached_property
    def templates(self) -> Mapping[str, bytes]:
        return self._books.files("templates")

    @cached_property
    def views(self) -> Mapping[str, bytes]:
        return self._books.files("views")


def find_books(start: Path) -> Path:
    """The books folder at or above a folder. Errors: ``NotBooks``, ``StillPacked`` where a bundle stands instead."""
    for folder in (start.resolve(), *start.resolve().parents):
        own = folder / ".git"
        if own.is_dir() and ((folder / "wfx.toml").exists() or (own / "wfx").is_dir()):
            return folder
    for packed in [start] if start.is_file() else sorted(start.glob(f"*{_BUNDLE}")):
        if packed.suffix == _BUNDLE:
            name = packed.name if packed.resolve().parent == Path.cwd() else str(packed)
            raise StillPacked(shown=name, path=name)
    raise NotBooks(shown=start.name)


def open_books(folder: Path) -> "OpenBooks":
    """The books at their newest entry; use in a ``with``. A view left behind by a cut-off command is brought up.

    Errors: ``NotBooks``, ``UnsafeBooks``, ``ObjectDamaged``, ``EntryMalformed``, ``SignatureBad``.
    """
    books = read_books(folder)
    repair(folder, books.head)
    return books


def read_books(folder: Path, *, keeps: bool = True) -> "OpenBooks":
    """The same, leaving the work tree alone, and without ``keeps`` the git directory too. Errors: as ``open_books``."""
    if not (folder / ".git").is_dir():
        raise NotBooks(shown=folder.name)
    check_safe(folder)
    git = Git(folder)
    with contextlib.ExitStack() as undo:
        undo.callback(git.close)
        head = git.head()
        if not head:
            raise NotBooks(shown=folder.name)
        books = OpenBooks(git, Trees(git), Chain(git, head), head, keeps=keeps)
        _check_head(books)
        undo.pop_all()
    return books


def _check_head(books: "OpenBooks") -> None:
    """The newest entry is signed, by a key its parent's list of officers gives to its actor: cheap, so always done."""
    here = books.here
    parsed = parse_commit(here.oid, books.git.read(here.oid, "commit"))
    public = verify(parsed.armour, parsed.payload)
    before = books.parent()
    if (before or books).officers.holders.get(public) != here.actor:
        raise SignatureBad(here.oid, shown=str(here.seq), fault="key")


class OpenBooks:
    """One state of the books; implements ``wfx.values.books.Books``."""

    def __init__(
        self, git: Git, trees: Trees, chain: Chain, oid: str, *, shares: bool = False, keeps: bool = True
    ) -> None:
        self._shares = shares
        self._keeps = keeps
        self.git = git
        self.trees = trees
        self.chain = chain
        self.root = git.folder
        self.made: dict[tuple[str, ...], Any] = {}  # what was made of trees, by what it is and their ids
        self.here = chain.entry(oid)
        self.cache = Cache(git.folder, keeps=keeps)
        self.gated: tuple[tuple[Entry, str], ...] | None = None  # what ``gatelog.gated_rows`` found
        self._lists: dict[str, Officers] = {}
        self.changes: dict[str, list[RawChange]] = {}
        self.followed: set[str] = set()  # ledgers of which one record's history was asked for

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process; books opened from these by ``at`` share it and leave it running."""
        if not self._shares:
            self.git.close()

    # the entry

    @property
    def head(self) -> str:
        """The id of the entry these books stand at."""
        return self.here.oid

    @property
    def seq(self) -> int:
        return self.here.seq

    @cached_property
    def ledger_id(self) -> str:
        """The genesis entry's id: which books these are."""
        return self.chain.genesis

    def entries(self, limit: int | None = None) -> Iterator[Entry]:
        """Entries newest first."""
        return self.chain.walk(limit)

    def entry(self, ref: str) -> Entry:
        """By number (``12``, ``#12``), id (six digits or more), day or month. Errors: ``NoSuchEntry``."""
        return self.chain.find(ref)

    def at(self, ref: str) -> "OpenBooks":
        """The books as they stood at that entry. Errors: ``NoSuchEntry``."""
        return self._at(self.entry(ref).oid)

    def before_month(self, month: Month) -> "OpenBooks | None":
        """The books before the first facts of that month came in, or ``None`` when there were none before."""
        found = self.chain.before_month(month)
        return None if found is None else self._at(found.oid)

    def seal(self, month: Month) -> Entry | None:
        """The entry that sealed the month, or ``None``."""
        return self.chain.seal(month)

    def parent(self) -> "OpenBooks | None":
        """The books before this entry, or ``None`` at the genesis."""
        return self._at(self.here.parent) if self.here.parent else None

    def _at(self, oid: str) -> "OpenBooks":
        other = OpenBooks(self.git, self.trees, self.chain.below(oid), oid, shares=True, keeps=self._keeps)
        other.made = self.made
        return other

    # files

    def blob(self, path: str) -> bytes | None:
        """A file's bytes, or ``None``."""
        item = self.trees.find(self.here.tree, path)
        return None if item is None or item.is_folder else self.git.read(item.oid, "blob")

    def files(self, prefix: str) -> dict[str, bytes]:
        """Path → bytes of every file under a folder, sorted by path."""
        found = self.trees.files(self.here.tree, prefix.rstrip("/"))
        return dict(zip(found, (each.data for each in self.git.read_many(found.values())), strict=True))

    @cached_property
    def township(self) -> Township:
        """The settings in force. Errors: ``NotBooks`` without ``wfx.toml``, ``Refused`` when it is wrong."""
        data = self.blob("wfx.toml")
        if data is None:
            raise NotBooks(shown="wfx.toml")
        return parse_township(data)

    @cached_property
    def officers(self) -> Officers:
        """Who may sign the next entry. Errors: ``NotBooks`` without the list, ``Refused`` when it is wrong."""
        data = self.blob(OFFICERS_FILE)
        if data is None:
            raise NotBooks(shown=OFFICERS_FILE)
        return parse_officers(data)

    def officers_under(self, entry: Entry) -> Officers:
        """Who could sign that entry: the list in its parent's tree. Errors: as ``officers``."""
        return self.officers_after(self.chain.entry(entry.parent))

    def officers_after(self, entry: Entry) -> Officers:
        """The list in that entry's own tree; each writing of it is read once. Errors: as ``officers``."""
        item = self.trees.find(entry.tree, OFFICERS_FILE)
        if item is None:
            raise NotBooks(shown=OFFICERS_FILE)
        if item.oid not in self._lists:
            self._lists[item.oid] = parse_officers(self.git.read(item.oid, "blob"))
        return self._lists[item.oid]

    def folder_id(self, path: str) -> str:
        """The id of a folder's tree: equal ids hold equal files. Empty where there is none."""
        item = self.trees.find(self.here.tree, path)
        return item.oid if item and item.is_folder else ""

    @cached_property
    def schemas(self) -> Mapping[str, Schema]:
        """Every ledger's schema by name; each state of the folder is read once for all books opened from these."""
        known = ("schemas", self.folder_id("schemas"))
        if known not in self.made:
            self.made[known] = load_schemas(self.files("schemas"))
        schemas: Mapping[str, Schema] = self.made[known]
        return schemas

    def law(self) -> Law:
        """Schemas, rules, templates and views of this entry's tree."""
        return Law(self)

    # ledgers

    @property
    def ledgers(self) -> tuple[str, ...]:
        return tuple(sorted(self.schemas))

    def schema(self, ledger: str) -> Schema:
        """The ledger's schema. Errors: ``NoSuchLedger``."""
        if ledger not in self.schemas:
            raise NoSuchLedger(shown=ledger[:40])
        return self.schemas[ledger]

    def table(self, ledger: str, *, month: Month | None = None, village: str | None = None) -> Table:
        """All rows, or only those of the month and village (where the ledger has such a field), sorted by key.

        Errors: ``NoSuchLedger``, and those of the readers for a damaged file.
        """
        schema = self.schema(ledger)
        table = part(self, schema, month, village)
        wanted = {"month": str(month) if month else None, "village": village}
        return table.where(**{name: text for name, text in wanted.items() if text is not None and name in schema.names})

    def state(self, ledger: str) -> str:
        """Names a ledger's content and the schemas it was read with: equal states have equal rows."""
        return f"{self.folder_id(f'ledgers/{ledger}')}-{self.folder_id('schemas')[:16]}"

    def ledger_files(self, ledger: str) -> dict[str, str]:
        """Path → blob id of a ledger's files, sorted by path."""
        return self.trees.files(self.here.tree, f"ledgers/{ledger}")

    def dossier(self, ledger: str, key: str) -> dict[str, Cell] | None:
        """One whole matter with its steps, or ``None``. Errors: ``NoSuchLedger``."""
        schema = self.schema(ledger)
        path = self.dossier_path(ledger, key)
        data = self.blob(path) if path else None
        return None if data is None else decode_dossier(data, schema)

    def dossier_path(self, ledger: str, key: str) -> str:
        """The file a matter of that id would lie in, or an empty string for an id no file can have."""
        try:
            return str(dossier_path(self.schema(ledger), key))
        except BadPath:
            return ""
