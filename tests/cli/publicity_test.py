"""A policy made known as it is typed: the village's sheet answered with one line, the sheet that is handed out."""

from docx import Document
from openpyxl import load_workbook

from tests.errors.township import Place, Said, typed


def _do(words: str) -> Said:
    said = typed("--as", "li-ming", *words.split())
    assert said.code == 0, said.err
    return said


def test_one_line_of_the_workbook_tells_the_whole_village(place: Place) -> None:
    _do("publicity policy 防返贫保险 --since 2026-10-10 --what 起赔线五千元 --phone 12317")
    _do("out --month 2026-10 -o ../发出")
    (path,) = (place.folder / "发出").rglob("李斌庄*.xlsx")
    book = load_workbook(path)
    sheet = book["政策宣传"]
    titles = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    firsts = (cell for row in sheet.iter_rows(max_row=12) for cell in row)
    (rest,) = (cell.row for cell in firsts if str(cell.value).startswith("其余各户"))
    sheet.cell(rest, titles["防返贫保险宣传日期"], "2026-10-12")
    sheet.cell(rest, titles["宣传方式"], "入户")
    book.save(path)
    _do(f"in {path} --yes")
    told = _do("publicity coverage --topic 防返贫保险 --month 2026-10 --csv").out
    assert "100.00%" in told
    assert "0.00%" in told  # the other village sent nothing back
    assert "H002" in _do("publicity missing --topic insurance --csv").out
    _do("publicity record H002 --insurance 2026-10-20 --month 2026-10 --how 会议")
    assert "H002" not in _do("publicity missing --csv").out
    _do("publicity out 防返贫保险 -o ../明白纸.docx")
    text = "\n".join(each.text for each in Document("../明白纸.docx").paragraphs)
    assert ("起赔线五千元" in text, "12317" in text) == (True, True)
    _do("publicity policy 咨询电话 --since 2026-10-10 --phone 12317")
    _do("publicity out 咨询电话 -o ../卡.docx")
    cards = Document("../卡.docx").tables[0]
    assert "咨询电话 12317" in cards.rows[1].cells[0].text
