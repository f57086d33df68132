"""What is recorded stays true from month to month: the township lives through October, November and December."""

from pathlib import Path

import pytest
from docx import Document

from tests.months import Months, months, october, october_copy

__all__ = ["months", "october", "october_copy"]

BARE = [
    ("list", "petitions"),
    ("petitions", "due"),
    ("rectify", "list"),
    ("list", "scores"),
    ("screen", "meeting"),
    ("screen", "panel"),
]
PROBLEMS = "问题描述,问题来源,村,整改时限,反馈日期\n"
FEW = "户编号,村,排查方式"
HEAD = "户编号,村,排查方式,近12个月家庭纯收入,饮水是否安全,突发情况,发生日期"


def test_a_household_at_risk_does_not_vanish_with_the_month(months: Months) -> None:
    months.on("2026-10-20").screened("2026-10", "H001,李斌庄,入户,7400,否,意外事故,2026-10-09", head=HEAD)
    risks = {("S01", "H001"), ("S10", "H001"), ("S06", "H001")}
    assert risks <= months.found("2026-10")
    months.on("2026-11-02")
    assert risks <= months.found("2026-11"), "nobody has been there in November yet"
    months.on("2026-11-20").screened("2026-11", "H001,李斌庄,入户,,,,", head=HEAD)
    assert risks <= months.found("2026-11"), "a blank cell is no change"
    gaps = months.rows("screen", "gaps", "--month", "2026-11")
    assert {"S01", "S10", "S06"} <= {row["rule"] for row in gaps if row["household_id"] == "H001"}


def test_a_risk_leaves_the_lists_when_it_is_reported_otherwise_and_the_month_before_keeps_it(months: Months) -> None:
    months.on("2026-10-20").screened("2026-10", "H001,李斌庄,入户,7400,否,,", head=HEAD)
    months.on("2026-11-20").screened("2026-11", "H001,李斌庄,入户,9000,是,,", head=HEAD)
    assert not months.found("2026-11", "S01", "S10")
    assert months.found("2026-10", "S01", "S10") == {("S01", "H001"), ("S10", "H001")}
    assert months.on("2026-12-02").found("2026-12", "S01", "S10") == set()


def test_an_event_leaves_the_lists_once_its_clue_is_settled_and_not_before(months: Months) -> None:
    months.on("2026-10-20").screened("2026-10", "H001,李斌庄,入户,,,意外事故,2026-10-09", head=HEAD)
    months.done("screen", "run", "--month", "2026-10")
    (clue,) = [row for row in months.rows("list", "clues") if row["rule"] == "S06"]
    assert months.on("2026-11-10").found("2026-11", "S06") == {("S06", "H001")}
    months.done("screen", "settle", clue["clue_id"], "先行帮扶", "--because", "已送临时救助")
    assert not months.found("2026-11", "S06")
    assert months.found("2026-10", "S06") == {("S06", "H001")}, "October is as it was"
    months.on("2026-12-05").screened("2026-12", "H001,李斌庄,入户,,,产业失败,2026-12-01", head=HEAD)
    assert months.found("2026-12", "S06") == {("S06", "H001")}, "another event is another risk"


def test_on_the_first_day_nothing_of_the_month_is_late(months: Months) -> None:
    months.on("2026-11-01")
    months.done("assets", "fault", "A002", "--what", "水泵不转")
    said = months.file(
        "整改.csv", "问题描述,问题来源,村,整改时限,反馈日期\n公示栏没有更新,自查,何庄,2026-11-25,2026-11-01\n"
    )
    months.done("in", "--yes", said)
    assert not months.found("2026-11", "A34", "R01", "R13", "N02", "N03", "N05", "K04", "U01", "S22")
    assert months.on("2026-11-26").found("2026-11", "R01") == {("R01", "rect-2026-001")}
    assert ("A34", "fault-2026-001") in months.found("2026-11")


def test_the_overdue_are_as_many_on_every_page(months: Months) -> None:
    months.on("2026-11-01")
    lines = "\n".join(f"问题{at},自查,何庄,2026-11-{at:02},2026-11-01" for at in (5, 10, 25))
    months.done("in", "--yes", months.file("整改.csv", f"问题描述,问题来源,村,整改时限,反馈日期\n{lines}\n"))
    months.on("2026-11-12")
    late = len(months.found("2026-11", "R01"))
    assert late == 2
    assert (
        sum(row["red"] for row in months.rows("rectify", "board", "--month", "2026-11") if row["village"] == "何庄")
        == late
    )
    red = [row for row in months.rows("rectify", "list", "--month", "2026-11") if row["colour"] == "红"]
    assert len(red) == late
    months.done("report", "--month", "2026-11", "-o", str(months.place.folder / "月报.html"))
    page = (months.place.folder / "月报.html").read_text(encoding="utf-8")
    assert f"逾期 {late}" in page
    months.on("2026-12-20")
    assert [
        row["red"] for row in months.rows("rectify", "board", "--month", "2026-11") if row["village"] == "何庄"
    ] == [3]


