"""The terminal: aligned for Chinese and rare names, safe in GBK, calm in a pipe, deaf to hostile cells."""

import io
import os
import subprocess
import sys

import pytest
import typer
from rich.cells import cell_len

from tests.report.samples import EMPTY, SHEET
from tests.township import ROOT
from wfx.cli.console.terminal import draw
from wfx.cli.errors import told
from wfx.cli.main import program
from wfx.values.sheet import Column, Sheet


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def drawn(sheet: Sheet, width: int | None = None) -> list[str]:
    out = io.StringIO()
    draw(sheet, out, width)
    return out.getvalue().splitlines()


def test_columns_stand_under_each_other_also_for_rare_names() -> None:
    _, header, rule, *rows, _ = drawn(SHEET)
    starts = [cell_len(header[: header.index(title)]) for title in ("户主", "日期", "说明")]
    for row, head in zip(rows, ("䶮**", "㛃*", "𬭎**"), strict=True):
        assert cell_len(row[: row.index(head)]) == starts[0]
    assert set(rule) == {"-", " "}
    assert [cell_len(part) for part in rule.split("  ")][1] == 4


def test_numbers_are_set_to_the_right() -> None:
    _, header, _, first, *_ = drawn(SHEET)
    end = cell_len(header[: header.index("资产原值(元)")]) + cell_len("资产原值(元)")
    assert cell_len(first[: first.index("1,234,567.50")]) + cell_len("1,234,567.50") == end


def test_a_pipe_gets_one_line_a_row_however_long() -> None:
    long = Sheet("长", (Column("a", "甲"),), (("很长" * 200,),))
    assert len(drawn(long)) == 4


def test_a_narrow_screen_breaks_long_text_and_nothing_else() -> None:
    sheet = Sheet("x", (Column("a", "村"), Column("b", "说明")), (("何庄", "应当续签、收回或登记为闲置" * 3),))
    lines = drawn(sheet, 40)
    assert max(map(cell_len, lines)) <= 40
    assert "".join(line[4:] for line in lines[3:]).replace(" ", "").endswith("登记为闲置")
    assert any("何庄" in line for line in lines)


def test_a_table_too_wide_for_the_screen_falls_back_to_plain_lines() -> None:
    assert any("1,234,567.50" in line for line in drawn(SHEET, 30))


def test_no_colour_leaves_a_terminal_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    draw(SHEET, screen)
    assert "\x1b[3" not in screen.getvalue()


def test_nothing_but_text_goes_into_a_pipe() -> None:
    assert "\x1b" not in "\n".join(drawn(SHEET))


def test_a_hostile_cell_cannot_steer_the_screen() -> None:
    sheet = Sheet("x\x1b[2J", (Column("a", "[red]甲"),), (("\x1b]0;x\x07\u202e倒\r\n[bold]",),), ("\x9b注",))
    for lines in (drawn(sheet), drawn(sheet, 60)):
        text = "".join(lines)
        assert not set(text) & set("\x1b\x07\r\x9b\u202e")
        assert "[bold]" in text
        assert "[red]甲" in text


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "cp936", "ascii", "utf-8"])
def test_every_encoding_survives(encoding: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    draw(SHEET, out)
    draw(SHEET, out, 150)
    out.flush()


def test_a_character_the_console_lacks_keeps_its_width() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="gbk", errors="strict", newline="\n")
    draw(SHEET, out)
    out.flush()
    text = out.buffer.getvalue().decode("gbk")
    assert "〓**" in text
    assert [cell_len(line) for line in text.splitlines()][:6] == [cell_len(line) for line in drawn(SHEET)][:6]


def test_a_gbk_console_is_never_a_crash() -> None:
    code = """
from wfx.cli.console.terminal import draw
from wfx.values.sheet import Column, Sheet
draw(Sheet("䶮", (Column("a", "村"),), (("何庄",), ("㛃✓\U0002c62d",)), ("注",)))
"""
    env = {**os.environ, "PYTHONIOENCODING": "gbk:strict", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, env=env, timeout=60, check=True)
    assert "何庄" in done.stdout.decode("gbk")


def test_an_empty_sheet_says_so() -> None:
    assert drawn(EMPTY) == ["空表", "  (没有记录)"]


def test_notes_stand_below() -> None:
    assert drawn(SHEET)[-1] == "注:得分 = 完成度 × 质量"


@pytest.mark.parametrize("ending", [KeyboardInterrupt(), typer.Abort()])
def test_ctrl_c_is_answered_and_claims_nothing_that_was_not_looked_at(
    ending: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer(add_completion=False)

    @app.command()
    def work() -> None:
        raise ending

    assert told(app, []) == 130
    said = capsys.readouterr().err
    assert ("什么也没有写入。" in said) == isinstance(ending, typer.Abort)
    assert ("wfx audit log --limit 1" in said) == isinstance(ending, KeyboardInterrupt)


def test_the_help_named_for_a_word_that_is_no_command_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(program(), ["statsu"]) == 2
    assert "怎么办:wfx --help" in capsys.readouterr().err
