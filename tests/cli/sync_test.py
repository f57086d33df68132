"""A second computer, a copy and a loss, as typed: with the demo township and a stick."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Office, Played
from wfx.cli.demo import PASSPHRASE
from wfx.cli.main import main

ROW = "资产编号,资产名称,资产类别,村,资产原值\n"


def _second(office: Office) -> Office:
    """The same office at a second computer, its books made from the stick."""
    assert office.run("sync", "init", "stick").code == 0
    played = office.run("recover", "stick", "second/wenfeng")
    assert played.code == 0, played.err
    return Office(office.folder / "second")


def _asset(office: Office, number: str, name: str) -> Played:
    file = office.folder / f"{number}.csv"
    file.write_text(f"{ROW}{number},{name},公益性,乔庄,9000\n", encoding="utf-8")
    played = office.run("assets", "register", str(file))
    assert played.code == 0, played.err
    return played


def test_two_computers_and_a_clash_decided_from_the_list(office: Office) -> None:
    second = _second(office)
    _asset(second, "ZC9001", "机井")
    _asset(second, "ZC9002", "大棚")
    assert "已送出 2 笔" in second.run("sync", "push", "stick").err
    _asset(office, "ZC9001", "水塔")
    _asset(office, "ZC9003", "路灯")
    listed = office.run("sync", "pull")
    assert listed.code == 3
    assert "水塔" in listed.out
    assert "机井" in listed.out
    decided = office.run("sync", "pull", "--theirs", "1")
    assert decided.code == 0, decided.err
    assert "收到 2 笔" in decided.err
    assert "没有留下内容" in decided.err
    names = office.run("assets", "list", "--csv").out
    assert "机井" in names
    assert "路灯" in names
    assert "水塔" not in names
    assert office.run("sync", "push").code == 0
    assert "收到 1 笔" in second.run("sync", "pull").err
    assert second.run("assets", "list", "--csv").out == names
    assert second.run("audit", "verify").code == 0
    assert (office.folder / "stick" / "wfx" / "keyring").is_file()
    assert office.run("audit", "verify", "stick").code == 0


def _family(office: Office, household: str, persons: dict[str, str]) -> None:
    """A new household with its people, entered from two lists."""
    homes, people = office.folder / "新户.csv", office.folder / "新人.csv"
    head = next(iter(persons))
    homes.write_text(f"户编号,村,户类型,家庭人口数,户主人编号\n{household},乔庄,一般农户,2,{head}\n", encoding="utf-8")
    told = ("户主", "配偶", "之子")
    lines = "".join(
        f"{who},{household},乔庄,{name},{is_}\n" for (who, name), is_ in zip(persons.items(), told, strict=False)
    )
    people.write_text(f"人编号,户编号,村,姓名,与户主关系\n{lines}", encoding="utf-8")
    played = office.run("households", "import", str(homes), str(people))
    assert played.code == 0, played.err


def test_two_computers_enter_the_same_new_household_before_they_meet(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.run("sync", "init", "stick").code == 0
    shutil.copytree(office.folder / "keys", office.folder / "keys2")
    keys = {"first": str(office.folder / "keys"), "second": str(office.folder / "keys2")}
    assert office.run("recover", "stick", "second/wenfeng").code == 0
    second = Office(office.folder / "second")
    _family(office, "HX01", {"PX01": "新例甲", "PX02": "新例乙"})
    assert office.run("sync", "push", "stick").code == 0
    monkeypatch.setenv("WFX_HOME", keys["second"])
    _family(second, "HX01", {"PX01": "新例甲", "PX03": "新例丙"})
    pulled = second.run("sync", "pull", "stick")
    assert pulled.code == 0, (pulled.out, pulled.err)
    assert "1 户两台电脑各做过一把密封钥匙" in pulled.err
    assert second.run("sync", "push").code == 0
    shown = [second.run("households", "show", "HX01").out]
    monkeypatch.setenv("WFX_HOME", keys["first"])
    assert office.run("sync", "pull").code == 0
    shown.append(office.run("households", "show", "HX01").out)
    for out in shown:
        assert {name for name in ("新例甲", "新例乙", "新例丙") if name in out} == {"新例甲", "新例乙", "新例丙"}
    assert office.run("audit", "verify").code == 0


def _filled(path: Path, words: dict[int, str]) -> None:
    """Write what is decided into the saved list, by number."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    titles = [cell.value for cell in page[4]]
    for row in page.iter_rows(min_row=5):
        if word := words.get(int(str(row[0].value))):
            row[titles.index("用谁的")].value = word
    book.save(path)


