"""One room a duty, the same name on every shelf; every exception has its reason here."""

from tests.township import ROOT
from wfx.cli.registry import commands, find

ROOMS = [*(ROOT / "wfx/duties").glob("*.py"), *(path.parent for path in (ROOT / "wfx/duties").glob("*/__init__.py"))]
ENGINE = {"calls", "laying", "matter", "matter_found", "matter_list", "matter_paper"}  # what every room stands on
DUTIES = sorted(path.stem for path in ROOMS if path.stem not in {"__init__", *ENGINE})
SHELVES = {
    "words": "wfx/duties/{}/duty.toml",
    "schemas": "schemas/{}",
    "rules": "rules/{}",
    "templates": "templates/{}",
    "tests": "tests/duties/{}_test.py",
    "docs": "docs/duties/{}.md",
}
EXCEPTIONS = {
    ("integrity", "schemas"): "a suspicion about a person is never stored",
    ("integrity", "rules"): "the rules are the inspector's own, brought along",
    ("integrity", "templates"): "the lists are the inspector's own, of any form",
    ("rules", "rules"): "rules about rules are the engine's own checks",
    ("rules", "templates"): "a doubt is confirmed by number, not by a form",
}


def test_every_duty_stands_on_every_shelf() -> None:
    lacking = {(duty, shelf) for duty in DUTIES for shelf, path in SHELVES.items() if not _stands(shelf, path, duty)}
    assert lacking == set(EXCEPTIONS)


def _stands(shelf: str, path: str, duty: str) -> bool:
    """A duty's words stand in its duty.toml; one that is not declared has a file of commands."""
    written = shelf == "words" and any((ROOT / f"wfx/cli/{room}/{duty}.py").exists() for room in ("work", "books"))
    return written or (ROOT / path.format(duty)).exists()


def test_every_duty_is_a_command_with_a_chinese_name() -> None:
    for duty in DUTIES:
        command = find(duty)
        assert command is not None
        assert find(command.chinese) is command


def test_every_schema_rule_and_form_belongs_to_a_command() -> None:
    names = {command.name for command in commands()}
    for shelf in ("schemas", "rules", "views", "templates"):
        folders = {path.name for path in (ROOT / shelf).iterdir() if path.is_dir()}
        assert folders <= names
