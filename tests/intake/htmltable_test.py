"""A web page saved as .xls: its tables are read as sheets, spans laid out, in the encoding it names."""

import pytest

from tests.intake.sheets import NAMES, forms
from tests.township import schemas
from wfx.intake.grid import read_grids
from wfx.intake.take import take
from wfx.values.errors import HtmlTable

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>
<table border="1"><tr><td colspan="4">文峰乡农户信息</td></tr>
<tr><th rowspan="2">户编号</th><th rowspan="2">行政村</th><th colspan="2">情况</th></tr>
<tr><th>户类型</th><th>家庭人口数</th></tr>
<tr><td style='vnd.ms-excel.numberformat:@'>410999000001</td><td>&nbsp;何庄&nbsp;</td><td>脱贫户</td><td>3</td></tr>
</table></body></html>"""


@pytest.mark.parametrize(
    ("charset", "codec"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("GBK", "gbk"), ("utf-8", "utf-8-sig")]
)
def test_a_page_saved_as_xls_is_taken(charset: str, codec: str) -> None:
    data = PAGE.format(charset=charset).encode(codec)
    (one,) = take("农户.xls", data, forms(), schemas(), villages=NAMES)
    assert one.problems == ()
    (row,) = one.tables["households"].to_pylist()
    assert (row["household_id"], row["village"], row["category"], row["member_count"]) == (
        "410999000001",
        "v03",
        "lifted",
        3,
    )
    assert one.places[0].row == 4
    assert any("内容是 html" in note for note in one.notes)


def test_spans_stand_where_a_sheet_would_merge() -> None:
    (grid,) = read_grids("a.xls", PAGE.format(charset="utf-8").encode())
    assert [str(area) for area in grid.merged] == ["A1:D1", "A2:A3", "B2:B3", "C2:D2"]
    assert grid.cell(3, 3) == "户类型"


def test_a_table_within_a_table_is_its_cell_s_text() -> None:
    page = "<table><tr><td>甲<table><tr><td>乙</td></tr></table></td><td>丙</td></tr></table>"
    (grid,) = read_grids("a.xls", page.encode())
    assert (grid.height, grid.width) == (1, 2)


@pytest.mark.parametrize(
    "page", ["<html><body>请登录</body></html>", "<table></table>", "<html><script>alert(1)</script>"]
)
def test_a_page_without_a_table_is_refused(page: str) -> None:
    with pytest.raises(HtmlTable):
        read_grids("a.xls", page.encode())
