"""Worklists that come back are taken for what they are, though other forms know more of their columns."""

from datetime import date

import pytest

from tests.township import ROOT, SmallBooks, schemas
from wfx.duties import assets, rectify
from wfx.intake.forms import load_forms
from wfx.intake.take import take
from wfx.report.xlsx import workbook
from wfx.values.month import Month
from wfx.values.sheet import Sheet
from wfx.values.table import Cell

MONTH, DAY = Month(2026, 10), date(2026, 10, 12)
SHED: dict[str, Cell] = {"asset_id": "A1", "village": "v01", "name": "大棚", "asset_class": "operating"}
MATTER: dict[str, Cell] = {
    "rectification_id": "rect-2026-001",
    "source": "inspection",
    "village": "v01",
    "problem": "走访记录缺日期",
    "opened_on": DAY,
    "reopened": 0,
    "state": "working",
}


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("stocktake", assets.worklist_stocktake(SmallBooks({"assets": [SHED]}), MONTH, "v01")),
        ("progress", rectify.worklist_progress(SmallBooks({"rectifications": [MATTER]}), MONTH, DAY, "v01")),
    ],
)
def test_a_worklist_is_known_for_what_it_is(name: str, sheet: Sheet) -> None:
    paths = (ROOT / "templates").glob("*/*.form.toml")
    forms = load_forms({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}, schemas())
    given = {"month": str(MONTH)}
    [taken] = take(
        "表.xlsx", workbook([sheet]), {name: forms[name]}, schemas(), villages={"李斌庄": "v01"}, given=given
    )
    assert taken.problems == ()
    [alone] = take("表.xlsx", workbook([sheet]), forms, schemas(), villages={"李斌庄": "v01"})
    assert alone.form.name == name
    assert taken.tables[forms[name].ledgers[0]].num_rows == 1
