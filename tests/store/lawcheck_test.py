"""Law level: rules and settings that do not load or are made weaker, and a month sealed over open red findings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from tests.store.office import STRANGER, WANG, Office, asset, law, new_office, officers
from wfx.desk.audit.verifying import RulesJudge
from wfx.store.entries.entry import OFFICERS_FILE
from wfx.store.entries.keys import Signer
from wfx.store.entries.officers import Officer, OfficerKey, Officers, officers_toml
from wfx.store.recording.genesis import sign_off
from wfx.store.verifying.lawcheck import Files
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.errors import BadRule, Place, Refused, problem
from wfx.values.month import Month
from wfx.values.schema import Schema

RULE, OTHER = "rules/office/X1.toml", "rules/office/X2.toml"


class Weighing:
    """A rules wing of one line: a rule's file is its weight and what it asks; 疑 is a red finding, also when gone."""

    def standing(self, files: Files, schemas: Mapping[str, Schema]) -> dict[str, tuple[int, str]]:
        assert schemas
        try:
            lines = {Path(path).stem: data.decode().partition(" ") for path, data in files.items()}
            return {name: (int(weight), asks) for name, (weight, _, asks) in lines.items()}
        except ValueError:
            raise Refused([problem(BadRule, Place(RULE))]) from None

    def red(
        self, files: Files, schemas: Mapping[str, Schema], table: Callable[[str], pa.Table], month: Month
    ) -> dict[str, int]:
        assert str(month) == "2026-09"
        assert files
        assert schemas
        found = {"X1": table("assets")["name"].to_pylist().count("疑"), "X9": table("gone_assets").num_rows}
        return {rule: count for rule, count in found.items() if count}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = new_office(tmp_path / "books")
    office.add("规则", files={RULE: b"3", OTHER: b"1"}, kind="law")
    return office


def found(verdict: Verdict) -> list[tuple[int, str, str]]:
    return [(flaw.seq, flaw.code, flaw.detail) for flaw in verdict.findings if flaw.code != "V40"]


def judged(office: Office, since: int = 0) -> Verdict:
    return verify(office.folder, "law", since, judge=Weighing())


def test_a_rule_taken_away_or_made_lighter_is_said_and_a_heavier_one_is_not(office: Office) -> None:
    office.add("加重", files={OTHER: b"2"}, kind="law")
    assert found(judged(office)) == []
    office.add("放轻", files={RULE: b"0", OTHER: None}, kind="law")
    assert found(judged(office)) == [(4, "V43", "X1、X2")]
    assert found(judged(office, since=3)) == [(4, "V43", "X1、X2")]
    assert judged(office).intact
    assert found(verify(office.folder, "rows")) == []
    office.add("坏了", files={RULE: b"?"}, kind="law")
    assert (5, "V38", RULE) in found(judged(office))


def test_a_view_is_law_and_one_that_does_not_load_is_said(office: Office) -> None:
    path = "views/office/board.toml"
    office.add("清单", files={path: b"0"}, kind="law")
    assert found(judged(office)) == []
    office.add("坏了", files={path: b"?"}, kind="law")
    assert [each[:2] for each in found(judged(office))] == [(4, "V38")]


def test_a_confirmed_rule_that_asks_something_else_is_said_and_a_draft_is_not(office: Office) -> None:
    office.add("改草稿", files={RULE: b"3 a", OTHER: b"0 a"}, kind="law")
    office.add("再改", files={RULE: b"3 b", OTHER: b"0 b"}, kind="law")
    assert [each for each in found(judged(office)) if each[0] == 4] == [(4, "V51", "X1")]
    assert judged(office).intact


def test_gates_changed_and_settings_taken_back(office: Office) -> None:
    old = law()["wfx.toml"]
    new = old.replace(b"[[villages]]", b'[gates]\ndisposal = ["leader"]\n\n[[villages]]', 1)
    office.add("关口", files={"wfx.toml": new}, kind="law")
    office.add("又改回去", files={"wfx.toml": old}, kind="law")
    assert found(judged(office)) == [(3, "V44", "disposal"), (4, "V44", "disposal"), (4, "V45", "第 1 笔")]
    assert found(judged(office, since=3)) == [(4, "V44", "disposal")]


def test_a_month_sealed_over_red_findings(office: Office) -> None:
    office.put(asset(1), asset(2))
    office.add("封账", kind="seal", about="2026-09")
    assert found(judged(office)) == []
    office.put(asset(1, name="疑"))
    office.drop(2)
    office.add("封账", kind="seal", about="2026-09")
    verdict = judged(office)
    assert found(verdict) == [(verdict.seq, "V46", "2026-09 X1 1 条、X9 1 条"), (verdict.seq, "V50", "2026-09 封过账")]
    assert "wfx check --month 2026-09" in {flaw.do for flaw in verdict.findings}


@pytest.mark.parametrize(("about", "told"), [("2026-10", "2026-10 还没有开始"), ("2026-09-01", "2026-09-01")])
def test_an_attack_a_month_sealed_before_it_begins(tmp_path: Path, about: str, told: str) -> None:
    office = new_office(tmp_path / "books")
    office.add("封账", kind="seal", about=about)
    verdict = verify(office.folder, "law", judge=RulesJudge())
    assert found(verdict) == [(2, "V50", told)]


def test_the_level_needs_someone_to_judge(office: Office) -> None:
    with pytest.raises(ValueError, match="law"):
        verify(office.folder, "law")
    below = verify(office.folder, "rows")
    assert any("没有看规则和关口" in text for text in below.unchecked)
    assert not any("没有看规则和关口" in text for text in judged(office).unchecked)


def _listed(*more: Officer) -> dict[str, bytes]:
    return {OFFICERS_FILE: officers_toml(Officers((*officers().all, *more)))}


def _waits(office: Office, level: str) -> set[int]:
    verdict = verify(office.folder, level, judge=Weighing())
    return {flaw.seq for flaw in verdict.findings if flaw.code == "V40"}


def _signs(office: Office, by: Signer, role: str, *covers: int) -> None:
    office.now += timedelta(minutes=10)
    sign_off(office.folder, covers, role, "agreed", by, office.now)


def test_rules_are_confirmed_by_who_may_change_them_and_no_role_by_who_got_it(office: Office) -> None:
    day = date(2026, 9, 1)
    helper = Officer("zhao-wu", "办事员", ("clerk",), (OfficerKey(STRANGER.public, day),))
    office.add("新人", files=_listed(helper), kind="officers")
    _signs(office, STRANGER, "clerk", 2)
    assert _waits(office, "law") == _waits(office, "chain") >= {2}
    office.add("升职", files=_listed(replace(helper, roles=("admin", "clerk"))), kind="officers")
    _signs(office, STRANGER, "admin", 2, 5)
    assert _waits(office, "law") == {1, 3, 5}
    _signs(office, WANG, "admin", 1, 3, 5)
    assert not _waits(office, "law")
    office.now += timedelta(minutes=10)
    sign_off(office.folder, (5,), "admin", "returned", WANG, office.now)
    assert _waits(office, "law") == _waits(office, "chain") == {5}
