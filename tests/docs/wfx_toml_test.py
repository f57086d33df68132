"""Runs what docs/spec/wfx-toml.md says."""

import re
from decimal import Decimal

from tests.township import ROOT
from wfx.store.files.township import parse_township, township_toml

SPEC = (ROOT / "docs/spec/wfx-toml.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"(?ms)^```toml\n(.*?)^```", SPEC)[0]


def test_the_example_is_read_and_is_the_form_the_program_writes() -> None:
    township = parse_township(EXAMPLE.encode("utf-8"))
    assert township_toml(township).decode("utf-8") == EXAMPLE
    assert township.targets["linked_share"] == Decimal("0.90")
    assert [village.code for village in township.villages] == ["v01", "v02"]


def test_every_key_is_described() -> None:
    described = re.findall(r"(?m)^\| `\[{0,2}([a-z]+)\]{0,2}` \|", SPEC)
    assert set(described) == {"format", "name", "region", "villages", "words", "targets", "gates", "months"}
