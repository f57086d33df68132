"""Law level: rules and settings that do not load or are made weaker, and a month sealed over open red findings."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from tests.store.office import Office, asset, law, new_office
from wfx.store.lawcheck import Files
from wfx.store.verify import Verdict, verify
from wfx.values.errors import BadRule, Place, Refused, problem
from wfx.values.month import Month
from wfx.values.schema import Schema

RULE, OTHER = "rules/office/X1.toml", "rules/office/X2.toml"


class Weighing:
    """A rules wing of one line: a rule's file is its weight; a row named 疑 is a red finding, one that vanished too."""

    def weights(self, files: Files, schemas: Mapping[str, Schema]) -> dict[str, int]:
        assert schemas
        try:
            return {Path(path).stem: int(data) for path, data in files.items()}
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
    assert found(verdict) == [(verdict.seq, "V46", "2026-09 X1 1 条、X9 1 条")]
    assert "wfx check --month 2026-09" in {flaw.do for flaw in verdict.findings}


def test_the_level_needs_someone_to_judge(office: Office) -> None:
    with pytest.raises(ValueError, match="law"):
        verify(office.folder, "law")
    below = verify(office.folder, "rows")
    assert any("没有看规则和关口" in text for text in below.unchecked)
    assert not any("没有看规则和关口" in text for text in judged(office).unchecked)
