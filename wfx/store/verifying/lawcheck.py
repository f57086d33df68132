"""Law level of verification: settings and rules load, what a law entry took away, gates met, how a month was sealed.

What rules say is judged by another wing; the desk gives it as ``Judge``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

import pyarrow as pa

from wfx.store.entries.entry import Entry
from wfx.store.entries.officers import Officers
from wfx.store.files.calendar import calendar_of
from wfx.store.files.township import parse_township
from wfx.store.files.types import table_of
from wfx.store.history.recusal import RELATIONS
from wfx.store.verifying.actcheck import ActCheck
from wfx.store.verifying.flaw import Flaw, flaw_at
from wfx.store.verifying.objects import Changed
from wfx.store.verifying.rowcheck import RowCheck
from wfx.values.errors import NoSuchLedger, WfxError
from wfx.values.latest import LATEST, latest_rows
from wfx.values.matter.gates import Policy
from wfx.values.matter.made import GONE, is_setting, settings_rows, table_schema
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.then import rows_then
from wfx.values.township import Township

SETTINGS = "wfx.toml"
_SAYING = ("rules/", "views/")  # what is judged, what is shown
Files = Mapping[str, bytes]


class Judge(Protocol):
    """What the rules wing answers, given by the desk."""

    def standing(self, files: Files, schemas: Mapping[str, Schema]) -> Mapping[str, tuple[int, str]]:
        """Rule number → its weight, 0 for one that only warns, and what it asks, as a text to compare.

        ``files`` are the rules and the views. Errors: ``Refused`` when one does not load.
        """

    def red(
        self, files: Files, schemas: Mapping[str, Schema], table: Callable[[str], pa.Table], month: Month
    ) -> Mapping[str, int]:
        """Rule number → how many of its confirmed red findings nobody had an answer to, on these tables."""


class LawCheck:
    """Goes along the chain; knows the law before each entry."""

    def __init__(self, judge: Judge, content: Callable[[bytes], bytes]) -> None:
        self._judge = judge
        self._content = content
        self._rules: Mapping[str, tuple[int, str]] = {}
        self._township: Township | None = None
        self._settings: dict[bytes, int] = {}  # id of each wfx.toml that stood → the first entry it stood at
        self._broken = False
        self._acts = ActCheck()
        self._gates: frozenset[tuple[str, str]] = frozenset()
        self._sealed: set[str] = set()

    def entry(
        self,
        entry: Entry,
        changes: Iterable[Changed],
        files: Mapping[str, bytes],
        schemas: Mapping[str, Schema],
        officers: Officers | None,
        rows: RowCheck,
    ) -> Iterator[Flaw]:
        """Findings at one entry; ``files`` is path → id of what stands after it, ``rows`` the rows that stand.

        ``officers`` are those of its parent's tree.
        """
        changed = {change.path for change in changes}
        if SETTINGS in changed:
            yield from self._new_settings(entry, files.get(SETTINGS, b""))
        if any(path.startswith((*_SAYING, "schemas/")) for path in changed):
            yield from self._new_rules(entry, files, schemas)
            yield from self._new_schemas(entry, schemas)
        if officers is not None:
            yield from self._acts.entry(entry, schemas, officers, self.policy, rows)
        if entry.kind == "seal":
            yield from self._month(entry)
            if not self._broken:
                yield from self._seal(entry, files, schemas, rows)

    @property
    def policy(self) -> Policy:
        """The roles at each gate, before the next entry."""
        return self._township.gates if self._township else {}

    def waiting(self, officers: Officers | None, rows: RowCheck) -> Iterator[Flaw]:
        """What nobody has agreed to yet, or another should look at again; ``officers`` and ``rows`` are of today."""
        return self._acts.waiting(officers, self.policy, rows)

    def take_up(self, entry: Entry, files: Mapping[str, bytes], schemas: Mapping[str, Schema]) -> None:
        """Know the law that stood before the first entry looked at."""
        settings = self._new_settings(entry, files.get(SETTINGS, b""))
        for _ in (*settings, *self._new_rules(entry, files, schemas), *self._new_schemas(entry, schemas)):
            pass  # found where it was written

    def _new_settings(self, entry: Entry, oid: bytes) -> Iterator[Flaw]:
        try:
            township = parse_township(self._content(oid))
        except WfxError:
            yield flaw_at(entry, "V38", SETTINGS)
            return
        before, self._township = self._township, township
        if before is None:
            self._settings[oid] = entry.seq
            return
        moved = sorted(
            name
            for name in before.gates.keys() | township.gates.keys()
            if before.gates.get(name) != township.gates.get(name)
        )
        if moved or township.format < before.format:
            yield flaw_at(entry, "V44", "、".join(moved) or "format")
        if oid in self._settings:
            yield flaw_at(entry, "V45", f"第 {self._settings[oid]} 笔")
        self._settings.setdefault(oid, entry.seq)

    def _law_files(self, files: Mapping[str, bytes], folders: tuple[str, ...] = _SAYING) -> dict[str, bytes]:
        return {path: self._content(oid) for path, oid in sorted(files.items()) if path.startswith(folders)}

    def _new_rules(self, entry: Entry, files: Mapping[str, bytes], schemas: Mapping[str, Schema]) -> Iterator[Flaw]:
        try:
            rules = self._judge.standing(self._law_files(files), schemas)
        except WfxError as refused:
            self._broken = True
            places = sorted({each.place.file for each in refused.problems if each.place.file})
            yield flaw_at(entry, "V38", "、".join(places[:5]) or "rules")
            return
        self._broken = False
        before, self._rules = self._rules, rules
        weaker = {name for name, (weight, _) in before.items() if rules.get(name, (-1, ""))[0] < weight}
        if weaker:
            yield flaw_at(entry, "V43", "、".join(sorted(weaker)))
        confirmed = {name: asks for name, (weight, asks) in before.items() if weight and name in rules}
        other = sorted(name for name, asks in confirmed.items() if rules[name][1] != asks)
        if other:
            yield flaw_at(entry, "V51", "、".join(other))

    def _new_schemas(self, entry: Entry, schemas: Mapping[str, Schema]) -> Iterator[Flaw]:
        """Which acts and changes pass which gate, and whose relatives are known, is said in schemas."""
        before, self._gates = self._gates, frozenset(each for schema in schemas.values() for each in _gated(schema))
        if lost := sorted({ledger for ledger, _ in before - self._gates}):
            yield flaw_at(entry, "V44", "、".join(lost))

    def _month(self, entry: Entry) -> Iterator[Flaw]:
        """A month is sealed once, and not before it begins: the first seal fixes what is judged."""
        if entry.about in self._sealed:
            yield flaw_at(entry, "V50", f"{entry.about} 封过账")
        if len(entry.about) != len("2026-10") or entry.about > f"{entry.when:%Y-%m}":
            yield flaw_at(entry, "V50", f"{entry.about} 还没有开始" if entry.about[:7] == entry.about else entry.about)
        self._sealed.add(entry.about)

    def _seal(
        self, entry: Entry, files: Mapping[str, bytes], schemas: Mapping[str, Schema], rows: RowCheck
    ) -> Iterator[Flaw]:
        month = Month.parse(entry.about[:7])

        def table(name: str) -> pa.Table:
            if name in schemas:
                return rows_then(name, lambda each: rows.table(schemas[each]), schemas, month.last)
            if name.startswith(LATEST):
                ledger = schemas[name.removeprefix(LATEST)]
                return latest_rows(ledger, rows.table(ledger), month)
            if is_setting(name, schemas) and self._township is not None:
                calendar = self._law_files(files, ("calendar/",))
                made = settings_rows(name, self._township, lambda: calendar_of(calendar))
                return table_of(made, table_schema(name, schemas))
            if name.startswith(GONE):
                return rows.gone(schemas[name.removeprefix(GONE)])
            raise NoSuchLedger(shown=name)

        try:
            red = self._judge.red(self._law_files(files, ("rules/",)), schemas, table, month)
        except WfxError:  # rows that do not fit their schema are a finding of their own
            yield flaw_at(entry, "V38", "封账时的数据")
            return
        if red:
            counted = "、".join(f"{rule} {count} 条" for rule, count in sorted(red.items()))
            yield flaw_at(entry, "V46", f"{entry.about[:7]} {counted}")


def _gated(schema: Schema) -> Iterator[tuple[str, str]]:
    """Ledger and, in words of its own, each thing of this schema that a gate or a recusal stands on."""
    for rule in schema.gates:
        for code in rule.to or ("",):
            yield schema.name, repr((rule.gate, rule.column, code, sorted(rule.where.items())))
    for action in schema.lifecycle.actions if schema.lifecycle else ():
        if action.gate:
            yield schema.name, repr((action.gate, action.name, action.target))
            yield from ((schema.name, repr((action.name, ledger))) for ledger in action.stands_on)
    if schema.name in RELATIONS:
        yield from ((schema.name, name) for name in RELATIONS[schema.name] if name in schema.names)
