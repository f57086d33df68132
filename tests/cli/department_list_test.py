"""A department's list in: who is on it by number, candidates confirmed, clues and figures, nothing personal kept."""

import contextlib
import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed
from wfx.cli.errors import told
from wfx.cli.main import program

MEDICAL = f"""文峰乡大额自付名单,,,,,,,
序号,患者姓名,身份证号码,行政村,医疗总费用(万元),报销金额(元),个人自付,诊断,出院日期
1,{FULL_NAME},{ID_NUMBER},文峰乡李斌庄村民委员会,5,18000,3.2万元,肺部感染,2026.10.3
2,欧阳例二,410***********0030,何庄,32000,10000,22000,骨折,2026-10-05
3,欧阳例三,410999197001180015,何庄,9000,1000,8000,骨折,2026-10-06
合计,,,,,,62000,,
"""
RELIEF = f"""姓名,身份证号码,变动类型,变动原因
{FULL_NAME},{ID_NUMBER},新增,{FULL_NAME}患病
欧阳例贰,410999198502020030,退出,户主欧阳例二务工、欧阳例贰不符
"""
SCHOOL = f"""学生姓名,身份证号码,镇内/镇外,学段,不在校原因,离校日期
{FULL_NAME},{ID_NUMBER},镇内,初中,电话19900000001,2026年9月
"""
CARDS = f"姓名,残疾证号,残疾等级,办证类型,发证日期\n{FULL_NAME},{ID_NUMBER}44,二级,新办,2026-10-08\n"
NUMBERS = (ID_NUMBER, "410999197001180015", FULL_NAME, "欧阳例", "感染", "骨折")


def _in(*words: str) -> Said:
    return typed("--as", "li-ming", "in", *words, "--month", "2026-10")


def _rows(text: str) -> list[dict[str, object]]:
    return list(json.loads(typed("query", text, "--json").out)["rows"])


def _kept(place: Place) -> bytes:
    """All that lies open in the work tree."""
    return b"".join(path.read_bytes() for path in (place.books / "ledgers").rglob("*") if path.is_file())


def test_a_list_becomes_clues_and_figures_and_is_asked_once(place: Place) -> None:
    Path("名单.csv").write_text(MEDICAL, encoding="gb18030")
    first = _in("名单.csv", "--source", "医保", "--yes")
    assert first.code == 4, first.err
    assert "名单 3 行:认出 1,待确认 1,认不出 1" in first.err
    assert "账上没有这个证件号" in first.out
    assert ID_NUMBER not in first.out + first.err
    assert "410999197001180015" not in first.out + first.err
    [clue] = _rows("select * from clues where channel = '部门预警' or channel = 'department'")
    assert "32000.00 元" in str(clue["what"])
    assert "50000.00 元" in str(clue["what"])
    done = _in("名单.csv", "--source", "医保", "--confirm", "4", "--yes")  # the row of the sheet as Excel shows it
    assert done.code == 0, done.err
    paid = _rows("select household_id, self_pay_medical as paid from screenings order by 1")
    assert [(row["household_id"], float(str(row["paid"]))) for row in paid] == [("H001", 32000.0), ("H002", 22000.0)]
    before = place.head
    again = _in("名单.csv", "--again", "--yes")
    assert again.code == 0, again.err
    assert "没有变化" in again.err
    assert place.head == before
    assert not any(word.encode() in _kept(place) for word in NUMBERS)
    status = typed("screen", "status", "--month", "2026-10", "--json").out
    done_by_village = {row["village"]: row["screened"] for row in json.loads(status)[0]["rows"]}
    assert (done_by_village["李斌庄"], done_by_village["何庄"]) == (1, 0)  # a figure alone is no visit


