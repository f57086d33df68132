import base64
from pathlib import Path

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.township import schemas
from wfx.store.entries.keyring import Keyring, unwrap, wrap
from wfx.store.entries.seal_box import SEALED_FIELDS, seal, unseal
from wfx.store.files.conform import conform
from wfx.values.errors import KeyringLocked, SealBroken
from wfx.values.personal_check import check_character

ID_NUMBER = "41099919000101001" + check_character("41099919000101001")
SECRET = "0" * 64
PLAIN = ("person_id", "household_id", "village", *SEALED_FIELDS)


def people(*rows: dict[str, str | None]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in PLAIN})


def person(number: int = 1, **cells: str | None) -> dict[str, str | None]:
    row: dict[str, str | None] = {
        "person_id": f"P-{number}",
        "household_id": f"H-{number % 2}",
        "village": "v01",
        "name": "虚构某",
        "id_number": ID_NUMBER,
        "phone": "19900000001",
    }
    return row | cells


texts = st.none() | st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
persons = st.fixed_dictionaries(dict.fromkeys(SEALED_FIELDS, texts))


@given(st.lists(persons, max_size=4))
@settings(max_examples=50)
def test_what_was_sealed_opens_again(given_persons: list[dict[str, str | None]]) -> None:
    keyring = Keyring.create()
    plain = people(*[person(number) | cells for number, cells in enumerate(given_persons)])
    assert unseal(seal(plain, keyring), keyring).equals(plain)


def test_the_kept_rows_fit_the_ledger_and_carry_no_name() -> None:
    kept = seal(people(person(1), person(2, household_id=None)), Keyring.create())
    assert conform(kept, schemas()["identities"]).equals(kept)
    text = str(kept.to_pylist())
    assert ID_NUMBER not in text
    assert "虚构" not in text
    assert "19900000001" not in text


def test_the_same_record_is_sealed_to_the_same_bytes() -> None:
    keyring = Keyring.create()
    assert seal(people(person(1)), keyring).equals(seal(people(person(1)), keyring))
    assert not seal(people(person(1)), keyring).equals(seal(people(person(1, phone="19900000002")), keyring))


def test_two_people_with_the_same_record_do_not_look_alike() -> None:
    kept = seal(people(person(1), person(3)), Keyring.create())
    assert kept["sealed"][0] != kept["sealed"][1]
    assert kept["id_tag"][0] == kept["id_tag"][1]


def test_without_keyring_or_key_there_are_nulls_and_no_error() -> None:
    keyring = Keyring.create()
    kept = seal(people(person(1), person(2)), keyring)
    assert unseal(kept, None)["name"].null_count == 2
    assert unseal(kept, Keyring.create())["name"].null_count == 2
    assert keyring.destroy("H-1")
    assert unseal(kept, keyring)["name"].to_pylist() == [None, "虚构某"]
    assert not keyring.destroy("H-1")
    seal(people(person(1)), keyring)
    assert unseal(kept, keyring)["name"].to_pylist() == [None, "虚构某"]


def test_a_person_outside_households_has_an_own_key() -> None:
    keyring = Keyring.create()
    kept = seal(people(person(7, household_id=None)), keyring)
    assert keyring.key_for("person:P-7", make=False) is not None
    assert unseal(kept, keyring)["name"].to_pylist() == ["虚构某"]


def test_only_those_asked_for_are_opened() -> None:
    keyring = Keyring.create()
    kept = seal(people(person(1), person(2), person(3)), keyring)
    assert unseal(kept, keyring, {"P-3", "P-9"})["person_id"].to_pylist() == ["P-3"]
    assert unseal(kept, keyring, ()).num_rows == 0


