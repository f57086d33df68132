"""The work tree as a view: hand edits are seen and kept, stale files refreshed, files held open named."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.store.office import Office, asset, new_office
from wfx.store.books import view
from wfx.store.files.parquet import encode
from wfx.store.files.types import table_of
from wfx.store.objects.lock import writing
from wfx.values.change import Change
from wfx.values.errors import BooksBusy
from wfx.values.table import Cell

ASSETS = "ledgers/assets/assets.v01.parquet"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    found = new_office(tmp_path / "books")
    found.put(asset(1))
    return found


def test_the_view_shows_the_newest_entry(office: Office) -> None:
    state = view.status(office.folder, deep=True)
    assert state.clean
    assert state.head == state.shown == view.shown_entry(office.folder)
    with office.books() as books:
        for path, data in books.files("").items():
            assert (office.folder / path).read_bytes() == data
    assert office.git("status", "--short") == ""


def test_a_hand_edit_is_seen_kept_and_given_to_adopt(office: Office) -> None:
    path = office.folder / "wfx.toml"
    path.write_bytes(path.read_bytes() + b"# x\n")
    assert view.status(office.folder).edited == ("wfx.toml",)
    assert view.edited(office.folder) == {"wfx.toml": path.read_bytes()}
    office.put(asset(2))
    assert view.refresh(office.folder).edited == ("wfx.toml",)
    assert path.read_bytes().endswith(b"# x\n")


def test_an_edit_that_keeps_size_and_time_is_seen_by_the_deep_look(office: Office) -> None:
    path = office.folder / "wfx.toml"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace("文".encode(), "大".encode(), 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert view.status(office.folder, deep=True).edited == ("wfx.toml",)


def test_discard_brings_the_books_content_back(office: Office) -> None:
    path = office.folder / "wfx.toml"
    path.write_bytes(b"x")
    added = office.folder / "rules" / "office" / "R1.toml"
    added.parent.mkdir(parents=True)
    added.write_bytes(b"y")
    other = office.folder / "工作簿.xlsx"
    other.write_bytes(b"z")
    state = view.status(office.folder)
    assert (state.edited, state.foreign) == (("wfx.toml",), ("rules/office/R1.toml", "工作簿.xlsx"))
    assert sorted(view.edited(office.folder)) == ["rules/office/R1.toml", "wfx.toml"]
    view.discard(office.folder, view.edited(office.folder))
    assert view.status(office.folder, deep=True).foreign == ("工作簿.xlsx",)
    assert not added.parent.exists()
    assert other.read_bytes() == b"z"


def test_a_deleted_file_comes_back(office: Office) -> None:
    (office.folder / ASSETS).unlink()
    assert view.status(office.folder).missing == (ASSETS,)
    assert view.refresh(office.folder).clean


def test_a_file_held_open_is_retried_then_named_and_the_books_are_safe(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    real = Path.replace

    def held(self: Path, target: Path) -> Path:
        if str(target).endswith(".v01.parquet"):
            raise PermissionError
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    entry = office.put(asset(1, name="新"))
    assert len(waits) == 4
    with office.books() as books:
        assert books.head == entry.oid
    state = view.status(office.folder)
    assert state.stale == (ASSETS,)
    assert not state.edited
    monkeypatch.setattr(Path, "replace", real)
    with office.books():
        pass  # the next command brings it up
    assert view.status(office.folder, deep=True).clean


def test_a_file_held_open_only_for_a_moment_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    real, tries = Path.replace, [0]

    def held(self: Path, target: Path) -> Path:
        tries[0] += 1
        if str(target).endswith(".v01.parquet") and tries[0] < 3:
            raise PermissionError
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    office.put(asset(1, name="新"))
    assert view.status(office.folder, deep=True).clean


def test_a_removed_partition_leaves_no_file_and_no_folder(office: Office) -> None:
    office.drop(1)
    assert not (office.folder / "ledgers" / "assets").exists()
    assert view.status(office.folder, deep=True).clean


def test_a_matter_saved_again_in_other_bytes_is_no_edit_after_a_refresh(office: Office) -> None:
    matter: dict[str, Cell] = {"matter_id": "m-2026-1", "village": "v01", "what": "x", "opened_on": date(2026, 9, 2)}
    office.add("受理", Change("matters", ("m-2026-1",), None, matter))
    path = office.folder / "ledgers" / "matters" / "2026" / "m-2026-1.toml"
    path.write_bytes(b"# saved by hand\n" + path.read_bytes().replace(b'"x"', b"'x'"))
    assert view.status(office.folder).edited == ("ledgers/matters/2026/m-2026-1.toml",)
    assert view.refresh(office.folder).clean
    path.write_bytes(path.read_bytes().replace(b'"x"', b'"y"'))
    assert view.refresh(office.folder).edited == ("ledgers/matters/2026/m-2026-1.toml",)


def test_hand_edited_rows_stay_until_somebody_decides(office: Office) -> None:
    with office.books() as books:
        changed = encode(table_of([asset(1, name="手改")], books.schema("assets")), books.schema("assets"))
    (office.folder / ASSETS).write_bytes(changed)
    assert view.refresh(office.folder).edited == (ASSETS,)
    assert view.edited(office.folder) == {ASSETS: changed}
    office.put(asset(1, name="手改"))
    assert view.status(office.folder, deep=True).clean


def test_a_linked_folder_does_not_lead_the_writing_elsewhere(office: Office, tmp_path: Path) -> None:
    shutil.rmtree(office.folder / "ledgers" / "assets")
    outside = tmp_path / "outside"
    outside.mkdir()
    try:
        (office.folder / "ledgers" / "assets").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("no links on this computer")
    office.put(asset(1, name="新"))
    view.refresh(office.folder)
    assert list(outside.iterdir()) == []


def test_programs_own_leavings_are_not_foreign(office: Office) -> None:
    for name in ("~$工作簿.xlsx", ".~工作簿.xlsx", "Thumbs.db"):
        (office.folder / name).touch()
    assert view.status(office.folder).clean


def test_a_clone_has_a_view_of_its_own(office: Office, tmp_path: Path) -> None:
    office.git("clone", "--quiet", "--template=", str(office.folder), str(tmp_path / "copy"))
    copy = Office(tmp_path / "copy", office.now)
    copy.git("remote", "remove", "origin")
    with copy.books() as books:
        assert books.seq == 2
    assert view.status(copy.folder, deep=True).clean
    copy.put(asset(2))
    assert view.status(copy.folder, deep=True).clean


def test_reading_goes_on_while_another_writes(office: Office) -> None:
    (office.folder / ".git" / "wfx" / "view").unlink()
    with writing(office.folder):
        with office.books() as books:
            assert len(books.table("assets")) == 1
        with pytest.raises(BooksBusy), writing(office.folder, wait=0):
            pass
