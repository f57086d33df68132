"""Training as it is typed: the year's question home with the workbook, rolls and certificates by ID number, 雨露."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed
from wfx.demo.filling import EVERY, Fill, fill

CLASS = "training plan --trade 香菇栽培 --level 初级工 --from 2026-10-12 --until 2026-10-13 --days 2 --hours 40"
WHO = f"{FULL_NAME},{ID_NUMBER},李斌庄"


def _do(words: str, *more: str) -> Said:
    said = typed("--as", "li-ming", *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _rows(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_do(f"{words} --csv").out)))


def _found() -> set[str]:
    rows = csv.DictReader(io.StringIO(typed("check", "training", "--month", "2026-10", "--csv").out))
    return {row["规则"] for row in rows if row["结论"] == "疑点"}


def _file(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def _text(name: str) -> str:
    with zipfile.ZipFile(name) as paper:
        return paper.read("word/document.xml").decode("utf-8")


@pytest.fixture
def planned(place: Place) -> Place:
    """A class of two days, one person of a lifted household in it by the school's list."""
    _do(CLASS, "--on", "2026-10-01")
    _do("training enrol --class 001", _file("花名册.csv", f"姓名,证件号码,村\n{WHO}\n"))
    return place


def test_the_year_s_question_goes_out_and_comes_home(place: Place) -> None:
    assert "要问的 1 人" in _do("training survey").err
    assert [row["姓名"] for row in _rows("training candidates --show unasked")] == [FULL_NAME]
    _do("out --month 2026-10 -o ../发")
    book, other = (Path(f"../发/{name}/{name}2026-10工作簿.xlsx") for name in ("李斌庄", "何庄"))
    assert "培训意愿" not in openpyxl.load_workbook(other).sheetnames
    told = {"培训意愿": "不愿意", "不愿意的原因": "照顾老人"}
    fill(book, [Fill("培训意愿", EVERY, title, text) for title, text in told.items()])
    _do("in --month 2026-10 --yes", str(book))
    [row] = _rows("training workforce")
    assert (row["结果"], row["原因"]) == ("不愿意", "照顾老人")
    assert place.head
    head = place.head
    assert "没有" in typed("--as", "li-ming", "training", "survey").err
    assert place.head == head


def test_a_class_is_signed_by_half_days_and_counts_when_its_certificate_is_there(planned: Place) -> None:
    _do("training start 001 --on 2026-10-12")
    _do("training attend --class 001 -o ../签到表.csv")
    text = Path("../签到表.csv").read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if "P001" in line]
    assert len(lines) == 2
    signed = text.replace(lines[0], lines[0].replace("2026-10-12,,", "2026-10-12,√,√"))
    _do("training attend", _file("签到.csv", signed))
    _do(
        "in --yes",
        _file("签到二.csv", f"期班编号,姓名,证件号码,村,签到日期,上午,下午\ncls-2026-001,{WHO},2026-10-13,√,假\n"),
    )
    [row] = _rows("training attendance --month 2026-10")
    assert (row["应到(半天)"], row["实到(半天)"], row["签到率"]) == ("4", "3", "75.00%")
    _do("training finish 001 --on 2026-10-13")
    _do("training enrol --class 001", _file("结业.csv", f"姓名,证件号码,村,培训结果\n{WHO},结业\n"))
    assert _found() >= {"T04", "T08"}
    refused = typed(
        "--as",
        "li-ming",
        "in",
        _file("坏.csv", f"姓名,证件号码,村,证书编号,发证日期\n{WHO},1.23E+17,2026-10-20\n"),
        "--yes",
    )
    assert (refused.code, "E220" in refused.err) == (3, True), refused.err
    _do(
        "in --yes",
        _file(
            "证书.csv",
            f"姓名,证件号码,村,证书类别,证书编号,期班编号,发证日期\n{WHO},专项能力,S0001,cls-2026-001,2026-10-20\n",
        ),
    )
    [row] = _rows("training progress --month 2026-10")
    assert [row[title] for title in ("已培训(人)", "已取证(人)", "培训并取证(人)", "完成")] == ["1", "1", "1", "1.82%"]
    assert ID_NUMBER.encode() not in b"".join(
        path.read_bytes() for path in (planned.books / "ledgers").rglob("*.parquet")
    )


def test_a_class_is_paid_by_its_steps_and_its_publication_has_no_number(planned: Place) -> None:
    _do("training start 001 --on 2026-10-12")
    _do("training finish 001 --on 2026-10-13")
    subsidised = f"姓名,证件号码,村,培训结果,补贴金额\n{WHO},结业,800\n"
    _do("training enrol --class 001", _file("补贴.csv", subsidised))
    _do("training receive 001")
    _do("training claim 001 --people 1 --amount 800")
    _do("training publish 001 -o ../公示.docx")
    notice = _text("../公示.docx")
    assert FULL_NAME in notice
    assert "800" in notice
    assert ID_NUMBER not in notice
    _do("training pay 001 --amount 800")
    [row] = _rows("training classes")
    assert row["状态"] == "已兑付"
    assert planned.head


def test_grants_by_term_and_who_lacks_one(place: Place) -> None:
    assert place.head
    pupils = f"姓名,证件号码,村,学校,学段,学籍号,学籍状态\n{WHO},示例职专,中职,G{ID_NUMBER},顶岗实习\n"
    _do("training pupils --term 2026秋", _file("学籍.csv", pupils))
    assert "Y06" in _found()
    _do(
        "in --yes",
        _file("雨露.csv", f"姓名,证件号码,村,学期,补助金额,发放日期\n{WHO},2026-2027学年第一学期,1500,2026-10-08\n"),
    )
    assert not _found() & {"Y01", "Y02", "Y04", "Y06"}
    _do("training pupils --person P001 --term 2026年秋季 --status 休学 --since 2026-09-10")
    assert "Y02" in _found()
    _do("training notice -o ../雨露公示.docx")
    text = _text("../雨露公示.docx")
    assert FULL_NAME in text
    assert ID_NUMBER not in text
