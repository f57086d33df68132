"""Reading: from HEAD only, at any entry, and what the history says about records."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.office import Office, asset, law, new_office
from wfx.store.books.books import find_books, open_books
from wfx.store.history import log
from wfx.store.history.history import history, last_change
from wfx.store.history.log import removed
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NoSuchEntry, NoSuchLedger, NotBooks, SignatureBad
from wfx.values.month import Month
from wfx.values.table import Cell


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "books")


def visit(month: str, village: str, household: str) -> Change:
    row: dict[str, Cell] = {"month": month, "village": village, "household_id": household, "met": True}
    return Change("visits", (month, household), None, row)


def test_books_are_found_from_below_and_nowhere_else(office: Office, tmp_path: Path) -> None:
    assert find_books(office.folder / "ledgers") == office.folder.resolve()
    with pytest.raises(NotBooks):
        find_books(tmp_path)
    with pytest.raises(NotBooks):
        open_books(tmp_path)


def test_open_books_are_books(office: Office) -> None:
    with office.books() as books:
        same: Books = books
        assert same.ledgers == ("assets", "identities", "matters", "visits")
        assert same.township.name == "文峰乡"
        assert len(same.table("matters")) == len(same.table("assets")) == 0
        assert books.law().schemas["assets"] == same.schema("assets")
        assert books.ledger_id == books.head
        with pytest.raises(NoSuchLedger):
            same.table("gifts")


def test_the_work_tree_is_never_read(office: Office) -> None:
    office.put(asset(1))
    for path in (office.folder / "ledgers").rglob("*.parquet"):
        path.write_bytes(b"forged")
    (office.folder / "wfx.toml").write_bytes(b"forged")
    with office.books() as books:
        assert books.table("assets").lookup("A1") == asset(1)
        assert books.township.region == "410999"


def test_parts_of_a_ledger(office: Office) -> None:
    office.add("走访", visit("2026-09", "v01", "H1"), visit("2026-09", "v02", "H2"), visit("2026-10", "v01", "H1"))
    matter: dict[str, Cell] = {"matter_id": "m-2026-1", "village": "v01", "what": "x", "opened_on": date(2026, 9, 2)}
    office.add("受理", Change("matters", ("m-2026-1",), None, matter))
    for _ in range(2):  # the second time from the cache
        with office.books() as books:
            assert len(books.table("visits")) == 3
            assert len(books.table("visits", month=Month(2026, 9))) == 2
            assert len(books.table("visits", month=Month(2026, 9), village="v02")) == 1
            assert len(books.table("visits", village="v01")) == 2
            assert len(books.table("visits", village="v09")) == 0
            assert len(books.table("matters", village="v01")) == 1
            assert len(books.table("matters", village="v02")) == 0
            keys = list(books.table("visits").by_key)
            assert keys == sorted(keys)
    assert list((office.folder / ".git" / "wfx" / "cache").glob("visits-*.arrow"))


def test_a_damaged_or_foreign_cache_is_read_past(office: Office) -> None:
    office.put(asset(1), asset(2, "v02"))
    with office.books() as books:
        books.table("assets")
    (kept,) = (office.folder / ".git" / "wfx" / "cache").glob("assets-*.arrow")
    for data in (b"", b"forged", kept.read_bytes()[:-9]):
        kept.write_bytes(data)
        with office.books() as books:
            assert len(books.table("assets")) == 2


def test_any_entry_can_be_opened(office: Office) -> None:
    first = office.put(asset(1))
    office.put(asset(1, name="新"))
    office.drop(1)
    with office.books() as books:
        for ref in ("2", "#2", first.oid, first.oid[:8]):
            with books.at(ref) as then:
                assert then.table("assets").lookup("A1") == asset(1)
        with books.at("2026-09-01") as then:
            assert then.seq == 4
        assert books.at("2026-09").seq == 4
        assert len(books.table("assets")) == 0
        assert [entry.seq for entry in books.entries()] == [4, 3, 2, 1]
        assert [entry.seq for entry in books.entries(2)] == [4, 3]
        for ref in (
            "5",
            "0",
            "#x",
            "abcdef",
            "2025-01-01",
            "2026-13",
            "2026-02-30",
            "main",
            "--all",
            "HEAD^",
            first.oid[:5],
        ):
            with pytest.raises(NoSuchEntry):
                books.at(ref)


def test_before_a_month_lie_the_facts_of_earlier_ones(office: Office) -> None:
    with office.books() as books:
        assert books.before_month(Month(2026, 9)) is None
    office.put(asset(1), about="2026-08")
    office.put(asset(2), about="2026-09-03")
    office.put(asset(3), about="2026-08-20")  # late: what September's books did not know
    office.put(asset(4))  # entered in September, without a word
    with office.books() as books:
        september, october = books.before_month(Month(2026, 9)), books.before_month(Month(2026, 10))
        assert september is not None
        assert october is not None
        assert len(september.table("assets")) == 1
        assert len(october.table("assets")) == 4
        assert books.before_month(Month(2026, 8)) is None


def test_rows_that_are_gone_are_remembered_with_their_last_state(office: Office) -> None:
    office.put(asset(1), asset(2), asset(3))
    office.put(asset(1, name="改过"))
    office.drop(1)
    office.put(asset(2, "v02"))  # moved, not gone
    for step in range(2):
        with office.books() as books:
            gone = removed(books, "assets").arrow.to_pylist()
            assert gone == [asset(1, name="改过")], step
    office.drop(3)
    office.put(asset(1, name="回来"))
    with office.books() as books:
        assert removed(books, "assets").arrow.to_pylist() == [asset(3)]
        assert removed(books.at("4"), "assets").arrow.to_pylist() == [asset(1, name="改过")]
    office.drop(1)
    with office.books() as books:
        assert removed(books, "assets").arrow["name"].to_pylist() == ["回来", "机井3"]


def test_a_records_steps_newest_first(office: Office) -> None:
    first = office.put(asset(1), asset(2))
    second = office.put(asset(1, name="改过"))
    office.put(asset(2, name="别的"))
    third = office.put(asset(1, "v02", name="改过"))
    last = office.drop(1)
    with office.books() as books:
        steps = list(history(books, books.schema("assets"), ("A1",)))
        assert [step.entry.oid for step in steps] == [last.oid, third.oid, second.oid, first.oid]
        assert [step.after for step in steps] == [
            None,
            asset(1, "v02", name="改过"),
            asset(1, name="改过"),
            asset(1),
        ]
        assert [step.before for step in steps] == [each.after for each in steps[1:]] + [None]
        assert last_change(books, "assets", ("A1",)) == last.oid
        assert last_change(books.at(str(second.seq)), "assets", ("A1",)) == second.oid
        assert last_change(books, "assets", ("A9",)) == ""


def test_a_matters_steps(office: Office) -> None:
    matter: dict[str, Cell] = {"matter_id": "m-2026-1", "village": "v01", "what": "x", "opened_on": date(2026, 9, 2)}
    office.add("受理", Change("matters", ("m-2026-1",), None, matter))
    office.put(asset(1))
    entry = office.add("改", Change("matters", ("m-2026-1",), matter, {**matter, "what": "y"}))
    assert entry is not None
    office.add("撤", Change("matters", ("m-2026-1",), {**matter, "what": "y"}, None))
    with office.books() as books:
        steps = list(history(books, books.schema("matters"), ("m-2026-1",)))
        assert [step.entry.seq for step in steps] == [5, 4, 2]
        assert removed(books, "matters").arrow["what"].to_pylist() == ["y"]


CELLS = st.dictionaries(st.integers(1, 6), st.tuples(st.sampled_from(["v01", "v02"]), st.text("甲乙丙", max_size=2)))


@settings(max_examples=8)
@given(st.lists(CELLS, min_size=2, max_size=3))
def test_history_agrees_with_the_states_it_tells_of(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[int, tuple[str, str]]]
) -> None:
    office = new_office(tmp_path_factory.mktemp("office") / "books")
    seen: list[dict[int, dict[str, Cell]]] = []
    for state in states:
        wanted = {number: asset(number, village, name=name) for number, (village, name) in state.items()}
        with office.books() as books:
            standing = books.table("assets").by_key
        numbers = sorted({int(key[0][1:]) for key in standing} | wanted.keys())
        changes = [
            Change("assets", (f"A{number}",), standing.get((f"A{number}",)), wanted.get(number)) for number in numbers
        ]
        office.add("改", *changes)
        seen.append(dict(wanted))
    ever = {number: state[number] for state in seen for number in state}
    with office.books() as books:
        assert {int(key[0][1:]): row for key, row in books.table("assets").by_key.items()} == seen[-1]
        gone = {int(str(row["asset_id"])[1:]): row for row in removed(books, "assets").rows()}
        assert gone == {number: row for number, row in ever.items() if number not in seen[-1]}
        differences = log.changed_rows(None, books)
        found = differences["assets"].added.num_rows if "assets" in differences else 0
        assert found == len(seen[-1])


def test_what_changed_between_two_entries(office: Office) -> None:
    office.put(asset(1), asset(2), asset(3))
    office.put(asset(1, name="改过"), asset(4, "v02"))
    office.drop(3)
    with office.books() as books:
        then = books.at("2")
        assert [each.path[-11:-8] for each in log.changed_files(then, books)] == ["v01", "v02"]
        difference = log.changed_rows(then, books)["assets"]
        assert [(cell.key, cell.field, cell.before, cell.after) for cell in difference.cells()] == [
            (("A1",), "name", "机井1", "改过")
        ]
        assert difference.added["asset_id"].to_pylist() == ["A4"]
        assert difference.removed["asset_id"].to_pylist() == ["A3"]
        assert log.changed_rows(then, books, ["visits"]) == {}
        assert len(log.changed_files(None, books)) == len(books.files(""))


def test_large_files_differ_as_small_ones_do(office: Office) -> None:
    long = "长" * (1 << 21)
    office.put(asset(1, name=long), asset(2), asset(3, "v02"))
    office.put(asset(1, name=long + "改"), asset(2), asset(4, "v02"))
    with office.books() as books:
        difference = log.changed_rows(books.parent(), books)["assets"]
    assert difference.added["asset_id"].to_pylist() == ["A4"]
    assert not difference.removed.num_rows
    assert [(each.key, each.field, str(each.after)[-2:]) for each in difference.cells()] == [(("A1",), "name", "长改")]


def test_a_column_added_later_leaves_old_entries_readable(office: Office) -> None:
    office.put(asset(1))
    path = "schemas/office/assets.schema.json"
    schema = json.loads(law()[path])
    schema["properties"]["note"] = {"$ref": "wfx:types#/$defs/text", "title": "备注"}
    office.add("加一列", files={path: json.dumps(schema, ensure_ascii=False).encode()}, kind="law")
    office.put({**asset(2), "note": "新"})
    with office.books() as books:
        assert books.table("assets").arrow["note"].to_pylist() == [None, "新"]
        assert "note" not in books.at("2").table("assets").arrow.column_names
        assert [step.entry.seq for step in history(books, books.schema("assets"), ("A1",))] == [2]


def test_a_head_signed_by_nobody_known_does_not_open(office: Office) -> None:
    entry = office.put(asset(1))
    raw = office.git("cat-file", "commit", entry.oid) + "\n"
    forged = raw.replace("test: 登记", "test: 篡改").encode()
    oid = office.git("hash-object", "-t", "commit", "-w", "--stdin", given=forged)
    office.git("update-ref", "refs/heads/main", oid)
    with pytest.raises(SignatureBad):
        office.books()
