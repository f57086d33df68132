"""One small township for all workers, copied for each case; see ``tests/errors/township.py``."""

import os

import pytest
from filelock import FileLock

from tests.errors.township import Place, make
from tests.laid import Laid


@pytest.fixture(scope="session")
def township(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The township, founded once; nobody may write into it (see ``place``)."""
    base = tmp_path_factory.getbasetemp()
    shared = Place((base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "errors-township")
    with FileLock(f"{shared.folder}.lock"):
        if not (shared.folder / "done").exists():
            with pytest.MonkeyPatch.context() as patch:
                for name, value in shared.environment.items():
                    patch.setenv(name, value)
                make(shared.folder)
            (shared.folder / "done").write_text("", encoding="utf-8")
    return shared


@pytest.fixture(scope="session")
def township_copy(township: Place, tmp_path_factory: pytest.TempPathFactory) -> Laid:
    return Laid(township.folder, tmp_path_factory.mktemp("errors") / "township")


@pytest.fixture
def place(township_copy: Laid, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The township as it was founded, to go wrong in: its books are the current folder, its keys in use."""
    copied = Place(township_copy.anew())
    monkeypatch.delenv("WFX_AS", raising=False)
    for name, value in copied.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(copied.books)
    return copied
