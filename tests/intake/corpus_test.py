"""Office files as they come: every cell is read right or refused by its name, and nothing is guessed.

The files of ``tests/intake/files/cells`` are small and invented; their siblings are made here.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake.sheets import SHEET, cell_codes, forms, repacked, taken, xlsx
from tests.township import ROOT, schemas
from wfx.intake.take import Taken, take
from wfx.values.errors import WfxError

FILES = ROOT / "tests/intake/files/cells"
VILLAGES = {name: f"v{at:02d}" for at, name in enumerate(("李斌庄", "大汉李", "何庄", "乔庄"), start=1)}
STYLES = "xl/styles.xml"


def read(name: str) -> Taken:
    given = {"month": "2026-11", "source": "督查检查", "level": "县级"}
    (one,) = take(name, (FILES / name).read_bytes(), forms(), schemas(), villages=VILLAGES, offered=given)
    return one


def first_row(one: Taken) -> Mapping[str, object]:
    """The first row of all the sheet's ledgers together."""
    return {name: cell for table in one.tables.values() for name, cell in table.to_pylist()[0].items()}


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("i09c_unitrow.xlsx", "net_income", Decimal(43500)),
        ("i09d_asset_unitrow.xlsx", "original_value", Decimal(237600)),
        ("d01b_unit_row_merged.xlsx", "original_value", Decimal(125000)),
        ("d01c_unit_row_paren.xlsx", "original_value", Decimal(125000)),
        ("m04_wan.xlsx", "self_pay_medical", Decimal(60000)),
        ("m14_unit.xlsx", "self_pay_medical", Decimal(8000)),
        ("m07_apos.xlsx", "number", "410999197108168438"),
        ("p07b_yieldpct_percentfmt.xlsx", "yield_rate", Decimal("0.06")),
        ("d10.xlsx", "due_on", date(2026, 10, 31)),
        ("d18.xlsx", "due_on", date(2026, 10, 31)),
        ("d19.xlsx", "due_on", date(2026, 10, 31)),
        ("i11_zwsp.xlsx", "household_id", "410999010001"),
        ("i12_apos.xlsx", "household_id", "410999010001"),
        ("i14_eq.csv", "household_id", "410999010001"),
        ("i16_year.xlsx", "lifted_year", 2019),
        ("b06_id_apos.xlsx", "id_number", "410999199001010891"),
        ("b06d_id_zw.xlsx", "id_number", "410999199001010891"),
    ],
)
def test_read_right(name: str, column: str, value: object) -> None:
    one = read(name)
    assert one.problems == ()
    assert first_row(one)[column] == value


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("i02_formula_nocache.xlsx", [("E237", "C2")]),
        ("a01_formula_nocache.xlsx", [("E237", "E2"), ("E237", "F2")]),
        ("q02_na.xls", [("E232", "E2")]),
        ("a05_err.xls", [("E232", "E2")]),
        ("i19b_na_sq.xlsx", [("E232", "C2")]),
        ("a04b_err_noref.xlsx", [("E232", "E2")]),
        ("a07v_60.xlsx", [("E223", "F2")]),
        ("d02_year_in_date_cell.xlsx", [("E239", "F2")]),
        ("d02b_yearmonth_auto.xlsx", [("E224", "F2")]),
        ("dm_month_as_date.xlsx", [("E224", "H2")]),
        ("e17_yield6.xlsx", [("E238", "I2")]),
    ],
)
def test_refused_by_the_cell(name: str, codes: list[tuple[str, str]]) -> None:
    assert cell_codes(read(name)) == codes


def test_shares_above_the_whole_are_no_scores() -> None:
    assert {code for code, _ in cell_codes(read("e16e_mix.xlsx"))} == {"E234"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x1_password.xls", "E202"),
        ("x5_badcrc.xlsx", "E205"),
        ("z01_bad_workbook.xlsx", "E205"),
        ("y02_cycle_dir.xls", "E205"),
        ("t01_hh_bianhao.xlsx", "E210"),
        ("t02_bianhao_note.xlsx", "E245"),
    ],
)
def test_refused_as_a_file(name: str, code: str) -> None:
    with pytest.raises(WfxError) as caught:
        read(name)
    assert (caught.value.code, caught.value.place.file) == (code, name)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("i20b_hidden.xls", "隐藏的行也已读入:第 2 行"),
        ("f10_hidden.xls", "隐藏的行也已读入:第 3 行"),
        ("t01.xlsx", "合计行没有读:第 3 行"),
        ("t12.xlsx", "表尾说明没有读:第 3 行"),
        ("t20_numrow.xlsx", "编号、单位行没有读:第 2 行"),
    ],
)
def test_told(name: str, note: str) -> None:
    one = read(name)
    assert one.problems == ()
    assert note in one.notes


