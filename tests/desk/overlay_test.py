"""The overlay: the same rows as recording would leave, whatever the changes; what went stands under ``gone_``."""

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.township import schemas
from wfx.desk.judging.overlay import laid_over, touched
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.recording.apply import apply_rows
from wfx.values.change import Batch, Change
from wfx.values.errors import NoSuchLedger
from wfx.values.matter.made import DUE
from wfx.values.table import Row

SCHEMA = schemas()["receipts"]
KEYS = [("2026-10", f"v{number:02d}") for number in range(1, 5)]


def row(key: tuple[str, str], by: str) -> Row:
    return {"month": key[0], "village": key[1], "signed_by": by}


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[tuple[str, str], Row], list[Change | Batch]]:
    """Rows that stand, and changes that fit them one after the other."""
    standing = {key: row(key, "前") for key in draw(st.sets(st.sampled_from(KEYS)))}
    start, changes = dict(standing), list[Change | Batch]()
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=6)):
        before = standing.get(key)
        after = None if before is not None and draw(st.booleans()) else row(key, draw(st.sampled_from("甲乙")))
        if draw(st.booleans()):
            changes.append(Change("receipts", key, before, after))
        else:
            rows = [after] if after is not None else []
            changes.append(Batch("receipts", table_of(rows, SCHEMA), () if after is not None else (key,)))
        if after is None:
            standing.pop(key, None)
        else:
            standing[key] = after
    return start, changes


def source(start: Sequence[Row]) -> dict[str, pa.Table]:
    return {"receipts": table_of(start, SCHEMA), "gone_receipts": arrow_schema(SCHEMA).empty_table()}


@given(histories())
def test_it_is_what_recording_would_leave(history: tuple[dict[tuple[str, str], Row], list[Change | Batch]]) -> None:
    start, changes = history
    tables = source(list(start.values()))
    over = laid_over(tables.__getitem__, schemas(), changes)
    kept, _ = apply_rows(tables["receipts"], SCHEMA, changes)
    assert over("receipts").sort_by([("month", "ascending"), ("village", "ascending")]).to_pylist() == kept.to_pylist()
    left = set(start) - {SCHEMA.key_of(each) for each in kept.to_pylist()}
    assert {SCHEMA.key_of(each) for each in over("gone_receipts").to_pylist()} == left


@given(histories())
def test_every_key_of_a_change_is_touched(history: tuple[dict[tuple[str, str], Row], list[Change | Batch]]) -> None:
    _, changes = history
    keys = {change.key for change in changes if isinstance(change, Change)}
    assert {"/".join(key) for key in keys} | {key[1] for key in keys} <= touched(changes, schemas())


def test_an_untouched_table_is_the_sources_own_and_a_matters_due_table_needs_its_maker() -> None:
    tables = {**source([]), "assets": table_of([], schemas()["assets"]), "villages": pa.table({"village": ["v01"]})}
    over = laid_over(tables.__getitem__, schemas(), [Change("receipts", KEYS[0], None, row(KEYS[0], "甲"))])
    assert over("assets") is tables["assets"]
    assert over("villages") is tables["villages"]
    change = Change("faults", ("fault-2026-001",), None, {"fault_id": "fault-2026-001", "state": "reported"})
    faults = {"faults": table_of([], schemas()["faults"])}
    with pytest.raises(NoSuchLedger):
        laid_over(faults.__getitem__, schemas(), [change])("due_faults")
    made = laid_over(faults.__getitem__, schemas(), [change], {DUE: lambda _, rows: rows.select(["fault_id"])})
    assert made("due_faults").to_pylist() == [{"fault_id": "fault-2026-001"}]


def test_a_sealed_ledgers_rows_take_their_open_columns_and_keep_their_tags() -> None:
    schema = schemas()["identities"]
    names = ("person_id", "household_id", "village", "id_tag", "phone_tag", "card_tag")
    stands = {"person_id": "P1", "household_id": "H1", "village": "v01", "id_tag": "t1"}
    identities = pa.table({name: pa.array([stands.get(name)], pa.string()) for name in names})
    moved = {"person_id": "P1", "household_id": "H2", "village": "v02", "name": "欧阳例一"}
    came = {"person_id": "P2", "household_id": "H2", "village": "v02", "name": "欧阳例二"}
    changes: list[Change | Batch] = [
        Change("identities", ("P1",), stands, moved),
        Batch("identities", pa.table({name: [text] for name, text in came.items()})),
    ]
    rows = laid_over({"identities": identities}.__getitem__, {"identities": schema}, changes)("identities").to_pylist()
    assert [(each["person_id"], each["household_id"], each["id_tag"]) for each in rows] == [
        ("P1", "H2", "t1"),
        ("P2", "H2", None),
    ]
