"""Guards: a confirmed rule put to an act on the books with the act laid over them; what a change opens and closes."""

from datetime import UTC, date, datetime

import pytest

from tests.errors.errors_test import read_case
from tests.errors.township import Place, typed
from wfx.desk.desk import Desk, Setting
from wfx.desk.judging.guarding import guard, said, would
from wfx.values.change import Change
from wfx.values.errors import GuardRefused, Refused
from wfx.values.finding import Verdict
from wfx.values.table import Row

GUARD = read_case("E407").files["rules/rectify/R91.toml"]
DAY = date(2026, 10, 12)
ACT = "rectify.assign"
LATE, EARLY = date(2027, 2, 1), date(2026, 11, 1)


def _adopt(place: Place, text: str, name: str = "R91") -> None:
    (place.books / f"rules/rectify/{name}.toml").write_text(text, encoding="utf-8", newline="\n")
    adopted = typed("--as", "li-ming", "adopt", "--because", "定了规矩")
    assert adopted.code == 0, adopted.err


def _matter(number: str = "rect-2026-001", due: date | None = LATE, before: Row | None = None) -> Change:
    row: Row = {"rectification_id": number, "state": "working", "due_on": due, "problem": "台账不全", "steps": []}
    return Change("rectifications", (number,), before, row)


def _desk(place: Place) -> Desk:
    return Desk(Setting(place.books, place.home, datetime.now(tz=UTC), "li-ming"))


def test_an_act_that_makes_a_guard_true_is_refused_in_the_rules_own_words(place: Place) -> None:
    _adopt(place, GUARD)
    with _desk(place) as desk:
        with pytest.raises(Refused) as caught:
            guard(desk, ACT, [_matter()], DAY)
        (found,) = caught.value.problems
        assert (found.code, found.shown) == (GuardRefused.code, "R91")
        told = dict(found.details)
        assert told["what"] == "时限 2027-02-01 太长"
        assert told["act"] == "交办"
        assert guard(desk, ACT, [_matter(due=EARLY)], DAY) == ()
        assert guard(desk, "rectify.progress", [_matter()], DAY) == ()
        assert guard(desk, ACT, [], DAY) == ()


def test_the_day_of_the_act_is_the_day_judged(place: Place) -> None:
    _adopt(place, GUARD)
    with _desk(place) as desk:
        assert guard(desk, ACT, [_matter(due=date(2027, 1, 20))], date(2026, 10, 31)) == ()
        with pytest.raises(Refused):
            guard(desk, ACT, [_matter(due=date(2027, 1, 20))], DAY)


def test_what_is_not_known_lets_the_act_through_and_is_said(place: Place) -> None:
    _adopt(place, GUARD)
    with _desk(place) as desk:
        (note,) = guard(desk, ACT, [_matter(due=None)], DAY)
    assert "R91" in note
    assert "整改时限" in note


def test_a_draft_guards_nothing(place: Place) -> None:
    _adopt(place, GUARD.replace('status = "active"', 'status = "draft"'))
    with _desk(place) as desk:
        assert guard(desk, ACT, [_matter()], DAY) == ()


def test_what_stands_already_holds_up_no_other_matter(place: Place) -> None:
    _adopt(place, GUARD)
    added = ("rectify", "add", "--problem", "旧问题", "--source", "自查", "--due", "2027-03-01")
    assert typed("--as", "li-ming", *added).code == 0
    with _desk(place) as desk:
        (old,) = desk.books.table("rectifications").rows()
        assert guard(desk, ACT, [_matter("rect-2026-900", EARLY)], DAY) == ()
        with pytest.raises(Refused):
            guard(desk, ACT, [_matter(str(old["rectification_id"]), LATE, old)], DAY)


def test_a_guard_of_another_subject_refuses_what_the_act_first_makes_so(place: Place) -> None:
    counted = GUARD.replace('subject = "rectification_id"', "subject = \"'全乡' || r.level\"")
    counted = counted.replace('from = "rectifications"', 'from = "rectifications r"').replace("due_on", "r.due_on")
    counted = counted.replace("r.due_on = 2", "due_on = 2").replace('"r1", ', '"r1", level = "county", ')
    counted = counted.replace('"r2", ', '"r2", level = "village", ').replace('"r3" }', '"r3", level = "township" }')
    counted = counted.replace('flags = ["r1"]', 'flags = ["全乡county"]\nsilent = ["全乡village"]')
    _adopt(place, counted.replace('missing = ["r3"]', 'missing = ["全乡township"]'))
    change = _matter()
    with _desk(place) as desk, pytest.raises(Refused):
        guard(desk, ACT, [Change(change.ledger, change.key, None, {**(change.after or {}), "level": "county"})], DAY)


def test_a_dry_run_knows_what_would_open_and_close(place: Place) -> None:
    with _desk(place) as desk:
        asset = desk.books.table("assets").lookup("A002") or {}
        drowned = {**asset, "state": "idle", "idle_since": date(2020, 1, 1), "booked_on": None}
        opened, closed = would(desk, [Change("assets", ("A002",), asset, drowned)], DAY)
        assert {each.subject for each in opened} == {"A002"}
        back_opened, back_closed = would(desk, [Change("assets", ("A002",), asset, asset)], DAY)
        gone_opened, gone_closed = would(desk, [Change("assets", ("A002",), asset, None)], DAY)
    assert (back_opened, back_closed) == ([], [])
    assert {each.subject for each in gone_closed} == {"A002", "v03"}  # the asset, and its village's count
    sentences = said(opened, gone_closed)
    assert all(text.startswith(("会新报:", "会消掉:")) for text in sentences)
    missing = [each for each in gone_closed if each.verdict is Verdict.MISSING]  # told by their number
    assert len(sentences) == len(opened) + len(gone_closed) - len(missing) + 1
    assert sentences[-1] == f"会消掉:缺数据 {len(missing)} 处"
    assert "A002" in {each.subject for each in gone_opened}  # taken out of the books is a doubt of its own
    assert closed == [] or all(each.subject == "A002" for each in closed)


def test_a_ledger_no_rule_reads_opens_nothing(place: Place) -> None:
    with _desk(place) as desk:
        row = {"finding": "0" * 10, "rule": "A01", "decision": "false"}
        assert would(desk, [Change("dispositions", ("0" * 10,), None, row)], DAY) == ([], [])
