"""Worklists that come back are taken for what they are, though other forms know more of their columns."""

from tests.township import ROOT, SmallBooks, schemas
from wfx.duties import assets
from wfx.intake.forms import load_forms
from wfx.intake.take import take
from wfx.report.xlsx import workbook
from wfx.values.month import Month
from wfx.values.table import Cell

MONTH = Month(2026, 10)
SHED: dict[str, Cell] = {"asset_id": "A1", "village": "v01", "name": "大棚", "asset_class": "operating"}


def test_a_stocktake_sheet_is_known_for_what_it_is() -> None:
    sheet = assets.worklist_stocktake(SmallBooks({"assets": [SHED]}), MONTH, "v01")
    paths = (ROOT / "templates").glob("*/*.form.toml")
    forms = load_forms({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}, schemas())
    villages, given = {"李斌庄": "v01"}, {"month": str(MONTH)}
    [taken] = take("表.xlsx", workbook([sheet]), {"s": forms["stocktake"]}, schemas(), villages=villages, given=given)
    assert taken.problems == ()
    assert taken.tables["stocktakes"].num_rows == 1
    [among_all] = take("表.xlsx", workbook([sheet]), forms, schemas(), villages=villages)
    assert among_all.form.name == "stocktake"
