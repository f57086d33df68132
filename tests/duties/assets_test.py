"""Assets: both sums agree, nothing hangs in the air, a disposal goes step by step by different hands."""

from datetime import date
from decimal import Decimal

import pytest

from tests.declared import view
from tests.township import SmallBooks
from wfx.duties import assets
from wfx.values.errors import ActRefused, AlreadySettled, FieldsMissing, NotInBooks, RoleMissing, SamePerson
from wfx.values.matter.steps import steps_of
from wfx.values.table import Cell

TODAY = date(2026, 10, 12)
SHED: dict[str, Cell] = {
    "asset_id": "A1",
    "village": "v01",
    "name": "香菇大棚",
    "asset_class": "operating",
    "owner_level": "village",
    "original_value": Decimal("180000.00"),
    "state": "leased",
}
ROAD: dict[str, Cell] = SHED | {"asset_id": "A2", "name": "村内道路", "asset_class": "public", "state": "self_used"}
_WAY = ("resolve", "publicize", "review", "approve", "dispose")
CLERK, CHIEF = ("clerk",), ("chief",)


def test_the_list_speaks_chinese_and_adds_up() -> None:
    sheet = view(SmallBooks({"assets": [SHED, ROAD]}), "assets/list", TODAY)
    assert sheet.rows[0][1:7] == ("李斌庄", "香菇大棚", "经营性", "村级", Decimal("180000.00"), "出租")
    assert sheet.notes == ("共 2 项,原值合计 360,000.00 元",)


def test_both_totals_agree_or_are_said_not_to() -> None:
    assert "相符" in assets.totals(SmallBooks({"assets": [SHED, ROAD]})).notes[0]
    unowned = ROAD | {"owner_level": None}
    assert "不符" in assets.totals(SmallBooks({"assets": [SHED, unowned]})).notes[0]


def test_one_asset_with_its_contract() -> None:
    contract: dict[str, Cell] = {"contract_id": "C1", "asset_id": "A1", "village": "v01", "lessee": "演示合作社"}
    card, contracts, doubts = assets.show(SmallBooks({"assets": [SHED], "contracts": [contract]}), "A1", [])
    assert ("资产原值", "180000.00 元") in card.rows
    assert contracts.rows[0][:2] == ("C1", "演示合作社")
    assert doubts.rows == ()
    with pytest.raises(NotInBooks):
        assets.show(SmallBooks(), "A1", [])


def _applied() -> dict[str, Cell]:
    [change] = assets.apply_for_disposal(SmallBooks({"assets": [SHED]}), "A1", "age", "", "li-ming", TODAY)
    return dict(change.after or {})


def _step(row: dict[str, Cell], action: str, who: str, roles: tuple[str, ...], **given: Cell) -> dict[str, Cell]:
    books = SmallBooks({"disposals": [row]})
    [change] = assets.step_disposal(books, "disposal-2026-001", action, given, actor=who, roles=roles, today=TODAY)
    return dict(change.after or {})


def test_a_disposal_goes_its_whole_way() -> None:
    row = _step(_applied(), "大会通过", "li-ming", CLERK, meeting_on=TODAY)
    row = _step(row, "publicize", "li-ming", CLERK)
    row = _step(row, "乡审", "wang-fang", CHIEF)
    row = _step(row, "approve", "li-ming", CLERK, approval_paper="演示批〔2026〕1号")
    row = _step(row, "dispose", "li-ming", CLERK, proceeds=Decimal("9000.00"))
    assert row["disposed_on"] == TODAY
    with pytest.raises(FieldsMissing):
        _step(row, "核销", "li-ming", CLERK, reuse="资产管护")
    row = _step(row, "核销", "li-ming", CLERK, reuse="资产管护", booked_on=TODAY)
    assert row["state"] == "written_off"
    assert steps_of(row)[0].action == "apply"
    assert len(steps_of(row)) == 7


def test_a_written_off_asset_stays_in_the_books_as_scrapped() -> None:
    row = _applied() | {"state": "disposed", "proceeds": Decimal("9000.00"), "booked_on": TODAY, "meeting_on": TODAY}
    row |= {"steps": [{"action": name, "on": TODAY, "by": "li-ming", "note": ""} for name in ("apply", *_WAY)]}
    books = SmallBooks({"assets": [SHED], "disposals": [row]})
    given: dict[str, Cell] = {"reuse": "资产管护"}
    changes = assets.step_disposal(books, str(row["disposal_id"]), "核销", given, actor="x", roles=CLERK, today=TODAY)
    after = {change.ledger: dict(change.after or {}) for change in changes}
    assert after["assets"]["state"] == "scrapped"
    assert after["asset_events"]["note"] == "处置收入 9000.00 元,用于 资产管护"
    totals = assets.totals(SmallBooks({"assets": [after["assets"], ROAD]}))
    assert ("类别", "合计", 1, Decimal("180000.00")) in totals.rows
    assert totals.notes[1] == "另有已报废 1 项,不计入"


def test_a_disposal_out_of_order_is_refused() -> None:
    applied = _applied()
    with pytest.raises(ActRefused):
        _step(applied, "公开处置", "li-ming", CLERK, proceeds=Decimal(1))
    with pytest.raises(FieldsMissing):
        _step(applied, "大会通过", "li-ming", CLERK)
    public = _step(_step(applied, "resolve", "li-ming", CLERK, meeting_on=TODAY), "公示", "li-ming", CLERK)
    with pytest.raises(RoleMissing):
        _step(public, "乡审", "wang-fang", CLERK)
    with pytest.raises(SamePerson):
        _step(public, "乡审", "li-ming", CHIEF)


def test_one_asset_has_one_open_disposal() -> None:
    books = SmallBooks({"assets": [SHED], "disposals": [_applied()]})
    with pytest.raises(AlreadySettled):
        assets.apply_for_disposal(books, "A1", "age", "", "li-ming", TODAY)
    withdrawn = SmallBooks({"assets": [SHED], "disposals": [_applied() | {"state": "withdrawn"}]})
    [change] = assets.apply_for_disposal(withdrawn, "A1", "age", "", "li-ming", TODAY)
    assert change.key == ("disposal-2026-002",)


def test_a_number_that_came_with_a_list_is_not_given_again() -> None:
    listed = [_applied() | {"disposal_id": "disposal-2026-002", "asset_id": "A9"}]
    numbers = []
    for asset in ("A1", "A2"):
        books = SmallBooks({"assets": [SHED, {**SHED, "asset_id": "A2"}], "disposals": listed})
        [change] = assets.apply_for_disposal(books, asset, "age", "", "li-ming", TODAY)
        listed.append(dict(change.after or {}))
        numbers.append(change.key[0])
    assert numbers == ["disposal-2026-001", "disposal-2026-003"]
