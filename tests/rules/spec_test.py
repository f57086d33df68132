"""The page that says how rules are written is executed."""

import re

import pytest

from tests.rules.ledgers import ROOT, schemas
from wfx.rules import allowed
from wfx.rules.engine import run_examples
from wfx.rules.rule import law_row
from wfx.rules.rulefile import FINDING_KEYS, GRADES, MEASURE_KEYS, load_rules
from wfx.values.month import Month

PAGE = (ROOT / "docs/spec/rule-format.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("sample", SAMPLES, ids=["finding", "guard", "measure"])
def test_each_sample_loads_and_holds(sample: str) -> None:
    name = re.findall(r'^id = "(.*)"', sample, re.MULTILINE)[0]
    (rule,) = load_rules({f"rules/assets/{name}.toml": sample.encode()}, schemas()).rules
    assert run_examples(rule, schemas()) == []


def test_every_key_has_its_line() -> None:
    tables = [part for part in PAGE.split("\n\n") if part.startswith("| key |")]
    named = [
        {word for line in table.splitlines()[2:] for word in re.findall(r"`(\w+)`", line.split("|")[1])}
        for table in tables
    ]
    assert named == [FINDING_KEYS, MEASURE_KEYS]


def test_every_function_is_listed() -> None:
    listed = re.findall(r"`(\w+)`", PAGE.split("<!-- functions -->")[1].split("<!-- /functions -->")[0])
    written = {name for name in allowed.FUNCTIONS if name.isidentifier()} - {"count_star"}
    assert listed == sorted(written)


def test_every_grade_and_column_of_v_is_told() -> None:
    assert all(grade in PAGE for grade in GRADES)
    assert all(f"| `{name}` |" in PAGE for name in law_row((), Month(2026, 10)).column_names)
