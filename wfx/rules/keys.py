"""Typed reading of a rule file's keys: what is not as expected is a ``BadRule`` that names the key."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from wfx.values.errors import BadRule
from wfx.values.tomltext import load_toml

Toml = Mapping[str, Any]


def parse(data: bytes) -> Toml:
    """The file as TOML, decimals exact."""
    try:
        return load_toml(data.decode("utf-8"), Decimal)
    except ValueError as error:
        raise BadRule("TOML", shown=str(error)[:80], expected="UTF-8 的 TOML") from None


def known(toml: Toml, keys: Collection[str], within: str = "") -> None:
    """No key but these: a misspelt key would silently switch something off."""
    for key in toml:
        if key not in keys:
            raise BadRule(within or "key", shown=key[:40], expected="、".join(sorted(keys)))


def text(toml: Toml, key: str, default: str | None = None) -> str:
    """A non-empty text; ``default`` when the key is absent, required when there is none."""
    if key not in toml and default is not None:
        return default
    value = toml.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadRule(key, shown=str(value)[:40], expected="文字")
    return value


def texts(toml: Toml, key: str) -> tuple[str, ...]:
    """A list of texts, empty when absent."""
    value = toml.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
        raise BadRule(key, shown=str(value)[:40], expected="文字的列表")
    return tuple(value)


def choice(toml: Toml, key: str, allowed: Collection[str], default: str | None = None) -> str:
    """One of a few words."""
    value = text(toml, key, default)
    if value not in allowed:
        raise BadRule(key, shown=value[:40], expected="、".join(allowed))
    return value


def table(toml: Toml, key: str, *, required: bool = False) -> Toml:
    """A table of keys, empty when absent."""
    value = toml.get(key, None if required else {})
    if not isinstance(value, dict):
        raise BadRule(key, shown=str(value)[:40], expected=f"[{key}]")
    return value


def tables(toml: Toml, key: str) -> tuple[Toml, ...]:
    """A list of tables, empty when absent."""
    value = toml.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise BadRule(key, shown=str(value)[:40], expected=f"[[{key}]]")
    return tuple(value)
