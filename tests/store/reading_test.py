"""A large ledger is kept month by month: the same rows, and a new entry costs only the months it touches."""

from pathlib import Path

import pytest

from tests.store.office import Office, new_office
from wfx.store.books import reading
from wfx.store.files.parquet import decode
from wfx.values.change import Change
from wfx.values.month import Month
from wfx.values.table import Cell


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = new_office(tmp_path / "books")
    months = ("2026-08", "2026-09", "2026-10")
    made.add("走访", *(_visit(month, f"v0{at}", f"H{at}") for month in months for at in (1, 2)))
    return made


def _visit(month: str, village: str, household: str, *, met: bool = True) -> Change:
    row: dict[str, Cell] = {"month": month, "village": village, "household_id": household, "met": met}
    return Change("visits", (month, household), None, row)


def _rows(office: Office) -> list[dict[str, Cell]]:
    with office.books() as books:
        return list(books.table("visits").rows())


def _kept(office: Office) -> set[str]:
    return {path.name.partition("-v1-")[0] for path in (office.folder / ".git/wfx/cache").glob("visits*.arrow")}


def test_large_or_small_the_rows_are_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    small = _rows(office)
    assert [row["household_id"] for row in small] == ["H1", "H2"] * 3
    assert _kept(office) == {"visits"}
    for path in (office.folder / ".git/wfx/cache").glob("visits*.arrow"):
        path.unlink()
    monkeypatch.setattr(reading, "_LARGE", 0)
    assert _rows(office) == small
    assert _kept(office) == {"visits.2026-08", "visits.2026-09", "visits.2026-10"}
    assert _rows(office) == small
    with office.books() as books:
        assert list(books.table("visits", month=Month(2026, 9)).rows()) == small[2:4]
        assert list(books.table("visits", month=Month(2026, 9), village="v02").rows()) == small[3:4]


def test_only_the_months_that_changed_are_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGE", 0)
    before = _rows(office)
    office.add("走访", _visit("2026-10", "v03", "H3"))
    decoded: list[int] = []
    real = decode

    def noted(data: bytes, *rest: object) -> object:
        decoded.append(len(data))
        return real(data, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "decode", noted)
    after = _rows(office)
    assert len(decoded) == 3  # October's three files
    assert after[:4] == before[:4]
    assert [row["household_id"] for row in after[4:]] == ["H1", "H2", "H3"]
    with office.books() as books, books.at(str(books.seq - 1)) as then:
        assert list(then.table("visits").rows()) == before


def test_a_month_damaged_in_the_cache_is_read_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGE", 0)
    before = _rows(office)
    for path in (office.folder / ".git/wfx/cache").glob("visits.2026-09-*.arrow"):
        path.write_bytes(b"forged")
    assert _rows(office) == before
