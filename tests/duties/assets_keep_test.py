"""Assets kept: title before hand-over, one custodian after another, faults with their clock, warranty first."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from tests.township import SmallBooks
from wfx.duties import assets
from wfx.values.change import Change
from wfx.values.errors import ActRefused, FieldsMissing, NotInBooks, ReasonMissing, SamePerson
from wfx.values.table import Cell

DAY = date(2026, 10, 12)
ROAD: dict[str, Cell] = {
    "asset_id": "A1",
    "village": "v01",
    "name": "路灯",
    "asset_class": "public",
    "accepted_on": date(2026, 9, 1),
    "contractor": "演示照明公司",
    "warranty_until": date(2027, 8, 31),
}
OWNER: dict[str, Cell] = {"owner_level": "village", "owner": "李斌庄村集体"}


def _hand(who: str = "li-ming", on: date = DAY) -> assets.Hand:
    return assets.Hand(who, ("clerk",), on)


def _after(changes: Sequence[Change], ledger: str) -> dict[str, Cell]:
    return next(dict(change.after or {}) for change in changes if change.ledger == ledger)


def test_title_then_hand_over_each_with_its_line_of_history() -> None:
    titled = assets.title(SmallBooks({"assets": [ROAD]}), "A1", OWNER | {"title_paper": "4号"}, assets.When(DAY))
    row = _after(titled, "assets")
    assert (row["owner_level"], row["titled_on"], row["title_paper"]) == ("village", DAY, "4号")
    line = _after(titled, "asset_events")
    assert (line["kind"], line["paper"], line["note"]) == ("title", "4号", "村级 李斌庄村集体")
    handed = assets.hand_over(SmallBooks({"assets": [row]}), "A1", {"receiver": "李斌庄村委会"}, assets.When(DAY))
    assert _after(handed, "assets")["handed_on"] == DAY
    assert _after(handed, "asset_events")["note"] == "移交 李斌庄村委会"


def test_acts_out_of_order_are_refused_and_facts_are_not() -> None:
    books = SmallBooks({"assets": [ROAD]})
    early = assets.When(date(2026, 8, 1))
    with pytest.raises(ActRefused):
        assets.title(books, "A1", OWNER, early)
    assert assets.title(books, "A1", OWNER, assets.When(early.on, fact=True))
    with pytest.raises(FieldsMissing):
        assets.hand_over(books, "A1", {"receiver": "村委会"}, assets.When(DAY))
    titled = SmallBooks({"assets": [ROAD | {"titled_on": date(2026, 10, 20)}]})
    with pytest.raises(ActRefused):
        assets.hand_over(titled, "A1", {"receiver": "村委会"}, assets.When(DAY))
    unaccepted = SmallBooks({"assets": [ROAD | {"accepted_on": None}]})
    with pytest.raises(FieldsMissing):
        assets.title(unaccepted, "A1", OWNER, assets.When(DAY))
    with pytest.raises(NotInBooks):
        assets.title(books, "A9", OWNER, assets.When(DAY))


def test_another_title_needs_a_reason() -> None:
    books = SmallBooks({"assets": [ROAD | OWNER | {"titled_on": date(2026, 9, 20)}]})
    with pytest.raises(ReasonMissing):
        assets.title(books, "A1", {"owner_level": "township", "owner": "乡政府"}, assets.When(DAY))
    changes = assets.title(
        books, "A1", {"owner_level": "township", "owner": "乡政府"}, assets.When(DAY, because="跨村受益")
    )
    assert _after(changes, "asset_events")["kind"] == "retitle"
    assert "跨村受益" in str(_after(changes, "asset_events")["note"])


def test_a_new_custodian_ends_the_leave_of_the_one_before() -> None:
    row = ROAD | {"custodian_id": "P1", "custodian_until": date(2026, 9, 30), "upkeep_body": "村委会"}
    changes = assets.upkeep(
        SmallBooks({"assets": [row]}), "A1", {"custodian_id": "P2", "upkeep_cost": Decimal(600)}, assets.When(DAY)
    )
    after = _after(changes, "assets")
    assert (after["custodian_id"], after["custodian_until"], after["upkeep_body"]) == ("P2", None, "村委会")
    assert _after(changes, "asset_events")["note"] == "管护责任人编号 P2,年管护经费 600"
    with pytest.raises(FieldsMissing):
        assets.upkeep(SmallBooks({"assets": [row]}), "A1", {}, assets.When(DAY))


def test_an_inspection_that_finds_something_opens_one_fault() -> None:
    books = SmallBooks({"assets": [ROAD]})
    changes = assets.inspect(books, "A1", {"result": "broken", "found": "灯杆倒了"}, _hand())
    assert _after(changes, "assets")["inspection"] == "broken"
    fault = _after(changes, "faults")
    assert (fault["what"], fault["out_of_use"], fault["warranty"]) == ("灯杆倒了", True, True)
    assert fault["repairer"] == "演示照明公司"
    again = assets.inspect(
        SmallBooks({"assets": [ROAD], "faults": [fault]}), "A1", {"result": "fault", "found": "x"}, _hand()
    )
    assert "faults" not in {change.ledger for change in again}
    with pytest.raises(FieldsMissing):
        assets.inspect(books, "A1", {"result": "fault"}, _hand())


def test_an_older_inspection_does_not_undo_a_newer_one() -> None:
    row = ROAD | {"inspected_on": DAY, "inspection": "fault"}
    changes = assets.inspect(SmallBooks({"assets": [row]}), "A1", {"result": "good"}, _hand(on=date(2026, 9, 1)))
    assert {change.ledger for change in changes} == {"asset_inspections"}


def test_a_repair_goes_its_way_and_makes_the_asset_sound() -> None:
    reported = assets.report_fault(SmallBooks({"assets": [ROAD]}), "A1", {"what": "两盏不亮"}, _hand())
    asset, fault = _after(reported, "assets"), _after(reported, "faults")
    assert asset["inspection"] == "fault"

    def step(action: str, who: str = "li-ming", **given: Cell) -> list[Change]:
        nonlocal fault
        changes = assets.step_fault(
            SmallBooks({"assets": [asset], "faults": [fault]}), "A1", action, given, _hand(who), ""
        )
        fault = _after(changes, "faults")
        return changes

    with pytest.raises(ActRefused):
        step("验收")
    with pytest.raises(FieldsMissing):
        step("派修")
    step("派修", due_on=date(2026, 10, 27))
    step("修好", result="换灯两盏")
    assert fault["repaired_on"] == DAY
    with pytest.raises(SamePerson):
        step("验收")
    done = step("验收", who="wang-fang")
    assert fault["state"] == "accepted"
    assert _after(done, "assets")["inspection"] == "good"


def test_the_list_of_faults_puts_the_overdue_first() -> None:
    base: dict[str, Cell] = {"asset_id": "A1", "village": "v01", "what": "坏", "opened_on": date(2026, 9, 1)}
    late: dict[str, Cell] = {"fault_id": "F2", "state": "sent", "due_on": date(2026, 10, 1)}
    rows = [base | {"fault_id": "F1", "state": "reported"}, base | late, base | {"fault_id": "F3", "state": "accepted"}]
    sheet = assets.show_faults(SmallBooks({"assets": [ROAD], "faults": rows}), DAY)
    assert [row[:2] for row in sheet.rows] == [("红", "F2"), ("黄", "F1")]
    assert sheet.rows[0][4] == "路灯"
    assert len(assets.show_faults(SmallBooks({"faults": rows}), DAY, every=True).rows) == 3


def test_a_second_open_fault_must_be_named() -> None:
    base: dict[str, Cell] = {"asset_id": "A1", "village": "v01", "what": "坏", "opened_on": DAY, "state": "reported"}
    books = SmallBooks({"faults": [base | {"fault_id": "F1"}, base | {"fault_id": "F2"}]})
    with pytest.raises(NotInBooks):
        assets.find_fault(books, "A1")
    assert assets.find_fault(books, "F2")["fault_id"] == "F2"