def _listed(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=5, values_only=True))


def test_a_saved_list_is_filled_in_and_taken_back(office: Office) -> None:
    second = _second(office)
    for number, name in enumerate(("机井", "大棚", "水渠"), 1):
        _asset(second, f"ZC900{number}", name)
    assert second.run("sync", "push", "stick").code == 0
    for number, name in enumerate(("水塔", "粮仓", "路灯"), 1):
        _asset(office, f"ZC900{number}", name)
    saved = office.folder / "冲突.xlsx"
    assert office.run("sync", "pull", "-o", str(saved)).code == 3
    assert office.run("sync", "pull", "--list", str(saved)).code == 1  # nothing is filled in
    _filled(saved, {1: "用我的", 2: "都行"})
    refused = office.run("sync", "pull", "--list", str(saved))
    assert refused.code == 2
    assert "都行" in refused.err
    _filled(saved, {2: "用对方的"})
    part = office.run("sync", "pull", "--list", str(saved))
    assert part.code == 3
    assert "有 1 处" in part.err  # the third is not decided
    assert "ZC9003" in part.out
    assert "ZC9001" not in part.out
    assert office.run("sync", "pull", "--list", str(saved), "--mine", "3").code == 2
    assert office.run("sync", "pull", "--list", "没有.xlsx").code == 2
    _asset(second, "ZC9002", "蔬菜大棚")  # the same record, but not what was decided on
    assert second.run("sync", "push").code == 0
    _asset(office, "ZC9000", "新来的")  # another list now, with other numbers
    _asset(second, "ZC9000", "也新来的")
    assert second.run("sync", "push").code == 0
    other = office.run("sync", "pull", "--list", str(saved), "-o", str(saved))
    assert other.code == 3
    assert "编号 2 的内容已变" in other.err
    assert "有 3 处" in other.err
    _filled(saved, {1: "用我的", 3: "用我的", 4: "用对方的"})  # what was filled at the second stands there
    assert office.run("sync", "pull", "--list", str(saved)).code == 0
    names = office.run("assets", "list", "--csv").out
    assert {name for name in ("新来的", "水塔", "粮仓", "水渠") if name in names} == {"新来的", "水塔", "粮仓", "水渠"}
    assert not {name for name in ("也新来的", "机井", "蔬菜大棚", "路灯") if name in names}
    assert office.run("audit", "verify").code == 0


def test_sealed_records_that_differ_are_told_apart_without_being_told(office: Office) -> None:
    second = _second(office)
    _family(second, "HX01", {"PX01": "新例甲", "PX02": "新例乙"})
    assert second.run("sync", "push", "stick").code == 0
    _family(office, "HX01", {"PX01": "王例甲", "PX02": "新例丁"})
    shown = office.run("sync", "pull").out
    assert "王**" in shown
    assert "新**(不是同一个)" in shown
    assert "例" not in shown