def test_october_shows_the_households_of_october(months: Months) -> None:
    months.on("2026-10-20").screened("2026-10", "H001,李斌庄,入户", "H002,何庄,入户")
    before = months.rows("screen", "status", "--month", "2026-10")
    assert sum(row["screened"] for row in before) == sum(row["households"] for row in before) == 2
    months.on("2026-12-03").done("households", "move", "H001", "--to", "外乡", "--because", "进城")
    months.done("households", "close", "H002", "--because", "销户")
    assert months.rows("screen", "status", "--month", "2026-10") == before
    assert sum(row["households"] for row in months.rows("screen", "status", "--month", "2026-12")) == 0


def test_unscreened_is_not_fine(months: Months) -> None:
    months.on("2026-11-05")
    said = months.run("screen", "gaps", "--month", "2026-11")
    assert "2026-11 还没有排查:2 户都没有人看过" in said.out
    months.screened("2026-11", "H002,何庄,入户")
    assert "还有 1 户 2026-11 没有排查(李斌庄 1)" in months.run("screen", "gaps", "--month", "2026-11").out


@pytest.mark.parametrize("words", BARE)
def test_a_list_that_is_empty_because_nothing_was_entered_says_so(months: Months, words: tuple[str, ...]) -> None:
    assert "空着是没有登记,不是没有事" in months.done(*words).out


def test_blank_workbooks_ask_for_nothing_that_is_known_and_once_for_what_is_not(months: Months) -> None:
    months.on("2026-10-25").screened("2026-10", "H001,李斌庄,入户", "H002,何庄,入户")
    rows = months.rows("check", "排查", "--month", "2026-10")
    missing = [(row["subject"], row["what"].partition(",")[0]) for row in rows if row["verdict"] == "缺数据"]
    asked = {"缺“近12个月家庭纯收入”", "缺“住房安全等级”", "缺“饮水是否安全”", "缺“低保特困”"}
    assert sorted(missing) == sorted((home, what) for home in ("H001", "H002") for what in asked)
    months.screened(
        "2026-10", "H001,李斌庄,入户,20000,A级,是", head=f"{FEW},近12个月家庭纯收入,住房安全等级,饮水是否安全"
    )
    months.on("2026-11-20").screened("2026-11", "H001,李斌庄,入户")
    rows = months.rows("check", "排查", "--month", "2026-11")
    still = [row["subject"] for row in rows if row["verdict"] == "缺数据" and row["rule"] in ("S01", "S09", "S10")]
    assert sorted(still) == ["H002"] * 3


def test_a_long_list_leads_with_what_matters_and_counts_the_rest(months: Months) -> None:
    lines = "\n".join(f"H{at:03},何庄,一般农户,1" for at in range(100, 160))
    months.on("2026-10-26")
    months.done("households", "import", months.file("户.csv", f"户编号,村,户类型,家庭人口数\n{lines}\n"))
    months.screened("2026-10", *(f"H{at:03},何庄,入户" for at in range(100, 160)))
    months.screened("2026-10", "H002,何庄,入户,否", head=f"{FEW},饮水是否安全")
    said = months.run("check", "排查", "--month", "2026-10")
    lines_shown = [line for line in said.out.splitlines() if line.startswith(("新增", "延续"))]
    assert len(lines_shown) == 40
    assert "S10" in lines_shown[0]
    whole = months.rows("check", "排查", "--month", "2026-10")
    assert f"另有 {len(whole) - 40} 行(缺数据 {len(whole) - 40})" in said.out
    path = months.place.folder / "疑点.csv"
    months.run("check", "排查", "--month", "2026-10", "-o", str(path))
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) > len(whole)


def test_a_mark_that_contradicts_the_ledgers_is_said_to_who_marks_who_drafts_and_in_the_villages_sheet(
    months: Months,
) -> None:
    months.on("2026-10-28")
    sheet = months.place.folder / "评分表.csv"
    months.done("supervise", "sheet", "--month", "2026-10", "-o", str(sheet))
    text = sheet.read_text(encoding="utf-8-sig")
    assert "台账 0.00(指标 M01 当月排查户数占比:在册 1 户,本月排查 0 户)" in text
    marks = months.file("质量分.csv", "任务编号,村,质量分\nT1,何庄,81\nT1,李斌庄,100\nT2,何庄,90\n")
    said = months.done("supervise", "take", marks, "--month", "2026-10")
    assert "有 1 处评分与台账不符" in said.err
    assert "T1 走访排查 何庄:与质量分不符:台账 0.00" in said.err
    assert "2 处扣了分没有写依据" in said.err
    assert "与质量分不符" in months.run("rank", "--month", "2026-10", "--explain", "何庄").out
    refused = months.run("rank", "draft", "--month", "2026-10")
    assert "2 处扣了分没有写依据(K09)" in refused.err
    assert refused.code == 2
    drafted = months.done("rank", "draft", "--month", "2026-10", "--because", "督导考核办还在评")
    assert "有 1 处评分与台账不符" in drafted.err
    folder = months.place.folder / "明细单"
    months.done("rank", "sheets", "--month", "2026-10", "-o", str(folder))
    made = "".join(paragraphs(path) for path in sorted(folder.glob("*.docx")))
    assert "没有写依据" in made
    assert "与质量分不符" in made


