"""A stick between two computers that goes wrong: a key renewed on the other one, a damaged stick, a wrong place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.errors.township import KEYS, Place, Said, typed
from wfx.store.entries.keys import KeyStore
from wfx.store.recording.genesis import sign_off

ASSET = "资产编号,资产名称,资产类别,村,资产原值\n"


class Computer:
    """One computer of the office, with books and keys of its own, started from the same folder."""

    def __init__(self, place: Place, patch: pytest.MonkeyPatch) -> None:
        self.place = place
        self._patch = patch

    def run(self, *words: str, actor: str = "li-ming", books: Path | None = None) -> Said:
        self._patch.setenv("WFX_HOME", str(self.place.home))
        return typed("--books", str(books or self.place.books), "--as", actor, *words)

    def asset(self, number: str, name: str = "机井", actor: str = "li-ming") -> None:
        file = self.place.folder / f"{number}.csv"
        file.write_text(f"{ASSET}{number},{name},公益性,何庄,9000\n", encoding="utf-8")
        said = self.run("assets", "register", str(file), actor=actor)
        assert said.code == 0, said.err


@pytest.fixture
def pair(place: Place, monkeypatch: pytest.MonkeyPatch) -> tuple[Computer, Computer]:
    """Two computers with the same books, and ``stick`` between them, in the folder they are started from."""
    other = place.copy(place.folder.with_name("second"))
    monkeypatch.chdir(place.folder)
    first, second = Computer(place, monkeypatch), Computer(other, monkeypatch)
    assert first.run("sync", "init", "stick").code == 0
    assert second.run("sync", "pull", "stick").code == 0
    return first, second


def _here(computer: Computer) -> dict[str, str]:
    lines = [line.split(",") for line in computer.run("officers", "list", "--csv").out.splitlines()]
    at = lines[0].index("钥匙在本机")
    return {line[0]: line[at] for line in lines[1:]}


def test_a_key_renewed_on_the_other_computer_is_brought_and_signs_what_waited(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    assert first.run("officers", "rotate", "wang-fang").code == 0
    assert first.run("backup", "盘").code == 0
    assert first.run("sync", "push").code == 0
    second.asset("A003", actor="wang-fang")
    stuck = second.run("sync", "pull", actor="wang-fang")
    assert stuck.code == 3
    assert "E389" in stuck.err
    assert "wang-fang 没有送出的第 10 笔" in stuck.err
    (made,) = Path("盘").iterdir()
    brought = second.run("recover", str(made), "再建")
    assert "wang-fang 的钥匙换成了副本里的新钥匙" in brought.err
    assert "本机可用的钥匙:li-ming、wang-fang、zhao-ke" in brought.err
    pulled = second.run("sync", "pull", actor="wang-fang")
    assert pulled.code == 0, pulled.err
    assert "成为第 11 笔" in pulled.err
    names = first.run("households", "list", "--csv").out
    assert second.run("households", "list", "--csv", actor="wang-fang").out == names
    assert second.run("audit", "verify").code == 0
    assert second.run("sync", "push", actor="wang-fang").code == 0
    assert len(list((second.place.home / "keys").glob("wang-fang.*.old"))) == 1


def test_a_key_that_stands_in_the_list_is_not_replaced_by_an_older_copy(pair: tuple[Computer, Computer]) -> None:
    first, _ = pair
    assert first.run("backup", "盘").code == 0
    assert first.run("officers", "rotate", "wang-fang").code == 0
    (made,) = Path("盘").iterdir()
    brought = first.run("recover", str(made), "旧的")
    assert "wang-fang.key 本机已有,没有替换" in brought.err
    assert first.run("sign", "--yes", actor="wang-fang").code == 0


def test_a_key_that_has_ended_is_not_called_a_key(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    assert first.run("officers", "rotate", "wang-fang").code == 0
    assert first.run("sync", "push").code == 0
    assert second.run("sync", "pull").code == 0
    assert _here(first)["wang-fang"] == "是"
    (second.place.home / "keys" / "复件 wang-fang.key").write_bytes(b"")
    assert _here(second) == {"li-ming": "是", "wang-fang": "否", "zhao-ke": "是", "recovery": "否"}
    assert "其中 wang-fang 的不在本库名册里" in second.run("doctor").out


@pytest.mark.parametrize("words", [["backup"], ["sync", "init"], ["sync", "bundle"]])
def test_no_copy_is_made_inside_the_books_or_where_no_disk_is(words: list[str], place: Place) -> None:
    office = ("--as", "li-ming", *words)
    inside = typed(*office, "ledgers/带 空格")
    assert inside.code == 2
    assert "E392" in inside.err
    assert not (place.books / "ledgers" / "带 空格").exists()
    beside = inside.err.partition(f"wfx {' '.join(words)} ")[2].partition("(说明")[0]
    assert beside == f'"{place.folder / "带 空格"}"'
    assert typed(*office, beside.strip('"')).code == 0
    away = typed(*office, "../没插的盘/x")
    assert away.code == 2
    assert "E393" in away.err
    assert not (place.folder / "没插的盘").exists()


def test_where_it_went_and_that_another_place_is_used_from_now_on(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    old, new = (Path(name).resolve() for name in ("stick", "新库"))
    first.asset("A003")
    assert f"到 {old}" in first.run("sync", "push").err
    moved = first.run("sync", "init", "新库").err
    assert f"到 {new}" in moved
    assert f"以后不写位置就用 {new},以前是 {old}" in moved
    assert "以后不写位置" not in first.run("sync", "push", "新库").err
    assert "以后不写位置" not in second.run("sync", "pull", "新库", "--dry-run").err
    assert f"以后不写位置就用 {new},以前是 {old}" in second.run("sync", "pull", "新库").err


def test_a_list_decided_whole_is_tried_out_and_nothing_is_called_open(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    first.asset("A003", "水塔")
    first.asset("A004", "路灯")
    assert first.run("sync", "push").code == 0
    second.asset("A003", "机井")
    second.asset("A004", "粮仓")
    open_ = second.run("sync", "pull", "--dry-run")
    assert "还有 2 处没有决定" in open_.err
    assert "水塔" in open_.out
    tried = second.run("sync", "pull", "--mine", "1", "--theirs", "2", "--dry-run")
    assert tried.code == 0
    assert "试办:两边都改了的 2 处,用我的 1 处、用对方的 1 处,都已决定;以上没有收下" in tried.err
    assert tried.out == ""
    assert "粮仓" in second.run("assets", "list", "--csv").out


def test_a_sign_off_of_what_was_dropped_is_not_asked_for_again(pair: tuple[Computer, Computer]) -> None:
    first, second = pair
    first.asset("A003", "水塔")
    assert first.run("sync", "push").code == 0
    second.asset("A003", "机井")
    own = KeyStore(second.place.home).unlock("wang-fang", KEYS["WFX_PASSPHRASE"])
    sign_off(second.place.books, {10}, "admin", "agreed", own, datetime.now(tz=UTC))  # as another tool would
    assert second.run("sync", "pull").code == 3
    pulled = second.run("sync", "pull", "--theirs", "all")
    assert pulled.code == 0, pulled.err
    assert "第 10 笔没有留下内容" in pulled.err
    assert "第 11 笔签核随它所签的记录去掉了" in pulled.err
    assert "重新签核" not in pulled.err.replace("不用重新签核", "")


def test_what_to_recover_from_and_into_is_said(place: Place) -> None:
    assert typed("--as", "li-ming", "backup", "../备份 盘").code == 0
    missing = typed("recover", "../无此", "../新")
    assert "没有这个位置:../无此" in missing.err
    full = typed("recover", "../备份 盘", ".")
    assert '怎么办:wfx recover "../备份 盘" 新文件夹名' in full.err
    (made,) = (place.folder / "备份 盘").iterdir()
    older = made.with_name("wfx-backup-20200101-0000-1")
    older.mkdir()
    (older / "manifest.toml").write_text("", encoding="utf-8")
    which = typed("recover", "../备份 盘", "../新")
    assert f"备份 盘 里有 2 份备份,要说明用哪一份;最新的是 {made.name}" in which.err
    assert f'怎么办:wfx recover "../备份 盘/{made.name}" 另一个新文件夹' in which.err
    assert "怎么办:wfx sync init 新文件夹名" in typed("--as", "li-ming", "sync", "init", "../备份 盘").err
    whole = made / "books.bundle"
    Path("../一半.bundle").write_bytes(whole.read_bytes()[:-40])
    half = typed("recover", "../一半.bundle", "../新")
    assert "E383  送来的记录没有通过核验\n" in half.err
