"""An inspector's own lists: types by content, personal columns known, names plain."""

from datetime import date
from decimal import Decimal

import pytest

from wfx.duties.integrity import asked, listed
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
    found = listed("houses", "名单.xlsx", cells)
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
        listed("houses", "空.xlsx", [(1, 2), (3, 4)])


def test_a_lists_name_is_new_and_plain() -> None:
    assert asked("houses=D:/a=b.xlsx", ["households"]) == ("houses", "D:/a=b.xlsx")
    for wrong in ("households=a.csv", "Houses=a.csv", "houses", "=a.csv", "houses="):
        with pytest.raises(BadList):
            asked(wrong, ["households"])
