"""The page that says how views are written is executed."""

import re

import pytest

from tests.rules.ledgers import ROOT, schemas
from wfx.rules.view import ROWS, Rounding
from wfx.rules.viewcolumn import COLUMN_KEYS
from wfx.rules.viewexamples import run_view_examples
from wfx.rules.viewfile import VIEW_KEYS, load_views

PAGE = (ROOT / "docs/spec/view-format.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("sample", SAMPLES, ids=["board", "people"])
def test_each_sample_loads_and_holds(sample: str) -> None:
    (view,) = load_views({"views/rectify/board.toml": sample.encode()}, schemas()).views
    assert run_view_examples(view, schemas()) == []


def test_every_key_has_its_line() -> None:
    tables = [part for part in PAGE.split("\n\n") if part.startswith("| key |")]
    named = [
        {word for line in table.splitlines()[2:] for word in re.findall(r"`(\w+)`", line.split("|")[1])}
        for table in tables
    ]
    assert named == [VIEW_KEYS, COLUMN_KEYS]


def test_every_word_of_roundings_and_notes_is_told() -> None:
    assert all(f"`{word}`" in PAGE for word in Rounding)
    assert f"`{{{ROWS}}}`" in PAGE
