"""Two computers of one office and a stick between them: nothing one side did alone is lost, nobody is overruled."""

import shutil
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.office import LI, START, TOOL, WANG, Office, asset, law, new_office, officers
from wfx.store.exchange.remote import make_remote, remote
from wfx.store.exchange.sync import Decision, Joined, join, meet, push
from wfx.store.files.schemas import load_schemas
from wfx.store.files.types import table_of
from wfx.store.history.diff import apply_diff, diff_tables
from wfx.store.history.threeway import again, clashes, touched
from wfx.store.objects.git import Git
from wfx.store.recording.genesis import found, sign_off
from wfx.store.verifying.verify import verify
from wfx.values.change import Change
from wfx.values.errors import (
    ArrivedDamaged,
    FolderNotEmpty,
    ForeignBooks,
    HandEdits,
    KeyElsewhere,
    NoRemote,
    RemoteDamaged,
    RemoteEmpty,
    RemoteMoved,
    RemoteStuck,
    SyncUndecided,
    UnsafeRemote,
)

KEYS = {"li-ming": LI, "wang-fang": WANG}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick" / "books.git"
    make_remote(place)
    return place


@pytest.fixture
def left(tmp_path: Path, stick: Path) -> Office:
    office = new_office(tmp_path / "left")
    office.put(asset(1), asset(2))
    push(office.folder, stick)
    return office


@pytest.fixture
def right(tmp_path: Path, left: Office) -> Office:
    shutil.copytree(left.folder, tmp_path / "right")
    return Office(tmp_path / "right", left.now + timedelta(minutes=3))


def pull(office: Office, stick: Path, *, mine: bool | None = None) -> Joined:
    met = meet(office.folder, stick)
    names = frozenset(each.name for each in met.clashes)
    decision = Decision() if mine is None else Decision(names) if mine else Decision(theirs=names)
    return join(office.folder, met, KEYS, TOOL, decision)


def names(office: Office) -> dict[str, object]:
    with office.books() as books:
        return {str(row["asset_id"]): row["name"] for row in books.table("assets").rows()}


def intact(office: Office) -> bool:
    return verify(office.folder).intact


def test_what_one_computer_did_is_on_the_other_after_push_and_pull(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(3))
    assert len(push(left.folder, stick)) == 1
    joined = pull(right, stick)
    assert joined.replayed == ()
    assert names(right) == names(left)
    assert intact(right)
    assert (right.folder / "ledgers/assets/assets.v01.parquet").read_bytes() == (
        left.folder / "ledgers/assets/assets.v01.parquet"
    ).read_bytes()
    assert push(right.folder, stick) == ()


def test_own_entries_are_laid_on_what_came_and_signed_anew(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(3), what="左边")
    push(left.folder, stick)
    right.put(asset(4, "v02"), what="右边", source="盘点表", body="两人在场")
    right.drop(2)
    with pytest.raises(RemoteMoved):
        push(right.folder, stick)
    joined = pull(right, stick)
    assert [(old.seq, new.seq) for old, new in joined.replayed if new] == [(3, 4), (4, 5)]
    first = joined.replayed[0][1]
    assert first is not None
    assert (first.subject, first.source, first.body, first.actor) == ("test: 右边", "盘点表", "两人在场", "li-ming")
    assert set(names(right)) == {"A1", "A3", "A4"}
    push(right.folder, stick)
    pull(left, stick)
    assert names(left) == names(right)
    assert intact(left)
    assert intact(right)


def test_a_row_both_changed_waits_for_a_person(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(1, name="左"), asset(2, name="同"))
    push(left.folder, stick)
    right.put(asset(1, name="右"), asset(2, name="同"), asset(5))
    before = right.git("rev-parse", "main")
    met = meet(right.folder, stick)
    assert [each.key for each in met.clashes] == [("A1",)]
    with pytest.raises(SyncUndecided):
        pull(right, stick)
    assert right.git("rev-parse", "main") == before
    other = Office(right.folder.with_name("again"))
    shutil.copytree(right.folder, other.folder)
    pull(right, stick, mine=True)
    assert names(right) == {"A1": "右", "A2": "同", "A5": "机井5"}
    pull(other, stick, mine=False)
    assert names(other) == {"A1": "左", "A2": "同", "A5": "机井5"}
    assert intact(right)
    assert intact(other)


def test_removed_here_and_changed_there_is_a_clash(left: Office, right: Office, stick: Path) -> None:
    left.drop(1)
    push(left.folder, stick)
    right.put(asset(1, name="右"))
    assert [(each.theirs, each.mine is None) for each in meet(right.folder, stick).clashes] == [(None, False)]
    pull(right, stick, mine=True)
    assert names(right)["A1"] == "右"


def test_a_change_taken_back_here_leaves_the_others_standing(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(1, name="左"))
    push(left.folder, stick)
    right.put(asset(1, name="错"))
    right.put(asset(1))
    joined = pull(right, stick)
    assert names(right)["A1"] == "左"
    assert [new for _, new in joined.replayed] == [None, None]
    assert intact(right)


