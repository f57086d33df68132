"""Papers of an asset: what stands in them, that each fills its own template, that a notice names nobody."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from tests.township import ROOT, SmallBooks
from wfx.duties import assets
from wfx.report.papertext import Kind, blocks
from wfx.values.errors import FieldsMissing, NotInBooks
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.sheet import Reader
from wfx.values.table import Cell

DAY = date(2026, 10, 12)
LAMP: dict[str, Cell] = {
    "asset_id": "A1",
    "village": "v01",
    "name": "路灯",
    "asset_class": "public",
    "original_value": Decimal("18000.00"),
    "handed_on": DAY,
    "receiver": "李斌庄村委会",
    "upkeep_body": "李斌庄村委会",
    "upkeep_cost": Decimal("600.00"),
    "custodian_id": "P1",
    "contractor": "演示照明公司",
    "warranty_until": date(2027, 8, 31),
}
FAULT: dict[str, Cell] = {
    "fault_id": "fault-2026-001",
    "asset_id": "A1",
    "village": "v01",
    "opened_on": DAY,
    "what": "两盏不亮",
    "warranty": True,
    "state": "reported",
}
INCOME: dict[str, Cell] = {
    "income_id": "I1",
    "asset_id": "A1",
    "village": "v01",
    "due_on": DAY,
    "due": Decimal(5000),
    "received": Decimal("5000.00"),
    "distributed": Decimal("4000.00"),
    "plan_on": DAY,
}
LINE: dict[str, Cell] = {"distribution_id": "D1", "income_id": "I1", "asset_id": "A1", "village": "v01"}
LINES = [
    LINE | {"use": "upkeep", "amount": Decimal("3000.00")},
    LINE | {"distribution_id": "D2", "use": "support", "amount": Decimal("600.00"), "person_id": "P1"},
    LINE | {"distribution_id": "D3", "use": "support", "amount": Decimal("400.00"), "person_id": "P2"},
]
DISPOSAL: dict[str, Cell] = {
    "disposal_id": "disposal-2026-001",
    "asset_id": "A1",
    "village": "v01",
    "cause": "age",
    "opened_on": DAY,
    "state": "applied",
}


def _books(**rows: list[dict[str, Cell]]) -> SmallBooks:
    return SmallBooks({"assets": [LAMP], **rows})


def _text(paper: Paper) -> str:
    lines = blocks(paper, (ROOT / paper.path).read_text(encoding="utf-8"))
    assert lines[0].kind in (Kind.TITLE, Kind.OFFICE)
    return "\n".join(line.text for line in lines)


PAPERS: Mapping[str, tuple[Paper, tuple[str, ...]]] = {
    "hand_over": (assets.paper_hand_over(_books(), "A1"), ("接收方:李斌庄村委会", "2026年10月12日")),
    "upkeep": (assets.paper_upkeep(_books(), "A1"), ("人编号 P1", "600.00 元", "来源:________", "自 ____年__月__日")),
    "warranty": (
        assets.paper_warranty(_books(faults=[FAULT]), "A1", DAY),
        ("演示照明公司:", "两盏不亮", "2027年8月31日", "尽快"),
    ),
    "distribution": (
        assets.paper_distribution(_books(asset_income=[INCOME], distributions=LINES), "I1", DAY, 7),
        ("5,000.00 元", "尚未分配 1,000.00 元", "自 2026年10月12日 至 2026年10月18日", "12317"),
    ),
    "disposal": (
        assets.paper_disposal(_books(disposals=[DISPOSAL]), "disposal-2026-001"),
        ("达到使用年限", "18,000.00 元", "未评估"),
    ),
    "stocktake": (assets.paper_stocktake(_books(), Month(2026, 10), "v01"), ("李斌庄 2026年10月项目资产盘点表",)),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_fills_its_template(name: str) -> None:
    paper, words = PAPERS[name]
    assert paper.template == f"assets/{name}"
    text = _text(paper)
    assert all(word in text for word in words), text


def test_every_template_has_its_paper() -> None:
    assert {path.name.removesuffix(".paper.j2") for path in (ROOT / "templates/assets").glob("*.paper.j2")} == set(
        PAPERS
    )


def test_a_notice_counts_persons_and_names_none() -> None:
    paper = PAPERS["distribution"][0]
    assert paper.reader is Reader.PUBLIC
    rows = paper.sheets["uses"].rows
    assert rows[1] == ("无劳动能力低收入人口资助", Decimal("1000.00"), 2)
    assert rows[-1] == ("合计", Decimal("4000.00"), None)
    assert "P1" not in _text(paper) + str(rows)


def test_a_paper_of_what_has_not_happened_is_refused() -> None:
    bare = SmallBooks({"assets": [{"asset_id": "A1", "village": "v01", "name": "路灯", "asset_class": "public"}]})
    for made in (assets.paper_hand_over, assets.paper_upkeep):
        with pytest.raises(FieldsMissing):
            made(bare, "A1")
    with pytest.raises(FieldsMissing):
        assets.paper_warranty(_books(faults=[FAULT | {"warranty": False}]), "A1", DAY)
    with pytest.raises(NotInBooks):
        assets.paper_distribution(_books(asset_income=[INCOME]), "I1", DAY, 7)
    with pytest.raises(NotInBooks):
        assets.paper_disposal(_books(), "disposal-2026-001")
