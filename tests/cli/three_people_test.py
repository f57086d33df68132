"""A three-person office plays a month: every gate is passed by another person's own key, and nothing else is held."""

import json
from pathlib import Path

import pytest
from docx import Document

from tests.errors.township import MONTH, Place, Said, make, typed
from wfx.values.notecode import Note

MARKS = "任务编号,村,{},依据\n" + "".join(
    f"T{task},{village},9{task},现场督导\n" for task in (1, 2) for village in ("李斌庄", "乔庄", "何庄")
)
OCTOBER = ("--month", MONTH)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> "Office3":
    """The month, played once; each test below looks at one side of it."""
    folder = tmp_path_factory.mktemp("three") / "office"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in Place(folder).environment.items():
            patch.setenv(name, value)
        make(folder)
        office = Office3(Place(folder))
        office.month()
    return office


class Office3:
    """li-ming (主任, 经办), wang-fang (分管领导), zhao-ke (督导考核办)."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.held: dict[str, Said] = {}
        self.excluded: list[dict[str, list[dict[str, object]]]] = []

    def type(self, who: str, *words: str) -> Said:
        return typed("--books", str(self.place.books), "--as", who, *words)

    def do(self, who: str, *words: str) -> str:
        said = self.type(who, *words)
        assert said.code == 0, said.err
        return said.out

    def month(self) -> None:
        self.do("wang-fang", "sign", "--yes")
        self._screening()
        self._disposal()
        self._rectification()
        self._ranking()

    def _screening(self) -> None:
        path = self.place.folder / "大病.csv"
        path.write_text("户编号,村,排查方式,医疗自付支出\nH001,李斌庄,入户,9000\n", encoding="utf-8")
        self.do("li-ming", "screen", "import", str(path), *OCTOBER)
        self.do("li-ming", "screen", "run", *OCTOBER)
        clues = json.loads(self.do("li-ming", "screen", "clues", *OCTOBER, "--json"))["rows"]
        assert sorted(clue["severity"] for clue in clues) == ["红", "黄"]
        for clue in clues:
            self.do("li-ming", "screen", "settle", clue["clue_id"], "不纳入", "--because", "有稳定收入")
        self.excluded = json.loads(self.do("wang-fang", "sign", "--json"))

    def _disposal(self) -> None:
        [path] = (self.place.books / "ledgers" / "disposals").rglob("*.toml")
        step = ("assets", "dispose", path.stem, "--step")
        self.do("wang-fang", *step, "大会通过", "--meeting", "2026-10-12")
        self.do("li-ming", *step, "公示")
        self.held["乡审"] = self.type("li-ming", *step, "乡审")
        self.do("wang-fang", "sign", "--yes")
        self.do("li-ming", "sign", "--yes")
        self.do("li-ming", *step, "乡审")

    def _rectification(self) -> None:
        self.do("li-ming", "rectify", "add", "--problem", "公示牌破损", "--source", "自查", "--village", "何庄")
        self.do("li-ming", "rectify", "assign", "001", "--owner", "wang-fang", "--days", "20")
        self.do("wang-fang", "rectify", "submit", "001", "--result", "已更换", "--evidence", "照片")
        self.do("li-ming", "rectify", "inspect", "001")
        self.held["销号"] = self.type("zhao-ke", "rectify", "close", "001")
        self.do("zhao-ke", "sign", "--yes")
        self.do("zhao-ke", "rectify", "close", "001")

    def _ranking(self) -> None:
        for who, kind in (("zhao-ke", "完成度"), ("li-ming", "质量分")):
            path = self.place.folder / f"{kind}.csv"
            path.write_text(MARKS.format(kind), encoding="utf-8")
            self.do(who, "supervise", "take", str(path), *OCTOBER)
        self.do("li-ming", "rank", "draft", *OCTOBER)
        self.do("li-ming", "rank", "sheets", *OCTOBER, "-o", str(self.place.folder / "明细单"))
        self.held["发布"] = self.type("wang-fang", "rank", "publish", *OCTOBER)
        self.do("wang-fang", "sign", "--yes")
        self.held["封账"] = self.type("li-ming", "audit", "seal", *OCTOBER)
        self.do("wang-fang", "rank", "publish", *OCTOBER)
        self.do("li-ming", "audit", "seal", *OCTOBER, "--because", "何庄下月补走")


@pytest.fixture
def office(played: Office3, monkeypatch: pytest.MonkeyPatch) -> Office3:
    for name, value in played.place.environment.items():
        monkeypatch.setenv(name, value)
    return played


def test_an_act_at_a_gate_is_held_and_says_who_signs_what(office: Office3) -> None:
    assert {said.code for said in office.held.values()} == {3}
    for act, signer in (("乡审", "wang-fang"), ("销号", "zhao-ke"), ("发布", "wang-fang")):
        assert "E515" in office.held[act].err
        assert f"wfx --as {signer} sign " in office.held[act].err


def test_a_red_clue_closed_as_not_included_waits_for_a_second_person(office: Office3) -> None:
    waited = [row for row in office.excluded[0]["rows"] if row["gate"] == "红色线索了结"]
    assert [row["actor"] for row in waited] == ["li-ming"]  # the yellow one holds nobody up
    assert json.loads(office.do("li-ming", "screen", "clues", *OCTOBER, "--json"))["rows"] == []


def test_a_month_is_sealed_after_its_ranking_and_once(office: Office3) -> None:
    assert "E519" in office.held["封账"].err
    assert "E509" in office.type("li-ming", "audit", "seal", *OCTOBER).err


def test_the_month_is_whole_and_nobody_signed_for_another(office: Office3) -> None:
    said = office.type("li-ming", "audit", "verify", "--json")
    assert said.code == 0, said.err
    assert not [found for found in json.loads(said.out)["findings"] if "签核不成立" in str(found)]
    log = json.loads(office.do("li-ming", "audit", "log", "--json"))["rows"]
    assert {row["actor"] for row in log if row["kind"] == "签核"} == {"li-ming", "wang-fang", "zhao-ke"}


def test_nothing_waits_for_anybody_at_the_end(office: Office3) -> None:
    for who in ("li-ming", "wang-fang", "zhao-ke"):
        assert json.loads(office.do(who, "sign", "--json"))["rows"] == []
        assert "等我签核" not in office.do(who, "status")


def test_what_comes_after_the_seal_is_late_and_changes_no_number(office: Office3, tmp_path: Path) -> None:
    copy = Office3(office.place.copy(tmp_path / "copy"))
    before = copy.do("li-ming", "rank", *OCTOBER, "--json")
    findings = copy.type("li-ming", "check", *OCTOBER, "--json").out
    marks = tmp_path / "改分.csv"
    marks.write_text("任务编号,村,质量分\nT1,李斌庄,20\n", encoding="utf-8")
    copy.do("li-ming", "supervise", "take", str(marks), *OCTOBER)
    screened = tmp_path / "补报.csv"
    screened.write_text("户编号,村,排查方式,教育自付支出\nH002,何庄,入户,90000\n", encoding="utf-8")
    copy.do("li-ming", "screen", "import", str(screened), *OCTOBER)
    assert copy.do("li-ming", "rank", *OCTOBER, "--json") == before
    assert copy.type("li-ming", "check", *OCTOBER, "--json").out == findings
    for words in (("check",), ("assets", "audit")):
        said = copy.type("li-ming", *words, *OCTOBER)
        assert f"{MONTH} 迟报 2 笔" in said.err
        assert said.out.index("迟报") < said.out.index("疑点")
    late = json.loads(copy.do("li-ming", "audit", "late", *OCTOBER, "--json"))["rows"]
    assert [row["rows"] for row in late] == [1, 1]
    assert "迟报 2 笔" in copy.do("li-ming", "status", "--month", "2026-11").replace(f"{MONTH} 封账后", "")
    assert "迟报" not in copy.do("li-ming", "status", "--month", "2027-01")


def test_the_code_on_paper_is_the_seals_and_stays_so(office: Office3, tmp_path: Path) -> None:
    def code(*words: str) -> str:
        rows = json.loads(office.do("li-ming", "audit", "code", *words, "--json"))["rows"]
        return str(next(row["value"] for row in rows if row["field"] == "对账码"))

    [sealed] = [
        row for row in json.loads(office.do("li-ming", "audit", "log", "--json"))["rows"] if row["kind"] == "封账"
    ]
    assert Note.parse(code(*OCTOBER)).seq == sealed["seq"]
    assert code() == code(*OCTOBER)  # the seal is the newest entry here
    page = tmp_path / "通报.html"
    office.do("li-ming", "rank", "notice", *OCTOBER, "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert code(*OCTOBER) in text
    assert 'class="qr"' in text
    for words in (("rank", "notice"), ("report",)):
        printed = tmp_path / f"{words[0]}.docx"
        office.do("li-ming", *words, *OCTOBER, "-o", str(printed))
        made = Document(str(printed))
        cells = [cell.text for table in made.tables for cell in table._cells]
        assert any(f"对账码 {code(*OCTOBER)}" in text for text in (*(line.text for line in made.paragraphs), *cells))
        assert len(made.inline_shapes) == 1


def test_a_fact_is_never_held(office: Office3, tmp_path: Path) -> None:
    copy = office.place.copy(tmp_path / "copy")
    path = tmp_path / "变更.csv"
    path.write_text("资产编号,资产名称,资产类别,村,权利人\nA002,机井二号,公益性,何庄,何庄村\n", encoding="utf-8")
    for owner in ("何庄村", "乔庄村"):
        path.write_text(path.read_text(encoding="utf-8").replace("何庄村", owner), encoding="utf-8")
        said = typed("--books", str(copy.books), "--as", "li-ming", "assets", "register", str(path))
        assert said.code == 0, said.err
    waits = typed("--books", str(copy.books), "--as", "wang-fang", "sign")
    assert "确权变更和处置" in waits.out
    assert "改了权利人" in waits.out
