"""Offices of two, three and five keys: each can close a rectification, none by the hand that handed it in."""

import json
from pathlib import Path

import pytest

from tests.errors.township import Place, Said, typed

INIT = ("--name", "文峰乡", "--villages", "李斌庄:A,何庄:B", "--admin", "li-ming", "--second", "wang-fang")
# how many keys → who joins with which role; who submits, inspects, closes
SHAPES = {
    2: ((), ("li-ming", "wang-fang", "wang-fang")),
    3: ((("zhao-ke", "supervisor"),), ("li-ming", "zhao-ke", "zhao-ke")),
    5: (
        (("zhao-ke", "supervisor"), ("sun-qi", "clerk"), ("zhou-ba", "supervisor")),
        ("sun-qi", "zhou-ba", "zhao-ke"),
    ),
}


class Office:
    """An office of so many keys, founded in a folder of its own."""

    def __init__(self, folder: Path, keys: int) -> None:
        self.place = Place(folder)
        self.joining, (self.submits, self.inspects, self.closes) = SHAPES[keys]

    @property
    def everybody(self) -> tuple[str, ...]:
        return ("li-ming", "wang-fang", *(officer for officer, _ in self.joining))

    def type(self, who: str, *words: str) -> Said:
        return typed("--books", str(self.place.books), "--as", who, *words)

    def do(self, who: str, *words: str) -> str:
        said = self.type(who, *words)
        assert said.code == 0, said.err
        return said.out

    def found(self) -> None:
        made = typed("init", str(self.place.books), *INIT)
        assert made.code == 0, made.err
        for officer, role in self.joining:
            self.do("li-ming", "officers", "add", officer, "--title", role, "--roles", role)
        self.type("wang-fang", "sign", "--yes")  # who joined; of two nobody has


@pytest.fixture(params=sorted(SHAPES))
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    folder = tmp_path / "office"
    folder.mkdir()
    made = Office(folder, request.param)
    monkeypatch.delenv("WFX_AS", raising=False)
    for name, value in made.place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    made.found()
    return made


def test_a_rectification_goes_its_whole_way(office: Office) -> None:
    who = office.submits
    office.do(who, "rectify", "add", "--problem", "公示牌破损", "--source", "自查", "--village", "何庄")
    office.do(who, "rectify", "assign", "001", "--owner", "何庄村支书", "--days", "20")
    office.do(who, "rectify", "submit", "001", "--result", "已更换", "--evidence", "照片")
    assert office.type(who, "rectify", "inspect", "001").code == 3  # by role or by hand
    office.do(office.inspects, "rectify", "inspect", "001")
    own = office.type(who, "rectify", "close", "001")
    assert own.code == 3, own.err
    for signer in office.everybody:
        office.type(signer, "sign", "--yes")
    office.do(office.closes, "rectify", "close", "001")
    [row] = json.loads(office.do("li-ming", "query", "select state from rectifications", "--json"))["rows"]
    assert row["state"] in ("closed", "已销号")
    verified = json.loads(office.do("li-ming", "audit", "verify", "--level", "law", "--json"))
    assert not [found for found in verified["findings"] if found["code"] == "V41"]