def test_a_list_saved_while_names_stay_shut_holds_until_one_of_them_changes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = _second(office)
    _family(second, "HX01", {"PX01": "新例甲", "PX02": "新例乙"})
    assert second.run("sync", "push", "stick").code == 0
    _family(office, "HX01", {"PX01": "王例甲", "PX02": "新例丁"})
    saved = office.folder / "冲突.xlsx"
    with monkeypatch.context() as shut:
        shut.delenv("WFX_PASSPHRASE")
        assert office.run("sync", "pull", "--dry-run", "-o", str(saved)).code == 0
    numbers = {int(str(row[0])) for row in _listed(saved)}
    _filled(saved, dict.fromkeys(numbers, "用我的"))
    _family(second, "HX01", {"PX01": "新例甲", "PX02": "新例戊"})  # under the same stars
    assert second.run("sync", "push").code == 0
    assert "内容已变" in office.run("sync", "pull", "--list", str(saved)).err
    refused = office.run("sync", "pull", "-o", str(saved))
    assert (refused.code, "E595" in refused.err) == (3, True)  # it is filled in
    assert office.run("sync", "pull", "--list", str(saved), "-o", str(saved)).code == 3
    _filled(saved, dict.fromkeys({int(str(row[0])) for row in _listed(saved)}, "用我的"))
    with monkeypatch.context() as shut:
        shut.delenv("WFX_PASSPHRASE")
        assert "E384" not in office.run("sync", "pull", "--list", str(saved), "--dry-run").err
    assert office.run("sync", "pull", "--list", str(saved)).code == 0
    shown = office.run("households", "show", "HX01").out
    assert "王例甲" in shown
    assert "新例丁" in shown


def test_numbers_of_a_list_that_has_changed_are_not_taken(office: Office) -> None:
    second = _second(office)
    _asset(second, "ZC9001", "机井")
    second.run("sync", "push", "stick")
    _asset(office, "ZC9001", "水塔")
    assert office.run("sync", "pull").code == 3
    assert office.run("sync", "pull", "--mine", "2").code == 2
    _asset(office, "ZC9003", "路灯")
    refused = office.run("sync", "pull", "--mine", "1")
    assert refused.code == 2
    assert "清单已变" in refused.err
    assert office.run("sync", "pull", "--dry-run").code == 0
    assert office.run("sync", "pull", "--mine", "1").code == 0
    assert "水塔" in office.run("assets", "list", "--csv").out


def test_a_bundle_is_whole_in_itself_and_holds_no_key(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "查账.bundle"
    assert office.run("sync", "bundle", str(file)).code == 0
    subprocess.run(["git", "clone", "-q", str(file), str(tmp_path / "clone")], check=True)
    (office.folder / "keys").rename(office.folder / "away")
    played = office.run("recover", str(file), "copy")
    assert played.code == 0, played.err
    assert "没有任何人的钥匙" in played.err
    assert "li-ming、wang-fang" in played.err
    for way in ("wfx recover 备份文件夹", "wfx officers rotate 代号", "wfx officers recover 代号"):
        assert way in played.err
    copy = ["--books", "copy", "--no-input"]
    assert main([*copy, "audit", "verify"]) == 0
    assert main([*copy, "households", "list"]) == 0


def test_a_backup_brings_the_office_back_on_an_empty_machine(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    names = office.run("households", "list", "--csv").out
    assert "还没有备份过" in office.run("status").out
    played = office.run("backup", "盘")
    assert played.code == 0, played.err
    assert "备份" not in office.run("status").out
    (made,) = (office.folder / "盘").iterdir()
    monkeypatch.setenv("WFX_HOME", str(office.folder / "empty"))
    played = office.run("recover", str(made), "new/wenfeng")
    assert played.code == 0, played.err
    again = Office(office.folder / "new")
    assert again.run("households", "list", "--csv").out == names
    _asset(again, "ZC9001", "机井")
    assert PASSPHRASE.encode() not in b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())


def test_a_backup_somebody_touched_is_not_taken(office: Office) -> None:
    office.run("backup", "盘")
    (made,) = (office.folder / "盘").iterdir()
    whole = made / "books.bundle"
    data = whole.read_bytes()
    whole.write_bytes(data[:-40] + b"x" * 40)
    assert office.run("recover", str(made), "new").code == 3
    shutil.copy(whole, "alone.bundle")
    damaged = office.run("recover", "alone.bundle", "new")
    assert damaged.code == 5
    assert not list(Path("new").iterdir())
