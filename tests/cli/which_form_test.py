"""A sheet that may be several forms: a person at the terminal is asked, anybody else is told how to say it."""

import shutil

import pytest

from tests.conftest import Office
from tests.keyboard import on_a_terminal, typed
from tests.township import ROOT

UNCLEAR = ROOT / "tests/intake/files/cells/t02_bianhao_note.xlsx"


@pytest.fixture
def unclear(office: Office) -> str:
    return str(shutil.copy(UNCLEAR, office.folder))


@on_a_terminal
def test_it_is_asked_with_its_choices_and_nothing_is_guessed(office: Office, unclear: str) -> None:
    asked = typed(office.books, ["--as", "li-ming", "in", unclear, "--month", "2026-10"], "1", "n")
    assert "看不准这是什么表" in asked.out
    assert "  1  项目资产台账" in asked.out
    assert "这是什么表?(都不是就回车)> " in asked.out
    assert "登记以上改动?" in asked.out  # taken for what was said, and asked about as ever
    none = typed(office.books, ["--as", "li-ming", "in", unclear, "--month", "2026-10"], "")
    assert "E245" in none.out


def test_without_a_terminal_the_command_says_it(office: Office, unclear: str) -> None:
    assert "--form 项目资产台账" in office.run("in", unclear, "--month", "2026-10").err
