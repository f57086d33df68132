"""What people are told: changes in words, findings by thing, a story in order, blank forms, doors that close."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.console import captured
from wfx.cli.demo import PASSPHRASE
from wfx.cli.main import main
from wfx.desk.desk import Desk, Setting
from wfx.desk.incoming.incoming import forms_of
from wfx.desk.outgoing.blankforms import blank_form
from wfx.desk.recording.told import MOST
from wfx.report.xlsx import workbook


def test_a_write_says_what_changed_and_no_path(office: Office) -> None:
    said = office.run("rectify", "assign", "002", "--owner", "wang-fang", "--days", "30").err
    assert "问题整改:改动 1" in said
    assert "乔庄 问题整改 rect-" in said
    assert "责任人编号 (空)→wang-fang" in said
    assert "整改状态 待整改→整改中" in said
    assert "ledgers/" not in said


def test_a_household_is_told_by_its_head_under_stars(office: Office) -> None:
    clue = next(row for row in _rows(office, "screen", "clues") if row["户编号"])
    said = office.run("screen", "settle", clue["线索编号"], "拟纳入").err
    assert f"{clue['村']} " in said
    assert "** " in said or "* " in said
    head = json.loads(office.run("households", "show", clue["户编号"], "--json").out)[1]["rows"]
    name = next(str(row["name"]) for row in head if row["relation"] == "户主")
    assert name not in said


def test_many_changes_are_counted_and_the_first_told(office: Office) -> None:
    file = office.folder / "新.csv"
    lines = "".join(f"ZC91{at:02},机井{at},公益性,乔庄,9000\n" for at in range(9))
    file.write_text(f"资产编号,资产名称,资产类别,村,资产原值\n{lines}", encoding="utf-8")
    said = office.run("assets", "register", str(file)).err
    assert "项目资产:新增 9" in said
    assert said.count("机井") <= MOST


def test_a_finding_names_its_village_and_thing(office: Office) -> None:
    rows = {row["对象"]: row for row in _rows(office, "assets", "audit", "--month", "2026-10")}
    assert (rows["ZC0018"]["村"], rows["ZC0018"]["名称"]) == ("南样村", "南样村香菇大棚")
    assert rows["SYZC0010-2026"]["名称"]  # a payment is named by its asset
    homes = [row for row in _rows(office, "check", "排查", "--month", "2026-10") if row["对象"].startswith("410999")]
    assert homes
    assert all(row["村"] and row["名称"].endswith("*") for row in homes)


def test_a_household_and_an_asset_tell_their_story_in_order(office: Office) -> None:
    for words in (("households", "show", "410999010001"), ("assets", "show", "ZC0009")):
        told = json.loads(office.run(*words, "--json").out)[-1]
        assert told["title"] == "经过"
        entries = [int(row["seq"]) for row in told["rows"]]
        assert entries == sorted(entries)
        assert entries
        assert all(row["what"] and row["actor"] for row in told["rows"])


def test_every_blank_form_is_taken_for_what_it_is_when_it_comes_back(office: Office) -> None:
    folder = office.folder / "空表"
    folder.mkdir()
    with Desk(Setting(office.books, office.folder / "keys", datetime.now(tz=UTC), "li-ming")) as desk:
        titles = sorted(form.title for form in forms_of(desk).values())
        for title in titles:
            (folder / f"{title}.xlsx").write_bytes(workbook(blank_form(desk, title)))
    back = office.run("in", str(folder), "--month", "2026-11", "--dry-run")
    told = {line.split()[0]: line.split()[1] for line in back.out.splitlines() if ".xlsx " in line}
    assert told == {f"{title}.xlsx": title for title in titles}


def test_a_blank_form_is_printed_too(office: Office) -> None:
    file = office.folder / "空表.docx"
    assert office.run("out", "--form", "农户名册", "-o", str(file)).code == 0
    assert office.run("out", "--form", "农户名册", "-o", str(file.with_suffix(".xlsx"))).code == 0
    assert office.run("in", str(file.with_suffix(".xlsx")), "--month", "2026-11", "--dry-run").code == 0


def test_a_form_that_is_none_is_told_with_those_there_are(office: Office) -> None:
    said = office.run("out", "--form", "菜谱")
    assert (said.code, "E242" in said.err, "农户名册" in said.err) == (2, True, True)


def test_new_books_tell_of_the_doors_that_close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFX_HOME", str(tmp_path / "keys"))
    monkeypatch.setenv("WFX_PASSPHRASE", PASSPHRASE)
    books = str(tmp_path / "账")
    words = ("--name", "文峰乡", "--villages", "李斌庄:A", "--admin", "li-ming", "--second", "wang-fang")
    assert _run("init", books, *words, "--opening-until", "2999-12") == (0, "")
    code, said = _run("--books", books, "--as", "li-ming", "status", show=True)
    assert code == 0
    assert "wfx open-books" in said
    assert "wfx officers add --title 督导考核办 --roles supervisor" in said
    assert "opening_until = 299912" in (tmp_path / "账" / "wfx.toml").read_text(encoding="utf-8")


def test_books_are_not_opened_until_a_month_that_has_come_nor_in_no_region(tmp_path: Path) -> None:
    words = ("--name", "文峰乡", "--villages", "李斌庄:A", "--admin", "li-ming")
    assert _run("init", str(tmp_path / "一"), *words, "--opening-until", "2020-01")[0] == 2
    assert _run("init", str(tmp_path / "二"), *words, "--region", "文峰")[0] == 2


def _run(*words: str, show: bool = False) -> tuple[int, str]:
    with captured() as (out, err):
        code = main(["--no-input", *words])
    return code, out.getvalue() if show else "" if code == 0 else err.getvalue()


def _rows(office: Office, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(office.run(*words, "--csv").out)))
