"""The Tab key: commands by both names, verbs, options, villages; bash and PowerShell scripts; quick and silent."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Office


def _completed(folder: Path, *words: str) -> list[str]:
    asked = {"COMP_WORDS": " ".join(("wfx", *words)), "COMP_CWORD": str(len(words)), "_WFX_COMPLETE": "complete_bash"}
    environment = {**os.environ, **asked, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
    program = [sys.executable, "-c", "from wfx.cli.main import run; run()"]
    done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert "Traceback" not in done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "among"),
    [
        (("as",), "assets"),
        (("资",), "资产"),
        (("assets", "au"), "audit"),
        (("资产", "体"), "体检"),
        (("assets", "audit", "--mo"), "--month"),
    ],
)
def test_words_are_completed(tmp_path: Path, words: tuple[str, ...], among: str) -> None:
    assert among in _completed(tmp_path, *words)


def test_villages_of_the_books_are_offered(office: Office) -> None:
    assert "乔庄" in _completed(office.books, "screen", "clues", "--village", "乔")
    assert _completed(office.folder.parent, "screen", "clues", "--village", "乔") == []


@pytest.mark.parametrize("shell", ["bash", "powershell"])
def test_the_scripts_name_the_program_and_its_variable(office: Office, shell: str) -> None:
    played = office.run("completion", shell)
    assert played.code == 0
    assert "wfx" in played.out
    assert "_WFX_COMPLETE" in played.out
    assert office.run("completion", "cmd").code == 2


def test_bash_takes_the_script(office: Office) -> None:
    script = office.folder / "complete.sh"
    script.write_text(office.run("completion", "bash").out, encoding="utf-8", newline="\n")
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False)
    assert done.returncode == 0


def test_installing_writes_into_the_users_own_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(office.folder))
    monkeypatch.setenv("USERPROFILE", str(office.folder))
    played = office.run("completion", "bash", "--install")
    assert played.code == 0, played.err
    assert "_WFX_COMPLETE" in "".join(
        path.read_text(encoding="utf-8") for path in (office.folder / ".bash_completions").glob("*")
    )
