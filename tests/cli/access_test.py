"""Persons opened in full leave one entry a day and officer; a copy without keyring opens nothing and says so."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, make, typed
from wfx.desk.desk import Desk, Setting
from wfx.desk.recording.record import record
from wfx.store.verifying.verify import verify
from wfx.values.beijing import BEIJING
from wfx.values.change import Change


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path / "place")
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    make(place.folder)
    return place


def _later(place: Place, days: int) -> str:
    """Something recorded that many days from now; gives the kinds of the newest entries, newest first."""
    now = datetime.now(tz=BEIJING) + timedelta(days=days)
    with Desk(Setting(place.books, place.home, now, "li-ming")) as desk:
        row = desk.books.table("assets").lookup("A002")
        assert row is not None
        record(desk, "assets", f"改 {days}", [Change("assets", ("A002",), row, {**row, "note": f"第 {days} 天"})])
    with Desk(Setting(place.books, place.home, now, "li-ming")) as desk:
        return " ".join(entry.kind for entry in desk.books.entries(2))


def test_what_was_opened_in_full_becomes_one_entry_of_that_day(place: Place) -> None:
    books = ("--books", str(place.books), "--as", "li-ming")
    full = typed(*books, "households", "show", "H001", "--reader", "上报件")
    assert ID_NUMBER in full.out
    typed(*books, "households", "show", "H002", "--reader", "上报件")
    typed(*books, "households", "list", "--reader", "上报件")
    typed(*books, "households", "list")
    assert "未登记" in typed(*books, "audit", "access", "--csv").out
    assert _later(place, 0) == "change change"
    assert _later(place, 1) == "change access"
    assert _later(place, 2) == "change change"
    told = typed(*books, "audit", "access", "--csv").out
    assert "一户全部情况(上报件):2 次,2 人次" in told
    assert "农户名单(上报件):1 次,2 人次" in told
    assert FULL_NAME not in told
    assert verify(place.books).intact


def test_without_keyring_nothing_opens(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFX_HOME", str(place.folder / "nobody"))
    said = typed("--books", str(place.books), "households", "show", "H001", "--reader", "上报件")
    assert said.code == 0
    assert ID_NUMBER not in said.out
    assert FULL_NAME not in said.out
    assert "打不开" in said.err
