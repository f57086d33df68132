"""docs/spec/verify.md lists every finding of the verifier as the program has it."""

import re

from tests.township import ROOT
from wfx.desk.audit.verifying import SEVERITIES
from wfx.store.verifying.flaw import FLAWS
from wfx.store.verifying.verify import LEVELS

SPEC = (ROOT / "docs/spec/verify.md").read_text(encoding="utf-8")


def test_every_finding_stands_there_with_its_weight_and_words() -> None:
    rows = re.findall(r"(?m)^\| (V\d\d) \| (.) \| (.*?) \| (.*?) \|$", SPEC)
    said = {code: (weight, what, do) for code, weight, what, do in rows}
    assert len(rows) == len(said)
    assert said == {code: (SEVERITIES[kind.severity], kind.what, kind.do) for code, kind in FLAWS.items()}


def test_every_level_has_a_section() -> None:
    assert set(re.findall(r"(?m)^### `(\w+)`", SPEC)) == set(LEVELS)