def test_matters_meet_by_the_matter(left: Office, right: Office, stick: Path) -> None:
    def matter(office: Office, number: int, what: str) -> None:
        row = {"matter_id": f"m-2026-{number}", "village": "v01", "what": what, "opened_on": None}
        office.add("立项", Change("matters", (f"m-2026-{number}",), None, row))

    matter(left, 1, "左")
    push(left.folder, stick)
    matter(right, 1, "右")
    matter(right, 2, "右")
    assert [each.key for each in meet(right.folder, stick).clashes] == [("m-2026-1",)]
    pull(right, stick, mine=False)
    with right.books() as books:
        assert [row["what"] for row in books.table("matters").rows()] == ["左", "右"]


def test_a_sign_off_of_entries_signed_anew_no_longer_binds(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(3))
    push(left.folder, stick)
    mine = right.put(asset(4))
    now = right.now + timedelta(minutes=1)
    lost = sign_off(right.folder, (mine.seq,), "leader", "agreed", WANG, now)
    kept = sign_off(right.folder, (1,), "admin", "agreed", WANG, now + timedelta(minutes=1))
    met = meet(right.folder, stick)
    assert [each.seq for each in met.unbound] == [lost.seq]
    joined = join(right.folder, met, KEYS, TOOL)
    became = {old.seq: new for old, new in joined.replayed}
    assert became[lost.seq] is None
    again_ = became[kept.seq]
    assert again_ is not None
    assert again_.signoff == kept.signoff
    assert intact(right)


def test_an_entry_whose_key_is_elsewhere_is_not_signed_by_another(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(3))
    push(left.folder, stick)
    right.put(asset(4), signer=WANG)
    before = right.git("rev-parse", "main")
    with pytest.raises(KeyElsewhere):
        join(right.folder, meet(right.folder, stick), {"li-ming": LI}, TOOL)
    assert right.git("rev-parse", "main") == before


def test_facts_keep_their_month_when_the_day_moves(left: Office, right: Office, stick: Path) -> None:
    left.now += timedelta(days=40)
    left.put(asset(3))
    push(left.folder, stick)
    entry = right.put(asset(4))
    (_, new), *_ = pull(right, stick).replayed
    assert new is not None
    assert new.about == f"{entry.when:%Y-%m-%d}"


def test_hand_edits_are_settled_first(left: Office, right: Office, stick: Path) -> None:
    left.put(asset(3))
    push(left.folder, stick)
    (right.folder / "wfx.toml").write_bytes(b"# by hand\n")
    with pytest.raises(HandEdits):
        pull(right, stick)


def test_a_stick_with_other_books_or_none_is_refused(left: Office, tmp_path: Path) -> None:
    with pytest.raises(NoRemote):
        push(left.folder, tmp_path / "nowhere")
    empty = tmp_path / "empty.git"
    make_remote(empty)
    with pytest.raises(FolderNotEmpty):
        make_remote(empty)
    with pytest.raises(RemoteEmpty):
        meet(left.folder, empty)
    other = Office(tmp_path / "other", left.now)
    _other_books(other)
    push(other.folder, empty)
    with pytest.raises(ForeignBooks):
        meet(left.folder, empty)
    with pytest.raises(ForeignBooks):
        push(left.folder, empty)


def _other_books(office: Office) -> None:
    found(office.folder, law(), officers(), LI, START + timedelta(days=1), TOOL)


