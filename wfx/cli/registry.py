"""The registry: every command word as data, so that help needs no module and a name is written once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """One command: its name, Chinese name, the module whose ``app`` it is, one line, and its verbs' Chinese names."""

    name: str
    chinese: str
    module: str
    line: str
    verbs: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False


@cache
def commands() -> tuple[Command, ...]:
    """All commands in the order of the help."""
    text = Path(__file__).with_name("registry.toml").read_text(encoding="utf-8")
    return tuple(Command(**entry) for entry in tomllib.loads(text)["command"])


def find(word: str) -> Command | None:
    """The command of that English or Chinese name."""
    return next((command for command in commands() if word in (command.name, command.chinese)), None)
