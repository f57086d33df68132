"""An inspector's own lists: types by content, personal columns known, names plain."""

from datetime import date
from decimal import Decimal

import pytest

from wfx.duties.integrity import Page, asked, listed
from wfx.values.errors import BadList
from wfx.values.schema import FieldType


def test_a_lists_columns_have_the_type_all_their_cells_have() -> None:
    cells = [
        ("2025年名单", "", "", "", ""),
        ("户编号", "日期", "金额(元)", "面积", "身份证号"),
        ("410999010001", date(2025, 3, 1), "1,200.5", 90.0, "x"),
        ("410999010002", "2025/4/2", 7, "", "y"),
        ("", "", "", "", ""),
    ]
    found = listed("houses", "名单.xlsx", [Page("", cells)])
    assert [(each.name, each.type) for each in found.schema.fields] == [
        ("户编号", FieldType.TEXT),
        ("日期", FieldType.DATE),
        ("金额_元", FieldType.MONEY),
        ("面积", FieldType.INT),
        ("身份证号", FieldType.TEXT),
    ]
    assert [each.name for each in found.schema.fields if each.personal] == ["身份证号"]
    second = found.rows[1]
    assert (second["日期"], second["金额_元"], second["面积"]) == (date(2025, 4, 2), Decimal(7), None)
    assert len(found.rows) == 2
    with pytest.raises(BadList):
        listed("houses", "空.xlsx", [Page("", [(1, 2), (3, 4)])])


def test_a_lists_name_is_new_and_plain() -> None:
    assert asked("houses=D:/a=b.xlsx", ["households"]) == ("houses", "D:/a=b.xlsx")
    for wrong in ("households=a.csv", "Houses=a.csv", "houses", "=a.csv", "houses="):
        with pytest.raises(BadList):
            asked(wrong, ["households"])


def test_every_visible_sheet_with_the_same_columns_is_read_and_the_others_are_named() -> None:
    cover, hidden = Page("说明", [("名单说明",), ("2025年",)]), Page("旧", [("户", "价"), ("H9", 9)], visible=False)
    east = Page("东片", [("户", "价"), ("H1", 1), ("H2", "")])
    west = Page("西片", [("购房名单", "", ""), ("价", "户", "备注"), ("12.5", "H3", "x")])
    found = listed("houses", "名单.xlsx", [cover, east, hidden, west, Page("空", [(1,)])])
    assert [(row["户"], row["价"]) for row in found.rows] == [("H1", Decimal(1)), ("H2", None), ("H3", Decimal("12.5"))]
    assert found.schema.field("价").type is FieldType.MONEY
    assert found.read == ("东片", "西片(多出的列没有读:备注)")
    assert found.unread == ("说明(列名不同)", "旧(隐藏)", "空(没有列名)")
    [only] = listed("houses", "名单.xlsx", [east, hidden], "旧").rows
    assert only == {"户": "H9", "价": 9}
    with pytest.raises(BadList):
        listed("houses", "名单.xlsx", [east], "西片")
    with pytest.raises(BadList):
        listed("houses", "名单.xlsx", [hidden])
