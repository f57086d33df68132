"""Writing: all or nothing under every kill, one writer at a time, and only what a kind of entry may change."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from tests.store import crash_driver
from tests.store.office import LI, START, STRANGER, TOOL, WANG, Office, asset, law, new_office, officers
from wfx.store.books import view
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.officers import Officers, officers_toml
from wfx.store.entries.seal_box import unseal
from wfx.store.files.types import table_of
from wfx.store.objects.gitdir import FIXED_ATTRIBUTES
from wfx.store.recording.genesis import found, sign_off
from wfx.store.recording.write import Draft, preview, record
from wfx.store.verifying.verify import verify
from wfx.values.beijing import BEIJING
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    BadPath,
    BadText,
    ClockWrong,
    EntryMalformed,
    FolderNotEmpty,
    KeyringLocked,
    NoSuchEntry,
    NoSuchLedger,
    NotAnOfficer,
    Refused,
    RoleMissing,
    SamePerson,
    WrongKind,
)
from wfx.values.table import Cell


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "books")


def error_free(folder: Path) -> bool:
    return verify(folder, "rows").intact


# what a record may hold


def test_a_record_written_by_hand_keeps_to_the_schema_of_its_register(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.put(asset(1, value=Decimal("-0.01")), asset(2))
    assert [problem.code for problem in refused.value.problems] == ["E356"]
    office.put(asset(1, value=Decimal(0)), asset(2))


def test_what_stands_wrong_does_not_keep_another_cell_from_being_mended(office: Office) -> None:
    wrong, mended = asset(1, value=Decimal(-5)), asset(1, value=Decimal(-5), name="机井")
    with office.books() as books:
        schema = books.schema("assets")
    office.add("导入", Batch("assets", table_of([wrong], schema)))
    assert office.add("更正", Change("assets", ("A1",), wrong, mended))


# all or nothing


def _tries(folder: Path) -> list[int]:
    """The exit code at each fault point; every point got its own copy of the books."""
    command = [sys.executable, str(Path(crash_driver.__file__)), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    if hasattr(os, "fork"):
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        return [int(line) for line in done.stdout.split()]
    codes = []
    for fault in range(1, 100):
        copy = new_office(folder.with_name(f"{folder.name}-{fault}"))
        copy.put(asset(1), asset(2, "v02"))
        command[2] = str(copy.folder)
        environment["WFX_TEST_FAULT"] = str(fault)
        codes.append(subprocess.run(command, check=False, env=environment).returncode)
        if codes[-1] == 0:
            break
    return codes


def test_a_kill_at_any_point_leaves_the_old_or_the_new_books(office: Office) -> None:
    old = office.put(asset(1), asset(2, "v02"))
    codes = _tries(office.folder)
    assert codes[-1] == 0
    assert set(codes[:-1]) == {crash_driver.KILLED}
    assert len(codes) > 12
    seen = set()
    for fault in range(1, len(codes) + 1):
        folder = office.folder.with_name(f"{office.folder.name}-{fault}")
        with Office(folder).books() as books:
            names = books.table("assets").arrow["name"].to_pylist()
            seen.add(books.seq)
            assert names == (["机井1", "机井2"] if books.head == old.oid else ["改过", "机井2", "机井3"])
        assert view.status(folder, deep=True).clean  # opening them repaired the view
        assert Office(folder, START.replace(hour=13)).put(asset(4)).seq == max(books.seq, 2) + 1
        assert error_free(folder)
    assert seen == {2, 3}


def test_two_writers_at_once_both_get_in(office: Office) -> None:
    def write(number: int) -> int:
        mine = Office(office.folder, START + timedelta(hours=1))
        return mine.put(asset(number)).seq

    with ThreadPoolExecutor(4) as pool:
        seqs = list(pool.map(write, range(10, 18)))
    assert sorted(seqs) == list(range(2, 10))
    with office.books() as books:
        assert len(books.table("assets")) == 8
    assert error_free(office.folder)


def test_a_refused_change_writes_nothing(office: Office) -> None:
    office.put(asset(1))
    with office.books() as books:
        head = books.head
    stale = Change("assets", ("A1",), asset(1, name="旧的"), asset(1, name="新的"))
    taken = Change("assets", ("A1",), None, asset(1))
    twice = Batch("assets", table_of([asset(2), asset(2, "v02")], office.books().schema("assets")))
    for wrong in (stale, taken, twice):
        with pytest.raises(Refused):
            office.add("改", wrong)
    with pytest.raises(NoSuchLedger):
        office.add("改", Change("gifts", ("1",), None, {}))
    with office.books() as books:
        assert books.head == head
        assert view.status(office.folder, deep=True).clean


def test_the_same_key_in_another_village_is_a_move_not_a_second_row(office: Office) -> None:
    office.put(asset(1), asset(2))
    entry = office.put(asset(1, "v02"))
    assert [str(line)[:47] for line in entry.rows] == [
        "ledgers/assets/assets.v01.parquet +0 ~0 -1 sha2",
        "ledgers/assets/assets.v02.parquet +1 ~0 -0 sha2",
    ]
    with office.books() as books:
        assert books.table("assets", village="v02").arrow["asset_id"].to_pylist() == ["A1"]


def test_nothing_changed_is_no_entry(office: Office) -> None:
    office.put(asset(1))
    assert office.add("再登记", Change("assets", ("A1",), asset(1), asset(1))) is None
    with office.books() as books:
        assert books.seq == 2


def test_a_batch_only_rewrites_the_partitions_it_touches(office: Office) -> None:
    office.put(asset(1), asset(2, "v02"))
    with office.books() as books:
        schema, before = books.schema("assets"), books.ledger_files("assets")
    rows = table_of([asset(2, "v02", name="新"), asset(3, "v03")], schema)
    entry = office.add("导入", Batch("assets", rows))
    assert entry is not None
    assert [(line.path[-11:-8], line.added, line.changed) for line in entry.rows] == [("v02", 0, 1), ("v03", 1, 0)]
    with office.books() as books:
        assert books.ledger_files("assets")["ledgers/assets/assets.v01.parquet"] in before.values()
    gone = office.add("退出", Batch("assets", rows.slice(0, 0), (("A3",),)))
    assert gone is not None
    with office.books() as books:
        assert books.blob("ledgers/assets/assets.v03.parquet") is None


def test_months_are_partitions_of_their_own(office: Office) -> None:
    def visit(month: str, household: str) -> Change:
        row: dict[str, Cell] = {"month": month, "village": "v01", "household_id": household, "met": True}
        return Change("visits", (month, household), None, row)

    office.add("走访", visit("2026-09", "H1"), visit("2026-10", "H1"))
    entry = office.add("走访", visit("2026-10", "H2"))
    assert entry is not None
    assert [line.path for line in entry.rows] == ["ledgers/visits/2026-10/visits.v01.parquet"]
    with office.books() as books:
        assert len(books.table("visits")) == 3


def test_a_matter_is_written_changed_and_checked(office: Office) -> None:
    matter: dict[str, Cell] = {
        "matter_id": "m-2026-1",
        "village": "v01",
        "what": "边界纠纷",
        "opened_on": date(2026, 9, 2),
    }
    office.add("受理", Change("matters", ("m-2026-1",), None, matter))
    after: dict[str, Cell] = {**matter, "what": "已调解"}
    entry = office.add("办结", Change("matters", ("m-2026-1",), matter, after))
    assert entry is not None
    assert str(entry.rows[0]).startswith("ledgers/matters/2026/m-2026-1.toml +0 ~1 -0")
    with office.books() as books:
        assert books.dossier("matters", "m-2026-1") == after
        assert books.dossier("matters", "m-2026-2") is None
        assert books.dossier("matters", "../x") is None
    for wrong in (
        Change("matters", ("m-2026-1",), matter, after),
        Change("matters", ("m-2026-2",), None, {"matter_id": "m-2026-2"}),
    ):
        with pytest.raises(Refused):
            office.add("改", wrong)
    assert error_free(office.folder)


def test_identities_come_in_plain_and_lie_sealed(office: Office) -> None:
    person: dict[str, Cell] = {
        "person_id": "p1",
        "household_id": "h1",
        "village": "v01",
        "name": "测试甲",
        "phone": "19900000001",
    }
    with pytest.raises(KeyringLocked):
        record(office.folder, Draft("a", "b"), [Change("identities", ("p1",), None, person)], {}, LI, START, tool=TOOL)
    office.keyring.key_for("h1", make=True)
    office.add("身份", Change("identities", ("p1",), None, person))
    moved: dict[str, Cell] = {**person, "phone": "19900000002"}
    office.add("更正", Change("identities", ("p1",), person, moved))
    with office.books() as books:
        rows = books.table("identities").arrow
        assert unseal(rows, office.keyring)["phone"].to_pylist() == ["19900000002"]
        assert unseal(rows, Keyring.create())["phone"].to_pylist() == [None]
    for path in office.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert "测试甲".encode() not in data
            assert b"19900000002" not in data


# who, when, what kind


def test_only_an_officer_with_his_own_key_writes(office: Office) -> None:
    for signer in (STRANGER, type(LI)("wang-fang", LI.public, LI._key)):
        with pytest.raises(NotAnOfficer):
            office.put(asset(1), signer=signer)


def test_a_clock_that_cannot_be_right_needs_a_word(office: Office) -> None:
    office.put(asset(1))
    with office.books() as books:
        before = books.table("assets").lookup("A1")
    change = Change("assets", ("A1",), before, asset(1, name="新"))
    for when in (START - timedelta(days=1), START + timedelta(days=200)):
        with pytest.raises(ClockWrong):
            record(office.folder, Draft("a", "b"), [change], {}, LI, when, tool=TOOL)
    entry = record(
        office.folder, Draft("a", "b"), [change], {}, LI, START - timedelta(days=1), tool=TOOL, clock_ok=True
    )
    assert entry is not None
    assert [flaw.code for flaw in verify(office.folder).findings] == ["V40", "V19"]
    with pytest.raises(ValueError, match="now"):
        record(office.folder, Draft("a", "b"), [change], {}, LI, START.replace(tzinfo=None), tool=TOOL)


def test_stamps_are_beijing_time(office: Office) -> None:
    entry = office.put(asset(1))
    assert entry.when.utcoffset() == timedelta(hours=8)
    assert office.git("log", "-1", "--format=%cI") == entry.when.astimezone(BEIJING).isoformat()


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("change", "wfx.toml"),
        ("change", "ledgers/officers.toml"),
        ("law", "ledgers/officers.toml"),
        ("officers", "wfx.toml"),
        ("gift", "wfx.toml"),
    ],
)
def test_each_kind_changes_its_own_files_only(office: Office, kind: str, path: str) -> None:
    reduced = Officers((officers().all[0],))
    data = officers_toml(reduced) if path.endswith("officers.toml") else law()["wfx.toml"] + b"\n[targets]\nposts = 5\n"
    with pytest.raises(WrongKind):
        office.add("改", files={path: data}, kind=kind)


def test_law_and_officers_have_their_own_entries(office: Office) -> None:
    text = law()["wfx.toml"].replace("文峰乡".encode(), "文峰镇".encode())
    assert office.add("更名", files={"wfx.toml": text}, kind="law") is not None
    assert office.add(
        "名册", files={"ledgers/officers.toml": officers_toml(Officers(officers().all[:1]))}, kind="officers"
    )
    with office.books() as books:
        assert books.township.name == "文峰镇"
        assert books.officers.ids == ("li-ming",)
    with pytest.raises(NotAnOfficer):
        office.put(asset(1), signer=WANG)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("ledgers/officers.toml", b"format = 1\n"),
        ("wfx.toml", b"format = 1\n"),
        ("schemas/office/assets.schema.json", b"{}"),
        (".gitattributes", b"* text\n"),
        ("../x", b""),
        ("rules/office/run.exe", b""),
        ("ledgers/assets/assets.parquet", b""),
        ("hooks/pre-commit", b""),
    ],
)
def test_broken_law_and_foreign_paths_are_refused(office: Office, path: str, data: bytes) -> None:
    with pytest.raises((Refused, BadPath)):
        office.add("改", files={path: data}, kind="law")
    assert FIXED_ATTRIBUTES.startswith(b"* -text")


def test_a_persons_words_are_part_of_the_grammar(office: Office) -> None:
    entry = office.put(asset(1), body="第一行 \r\n第二行\n", source=" v01 工作簿 ")
    assert (entry.body, entry.source) == ("第一行\n第二行", "v01 工作簿")
    with pytest.raises(BadText):
        office.put(asset(1, name="x"), body="Wfx-Reviewed-By: wang-fang")
    with pytest.raises(BadText):
        office.put(asset(1, name="x"), what=" ")


def test_a_preview_writes_nothing(office: Office) -> None:
    change = Change("assets", ("A1",), None, asset(1))
    lines = preview(office.folder, [change], {})
    entry = office.add("登记", change)
    assert entry is not None
    assert entry.rows == lines
    assert entry.seq == 2


def test_a_file_in_an_older_form_is_reencoded_without_touching_its_rows(office: Office) -> None:
    matter: dict[str, Cell] = {"matter_id": "m-2026-1", "village": "v01", "what": "x", "opened_on": date(2026, 9, 2)}
    office.add("受理", Change("matters", ("m-2026-1",), None, matter))
    path = office.folder / "ledgers" / "matters" / "2026" / "m-2026-1.toml"
    name = path.relative_to(office.folder).as_posix()
    assert office.add("重编", kind="reencode", files={name: path.read_bytes()}) is None
    other = path.read_bytes().replace(b'"x"', b'"y"')
    with pytest.raises(EntryMalformed):
        office.add("重编", kind="reencode", files={name: other})
    with pytest.raises(WrongKind):
        office.add("改", kind="law", files={name: other})


# the first entry, and sign-offs


def test_new_books_only_in_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "表.xlsx").touch()
    with pytest.raises(FolderNotEmpty):
        found(tmp_path / "x", law(), officers(), LI, START, TOOL)
    with pytest.raises(NotAnOfficer):
        found(tmp_path / "y", law(), officers(), STRANGER, START, TOOL)
    office = new_office(tmp_path / "z")
    with pytest.raises(FolderNotEmpty):
        found(office.folder, law(), officers(), LI, START, TOOL)


def test_an_interrupted_beginning_is_taken_up_again(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    (folder / ".git" / "wfx").mkdir(parents=True)
    entry = found(folder, law(), officers(), LI, START, TOOL)
    assert (entry.seq, entry.kind) == (1, "genesis")
    assert view.status(folder, deep=True).clean
    assert (folder / "wfx.toml").read_bytes() == law()["wfx.toml"]


def test_another_officer_signs_off(office: Office) -> None:
    office.put(asset(1))
    now = office.now + timedelta(hours=1)
    entry = sign_off(office.folder, (1, 2), "admin", "agreed", WANG, now, tool=TOOL)
    assert entry.covers_seq(1)
    assert entry.covers_seq(2)
    assert not entry.covers_seq(3)
    verdict = verify(office.folder)
    assert verdict.findings == ()
    assert verdict.signoffs == {"key": 1}
    with pytest.raises(SamePerson):
        sign_off(office.folder, (2,), "admin", "agreed", LI, now)
    with pytest.raises(RoleMissing):
        sign_off(office.folder, (2,), "chief", "agreed", WANG, now)
    with pytest.raises(NoSuchEntry):
        sign_off(office.folder, (9,), "leader", "agreed", WANG, now)
    with pytest.raises(BadText):
        sign_off(office.folder, (2,), "leader", "perhaps", WANG, now)
    paper = sign_off(
        office.folder, (2,), "leader", "returned", LI, now, "paper", paper="审签单 3 号", signatory="wang-fang"
    )
    assert paper.signoff is not None
    assert verify(office.folder).findings == ()
    with pytest.raises(SamePerson):
        sign_off(office.folder, (2,), "admin", "agreed", WANG, now, "paper", paper="4", signatory="li-ming")
    assert paper.signoff.paper == "审签单 3 号"
    with pytest.raises(RoleMissing):
        sign_off(office.folder, (2,), "admin", "agreed", WANG, now, "deputy", deputy_for="li-ming")


def test_rows_given_as_a_file_are_recorded_in_canonical_form(office: Office) -> None:
    office.put(asset(1), asset(2))
    with office.books() as books:
        schema = books.schema("assets")
        data = books.blob("ledgers/assets/assets.v01.parquet") or b""
    sink = pa.BufferOutputStream()
    rows = table_of([asset(1, name="手改"), asset(5)], schema)
    pa.parquet.write_table(rows, sink, compression="none", use_dictionary=False, write_statistics=False)
    path = "ledgers/assets/assets.v01.parquet"
    entry = office.add("收下手改", files={path: data})
    assert entry is None
    adopted = office.add("收下手改", Batch("assets", rows, (("A2",),)))
    assert adopted is not None
    assert (adopted.rows[0].added, adopted.rows[0].changed, adopted.rows[0].removed) == (1, 1, 1)
    assert error_free(office.folder)
