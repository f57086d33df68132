"""Names follow their people: whoever has another household or village is sealed anew under it."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.office.names import plain_identities
from wfx.values.change import Batch, Change
from wfx.values.table import Cell


def resealed(desk: Desk, changes: Sequence[Change | Batch]) -> list[Batch]:
    """The sealed rows of everybody who lives elsewhere after these changes. Errors: ``NoKeyring``."""
    now = {
        change.key[0]: change.after
        for change in changes
        if isinstance(change, Change)
        and change.ledger == "persons"
        and change.before
        and change.after
        and _place(change.before) != _place(change.after)
    }
    known = set(desk.books.table("identities").arrow["person_id"].to_pylist()) & now.keys() if now else set()
    if not known:
        return []
    plain = plain_identities(desk, pa.chunked_array([pa.array(sorted(known), pa.string())])).to_pylist()
    rows = [{**row, **_place(now[str(row["person_id"])])} for row in plain]
    return [
        Batch("identities", pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in plain[0]])))
    ]


def _place(row: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: row[name] for name in ("household_id", "village")}
