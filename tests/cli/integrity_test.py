"""An inspector's own rules and lists, typed on a copy without keys: found with reasons, nothing written."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import Place, typed

RULE = """id = "Z01"
title = "名单上的户购房"
subject = "h.household_id"
severity = "error"
from = "households h join houses x on x.户编号 = h.household_id"
when = "x.价格 > v.line"
needs = ["price"]
evidence = ["bought"]
[basis]
text = "检查方案第 3 条"
grade = "D"
[values.line]
"2021-01" = 300000
[show]
price = "x.价格"
bought = "x.购房日期"
[say]
what = "{bought} 购房 {price} 元"
do = "入户核实"
[[example]]
month = "2026-10"
households = [{household_id = "H1"}, {household_id = "H2"}, {household_id = "H3"}]
houses = [{"户编号" = "H1", "价格" = 400000}, {"户编号" = "H2", "价格" = 1}, {"户编号" = "H3"}]
flags = ["H1"]
missing = ["H3"]
"""
LIST = "购房登记,,\n户编号,购房日期,价格\nH001,2025-3-1,420000\nH002,2025-04-02,80000\nH009,2025-05-02,900000\n"


@pytest.fixture
def brought(place: Place, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The inspector's folder beside a copy, on a machine without keys."""
    monkeypatch.setenv("WFX_HOME", str(place.folder / "nobody"))
    monkeypatch.delenv("WFX_PASSPHRASE")
    folder = place.folder / "规则"
    folder.mkdir()
    (folder / "Z01.toml").write_text(RULE, encoding="utf-8")
    (place.folder / "购房.csv").write_text(LIST, encoding="utf-8")
    return folder


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_own_rules_and_lists_on_a_copy_which_stays_as_it_was(place: Place, brought: Path) -> None:
    before = _everything(place.books)
    words = ["integrity", "check", "--rules", str(brought), "--with", f"houses={place.folder / '购房.csv'}", "--json"]
    said = typed(*words, "--month", "2026-10")
    assert said.code == 4, said.err
    (row,) = json.loads(said.out)["rows"]
    assert (row["rule"], row["subject"], row["village"]) == ("Z01", "H001", "李斌庄")
    assert row["what"] == "2025-03-01 购房 420000 元"
    assert row["basis"] == "检查方案第 3 条"
    assert "420000" in row["evidence"]
    assert "购房.csv,3 行" in said.out
    assert typed(*words, "--month", "2026-10", "--village", "何庄").code == 0
    assert _everything(place.books) == before
    assert not (place.folder / "nobody").exists()


def test_a_workbook_of_several_sheets_is_read_whole_or_by_the_sheet(place: Place, brought: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["这份名单由县局提供"])
    for title, row in (("东片", ("H001", "2025-3-1", 420000)), ("西片", ("H002", "2025-4-2", 500000))):
        book.create_sheet(title).append(["户编号", "购房日期", "价格"])
        book[title].append(row)
    file = place.folder / "购房.xlsx"
    book.save(file)
    words = ("integrity", "check", "--rules", str(brought), "--month", "2026-10", "--json", "--with")
    both = typed(*words, f"houses={file}")
    assert {row["subject"] for row in json.loads(both.out)["rows"]} == {"H001", "H002"}, both.err
    assert "购房.xlsx,工作表 东片、西片,2 行" in both.out
    assert "没有读 说明(列名不同)" in both.out
    one = typed(*words, f"houses={file}#西片")
    assert {row["subject"] for row in json.loads(one.out)["rows"]} == {"H002"}
    assert typed(*words, f"houses={file}#南片").err.startswith("E571")
    assert typed(*words, f"houses={file}x#南片").code == 2


def test_a_personal_column_is_compared_and_never_shown(place: Place, brought: Path) -> None:
    number = "11010119900307" + "7571"
    (place.folder / "购房.csv").write_text(f"户编号,备注,价格,购房日期\nH001,{number},420000,\n", encoding="utf-8")
    words = ["integrity", "check", "--rules", str(brought), "--with", f"houses={place.folder / '购房.csv'}"]
    shown = RULE.replace('evidence = ["bought"]', 'evidence = ["bought", "note"]').replace(
        'bought = "x.购房日期"', 'bought = "x.购房日期"\nnote = "x.备注"'
    )
    shown = shown.replace('"价格" = 1}', '"价格" = 1, "备注" = "y"}')
    (brought / "Z01.toml").write_text(shown, encoding="utf-8")
    said = typed(*words, "--json")
    assert said.code == 4, said.err
    assert number not in said.out
    assert number[-4:] in said.out


def test_a_rule_whose_examples_say_otherwise_is_not_run(place: Place, brought: Path) -> None:
    (brought / "Z01.toml").write_text(RULE.replace('flags = ["H1"]', 'flags = ["H2"]'), encoding="utf-8")
    said = typed("integrity", "check", "--rules", str(brought), "--with", f"houses={place.folder / '购房.csv'}")
    assert said.code == 4
    assert said.err.startswith("E404")
    assert said.out == ""


def test_a_rule_file_may_have_any_name_and_what_is_wrong_is_said_of_that_file(place: Place, brought: Path) -> None:
    words = ("integrity", "check", "--rules", str(brought), "--with", f"houses={place.folder / '购房.csv'}")
    (brought / "Z01.toml").rename(brought / "购房 碰撞.toml")
    assert "H001" in typed(*words, "--month", "2026-10", "--json").out
    (brought / "另一条.toml").write_text(RULE, encoding="utf-8")
    said = typed(*words)
    assert said.err.startswith("E402")
    assert all(name in said.err for name in ("另一条.toml", "规则/购房 碰撞.toml"))
    (brought / "另一条.toml").write_text(RULE.replace('"error"', '"大"').replace("Z01", "Z02"), encoding="utf-8")
    said = typed(*words)
    assert said.err.startswith("E401")
    assert "规则/另一条.toml" in said.err
    (brought / "另一条.toml").write_text("id = ", encoding="utf-8")
    (brought / "再一条.toml").write_text(RULE.replace("Z01", "我的规则"), encoding="utf-8")
    said = typed(*words)
    assert all(word in said.err for word in ("规则/另一条.toml", "规则/再一条.toml", "如 Z01"))
