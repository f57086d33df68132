"""What waits at a gate: another person's agreement, in a role, and two people are enough for every gate."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.store.office import LI, START, STRANGER, WANG
from tests.township import schemas
from wfx.store.entries.entry import Entry, SignOff
from wfx.store.entries.officers import Officer, OfficerKey, Officers, gained
from wfx.store.history.gatecheck import last_word, may_sign, needed, unmet
from wfx.values.matter.gates import GATES, gate_of

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


def test_who_got_a_key_or_a_role_confirms_it_only_when_nobody_else_could() -> None:
    assert dict(may_sign(TWO, ("leader",), "recovery", gained={"wang-fang"})) == {"li-ming": ("admin",)}
    assert dict(may_sign(TWO, ("leader",), "recovery", gained={"li-ming"})) == {"wang-fang": ("leader",)}
    assert dict(may_sign(Officers((LEADER, SAFE)), ("leader",), "recovery", gained={"wang-fang"})) == {
        "wang-fang": ("leader",)
    }
    new = replace(CHIEF, keys=(OfficerKey(STRANGER.public, DAY),))
    assert gained(TWO, Officers((new, LEADER, SAFE))) == {"li-ming"}
    assert gained(TWO, Officers((CHIEF, replace(LEADER, roles=("leader",)), SAFE))) == frozenset()
    assert gained(TWO, Officers((CHIEF, LEADER, replace(SUPERVISOR, roles=("admin",)), SAFE))) == {"zhao-ke"}
    assert gained(TWO, TWO) == frozenset()


@given(st.sampled_from(sorted(GATES)), st.sampled_from(["li-ming", "wang-fang"]))
def test_two_people_pass_every_gate_and_never_one_alone(name: str, author: str) -> None:
    able = may_sign(TWO, gate_of(name, {}).roles, author)
    assert able
    assert author not in able
    assert "recovery" not in able


def _agreed(entry: Entry, *signoffs: Entry, under: Officers = THREE, gained: Collection[str] = ()) -> bool:
    return last_word(entry, signoffs, lambda _: under, ("leader",), (), gained) == "agreed"


def test_the_last_word_counts_and_only_of_those_who_may() -> None:
    entry = _entry(2, "li-ming")
    yes, no = _sign(3, "wang-fang", 2, "leader"), _sign(4, "wang-fang", 2, "leader", "returned")
    assert not _agreed(entry)
    assert _agreed(entry, yes)
    assert not _agreed(entry, yes, no)
    assert _agreed(entry, no, yes)
    assert not _agreed(entry, _sign(3, "wang-fang", 2, "admin"), _sign(4, "zhao-ke", 2, "leader"))
    assert not _agreed(entry, _sign(4, "wang-fang", 3, "leader"))


def test_a_deputy_signs_in_the_role_of_the_absent_and_a_clerk_enters_a_paper() -> None:
    entry = _entry(2, "li-ming")
    deputy = SignOff(((2, 2),), "leader", "agreed", "deputy", deputy_for="wang-fang")
    paper = SignOff(((2, 2),), "leader", "agreed", "paper", paper="S-1", signatory="wang-fang")
    assert _agreed(entry, _entry(3, "zhao-ke", deputy))
    assert not _agreed(entry, _entry(3, "li-ming", deputy))  # the author himself, for another
    assert not _agreed(entry, _entry(3, "zhao-ke", deputy), gained={"zhao-ke"})
    assert _agreed(entry, _entry(3, "li-ming", paper))
    assert not _agreed(entry, _entry(3, "li-ming", replace(paper, signatory="zhao-ke")))


def test_who_has_gone_since_signed_all_the_same_and_who_comes_later_did_not() -> None:
    entry, yes = _entry(2, "li-ming"), _sign(3, "wang-fang", 2, "leader")
    gone = Officers((CHIEF, replace(LEADER, keys=()), SUPERVISOR, SAFE))
    assert _agreed(entry, yes)
    assert not _agreed(entry, yes, under=gone)
    heir = replace(SUPERVISOR, roles=("leader",))
    lists = {3: THREE, 5: Officers((CHIEF, replace(LEADER, keys=()), heir, SAFE))}
    back = _sign(5, "zhao-ke", 2, "leader", "returned")
    assert last_word(entry, [yes], lambda each: lists[each.seq], ("leader",)) == "agreed"
    assert last_word(entry, [yes, back], lambda each: lists[each.seq], ("leader",)) == "returned"


def test_an_act_waits_for_what_nobody_agreed_to() -> None:
    ground = [_entry(2, "li-ming"), _entry(3, "zhao-ke"), _entry(4, "li-ming")]
    said = [_sign(5, "wang-fang", 2, "leader"), _sign(6, "wang-fang", 3, "leader")]
    assert [entry.seq for entry in unmet(ground, said, lambda _: THREE, ("leader",))] == [4]


def test_which_changes_of_rows_need_a_sign_off() -> None:
    clues, assets, identities = (schemas()[name] for name in ("clues", "assets", "identities"))
    red = {"severity": "error", "decision": "exclude"}
    assert list(needed(clues, {"severity": "error", "decision": None}, red)) == ["clue-excluded"]
    for answer, gates in (("covered", 1), ("help", 1), ("unfounded", 1), ("include", 0)):
        after = {"severity": "error", "decision": answer}
        assert len(list(needed(clues, {"severity": "error", "decision": None}, after))) == gates, answer
    assert list(needed(clues, red, {**red, "reason": "再核"})) == []
    assert list(needed(clues, None, {"severity": "doubt", "decision": "exclude"})) == []
    assert list(needed(assets, {"owner": None}, {"owner": "李斌庄村"})) == []
    assert list(needed(assets, {"owner": "李斌庄村"}, {"owner": "乔庄村"})) == ["disposal"]
    assert list(needed(assets, {"owner": "李斌庄村"}, None)) == []
    assert list(needed(identities, {"card_tag": "a"}, {"card_tag": "b"})) == ["card-change"]


def test_policy_changes_the_roles_and_keeps_the_rest() -> None:
    assert gate_of("disposal", {"disposal": ("chief", "leader")}).roles == ("chief", "leader")
    assert gate_of("publication", {"disposal": ("chief",)}) == GATES["publication"]