def test_a_rectification_opened_by_a_check_has_a_deadline_turns_red_and_comes_onto_the_task_sheet(
    months: Months,
) -> None:
    months.on("2026-11-20")
    months.done("assets", "fault", "A002", "--what", "水泵不转")
    months.on("2026-11-30").run("check", "资产", "--month", "2026-11", "--open")
    (opened,) = [row for row in months.rows("list", "rectifications") if row["rule"] == "A34"]
    assert opened["due_on"] == "2026-12-30"
    months.done("tasks", "draft", "--month", "2026-12")
    assert any(
        opened["rectification_id"] in str(row) for row in months.rows("list", "task_items", "--month", "2026-12")
    )
    assert ("R01", opened["rectification_id"]) not in months.on("2026-12-30").found("2026-12", "R01")
    assert ("R01", opened["rectification_id"]) in months.on("2026-12-31").found("2026-12", "R01")


def test_a_month_is_not_sealed_while_it_runs_or_villages_are_silent_unless_one_says_why(months: Months) -> None:
    months.on("2026-11-01")
    refused = months.run("audit", "seal", "--month", "2026-11")
    assert refused.code == 3
    for missing in ("到 2026-11-30 才过完", "2 个村没有排查(李斌庄、何庄)", "没有工作提示单", "没有发布排序"):
        assert missing in refused.err
    assert "audit seal" not in months.done("status", "--month", "2026-11").out
    waiting = months.on("2026-12-07").done("status", "--month", "2026-11").out
    assert "还不能封账" in waiting
    assert "wfx audit seal" not in waiting
    months.done("audit", "seal", "--month", "2026-11", "--because", "本月不排序,两村停电没有排查")
    assert "封账时还缺:2 个村没有排查" in months.done("audit", "show", "2026-11").out
    assert "audit seal" not in months.done("status", "--month", "2026-11").out


def test_a_sealed_month_keeps_its_numbers_whatever_comes_later(months: Months) -> None:
    months.on("2026-10-28").screened("2026-10", "H001,李斌庄,入户,7400,否,,", head=HEAD)
    months.on("2026-11-06").done("audit", "seal", "--month", "2026-10", "--because", "本月不排序")
    lists = (
        ("screen", "status", "--month", "2026-10"),
        ("screen", "gaps", "--month", "2026-10"),
        ("check", "--month", "2026-10"),
        ("list", "screen/progress", "--month", "2026-10"),
        ("rectify", "board", "--month", "2026-10"),
        ("rectify", "list", "--month", "2026-10"),
        ("screen", "groups", "--month", "2026-10"),
    )
    before = {words: months.rows(*words) for words in lists}
    months.screened("2026-10", "H001,李斌庄,入户,20000,是,,", "H002,何庄,入户,100,否,,", head=HEAD)
    months.done("households", "move", "H001", "--to", "外乡", "--because", "进城")
    months.done(
        "in",
        "--yes",
        months.file("整改.csv", "问题描述,问题来源,村,整改时限,反馈日期\n旧账,自查,何庄,2026-10-15,2026-10-01\n"),
    )
    for words in lists:
        assert months.rows(*words) == before[words], words
    assert "按第" in months.run("rectify", "board", "--month", "2026-10").out
    verified = months.done("audit", "verify", "--level", "law").out
    assert "V38" not in verified


def test_who_signs_a_ranking_is_told_which_marks_contradict_the_ledgers(months: Months) -> None:
    months.on("2026-11-02")
    pairs = [(item, village) for item in ("T1", "T2") for village in ("李斌庄", "乔庄", "何庄")]
    for actor, title in (("zhao-ke", "完成度"), ("li-ming", "质量分")):
        lines = "\n".join(f"{item},{village},100,现场记录" for item, village in pairs)
        path = months.file(f"{title}.csv", f"任务编号,村,{title},依据\n{lines}\n")
        months.done("supervise", "take", path, "--month", "2026-10", actor=actor)
    months.done("rank", "draft", "--month", "2026-10")
    months.done("rank", "sheets", "--month", "2026-10", "-o", str(months.place.folder / "明细单"))
    assert "处评分与台账不符" in months.done("sign", actor="wang-fang").out
    months.done("sign", "--yes", actor="wang-fang")
    published = months.done("rank", "publish", "--month", "2026-10", actor="wang-fang")
    assert "处评分与台账不符" in published.err


def paragraphs(path: Path) -> str:
    """Everything a printed document says, its tables too."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])
