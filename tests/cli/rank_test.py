"""The demo's October: published as it stands, made again to the byte, a changed mark seen and corrected."""

import json
from pathlib import Path

from docx import Document

from tests.conftest import Office
from wfx.demo.tamper import drop_row

OCTOBER = ("--month", "2026-10")


def _table(office: Office, *words: str) -> list[dict[str, object]]:
    played = office.run(*words, "--json")
    assert played.code in (0, 4, 5), played.err
    rows: list[dict[str, object]] = json.loads(played.out)["rows"]
    return rows


def _new_mark(office: Office) -> None:
    Path("改分.csv").write_text("任务编号,村,质量分\nR01,乔庄,60\n", encoding="utf-8")
    assert office.run("supervise", "take", "改分.csv", *OCTOBER).code == 0


def test_the_demo_ends_with_a_ranking_published_by_another_person(office: Office) -> None:
    versions = _table(office, "rank", "list", *OCTOBER)
    assert [version["state"] for version in versions] == ["已发布", "已更正"]
    assert {(version["drafted_by"], version["published_by"]) for version in versions} == {("li-ming", "wang-fang")}
    [objection] = _table(office, "rank", "list", "--objections")
    assert (objection["village"], objection["state"]) == ("乔庄", "不采纳")
    assert len(list(Path("明细单").glob("2026-10明细单-*.xlsx"))) == 12
    assert "第 2 版已发布" in office.run("status", *OCTOBER).out


def test_a_published_ranking_is_the_same_to_the_byte_after_marks_change(office: Office) -> None:
    _new_mark(office)
    played = office.run("rank", "recompute", *OCTOBER)
    assert played.code == 0, played.err
    assert "一致" in played.out
    found = _table(office, "check", *OCTOBER)
    assert [row["subject"] for row in found if row["rule"] == "K10"] == ["rank-2026-10-v2:v03"]


def test_a_row_dropped_by_hand_is_seen(office: Office) -> None:
    drop_row(office.books, "ranking_rows", "rank-2026-10-v2")
    assert office.run("adopt", "--because", "试").code == 0
    played = office.run("rank", "recompute", *OCTOBER)
    assert played.code == 5
    assert "不一致" in played.out


def test_a_correction_prints_old_and_new_and_needs_the_leader(office: Office) -> None:
    _new_mark(office)
    played = office.run("rank", "correct", *OCTOBER, "--because", "入户率复核", "-o", "更正.json")
    assert "下一步:wfx --as wang-fang sign" in played.err  # the leader agrees first, then publishes
    assert played.code == 0, played.err
    [correction] = [sheet for sheet in (json.loads(Path("更正.json").read_text("utf-8")),) if "更正" in sheet["title"]]
    line = next(row for row in correction["rows"] if row["village"] == "乔庄")
    assert line["score_was"] != line["score"]
    assert line["reason"] == "入户率复核"
    assert office.run("rank", "publish", *OCTOBER).code == 3
    assert office.run("sign", "--yes", actor="wang-fang").code == 0
    published = office.run("rank", "publish", *OCTOBER, "-o", "通报.html", actor="wang-fang")
    assert published.code == 0, published.err
    assert "更正通报" in Path("通报.html").read_text("utf-8")
    assert [row["state"] for row in _table(office, "rank", "list", *OCTOBER)] == ["已发布", "已更正", "已更正"]
    for version in ("1", "2", "3"):
        assert office.run("rank", "recompute", *OCTOBER, "--version", version).code == 0
    assert office.run("rank", "recompute", *OCTOBER, "--version", "9").code == 2
    assert not [row for row in _table(office, "check", *OCTOBER) if row["rule"] in ("K07", "K10", "K11", "K14")]


def test_the_correction_carries_the_code_of_an_entry_that_binds_it(office: Office) -> None:
    assert office.run("audit", "seal", *OCTOBER).code == 0
    seal = {row["field"]: row["value"] for row in _table(office, "audit", "code", *OCTOBER)}
    before = json.loads(office.run("rank", "notice", *OCTOBER, "--json").out)
    assert all(any(str(seal["对账码"]) in note for note in sheet["notes"]) for sheet in before)
    _new_mark(office)
    assert office.run("rank", "correct", *OCTOBER, "--because", "入户率复核", "-o", "更正.docx").code == 0
    now = {row["field"]: row["value"] for row in _table(office, "audit", "code")}
    for name in ("更正.docx", "更正-更正通报.docx"):
        document = Document(name)
        cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
        assert str(now["对账码"]) in "\n".join(cell.text for cell in cells)  # on the left of office and day
        assert len(document.inline_shapes) == 1
    assert seal["对账码"] != now["对账码"]  # the seal's binds nothing that came after it
    shown = json.loads(office.run("rank", "notice", *OCTOBER, "--json").out)
    assert all(any(str(now["对账码"]) in note for note in sheet["notes"]) for sheet in shown)


def test_what_if_writes_nothing(office: Office) -> None:
    before = _table(office, "audit", "log", "--limit", "1")
    supposed = office.run("rank", *OCTOBER, "--what-if", "乔庄:R01:质量分=0")
    assert "没有写入" in supposed.out
    assert (
        _table(office, "rank", *OCTOBER)
        != json.loads(office.run("rank", *OCTOBER, "--what-if", "乔庄:R01:质量分=0", "--json").out)["rows"]
    )
    assert "没有写入" in office.run("rank", *OCTOBER, "--explain", "乔庄", "--what-if", "乔庄:R01:质量分=0").out
    assert office.run("rank", *OCTOBER, "--what-if", "乔庄=0").code == 2
    assert _table(office, "audit", "log", "--limit", "1") == before


def test_a_dry_run_of_each_act_writes_nothing(office: Office) -> None:
    september = ("--month", "2026-09")
    before = _table(office, "audit", "log", "--limit", "1")
    assert office.run("rank", "draft", *september, "--dry-run").code == 0
    assert office.run("rank", "comment", "乔庄", "--says", "偏低", *september, "--dry-run").code == 0
    assert _table(office, "audit", "log", "--limit", "1") == before
    assert "rank draft" in office.run("status", *september).out
