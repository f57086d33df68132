"""Rectifications as typed: lists with their errors, findings opened once, papers by digest, nobody's number."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Office


def _count(office: Office) -> int:
    said = office.run("query", "select count(*) as n from rectifications", "--json").out
    return int(json.loads(said)["rows"][0]["n"])


def _write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_findings_open_matters_once(office: Office) -> None:
    before = _count(office)
    again = office.run("assets", "audit", "--month", "2026-10", "--open")
    assert (again.code, _count(office)) == (4, before)
    assert "没有变化" in again.err
    assert "已经立项" in again.err
    dry = office.run("check", "households", "--month", "2026-10", "--open", "--dry-run")
    assert dry.code in (0, 4), dry.err
    assert _count(office) == before
    assert office.run("check", "screen", "--month", "2026-10", "--open").code == 4
    assert _count(office) == before


def test_a_new_red_finding_opens_and_a_dry_run_does_not(office: Office) -> None:
    line = "资产编号,资产名称,资产类别,村,资产原值,竣工验收日期\nZC0999,路灯,公益性,何庄,8000,2024-01-05\n"
    assert office.run("assets", "register", _write("资产.csv", line)).code == 0
    before = _count(office)
    dry = office.run("assets", "audit", "--month", "2026-10", "--open", "--dry-run")
    assert "试办" in dry.err
    assert _count(office) == before
    assert office.run("assets", "audit", "--month", "2026-10", "--open").code == 4
    assert _count(office) > before
    assert "ZC0999" in office.run("rectify", "list", "--village", "何庄").out


def test_a_dry_run_of_nothing_is_refused(office: Office) -> None:
    assert office.run("assets", "audit", "--dry-run").code == 2
    assert office.run("check", "--dry-run").code == 2


def test_a_list_with_names_keeps_none_of_them(office: Office) -> None:
    text = "序号,问题,来源,级别,村,责任人,联系电话,整改时限,是否销号\n"
    text += "1,垃圾清运不及时,督查,县,乔庄,欧阳例一,19900000001,2026-12-01,否\n"
    text += "2,档案缺签字,考核,省,何庄,欧阳例二,19900000002,2026-12-01,是\n"
    played = office.run("rectify", "add", _write("清单.csv", text))
    assert played.code == 0, played.err
    kept = "".join(path.read_text("utf-8") for path in (office.books / "ledgers/rectifications").rglob("*.toml"))
    assert "垃圾清运不及时" in kept
    assert "欧阳" not in kept
    assert "19900000001" not in kept
    assert "closed:按来件登记" in kept
    before = _count(office)
    again = office.run("rectify", "add", "清单.csv")
    assert again.code == 0
    assert "2 条已经登记过" in again.err
    assert _count(office) == before


def test_a_wrong_list_is_refused_whole_with_its_places(office: Office) -> None:
    before = _count(office)
    text = "问题,来源,村,整改时限\n垃圾清运不及时,督查,乔庄,2026-12-01\n户主电话 19900000001,道听途说,无此村,十二月\n"
    played = office.run("rectify", "add", _write("清单.csv", text))
    assert played.code == 3
    assert all(f"清单.csv {cell}" in played.err for cell in ("B3", "C3", "D3")), played.err
    text = "问题,来源\n户主电话 19900000001,督查\n,督查\n"
    played = office.run("rectify", "add", _write("清单.csv", text))
    assert played.code == 3
    assert "清单.csv A2" in played.err
    assert "清单.csv A3" in played.err
    assert "19900000001" not in played.err
    assert _count(office) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "--problem", "电话 19900000001", "--source", "自查"], 3),
        (["add", "--problem", "缺签字", "--source", "道听途说"], 2),
        (["add", "--problem", "缺签字"], 3),
        (["add"], 3),
        (["add", "--parent", "002"], 2),
        (["add", "--parent", "002", "--children", "何庄", "--problem", "x"], 2),
        (["assign", "002", "--owner", "nobody", "--days", "3"], 2),
        (["assign", "002", "--owner", "li-ming", "--days", "3", "--due", "2026-12-01"], 2),
        (["assign", "002", "--owner", "li-ming", "--due", "十二月"], 2),
        (["assign", "002", "--owner", "li-ming", "--days", "9", "--on", "2999-01-01"], 2),
        (["submit", "002", "--result", "好", "--evidence", "没有这张.jpg"], 2),
        (["close", "002"], 3),
        (["show", "999"], 2),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_code(words: list[str], code: int, office: Office) -> None:
    before = _count(office)
    played = office.run("rectify", *words)
    assert played.code == code, played.err
    assert "E199" not in played.err
    assert "19900000001" not in played.err
    assert _count(office) == before


def test_one_photograph_for_two_problems_is_found(office: Office) -> None:
    Path("照片.jpg").write_bytes(b"one photograph")
    for number in ("002", "003"):
        assert office.run("rectify", "assign", number, "--owner", "wang-fang", "--days", "20").code == 0
        words = ("rectify", "submit", number, "--result", f"已整改 {number}", "--evidence", "照片.jpg")
        assert office.run(*words, actor="wang-fang").code == 0
    said = office.run("check", "rectify", "--month", "2026-10", "--csv").out
    assert len([line for line in said.splitlines() if ",R12," in line]) == 2


def test_a_matter_with_children_is_shown_with_them(office: Office) -> None:
    words = ("--problem", "公示栏没有更新", "--source", "自查", "--village", "乔庄", "--children", "何庄、李斌庄")
    played = office.run("整改", "登记", *words)
    assert played.code == 0, played.err
    number = re.findall(r"rect-\d{4}-\d{3}(?!\.)", played.err)[-1]
    shown = office.run("rectify", "show", number).out
    assert "何庄" in shown
    assert f"{number}.v01" in shown


def test_status_says_how_many_stand_open(office: Office) -> None:
    rows = json.loads(office.run("status", "--month", "2026-10", "--json").out)["rows"]
    [line] = [row for row in rows if row["duty"] == "整改"]
    assert line["state"].startswith("在办 14 项")
