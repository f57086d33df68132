"""A web page saved as .xls: its tables are read as sheets, spans laid out, in the encoding it names."""

import pytest

from tests.intake.sheets import NAMES, forms
from tests.township import schemas
from wfx.intake.grid import read_grids
from wfx.intake.raw.marks import Percent
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


def cells(page: str) -> list[list[object]]:
    (grid,) = read_grids("a.xls", f"<html><meta charset=utf-8>{page}</html>".encode())
    return [[grid.cell(row, column) for column in range(1, grid.width + 1)] for row in range(1, grid.height + 1)]


def test_the_number_behind_a_rounded_one_is_read() -> None:
    row = '<td x:num="123456.78">123,457</td><td x:num="0.06">6%</td><td x:num>12</td><td sdval="2.5">3</td>'
    (read,) = cells(f'<table><tr>{row}<td x:num="45717">2025/3/1</td><td x:num="7">7</td></tr></table>')
    assert read == [123456.78, 0.06, "12", 2.5, "2025/3/1", "7"]
    assert isinstance(read[1], Percent)


def test_a_line_within_a_cell_is_a_blank() -> None:
    assert cells("<table><tr><td>第一行<br>第二行</td><td><p>甲</p><p>乙</p></td></tr></table>") == [
        ["第一行 第二行", "甲 乙"]
    ]


def test_titles_in_a_table_of_their_own_are_put_back() -> None:
    head = "<table><tr><td>户编号</td><td>村</td></tr></table>"
    body = "<table><tr><td>H1</td><td>何庄</td></tr><tr><td>H2</td><td>乔庄</td></tr></table>"
    assert cells(head + body) == [["户编号", "村"], ["H1", "何庄"], ["H2", "乔庄"]]
    wide = "<table><tr><th>户编号</th><th>村</th><th></th></tr></table>"
    assert cells(wide + body)[1][:2] == ["H1", "何庄"]
    two = "<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert len(read_grids("a.xls", (head + two).encode())) == 2


def test_a_table_in_the_layout_of_another_is_a_table() -> None:
    inner = "<table><tr><td>户编号</td><td>村</td></tr><tr><td>H1</td><td>何庄</td></tr></table>"
    grids = read_grids("a.xls", f"<table><tr><td>{inner}</td></tr></table>".encode())
    assert [grid.cell(2, 1) for grid in grids] == ["", "H1"]


def test_hidden_rows_columns_and_cells_are_told() -> None:
    page = (
        "<table><col><col style='display:none'><tr><td>户编号</td><td>村</td></tr>"
        "<tr style='display: none'><td>H1</td><td>何庄</td></tr>"
        "<tr><td hidden>9</td><td>H2</td><td>乔庄</td></tr></table>"
    )
    (grid,) = read_grids("a.xls", page.encode())
    assert (grid.marks.hidden, grid.marks.hidden_columns) == ((2,), (2,))
    assert grid.cell(3, 1) == "H2"
    assert grid.notes == ("网页里隐藏的 1 格没有读",)


def test_a_unit_beside_the_table_counts() -> None:
    head, row = (
        "<tr><td>资产编号</td><td>村</td><td>资产原值</td></tr>",
        "<tr><td>A1</td><td>何庄</td><td>12.5</td></tr>",
    )
    table = f"<table>{head}{row}</table>"
    for page in (f"<p>单位:万元</p>{table}", table.replace("<table>", "<table><caption>资产(万元)</caption>")):
        (one,) = take("a.xls", page.encode(), forms(), schemas(), villages=NAMES)
        assert [str(cell) for cell in one.tables["assets"]["original_value"].to_pylist()] == ["125000.00"]
