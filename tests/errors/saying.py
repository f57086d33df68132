"""What must hold of everything an error says to a person."""

import re

from wfx.cli.console.group import DutyGroup
from wfx.cli.errors import Words
from wfx.cli.registry import find
from wfx.cli.root import load

NUMBER = re.compile(r"\d{17}[\dXx]|199\d{8}")
NAME = re.compile("欧阳\\w")  # every invented person of the cases is called so
HOLE = re.compile(r"\{\w*\}")
LINE = re.compile(r"(?m)^怎么办[::](.*)[((]说明:wfx explain (E\d+)[))]$")


def check_saying(code: str, said: str, place: str = "") -> None:
    """The code and its place, 原因 and 怎么办; no crash, no hole in the words, nobody's data."""
    line = next((line for line in said.splitlines() if line.startswith(f"{code}  ")), "")
    assert line, said
    assert place in line, said
    assert re.search(r"(?m)^原因[::].", said), said
    fix = LINE.search(said)
    assert fix, said
    check_command(fix[1])
    assert code == "E199" or "E199" not in said
    assert "Traceback" not in said
    assert not HOLE.search(said), said
    assert not NUMBER.search(said), "a number of a person is shown"
    assert not NAME.search(said), "a full name is shown"


def check_command(fix: str) -> None:
    """A mending that is a command names one that exists, with its verb."""
    words = [word for word in re.split("[;;,,。((]", fix)[0].split() if not word.startswith("-")]
    if not fix.startswith("wfx ") or fix.startswith(("wfx --help", "wfx --as", "wfx --no-input")):
        return
    command = find(words[1])
    assert command is not None, fix
    tree = load(command)
    if isinstance(tree, DutyGroup) and tree.no_args_is_help and "--help" not in fix:
        assert words[2] in {*command.verbs, *command.verbs.values()}, fix


def check_words(words: Words) -> None:
    """Whole sentences, and in the fix no command of which the program knows nothing."""
    assert all(str(words[part]).strip() for part in ("what", "why", "fix"))
    assert words["exit"] in range(1, 6)
    for name in re.findall(r"wfx (?!--)([a-z][a-z-]*)", " ".join((words["why"], words["fix"]))):
        assert find(name), name
    if "{" not in words["fix"]:
        check_command(words["fix"])
