"""Ways round a gate, past any desk: acts and changes that reach their end without a sign-off are found all the same."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.store.actcheck_test import ASSETS, LIFE, MATTERS, _law, agree, take
from tests.store.forging import forge
from tests.store.office import LI, START, STRANGER, TOOL, WANG, Office, asset, law, officers
from wfx.desk.audit.verifying import RulesJudge
from wfx.desk.office.shipped import law_files
from wfx.store.entries.entry import Entry, SignOff
from wfx.store.entries.officers import Officer, OfficerKey, Officers, officers_toml
from wfx.store.recording.genesis import found
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.change import Change
from wfx.values.table import Cell

PATH = "ledgers/matters/2026/m-2026-1.toml"
Step = dict[str, object]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "books")
    found(office.folder, _law(), officers(), LI, START, TOOL)
    return office


def judged(office: Office) -> Verdict:
    return verify(office.folder, "law", judge=RulesJudge())


def told(office: Office) -> list[tuple[int, str, str]]:
    return [(flaw.seq, flaw.code, flaw.detail) for flaw in judged(office).findings if flaw.seq > 1]


def step(action: str, note: str = "", by: str = "li-ming") -> Step:
    return {"action": action, "on": date(2026, 9, 1), "by": by, "note": note}


def matter(state: str, *steps: Step) -> dict[str, Cell]:
    return {"matter_id": "m-2026-1", "village": "v01", "state": state, "steps": list(steps)}


def put(office: Office, after: Mapping[str, Cell] | None, **more: object) -> None:
    """The matter as it is to be, written below the desk."""
    with office.books() as books:
        before = books.dossier("matters", "m-2026-1")
    office.add("改", Change("matters", ("m-2026-1",), before, after), **more)


OPEN, PROGRESS, CLOSE = step("progress"), step("progress", "又"), step("close")


@pytest.mark.parametrize(
    ("before", "after", "ground"),
    [
        ([], matter("closed", OPEN, CLOSE), "2"),  # the matter and its act in one go
        ([matter("open", OPEN, PROGRESS)], matter("closed", OPEN, CLOSE), "2"),  # a step that stood rewritten
        ([matter("open", OPEN)], matter("closed", OPEN, step("办结")), "2"),  # the act by its title
        ([matter("open", OPEN)], matter("closed", OPEN, step("期初", "closed:期初登记")), "2"),
        ([matter("open", OPEN)], matter("closed", OPEN, step("来件", "closed:")), "2"),
        ([matter("open", OPEN), None], matter("closed", OPEN, CLOSE), "2-3"),  # taken out and put in again
    ],
)
def test_an_act_by_another_way(
    office: Office, before: list[dict[str, Cell] | None], after: dict[str, Cell], ground: str
) -> None:
    for each in before:
        put(office, each)
    put(office, after)
    seq = len(before) + 2
    assert told(office) == [(seq, "V41", f"办结 m-2026-1,第 {ground} 笔没有人签核")]


@pytest.mark.parametrize("steps", [[OPEN], [], [OPEN, step("unheard-of")]])
def test_a_state_that_no_step_leads_to(office: Office, steps: list[Step]) -> None:
    put(office, matter("open", OPEN))
    put(office, matter("closed", *steps))
    assert told(office) == [(3, "V34", PATH)]
    assert not verify(office.folder, "rows").intact


def test_a_matter_that_comes_back_as_it_was_took_no_act(office: Office) -> None:
    put(office, matter("open", OPEN))
    agree(office, 2)
    closed = matter("closed", OPEN, CLOSE)
    put(office, closed)
    put(office, None)
    put(office, closed)
    assert told(office) == []


@pytest.mark.parametrize("kind", ["access", "seal"])
def test_rows_brought_by_another_kind_of_entry(office: Office, kind: str) -> None:
    put(office, matter("open", OPEN), kind=kind, about="2026-09")
    take(office, "close")
    assert told(office) == [(3, "V41", "办结 m-2026-1,第 2 笔没有人签核")]
    office.put(asset(1))
    office.put(asset(1, name="新名"), kind=kind, about="2026-09")
    assert (5, "V40", "确权变更和处置") in told(office)


def test_a_row_taken_out_and_brought_back_otherwise(office: Office) -> None:
    office.put(asset(1), asset(2))
    office.drop(1)
    office.drop(2)
    office.put(asset(1, name="别人的"), asset(2))
    assert told(office) == [(5, "V49", "assets 确权变更和处置")]
    assert judged(office).intact
    agree(office, 5)
    assert told(office) == []


@pytest.mark.parametrize("path", [MATTERS, ASSETS])
def test_a_gate_taken_out_of_a_schema_and_put_back(office: Office, path: str) -> None:
    with_gate = _law()[path]
    text = json.loads(with_gate)
    text["x-wfx"].pop("gates", None)
    if path == MATTERS:
        text["x-wfx"]["lifecycle"] = {**LIFE, "actions": [LIFE["actions"][0], {**LIFE["actions"][1]}]}  # type: ignore[index]
        text["x-wfx"]["lifecycle"]["actions"][1].pop("gate")
    office.add("放开", files={path: json.dumps(text, ensure_ascii=False).encode()}, kind="law")
    office.add("改回", files={path: with_gate}, kind="law")
    ledger = path.rpartition("/")[2].partition(".")[0]
    assert [each for each in told(office) if each[1] != "V40"] == [(2, "V44", ledger)]


def test_an_act_entered_by_a_clerk_for_one_who_is_recused(office: Office) -> None:
    li, wang = officers().all
    listed = Officers((li, replace(wang, relatives=("m-2026-1",))))
    office.add("亲属", files={"ledgers/officers.toml": officers_toml(listed)}, kind="officers")
    put(office, matter("open", OPEN))
    put(office, matter("closed", OPEN, step("close", by="wang-fang")))
    assert (4, "V47", "wang-fang 办结 m-2026-1") in told(office)


def test_an_administrators_second_self_does_not_confirm_its_own_coming(office: Office) -> None:
    self_made = Officer("zhao-wu", "来人", ("admin",), (OfficerKey(STRANGER.public, START.date()),))
    listed = officers_toml(Officers((*officers().all, self_made)))
    office.add("加人", files={"ledgers/officers.toml": listed}, kind="officers")
    sign = SignOff(((2, 2),), "admin", "agreed")
    for who, waits in ((STRANGER, True), (WANG, False)):
        said = partial(replace, kind="signoff", actor=who.officer, signoff=sign)
        forge(office, signer=who, change=said)
        assert ((2, "V40", "第 2 笔") in told(office)) == waits


SHIPPED = law_files()
RULE = "rules/assets/A02.toml"
WHEN = b'when = "booked_on is null'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WHEN, b'when = "FALSE AND booked_on is null'),  # its own examples say otherwise
        (WHEN, b"when = \"length(repeat('x', 2000000000)) > 0 AND booked_on is null"),
        (b"[say]", b'[values.zz]\n"2024-01" = 1e999999\n\n[say]'),
        (b"[say]", b'[values.zz]\n"0000-01" = 1\n\n[say]'),
        (b"[say]", b'[values.zz]\n"2024-01" = 170141183460469231731687303715884105727\n\n[say]'),
    ],
)
def test_a_rule_that_never_speaks_or_cannot_be_asked(tmp_path: Path, old: bytes, new: bytes) -> None:
    office = Office(tmp_path / "books")
    schemas = {path: data for path, data in SHIPPED.items() if path.startswith("schemas/")}
    found(office.folder, {**schemas, "wfx.toml": law()["wfx.toml"], RULE: SHIPPED[RULE]}, officers(), LI, START, TOOL)
    assert told(office) == []
    changed = SHIPPED[RULE].replace(old, new, 1)
    assert changed != SHIPPED[RULE]
    forge(office, {RULE: changed}, change=lambda entry: replace(entry, kind="law"))
    assert told(office) == [(2, "V38", RULE), (2, "V40", "第 2 笔")]


def test_a_month_that_no_calendar_has(office: Office) -> None:
    def about(entry: Entry) -> Entry:
        return replace(entry, kind="seal", about="0000-01")

    forge(office, change=about)
    assert {flaw.code for flaw in judged(office).findings if flaw.seq != 1} == {"V06"}
