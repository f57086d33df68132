"""Officers, their keys, and the lock between writers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.office import LI, WANG, new_office, officers
from wfx.store.entries.keys import KeyStore, Signer, new_recovery, recovery_signer
from wfx.store.entries.officers import Deputy, Officer, OfficerKey, Officers, may_change, officers_toml, parse_officers
from wfx.store.entries.sign import verify
from wfx.store.files.words import line_fault
from wfx.store.objects.lock import writing
from wfx.values.errors import (
    BadValue,
    BooksBusy,
    KeyExists,
    NoPrivateKey,
    PassphraseWrong,
    RecoveryWrong,
    Refused,
)

COST = 2**4
TITLE = st.text(min_size=1, max_size=12).filter(lambda text: not line_fault(text))
DAY = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(TITLE, TITLE, DAY, st.sampled_from([("admin",), ("admin", "leader"), ("admin", "clerk", "chief")]))
def test_the_list_is_read_back_as_written(first: str, second: str, day: date, roles: tuple[str, ...]) -> None:
    listed = Officers(
        (
            Officer(
                "li-ming",
                first,
                roles,
                (OfficerKey(LI.public, day),),
                (Deputy("wang-fang", day, day),),
                ("P001", "wang-fang"),
            ),
            Officer("wang-fang", second, ("leader",), (OfficerKey(WANG.public, day),)),
            Officer("gone", second, ("clerk",)),
        )
    )
    assert parse_officers(officers_toml(listed)) == listed
    assert listed.holders == {LI.public: "li-ming", WANG.public: "wang-fang"}
    assert listed.all[0].deputised("wang-fang", day)
    assert not listed.all[0].deputised("gone", day)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "wang-fang"', 'id = "li-ming"'),
        (WANG.public, LI.public),
        ("format = 1", "format = 2"),
        ("format = 1", "format = 1\nextra = 1"),
        ('roles = ["admin", "clerk"]', "roles = []"),
        ('roles = ["admin", "clerk"]', 'roles = ["admin", "admin"]'),
        ('roles = ["admin", "clerk"]', 'roles = ["管理员"]'),
        ('title = "分管领导"', 'title = "分管\u200b领导"'),
        ('title = "分管领导"', 'title = "分管领导"\nphone = "1"'),
        ("since = 2026-09-01", "since = 2026-09-01T00:00:00"),
        ("ssh-ed25519", "ssh-rsa"),
        ("admin", "clerks"),
        ("[[officers]]", "[[officers]"),
    ],
)
def test_a_wrong_list_is_refused(old: str, new: str) -> None:
    text = officers_toml(officers()).decode()
    assert old in text
    with pytest.raises(Refused):
        parse_officers(text.replace(old, new).encode())


def test_every_fault_of_a_list_is_named() -> None:
    text = officers_toml(officers()).decode().replace("分管领导", "").replace("since = 2026-09-01", 'since = "x"')
    with pytest.raises(Refused) as refused:
        parse_officers(text.encode())
    assert len(refused.value.problems) == 3


def test_a_key_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    store = KeyStore(tmp_path, COST)
    public = store.create("li-ming", "正确的口令")
    assert store.officers() == ("li-ming",)
    assert store.public("li-ming") == public
    signer = store.unlock("li-ming", "正确的口令")
    assert verify(signer.sign(b"x"), b"x") == public == signer.public
    assert "private" not in repr(signer).lower()
    with pytest.raises(PassphraseWrong):
        store.unlock("li-ming", "错误的口令")
    with pytest.raises(KeyExists):
        store.create("li-ming", "x")
    with pytest.raises(NoPrivateKey):
        store.unlock("zhao-wu", "x")
    with pytest.raises(BadValue):
        store.create("../zhao", "x")
    assert KeyStore(tmp_path, COST).unlock("li-ming", "正确的口令").machine == signer.machine != "000000"


def test_a_key_file_moved_to_another_officer_or_altered_does_not_open(tmp_path: Path) -> None:
    store = KeyStore(tmp_path, COST)
    store.create("li-ming", "x")
    file = tmp_path / "keys" / "li-ming.key"
    text = file.read_text(encoding="utf-8")
    (tmp_path / "keys" / "zhao-wu.key").write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(PassphraseWrong):
        store.unlock("zhao-wu", "x")
    for wrong in (text.replace(f"n = {COST}", f"n = {2**40}"), text.replace("sealed", "opened"), "", "[["):
        file.write_text(wrong, encoding="utf-8", newline="\n")
        with pytest.raises(PassphraseWrong):
            store.unlock("li-ming", "x")


def test_the_key_file_holds_no_open_key(tmp_path: Path) -> None:
    store = KeyStore(tmp_path, COST)
    store.create("li-ming", "x")
    secret = store.unlock("li-ming", "x")._key.private_bytes_raw()
    data = (tmp_path / "keys" / "li-ming.key").read_bytes()
    assert secret not in data
    assert secret.hex().encode() not in data


@settings(max_examples=20)
@given(st.data())
def test_a_recovery_key_survives_being_typed_and_names_the_mistyped_group(data: st.DataObject) -> None:
    made = new_recovery()
    signer = recovery_signer("recovery", f" {made.text.lower().replace('0', 'o')} ")
    assert isinstance(signer, Signer)
    assert signer.public == made.public
    groups = made.text.split()
    at, place = data.draw(st.integers(0, len(groups) - 1)), data.draw(st.integers(0, 4))
    wrong = data.draw(
        st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ").filter(lambda sign: sign != groups[at][place])
    )
    groups[at] = groups[at][:place] + wrong + groups[at][place + 1 :]
    with pytest.raises(RecoveryWrong) as refused:
        recovery_signer("recovery", " ".join(groups))
    assert refused.value.shown == str(at + 1)
    with pytest.raises(RecoveryWrong):
        recovery_signer("recovery", made.text[:-6])
    assert made.text not in repr(made)


def test_only_one_writer_at_a_time_and_left_over_locks_are_cleared(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    left = [office.folder / ".git" / name for name in ("HEAD.lock", "index.lock", "refs/heads/main.lock")]
    other = office.folder / ".git" / "config.lock"
    for path in (*left, other):
        path.touch()
    with writing(office.folder):
        assert not any(path.exists() for path in left)
        assert other.exists()
        with pytest.raises(BooksBusy), writing(office.folder, wait=0):
            pass
    with writing(office.folder, wait=0):
        pass


def test_an_administrator_changes_the_list_and_anybody_only_own_deputies() -> None:
    day = date(2026, 9, 1)
    clerk = Officer("sun-er", "经办", ("clerk",), (OfficerKey(LI.public, day),))
    before = Officers((*officers().all, clerk))
    own = Officers((*officers().all, replace(clerk, deputies=(Deputy("li-ming", day, day),))))
    more = Officers((*officers().all, replace(clerk, roles=("clerk", "chief"))))
    assert may_change(before, own, "sun-er")
    assert not may_change(before, more, "sun-er")
    assert not may_change(own, before, "li-mings-friend")
    assert may_change(before, more, "li-ming")
