"""Keys that end, are renewed or lost, and work handed over, as typed in a small office."""

import csv
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.errors.township import KEYS, Place, Said, make, typed
from wfx.store.entries.keys import KeyStore
from wfx.store.recording.genesis import sign_off


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    patch = pytest.MonkeyPatch()
    place = Place(tmp_path_factory.mktemp("office") / "place")
    for name, value in place.environment.items():
        patch.setenv(name, value)
    make(place.folder)
    patch.undo()
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = made.copy(tmp_path / "place")
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(place.folder)
    return place


def run(place: Place, *words: str, actor: str = "li-ming") -> Said:
    return typed("--books", str(place.books), "--as", actor, *words)


def intact(place: Place) -> bool:
    return run(place, "audit", "verify").code == 0


def test_a_new_key_signs_and_the_old_one_no_longer_does(place: Place) -> None:
    shutil.copytree(place.home, "old-keys")
    names = run(place, "households", "list", "--csv", actor="wang-fang").out
    played = run(place, "officers", "rotate", "wang-fang")
    assert played.code == 0, played.err
    assert run(place, "households", "list", "--csv", actor="wang-fang").out == names
    assert run(place, "sign", "--yes", actor="wang-fang").code == 0
    assert intact(place)
    shutil.rmtree(place.home)
    shutil.copytree("old-keys", place.home)
    assert run(place, "officers", "rotate", "zhao-ke", actor="wang-fang").code != 0


def test_a_revoked_key_signs_no_more_and_what_it_signed_stands(place: Place) -> None:
    assert "2 名管理员能签字" in run(place, "officers", "list").out
    assert run(place, "officers", "revoke", "wang-fang", "--because", "钥匙丢失").code == 0
    assert "只有 li-ming 一名管理员能签字" in run(place, "officers", "list").out
    assert run(place, "officers", "rotate", "zhao-ke", actor="wang-fang").code != 0
    assert "已收回" in run(place, "officers", "list", "--csv").out
    assert run(place, "officers", "revoke", "wang-fang", "--because", "再收").code != 0
    assert run(place, "officers", "revoke", "li-ming", "--because", "最后一个").code == 3
    assert run(place, "officers", "revoke", "li-ming", "--because", "无权", actor="zhao-ke").code == 3
    assert intact(place)


def founded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """New books of two administrators in ``books``; what stands on the sheet for the safe."""
    monkeypatch.setenv("WFX_HOME", str(folder / "keys"))
    monkeypatch.setenv("WFX_PASSPHRASE", KEYS["WFX_PASSPHRASE"])
    monkeypatch.chdir(folder)
    who = ("--admin", "li-ming", "--second", "wang-fang")
    said = typed("init", "books", "--name", "文峰乡", "--villages", "李斌庄", *who)
    text: str
    (text,) = re.findall(r"^  ((?:[0-9A-Z]{5} ?){13})$", said.out, re.MULTILINE)
    return text


def test_the_key_in_the_safe_brings_an_administrator_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = founded(tmp_path, monkeypatch)
    Path("户.csv").write_text("户编号,村,户类型,家庭人口数,户主人编号\nH001,李斌庄,脱贫户,1,P001\n", encoding="utf-8")
    person = "人编号,户编号,村,姓名,证件号码,与户主关系\nP001,H001,李斌庄,欧阳例一,410999199001010015,户主\n"
    Path("人.csv").write_text(person, encoding="utf-8")
    books = ("--books", "books", "--as", "li-ming")
    assert typed(*books, "households", "import", "户.csv", "人.csv").code == 0
    shutil.rmtree("keys/keys")
    assert typed("--books", "books", "officers", "recover", "li-ming").code == 2
    mistyped = ("Y" if text.startswith("X") else "X") + text[1:]
    monkeypatch.setenv("WFX_RECOVERY", mistyped)
    assert typed("--books", "books", "officers", "recover", "li-ming").code != 0
    monkeypatch.setenv("WFX_RECOVERY", text)
    monkeypatch.setenv("WFX_PASSPHRASE", "另一个口令-2026")
    played = typed("--books", "books", "officers", "recover", "li-ming")
    assert played.code == 0, played.err
    assert "欧阳例一" in typed(*books, "households", "list", "--csv").out
    assert typed(*books, "officers", "rotate", "wang-fang").code == 0
    assert typed("--books", "books", "audit", "verify").code == 0


