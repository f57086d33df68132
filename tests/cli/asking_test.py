"""At a terminal an act asks for what it lacks, with its choices; elsewhere the error stays."""

import os
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.keyboard import on_a_terminal, typed
from wfx.cli.console.answers import dragged, meant, parted
from wfx.values.begun import begun

DECISIONS = [("拟纳入监测", "include"), ("已在监测", ""), ("先行帮扶", ""), ("不纳入", ""), ("不属实", "")]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("5", "不属实"),
        ("拟纳入", "拟纳入监测"),
        ("include", "拟纳入监测"),
        ("不", None),
        ("6", None),
        ("0", None),
        ("", None),
        ("不纳入", "不纳入"),
    ],
)
def test_a_number_a_word_or_its_beginning_is_an_answer(said: str, means: str | None) -> None:
    assert meant(said, DECISIONS) == means


def test_a_word_that_is_a_number_is_itself() -> None:
    assert meant("2", [("2", ""), ("1", "")]) == "2"


def test_only_the_one_that_begins_so_is_meant() -> None:
    assert begun("乔", ["乔庄", "何庄"]) == "乔庄"
    assert begun("乔", ["乔庄", "乔湾"]) is None
    assert begun("乔庄", ["乔庄", "乔庄北"]) == "乔庄"
    assert begun("", ["乔庄"]) is None


def test_several_answers_in_one_line() -> None:
    assert parted("乔庄、何庄,李斌庄 1;2") == ["乔庄", "何庄", "李斌庄", "1", "2"]


@pytest.mark.parametrize(
    "line",
    [
        "'/data/十月 表.xlsx'",
        '"/data/十月 表.xlsx"',
        "& '/data/十月 表.xlsx'",
        pytest.param("/data/十月\\ 表.xlsx", marks=pytest.mark.skipif(os.name == "nt", reason="a path of POSIX")),
    ],
)
def test_a_file_dragged_in_loses_its_quotes_and_backslashes(line: str) -> None:
    assert dragged(line) == ["/data/十月 表.xlsx"]


def test_windows_paths_keep_their_backslashes() -> None:
    assert dragged(r'"C:\十月 表\乔庄.xlsx" D:\何庄.xlsx') == [r"C:\十月 表\乔庄.xlsx", r"D:\何庄.xlsx"]


def test_a_path_that_is_there_is_taken_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "乔庄 (1).xlsx").write_text("", encoding="utf-8")
    assert dragged("乔庄 (1).xlsx") == ["乔庄 (1).xlsx"]


@on_a_terminal
def test_an_act_asks_for_the_matter_and_what_its_step_needs(office: Office) -> None:
    played = typed(office.books, ["--as", "li-ming", "rectify", "assign"], "rect-2026-002", "wang", "逐户补填")
    assert "1  rect-2026-001.v04" in played.out
    assert "wang-fang  " in played.out
    assert "等于输入:wfx --as li-ming rectify assign rect-" in played.out
    assert "--owner wang-fang" in played.out
    assert "已登记第" in played.out


@on_a_terminal
def test_a_conclusion_is_chosen_by_its_number_and_the_reason_is_asked_for(office: Office) -> None:
    clue = min(
        line.split(",")[0] for line in office.run("screen", "clues", "--csv").out.splitlines() if "C2026" in line
    )
    before = office.run("screen", "clues", "--csv").out.count("\n")
    played = typed(office.books, ["--as", "li-ming", "screen", "settle", clue], "9", "4", "医药费已报销")
    assert "4  不纳入" in played.out
    assert "没有“9”" in played.out
    assert "--because" in played.out
    assert office.run("screen", "clues", "--csv").out.count("\n") == before - 1


@on_a_terminal
def test_leaving_a_question_writes_nothing(office: Office) -> None:
    played = typed(office.books, ["--as", "li-ming", "rectify", "assign", "002"], "?", "q")
    assert (played.code, "什么也没有写入" in played.out) == (130, True)


def test_where_nobody_can_be_asked_the_error_stays(office: Office) -> None:
    assert "E110" in office.run("rectify", "assign").err
    assert "E505" in office.run("rectify", "add").err
    assert "E505" in office.run("screen", "settle").err
    assert "E507" in office.run("rectify", "reopen", "rect-2026-001", "--days", "15").err


@on_a_terminal
def test_no_input_is_kept_to_at_a_terminal(office: Office) -> None:
    played = typed(office.books, ["--as", "li-ming", "--no-input", "rectify", "assign"])
    assert (played.code, "E110" in played.out) == (2, True)
