"""What each rule said of a month, so that nobody asks it again over the same rows.

Kept are a digest a rule over everything its answer depends on (its bytes, the schemas, the engine, the month, the
content of each table it reads) and the numbers of its findings, which are digests too. Where one of them differs the
rule is asked. A rule that was silent need not be asked at all, and of the month before only one whose findings do not
all stand any more. What a finding says is never kept, so no list of findings lies about. The cache is a local help and
trusted as its tables are: the verifier reads neither.
"""

from collections.abc import Collection, Iterable, Mapping
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
_MOST: Final = 50_000  # numbers of one rule: beyond, it is asked
_FORM: Final = pa.schema([("path", pa.string()), ("key", pa.string()), ("numbers", pa.list_(pa.string()))])

Said = dict[str, list[str]]


class Remembered:
    """The memory of one state of the books, of a month judged as of a day."""

    def __init__(self, books: OpenBooks, month: Month, day: date) -> None:
        self._books = books
        self._when = str(month)
        self._same = f"{engine()} {books.folder_id('schemas')} {month} {day}"
        self._states: dict[str, str] = {}
        self._known: dict[str, dict[str, Said]] = {}

    def numbers(self, one: Checked) -> Collection[str] | None:
        """The numbers of what the rule is known to find here; ``None`` where it has to be asked."""
        return self._of(one.duty).get(one.path, {}).get(self._key(one))

    def _of(self, duty: str) -> dict[str, Said]:
        """Path → key → numbers, the newest key first."""
        if duty not in self._known:
            table = self._books.cache.get(f"said-{duty}", self._when, _FORM)
            known: dict[str, Said] = {}
            for row in table.to_pylist() if table else ():
                known.setdefault(row["path"], {})[row["key"]] = row["numbers"] or []
            self._known[duty] = known
        return self._known[duty]

    def keep(self, asked: Iterable[Checked], said: Mapping[str, Collection[str]]) -> None:
        """Remember of the rules asked what (by path) they found, duty by duty; who is not in ``said`` did not run."""
        for duty, group in groupby(sorted(asked, key=lambda one: one.path), key=lambda one: one.duty):
            now, fresh = self._of(duty), [one for one in group if len(said.get(one.path, range(_MOST))) < _MOST]
            again = [one for one in fresh if self._key(one) not in now.get(one.path, {})]
            for one in again:
                kept = {self._key(one): sorted(said[one.path]), **now.get(one.path, {})}
                now[one.path] = dict(list(kept.items())[:_STATES])
            if again:
                rows = [(path, key, found) for path, keys in now.items() for key, found in keys.items()]
                self._books.cache.put(f"said-{duty}", self._when, pa.table(list(zip(*rows, strict=True)), _FORM))

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
