"""Gates under verification: every act at a gate had its sign-offs, judged from the trees as they were before it.

The same question as the desk asks before it records an act (``gatecheck``), asked again of every entry: who writes with
other tools is not asked by any desk.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wfx.store.entries.entry import FACTS, Entry, ranges
from wfx.store.entries.officers import Officers
from wfx.store.history.diff import RowDiff
from wfx.store.history.gatecheck import last_word, needed, unmet
from wfx.store.history.recusal import Circles, circles_now, recused
from wfx.store.verifying.flaw import Flaw, flaw_at
from wfx.store.verifying.recusalcheck import RecusalCheck
from wfx.store.verifying.rowcheck import RowCheck
from wfx.values.matter.gates import Policy, gate_of
from wfx.values.matter.lifecycle import OPENING, RECEIVED, Action, Step
from wfx.values.matter.steps import steps_of
from wfx.values.schema import Kind, Schema
from wfx.values.table import Key, Row


@dataclass
class ActCheck:
    """Goes along the chain; knows which entries touched which file, what was signed off, and what still waits."""

    recusal: RecusalCheck = field(default_factory=RecusalCheck)
    _touched: dict[str, list[Entry]] = field(default_factory=dict)
    _signoffs: list[Entry] = field(default_factory=list)
    _listed: dict[int, Officers] = field(default_factory=dict)  # number of a sign-off → the list it was made under
    _waiting: list[tuple[Entry, str]] = field(default_factory=list)
    _back: list[tuple[Entry, str, str]] = field(default_factory=list)  # rows that came back otherwise: gate and ledger
    _matters: dict[str, Row] = field(default_factory=dict)  # path → a matter taken out of the books
    _rows: dict[str, dict[Key, Row]] = field(default_factory=dict)  # ledger → rows taken out of it

    def entry(
        self, entry: Entry, schemas: Mapping[str, Schema], officers: Officers, policy: Policy, rows: RowCheck
    ) -> Iterator[Flaw]:
        """Acts of this entry that nobody agreed to; ``officers`` and ``policy`` are those of its parent's tree."""
        registers: dict[str, list[RowDiff]] = {}
        for difference in rows.differences:
            schema = schemas.get(difference.ledger)
            if schema is not None and schema.kind is Kind.DOSSIER:
                for key, action, step, states in _acts(difference.rows, schema, self._matters.get(difference.path)):
                    out = recused(self.recusal.known(officers, rows), schema, states)
                    for who in sorted(out & {entry.actor, step.by}):
                        yield flaw_at(entry, "V47", f"{who} {action.title} {key}")
                    ground = self._ground(key, difference.path, action, schemas, rows)
                    if not ground and states[0] is None:  # the matter and its act in one go: nobody could look at it
                        ground = (entry,)
                    waits = unmet(ground, self._signoffs, self._under, gate_of(action.gate, policy).roles, out)
                    if waits:
                        yield flaw_at(entry, "V41", f"{action.title} {key},第 {_spans(waits)} 笔没有人签核")
                for row in difference.rows.removed.to_pylist():
                    self._matters[difference.path] = row
            elif schema is not None and schema.gates and entry.kind in FACTS:
                registers.setdefault(schema.name, []).append(difference.rows)
        for name, parts in registers.items():
            self._register(entry, schemas[name], parts)
        yield from self.recusal.entry(entry, officers, rows)
        if entry.signoff is not None:
            self._signoffs.append(entry)
            self._listed[entry.seq] = officers
        for difference in rows.differences:
            self._touched.setdefault(difference.path, []).append(entry)

    def _under(self, signoff: Entry) -> Officers:
        return self._listed[signoff.seq]

    def _register(self, entry: Entry, schema: Schema, parts: Iterable[RowDiff]) -> None:
        """What an entry changed in a register at a gate; a row that went to another file was changed.

        One that an earlier entry took out and this one brings back otherwise was changed too: between the two nobody
        was asked.
        """
        gone: dict[Key, Row] = {}
        came: dict[Key, Row] = {}
        asked = set[str]()
        for diff in parts:
            for before, after in zip(diff.before.to_pylist(), diff.after.to_pylist(), strict=True):
                asked.update(needed(schema, before, after))
            gone |= {schema.key_of(row): row for row in diff.removed.to_pylist()}
            came |= {schema.key_of(row): row for row in diff.added.to_pylist()}
        earlier = self._rows.setdefault(schema.name, {})
        earlier |= {key: row for key, row in gone.items() if key not in came}
        for key, row in came.items():
            asked.update(needed(schema, gone.get(key), row))
            before = None if key in gone else earlier.pop(key, None)
            back = set(needed(schema, before, row)) if before else set[str]()
            self._back += [(entry, gate, schema.name) for gate in sorted(back - asked)]
        self._waiting += [(entry, gate) for gate in sorted(asked)]

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
        return tuple(found[seq] for seq in sorted(found) if seq >= own[0].seq and found[seq].kind in FACTS)

    def waiting(self, officers: Officers | None, policy: Policy, rows: RowCheck) -> Iterator[Flaw]:
        """Rows changed at a gate that nobody has agreed to yet; sign-offs to be looked at again."""
        yield from self.recusal.later(officers, rows)
        known: Circles = circles_now(officers, rows.stands) if officers else {}
        asked = [(entry, name, "") for entry, name in self._waiting]
        for entry, name, ledger in dict.fromkeys((*asked, *self._back)):
            gate = gate_of(name, policy)
            out = self.recusal.recused_from(entry.seq, known)
            if last_word(entry, self._signoffs, self._under, gate.roles, out) != "agreed":
                yield flaw_at(entry, "V49", f"{ledger} {gate.title}") if ledger else flaw_at(entry, "V40", gate.title)


def _spans(entries: Iterable[Entry]) -> str:
    found = ranges(each.seq for each in entries)
    return "、".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


_Taken = tuple[str, Action, Step, tuple[Row | None, Row]]


def _acts(diff: RowDiff, schema: Schema, once: Row | None) -> Iterator[_Taken]:
    """Key, action, step, and the matter before and after, of every step at a gate that this brought.

    ``once``: the matter as it was when it was taken out. Steps that stood are not counted but compared: where one was
    rewritten, all from there on are new.
    """
    gated = [action for action in schema.lifecycle.actions if action.gate] if schema.lifecycle else []
    if not gated:
        return
    stood: list[tuple[Row | None, Row]] = list(zip(diff.before.to_pylist(), diff.after.to_pylist(), strict=True))
    for before, after in (*stood, *((once, row) for row in diff.added.to_pylist())):
        old, new = steps_of(before or {}), steps_of(after)
        same = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
        for step in new[min(len(old), len(new)) if same is None else same :]:
            for action in gated:
                if step.action in (action.name, action.title) or (before is not None and _jumps(step, action)):
                    yield str(after[schema.key[0]]), action, step, (before, after)


def _jumps(step: Step, action: Action) -> bool:
    """Whether a step that only a new matter begins with puts a standing one where this action would lead."""
    return step.action in (OPENING, RECEIVED) and step.note.partition(":")[0] == action.target
