"""A month's clues out as a list, judged at a meeting, back as one entry; the notice printed and delivered."""

import json
from pathlib import Path

from tests.conftest import Office

PANEL = (
    "小组编号,成员,姓名,部门,职责,文号,起始日期\n"
    "p1,分管领导,欧阳例一,乡政府,组长,文乡办〔2026〕3号,2026-01-05\np1,民政所长,欧阳例二,民政所,成员,文乡办〔2026〕3号,2026-01-05\n"
)


def _open(office: Office) -> list[dict[str, str]]:
    sql = """select c.clue_id, c.severity from clues c join households h on h.household_id = c.household_id
    where c.state = 'open' and h.monitoring is null order by c.severity desc, c.clue_id"""
    return list(json.loads(office.run("query", sql, "--json").out)["rows"])


def _list(*lines: str) -> str:
    rows = [f"2026-10,{line}" for line in lines]
    Path("处置.csv").write_text("\n".join(["月份,线索编号,处置结论,理由", *rows, ""]), encoding="utf-8")
    return "处置.csv"


def test_a_months_clues_go_out_and_come_back_through_a_meeting(office: Office) -> None:
    Path("小组.csv").write_text(PANEL, encoding="utf-8")
    assert office.run("screen", "panel", "小组.csv").code == 0
    assert "欧阳" not in office.run("screen", "panel").out
    red, other, *_ = [row["clue_id"] for row in _open(office) if row["severity"] == "error"]
    out = office.run("screen", "clues", "-o", "线索.xlsx")
    assert out.code == 0, out.err
    words = ("screen", "meeting", "--month", "2026-10", "--take")
    alone = office.run(*words, _list(f"{red},不纳入,医药费已报销"), "--present", "分管领导")
    assert (alone.code, "E522" in alone.err) == (3, True), alone.err
    stranger = office.run(*words, "处置.csv", "--present", "分管领导、路人")
    assert (stranger.code, "民政所长" in stranger.err) == (2, True)
    held = office.run(*words, _list(f"{red},不纳入,医药费已报销", f"{other},,"), "--present", "分管领导、民政所")
    assert held.code == 0, held.err
    assert "1 条没有填结论" in held.err
    assert office.run(*words, "处置.csv", "--present", "分管领导,民政所").code == 0
    minutes = office.run("screen", "meeting", "--month", "2026-10", "-o", "记录.docx")
    assert minutes.code == 0, minutes.err
    assert Path("记录.docx").stat().st_size > 0
    for asked in (("-o", "告知.docx"), ("--delivered", "今天")):  # nobody has agreed to the refusal yet
        assert "E515" in office.run("screen", "notice", red, *asked).err
    assert not Path("告知.docx").exists()
    assert office.run("sign", "--yes", actor="wang-fang").code == 0
    notice = office.run("screen", "notice", red, "-o", "告知.docx", "--delivered", "今天")
    assert notice.code == 0, notice.err
    assert office.run("screen", "notice", red, "--delivered", "今天").code != 0
    assert office.run("screen", "notice", other, "-o", "告知.docx").code == 3
    assert office.run("screen", "notice", red).code == 2


def test_a_wrong_list_of_answers_is_refused_cell_by_cell(office: Office) -> None:
    first, second = [row["clue_id"] for row in _open(office)][:2]
    played = office.run(
        "screen", "settle", "--file", _list("C000000-0,已在监测,", f"{first},不属实,", f"{second},算了,x")
    )
    assert played.code == 3
    played = office.run("screen", "settle", "--file", _list("C000000-0,已在监测,", f"{first},不属实,"))
    assert played.code == 2
    assert "B2" in played.err
    assert "D3" in played.err
    unreasoned = office.run("screen", "settle", "--file", _list(f"{first},先行帮扶,", f"{second},已在监测,老户"))
    assert ("D2" in unreasoned.err, "E593" in unreasoned.err, "C3" in unreasoned.err) == (True, True, True)
    done = office.run("screen", "settle", "--file", _list(f"{first},不属实,查无此事", f"{second},先行帮扶,先救助"))
    assert done.code == 0, done.err
    again = office.run("screen", "settle", "--file", "处置.csv")
    assert "没有变化" in again.err
    changed = office.run("screen", "settle", "--file", _list(f"{first},拟纳入监测,"))
    assert changed.code != 0
    assert "C2" in changed.err


def test_the_filled_workbook_is_recognised_as_it_went_out(office: Office) -> None:
    import openpyxl  # noqa: PLC0415 - only here

    assert office.run("screen", "clues", "-o", "线索.xlsx").code == 0
    book = openpyxl.load_workbook("线索.xlsx")
    sheet = book.worksheets[0]
    titles = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    cell = titles["处置结论"]
    sheet.cell(row=cell.row + 1, column=cell.column, value="先行帮扶")
    sheet.cell(row=cell.row + 1, column=titles["理由"].column, value="先救助")
    book.save("线索.xlsx")
    before = len(_open(office))
    played = office.run("screen", "settle", "--file", "线索.xlsx")
    assert played.code == 0, played.err
    assert len(_open(office)) == before - 1


def test_a_red_clue_stays_in_the_gaps_until_another_hand_has_signed_its_answer(office: Office) -> None:
    def gaps() -> set[str]:
        rows = json.loads(office.run("screen", "gaps", "--month", "2026-10", "--json").out)["rows"]
        return {row["household_id"] for row in rows}

    red = next(
        row for row in json.loads(office.run("screen", "clues", "--json").out)["rows"] if row["severity"] == "红"
    )
    listed = json.loads(office.run("screen", "clues", "--json").out)["rows"]
    mine = [row for row in listed if row["household_id"] == red["household_id"]]
    for clue in mine:
        said = office.run("screen", "settle", clue["clue_id"], "不属实", "--because", "入户核实,收入记错")
        assert said.code == 0, said.err
    assert red["household_id"] in gaps()
    assert "红色线索了结" in office.run("sign", actor="wang-fang").out
    assert office.run("sign", "--yes", actor="wang-fang").code == 0
    assert red["household_id"] not in gaps()
