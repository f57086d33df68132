"""Confirming doubts: a known word, a reason, once."""

from datetime import date

import pytest

from tests.township import SmallBooks
from wfx.duties import rules
from wfx.values.errors import AlreadySettled, BadValue, ReasonMissing
from wfx.values.finding import Finding, Severity, Verdict

DOUBT = Finding("A11", "A1", Verdict.FOUND, Severity.ERROR, evidence=(("contract_end", "2026-09-30"),))
DAY = date(2026, 10, 12)


def test_a_persons_word_is_kept_under_the_findings_number() -> None:
    [change] = rules.confirm(SmallBooks(), DOUBT, "不属实", "已续签", "li-ming", DAY)
    row = dict(change.after or {})
    assert (change.key, row["decision"], row["evidence"]) == ((DOUBT.number,), "false", DOUBT.digest)
    standing = SmallBooks({"dispositions": [row]})
    with pytest.raises(AlreadySettled):
        rules.confirm(standing, DOUBT, "不属实", "再说一遍", "li-ming", DAY)
    [second] = rules.confirm(standing, DOUBT, "属实", "合同是旧的", "li-ming", DAY)
    assert (second.before or {})["decision"] == "false"


def test_what_is_refused() -> None:
    with pytest.raises(BadValue):
        rules.confirm(SmallBooks(), DOUBT, "大概", "x", "li-ming", DAY)
    with pytest.raises(ReasonMissing):
        rules.confirm(SmallBooks(), DOUBT, "属实", "", "li-ming", DAY)


def test_the_number_is_the_same_for_the_same_doubt_only() -> None:
    same = Finding("A11", "A1", Verdict.FOUND, Severity.HINT, what="别的话", evidence=DOUBT.evidence)
    other = Finding("A11", "A1", Verdict.FOUND, Severity.ERROR, evidence=(("contract_end", "2026-08-31"),))
    assert same.number == DOUBT.number != other.number
