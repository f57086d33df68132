"""The registry: every command word as data, so that help needs no module and a name is written once.

What a declared duty is called stands in its ``duty.toml``; its entry here says only where it comes in the help.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from wfx.desk.declared import files as duties


@dataclass(frozen=True)
class Command:
    """One command: its name, Chinese name, the module whose ``app`` it is, one line, and its verbs' Chinese names."""

    name: str
    chinese: str
    line: str
    module: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    declared: bool = False

    @cached_property
    def verbs(self) -> Mapping[str, str]:
        """Every verb's Chinese name, in the order of the help; of a declared duty read when it is asked for."""
        if not self.declared:
            return self.written
        known = {**self.written, **duties.duty(self.name).titles}
        order = duties.duty(self.name).order
        return {name: known[name] for name in (*order, *(each for each in known if each not in order))}


@cache
def commands() -> tuple[Command, ...]:
    """All commands in the order of the help."""
    text = Path(__file__).with_name("registry.toml").read_text(encoding="utf-8")
    return tuple(_command(entry) for entry in tomllib.loads(text)["command"])


def _command(entry: dict[str, Any]) -> Command:
    named = entry["name"]
    declared = named in duties.names()
    chinese, line = duties.head(named) if declared else ("", "")
    return Command(
        name=named,
        chinese=chinese or entry["chinese"],
        line=line or entry["line"],
        module=entry.get("module", ""),
        written=entry.get("verbs", {}),
        hidden=entry.get("hidden", False),
        declared=declared,
    )


def find(word: str) -> Command | None:
    """The command of that English or Chinese name."""
    return next((command for command in commands() if word in (command.name, command.chinese)), None)
