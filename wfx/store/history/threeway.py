"""Two ways on from one state, by key and row: what only one side changed stays, what both changed is a clash.

Rows are compared as they are kept, so sealed identities meet without any key.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa

from wfx.store.files.rowkeys import key_text, keys, keys_as_text
from wfx.store.history.diff import RowDiff
from wfx.values import compute as pc
from wfx.values.change import Batch
from wfx.values.schema import Schema
from wfx.values.table import Key, Row


@dataclass(frozen=True)
class Clash:
    """A record both sides changed, and not to the same; ``None`` where it does not exist.

    A file that is no record (settings, a rule, the list of officers) clashes as a whole: ``ledger`` is empty, the key
    is its path, and there are no rows.
    """

    ledger: str
    key: Key
    before: Row | None = None
    mine: Row | None = None
    theirs: Row | None = None

    @property
    def name(self) -> tuple[str, Key]:
        """What it is decided by."""
        return self.ledger, self.key


def clashes(mine: RowDiff, theirs: RowDiff) -> tuple[Clash, ...]:
    """The records both ways changed with a different end, sorted by key; both ways begin at the same state."""
    schema = mine.schema
    ours, others = _ends(mine), _ends(theirs)
    both = sorted(ours.keys() & others.keys())
    found = ((key, ours[key], others[key]) for key in both)
    return tuple(Clash(schema.name, key, own[0], own[1], other[1]) for key, own, other in found if own[1] != other[1])


def touched(diff: RowDiff) -> set[Key]:
    """The keys of every record the difference adds, removes or changes."""
    return {key for rows in (diff.added, diff.removed, diff.after) for key in keys(rows, diff.schema)}


def _ends(diff: RowDiff) -> dict[Key, tuple[Row | None, Row | None]]:
    """Key → the record before and after."""
    schema = diff.schema
    found: dict[Key, tuple[Row | None, Row | None]] = {}
    found |= {key: (None, row) for key, row in zip(keys(diff.added, schema), diff.added.to_pylist(), strict=True)}
    found |= {key: (row, None) for key, row in zip(keys(diff.removed, schema), diff.removed.to_pylist(), strict=True)}
    both = zip(keys(diff.after, schema), diff.before.to_pylist(), diff.after.to_pylist(), strict=True)
    return found | {key: (old, new) for key, old, new in both}


def again(step: RowDiff, onto: pa.Table, left_out: Collection[Key]) -> Batch:
    """One step's rows to lay on another state, without the records left out and without removing what is not there."""
    schema = step.schema
    out = keys_as_text(list(left_out), schema)
    rows = pa.concat_tables([_without(step.added, schema, out), _without(step.after, schema, out)])
    going = _without(step.removed, schema, out)
    going = going.filter(pc.is_in(key_text(going, schema), value_set=key_text(onto, schema)))
    return Batch(schema.name, rows, tuple(keys(going, schema)))


def _without(rows: pa.Table, schema: Schema, out: pa.Array) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(key_text(rows, schema), value_set=out)))
