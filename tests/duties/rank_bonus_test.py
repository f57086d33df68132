"""Bonuses stand beside the score and never in it: the law of them is not confirmed."""

from decimal import Decimal

from tests.township import SmallBooks
from wfx.duties import rank
from wfx.duties.rank import Placed
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
TASKS: tuple[dict[str, Cell], ...] = ({"month": "2026-10", "item_id": "R01", "task": "排查", "weight": Decimal(100)},)
SCORES: tuple[dict[str, Cell], ...] = (
    {"month": "2026-10", "item_id": "R01", "village": "v01", "completion": Decimal(90), "quality": Decimal(80)},
)
BONUS: dict[str, Cell] = {"month": "2026-10", "village": "v01", "item": "县级现场会", "points": Decimal("2.5")}


def test_a_bonus_is_shown_with_what_it_was_given_for_and_changes_no_score() -> None:
    placed = [Placed("v01", "A", Decimal("72.00"), 1, 1, 0)]
    plain = rank.explain(SmallBooks({"task_items": TASKS, "scores": SCORES}), OCTOBER, "v01", placed)
    given = SmallBooks({"task_items": TASKS, "scores": SCORES, "bonuses": (BONUS,)})
    shown = rank.explain(given, OCTOBER, "v01", placed)
    assert shown.rows == plain.rows
    assert not any("加分" in note for note in plain.notes)
    assert [note for note in shown.notes if "加分" in note] == ["加分登记 2.5 分(县级现场会 2.5),依据未确认,不计入得分"]
