"""Assets as typed: a lamp from acceptance to repair, a stocktake out and back, what may not be done."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Office


def _rows(office: Office, *words: str) -> list[dict[str, str]]:
    played = office.run(*words, "--csv")
    assert played.code in (0, 4), played.err
    return list(csv.DictReader(io.StringIO(played.out)))


def test_a_lamp_from_title_to_repair(office: Office) -> None:
    line = "资产编号,资产名称,资产类别,村,竣工验收日期,施工单位,质保到期日,上次巡查日期\n"
    Path("灯.csv").write_text(line + "Z1,路灯,公益性,何庄,2026-09-01,演示照明公司,2099-01-01,2026-09-02\n", "utf-8")
    assert office.run("assets", "register", "灯.csv").code == 0
    early = office.run("assets", "title", "Z1", "--level", "村级", "--owner", "何庄村集体", "--on", "2026-08-01")
    assert early.code == 3
    assert "2026-09-01" in early.err
    assert office.run("assets", "title", "Z1", "--level", "村级", "--owner", "何庄村集体").code == 0
    assert office.run("assets", "hand-over", "Z1", "--to", "何庄村委会").code == 0
    assert office.run("assets", "upkeep", "Z1", "--custodian", "没有此人").code == 2
    assert office.run("assets", "upkeep", "Z1", "--body", "何庄村委会", "--cost", "600", "--money", "村集体").code == 0
    reported = office.run("assets", "fault", "Z1", "--what", "两盏不亮", "--broken")
    assert "退给施工单位" in reported.err
    audit = {(row["规则"], row["对象"]) for row in _rows(office, "assets", "audit", "--village", "何庄")}
    assert ("A36", "Z1") in audit
    assert office.run("assets", "repair", "Z1", "派修", "--days", "10").code == 0
    assert [row["维修单位"] for row in _rows(office, "assets", "faults", "--village", "何庄")] == ["演示照明公司"]
    assert office.run("assets", "repair", "Z1", "修好", "--result", "换灯").code == 0
    assert office.run("assets", "repair", "Z1", "验收").code == 3
    assert office.run("assets", "repair", "Z1", "验收", actor="wang-fang").code == 0
    shown = office.run("assets", "show", "Z1").out
    assert all(word in shown for word in ("确权", "移交", "管护", "换灯", "演示照明公司"))
    audit = {(row["规则"], row["对象"]) for row in _rows(office, "assets", "audit", "--village", "何庄")}
    assert ("A36", "Z1") not in audit


def test_another_title_waits_for_the_leader_and_the_first_does_not(office: Office) -> None:
    def waits() -> list[dict[str, object]]:
        said = json.loads(office.run("sign", "--json", actor="wang-fang").out)
        listed = (said[0] if isinstance(said, list) else said)["rows"]
        return [row for row in listed if row["gate"] == "确权变更和处置"]

    Path("灯.csv").write_text("资产编号,资产名称,资产类别,村,竣工验收日期\nZ2,路灯,公益性,何庄,2026-09-01\n", "utf-8")
    assert office.run("assets", "register", "灯.csv").code == 0
    before = waits()
    assert office.run("assets", "title", "Z2", "--level", "村级", "--owner", "何庄村集体").code == 0
    assert waits() == before
    assert "E507" in office.run("assets", "title", "Z2", "--owner", "乔庄村集体").err
    changed = office.run("assets", "title", "Z2", "--owner", "乔庄村集体", "--because", "并村")
    assert changed.code == 0, changed.err
    [held] = [row for row in waits() if row not in before]
    assert "改了权利人" in str(held["risks"])
    assert office.run("sign", str(held["seq"])).code == 3  # its own author
    assert office.run("sign", str(held["seq"]), actor="wang-fang").code == 0
    assert waits() == before


def test_a_stocktake_goes_out_and_comes_back(office: Office) -> None:
    assert office.run("assets", "stocktake", "--month", "2026-10", "--village", "何庄", "--out", "盘点").code == 0
    [path] = Path("盘点").glob("*.xlsx")
    assert path.with_suffix(".docx").read_bytes().startswith(b"PK")
    blank = office.run("assets", "stocktake", "--month", "2026-10", "--in", str(path))
    assert "没有变化" in blank.err
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[2]}
    for row, (found, condition) in enumerate((("在", "完好"), ("不在", None)), start=3):
        sheet.cell(row, heads["实物"], found)
        sheet.cell(row, heads["完好程度"], condition)
        sheet.cell(row, heads["盘点日期"], "2026-10-09")
    gone = str(sheet.cell(4, 1).value)
    book.save(path)
    taken = office.run("assets", "stocktake", "--month", "2026-10", "--in", str(path))
    assert taken.code == 0, taken.err
    [line] = [row for row in _rows(office, "assets", "stocktake", "--month", "2026-10") if row["村"] == "何庄"]
    assert (line["已盘"], line["不在"]) == ("2", "1")
    audit = _rows(office, "assets", "audit", "--month", "2026-10", "--village", "何庄")
    assert [row["对象"] for row in audit if row["规则"] == "A29" and row["变化"] != "消失"] == [gone]


def test_money_comes_in_and_is_shared_out(office: Office) -> None:
    terms = ("--to", "演示合作社", "--from", "2026-11-01", "--until", "2028-10-31", "--rent", "9000", "--number", "K1")
    assert office.run("assets", "lease", "ZC0019", *terms).code == 3
    leased = office.run("assets", "lease", "ZC0019", *terms, "--decided", "2026-10-01", "--deposit", "500")
    assert "应收 3 笔" in leased.err
    assert office.run("assets", "income", "K1-01", "--received", "9000").code == 0
    assert office.run("assets", "distribute", "K1-01", "--plan-on", "2026-10-01", "--use", "资产管护").code == 2
    assert office.run("assets", "distribute", "K1-01", "--plan-on", "2026-10-01", "--use", "资产管护=9000").code == 0
    assert office.run("assets", "distribute", "K1-01", "--use", "资产管护=1").code == 3
    path = Path("分配.csv")
    path.write_text("分配编号,收益编号,资产编号,村,用途,金额\nF1,K1-01,ZC0019,没有此村,偿债,1\n", "utf-8")
    assert office.run("assets", "register", "分配.csv").code == 3
    village = _rows(office, "query", "select village as v from assets where asset_id = 'ZC0019'")[0]["v"]
    path.write_text(f"分配编号,收益编号,资产编号,村,用途,金额\nF1,K1-01,ZC0019,{village},偿债,1\n", "utf-8")
    assert office.run("assets", "register", "分配.csv").code == 0
    audit = {(row["规则"], row["对象"]) for row in _rows(office, "assets", "audit")}
    assert {("A19", "F1"), ("A18", "K1-01")} <= audit


def test_no_number_of_a_person_stands_in_a_disposal(office: Office) -> None:
    refused = office.run("assets", "dispose", "ZC0014", "--cause", "其他", "--note", "联系 19900000009")
    assert (refused.code, "E371" in refused.err) == (3, True)


def test_a_file_held_open_leaves_the_one_before(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    out = office.folder / "总账.csv"
    assert office.run("assets", "list", "--totals", "-o", str(out)).code == 0
    before = out.read_bytes()

    def held(path: Path, target: Path) -> Path:
        raise PermissionError(13, "held", str(path), 32, str(target))

    monkeypatch.setattr(Path, "replace", held)
    refused = office.run("assets", "list", "-o", str(out))
    assert (refused.code, "E112" in refused.err, out.name in refused.err) == (1, True, True)
    assert out.read_bytes() == before
    assert [each.name for each in out.parent.iterdir() if each.name.startswith(".总账")] == []
