"""The READMEs say what the program prints, and the same in both languages; the wheel carries what it needs."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.township import ROOT

CHINESE, ENGLISH = "README.md", "README.en.md"


def _block(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"<!-- demo -->\n```text\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


@pytest.mark.parametrize("name", [CHINESE, ENGLISH])
def test_the_output_shown_is_the_demos_own(name: str, demo: Path) -> None:
    said = (demo / "out.txt").read_text(encoding="utf-8")
    lines = [line for line in _block(name) if line not in ("", "…")]
    assert len(lines) > 15
    for line in lines:
        assert line.rstrip("…") in said


def test_both_readmes_name_the_same_commands_and_files() -> None:
    def named(name: str) -> set[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"`(?:uv run )?(?:python )?(wfx[ \w-]*|benchmarks/\w+\.py|docs/[\w./]*)", text))

    assert named(CHINESE) - named(ENGLISH) == named(ENGLISH) - named(CHINESE) == set()


def test_the_first_screen_has_the_two_commands() -> None:
    for name in (CHINESE, ENGLISH):
        first = (ROOT / name).read_text(encoding="utf-8").splitlines()[:20]
        assert any(line.startswith("uv run wfx demo") for line in first)
        assert any(line.startswith("uv run pytest") for line in first)
    assert "uv run pytest\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_the_wheel_works_from_an_empty_folder(tmp_path: Path) -> None:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not on the PATH: no wheel can be built")
    built = subprocess.run([uv, "build", "--wheel", "-o", str(tmp_path), str(ROOT)], capture_output=True, check=False)
    if built.returncode and b"hatchling" in built.stderr:
        pytest.skip("hatchling cannot be fetched: no wheel can be built")
    assert built.returncode == 0, built.stderr.decode("utf-8")
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "installed")
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "WFX_HOME": str(tmp_path / "home")}
    environment |= {"WFX_PASSPHRASE": "long-enough-words", "PYTHONIOENCODING": "utf-8"}
    code = "import wfx, sys; assert 'installed' in wfx.__file__, wfx.__file__; from wfx.cli.main import run; run()"
    for words in (
        ["rules", "test", "A01", "--shipped"],
        ["init", "b", "--name", "x", "--villages", "y", "--admin", "li-ming"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=empty, env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode("utf-8")
    assert (empty / "b" / "schemas" / "types.schema.json").exists()
