"""Shared by all tests: hypothesis without a stopwatch (the machine may be busy), the same examples on every run."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.console import captured
from tests.laid import Laid
from tests.pasting import pasting
from wfx.cli.demo import PASSPHRASE
from wfx.cli.main import main, use_chinese

use_chinese()

settings.register_profile("wfx", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("wfx")


if os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
):  # the programs the tests start find the modules compiled all the same
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "compiled")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test that wants the demo comes first and all others last: the rest runs while it is being played."""
    wants = [item for item in items if "demo" in getattr(item, "fixturenames", ())]
    kept = set(wants)
    others = [item for item in items if item not in kept]
    items[:] = [*wants[:1], *others, *wants[1:]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo township, played once for all workers; nobody may write into it (see ``office``)."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "demo-township"
    with FileLock(f"{shared}.lock"):
        if not (shared / "out.txt").exists():
            with captured() as (out, err), pasting(shared / "pasted.json"):
                code = main(["demo", str(shared)])
            assert code == 0, err.getvalue()
            (shared / "out.txt").write_text(out.getvalue(), encoding="utf-8")
    return shared


@dataclass(frozen=True)
class Played:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Office:
    """A copy of the demo township to write in; ``run`` types a command in its books."""

    folder: Path

    @property
    def books(self) -> Path:
        return self.folder / "wenfeng"

    def run(self, *words: str, actor: str = "li-ming") -> Played:
        arguments = ["--books", str(self.books), "--as", actor, "--no-input", *words]
        with captured() as (out, err):
            code = main(arguments)
        return Played(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def demo_copy(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Laid:
    return Laid(demo, tmp_path_factory.mktemp("office") / "township")


@pytest.fixture
def office(demo_copy: Laid, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The demo township as it was played, to write in: its keys in use, its folder the current one."""
    folder = demo_copy.anew()
    monkeypatch.setenv("WFX_HOME", str(folder / "keys"))
    monkeypatch.setenv("WFX_PASSPHRASE", PASSPHRASE)
    monkeypatch.chdir(folder)
    return Office(folder)
