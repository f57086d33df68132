"""json and csv: exact, masked, and harmless in a spreadsheet."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.samples import EMPTY, SHEET
from wfx.report.data import to_csv, to_json
from wfx.values.sheet import Column, Sheet


def test_json_keeps_every_value_exact_and_people_as_stars() -> None:
    found = json.loads(to_json(SHEET))
    first, second, third = found["rows"]
    assert first == {
        "village": "何庄",
        "head": "䶮**",
        "households": 3,
        "score": "92.500",
        "value": "1234567.50",
        "on": "2026-10-03",
        "at": "2026-10-31 08:05",
        "safe": True,
        "note": "=1+1",
    }
    assert second["value"] == "-0.10"
    assert third["score"] is None
    assert found["columns"][3] == {"name": "score", "title": "得分", "type": "quantity", "unit": "分"}
    assert (found["title"], found["reader"], found["notes"]) == (SHEET.title, "工作件", list(SHEET.notes))
    assert json.loads(to_json(EMPTY))["rows"] == []


def test_csv_is_what_excel_wants_and_no_cell_is_a_formula() -> None:
    data = to_csv(SHEET)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 4
    header, first, second, third = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert header[2:5] == ["户数(户)", "得分(分)", "资产原值(元)"]
    assert first[8] == "'=1+1"
    assert third[8] == "'@某,“引号”\t完"
    assert second[3:5] == ["-5", "-0.10"]
    assert "䶮虚构" not in data.decode()


def test_several_sheets_stand_in_one_csv_each_beneath_its_title() -> None:
    lines = to_csv(SHEET, EMPTY).decode("utf-8-sig").split("\r\n")
    alone = [to_csv(sheet).decode("utf-8-sig").split("\r\n")[:-1] for sheet in (SHEET, EMPTY)]
    assert lines == [SHEET.title, *alone[0], "", EMPTY.title, *alone[1], ""]


@pytest.mark.parametrize("text", ["=x", "+x", "-x", "@x", "\tx", "\rx"])
def test_text_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    data = to_csv(Sheet("x", (Column("a", text),), ((text,),)))
    assert [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))] == [f"'{text}"] * 2


@given(st.decimals(-(10**15), 10**15, places=2))
def test_decimals_come_back_from_both(number: Decimal) -> None:
    sheet = Sheet("x", (Column("a", "甲"),), ((number,),))
    assert Decimal(json.loads(to_json(sheet))["rows"][0]["a"]) == number
    assert Decimal(to_csv(sheet).decode("utf-8-sig").splitlines()[1]) == number
