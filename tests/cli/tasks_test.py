"""A month's task sheet as typed: drafted, edited, taken back, issued, signed for, answered, closed."""

import json
from pathlib import Path

from tests.conftest import Office

NOVEMBER = ("--month", "2026-11")


def _run(office: Office, *words: str) -> str:
    played = office.run(*words)
    assert played.code == 0, played.err
    return played.out


def _rows(office: Office, *words: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(_run(office, *words, *NOVEMBER, "--json"))["rows"]
    return rows


def test_a_sheet_from_draft_to_closing(office: Office) -> None:
    county = Path("县局清单.csv")
    county.write_text("序号,工作任务,责任单位,完成时限\n1,低收入人口核查,各村,2026-11-20\n", encoding="utf-8")
    _run(office, "tasks", "draft", *NOVEMBER, "--from", str(county), "-o", "草稿.csv")
    drafted = _rows(office, "tasks", "list")
    assert drafted[0]["task"] == "低收入人口核查"
    assert any(str(row["task"]).startswith("问题整改销号") for row in drafted)
    assert office.run("tasks", "issue", *NOVEMBER).code == 3
    lines = Path("草稿.csv").read_text("utf-8-sig").splitlines()
    head = next(line for line in lines if line.startswith("任务编号")).split(",")
    edited = [f"{row['item_id']},,,乡村振兴办" for row in drafted[:3]]
    assert "牵头" in head
    Path("改后.csv").write_text("\n".join(["任务编号,任务,完成时限,牵头", *edited]) + "\n", encoding="utf-8")
    _run(office, "tasks", "take", "改后.csv", *NOVEMBER)
    assert len(_rows(office, "tasks", "list")) == 3
    assert office.run("tasks", "issue", *NOVEMBER, "--dry-run").out.strip() == "文乡振提〔2026〕11号"
    assert _run(office, "tasks", "issue", *NOVEMBER).strip() == "文乡振提〔2026〕11号"
    _run(office, "tasks", "sign-for", "李斌庄,乔庄", *NOVEMBER, "--by", "村支书")
    assert sum(1 for row in _rows(office, "tasks", "list", "--receipts") if row["signed_on"]) == 2
    assert office.run("tasks", "sign-for", "乔庄", *NOVEMBER, "--by", "19900000001").code == 3
    Path("签收.csv").write_text("村,签收日期,签收人\n何庄,2026-11-04,村主任\n大汉李,,\n", encoding="utf-8")
    _run(office, "in", "签收.csv", *NOVEMBER, "--yes")
    assert sum(1 for row in _rows(office, "tasks", "list", "--receipts") if row["signed_on"]) == 3
    item = str(drafted[0]["item_id"])
    Path("反馈.csv").write_text(
        f"任务编号,村,办理情况,进展\n{item},乔庄,,\n{item},何庄,已完成,查了30户\n", encoding="utf-8"
    )
    _run(office, "tasks", "feedback", "反馈.csv", *NOVEMBER)
    answers = _rows(office, "tasks", "list", "--feedback")
    said = {row["village"]: row["state"] for row in answers if row["item_id"] == item}
    assert said["何庄"] == "已完成"
    assert str(said["乔庄"]).startswith("未反馈")
    Path("错.csv").write_text("任务编号,村,办理情况,进展\nR99,乔庄,在办,\n", encoding="utf-8")
    assert office.run("tasks", "feedback", "错.csv", *NOVEMBER).code == 3
    _run(office, "tasks", "close", *NOVEMBER)
    refused = office.run("tasks", "draft", *NOVEMBER)
    assert refused.code == 3
    assert "已办结" in refused.err


def test_the_draft_goes_out_as_a_workbook_and_comes_back_the_same(office: Office) -> None:
    _run(office, "tasks", "draft", *NOVEMBER, "-o", "草稿.xlsx")
    before = _rows(office, "tasks", "list")
    played = office.run("tasks", "take", "草稿.xlsx", *NOVEMBER)
    assert played.code == 0, played.err
    assert "没有变化" in played.err
    assert _rows(office, "tasks", "list") == before
    _run(office, "supervise", "sheet", "--month", "2026-10", "-o", "评分表.xlsx")
    same = office.run("supervise", "take", "评分表.xlsx", "--month", "2026-10")
    assert (same.code, "没有变化" in same.err) == (0, True), same.err
    _run(office, "tasks", "feedback", "--month", "2026-10", "-o", "反馈.xlsx")
    back = office.run("tasks", "feedback", "反馈.xlsx", "--month", "2026-10")
    assert (back.code, "没有变化" in back.err) == (0, True), back.err
