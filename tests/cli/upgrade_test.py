"""wfx upgrade on real books: an old rule comes up to date, an edited one stays, one entry, nothing without a yes."""

import pytest

from tests.conftest import Office
from wfx.desk.office.shipped import law_files
from wfx.store.books.books import open_books

NEWER, OURS = "rules/assets/A02.toml", "rules/assets/A03.toml"


def _blob(office: Office, path: str) -> bytes:
    with open_books(office.books) as books:
        return books.blob(path) or b""


def test_an_upgrade_brings_what_is_new_and_keeps_what_is_ours(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.run("upgrade", "--dry-run").code == 0
    ours = office.books / OURS
    ours.write_bytes(ours.read_bytes() + b"# ours\n")
    assert office.run("adopt", "--because", "本乡另有规定").code == 0
    shipped = {path: data + b"# newer\n" if path in (NEWER, OURS) else data for path, data in law_files().items()}
    monkeypatch.setattr("wfx.desk.law.upgrading.law_files", lambda: shipped)
    refused = office.run("upgrade")
    assert refused.code == 2
    assert NEWER in refused.out
    assert "+# newer" in office.run("upgrade", "--diff").out
    assert not _blob(office, NEWER).endswith(b"# newer\n")
    done = office.run("upgrade", "--yes")
    assert done.code == 0, done.err
    assert _blob(office, NEWER).endswith(b"# newer\n")
    assert _blob(office, OURS).endswith(b"# ours\n")
    assert "没有变化" in office.run("upgrade", "--yes").err
