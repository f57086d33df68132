"""Posts as they are typed: from need to pay, what the books refuse, what other departments' lists bring."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed
from wfx.demo.filling import EVERY, Fill, fill

CIVIL = f"姓名,身份证号码,岗位名称,协议止\n{FULL_NAME},{ID_NUMBER},护理员,2026-12-31\n"


def _do(words: str, *more: str, actor: str = "li-ming") -> Said:
    said = typed("--as", actor, *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _rows(select: str) -> list[dict[str, object]]:
    return list(json.loads(typed("query", select, "--json").out)["rows"])


def _text(name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(Path(name).read_bytes())) as paper:
        return paper.read("word/document.xml").decode("utf-8")


def _proposed() -> None:
    """A post, and somebody proposed for it as far as the publication."""
    _do("posts open --village 李斌庄 --kind 保洁 --developer 人社 --places 1 --required 22 --pay 500 --on 2026-09-01")
    _do("posts notice post-2026-001 --on 2026-09-01 -o 公告.docx")
    _do("posts nominate P001 --post post-2026-001 --kin 无亲属关系 --on 2026-09-08")
    _do("posts deliberate 001 --on 2026-09-09")
    _do("posts publish 001 --on 2026-09-10 -o 公示.docx")


PERIOD = "--from 2026-10-01 --until 2026-12-31"
APPOINT = f"posts appoint 001 --removed 2026-09-17 --signed 2026-09-28 {PERIOD} --on 2026-09-28"
HEAD = "任用编号,姓名," + ",".join(map(str, range(1, 32))) + ",合计\n"


def _wall(name: str, *lines: tuple[str, list[str], str]) -> str:
    """A wall sheet: appointment, the first marks of the month, the total as somebody wrote it."""
    rows = [",".join([who, "示例", *marks, *[""] * (31 - len(marks)), total]) for who, marks, total in lines]
    Path(name).write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return name


def _appointed() -> None:
    _proposed()
    _do("sign --yes", actor="wang-fang")
    _do(APPOINT)


def test_from_the_need_to_the_pay(place: Place) -> None:
    _do("posts need P001 --why 照顾学生 --wish 保洁 --on 2026-08-20")
    _proposed()
    assert "保洁" in _text("公告.docx")
    assert FULL_NAME in _text("公示.docx")
    assert ID_NUMBER not in _text("公示.docx")
    noted = "".join(path.read_text(encoding="utf-8") for path in place.home.rglob("access/*"))
    assert "1 拟聘公示" in noted  # whoever's name goes out on a paper is noted
    waits = typed("--as", "li-ming", *APPOINT.split())
    assert (waits.code, "E515" in waits.err) == (3, True)
    _do("sign --yes", actor="wang-fang")
    _do(APPOINT)
    assert "没有考勤" in _do("posts month --month 2026-10").out
    assert "没有考勤,没有算 1 人:apt-2026-001" in _do("posts payroll --month 2026-10").err  # never full by default
    _do("posts sign-in --month 2026-10 -o 空表.csv")
    assert "apt-2026-001" in Path("空表.csv").read_text(encoding="utf-8-sig")
    marks = [*["√", "1", "8:00"] * 6, "半", "半", "假", "×", "0"]
    _do("posts sign-in --month 2026-10", _wall("考勤.csv", ("apt-2026-001", marks, "20")))
    [row] = _rows("select days, told_days, village from attendance")
    assert (float(str(row["days"])), float(str(row["told_days"])), row["village"]) == (19, 20, "v01")
    assert "P25" in typed("check", "posts", "--month", "2026-10", "--csv").out
    _do("posts face-check 001 --met --place 村北 --by 包村干部 --on 2026-10-15")
    _do("posts appraise 001 --grade 合格 --merit 20 --cut 10 --because 迟到 --told 2026-11-01 --month 2026-10")
    _do("posts payroll --month 2026-10")
    [line] = _rows("select due, payable from payroll")
    assert (float(str(line["due"])), float(str(line["payable"]))) == (431.82, 441.82)
    full = _do("posts summary --month 2026-10 --reader 上报件 --csv").out
    assert ID_NUMBER in full
    assert "431.82" not in full  # what is asked for is paid out: merit and cut stand in it
    assert ID_NUMBER not in _do("posts summary --month 2026-10 --csv").out
    early = typed("--as", "wang-fang", "posts", "approve", "--month", "2026-10")
    assert (early.code, "E515" in early.err) == (3, True)
    assert typed("--as", "li-ming", "posts", "announce", "--month", "2026-10").code == 3
    _do("sign --yes", actor="wang-fang")
    _do("posts approve --month 2026-10", actor="wang-fang")
    redrafted = typed("--as", "li-ming", "posts", "payroll", "--month", "2026-10")
    assert (redrafted.code, "E502" in redrafted.err) == (3, True)
    _do("posts announce --month 2026-10 -o 发放公示.docx")
    notice = _text("发放公示.docx")
    assert FULL_NAME in notice
    assert "441.82" in notice
    assert ID_NUMBER not in notice
    _do("posts pay --month 2026-10 --removed 2026-12-01")
    Path("发放.csv").write_text(
        "任用编号,实发,发放日期,收款人编号\napt-2026-001,500,2026-12-01,P001\n", encoding="utf-8"
    )
    _do("in 发放.csv --month 2026-10 --yes")
    found = typed("check", "posts", "--month", "2026-10", "--csv").out
    assert "P08" in found  # 500 paid, 441.82 earned
    assert "P10" not in found


def test_a_second_post_is_refused_to_us_and_a_fact_elsewhere(place: Place) -> None:
    _proposed()
    _do("sign --yes", actor="wang-fang")
    Path("民政.csv").write_text(CIVIL, encoding="utf-8")
    taken = _do("in 民政.csv --source 民政局 --month 2026-09 --yes")
    assert "认出 1" in taken.err
    [row] = _rows("select department, person_id, post from other_posts")
    assert row == {"department": "civil", "person_id": "P001", "post": "护理员"}
    head = place.head
    refused = typed("--as", "li-ming", *APPOINT.split())
    assert (refused.code, "E407" in refused.err, "P01" in refused.err) == (3, True, True)
    assert place.head == head
    past = APPOINT.replace(PERIOD, "--from 2026-10-01 --until 2026-10-31")
    assert "P01" in typed("--as", "li-ming", *past.split()).err  # long over today, not on the day of the act
    later = APPOINT.replace(PERIOD, "--from 2027-01-01 --until 2027-12-31")
    _do(later)  # the other agreement ends the day before: touching is no overlap
    Path("民政2.csv").write_text(CIVIL.replace("2026-12-31", "2027-01-01"), encoding="utf-8")
    _do("in 民政2.csv --source 民政局 --month 2026-10 --yes")  # a fact is recorded, whatever it says
    assert "P01,红" in typed("check", "posts", "--month", "2026-10", "--csv").out
    assert "护理员" in _do("posts periods --month 2027-01 --csv").out
    assert ID_NUMBER.encode() not in b"".join(
        path.read_bytes() for path in (place.books / "ledgers").rglob("*.parquet")
    )


@pytest.mark.parametrize(
    ("month", "line", "cell", "code"),
    [
        ("2026-11", ("apt-2026-001", ["√"] * 31, ""), "AG2", "E600"),
        ("2026-09", ("apt-2026-001", ["√"], ""), "A2", "E601"),
        ("2026-10", ("apt-2026-009", ["√"], ""), "A2", "E585"),
        ("2026-10", ("apt-2026-001", ["来了"], ""), "C2", "E2"),
    ],
)
def test_a_wall_sheet_is_refused_cell_by_cell(
    place: Place, month: str, line: tuple[str, list[str], str], cell: str, code: str
) -> None:
    _appointed()
    head = place.head
    refused = typed("--as", "li-ming", "posts", "sign-in", _wall("考勤.csv", line), "--month", month)
    assert (refused.code, code in refused.err, cell in refused.err) == (3, True, True), refused.err
    assert place.head == head


def test_wall_sheet_and_workbook_are_laid_side_by_side(place: Place) -> None:
    assert place.books
    _appointed()
    _do("out --month 2026-10 -o 发")
    marks = ["√"] * 19
    _do("posts sign-in --who 001 --days 20 --month 2026-10")
    _do("posts sign-in --month 2026-10", _wall("考勤.csv", ("apt-2026-001", marks, "19")))
    [row] = _rows("select days, told_days from attendance")
    assert (float(str(row["days"])), float(str(row["told_days"]))) == (19, 20)
    book = fill(Path("发/李斌庄/李斌庄2026-10工作簿.xlsx"), [Fill("公益岗出勤", EVERY, "本月累计出勤天数", "21")])
    clash = typed("--as", "li-ming", "in", str(book), "--yes")
    assert "本月累计出勤天数" in clash.out
    assert "21" in clash.out
    [row] = _rows("select days, told_days from attendance")
    assert (float(str(row["days"])), float(str(row["told_days"]))) == (19, 20)
