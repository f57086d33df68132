"""The month's page and its printed sister: the same numbers, one village apart from the others, nobody's name."""

import re
from pathlib import Path

from docx import Document

from tests.conftest import Office


def _table(path: Path, index: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(str(path)).tables[index].rows]


def test_the_printed_page_holds_the_numbers_of_the_web_page(office: Office) -> None:
    for name in ("月报.html", "月报.docx"):
        played = office.run("report", "--month", "2026-10", "-o", str(office.folder / name))
        assert played.code == 0, played.err
    html = (office.folder / "月报.html").read_text(encoding="utf-8")
    rows = _table(office.folder / "月报.docx", 0)
    assert rows[0][:4] == ["村", "村类", "名次", "得分"]
    assert len(rows) == 13
    for row in rows[1:]:
        assert re.search(rf">{row[0]}</td>.*?>{row[3]}</td>", html, re.DOTALL), row
    assert "问题整改三色榜" in html


def test_a_villages_report_names_no_other_village(office: Office) -> None:
    page, paper = office.folder / "乔庄.html", office.folder / "乔庄.docx"
    for path in (page, paper):
        assert office.run("report", "--month", "2026-10", "--village", "乔庄", "-o", str(path)).code == 0
    text = page.read_text(encoding="utf-8") + "\n".join(line.text for line in Document(str(paper)).paragraphs)
    assert "乔庄" in text
    assert not {name for name in ("李斌庄", "大汉李", "何庄", "东样村", "示例桥") if name in text}
    assert _table(paper, 0)[0][0] == "任务"


def test_another_ending_is_refused(office: Office) -> None:
    played = office.run("report", "--month", "2026-10", "-o", "月报.pdf")
    assert played.code == 2
    assert ".docx" in played.err
    assert not Path("月报.pdf").exists()
