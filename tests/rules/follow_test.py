"""From month to month: what is new, what stays, what is gone; and how often a rule was right."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from wfx.rules.follow import NEW, STILL, Precision, compare, precision
from wfx.values.finding import GONE, Finding, Severity, Verdict

findings = st.lists(st.sampled_from("abcdef"), unique=True).map(
    lambda names: [Finding("A01", name, Verdict.FOUND, Severity.HINT) for name in names]
)


@given(findings, findings)
def test_every_finding_of_either_month_is_told_once_new_first(now: list[Finding], before: list[Finding]) -> None:
    told = compare(now, before)
    marks = [mark for _, mark in told]
    assert marks == sorted(marks, key=[NEW, STILL, GONE].index)
    assert {finding.number for finding, mark in told if mark != GONE} == {finding.number for finding in now}
    assert {finding.number for finding, mark in told if mark != NEW} == {finding.number for finding in before}
    assert len(told) == len({finding.number for finding, _ in told})


def test_precision_counts_each_answer_per_rule() -> None:
    rows = pa.table({"rule": ["A02", "A01", "A01", "A01"], "decision": ["unclear", "true", "true", "false"]})
    assert precision(rows) == (Precision("A01", 2, 1, 0), Precision("A02", 0, 0, 1))
