"""Petitions as they are typed: the hotline's list once, acts that the law refuses, papers, the village's sheet."""

import io
import json
import zipfile

import pytest

from tests.conftest import Office
from wfx.demo.filling import EVERY, Fill, fill


def _matter(office: Office, number: str) -> dict[str, str]:
    words = f"select * exclude (steps) from petitions where petition_id like '%-{number}'"  # noqa: S608
    rows = json.loads(office.run("query", words, "--json").out)["rows"]
    return {name: value for name, value in rows[0].items() if value is not None}


def _text(office: Office, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO((office.folder / name).read_bytes())) as paper:
        return paper.read("word/document.xml").decode("utf-8")


def test_a_hotline_list_is_taken_once_and_knows_its_channel(office: Office) -> None:
    assert _matter(office, "002")["channel"] == "hotline"
    again = office.run("in", str(office.folder / "excel/12345热线工单.xlsx"), "--yes")
    assert (again.code, "已登记过" in again.out) == (0, True)


def test_a_list_cannot_bring_in_what_a_report_says(office: Office) -> None:
    head = "渠道,收到日期,信访类别,诉求内容,行政村\n"
    (office.folder / "登记.csv").write_text(head + "来信,2026-10-20,检举控告,示例,\n", encoding="utf-8")
    refused = office.run("in", "登记.csv", "--yes")
    assert (refused.code, "V15" in refused.err) == (3, True)
    (office.folder / "登记.csv").write_text(
        head + "来信,2026-10-20,检举控告,,\n来访,2026-10-20,建议意见,示例,何庄\n", encoding="utf-8"
    )
    taken = office.run("in", "登记.csv", "--yes")
    assert taken.code == 0, taken.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("register --channel 来信 --kind 检举控告 --what 示例", "E407", "V15"),
        ("assign 004 --to wang-fang --on 2026-10-01", "E502", "交办"),
        ("extend 004 --days 31 --by chief --because 测绘 --on 2026-10-20", "E407", "V12"),
        ("extend 004 --days 30 --by chief --on 2026-10-20", "E505", "延期理由"),
        ("extend 001 --days 5 --by chief --because 测绘", "E502", "延期"),
        ("reply 004 --answer 补偿", "E407", "V16"),
        ("merge 003 --into 099", "E501", "099"),
        ("accept 002 --way 信访程序", "E502", "受理"),
    ],
)
def test_an_act_out_of_order_or_against_the_law_is_refused(office: Office, words: str, code: str, said: str) -> None:
    played = office.run("petitions", *words.split())
    assert played.code in (2, 3)
    assert code in played.err
    assert said in played.err


def test_the_opinion_has_its_four_parts_and_a_ticket_is_answered_plainly(office: Office) -> None:
    words = ("--answer", "示例:按面积补偿", "--facts", "示例:占地六分", "--opinion", "支持", "--basis", "示例:补偿标准")
    assert office.run("petitions", "reply", "004", *words, "-o", "意见.docx").code == 0
    opinion = _text(office, "意见.docx")
    assert all(part in opinion for part in ("处理意见书", "修路占用承包地", "占地六分", "予以支持", "补偿标准", "复查"))
    assert "未填" not in opinion
    assert office.run("petitions", "dispatch", "003", "--to", "wang-fang").code == 0
    assert office.run("petitions", "reply", "003", "--answer", "示例:已电话答复", "-o", "答复.docx").code == 0
    answer = _text(office, "答复.docx")
    assert "已电话答复" in answer
    assert "处理意见书" not in answer
    assert "未填" not in answer


def test_an_extension_says_until_when(office: Office) -> None:
    words = ("--days", "30", "--by", "chief", "--because", "示例:需要测绘", "--on", "2026-10-20")
    assert office.run("petitions", "extend", "004", *words, "-o", "延期.docx").code == 0
    assert "2027年1月11日" in _text(office, "延期.docx")
    assert _matter(office, "004")["state"] == "working"


def test_the_weekly_paper_holds_board_and_clocks(office: Office) -> None:
    assert office.run("petitions", "weekly", "-o", "研判").code == 0
    (paper,) = (office.folder / "研判").glob("*.docx")
    text = _text(office, f"研判/{paper.name}")
    assert all(word in text for word in ("周研判", "就地化解率", "pet-", "dis-", "何庄", "有时限的"))


def test_a_patrol_with_nothing_found_is_a_report(office: Office) -> None:
    before = office.run("check", "petitions", "--month", "2026-11", "--csv").out
    assert "V14,黄,何庄" in before
    words = ("--village", "何庄", "--month", "2026-11", "--second", "2026-11-28", "--second-found", "0")
    assert office.run("petitions", "patrol", *words).code == 0
    after = office.run("check", "petitions", "--month", "2026-11", "--csv").out
    assert [line for line in after.splitlines() if "V14" in line and "何庄" in line and "消失" not in line] == []


def test_what_the_village_writes_into_its_workbook_is_the_act(office: Office) -> None:
    assert office.run("out", "--month", "2026-10", "-o", "发").code == 0
    fill(office.folder / "发/何庄/何庄2026-10工作簿.xlsx", [Fill("信访进展", EVERY, "办理进展", "示例:已丈量占地")])
    settled = [Fill("纠纷化解", EVERY, "协议日期", "2026-10-20"), Fill("纠纷化解", EVERY, "协议内容", "示例:各让半米")]
    fill(office.folder / "发/乔庄/乔庄2026-10工作簿.xlsx", settled)
    for village in ("何庄", "乔庄"):
        said = office.run("in", f"发/{village}/{village}2026-10工作簿.xlsx", "--month", "2026-10", "--yes")
        assert said.code == 0, said.err
    assert "示例:已丈量占地" in office.run("petitions", "show", "004").out
    shown = office.run("petitions", "show-dispute", "001").out
    assert "已达成协议" in shown
    assert "2026-10-20" in shown
