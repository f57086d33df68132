"""A matter's steps between its file and the lifecycle engine."""

from collections.abc import Iterable
from datetime import date

from wfx.values.matter.lifecycle import Step
from wfx.values.table import Cell, Row


def steps_of(row: Row) -> tuple[Step, ...]:
    """The steps a matter's record holds, in the order in which they were entered."""
    listed = row.get("steps")
    return tuple(
        Step(str(item["action"]), item["on"], str(item["by"]), str(item.get("note") or ""))
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and isinstance(item["on"], date)
    )


def step_rows(steps: Iterable[Step]) -> Cell:
    """The steps as a record keeps them; ``steps_of`` takes them back."""
    return [{"action": step.action, "on": step.on, "by": step.by, "note": step.note} for step in steps]