def test_the_form_like_a_strange_list_is_near_by_what_it_is_about() -> None:
    with pytest.raises(WfxError) as caught:
        read("t01_hh_bianhao.xlsx")
    assert "农户名册" in caught.value.details["nearest"]


# siblings

ASSET = ["资产编号", "行政村", "资产名称", "资产类别", "竣工验收日期"]


def dated(cell: object) -> Taken:
    return taken([ASSET, ["HB-1", "李斌庄", "库房", "经营性", cell]])


@pytest.mark.parametrize(
    "text",
    ["2026 年 3 月 1 日", "2026年3月1号", "2026.3.1", "2026-03-01 08:30:00", "20260301", "2026年3月1日(星期日)",
     "2026 - 3 - 1", "'2026-03-01", "2026-03-01\u200b", 46082, 20260301, date(2026, 3, 1)],
)  # fmt: skip
def test_days(text: object) -> None:
    assert dated(text).tables["assets"]["accepted_on"].to_pylist() == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3月1号", "E243"), ("2025年", "E239"), ("2025", "E239"), (2025, "E239"),
        ("2026年3月", "E224"), ("202603", "E224"),
        ("2026年3月1日前", "E223"), ("26.3.1", "E223"), ("2026年2月30日", "E223"), (60, "E223"),
        ("2026.3.1-2026.4.1", "E225"), (date(1905, 7, 17), "E239"), (0.5, "E223"),
    ],
)  # fmt: skip
def test_what_is_no_day(text: object, code: str) -> None:
    assert cell_codes(dated(text)) == [(code, "E2")]


def test_a_serial_number_in_a_book_that_counts_from_1904() -> None:
    data = xlsx([ASSET, ["HB-1", "李斌庄", "库房", "经营性", 44620]])
    old = repacked(data, "xl/workbook.xml", (b"<workbookPr", b'<workbookPr date1904="1"'))
    (one,) = take("a.xlsx", old, forms(), schemas(), villages=VILLAGES)
    assert one.tables["assets"]["accepted_on"].to_pylist() == [date(2026, 3, 1)]


RENT = ["合同号", "资产编号", "行政村", "约定收益率"]


def rate(cell: object, title: str = "约定收益率", *, percent: bool = False) -> Taken:
    data = xlsx([[*RENT[:3], title], ["HT1", "ZC0001", "李斌庄", cell]])
    if percent:
        data = repacked(data, SHEET, (rb'<c r="D2">', b'<c r="D2" s="1">'))
        data = repacked(
            data, STYLES, (rb"(?s)<cellXfs.*</cellXfs>", b'<cellXfs count="2"><xf/><xf numFmtId="10"/></cellXfs>')
        )
    (one,) = take("a.xlsx", data, forms(), schemas(), villages=VILLAGES)
    return one


@pytest.mark.parametrize("title", ["约定收益率", "约定收益率(%)"])
def test_six_percent_is_six_percent_however_it_is_shown(title: str) -> None:
    for one in (rate("6%", title), rate(0.06, title, percent=True)):
        assert one.tables["contracts"]["yield_rate"].to_pylist() == [Decimal("0.06")]


def test_a_ratio_without_its_sign() -> None:
    assert rate(0.06).tables["contracts"]["yield_rate"].to_pylist() == [Decimal("0.06")]
    assert rate(6, "约定收益率(%)").tables["contracts"]["yield_rate"].to_pylist() == [Decimal("0.06")]
    for one in (rate(6), rate("6"), rate(0.06, "约定收益率(%)"), rate(1), rate(1, "约定收益率(%)")):
        assert cell_codes(one) == [("E238", "D2")]


def test_a_folder_of_damage_is_damage_file_by_file(tmp_path: Path) -> None:
    whole = xlsx([ASSET, ["HB-1", "李斌庄", "库房", "经营性", None]])
    for length in range(200, len(whole) - 30, 397):
        with pytest.raises(WfxError) as caught:
            take("a.xlsx", whole[:length], forms(), schemas(), villages=VILLAGES)
        assert caught.value.code == "E205"
    assert not list(tmp_path.iterdir())
