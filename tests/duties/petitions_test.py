"""Petitions and disputes by their life-cycles and rules: the worked month, every clock, what is refused and found."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.intake.sheets import taken
from tests.rules.ledgers import shipped
from tests.township import ROOT, SmallBooks, schemas
from wfx.duties import matter
from wfx.duties.matter import Act, Hand, Ticking
from wfx.duties.matter_paper import matter_paper
from wfx.report.papertext import Kind, blocks
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.store.files.calendar import calendar_of
from wfx.store.files.schemas import check_record
from wfx.values.errors import ActRefused, FieldsMissing, ReasonMissing, RoleMissing
from wfx.values.finding import Verdict
from wfx.values.matter.made import is_setting, settings_rows, table_schema
from wfx.values.matter.steps import steps_of
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.table import Cell

DUTY: dict[str, Any] = tomllib.loads((ROOT / "wfx/duties/petitions/duty.toml").read_text(encoding="utf-8"))
CALENDAR = calendar_of({})
MONDAY = date(2026, 9, 28)
ACCEPTED = date(2026, 10, 13)
Matter = dict[str, Cell]


def _hand(on: date, *roles: str) -> Hand:
    return Hand("li-ming", roles or ("clerk",), on, CALENDAR)


def _opened(on: date = MONDAY, number: str = "pet-2026-001", **given: Cell) -> Matter:
    """A matter as ``wfx petitions register`` opens it."""
    said: Matter = {"channel": "forwarded", "kind": "claim", "request": "示例:地力补贴没有发到户", **given}
    return matter.opened(schemas()["petitions"], said, number, _hand(on))


def _act(
    row: Matter, verb: str, on: date, *others: Matter, note: str = "", role: str = "clerk", **given: Cell
) -> Matter:
    """One verb of the duty, with what its ``duty.toml`` says it writes by itself."""
    said = DUTY["verbs"][verb]
    ledger = said.get("ledger", DUTY["ledger"])
    books = SmallBooks({ledger: [row, *others]})
    number = str(row[schemas()[ledger].key[0]])
    act = Act(said.get("act", verb), given, _hand(on, role), note, said.get("sets", {}))
    [change] = matter.step(books, ledger, number, act)
    return dict(change.after or {})


def _clocks(row: Matter, day: date = MONDAY, ledger: str = "petitions") -> dict[str, Ticking]:
    return {each.action: each for each in matter.clocks(schemas()[ledger], row, day, CALENDAR)}


def _accepted(on: date = ACCEPTED) -> Matter:
    return _act(_opened(), "accept", on, route="petition")


def _working(**given: Any) -> Matter:
    return _act(_accepted(), "assign", ACCEPTED, handler="wang-fang", **given)


def _found(rule: str, *rows: Matter, month: str = "2026-10", **beside: list[Mapping[str, Cell]]) -> dict[str, Verdict]:
    """Whom a shipped rule finds among these matters, and as what."""
    tables = {name: table_of(schemas()[name], listed) for name, listed in {"petitions": rows, **beside}.items()}

    def source(name: str) -> pa.Table:
        if is_setting(name, schemas()):
            made = table_schema(name, schemas())
            return table_of(made, settings_rows(name, SmallBooks({}).township, lambda: CALENDAR))
        return tables[name] if name in tables else table_of(schemas()[name])

    found = judge([shipped().get(rule)], source, schemas(), Month.parse(month))
    return {each.subject: each.verdict for each in found}


# the worked month


def test_a_forwarded_matter_runs_two_clocks_from_its_receipt() -> None:
    found = _clocks(_opened())
    assert {name: each.due for name, each in found.items()} == {
        "notice": date(2026, 10, 13),
        "object": date(2026, 10, 10),
    }
    standing = matter.standing(schemas()["petitions"], _opened(), date(2026, 10, 12), CALENDAR)
    assert (standing.colour, standing.title, standing.due) == ("黄", "告知", date(2026, 10, 13))
    assert matter.standing(schemas()["petitions"], _opened(), date(2026, 10, 14), CALENDAR).colour == "红"


def test_sixty_days_run_from_acceptance_and_an_extension_moves_them() -> None:
    working = _working()
    assert set(_clocks(_accepted())) == {"notice", "reply"}
    reply = _clocks(working)["reply"]
    assert (reply.due, reply.holder) == (date(2026, 12, 12), "wang-fang")
    given: dict[str, Any] = {"extended_days": 30, "extended_by": "chief", "extension_reason": "需要测绘"}
    extended = _act(working, "extend", date(2026, 12, 12), **given)
    assert (extended["state"], extended["extended_on"]) == ("working", date(2026, 12, 12))
    reply = _clocks(extended)["reply"]
    assert (reply.due, reply.shown) == (date(2027, 1, 11), "2027-01-11")  # natural days: never 暂定
    with pytest.raises(ActRefused):
        _act(working, "extend", date(2026, 12, 13), **given)


def test_an_extension_wants_a_reason_an_approval_and_at_most_thirty_days() -> None:
    for lacking in ("extension_reason", "extended_by", "extended_days"):
        given: dict[str, Any] = {"extended_days": 30, "extended_by": "chief", "extension_reason": "需要测绘"}
        with pytest.raises(FieldsMissing):
            _act(_working(), "extend", date(2026, 12, 1), **{**given, lacking: None})
    whole = _act(
        _working(), "extend", date(2026, 12, 1), extended_days=31, extended_by="chief", extension_reason="测绘"
    )
    assert {each.place.field for each in check_record(schemas()["petitions"], whole)} == {"extended_days"}
    late = {**whole, "extended_days": 30, "extended_on": date(2026, 12, 13)}
    assert _found("V12", late, month="2026-12") == {"pet-2026-001": Verdict.FOUND}


def test_a_late_objection_is_recorded_and_found() -> None:
    in_time = _act(_opened(), "object", date(2026, 10, 10), objection="确权属县自然资源局")
    late = _act(_opened(number="pet-2026-002"), "object", date(2026, 10, 12), objection="确权属县自然资源局")
    assert (late["state"], late["objected_on"]) == ("objected", date(2026, 10, 12))
    assert matter.standing(schemas()["petitions"], late, ACCEPTED, CALENDAR).colour == "蓝"
    assert [_clocks(row)["object"].late for row in (in_time, late)] == [False, True]
    assert _found("V11", in_time, late) == {"pet-2026-002": Verdict.FOUND}
    assert _act(late, "accept", date(2026, 10, 14), route="petition")["state"] == "accepted"
    with pytest.raises(FieldsMissing):
        _act(_opened(), "object", date(2026, 10, 10))


def test_two_channels_one_matter_the_earliest_clock_is_kept() -> None:
    who: dict[str, Any] = {"petitioner": "P1", "request": "示例:低保没有批"}
    first = _opened(date(2026, 10, 8), "pet-2026-001", channel="hotline", **who)
    later = _opened(date(2026, 10, 12), "pet-2026-002", channel="visit", **who)
    other = _opened(date(2026, 10, 12), "pet-2026-003", channel="visit", **{**who, "petitioner": "P2"})
    assert _found("V06", first, later, other) == {"pet-2026-002": Verdict.FOUND}
    merged = _act(later, "merge", date(2026, 10, 13), first, parent_id="pet-2026-001")
    assert (merged["state"], _clocks(merged)) == ("merged", {})
    assert _clocks(first)["reply"].due == date(2026, 10, 26)
    assert _found("V06", first, merged) == _found("V19", first, merged) == {}
    wrong = _act(first, "merge", date(2026, 10, 13), later, parent_id="pet-2026-002")
    assert _found("V19", wrong, later) == {"pet-2026-001": Verdict.FOUND}


# clocks of the other channels and ways


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ({"channel": "hotline", "kind": "inquiry"}, date(2026, 9, 29)),
        ({"channel": "hotline", "kind": "claim"}, date(2026, 10, 19)),
        ({"channel": "poverty_line", "kind": "suggestion"}, date(2026, 10, 19)),
        ({"channel": "hotline", "kind": "claim", "reply_by": date(2026, 10, 9)}, date(2026, 10, 9)),
        ({"channel": "opinion", "kind": "claim"}, date(2026, 9, 25)),
    ],
)
def test_a_ticket_has_its_own_days_or_those_it_says(given: dict[str, Any], due: date) -> None:
    row = _opened(date(2026, 9, 23), **given)
    assert _clocks(row)["reply"].due == due
    with pytest.raises(ActRefused):  # a ticket is not accepted and runs no second clock
        _act(row, "accept", date(2026, 9, 24), route="petition")
    dispatched = _act(row, "dispatch", date(2026, 9, 24), handler="wang-fang")
    answered = _act(dispatched, "reply", due, answer="已电话答复")
    assert not _clocks(answered, date(2026, 12, 1))["reply"].late


@pytest.mark.parametrize("route", ["duty", "administrative", "arbitration", "judicial", "party", "advice"])
def test_only_the_sixth_way_has_sixty_days(route: str) -> None:
    accepted = _act(_opened(), "accept", ACCEPTED, route=route)
    assert "reply" not in _clocks(accepted)
    assigned = _act(accepted, "assign", ACCEPTED, handler="wang-fang")
    with pytest.raises(ActRefused):
        _act(assigned, "extend", ACCEPTED, extended_days=5, extended_by="chief", extension_reason="示例")


def test_acceptance_wants_its_way_and_a_matter_nobody_can_be_told_of_has_no_notice() -> None:
    with pytest.raises(FieldsMissing):
        _act(_opened(), "accept", ACCEPTED)
    assert "notice" not in _clocks(_opened(channel="letter", contact="unclear"))
    told = _act(_accepted(), "notice", ACCEPTED)
    assert _clocks(told)["notice"].done_on == ACCEPTED
    with pytest.raises(ActRefused):  # the day he was told stays
        _act(told, "notice", date(2026, 10, 20))
    late = _act(_working(), "notice", date(2026, 10, 14))  # told only after it was assigned: where it was, it stays
    assert (late["state"], _clocks(late)["notice"].late) == ("working", True)
    assert _found("V01", late, _working()) == {"pet-2026-001": Verdict.MISSING}  # nobody said whether he is known
    assert _found("V01", {**late, "contact": "clear"}) == {"pet-2026-001": Verdict.FOUND}


def test_a_matter_goes_its_whole_way_and_is_taken_up_again() -> None:
    replied = _act(
        _working(), "reply", date(2026, 11, 20), answer="补发到卡", opinion="support", facts="甲", basis="乙"
    )
    delivered = _act(replied, "deliver", date(2026, 11, 21), delivered_how="hand")
    visited = _act(delivered, "visit", date(2026, 11, 25), satisfied="fair")
    closed = _act(visited, "close", date(2026, 11, 26))
    schema = schemas()["petitions"]
    assert (closed["state"], closed["closed_on"]) == ("closed", date(2026, 11, 26))
    assert matter.standing(schema, closed, date(2027, 3, 1), CALENDAR).colour == "蓝"
    assert check_record(schema, closed) == []
    assert all(_found(rule, closed, month="2026-12") == {} for rule in ("V02", "V07", "V16", "V17"))
    again = _act(closed, "review", date(2026, 12, 1), review="revised")
    assert again["state"] == "closed"
    with pytest.raises(RoleMissing):
        _act(again, "reopen", date(2026, 12, 2), note="复查变更")
    with pytest.raises(ReasonMissing):
        _act(again, "reopen", date(2026, 12, 2), role="chief")
    reopened = _act(again, "reopen", date(2026, 12, 2), note="复查变更", role="chief")
    assert (reopened["state"], reopened["replied_on"]) == ("working", None)
    assert _clocks(reopened, date(2026, 12, 13))["reply"].late


def test_what_is_settled_in_the_village_is_done_at_once() -> None:
    settled = _act(_opened(channel="visit", contact="clear"), "settle-locally", date(2026, 9, 29), answer="当面讲清")
    assert (settled["state"], settled["settled_locally"], _clocks(settled)) == ("closed", True, {})
    assert _found("V01", settled) == _found("V07", settled) == {}


# a report to the discipline office


def test_of_a_report_only_number_date_and_receipt_are_kept() -> None:
    report: Matter = {**_opened(channel="letter", kind="report", ticket="来信7号"), "request": None}
    assert set(_clocks(report)) == set()
    for verb in ("accept", "merge", "settle-locally", "decline"):
        with pytest.raises(ActRefused):
            _act(report, verb, MONDAY, route="petition", parent_id="x", answer="x", decline_reason="not_ours")
    handed = _act(report, "hand-over", date(2026, 9, 29))
    assert _clocks(handed)["receipt"].due == date(2026, 10, 12)
    done = _act(handed, "receipt", date(2026, 10, 9), receipt_no="纪收3号")
    assert (done["state"], done["receipt_on"]) == ("closed", date(2026, 10, 9))
    assert _found("V15", report, handed, done) == {}
    texts = {each.name for each in schemas()["petitions"].fields if each.type in (FieldType.TEXT, FieldType.LIST)}
    for name in sorted(texts - {"ticket", "receipt_no"}):
        said: Cell = ["示例"] if schemas()["petitions"].field(name).type is FieldType.LIST else "示例"
        assert _found("V15", {**done, name: said}) == {"pet-2026-001": Verdict.FOUND}, name
    noted = _act(report, "hand-over", date(2026, 9, 29), note="示例")
    assert _found("V15", noted) == {"pet-2026-001": Verdict.FOUND}


# bad inputs


TICKETS = ["序号", "工单编号", "派单时间", "来电人", "联系电话", "工单类型", "诉求内容", "办理时限", "行政村"]


def _ticket(kind: str, received: object = "2026-10-08 09:12") -> list[object]:
    return [1, "GD20261008-1", received, "虚某", "", kind, "示例:路灯不亮", date(2026, 10, 27), "何庄"]


def test_a_hotline_export_is_taken_without_names() -> None:
    one = taken([TICKETS, _ticket("投诉"), _ticket("咨询")], given={"channel": "hotline"})
    assert (one.form.name, one.problems) == ("hotline", ())
    assert [row["kind"] for row in one.tables["petitions"].to_pylist()] == ["claim", "inquiry"]
    assert one.tables["petitions"].to_pylist()[0] | {"kind": ""} == {
        "channel": "hotline",
        "ticket": "GD20261008-1",
        "received_on": date(2026, 10, 8),
        "kind": "",
        "village": "v03",
        "request": "示例:路灯不亮",
        "reply_by": date(2026, 10, 27),
    }


@pytest.mark.parametrize("kind", ["申诉求决、检举控告", "举报", "不清楚"])
def test_a_kind_that_is_two_or_none_goes_back_to_the_clerk(kind: str) -> None:
    one = taken([TICKETS, _ticket("投诉"), _ticket(kind)], given={"channel": "hotline"})
    assert [(each.place.field, each.place.row) for each in one.problems] == [("kind", 3)]


def test_dates_upside_down_and_too_many_visitors_are_found() -> None:
    told = {**_opened(channel="visit", persons=7), "notice_on": date(2026, 9, 27)}
    assert _found("V17", told) == {"pet-2026-001": Verdict.FOUND}
    assert _found("V18", told) == {"pet-2026-001": Verdict.FOUND}
    with pytest.raises(ActRefused):
        _act(_opened(), "notice", date(2026, 9, 27))


def test_who_is_spoken_of_or_his_kin_does_not_handle_it() -> None:
    kin: list[Mapping[str, Cell]] = [{"cadre_id": "wang-fang", "relative_id": "P3", "relation": "sibling"}]
    row = _working() | {"topic": "conduct", "accused": "P3"}
    assert _found("V13", row, relatives=kin) == {"pet-2026-001": Verdict.FOUND}
    assert _found("V13", row) == {"pet-2026-001": Verdict.MISSING}
    assert _found("V05", {**row, "handler": "P3"}) == {"pet-2026-001": Verdict.FOUND}
    assert _found("V05", {**row, "accused": None}) == {"pet-2026-001": Verdict.MISSING}


# disputes


def _dispute(**given: Cell) -> Matter:
    said: Matter = {"village": "v02", "what": "示例:两户排水沟走向", "type": "neighbour", "level": "ordinary", **given}
    return matter.opened(schemas()["disputes"], said, "dis-2026-001", _hand(date(2026, 10, 12)))


def test_a_dispute_is_settled_followed_up_and_may_break_out_again() -> None:
    assert _clocks(_dispute(), ledger="disputes")["agree"].due == date(2026, 11, 11)
    mediated = _act(_dispute(due_on=date(2026, 10, 30)), "mediate", date(2026, 10, 14), mediator="wang-fang")
    agree = _clocks(mediated, ledger="disputes")["agree"]
    assert (agree.due, agree.holder) == (date(2026, 10, 30), "wang-fang")
    agreed = _act(mediated, "agree", date(2026, 10, 20), agreement="各让半米")
    assert _clocks(agreed, ledger="disputes")["follow-up"].due == date(2026, 11, 19)
    followed = _act(agreed, "follow-up", date(2026, 11, 10), kept="kept")
    assert matter.standing(schemas()["disputes"], followed, date(2027, 1, 1)).colour == "蓝"
    again = _act(followed, "relapse", date(2026, 11, 20), note="沟又被填")
    assert (again["state"], again["kept"], again["agreed_on"]) == ("mediating", "broken", None)
    assert check_record(schemas()["disputes"], again) == []


def test_a_hard_dispute_goes_up_with_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        _act(_dispute(level="complex"), "escalate", date(2026, 10, 20), escalated_to="township")
    up = _act(_dispute(level="complex"), "escalate", date(2026, 10, 20), note="涉及两村", escalated_to="township")
    left = [{**_dispute(level="complex"), "found_on": date(2026, 10, 5)}, {**up, "dispute_id": "dis-2026-002"}]
    assert _found("V09", disputes=list(left)) == {"dis-2026-001": Verdict.FOUND}


# the duty's words and papers


def _papers() -> list[str]:
    return sorted(path.name.removesuffix(".paper.j2") for path in (ROOT / "templates/petitions").glob("*.paper.j2"))


@pytest.mark.parametrize("name", [name for name in _papers() if name != "weekly"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_paper_is_made_of_its_record(name: str, whole: bool) -> None:  # noqa: FBT001 - one of two records
    ledger = "disputes" if name == "agreement" else "petitions"
    row = _dispute() if ledger == "disputes" else _working()
    if whole:
        texts = [each.name for each in schemas()[ledger].fields if each.type is FieldType.TEXT]
        row = {**dict.fromkeys(texts, "示例甲"), "extended_days": 30, **row}
    else:
        row = {each: row[each] for each in schemas()[ledger].names if each in row and each not in ("route", "request")}
    books = SmallBooks({ledger: [row]})
    paper = matter_paper(books, ledger, "001", f"petitions/{name}", "甲", MONDAY, CALENDAR)
    made = blocks(paper, (ROOT / paper.path).read_text(encoding="utf-8"))
    assert [each.kind for each in made].count(Kind.TITLE) == 1
    assert name != "hand_over" or "地力补贴" not in str(made)
    assert name != "extend" or not whole or "2027年1月11日" in str(made)


def test_every_step_has_its_verb_and_every_verb_asks_what_its_step_needs() -> None:
    words: dict[str, set[str]] = {}
    for name, verb in DUTY["verbs"].items():
        if verb.keys() & {"open", "row", "print"}:
            continue
        action = matter.life(schemas()[verb.get("ledger", DUTY["ledger"])]).action(name)
        words.setdefault(verb.get("ledger", DUTY["ledger"]), set()).add(name)
        assert set(action.requires) <= {field for field, said in verb.get("asks", {}).items() if "!" in str(said)}, name
    for ledger, taken_here in words.items():
        assert taken_here == {action.name for action in matter.life(schemas()[ledger]).actions}


def test_the_steps_of_a_matter_tell_what_was_done() -> None:
    noted = _act(_working(), "progress", date(2026, 10, 20), progress="已到户核对")
    assert [step.action for step in steps_of(noted)] == ["accept", "assign", "progress"]
    with pytest.raises(FieldsMissing):
        _act(noted, "progress", date(2026, 10, 21))
