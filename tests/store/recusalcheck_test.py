"""Law level: who signs off or decides what concerns a relative is found, past any desk; declared later: a doubt."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.actcheck_test import _law, judged, take
from tests.store.office import LI, START, STRANGER, TOOL, WANG, Office, asset, officers
from tests.township import ROOT
from wfx.store.entries.entry import SignOff, ranges
from wfx.store.entries.keys import Signer
from wfx.store.entries.officers import Deputy, Officer, OfficerKey, Officers, officers_toml
from wfx.store.recording.genesis import found, sign_off
from wfx.store.recording.write import Draft, record
from wfx.store.verifying.verify import verify
from wfx.values.change import Change
from wfx.values.errors import Recused

REGISTERS = ("schemas/officers/relatives.schema.json", "schemas/households/persons.schema.json")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A matter (2), an asset (3) that gets another name (4), which is a gate; and P1, who lives in the household A1."""
    office = Office(tmp_path / "books")
    shipped = {path: (ROOT / path).read_bytes() for path in REGISTERS}
    found(office.folder, {**_law(), **shipped}, officers(), LI, START, TOOL)
    take(office, "open")
    office.put(asset(1))
    office.put(asset(1, name="新名"))
    person = {"person_id": "P1", "household_id": "A1", "village": "v01"}
    with office.books() as books:
        row = dict.fromkeys(books.schema("persons").names) | person
    office.add("登记", Change("persons", ("P1",), None, row))
    return office


def declare(office: Office, cadre: str, relative: str = "P1") -> None:
    row = {"cadre_id": cadre, "relative_id": relative, "relation": "sibling", "post": None, "declared_on": None}
    office.add("申报", Change("relatives", (cadre, relative), None, row))


def list_officers(office: Office, **changes: object) -> None:
    """The second administrator's line changed in the list of officers, and a third comes in."""
    li, wang = officers().all
    third = Officer("zhao-wu", "党委书记", ("admin",), (OfficerKey(STRANGER.public, START.date()),))
    new = Officers((li, replace(wang, **changes), third))  # type: ignore[arg-type]
    office.add("人员", files={"ledgers/officers.toml": officers_toml(new)}, kind="officers")


def past_the_desk(office: Office, *seqs: int, signer: Signer = WANG, **more: str) -> None:
    """A sign-off written without asking anybody, as another tool would write it."""
    office.now += timedelta(minutes=5)
    sign = SignOff(ranges(seqs), "leader", "agreed", **more)
    draft = Draft("sign", "同意", kind="signoff", signoff=sign)
    record(office.folder, draft, [], {}, signer, office.now, tool=TOOL)


def told(office: Office) -> list[tuple[int, str, str]]:
    return [
        (flaw.seq, flaw.code, flaw.detail) for flaw in judged(office).findings if flaw.code in {"V41", "V47", "V48"}
    ]


@pytest.mark.parametrize("declared", ["declared by the one concerned", "entered by an administrator"])
def test_an_attack_a_sign_off_of_a_relatives_entry_past_the_desk(office: Office, declared: str) -> None:
    if declared == "declared by the one concerned":
        declare(office, "wang-fang")
    else:
        list_officers(office, relatives=("P1",))
    with pytest.raises(Recused):
        sign_off(office.folder, (4,), "leader", "agreed", WANG, office.now)
    past_the_desk(office, 3, 4)
    [flaw] = [each for each in judged(office).findings if each.code == "V47"]
    assert (flaw.seq, flaw.detail, flaw.who) == (7, "wang-fang 签核第 3-4 笔", "wang-fang")
    assert flaw.when == f"{office.now:%Y-%m-%d %H:%M}"
    assert "另一人重新签核" in flaw.do
    assert not judged(office).intact
    assert verify(office.folder, "rows").intact  # who is whose relative is a question of the law level
    assert (4, "V40") in {(each.seq, each.code) for each in judged(office).findings}  # it counts for nothing


def test_a_sign_off_of_others_entries_is_none_of_it(office: Office) -> None:
    declare(office, "wang-fang", "P9")
    sign_off(office.folder, (3, 4), "leader", "agreed", WANG, office.now + timedelta(minutes=5))
    assert told(office) == []
    assert judged(office).intact


def test_a_relative_declared_later_is_a_doubt_and_no_violation(office: Office) -> None:
    past_the_desk(office, 4)
    declare(office, "wang-fang")
    assert told(office) == [(6, "V48", "wang-fang 签核第 4 笔")]
    assert judged(office).intact
    past_the_desk(office, 4)
    assert told(office) == [(6, "V48", "wang-fang 签核第 4 笔"), (8, "V47", "wang-fang 签核第 4 笔")]


def test_a_line_taken_out_for_the_moment_of_signing_is_seen(office: Office) -> None:
    declare(office, "wang-fang")
    with office.books() as books:
        row = books.table("relatives").lookup("wang-fang", "P1")
    office.add("撤回", Change("relatives", ("wang-fang", "P1"), row, None))
    past_the_desk(office, 4)
    assert told(office) == [(8, "V48", "wang-fang 签核第 4 笔")]


def test_a_paper_counts_by_the_one_who_signed_it_by_hand(office: Office) -> None:
    declare(office, "wang-fang")
    past_the_desk(office, 4, signer=LI, grade="paper", paper="S-1", signatory="wang-fang")
    assert told(office) == [(7, "V47", "wang-fang 签核第 4 笔")]


def test_a_deputy_is_recused_for_the_own_relatives(office: Office) -> None:
    day = office.now.date()
    list_officers(office, deputies=(Deputy("zhao-wu", day, day),))
    declare(office, "zhao-wu")
    with pytest.raises(Recused):
        sign_off(office.folder, (4,), "leader", "agreed", STRANGER, office.now, "deputy", deputy_for="wang-fang")
    past_the_desk(office, 4, signer=STRANGER, grade="deputy", deputy_for="wang-fang")
    assert told(office) == [(8, "V47", "zhao-wu 签核第 4 笔")]


def test_where_the_only_leader_is_recused_an_administrator_signs_and_the_act_stands(office: Office) -> None:
    list_officers(office, relatives=("m-2026-1",))
    office.now += timedelta(minutes=5)
    sign_off(office.folder, (2,), "admin", "agreed", STRANGER, office.now)
    take(office, "close")
    assert told(office) == []
    assert judged(office).intact


def test_an_act_at_a_gate_by_the_one_whom_it_concerns(office: Office) -> None:
    sign_off(office.folder, (2,), "leader", "agreed", WANG, office.now + timedelta(minutes=5))
    declare(office, "li-ming", "m-2026-1")
    take(office, "close")
    assert told(office) == [(8, "V47", "li-ming 办结 m-2026-1")]
