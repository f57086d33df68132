"""What may hang on a wall: no ID number, phone, card or state of health, not even where nobody looks."""

import io

import docx
import pytest
import xlsxwriter

from wfx.report.docx import tables
from wfx.report.lint import check
from wfx.report.xlsx import workbook
from wfx.values.errors import NotForPublication
from wfx.values.sheet import Column, Reader, Sheet

ID = "41099919900101" + "0014"
PHONE = "19900000001"


def sheet(*cells: str) -> Sheet:
    return Sheet("公示", (Column("who", "户主"), Column("what", "情况")), (cells,), reader=Reader.PUBLIC)


@pytest.mark.parametrize("written", [tables, workbook])
@pytest.mark.parametrize("found", [PHONE, f"电话{PHONE}", "患有大病", "因残", "慢性病"])
def test_numbers_and_health_are_refused(found: str, written: object) -> None:
    with pytest.raises(NotForPublication):
        check(written([sheet("李某", found)]))  # type: ignore[operator]


@pytest.mark.parametrize("written", [tables, workbook])
def test_a_decent_notice_passes(written: object) -> None:
    check(written([sheet("李建国", "脱贫户 4 人 1234567.50 元,监督电话 12317 和 0393-1234567")]))  # type: ignore[operator]
    check("<p>残联、大病保险宣传</p>".encode())


def test_what_is_hidden_counts_too() -> None:
    for place in ("sheet", "comment", "property"):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            page = book.add_worksheet("公示")
            page.write_string(0, 0, "名单")
            if place == "sheet":
                other = book.add_worksheet("底稿")
                other.write_string(3, 3, PHONE)
                other.hide()
            elif place == "comment":
                page.write_comment(0, 0, f"核对 {PHONE}")
            else:
                book.set_properties({"comments": f"来电 {PHONE}"})
        with pytest.raises(NotForPublication):
            check(buffer.getvalue())


def test_a_number_in_several_runs_and_in_a_page_s_header_counts_too() -> None:
    paper = docx.Document()
    paragraph = paper.add_paragraph("电话 ")
    for part in (PHONE[:5], PHONE[5:]):
        paragraph.add_run(part)
    buffer = io.BytesIO()
    paper.save(buffer)
    with pytest.raises(NotForPublication):
        check(buffer.getvalue())
    headed = io.BytesIO()
    with xlsxwriter.Workbook(headed, {"in_memory": True}) as book:
        page = book.add_worksheet("公示")
        page.write_string(0, 0, "名单")
        page.set_header(f"&C{PHONE}")
    with pytest.raises(NotForPublication):
        check(headed.getvalue())


def test_a_valid_id_number_is_refused_and_a_wrong_one_is_no_number() -> None:
    from wfx.values.personal_check import check_character  # noqa: PLC0415 - beside its only use

    body = ID[:17]
    with pytest.raises(NotForPublication):
        check(tables([sheet("李某", body + check_character(body))]))
    whole = body + check_character(body)
    with pytest.raises(NotForPublication):
        check(tables([sheet("李某", f"{whole[:6]} {whole[6:14]} {whole[14:]}")]))
