"""Three-way merge by key and cell: what a branch changed is taken, what both changed differently is for a person.

``base`` is the row as it stood when the branch was made, ``ours`` as it stands in the books, ``theirs`` as it came
back. A blank cell of ``theirs`` is no change. Nothing one side alone touched is lost; the merge of the two sides
changed about is the same but for who is called which.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from wfx.values.table import Cell

Record = Mapping[str, Cell]


@dataclass(frozen=True)
class Conflict:
    """One cell both sides changed, each to something else; ``number`` stays the same however often it is listed."""

    ledger: str
    key: tuple[str, ...]
    field: str
    base: Cell
    ours: Cell
    theirs: Cell

    @property
    def number(self) -> str:
        """Four hexadecimal digits for typing."""
        said = "\x1f".join((self.ledger, *self.key, self.field, str(self.ours), str(self.theirs)))
        return hashlib.sha256(said.encode("utf-8")).hexdigest()[:4]


@dataclass(frozen=True)
class Own:
    """What the branch itself changed in one row, to be laid over the books, and what is for a person to decide."""

    cells: Mapping[str, Cell]
    conflicts: tuple[Conflict, ...] = ()


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same: a list in any order, an empty list as nothing."""
    if isinstance(one, list) or isinstance(other, list):
        left, right = (sorted(map(str, cell)) if isinstance(cell, list) else [] for cell in (one, other))
        return left == right
    return one == other


def own_changes(
    ledger: str, key: tuple[str, ...], theirs: Record, base: Record | None, ours: Record | None, *, known: bool = True
) -> Own:
    """The branch's own changes in one row.

    ``known``: false when nobody knows the base, so that any difference from what stands may be an old value as well as
    a new one, and is for a person to decide.
    """
    cells: dict[str, Cell] = {}
    conflicts = []
    for name, came in theirs.items():
        if came is None or came == []:
            continue
        stood = (base or {}).get(name)
        stands = (ours or {}).get(name)
        if same(came, stands) or (known and same(came, stood)):
            continue
        if (known and same(stands, stood)) or (not known and stands is None):
            cells[name] = came
        else:
            conflicts.append(Conflict(ledger, key, name, stood, stands, came))
    return Own(cells, tuple(conflicts))
