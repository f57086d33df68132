"""Measures propose, persons confirm: a proposal beside the mark, never over it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.township import SmallBooks
from wfx.duties import supervise
from wfx.values.errors import NoTaskSheet, RoleMissing
from wfx.values.measure import Measure
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
ITEMS: Sequence[dict[str, Cell]] = (
    {"month": "2026-10", "item_id": "R01", "task": "完成当月排查", "weight": Decimal(60), "villages": ["v01", "v02"]},
    {"month": "2026-10", "item_id": "R02", "task": "人居环境", "weight": Decimal(40)},
)
GAUGE = supervise.Gauge("M01", "当月排查户数占比", 2, ("排查",), "在册 {homes} 户,本月排查 {screened} 户")
MEASURES = (
    Measure("M01", "v01", Decimal(200), Decimal(3), (("screened", "2"), ("homes", "3"))),
    Measure("M01", "v02", Decimal(0), Decimal(0)),
    Measure("M01", "v03", Decimal(100), Decimal(1)),
)
MARK: dict[str, Cell] = {"month": "2026-10", "item_id": "R01", "village": "v01", "completion": Decimal(90)}


def _books(*scores: dict[str, Cell]) -> SmallBooks:
    return SmallBooks({"task_items": ITEMS, "scores": scores})


def test_a_measure_speaks_for_its_tasks_and_where_it_knows() -> None:
    [one] = supervise.propose(_books(MARK), OCTOBER, [GAUGE], MEASURES)
    assert (one.item, one.village, one.score, one.standing) == ("R01", "v01", Decimal("66.67"), None)
    assert one.evidence == "指标 M01 当月排查户数占比:在册 3 户,本月排查 2 户"
    sheet = supervise.show_proposals(_books(), OCTOBER, [one])
    assert sheet.rows[0][2:5] == ("李斌庄", Decimal("66.67"), "未评")
    with pytest.raises(NoTaskSheet):
        supervise.propose(SmallBooks(), OCTOBER, [GAUGE], MEASURES)


def test_a_proposal_taken_is_a_mark_with_its_hand_and_evidence() -> None:
    books = _books(MARK)
    chosen = supervise.propose(books, OCTOBER, [GAUGE], MEASURES)
    [change] = supervise.accept(books, OCTOBER, chosen, "li-ming", ("clerk",))
    after = change.after or {}
    assert (after["completion"], after["quality"], after["quality_by"]) == (Decimal(90), Decimal("66.67"), "li-ming")
    assert "M01" in str(after["evidence"])
    with pytest.raises(RoleMissing):
        supervise.accept(books, OCTOBER, chosen, "zhao-ke", ("supervisor",))


def test_a_mark_a_person_gave_stays() -> None:
    books = _books(MARK | {"quality": Decimal(80)})
    chosen = supervise.propose(books, OCTOBER, [GAUGE], MEASURES)
    assert supervise.accept(books, OCTOBER, chosen, "li-ming", ("clerk",)) == []
    assert supervise.worklist_proposals(books, OCTOBER, chosen).rows[0][3] == Decimal(80)