@pytest.mark.parametrize("name", ["HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_left_on_the_stick_is_cleared_by_who_gives(name: str, left: Office, stick: Path) -> None:
    (stick / name).touch()
    left.put(asset(3))
    assert len(push(left.folder, stick)) == 1
    assert not (stick / name).exists()


def _pack(stick: Path) -> Path:
    return min((stick / "objects" / "pack").glob("*.pack"))


def _spoil(stick: Path, damage: str) -> str:
    """Damage the stick; the name of the file that is said to be damaged."""
    if damage == "main":
        (stick / "refs" / "heads" / "main").write_bytes(b"")
        return "refs/heads/main"
    if damage == "head":
        (stick / "HEAD").unlink()
        return "HEAD"
    pack = _pack(stick)
    pack.chmod(0o600)
    if damage == "index":
        pack.with_suffix(".idx").unlink()
        return f"objects/pack/{pack.stem}.idx"
    data = pack.read_bytes()
    pack.write_bytes(data[: len(data) // 2] if damage == "cut" else data[:60] + bytes([data[60] ^ 1]) + data[61:])
    return f"objects/pack/{pack.name}"


@pytest.mark.parametrize("damage", ["main", "head", "index", "cut", "bit"])
def test_a_damaged_stick_is_named_and_a_new_one_takes_its_place(
    damage: str, left: Office, right: Office, stick: Path, tmp_path: Path
) -> None:
    left.put(asset(3))
    push(left.folder, stick)
    left.put(asset(4))
    named = _spoil(stick, damage)
    with pytest.raises(RemoteDamaged) as found:
        meet(right.folder, stick)
    assert found.value.shown == named
    if damage in ("main", "head"):
        with pytest.raises(RemoteDamaged):
            push(left.folder, stick)
    make_remote(tmp_path / "new")
    push(left.folder, tmp_path / "new")
    pull(right, tmp_path / "new")
    assert names(right) == names(left)


def test_a_stick_that_cannot_be_written_is_not_called_moved(left: Office, stick: Path) -> None:
    left.put(asset(3))
    with remote(stick) as other, Git(left.folder) as own:
        other.take_pack(own.pack(own.head()))
        (stick / "refs" / "heads" / "main.lock").touch()
        with pytest.raises(RemoteStuck) as found:
            other.move_main(own.head(), other.head())
    assert found.value.shown == "refs/heads/main.lock"
    (flaw,) = (each for each in verify(stick).findings if each.code == "V20")
    assert "留下的锁" in flaw.what


def test_a_stick_whose_settings_or_hooks_could_run_something_does_nothing(left: Office, stick: Path) -> None:
    hook = stick / "hooks" / "post-update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {stick}/ran\n", encoding="utf-8")
    hook.chmod(0o755)
    for name in ("pre-receive", "update", "post-receive", "reference-transaction"):
        shutil.copy(hook, hook.with_name(name))
    left.put(asset(3))
    push(left.folder, stick)
    assert not (stick / "ran").exists()
    config = stick / "config"
    config.write_text(config.read_text(encoding="utf-8") + "[core]\n\tfsmonitor = touch ran\n", encoding="utf-8")
    with pytest.raises(UnsafeRemote):
        push(left.folder, stick)


@pytest.mark.parametrize("name", ["wfx", "refs/heads"])
def test_a_stick_that_leads_elsewhere_is_not_written_through(name: str, left: Office, stick: Path) -> None:
    elsewhere = stick.with_name("elsewhere")
    shutil.move(stick / name, elsewhere)
    (stick / name).symlink_to(elsewhere)
    (elsewhere / "main.lock").touch()
    left.put(asset(3))
    with pytest.raises(UnsafeRemote):
        push(left.folder, stick)
    assert (elsewhere / "main.lock").exists()


def test_what_does_not_verify_is_not_taken(left: Office, right: Office, stick: Path) -> None:
    tip = left.git("rev-parse", "main")
    raw = Git(left.folder)
    data = raw.read(tip, "commit")
    raw.close()
    forged = left.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=_next(data, tip))
    with Git(left.folder) as git, Git(stick, directory=stick) as other:
        other.take_pack(git.pack(forged, tip))
        other.move_main(forged, tip)
    before = right.git("rev-parse", "main")
    with pytest.raises(ArrivedDamaged):
        meet(right.folder, stick)
    assert right.git("rev-parse", "main") == before


def _next(raw: bytes, parent: str) -> bytes:
    """The same entry once more on top of itself, with the old signature."""
    start, _, rest = raw.partition(b"parent ")
    return start + b"parent " + parent.encode() + rest[40:].replace(b"Wfx-Seq: 2", b"Wfx-Seq: 3")


# rows

SCHEMA = load_schemas({path: data for path, data in law().items() if path.startswith("schemas")})["assets"]
ROWS = st.dictionaries(st.integers(1, 6), st.sampled_from(["甲", "乙", "丙"]), max_size=6)


def _table(rows: dict[int, str]) -> pa.Table:
    return table_of([asset(number, name=name) for number, name in sorted(rows.items())], SCHEMA)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(base=ROWS, mine=ROWS, theirs=ROWS, winner=st.sampled_from(["mine", "theirs"]))
def test_no_change_made_on_one_side_alone_is_lost(
    base: dict[int, str], mine: dict[int, str], theirs: dict[int, str], winner: str
) -> None:
    start, here, there = (_table(rows) for rows in (base, mine, theirs))
    own, other = diff_tables(start, here, SCHEMA), diff_tables(start, there, SCHEMA)
    clashing = {each.key for each in clashes(own, other)}
    left_out = touched(other) - (clashing if winner == "mine" else set())
    batch = again(own, there, left_out)
    standing = {row["asset_id"]: row["name"] for row in there.to_pylist()}
    result = {**standing, **{row["asset_id"]: row["name"] for row in batch.rows.to_pylist()}}
    result = {key: name for key, name in result.items() if (key,) not in set(batch.gone)}
    for number in range(1, 7):
        was, ours, others = (rows.get(number) for rows in (base, mine, theirs))
        expected = ours if ours != was and (others == was or winner == "mine") else others
        assert result.get(f"A{number}") == expected
        assert ((f"A{number}",) in clashing) == (ours != was and others not in (was, ours))
    assert apply_diff(own, start).equals(here)