def waiting(books: str) -> set[tuple[int, int]]:
    """How the verification ended, with each entry it says still waits for another's sign-off."""
    verified = typed("--books", books, "audit", "verify", "--json")
    return {(verified.code, found["seq"]) for found in json.loads(verified.out)["findings"] if found["code"] == "V40"}


@pytest.mark.parametrize("copy", ["同步库.git", "副本.bundle"])
def test_a_copy_without_keys_says_what_is_missing_and_the_safe_gives_a_key(
    copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = founded(tmp_path, monkeypatch)
    made = ("sync", "bundle", copy) if copy.endswith(".bundle") else ("sync", "init", copy)
    assert typed("--books", "books", "--as", "li-ming", *made).code == 0
    monkeypatch.setenv("WFX_HOME", str(tmp_path / "empty"))
    played = typed("recover", copy, "again")
    assert played.code == 0, played.err
    assert "缺签字钥匙:本机没有任何人的钥匙(名册里有钥匙的:li-ming、wang-fang)" in played.err
    missing = "缺钥匙串" if copy.endswith(".bundle") else "钥匙串有了,还没有人能打开它"
    assert missing in played.err
    books = ("--books", "again", "--as", "li-ming")
    assert "E114" in typed(*books, "officers", "revoke", "wang-fang", "--because", "x").err
    monkeypatch.setenv("WFX_RECOVERY", text)  # the third way, as said
    assert typed("--books", "again", "officers", "recover", "li-ming").code == 0
    assert typed(*books, "officers", "rotate", "wang-fang").code == 0
    typed(*books, "sign", "--yes")  # who got a key from the safe does not confirm that
    pending = csv.DictReader(typed(*books, "audit", "pending", "--csv").out.splitlines())
    assert [line["谁能签"] for line in pending if "用恢复钥匙" in line["事项"]] == ["wang-fang"]
    own = KeyStore(tmp_path / "empty").unlock("li-ming", KEYS["WFX_PASSPHRASE"])
    sign_off(Path("again"), {3}, "admin", "agreed", own, datetime.now(tz=UTC))  # as another tool would
    assert waiting("again") == {(0, 3), (0, 4)}
    assert typed("--books", "again", "--as", "wang-fang", "sign", "--yes").code == 0
    assert waiting("again") == set()
    assert typed(*books, "sync", "bundle", "新.bundle").code == 0
    monkeypatch.setenv("WFX_HOME", str(tmp_path / "keys"))  # where the old keys still lie
    assert "本机可用的钥匙:li-ming、wang-fang" in typed("recover", copy, "once-more").err
    renewed = typed("recover", "新.bundle", "renewed")
    assert "li-ming 在本机的钥匙不在名册里" in renewed.err
    assert "缺签字钥匙" in renewed.err


def test_work_is_handed_over_with_its_list(place: Place) -> None:
    shown = run(place, "hand-over", "li-ming", "wang-fang", "--dry-run", "-o", "交接清单.docx", actor="wang-fang")
    assert shown.code == 0, shown.err
    assert Path("交接清单.docx").read_bytes().startswith(b"PK")
    assert run(place, "hand-over", "li-ming", "li-ming", actor="wang-fang").code == 3
    assert run(place, "hand-over", "li-ming", "wang-fang", actor="zhao-ke").code == 3
    played = run(place, "hand-over", "li-ming", "wang-fang", actor="wang-fang")
    assert played.code == 0, played.err
    assert "disposal-" in played.out
    assert "经办" in run(place, "officers", "list", "--csv", actor="wang-fang").out.split("wang-fang")[1].split("\n")[0]
    refused = run(place, "officers", "rotate", "zhao-ke")
    assert refused.code != 0
    assert intact(place)


def test_what_is_handed_over_says_until_when(place: Place) -> None:
    words = ("--problem", "公示栏没有更新", "--source", "自查", "--village", "乔庄", "--due", "2099年11月30日")
    assert run(place, "rectify", "add", *words).code == 0
    [line] = [
        line
        for line in run(place, "hand-over", "li-ming", "wang-fang", "--dry-run").out.splitlines()
        if "rect-" in line
    ]
    assert "2099-11-30" in line


def test_marks_and_quality_do_not_come_together_in_one_hand(place: Place) -> None:
    shown = run(place, "hand-over", "zhao-ke", "li-ming", "--dry-run")
    assert "不移交" in shown.out
