"""The manual, page by page, typed into the demo township: every command works, every screen is what it prints.

A block of ``console`` holds commands after ``$`` and, beneath each, lines of its screen in order; ``…`` stands for
lines left out. Numbers of entries, digests, days and folders differ from day to day and are compared by their shape.
A page is read weeks after the demo was played, as it will be: what holds in one month only does not pass.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.conftest import Office
from tests.docs.manual_files import prepare
from tests.township import ROOT
from wfx.cli.console import session
from wfx.cli.registry import commands

MANUAL = ROOT / "docs/manual"
PAGES = sorted(path.name for path in MANUAL.glob("*.md") if path.name != "README.md")
WEEKS = timedelta(weeks=6)
_EXIT = re.compile(r"\s+#.*退出码 (\d+)\s*$")


@dataclass(frozen=True)
class Typed:
    """One command of a page, the exit code it says it has, and its screen."""

    words: str
    code: int
    screen: tuple[str, ...]


def typed(name: str) -> Iterator[Typed]:
    """A page's commands in order."""
    text = (MANUAL / name).read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            line, *screen = part.splitlines()
            said = _EXIT.search(line)
            words = (line[: said.start()] if said else line).partition("  #")[0]
            yield Typed(words.strip(), int(said[1]) if said else 0, tuple(one for one in screen if one.strip()))


def shape(line: str) -> str:
    """A line with what changes from run to run made alike; the last word of a line cut short is left out."""
    whole = re.sub(r"\S*…$", "", line)
    whole = re.sub(r"SHA256:\S+|(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", "0", whole)
    return re.sub(r"\s+", " ", re.sub(r"[0-9a-f]{8,}|\d+", "0", whole)).strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_happens(name: str, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(office.folder)
    monkeypatch.chdir(office.folder)
    later = session.now() + WEEKS
    monkeypatch.setattr(session, "now", lambda: later)
    steps = list(typed(name))
    assert steps
    for step in steps:
        words = shlex.split(step.words)
        assert words[0] == "wfx", step.words
        actor = "li-ming"
        if words[1:2] == ["--as"]:
            actor, words = words[2], [words[0], *words[3:]]
        played = office.run(*words[1:], actor=actor)
        assert played.code == step.code, f"{step.words}\n{played.out}\n{played.err}"
        _compare(step, [*played.out.splitlines(), *played.err.splitlines()])


def _compare(step: Typed, said: list[str]) -> None:
    """The screen's lines stand in the output, in their order."""
    there = iter([shape(line) for line in said])
    for line in step.screen:
        if line.strip() not in ("…", "..."):
            wanted = shape(line)
            assert any(found.startswith(wanted) for found in there), f"{step.words}\n{line}\n--\n" + "\n".join(said)


def test_the_contents_name_every_page_and_no_other() -> None:
    linked = set(re.findall(r"\]\(([^)]+\.md)\)", (MANUAL / "README.md").read_text(encoding="utf-8")))
    assert {name for name in linked if "/" not in name} == set(PAGES)


def test_every_command_stands_in_the_manual() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in MANUAL.glob("*.md"))
    named = set(re.findall(r"wfx (?:--as \S+ )?([a-z-]+)", text))
    assert {one.name for one in commands() if not one.hidden} - named == set()
