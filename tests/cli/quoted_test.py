"""A path in a hint is one word for whoever types it."""

import shlex
from pathlib import Path

import pytest

from tests.errors.township import typed
from wfx.cli.console.quoted import quoted


@pytest.mark.parametrize("path", ["D:\\我的 文档\\账", "盘/a&b", "a(1)", "$x", "文峰/wenfeng", "2026,10"])
def test_a_word_with_a_sign_of_a_shell_is_quoted(path: str) -> None:
    plain = path == "文峰/wenfeng"
    assert quoted(Path(path)) == (str(Path(path)) if plain else f'"{Path(path)}"')


def test_the_first_step_into_new_books_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFX_HOME", str(tmp_path / "keys"))
    monkeypatch.setenv("WFX_PASSPHRASE", "demo-only-passphrase")
    folder = tmp_path / "文峰 乡"
    said = typed("init", str(folder), "--name", "文峰乡", "--villages", "乔庄", "--admin", "li-ming")
    assert said.code == 0, said.err
    monkeypatch.chdir(tmp_path)
    made = typed("--books", str(folder), "sync", "init", "我的 盘")
    assert 'wfx sync pull "我的 盘"' in made.err
    again = typed("recover", "我的 盘", "再 建")
    for err, where in ((said.err, str(folder)), (again.err, "再 建")):
        words = shlex.split(err.rpartition("下一步:")[2].partition(",再")[0])
        assert where in words
        assert words[0] in {"cd", "wfx"}
        assert words[0] == "cd" or typed(*words[1:]).code == 0
