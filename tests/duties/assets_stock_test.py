"""Stocktakes: what goes out asks only for what is there; what comes back is compared with the books."""

from datetime import date
from decimal import Decimal

from tests.township import SmallBooks
from wfx.duties import assets
from wfx.values.month import Month
from wfx.values.table import Cell

MONTH = Month(2026, 10)
SHED: dict[str, Cell] = {
    "asset_id": "A1",
    "village": "v01",
    "name": "大棚",
    "asset_class": "operating",
    "quantity": Decimal("10.000"),
    "state": "leased",
}
OTHERS: list[dict[str, Cell]] = [
    SHED | {"asset_id": "A2", "asset_class": "household"},
    SHED | {"asset_id": "A3", "state": "scrapped"},
    SHED | {"asset_id": "A4", "village": "v02"},
]
SEEN: dict[str, Cell] = {"month": "2026-10", "asset_id": "A1", "village": "v01", "found": "there"}


def test_the_sheet_of_a_village_holds_its_own_assets_and_blanks() -> None:
    sheet = assets.worklist_stocktake(SmallBooks({"assets": [SHED, *OTHERS]}), MONTH, "v01")
    assert [row[0] for row in sheet.rows] == ["A1"]
    assert sheet.rows[0][1:7] == ("李斌庄", "大棚", None, Decimal("10.000"), None, "出租")
    assert sheet.rows[0][7:] == (None,) * 6
    assert len({column.title for column in sheet.columns}) == len(sheet.columns)


def test_what_was_counted_already_comes_out_filled() -> None:
    books = SmallBooks({"assets": [SHED], "stocktakes": [SEEN | {"quantity": Decimal("9.000")}]})
    assert assets.worklist_stocktake(books, MONTH, "v01").rows[0][7:9] == ("在", Decimal("9.000"))


def test_counting_is_inspecting() -> None:
    seen = SEEN | {"condition": "broken", "checked_on": date(2026, 10, 8)}
    [change] = assets.counted(SmallBooks({"assets": [SHED]}), [seen])
    assert (change.after or {})["inspection"] == "broken"
    later = SmallBooks({"assets": [SHED | {"inspected_on": date(2026, 10, 9)}]})
    assert assets.counted(later, [seen]) == []
    assert assets.counted(SmallBooks({"assets": [SHED]}), [SEEN]) == []


def test_how_far_the_stocktake_is() -> None:
    rows = [SEEN | {"quantity": Decimal(10), "state": "idle", "condition": "broken"}]
    sheet = assets.show_stocktake(SmallBooks({"assets": [SHED, *OTHERS], "stocktakes": rows}), MONTH)
    assert sheet.rows == (("李斌庄", 1, 1, 0, 1, 1), ("乔庄", 1, 0, 0, 0, 0), ("合计", 2, 1, 0, 1, 1))
