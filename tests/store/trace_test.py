"""One record's steps kept between commands, and everything that ever named a household."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.office import WANG, Office, asset, new_office
from wfx.store.history.history import RecordStep, history, steps
from wfx.store.history.trace import keys_with, signoff_spans
from wfx.store.recording.genesis import sign_off
from wfx.values.change import Change


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = new_office(tmp_path / "books")
    office.put(asset(1), asset(2))
    office.put(asset(1, name="改一", value=None))
    office.drop(1)
    office.put(asset(1, "v02", name="又来"))
    return office


def _fresh(office: Office) -> list[RecordStep]:
    with office.books() as books:
        return list(history(books, books.schema("assets"), ("A1",)))


def test_kept_steps_are_those_of_the_history_at_every_head(office: Office) -> None:
    for name in ("再改", "又改"):
        with office.books() as books:
            assert steps(books, books.schema("assets"), ("A1",)) == _fresh(office)
            assert steps(books, books.schema("assets"), ("A1",)) == _fresh(office)
            assert steps(books, books.schema("assets"), ("none",)) == []
            assert steps(books, books.schema("assets"), ("none",)) == []
        office.put(asset(1, "v02", name=name))
    assert [each.after is None for each in _fresh(office)] == [False, False, False, True, False, False]


def test_a_kept_file_somebody_broke_is_made_anew(office: Office) -> None:
    with office.books() as books:
        steps(books, books.schema("assets"), ("A1",))
    kept = list((office.folder / ".git/wfx/cache").glob("record-assets-*.arrow"))
    assert kept
    for path in kept:
        path.write_bytes(b"nothing")
    with office.books() as books:
        assert steps(books, books.schema("assets"), ("A1",)) == _fresh(office)


def test_kept_sign_offs_are_those_of_the_chain_at_every_head(office: Office) -> None:
    def spans() -> list[tuple[object, ...]]:
        with office.books() as books:
            seen = [(each.oid, *span) for each in books.entries() if each.signoff for span in each.signoff.covers]
            assert [tuple(row.values()) for row in signoff_spans(books).to_pylist()] == seen
        return list(seen)

    assert spans() == []
    for covers in ((1,), (2, 4)):
        office.now += timedelta(minutes=5)
        sign_off(office.folder, covers, "admin", "agreed", WANG, office.now)
        office.put(asset(1, "v02", name=f"改{covers[0]}"))
        found = spans()
        assert spans() == found
    assert [span[1:] for span in found] == [(2, 2), (4, 4), (1, 1)]
    for path in (office.folder / ".git/wfx/cache").glob("signoffs-*.arrow"):
        path.write_bytes(b"nothing")
    assert spans() == found


def test_every_record_that_once_named_something_is_found(office: Office) -> None:
    def visit(household: str, month: str = "2026-09") -> dict[str, object]:
        return {"month": month, "village": "v01", "household_id": household, "met": True}

    office.add("走访", Change("visits", ("2026-09", "H1"), None, visit("H1")))  # type: ignore[arg-type]
    office.add("走访", Change("visits", ("2026-10", "H2"), None, visit("H2", "2026-10")))  # type: ignore[arg-type]
    office.add("撤销", Change("visits", ("2026-09", "H1"), visit("H1"), None))  # type: ignore[arg-type]
    with office.books() as books:
        schema = books.schema("visits")
        assert keys_with(books, schema, "household_id", "H1") == {("2026-09", "H1")}
        assert keys_with(books, schema, "household_id", "H") == set()
        assert keys_with(books, schema, "no_field", "H1") == set()
        assert keys_with(books, books.schema("assets"), "village", "v01") == {("A1",), ("A2",)}


def test_a_record_is_followed_from_file_to_file_whatever_was_asked_before(office: Office) -> None:
    office.put(asset(1, "v01", name="迁回"), asset(2, name="旁的"))
    office.put(asset(3, "v03"))
    with office.books() as books:
        schema = books.schema("assets")
        alone = _fresh(office)
        for key in ("A3", "A2", "A1", "A3"):  # the second record asked for is read by another list of changes
            found = list(history(books, schema, (key,)))
            assert found == (alone if key == "A1" else _steps_of(office, key))
        assert [each.after and each.after["village"] for each in alone] == ["v01", "v02", None, "v01", "v01"]
        assert next(history(books, schema, ("A1",))) == alone[0]  # and only as far as it is asked for
    assert alone[0].before == alone[1].after


def _steps_of(office: Office, key: str) -> list[RecordStep]:
    with office.books() as books:
        return list(history(books, books.schema("assets"), (key,)))
