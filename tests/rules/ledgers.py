"""The shipped schemas and rule files, and small ones for the tests of rules."""

from functools import cache
from pathlib import Path

from wfx.rules.rule import RuleSet
from wfx.rules.rulefile import load_rules
from wfx.rules.view import ViewSet
from wfx.rules.viewfile import load_views
from wfx.store.files.schemas import load_schemas
from wfx.values.schema import Schema

ROOT = Path(__file__).resolve().parents[2]


@cache
def schemas() -> dict[str, Schema]:
    return load_schemas(_files("schemas", "*.json"))


@cache
def shipped() -> RuleSet:
    return load_rules(rule_files(), schemas())


@cache
def shipped_views() -> ViewSet:
    return load_views(_files("views", "*.toml"), schemas())


def rule_files() -> dict[str, bytes]:
    return _files("rules", "*.toml")


def _files(folder: str, pattern: str) -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted((ROOT / folder).rglob(pattern))}