def test_an_altered_or_moved_record_is_seen() -> None:
    keyring = Keyring.create()
    kept = seal(people(person(1)), keyring)
    box = bytearray(base64.b64decode(kept["sealed"][0].as_py()))
    box[-1] ^= 1
    altered = base64.b64encode(bytes(box)).decode("ascii")
    for wrong in (
        kept.set_column(6, "sealed", pa.array([altered])),
        kept.set_column(6, "sealed", pa.array(["no base64"])),
        kept.set_column(6, "sealed", pa.array([""])),
        kept.set_column(0, "person_id", pa.array(["P-3"])),
    ):
        with pytest.raises(SealBroken) as refused:
            unseal(wrong, keyring)
        assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("id_number", ID_NUMBER, ID_NUMBER.lower()),
        ("id_number", ID_NUMBER, f"{ID_NUMBER[:6]} {ID_NUMBER[6:14]} {ID_NUMBER[14:]}"),
        ("id_number", ID_NUMBER, ID_NUMBER[:6] + ID_NUMBER[8:17]),
        ("id_number", ID_NUMBER, ID_NUMBER + "43"),
        ("phone", "19900000001", "+86 199-0000-0001"),
        ("card", "6200000000000000005", "6200 0000 0000 0000 005"),
    ],
)
def test_one_number_written_in_two_ways_has_one_tag(kind: str, one: str, other: str) -> None:
    keyring = Keyring.create()
    assert keyring.tag(kind, one) == keyring.tag(kind, other)
    assert keyring.tag(kind, one) != Keyring.create().tag(kind, one)
    assert keyring.tag(kind, one) != keyring.tag("other", one)


def test_a_keyring_comes_back_from_its_file(tmp_path: Path) -> None:
    keyring = Keyring.create()
    kept = seal(people(person(1)), keyring)
    path = tmp_path / "wfx" / "keyring"
    keyring.save(path, "虚构口令")
    opened = Keyring.load(path, "虚构口令")
    assert unseal(kept, opened)["name"].to_pylist() == ["虚构某"]
    assert opened.tag("phone", "19900000001") == keyring.tag("phone", "19900000001")
    assert [each.name for each in path.parent.iterdir()] == ["keyring"]


def test_two_computers_that_made_a_key_for_one_household_open_both_and_seal_alike(tmp_path: Path) -> None:
    Keyring.create().save(tmp_path / "common", SECRET)
    left, right = (Keyring.load(tmp_path / "common", SECRET) for _ in range(2))
    here, there = seal(people(person(1)), left), seal(people(person(1, phone="19900000002")), right)
    assert unseal(there, left)["name"].to_pylist() == [None]
    assert (left.take(right), right.take(left)) == (1, 1)
    assert left.take(right) == 0
    for keyring in (left, right):
        keyring.save(tmp_path / "kept", SECRET)
        again = Keyring.load(tmp_path / "kept", SECRET)
        assert unseal(here, again)["phone"].to_pylist() == [person(1)["phone"]]
        assert unseal(there, again)["phone"].to_pylist() == ["19900000002"]
    assert seal(people(person(1)), left).equals(seal(people(person(1)), right))
    assert left.destroy("H-1")
    assert unseal(here, left)["name"].null_count == unseal(there, left)["name"].null_count == 1


def test_a_destroyed_key_does_not_come_back(tmp_path: Path) -> None:
    keyring = Keyring.create()
    keyring.key_for("H-1", make=True)
    keyring.key_for("H-2", make=True)
    keyring.destroy("H-1")
    keyring.save(tmp_path / "keyring", SECRET)
    opened = Keyring.load(tmp_path / "keyring", SECRET)
    assert (opened.key_for("H-1", make=False), len(opened)) == (None, 1)


def test_a_wrong_passphrase_or_a_damaged_box_opens_nothing() -> None:
    box = wrap(b"secret", SECRET)
    assert unwrap(box, SECRET) == b"secret"
    assert wrap(b"secret", SECRET) != box
    wrong = [
        box.replace(b'"n": 1024', b'"n": 2048'),
        box.replace(b'"n": 1024', b'"n": 1099511627776'),
        box.replace(b'"p": 1', b'"p": "x"'),
        box[:-10],
        b"",
        b"[]",
        b"{}",
        b"\xff",
    ]
    for data in wrong:
        with pytest.raises(KeyringLocked):
            unwrap(data, SECRET)
    with pytest.raises(KeyringLocked):
        unwrap(box, "1" * 64)


def test_a_box_of_something_else_is_no_keyring(tmp_path: Path) -> None:
    (tmp_path / "keyring").write_bytes(wrap(b"[]", SECRET))
    with pytest.raises(KeyringLocked):
        Keyring.load(tmp_path / "keyring", SECRET)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keyring"
    Keyring.create().save(path, SECRET)
    old = path.read_bytes()

    def fails(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(PermissionError):
        Keyring.create().save(path, SECRET)
    assert path.read_bytes() == old
    assert [each.name for each in tmp_path.iterdir()] == ["keyring"]


def test_a_keyring_shows_none_of_its_keys() -> None:
    keyring = Keyring.create()
    key = keyring.key_for("H-1", make=True)
    assert key is not None
    assert len(key) == 64
    assert repr(keyring) == "Keyring(1 keys)"
