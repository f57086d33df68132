"""Who did what, as an inspector types it in the demo township."""

import csv
import io
import json
import re
from pathlib import Path

from docx import Document

from tests.conftest import Office
from wfx.cli.main import main


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _asset(office: Office, *rows: str) -> Path:
    file = office.folder / "井.csv"
    file.write_text("资产编号,资产名称,资产类别,村,资产原值\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert office.run("assets", "register", str(file)).code == 0
    return file


def test_each_cell_has_its_own_entry_and_source(office: Office) -> None:
    _asset(office, "ZC9001,机井,公益性,乔庄,9000")
    _asset(office, "ZC9001,机井,公益性,乔庄,9500")
    rows = {row["项目"]: row for row in _rows(office.run("audit", "blame", "assets", "ZC9001", "--csv").out)}
    assert rows["资产原值"]["现在"] == "9500.00"
    assert int(rows["资产原值"]["笔"]) == int(rows["资产名称"]["笔"]) + 1
    assert rows["资产原值"]["经办"] == "li-ming"
    assert rows["村"]["现在"] == "乔庄"
    assert "sha256:" in rows["资产原值"]["来源"]
    one = _rows(office.run("audit", "blame", "assets", "ZC9001", "--field", "资产原值", "--csv").out)
    assert [row["项目"] for row in one] == ["资产原值"]
    assert office.run("audit", "blame", "assets", "ZC9001", "--field", "颜色").code == 2
    assert office.run("audit", "blame", "assets", "ZC0").code != 0


def test_a_deleted_record_says_who_deleted_it_and_what_it_was(office: Office) -> None:
    _asset(office, "ZC9001,机井,公益性,乔庄,9000")
    added = int(_rows(office.run("audit", "log", "--limit", "1", "--csv").out)[0]["笔"])
    assert office.run("sign", "--reject", str(added), "--reverse", "--because", "登错了", actor="wang-fang").code == 0
    deleted = _rows(office.run("audit", "log", "--limit", "1", "--csv").out)[0]
    played = office.run("audit", "blame", "assets", "ZC9001", "--csv")
    assert played.code == 0, played.err
    first, *cells = _rows(played.out)
    assert (first["项目"], first["删除前"]) == ("整条记录", "已删除")
    assert (first["笔"], first["经办"]) == (deleted["笔"], "wang-fang")
    (value,) = (row for row in cells if row["项目"] == "资产原值")
    assert (value["删除前"], value["笔"]) == ("9000.00", str(added))
    assert f"第 {deleted['笔']} 笔,由 wang-fang 删除" in office.run("audit", "blame", "assets", "ZC9001").out
    assert office.run("audit", "blame", "assets", "ZC9999").code == 2


def test_a_village_is_called_by_its_name(office: Office) -> None:
    blamed = _rows(office.run("audit", "blame", "scores", "2026-10/R01/乔庄", "--csv").out)
    assert blamed == _rows(office.run("audit", "blame", "scores", "2026-10/R01/v03", "--csv").out) != []
    shown = office.run("audit", "show", blamed[0]["笔"]).out
    assert "2026-10 R01 乔庄" in shown
    assert not re.search(r"R01 v\d", shown)
    found = _rows(office.run("check", "tasks", "--month", "2026-10", "--csv").out)
    assert "乔庄" in {row["对象"] for row in found if row["规则"] == "N05"}


def test_a_household_is_followed_with_its_persons_and_shows_no_name(office: Office) -> None:
    listed = _rows(office.run("households", "list", "--csv").out)
    (name,) = {row["户主"] for row in listed if row["户编号"] == "410999010001"}
    played = office.run("audit", "history", "410999010001", "--csv")
    assert played.code == 0, played.err
    rows = _rows(played.out)
    assert len({row["账"] for row in rows}) > 1
    assert [int(row["笔"]) for row in rows] == sorted(int(row["笔"]) for row in rows)
    assert "(密封)" in played.out
    assert {row["现在"] for row in rows if row["项目"] == "村"} == {"李斌庄"}
    assert name
    assert name not in played.out
    assert office.run("audit", "history", "410999010001", "-o", "取证.docx").code == 0
    entries, lines = Document(str(office.folder / "取证.docx")).tables
    assert [cell.text for cell in entries.columns[0].cells][1:] == sorted({row["笔"] for row in rows}, key=int)
    assert "sha256:" in entries.rows[1].cells[4].text
    assert len(lines.rows) == len(rows) + 1
    assert not any("sha256:" in cell.text for row in lines.rows for cell in row.cells)
    assert office.run("audit", "history", "X0").code != 0


def test_a_file_is_found_again_by_its_bytes_alone(office: Office) -> None:
    file = _asset(office, "ZC9001,机井,公益性,乔庄,9000")
    whole, by_row = office.run("audit", "match", str(file), "--csv").out.split("\r\n\r\n")
    title, _, listed = whole.partition("\r\n")
    assert title == "井.csv 登记情况"
    rows = _rows(listed)
    assert len(rows) == 1
    assert rows[0]["事项"].startswith("assets")
    assert by_row.startswith("井.csv 逐行比对\r\n工作表,")
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    listed = office.run("audit", "match", str(file), "--csv").out.split("\r\n\r\n")[0]
    assert _rows(listed.partition("\r\n")[2]) == []


def test_a_files_rows_are_found_with_the_entry_that_brought_them(office: Office) -> None:
    first = _asset(office, "ZC9001,机井,公益性,乔庄,9000", "ZC9002,机井,公益性,乔庄,8000")
    old = office.folder / "旧井.csv"
    old.write_bytes(first.read_bytes())
    _asset(office, "ZC9001,机井,公益性,乔庄,9500")
    file = office.folder / "别的样子.csv"
    file.write_text(
        "资产编号,资产名称,资产类别,村,资产原值\nZC9001,机井,公益性,乔庄,9500\nZC9002,机井,公益性,乔庄,\n"
        "ZC9003,机井,公益性,乔庄,1\n",
        encoding="utf-8",
    )
    log = [int(row["笔"]) for row in _rows(office.run("audit", "log", "--csv").out)]
    rows = _rows(office.run("audit", "match", str(file), "--rows", "--csv").out)
    assert [(row["行"], row["在台账里"], row["笔"]) for row in rows] == [
        ("2", "原样", str(log[0])),
        ("3", "原样", str(log[1])),
        ("4", "没有", ""),
    ]
    other = _rows(office.run("audit", "match", str(old), "--rows", "--csv").out)
    assert [(row["在台账里"], row["不一样的项目"]) for row in other] == [("不一样", "资产原值"), ("原样", "")]
    (office.folder / "诗.csv").write_text("白日,依山\n1,2\n", encoding="utf-8")
    said = office.run("audit", "match", "诗.csv", "--json")
    assert said.code == 0
    assert "没有逐行比对" in said.out


def test_the_screen_is_spared_what_a_file_holds_and_rows_without_a_number_are_said(office: Office) -> None:
    many = [f"ZC{number},机井,公益性,乔庄,1" for number in range(9100, 9300)]
    file = _asset(office, *many)
    file.write_text(
        file.read_text(encoding="utf-8") + "ZC9300,机井,公益性,乔庄,1\n,机井,公益性,乔庄,1\n", encoding="utf-8"
    )
    said = office.run("audit", "match", str(file), "--rows")
    shown = [line for line in said.out.splitlines() if "ZC9" in line]
    assert len(shown) == 200
    assert "ZC9300" in shown[0]
    assert "201 行,原样在台账里的 200 行" in said.out
    assert "全部写到文件:-o 比对.xlsx" in said.out
    assert "项目资产 1 行没有编号,没有比对" in said.out
    assert len(_rows(office.run("audit", "match", str(file), "--rows", "--csv").out)) == 201
    (workbook,) = office.folder.glob("发回/乔庄2026-10工作簿.xlsx")
    said = office.run("audit", "match", str(workbook), "--rows")
    assert "没有逐行比对:村级工作簿" in said.out
    assert "0 行" not in said.out


def test_the_months_report_counts_what_the_log_shows(office: Office) -> None:
    log = _rows(office.run("audit", "log", "--csv").out)
    month = log[0]["登记时间"][:7]
    played = office.run("audit", "report", "--month", month, "-o", "查账月报.json")
    assert played.code == 0, played.err
    text = office.run("audit", "report", "--month", month, "--json").out
    assert "各人" in text
    machines = next(each for each in json.loads(text) if each["title"].startswith("一台电脑"))
    assert all("," not in row["entries"] and "-" in row["entries"] for row in machines["rows"])
    assert office.run("audit", "report", "--month", "1999-01").code == 0


def test_a_bundle_kept_earlier_against_the_books_now(office: Office) -> None:
    assert office.run("sync", "bundle", "早.bundle").code == 0
    _asset(office, "ZC9001,机井,公益性,乔庄,9000")
    rows = _rows(office.run("audit", "diff", "早.bundle", "--csv").out)
    assert [(row["编号"], row["变化"]) for row in rows] == [("ZC9001", "新增")]
    back = _rows(office.run("audit", "diff", "1", "早.bundle", "--csv").out)
    assert "ZC9001" not in {row["编号"] for row in back}


def test_two_files_of_records_against_each_other(office: Office) -> None:
    files = {path: path.read_bytes() for path in (office.books / "ledgers/assets").rglob("*.parquet")}
    _asset(office, "ZC9001,机井,公益性,乔庄,9000")
    (path,) = [path for path, data in files.items() if path.read_bytes() != data]
    Path("assets.old.parquet").write_bytes(files[path])
    played = office.run("audit", "diff", "assets.old.parquet", str(path), "--csv")
    assert [row["编号"] for row in _rows(played.out)] == ["ZC9001"]
    assert main(["--books", str(office.books), "audit", "diff", "nothing.parquet", str(path)]) == 2


def test_a_month_that_is_sealed_means_its_seal(office: Office) -> None:
    shown = office.run("audit", "show", "2026-08")
    assert shown.code == 0, shown.err
    assert "2026-08 封账" in shown.out
    assert office.run("audit", "diff", "2026-08", "2026-08").out.rstrip().endswith("0 处")
    assert office.run("audit", "show", "2026-07").code == 2  # neither sealed nor any entry so early


def test_the_log_of_one_officer_kind_or_month(office: Office) -> None:
    everything = _listed_entries(office)
    for words, wanted in (
        (("--by", "wang-fang"), {row["seq"] for row in everything if row["actor"] == "wang-fang"}),
        (("--kind", "签核"), {row["seq"] for row in everything if row["kind"] == "签核"}),
        (("--month", "2026-09"), {row["seq"] for row in everything if str(row["about"])[:7] == "2026-09"}),
    ):
        found = [row["seq"] for row in _listed_entries(office, *words)]
        assert set(found) == wanted
        assert [row["seq"] for row in _listed_entries(office, *words, "--limit", "2")] == found[:2]
    assert office.run("audit", "log", "--kind", "别的").code == 2


def _listed_entries(office: Office, *words: str) -> list[dict[str, object]]:
    return list(json.loads(office.run("audit", "log", *words, "--json").out)["rows"])