def _answered(path: str, answers: dict[str, str]) -> str:
    """The workbook of candidates as somebody sends it back: as a csv, its last column filled by line."""
    rows = [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
    assert not any(ID_NUMBER in str(cell) or "0030" in str(cell)[:-4] for row in rows for cell in row)
    for row in rows:
        row[-1] = answers.get(str(row[0]), row[-1])
    back = Path(path).with_suffix(".csv")
    with back.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(back)


def test_candidates_go_out_as_a_workbook_and_come_back_answered(place: Place) -> None:
    two = f"{MEDICAL}4,欧阳例贰,410999198502020030,何庄,900,100,800,感冒,2026-10-07\n"
    Path("名单.csv").write_text(two, encoding="utf-8")
    first = _in("名单.csv", "--source", "医保", "--yes")
    assert "候选表:名单_候选.xlsx" in first.err
    sent = Path("名单_候选.xlsx").read_bytes()
    back = _answered("名单_候选.xlsx", {"4": "是", "7": "否"})
    said = _in(back, "--yes")
    assert said.code == 0, said.err
    assert "名单 2 行:认出 1,待确认 0,认不出 0,不是 1" in said.err
    paid = _rows("select household_id, self_pay_medical as paid from screenings order by 1")
    assert [(row["household_id"], float(str(row["paid"]))) for row in paid] == [("H001", 32000.0), ("H002", 22000.0)]
    before = place.head
    assert "已登记过" in _in(back, "--yes").out
    assert "没有变化" in _in(back, "--yes", "--again").err
    _in("名单.csv", "--source", "医保", "--again", "--yes")  # only the one said to be somebody else is open
    assert Path("名单_候选.xlsx").read_bytes() == sent  # one that may be half filled in is not written over
    assert place.head == before
    assert not any(word.encode() in _kept(place) for word in NUMBERS)


def test_a_line_that_comes_back_under_another_person_is_nobody_s(place: Place) -> None:
    Path("名单.csv").write_text(MEDICAL, encoding="utf-8")
    _in("名单.csv", "--yes")
    text = Path(_answered("名单_候选.xlsx", {"4": "是"})).read_text("utf-8-sig")
    [person] = [row["person_id"] for row in _rows("select person_id from persons where household_id = 'H001' limit 1")]
    [named] = [cell for cell in text.splitlines()[4].split(",") if cell.startswith("P")]
    Path("改过.csv").write_text(text.replace(named, str(person)), encoding="utf-8")
    said = _in("改过.csv", "--yes")
    assert "账上人编号和号码对不上" in said.out
    assert not _rows("select * from screenings where household_id = 'H002'")
    assert place.head


def test_candidates_are_answered_at_the_keyboard(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("名单.csv").write_text(MEDICAL, encoding="utf-8")
    _in("名单.csv", "--yes")
    monkeypatch.setattr("sys.stdin", io.StringIO("也许\n是\ny\n"))
    with contextlib.redirect_stderr(io.StringIO()) as err:
        code = told(program(), ["--as", "li-ming", "do", "名单_候选.xlsx", "--month", "2026-10"])
    assert code == 0, err.getvalue()
    assert "账上 欧阳例二" in err.getvalue()
    assert [row["village"] for row in _rows("select village from screenings where household_id = 'H002'")]
    assert typed("--as", "li-ming", "do", "名单.csv").code == 1  # a list as it came has no candidates to answer
    assert place.head


def test_a_disability_card_finds_its_holder(place: Place) -> None:
    Path("残联.csv").write_text(CARDS, encoding="utf-8")
    said = _in("残联.csv", "--source", "县残联", "--yes")
    assert said.code == 0, said.err
    [row] = _rows("select newly_disabled as n from screenings where household_id = 'H001'")
    assert row["n"] == 1
    assert ID_NUMBER not in said.out + said.err
    assert place.head


def test_two_lists_of_one_lot_fill_the_same_household_s_row(place: Place) -> None:
    Path("残联.csv").write_text(CARDS, encoding="utf-8")
    Path("医保.csv").write_text(MEDICAL, encoding="utf-8")
    said = _in("残联.csv", "医保.csv", "--yes")
    assert said.code == 4, said.err
    text = "select newly_disabled as n, self_pay_medical as paid from screenings where household_id = 'H001'"
    assert [(row["n"], float(str(row["paid"]))) for row in _rows(text)] == [(1, 32000.0)]
    assert place.head


def test_a_list_is_taken_as_the_department_made_it(place: Place) -> None:
    Path("教育.csv").write_text(SCHOOL, encoding="utf-16")
    said = _in("教育.csv", "--source", "教育局", "--yes")
    assert said.code == 0, said.err
    assert "没有收的列:镇内/镇外" in said.err
    [clue] = _rows("select what, happened_on from clues where said_by = '教育'")
    assert clue["happened_on"] is None
    assert "日期 2026年9月" in str(clue["what"])
    assert FULL_NAME not in str(clue["what"])
    assert "19900000001" not in str(clue["what"])
    assert place.head


def test_no_name_of_the_household_gets_into_a_clue(place: Place) -> None:
    Path("民政.csv").write_text(RELIEF, encoding="utf-8")
    said = _in("民政.csv", "--source", "县民政局", "--confirm", "3", "--yes")
    assert said.code == 0, said.err
    texts = [str(row["what"]) for row in _rows("select what from clues where said_by = '民政'")]
    assert len(texts) == 2
    assert not any("欧阳" in text for text in texts)
    assert place.head


def test_another_department_s_list_is_not_taken_for_it(place: Place) -> None:
    before = place.head
    Path("名单.csv").write_text(MEDICAL, encoding="utf-8")
    said = _in("名单.csv", "--source", "残联", "--yes")
    assert said.code == 3
    assert "残联" in said.err
    assert place.head == before
