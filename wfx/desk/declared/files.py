"""Reads the ``duty.toml`` of each duty; light, since every help page asks for it."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from wfx.values.matter.duty import Duty, parse_duty

_FILE = "duty.toml"
_ROOMS = Path(__file__).resolve().parents[2] / "duties"


@cache
def names() -> tuple[str, ...]:
    """The duties that are declared, sorted."""
    return tuple(sorted(path.parent.name for path in _ROOMS.glob(f"*/{_FILE}")))


def text_of(name: str) -> str:
    """The words of that duty as they are written."""
    return (_ROOMS / name / _FILE).read_text(encoding="utf-8")


@cache
def head(name: str) -> tuple[str, str]:
    """A duty's Chinese name and its line, without reading the rest."""
    toml = tomllib.loads(text_of(name).partition("\n[")[0])
    return str(toml.get("name", "")), str(toml.get("line", ""))


@cache
def duty(name: str) -> Duty:
    """The duty of that name. Errors: ``BadDuty``, a fault of the program."""
    return parse_duty(name, tomllib.loads(text_of(name)))


def duties() -> tuple[Duty, ...]:
    """Every declared duty, by name."""
    return tuple(map(duty, names()))


def hook(room: str, name: str) -> Callable[..., Any]:
    """The function ``module.function`` of a duty's room. Errors: ``AttributeError``, ``ModuleNotFoundError``."""
    module, _, function = name.rpartition(".")
    return cast("Callable[..., Any]", getattr(import_module(f"wfx.duties.{room}.{module}".rstrip(".")), function))
