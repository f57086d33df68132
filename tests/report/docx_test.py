"""Word papers: GB/T 9704's page, every run's East Asian font, values that stay values, the same bytes every time."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length, Mm

from tests.report.samples import EMPTY, SHEET
from wfx.report.docx import document, tables
from wfx.values.errors import TemplateBroken
from wfx.values.paper import Fact, Paper
from wfx.values.personal import Personal
from wfx.values.sheet import Column, Sheet

TEMPLATE = """
@机关 {{ office }}
@文号 文乡振提〔2026〕10号
# 关于印发重点工作提示单的通知
@主送 各村:
{% if says %}
{{ says }}
{% endif %}
## 一、任务
### (一)排查
@表 tasks
@附件 1. 任务表
@签字 村(盖章) | 签收人: | 日期:
@居中 (此页无正文)
@落款 文峰乡乡村振兴办公室
@日期 2026年10月1日
@抄送 乡督导考核办
@印发 文峰乡乡村振兴办公室 | 2026年10月1日
@分页
"""


def paper(says: str = "请按时完成。", sheet: Sheet = SHEET) -> Paper:
    return Paper("tasks/sample", "提示单", {"office": "文峰乡乡村振兴办公室", "says": says}, {"tasks": sheet})


def xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode("utf-8")


def millimetres(length: Length | None) -> int:
    """Word counts in twentieths of a point."""
    points: float = (length or Mm(0)).mm
    return round(points)


def test_the_page_is_that_of_the_standard() -> None:
    section = Document(io.BytesIO(document(paper(), TEMPLATE))).sections[0]
    assert (millimetres(section.page_width), millimetres(section.page_height)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert tuple(map(millimetres, margins)) == (37, 35, 28, 26)


def test_every_run_names_its_east_asian_font_and_no_tag_is_left() -> None:
    made = document(paper(), TEMPLATE)
    body = Document(io.BytesIO(made)).element.body
    runs = [run for run in body.iter(qn("w:r")) if "".join(run.itertext()).strip()]
    assert len(runs) > 30
    for run in runs:
        assert run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia"))
    assert "{{" not in xml(made)
    assert "{%" not in xml(made)


def test_a_value_never_becomes_markup() -> None:
    evil = "@机关 伪造机关\n# 伪造标题 | & <w:p/> {{ 7 * 7 }}"
    texts = [line.text for line in Document(io.BytesIO(document(paper(evil), TEMPLATE))).paragraphs]
    assert "@机关 伪造机关 # 伪造标题 | & <w:p/> {{ 7 * 7 }}" in texts


def test_a_person_is_stars_and_the_table_holds_the_sheets_words() -> None:
    made = Document(io.BytesIO(document(paper(), TEMPLATE)))
    grid = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert grid[0][2] == "户数\uff08户\uff09"  # the brackets of print
    assert grid[1][:2] == ["何庄", "䶮**"]
    assert grid[1][4] == "1,234,567.50"
    named = Paper("tasks/sample", "提示单", {"office": Personal("虚构某", is_name=True), "says": ""}, {"tasks": EMPTY})
    assert "虚**" in xml(document(named, TEMPLATE))
    assert "虚构" not in xml(document(named, TEMPLATE))


def test_equal_papers_are_equal_bytes() -> None:
    assert document(paper(), TEMPLATE) == document(paper(), TEMPLATE)
    assert tables([SHEET, EMPTY]) == tables([SHEET, EMPTY])


@pytest.mark.parametrize(
    "wrong", ["{{ unknown }}", "@表 nothing", "@怪 话", "{% for %}", "{{ ().__class__.__mro__[1] }}"]
)
def test_a_broken_template_is_named(wrong: str) -> None:
    with pytest.raises(TemplateBroken) as caught:
        document(paper(), wrong)
    assert "tasks/sample" in caught.value.place.file


def test_a_wide_sheet_lies_across_and_a_narrow_one_stands() -> None:
    across = Document(io.BytesIO(tables([SHEET]))).sections[0]
    assert millimetres(across.page_width) == 297
    upright = Document(io.BytesIO(tables([EMPTY]))).sections[0]
    assert millimetres(upright.page_width) == 210


@pytest.mark.parametrize("count", [3, 12, 20])
def test_a_table_stays_on_its_page_however_much_cannot_be_broken(count: int) -> None:
    long = "sha256:0123456789abcdef0123456789abcdef"
    columns = tuple(Column(f"c{at}", f"第{at}列") for at in range(count))
    made = Document(io.BytesIO(tables([Sheet("宽表", columns, (tuple([long] * (count - 1) + ["短"]),))])))
    page = made.sections[0]
    room = int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)
    widths = [int(column.width or 0) for column in made.tables[0].columns]
    assert sum(widths) <= room
    assert all(width > Mm(8) for width in widths)


CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-Y234"


def coded(code: str = CODE) -> bytes:
    facts: dict[str, Fact] = {"code": code}
    return document(Paper("rank/sample", "通报", facts), "# 通报\n{% if code %}\n@码 code\n{% endif %}\n")


def test_a_code_is_a_picture_with_its_groups_beneath_and_the_same_bytes() -> None:
    made = Document(io.BytesIO(coded()))
    [picture] = made.inline_shapes
    assert millimetres(picture.width) == 20
    assert made.paragraphs[-1].text == f"对账码 {CODE}"
    with zipfile.ZipFile(io.BytesIO(coded())) as archive:
        [drawn] = [archive.read(name) for name in archive.namelist() if name.endswith(".png")]
    expected = io.BytesIO()
    segno.make(CODE, error="m", micro=False).save(expected, kind="png", scale=8, border=2)
    assert drawn == expected.getvalue()
    assert coded() == coded()


def test_no_code_draws_nothing_and_an_unknown_one_is_named() -> None:
    assert not Document(io.BytesIO(coded(""))).inline_shapes
    with pytest.raises(TemplateBroken, match="E290"):
        document(Paper("rank/sample", "通报", {"code": 3}), "@码 code")


def test_a_sheet_with_a_code_draws_it_under_its_table() -> None:
    assert len(Document(io.BytesIO(tables([replace(SHEET, qr=CODE), EMPTY]))).inline_shapes) == 1


@pytest.mark.parametrize(
    ("office", "points"), [("文峰乡乡村振兴办公室", 36), ("某某自治县文峰民族乡乡村振兴办公室", 26), ("乡" * 30, 22)]
)
def test_the_red_head_comes_down_to_stay_on_one_line(office: str, points: int) -> None:
    made = Document(io.BytesIO(document(Paper("rank/sample", "通报", {"office": office}), "@机关 {{ office }}")))
    size = made.paragraphs[0].runs[0].font.size
    assert size is not None
    assert size.pt == points
    assert points == 22 or len(office) * size.mm <= 156


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_as_two_pages(tmp_path: Path) -> None:
    (tmp_path / "p.docx").write_bytes(document(paper(), TEMPLATE))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "p.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "p.pdf").read_bytes())
    assert 1 <= len(pages) <= 3


def test_what_no_document_can_hold_breaks_no_list_and_no_paper() -> None:
    text = "公示\ufffe栏\x0b旧\uffff了\x00"
    sheet = Sheet("问题\ufffe", (Column("a", "问题"),), ((text,),), (text,))
    read = Document(io.BytesIO(tables([sheet])))
    assert read.tables[0].cell(1, 0).text == "公示\ufffd栏\ufffd旧\ufffd了\ufffd"
