"""``wfx`` alone at a terminal: a menu of today's work, played on a pseudo-terminal."""

import re

from tests.conftest import Office
from tests.keyboard import on_a_terminal, typed
from wfx.cli.month.menu import words_of

LINE = re.compile(r"^(\d+)([! ]) +(\S+) +(.+?) {2,}(wfx .+)$", re.MULTILINE)
pytestmark = on_a_terminal


def _menu(office: Office, *lines: str, words: tuple[str, ...] = ()) -> str:
    played = typed(office.books, ["--as", "li-ming", *words], *lines)
    assert played.code == 0, played.out
    return played.out


def _lines(said: str) -> list[tuple[str, str, str, str, str]]:
    return [tuple(found) for found in LINE.findall(said)]


def test_today_is_numbered_and_what_is_late_comes_first(office: Office) -> None:
    lines = _lines(_menu(office, "q"))
    assert [line[0] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
    assert len(lines) > 8
    marks = [line[1] for line in lines]
    assert marks == sorted(marks, key=lambda mark: mark != "!")
    assert {"信访", "整改"} <= {line[2] for line in lines if line[1] == "!"}


def test_a_number_runs_the_command_of_its_line_and_shows_it(office: Office) -> None:
    first = _lines(_menu(office, "q"))
    at, command = next((line[0], line[4]) for line in first if line[2] == "整改")
    said = _menu(office, at, "q")
    assert f"$ {command}\n" in said
    assert "问题整改台账" in said
    assert said.count("写编号=办这一条") == 2  # the menu comes again after it


def test_a_question_mark_explains_and_runs_nothing(office: Office) -> None:
    first = _lines(_menu(office, "q"))
    at = next(line[0] for line in first if line[2] == "整改")
    said = _menu(office, f"? {at}", "?", "999", "删掉", "q")
    assert "整改台账" in said
    assert "$ wfx" not in said
    assert said.count("没有第") == 2


def test_what_a_command_lacks_is_asked_and_leaving_there_writes_nothing(office: Office) -> None:
    before = office.run("audit", "log", "--limit", "1").out
    at = next(line[0] for line in _lines(_menu(office, "q")) if line[4].startswith("wfx in "))
    said = _menu(office, at, "q", "q")
    assert "文件或文件夹> " in said
    assert "什么也没有写入" in said
    assert office.run("audit", "log", "--limit", "1").out == before


def test_a_file_dragged_in_is_taken_once_it_is_agreed_to(office: Office) -> None:
    at, command = next((line[0], line[4]) for line in _lines(_menu(office, "q")) if line[4].startswith("wfx in "))
    file = office.folder / "新 资产.csv"
    file.write_text("资产编号,资产名称,资产类别,村,资产原值\nZC9001,机井,公益性,乔庄,9000\n", encoding="utf-8")
    said = _menu(office, at, str(file).replace(" ", "\\ "), "y", "q")
    assert f'等于输入:{command.replace("wfx", "wfx --as li-ming")} "{file}"' in said
    assert "ZC9001" in office.run("assets", "list", "--village", "乔庄").out


def test_without_a_terminal_it_prints_as_ever(office: Office) -> None:
    said = office.run()
    assert "下一条命令" in said.out
    assert "写编号" not in said.out + said.err


def test_a_command_of_a_line_is_words() -> None:
    assert words_of('wfx --as li-ming do "医保 名单.xlsx"') == ["--as", "li-ming", "do", "医保 名单.xlsx"]
