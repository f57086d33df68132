"""A checked rule as text, so that nobody has to read and bind its file again; and back.

The text is for a local cache. It comes from the program that checked the rule, but nothing is believed of it that
matters: what it holds are plain values of a few named kinds (no code, no pickle), the columns it shows are looked up in
the schemas once more and refused when they are personal, and its SQL goes through the one door like any other, whose
static half and whose engine check every statement again in every process that runs it. So whoever writes into the cache
can spoil this machine's lists, as anybody can who writes into the books' git directory, but reach nothing with it.
Examples are left out: who wants to run them reads the file.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import duckdb

from wfx import __version__
from wfx.rules.rule import Basis, Dated, Output, Point, Rule, RuleKind, Say, Score
from wfx.rules.statement import public, titled
from wfx.rules.tree import tables
from wfx.values.errors import BadRule, BadValue
from wfx.values.finding import Severity
from wfx.values.matter.made import table_schema
from wfx.values.month import Month
from wfx.values.schema import Schema

_FORM: Final = "2"
_PLAIN: Final = (Rule, Basis, Dated, Point, Say, Score)
_TEXTS: Final[Mapping[type, Callable[[str], object]]] = {
    RuleKind: RuleKind,
    Severity: Severity,
    Month: Month.parse,
    Decimal: Decimal,
    date: date.fromisoformat,
}


def engine() -> str:
    """What a check depends on beside the rule and the schemas: the program and the SQL engine; eight characters."""
    return sha256(f"{_FORM} {__version__} {duckdb.__version__}".encode()).hexdigest()[:8]


def reads(rule: Rule) -> tuple[str, ...]:
    """The tables of the books that its statement reads, sorted; the law itself is none of them."""
    named = {found.table for found in tables(rule.statement)}
    return tuple(sorted(name for name in named - {"v"} if not name.startswith("v_")))


def packed(rule: Rule) -> str:
    """The rule as one line of JSON, without its examples."""
    return json.dumps(_plain(rule), ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    """Plain JSON, every value that is more than that under its type's name."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Output):
        field = value.field and (value.field.name if value.ledger else f"={value.field.title}")
        return {"Output": [value.name, value.place, field, value.ledger]}
    if type(value) in _PLAIN:
        return {type(value).__name__: list(_parts(value))}
    return {type(value).__name__: str(value)} if type(value) in _TEXTS else value


def _parts(value: Any) -> Iterator[object]:  # noqa: ANN401 - one of ``_PLAIN``
    for each in fields(value):
        yield [] if each.name == "examples" else _plain(getattr(value, each.name))


def unpacked(text: str, schemas: Mapping[str, Schema]) -> Rule:
    """The rule of such a text. Errors: ``ValueError`` for a text that is none, or does not fit these schemas."""
    makers: dict[str, Callable[[Any], object]] = {kind.__name__: make for kind, make in _TEXTS.items()}
    makers |= {kind.__name__: _maker(kind) for kind in _PLAIN}
    makers["Output"] = lambda parts: _output(schemas, *parts)

    def made(entry: dict[str, Any]) -> object:
        ((name, parts),) = entry.items()
        return makers[name](parts)

    try:
        rule = json.loads(text, object_hook=made)
    except (BadRule, BadValue, KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        raise ValueError from None
    if not isinstance(rule, Rule):
        raise ValueError  # noqa: TRY004 - a text that is no rule
    return rule


def _maker(kind: type) -> Callable[[list[object]], object]:
    def make(parts: list[object]) -> object:
        return kind(*(tuple(part) if isinstance(part, list) else part for part in parts))

    return make


def _output(schemas: Mapping[str, Schema], name: str, place: str, field: str | None, ledger: str) -> Output:
    if field is None:
        return Output(name, place)
    if field.startswith("="):
        return Output(name, place, titled(field.removeprefix("=")))
    schema = table_schema(ledger, schemas)
    return Output(name, place, public(schema, schema.field(field)), ledger)
