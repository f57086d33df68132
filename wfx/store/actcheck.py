"""Gates under verification: every act at a gate had its sign-offs, judged from the trees as they were before it.

The same question as the desk asks before it records an act (``gatecheck``), asked again of every entry: who writes with
other tools is not asked by any desk.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wfx.store.diff import RowDiff
from wfx.store.entry import Entry, ranges
from wfx.store.flaw import Flaw, flaw_at
from wfx.store.gatecheck import last_word, needed, unmet
from wfx.store.officers import Officers
from wfx.store.recusal import Circles, circles_now, recused
from wfx.store.recusalcheck import RecusalCheck
from wfx.store.rowcheck import RowCheck
from wfx.values.gates import Policy, gate_of
from wfx.values.lifecycle import Action
from wfx.values.schema import Kind, Schema
from wfx.values.steps import steps_of
from wfx.values.table import Key, Row


@dataclass
class ActCheck:
    """Goes along the chain; knows which entries touched which file, what was signed off, and what still waits."""

    recusal: RecusalCheck = field(default_factory=RecusalCheck)
    _touched: dict[str, list[Entry]] = field(default_factory=dict)
    _signoffs: list[Entry] = field(default_factory=list)
    _listed: dict[int, Officers] = field(default_factory=dict)  # number of a sign-off → the list it was made under
    _waiting: list[tuple[Entry, str]] = field(default_factory=list)

    def entry(
        self, entry: Entry, schemas: Mapping[str, Schema], officers: Officers, policy: Policy, rows: RowCheck
    ) -> Iterator[Flaw]:
        """Acts of this entry that nobody agreed to; ``officers`` and ``policy`` are those of its parent's tree."""
        registers: dict[str, list[RowDiff]] = {}
        for difference in rows.differences:
            schema = schemas.get(difference.ledger)
            if schema is not None and schema.kind is Kind.DOSSIER:
                for key, action, states in _acts(difference.rows, schema):
                    out = recused(self.recusal.known(officers, rows), schema, states)
                    if entry.actor in out:
                        yield flaw_at(entry, "V47", f"{entry.actor} {action.title} {key}")
                    ground = self._ground(key, difference.path, action, schemas, rows)
                    waits = unmet(ground, self._signoffs, self._under, gate_of(action.gate, policy).roles, out)
                    if waits:
                        yield flaw_at(entry, "V41", f"{action.title} {key},第 {_spans(waits)} 笔没有人签核")
            elif schema is not None and schema.gates and entry.kind == "change":
                registers.setdefault(schema.name, []).append(difference.rows)
        for name, parts in registers.items():
            self._waiting += [(entry, gate) for gate in sorted(set(_asked(parts, schemas[name])))]
        yield from self.recusal.entry(entry, officers, rows)
        if entry.signoff is not None:
            self._signoffs.append(entry)
            self._listed[entry.seq] = officers
        for difference in rows.differences:
            self._touched.setdefault(difference.path, []).append(entry)

    def _under(self, signoff: Entry) -> Officers:
        return self._listed[signoff.seq]

    def _ground(
        self, key: str, path: str, action: Action, schemas: Mapping[str, Schema], rows: RowCheck
    ) -> tuple[Entry, ...]:
        """The entries that made the matter what it was, and those of its rows in other ledgers since it began."""
        own = self._touched.get(path, [])
        if not own:
            return ()
        name = schemas[path.split("/")[1]].key[0]
        others = [each for ledger in action.stands_on for each in rows.before(ledger).items()]
        paths = [each for each, table in others if name in table.column_names and key in table[name].to_pylist()]
        found = {each.seq: each for each_path in (path, *paths) for each in self._touched.get(each_path, [])}
        return tuple(found[seq] for seq in sorted(found) if seq >= own[0].seq and found[seq].kind == "change")

    def waiting(self, officers: Officers | None, policy: Policy, rows: RowCheck) -> Iterator[Flaw]:
        """Rows changed at a gate that nobody has agreed to yet; sign-offs to be looked at again."""
        yield from self.recusal.later(officers, rows)
        known: Circles = circles_now(officers, rows.stands) if officers else {}
        for entry, name in self._waiting:
            gate = gate_of(name, policy)
            out = self.recusal.recused_from(entry.seq, known)
            if last_word(entry, self._signoffs, self._under, gate.roles, out) != "agreed":
                yield flaw_at(entry, "V40", gate.title)


def _spans(entries: Iterable[Entry]) -> str:
    found = ranges(each.seq for each in entries)
    return "、".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _acts(diff: RowDiff, schema: Schema) -> Iterator[tuple[str, Action, tuple[Row, Row]]]:
    """Key, action, and the matter before and after, of every step at a gate that a matter standing before took."""
    gated = {action.name: action for action in schema.lifecycle.actions if action.gate} if schema.lifecycle else {}
    if not gated:
        return
    for before, after in zip(diff.before.to_pylist(), diff.after.to_pylist(), strict=True):
        for step in steps_of(after)[len(steps_of(before)) :]:
            if step.action in gated:
                yield str(after[schema.key[0]]), gated[step.action], (before, after)


def _asked(parts: Iterable[RowDiff], schema: Schema) -> Iterator[str]:
    """The gates that what an entry changed in a register passes; a row that went to another file was changed."""
    gone: dict[Key, Row] = {}
    came: list[Row] = []
    for diff in parts:
        for before, after in zip(diff.before.to_pylist(), diff.after.to_pylist(), strict=True):
            yield from needed(schema, before, after)
        gone |= {schema.key_of(row): row for row in diff.removed.to_pylist()}
        came += diff.added.to_pylist()
    for row in came:
        yield from needed(schema, gone.get(schema.key_of(row)), row)
