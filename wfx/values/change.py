"""What a duty wants recorded: single records, or many rows of one register at once."""

from dataclasses import dataclass

import pyarrow as pa

from wfx.values.table import Key, Row


@dataclass(frozen=True)
class Change:
    """One record before and after; ``None`` before is new, ``None`` after is gone."""

    ledger: str
    key: Key
    before: Row | None
    after: Row | None


@dataclass(frozen=True, eq=False)
class Batch:
    """Many whole rows of one register: ``rows`` are added or replace those with their key, ``gone`` are removed."""

    ledger: str
    rows: pa.Table
    gone: tuple[Key, ...] = ()
