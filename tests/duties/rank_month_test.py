"""A small month played: drafted, sent out, objected to, marks corrected, published by another person, corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.township import SmallBooks
from wfx.duties import rank
from wfx.duties.rank import Ladder, Level, Placed, Reading
from wfx.values.change import Change
from wfx.values.errors import (
    ActRefused,
    AlreadySettled,
    BadValue,
    NoTaskSheet,
    NothingToCorrect,
    NotInBooks,
    ObjectionsOpen,
    RankingStale,
    ReasonMissing,
    RoleMissing,
    SamePerson,
)
from wfx.values.measure import Measure
from wfx.values.month import Month
from wfx.values.sheet import Reader
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 3)
LADDER = Ladder((Level("first", 1, Decimal(90)), Level("second", 1, Decimal(80))), Decimal(60))
ITEMS: list[dict[str, Cell]] = [
    {"month": "2026-10", "item_id": "R01", "task": "排查", "weight": Decimal(60), "villages": None},
    {"month": "2026-10", "item_id": "R02", "task": "厕所", "weight": Decimal(40), "villages": ["v03"]},
]
SHEET: dict[str, Cell] = {
    "sheet_id": "tasks-2026-10",
    "month": "2026-10",
    "number": "文乡振提〔2026〕10号",
    "state": "issued",
}
LI = {"actor": "li-ming", "roles": ("clerk", "chief"), "today": TODAY}
WANG = {"actor": "wang-fang", "roles": ("leader",), "today": TODAY}
MARKS = {("R01", "v01"): 95, ("R01", "v02"): 85, ("R01", "v03"): 90, ("R02", "v03"): 40}


def _scores(marks: Mapping[tuple[str, str], int | None]) -> list[dict[str, Cell]]:
    return [
        {
            "month": "2026-10",
            "item_id": item,
            "village": village,
            "completion": None if mark is None else Decimal(mark),
            "quality": Decimal(100),
            "evidence": "现场记录",
        }
        for (item, village), mark in marks.items()
    ]


def _books(marks: Mapping[tuple[str, str], int | None] = MARKS) -> SmallBooks:
    return SmallBooks({"task_items": ITEMS, "tasksheets": [SHEET], "scores": _scores(marks)})


def _marked(books: SmallBooks, marks: Mapping[tuple[str, str], int | None]) -> SmallBooks:
    return replace(books, rows={**books.rows, "scores": _scores({**MARKS, **marks})})


def _after(books: SmallBooks, changes: Sequence[object]) -> SmallBooks:
    """The books with these changes in them; each must start from what stands."""
    rows = {ledger: list(listed) for ledger, listed in books.rows.items()}
    for change in changes:
        assert isinstance(change, Change)
        schema = books.schema(change.ledger)
        standing = rows.setdefault(change.ledger, [])
        kept = [row for row in standing if tuple(row[name] for name in schema.key) != change.key]
        assert (len(kept) < len(standing)) == (change.before is not None)
        rows[change.ledger] = [*kept, dict.fromkeys(schema.names) | dict(change.after or {})]
    return replace(books, rows=rows)


def _reading(books: SmallBooks, digest: str = "sha256:rules") -> Reading:
    measures = []
    for village in books.township.villages:
        mine = [item for item in ITEMS if village.code in rank.concerned(books, item)]
        weight = sum((Decimal(str(item["weight"])) for item in mine), Decimal(0))
        points = Decimal(0)
        for item in mine:
            row = books.table("scores").lookup("2026-10", str(item["item_id"]), village.code) or {}
            points += Decimal(str(item["weight"])) * Decimal(str(row.get("completion") or 0)) * 100
        measures.append(Measure("R00", village.code, points, weight * 100))
    return Reading(rank.order(books, OCTOBER, measures, 2), LADDER, digest)


def _draft(books: SmallBooks, because: str = "") -> SmallBooks:
    return _after(books, rank.draft(books, OCTOBER, _reading(books), because, **LI))  # type: ignore[arg-type]


def _out(books: SmallBooks) -> SmallBooks:
    return _after(books, rank.consult(books, OCTOBER, _reading(books), **LI))  # type: ignore[arg-type]


def _publish(books: SmallBooks, **hand: object) -> SmallBooks:
    return _after(books, rank.publish(books, OCTOBER, _reading(books), **(hand or WANG)))  # type: ignore[arg-type]


def _correct(books: SmallBooks, because: str) -> SmallBooks:
    return _after(books, rank.correct(books, OCTOBER, _reading(books), because, **LI))  # type: ignore[arg-type]


def _states(books: SmallBooks) -> dict[str, str]:
    return {str(row["ranking_id"]): str(row["state"]) for row in books.table("rankings").rows()}


def _line(books: SmallBooks, ranking: str, village: str) -> dict[str, Cell]:
    return books.table("ranking_rows").lookup(ranking, village) or {}


def test_the_month_played() -> None:
    books = _out(_draft(_books()))
    assert _states(books) == {"rank-2026-10-v1": "commenting"}
    assert _line(books, "rank-2026-10-v1", "v03")["score"] == Decimal(70)

    books = _after(books, rank.comment(books, OCTOBER, "v03", "R02", "厕所已改完", "何庄 书面", TODAY))
    with pytest.raises(ObjectionsOpen) as waiting:
        _publish(books)
    assert waiting.value.problems[0].shown == "yy-2026-10-001"
    books = _after(books, rank.answer(books, "yy-2026-10-001", "采纳", "复核属实", "li-ming", TODAY))
    books = _marked(books, {("R02", "v03"): 90})
    with pytest.raises(RankingStale):
        _publish(books)

    books = _publish(_out(_draft(books)))
    assert _states(books) == {"rank-2026-10-v1": "superseded", "rank-2026-10-v2": "published"}
    version = rank.published(books, OCTOBER)
    assert (version["published_by"], version["task_sheet"]) == ("wang-fang", "文乡振提〔2026〕10号")
    assert _line(books, "rank-2026-10-v2", "v03")["score"] == Decimal(90)

    books = _marked(books, {("R02", "v03"): 90, ("R01", "v02"): 96})
    books = _correct(books, "督导考核办复核")
    assert _states(books)["rank-2026-10-v2"] == "published"
    books = _publish(books)
    assert _states(books) == {
        "rank-2026-10-v1": "superseded",
        "rank-2026-10-v2": "corrected",
        "rank-2026-10-v3": "published",
    }
    assert _line(books, "rank-2026-10-v2", "v02")["score"] == Decimal(85)
    old, new = (rank.stored_rows(books, books.dossier("rankings", f"rank-2026-10-v{n}") or {}) for n in (2, 3))
    sheet = rank.correction(books, rank.published(books, OCTOBER), new, old)
    lines = {row[0]: row[1:] for row in sheet.rows}
    assert lines["乔庄"] == (Decimal(85), Decimal(96), 2, 1, 3, 1, "达标", "一等", "督导考核办复核")
    assert lines["李斌庄"] == (Decimal(95), Decimal(95), 1, 2, 1, 2, "一等", "二等", "督导考核办复核")


def test_an_accepted_objection_is_the_reason_of_a_correction() -> None:
    books = _publish(_out(_draft(_books())))
    books = _after(books, rank.comment(books, OCTOBER, "v03", "R02", "厕所已改完", "何庄 书面", TODAY))
    books = _after(books, rank.answer(books, "yy-2026-10-001", "采纳", "现场复核属实", "li-ming", TODAY))
    books = _correct(_marked(books, {("R02", "v03"): 90}), "复核")
    old, new = (rank.stored_rows(books, books.dossier("rankings", f"rank-2026-10-v{n}") or {}) for n in (1, 2))
    version = rank.latest(books, OCTOBER) or {}
    sheet = rank.correction(books, version, new, old)
    assert [row[-1] for row in sheet.rows if row[0] == "何庄"] == ["现场复核属实"]
    assert "(稿)" in sheet.title


def test_who_drafts_does_not_publish_and_only_a_leader_does() -> None:
    books = _out(_draft(_books()))
    with pytest.raises(SamePerson):
        _publish(books, actor="li-ming", roles=("leader",), today=TODAY)
    with pytest.raises(RoleMissing):
        _publish(books, actor="zhao-ke", roles=("supervisor",), today=TODAY)


def test_nothing_is_published_before_the_sheets_are_out_or_twice() -> None:
    books = _draft(_books())
    with pytest.raises(ActRefused):
        _publish(books)
    books = _publish(_out(books))
    with pytest.raises(AlreadySettled):
        _publish(books)
    with pytest.raises(ActRefused):
        _draft(books)


def test_no_sheet_goes_out_with_other_marks_than_its_version() -> None:
    books = _marked(_draft(_books()), {("R01", "v01"): 50})
    with pytest.raises(RankingStale):
        _out(books)
    assert rank.consult(_out(_draft(books)), OCTOBER, _reading(books), **LI) == []  # type: ignore[arg-type]


def test_other_rules_than_the_drafts_stop_publication() -> None:
    books = _out(_draft(_books()))
    with pytest.raises(RankingStale):
        rank.publish(books, OCTOBER, _reading(books, "sha256:other"), **WANG)  # type: ignore[arg-type]


def test_missing_marks_need_a_reason() -> None:
    books = _books({**MARKS, ("R01", "v02"): None})
    with pytest.raises(ReasonMissing) as lacking:
        _draft(books)
    assert "1 处" in lacking.value.problems[0].shown
    books = _draft(books, "乔庄封控,当月未督导")
    row = _line(books, "rank-2026-10-v1", "v02")
    assert (row["place"], row["score"], row["missing"], row["grade"]) == (None, None, 1, None)
    version = rank.latest(books, OCTOBER) or {}
    assert (
        "1 个村评分不全,未排名:乔庄封控,当月未督导"
        in rank.notice(books, version, rank.stored_rows(books, version), confirmed=False).notes
    )


def test_no_task_sheet_no_objection_and_the_same_draft_is_no_new_version() -> None:
    with pytest.raises(NoTaskSheet):
        rank.comment(SmallBooks(), OCTOBER, "v01", "", "不服", "", TODAY)
    books = _draft(_books())
    assert rank.draft(books, OCTOBER, _reading(books), "", **LI) == []  # type: ignore[arg-type]


def test_an_objection_names_a_task_of_the_village_and_is_answered_once() -> None:
    books = _draft(_books())
    with pytest.raises(NotInBooks):
        rank.comment(books, OCTOBER, "v01", "R02", "厕所", "", TODAY)
    with pytest.raises(ReasonMissing):
        rank.comment(books, OCTOBER, "v01", "R01", " ", "", TODAY)
    books = _after(books, rank.comment(books, OCTOBER, "v01", "R01", "少算一户", "", TODAY))
    row = books.table("objections").lookup("yy-2026-10-001") or {}
    assert (row["completion_was"], row["source"], row["ranking_id"]) == (95, "李斌庄提出", "rank-2026-10-v1")
    for decision, because, error in (("也许", "x", BadValue), ("采纳", "", ReasonMissing)):
        with pytest.raises(error):
            rank.answer(books, "yy-2026-10-001", decision, because, "li-ming", TODAY)
    books = _after(books, rank.answer(books, "yy-2026-10-001", "不采纳", "已核对", "li-ming", TODAY))
    with pytest.raises(AlreadySettled):
        rank.answer(books, "yy-2026-10-001", "采纳", "又想通了", "li-ming", TODAY)
    with pytest.raises(NotInBooks):
        rank.answer(books, "yy-2026-10-009", "采纳", "x", "li-ming", TODAY)


def test_a_veto_takes_the_grade_and_leaves_score_and_place() -> None:
    books = _draft(_books())
    assert _line(books, "rank-2026-10-v1", "v01")["grade"] == "first"
    books = _after(books, rank.veto(books, OCTOBER, "v01", "瞒报", LADDER, "li-ming", TODAY))
    row = _line(books, "rank-2026-10-v1", "v01")
    assert (row["grade"], row["score"], row["place"], row["veto_by"]) == ("failed", Decimal(95), 1, "li-ming")
    assert _line(books, "rank-2026-10-v1", "v02")["grade"] == "second"
    with pytest.raises(AlreadySettled):
        rank.veto(books, OCTOBER, "v01", "瞒报", LADDER, "li-ming", TODAY)
    with pytest.raises(ReasonMissing):
        rank.veto(books, OCTOBER, "v02", "", LADDER, "li-ming", TODAY)
    books = _draft(_marked(books, {("R01", "v02"): 88}))
    assert _line(books, "rank-2026-10-v2", "v01")["veto"] == "瞒报"
    books = _publish(_out(books))
    with pytest.raises(ActRefused):
        rank.veto(books, OCTOBER, "v02", "瞒报", LADDER, "li-ming", TODAY)
    version = rank.published(books, OCTOBER)
    sheet = rank.notice(books, version, rank.stored_rows(books, version), confirmed=True)
    assert sheet.rows[0][-2:] == ("不达标", "一票否决")
    assert sheet.reader is Reader.PUBLIC
    assert not any("draft" in note for note in sheet.notes)


def test_a_correction_needs_something_to_correct_and_a_reason() -> None:
    books = _draft(_books())
    with pytest.raises(NotInBooks):
        _correct(books, "复核")
    books = _publish(_out(books))
    with pytest.raises(NothingToCorrect):
        _correct(books, "复核")
    with pytest.raises(ReasonMissing):
        _correct(_marked(books, {("R01", "v02"): 96}), "")
    books = _correct(_marked(books, {("R01", "v02"): 96}), "复核")
    books = _correct(_marked(books, {("R01", "v02"): 97}), "再次复核")
    assert _states(books) == {
        "rank-2026-10-v1": "published",
        "rank-2026-10-v2": "superseded",
        "rank-2026-10-v3": "correcting",
    }
    assert (rank.latest(books, OCTOBER) or {})["replaces"] == "rank-2026-10-v1"
    with pytest.raises(ActRefused):
        _draft(books)


def _graded(ladder: Ladder, vetoed: tuple[str, ...], **scores: str | None) -> dict[str, str]:
    placed = [Placed(name, "A", None if text is None else Decimal(text), None, None) for name, text in scores.items()]
    return rank.grades(placed, ladder, vetoed)


def test_a_grade_needs_quota_and_threshold() -> None:
    two = Ladder((Level("first", 2, Decimal(90)), Level("second", 2, Decimal(80))), Decimal(60))
    assert _graded(two, (), a="95", b="89.99", c="88", d="87", e="60", f="59.99", g=None) == {
        "a": "first",
        "b": "second",
        "c": "second",
        "d": "passed",
        "e": "passed",
        "f": "failed",
    }


def test_equal_scores_share_a_grade_and_never_break_a_quota() -> None:
    two = Ladder((Level("first", 2, Decimal(90)), Level("second", 3, Decimal(80))), Decimal(60))
    assert _graded(two, (), a="95", b="94", c="94", d="93") == {
        "a": "first",
        "b": "second",
        "c": "second",
        "d": "second",
    }
    assert _graded(two, ("a",), a="95", b="94", c="94")["c"] == "first"


def test_marks_supposed_are_read_and_nothing_else() -> None:
    books = _books()
    table = rank.suppose(books, OCTOBER, ["何庄:R02:完成度=95", "v01:R01:quality=80.5"])
    rows = {(row["item_id"], row["village"]): row for row in table.to_pylist()}
    assert rows["R02", "v03"]["completion"] == 95
    assert rows["R01", "v01"]["quality"] == Decimal("80.5")
    assert rows["R01", "v02"]["completion"] == 85


@pytest.mark.parametrize(
    "text",
    ["", "何庄:R02:完成度", "何庄:R02:完成度=101", "无村:R02:完成度=90", "乔庄:R02:完成度=90", "何庄:R09:完成度=90",
     "何庄:R02:权重=90", "何庄:R02:完成度=-1", "何庄:R02:完成度=九十"],
)  # fmt: skip
def test_a_supposition_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        rank.suppose(_books(), OCTOBER, [text])


def test_lists_and_differences() -> None:
    books = _publish(_out(_draft(_books())))
    books = _after(books, rank.comment(books, OCTOBER, "v01", "", "总分偏低", "电话", TODAY))
    version = rank.published(books, OCTOBER)
    kept = rank.stored_rows(books, version)
    assert rank.recomputed(books, version, kept, kept, "").rows == ()
    fresh = [row | {"score": Decimal(96)} if row["village"] == "v01" else row for row in kept]
    [found] = rank.recomputed(books, version, kept, fresh, "").rows
    assert found[:2] == ("李斌庄", "得分")
