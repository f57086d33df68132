"""What waits at a gate: another person's agreement, in a role, and two people are enough for every gate."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.store.office import LI, START, STRANGER, WANG
from tests.township import schemas
from wfx.store.entry import Entry, SignOff
from wfx.store.gatecheck import agreed, may_sign, needed, unmet
from wfx.store.officers import Officer, OfficerKey, Officers, rescued
from wfx.values.gates import GATES, gate_of

DAY = date(2026, 9, 1)
CHIEF = Officer("li-ming", "主任", ("admin", "chief", "clerk"), (OfficerKey(LI.public, DAY),))
LEADER = Officer("wang-fang", "分管领导", ("admin", "leader"), (OfficerKey(WANG.public, DAY),))
SUPERVISOR = Officer("zhao-ke", "督导", ("supervisor",), (OfficerKey(STRANGER.public, DAY),))
SAFE = Officer("recovery", "保险柜", ("recovery",), (OfficerKey("ssh-ed25519 x", DAY),))
TWO, THREE = Officers((CHIEF, LEADER, SAFE)), Officers((CHIEF, LEADER, SUPERVISOR, SAFE))


def _entry(seq: int, actor: str, sign: SignOff | None = None) -> Entry:
    kind = "signoff" if sign else "change"
    return Entry(kind, seq, actor, "t: t", "", "", "", START, "", signoff=sign)


def _sign(seq: int, actor: str, covers: int, role: str, decision: str = "agreed") -> Entry:
    return _entry(seq, actor, SignOff(((covers, covers),), role, decision))


def test_the_holders_of_the_role_sign_and_nobody_signs_his_own() -> None:
    assert dict(may_sign(THREE, ("leader",), "li-ming")) == {"wang-fang": ("leader",)}
    assert dict(may_sign(THREE, ("leader",), "wang-fang")) == {"li-ming": ("admin",)}
    assert dict(may_sign(TWO, ("supervisor",), "li-ming")) == {"wang-fang": ("admin",)}
    assert dict(may_sign(Officers((CHIEF, SUPERVISOR)), ("chief",), "li-ming")) == {"zhao-ke": ("supervisor",)}
    assert dict(may_sign(Officers((CHIEF, SAFE)), ("chief",), "li-ming")) == {}


def test_who_got_a_key_from_the_safe_confirms_it_only_when_nobody_else_could() -> None:
    assert dict(may_sign(TWO, ("leader",), "recovery", rescued={"wang-fang"})) == {"li-ming": ("admin",)}
    assert dict(may_sign(TWO, ("leader",), "recovery", rescued={"li-ming"})) == {"wang-fang": ("leader",)}
    assert dict(may_sign(Officers((LEADER, SAFE)), ("leader",), "recovery", rescued={"wang-fang"})) == {
        "wang-fang": ("leader",)
    }
    new = replace(CHIEF, keys=(OfficerKey(STRANGER.public, DAY),))
    assert rescued("recovery", TWO, Officers((new, LEADER, SAFE))) == {"li-ming"}
    assert rescued("recovery", TWO, TWO) == frozenset()
    assert rescued("wang-fang", TWO, Officers((new, LEADER, SAFE))) == {"li-ming"}
    assert rescued("li-ming", TWO, Officers((new, LEADER, SAFE))) == frozenset()


@given(st.sampled_from(sorted(GATES)), st.sampled_from(["li-ming", "wang-fang"]))
def test_two_people_pass_every_gate_and_never_one_alone(name: str, author: str) -> None:
    able = may_sign(TWO, gate_of(name, {}).roles, author)
    assert able
    assert author not in able
    assert "recovery" not in able


def test_the_last_word_counts_and_only_of_those_who_may() -> None:
    entry, may = _entry(2, "li-ming"), {"wang-fang": ("leader",)}
    yes, no = _sign(3, "wang-fang", 2, "leader"), _sign(4, "wang-fang", 2, "leader", "returned")
    assert not agreed(entry, [], may)
    assert agreed(entry, [yes], may)
    assert not agreed(entry, [yes, no], may)
    assert agreed(entry, [no, yes], may)
    assert not agreed(entry, [_sign(3, "wang-fang", 2, "admin"), _sign(4, "zhao-ke", 2, "leader")], may)
    assert not agreed(entry, [_sign(4, "wang-fang", 3, "leader")], may)


def test_a_deputy_signs_in_the_role_of_the_absent_and_a_clerk_enters_a_paper() -> None:
    entry, may = _entry(2, "li-ming"), {"wang-fang": ("leader",)}
    deputy = SignOff(((2, 2),), "leader", "agreed", "deputy", deputy_for="wang-fang")
    paper = SignOff(((2, 2),), "leader", "agreed", "paper", paper="S-1", signatory="wang-fang")
    assert agreed(entry, [_entry(3, "zhao-ke", deputy)], may)
    assert agreed(entry, [_entry(3, "li-ming", paper)], may)
    assert not agreed(entry, [_entry(3, "li-ming", replace(paper, signatory="zhao-ke"))], may)


def test_an_act_waits_for_what_nobody_agreed_to() -> None:
    ground = [_entry(2, "li-ming"), _entry(3, "zhao-ke"), _entry(4, "li-ming")]
    said = [_sign(5, "wang-fang", 2, "leader"), _sign(6, "wang-fang", 3, "leader")]
    assert [entry.seq for entry in unmet(ground, said, ("leader",), THREE)] == [4]


def test_which_changes_of_rows_need_a_sign_off() -> None:
    clues, assets, identities = (schemas()[name] for name in ("clues", "assets", "identities"))
    red = {"severity": "error", "decision": "exclude"}
    assert list(needed(clues, {"severity": "error", "decision": None}, red)) == ["clue-excluded"]
    assert list(needed(clues, red, {**red, "reason": "再核"})) == []
    assert list(needed(clues, None, {"severity": "doubt", "decision": "exclude"})) == []
    assert list(needed(assets, {"owner": None}, {"owner": "李斌庄村"})) == []
    assert list(needed(assets, {"owner": "李斌庄村"}, {"owner": "乔庄村"})) == ["disposal"]
    assert list(needed(assets, {"owner": "李斌庄村"}, None)) == []
    assert list(needed(identities, {"card_tag": "a"}, {"card_tag": "b"})) == ["card-change"]


def test_policy_changes_the_roles_and_keeps_the_rest() -> None:
    assert gate_of("disposal", {"disposal": ("chief", "leader")}).roles == ("chief", "leader")
    assert gate_of("publication", {"disposal": ("chief",)}) == GATES["publication"]
