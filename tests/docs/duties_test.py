"""What the hand-written part of a duty's page types is typed as it stands: verbs and options exist."""

import re
from collections.abc import Iterator

import click
import pytest

from tests.township import ROOT
from tools.generate_docs import START
from wfx.cli.console.group import DutyGroup
from wfx.cli.registry import find
from wfx.cli.root import load

DUTIES = sorted(path.stem for path in (ROOT / "docs/duties").glob("*.md"))


def _typed(duty: str) -> Iterator[list[str]]:
    text = (ROOT / f"docs/duties/{duty}.md").read_text(encoding="utf-8").partition(START)[0]
    for line in re.findall(rf"`(?:wfx )?{duty} ([^`]*)`", text):
        yield line.split()


@pytest.mark.parametrize("duty", DUTIES)
def test_what_a_page_types_exists(duty: str) -> None:
    entry = find(duty)
    assert entry is not None
    tree = load(entry)
    assert isinstance(tree, DutyGroup)
    lines = [line for line in _typed(duty) if not line[0].startswith("-")]
    assert lines
    for verb, *words in lines:
        command = tree.get_command(click.Context(tree), verb)
        assert command is not None, verb
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known, (verb, words)


@pytest.mark.parametrize("duty", DUTIES)
def test_a_page_names_every_verb_and_rule(duty: str) -> None:
    whole = (ROOT / f"docs/duties/{duty}.md").read_text(encoding="utf-8")
    text = whole.partition(START)[0]
    entry = find(duty)
    assert entry is not None
    assert {verb for verb in entry.verbs if f"{duty} {verb}" not in text and f"`{verb}`" not in text} <= {
        "show",
        "list",
    }
    rules = {path.stem for path in (ROOT / "rules" / duty).glob("*.toml")}
    assert {rule for rule in rules if rule not in whole} == set()
