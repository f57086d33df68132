"""Values out of untrusted JSON and TOML: each that is not what it should be is noted, and reading goes on."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, NoReturn

from wfx.values.errors import Place, Problem, SchemaFault, WfxError, problem

_LARGEST: Final = 1 << 20


def read_json(data: bytes) -> object:
    """JSON with exact decimals. Errors: ``ValueError`` (also for a name given twice, NaN, and 1 MiB or more)."""
    if len(data) >= _LARGEST:
        raise ValueError
    try:
        return json.loads(
            data.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except RecursionError:
        raise ValueError from None


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


class Reader:
    """Takes values out of untrusted JSON, noting each that is not what it should be and going on."""

    def __init__(self, path: str, kind: type[WfxError] = SchemaFault) -> None:
        self.path = path
        self._kind = kind
        self.problems: list[Problem] = []

    def fault(self, where: str, why: str) -> None:
        self.problems.append(problem(self._kind, Place(file=self.path[:120], field=where[:120]), why=why))

    def check(self, where: str, why: str, *, ok: bool) -> None:
        if not ok:
            self.fault(where, why)

    def keys(self, where: str, value: object, allowed: set[str]) -> dict[str, Any]:
        """An object with no other names than these; anything else is noted and read as empty."""
        if not isinstance(value, dict):
            self.fault(where, "object")
            return {}
        for name in sorted(set(value) - allowed):
            self.fault(f"{where}.{name}".lstrip("."), "keyword")
        return value

    def text(self, where: str, value: object) -> str:
        if isinstance(value, str) and value and value.isprintable():
            return value
        self.fault(where, "text")
        return ""

    def texts(self, where: str, value: object, among: Iterable[str] | None = None) -> tuple[str, ...]:
        if value == []:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            self.fault(where, "texts")
            return ()
        known = None if among is None else set(among)
        for each in value:
            self.check(where, f"unknown:{each[:40]}", ok=known is None or each in known)
        self.check(where, "twice", ok=len(set(value)) == len(value))
        return tuple(value)

    def words(self, where: str, value: object) -> dict[str, str]:
        if (
            isinstance(value, dict)
            and all(isinstance(each, str) and each for each in value.values())
            and "" not in value
        ):
            return value
        self.fault(where, "words")
        return {}

    def whole(self, where: str, value: object) -> int | None:
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(where, "integer")
        return None

    def flag(self, where: str, value: object) -> bool:
        self.check(where, "boolean", ok=isinstance(value, bool))
        return value is True
