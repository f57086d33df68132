"""The latest known fact: the newest cell that was filled in, whatever was left blank since; nothing from the future."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.township import schemas
from wfx.store.files.types import arrow_schema, table_of
from wfx.values.latest import is_monthly, latest_rows, latest_schema
from wfx.values.month import Month
from wfx.values.table import Cell

SCHEMA = schemas()["screenings"]
NOVEMBER = Month(2026, 11)
FIELDS = ("net_income", "water_safe", "event", "way")


def rows(*given: Mapping[str, Any]) -> pa.Table:
    return table_of([{name: row.get(name) for name in SCHEMA.names} for row in given], SCHEMA)


def latest(*given: Mapping[str, Any], month: Month = NOVEMBER) -> dict[str, dict[str, Cell]]:
    found = latest_rows(SCHEMA, rows(*given), month).to_pylist()
    return {row["household_id"]: row for row in found}


def test_a_blank_cell_leaves_what_was_known_and_says_when_it_was_told() -> None:
    found = latest(
        {"month": "2026-10", "household_id": "H1", "water_safe": False, "event": "accident"},
        {"month": "2026-11", "household_id": "H1", "event": "none", "no_change": True},
    )["H1"]
    assert (found["water_safe"], found["water_safe_in"]) == (False, "2026-10")
    assert (found["event"], found["event_in"]) == ("none", "2026-11")
    assert (found["dropouts"], found["dropouts_in"]) == (None, None)
    assert found["month"] == "2026-11"


def test_what_is_told_later_is_not_known_yet() -> None:
    told = {"month": "2026-12", "household_id": "H1", "water_safe": False}
    assert latest(told) == {}
    assert latest(told, month=Month(2026, 12))["H1"]["water_safe"] is False


def test_every_monthly_register_has_one_and_its_columns_are_its_own() -> None:
    monthly = [schema for schema in schemas().values() if is_monthly(schema)]
    assert {"screenings", "stocktakes"} <= {schema.name for schema in monthly}
    for schema in monthly:
        known = latest_schema(schema)
        assert len(set(known.names)) == len(known.names)
        empty = latest_rows(schema, arrow_schema(schema).empty_table(), NOVEMBER)
        assert empty.cast(arrow_schema(known)).num_rows == 0


SOME = st.fixed_dictionaries(
    {
        "month": st.sampled_from(["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]),
        "household_id": st.sampled_from(["H1", "H2", "H3"]),
        "net_income": st.none() | st.decimals(0, 9000, places=2),
        "water_safe": st.none() | st.booleans(),
        "event": st.none() | st.sampled_from(["none", "accident"]),
        "way": st.none() | st.just("visit"),
    }
)


@given(st.lists(SOME, max_size=12, unique_by=lambda row: (row["month"], row["household_id"])))
def test_it_is_what_reading_month_after_month_would_leave(given_rows: list[dict[str, Cell]]) -> None:
    known: dict[str, dict[str, Cell]] = {}
    for row in sorted(given_rows, key=lambda each: str(each["month"])):
        if str(row["month"]) <= str(NOVEMBER):
            mine = known.setdefault(str(row["household_id"]), {})
            mine |= {name: row[name] for name in FIELDS if row[name] is not None}
            mine |= {f"{name}_in": row["month"] for name in FIELDS if row[name] is not None}
    found = latest(*given_rows)
    assert found.keys() == known.keys()
    for household, facts in known.items():
        named = (*FIELDS, *(f"{name}_in" for name in FIELDS))
        assert {name: found[household][name] for name in named} == {name: facts.get(name) for name in named}
