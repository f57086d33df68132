"""The year: months composed, open months never filled in, too little weight refused, a letter with its table."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from tests.township import VILLAGES, SmallBooks
from wfx.duties import rank
from wfx.values.errors import NothingToCorrect, NotInBooks, ReasonMissing, RoleMissing, WeightTooLow
from wfx.values.table import Cell
from wfx.values.township import Township

DECEMBER = date(2026, 3, 20)
LADDER = rank.Ladder((rank.Level("first", 1, Decimal(85)),), Decimal(60))
POLICY = rank.Policy(LADDER, Decimal("0.20"))
MONTHS: dict[str, dict[str, str | None]] = {
    "2026-01": {"v01": "80", "v02": "90", "v03": "70"},
    "2026-03": {"v01": "91.01", "v02": "90", "v03": None},
}


def _books(weight: str = "0.20", more: Sequence[dict[str, Cell]] = ()) -> SmallBooks:
    versions: list[dict[str, Cell]] = [
        {"ranking_id": f"rank-{month}-v1", "month": month, "version": 1, "state": "published"} for month in MONTHS
    ]
    rows: list[dict[str, Cell]] = [
        {
            "month": month,
            "ranking_id": f"rank-{month}-v1",
            "village": village,
            "village_class": "A",
            "score": None if score is None else Decimal(score),
        }
        for month, scores in MONTHS.items()
        for village, score in scores.items()
    ]
    old: dict[str, Cell] = {"ranking_id": "rank-2026-02-v1", "month": "2026-02", "version": 1, "state": "commenting"}
    township = Township("文峰乡", "410999", VILLAGES, targets={"year_weight": Decimal(weight)})
    return SmallBooks({"rankings": [*versions, old], "ranking_rows": rows, "year_rankings": more}, township=township)


def test_months_are_averaged_and_a_village_without_one_is_not_placed() -> None:
    found = rank.compose(_books(), 2026, POLICY, DECEMBER)
    assert (found.months, found.open_months) == (("2026-01", "2026-03"), ("2026-02",))
    placed = {one.village: (one.score, one.place, found.grades.get(one.village)) for one in found.placed}
    assert placed == {
        "v02": (Decimal("90.00"), 1, "first"),
        "v01": (Decimal("85.51"), 2, "passed"),
        "v03": (None, None, None),
    }
    sheet = rank.show_year(_books(), found)
    assert "2026-02" in " ".join(sheet.notes)
    assert "何庄(缺 1 个月)" in sheet.notes[-1]
    assert len(rank.show_year(_books(), found, group="B").rows) == 1


def test_too_little_weight_and_an_empty_year_are_refused() -> None:
    with pytest.raises(WeightTooLow):
        rank.compose(_books("0.199999"), 2026, POLICY, DECEMBER)
    with pytest.raises(NotInBooks):
        rank.compose(_books(), 2025, POLICY, DECEMBER)


def test_the_result_is_sent_once_and_open_months_need_a_reason() -> None:
    books = _books()
    found = rank.compose(books, 2026, POLICY, DECEMBER)
    with pytest.raises(ReasonMissing):
        rank.send(books, found, "", actor="li-ming", roles=("chief",), today=DECEMBER)
    with pytest.raises(RoleMissing):
        rank.send(books, found, "二月未考核", actor="li-ming", roles=("clerk",), today=DECEMBER)
    head, *lines = rank.send(books, found, "二月未考核", actor="li-ming", roles=("chief",), today=DECEMBER)
    after = dict(head.after or {})
    assert (after["year_id"], after["state"], after["open_months"]) == ("year-2026-v1", "sent", ["2026-02"])
    sent = SmallBooks(
        {**books.rows, "year_rankings": [after], "year_rows": [dict(line.after or {}) for line in lines]},
        township=books.township,
    )
    with pytest.raises(NothingToCorrect):
        rank.send(sent, found, "再报", actor="li-ming", roles=("chief",), today=DECEMBER)


def test_the_letter_says_weight_and_table() -> None:
    books = _books()
    paper = rank.paper_year(books, rank.compose(books, 2026, POLICY, DECEMBER), DECEMBER)
    assert paper.facts["weight"] == "20%"
    assert paper.sheets["ranking"].rows[0][:4] == ("A", 1, "乔庄", Decimal("90.00"))
