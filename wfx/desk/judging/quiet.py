"""Which rules had nothing to say of a month, so that nobody asks them again over the same rows.

Kept is only that: a digest a rule over everything its answer depends on (its bytes, the schemas, the engine, the month,
the content of each table it reads). Where one of them differs the rule is asked; what it finds is never kept, so no
list of findings lies about. The cache is a local help and trusted as its tables are: the verifier reads neither.
"""

from collections.abc import Collection, Iterable
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Final

import pyarrow as pa

from wfx.desk.judging.inforce import Checked
from wfx.rules.kept import engine
from wfx.store.books.books import OpenBooks
from wfx.values.latest import LATEST
from wfx.values.matter.made import base_of
from wfx.values.month import Month
from wfx.values.then import EVENTS, THEN

_STATES: Final = 3  # of the books, a month: as it runs, as it was sealed, as it is looked back on
_FORM: Final = pa.schema([("path", pa.string()), ("key", pa.string())])


class Quiet:
    """The memory of one state of the books, of a month judged as of a day."""

    def __init__(self, books: OpenBooks, month: Month, day: date) -> None:
        self._books = books
        self._when = str(month)
        self._same = f"{engine()} {books.folder_id('schemas')} {month} {day}"
        self._states: dict[str, str] = {}
        self._known: dict[str, dict[str, list[str]]] = {}

    def has(self, one: Checked) -> bool:
        """Whether the rule is known to find nothing here."""
        if one.duty not in self._known:
            self._known[one.duty] = self._read(one.duty)
        return self._key(one) in self._known[one.duty].get(one.path, ())

    def _read(self, duty: str) -> dict[str, list[str]]:
        table = self._books.cache.get(f"quiet-{duty}", self._when, _FORM)
        known: dict[str, list[str]] = {}
        for path, key in zip(*(column.to_pylist() for column in table.columns), strict=True) if table else ():
            known.setdefault(path, []).append(key)
        return known

    def keep(self, asked: Iterable[Checked], silent: Collection[str]) -> None:
        """Remember of the rules asked which (by path) were silent, duty by duty."""
        for duty, group in groupby(sorted(asked, key=lambda one: one.path), key=lambda one: one.duty):
            fresh = {one.path: self._key(one) for one in group if one.path in silent}
            if fresh:
                now = self._known.get(duty, {})
                now |= {path: [key, *now.get(path, ())][:_STATES] for path, key in fresh.items()}
                rows = [(path, key) for path, keys in now.items() for key in keys]
                self._books.cache.put(f"quiet-{duty}", self._when, pa.table(list(zip(*rows, strict=True)), _FORM))

    def _key(self, one: Checked) -> str:
        states = " ".join(f"{name}={self._state(name)}" for name in one.reads)
        return sha256(f"{self._same} {one.path} {one.blob} {states}".encode()).hexdigest()[:32]

    def _state(self, name: str) -> str:
        """What a table's content hangs on: its ledger's files; rows gone and clocks on the whole entry."""
        if name not in self._states:
            self._states[name] = self._books.head
            if name in self._books.schemas or name.startswith(LATEST):
                ledger = base_of(name, self._books.schemas)
                beside = [EVENTS] if ledger in THEN and EVENTS in self._books.schemas else []
                self._states[name] = " ".join(self._books.state(each) for each in (ledger, *beside))
        return self._states[name]
