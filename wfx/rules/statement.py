"""From a rule's fragments to the one statement that is run, and what each of its columns shows."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

import pyarrow as pa

from wfx.rules.columns import VISIBLE, shown_fields, table_of
from wfx.rules.rule import Output, RuleKind
from wfx.rules.sql import Door
from wfx.rules.tree import Named, tables
from wfx.values.errors import BadRule, SqlUnknownName
from wfx.values.matter.made import table_names, table_schema
from wfx.values.schema import Field, FieldType, Schema

PLACE: Final = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_FIELD = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_OWN = {"subject", "village", "verdict", "numerator", "denominator"}


@dataclass(frozen=True)
class Fragments:
    """The SQL of a rule file as written, and the columns its words and needs ask for.

    ``titles``: computed column → the ledger field it stands for (``ledger.field``), or its title in words.
    """

    kind: RuleKind
    subject: str
    source: str
    when: str
    village: str
    show: Mapping[str, str]
    titles: Mapping[str, str]
    asked: tuple[str, ...]
    law: pa.Table
    beside: Mapping[str, pa.Table]


class Composed(NamedTuple):
    """What is run, what its columns show, and the fragments it is made of (none for a select)."""

    statement: str
    outputs: tuple[Output, ...]
    parts: tuple[str, ...]


def ledger_names(schemas: Mapping[str, Schema]) -> frozenset[str]:
    """Every table a rule may name beside its own values: the ledgers and the tables made from the books."""
    return table_names(schemas)


@dataclass(frozen=True)
class Bench:
    """Where rule files are bound and tried: the ledgers' schemas and a door over their empty tables."""

    schemas: Mapping[str, Schema]
    door: Door


@contextmanager
def bench(schemas: Mapping[str, Schema]) -> Iterator[Bench]:
    """A bench for as long as it is needed."""

    def empty(name: str) -> pa.Table:
        return table_of(table_schema(name, schemas))

    with Door(empty, ledger_names(schemas)) as door:
        yield Bench(schemas, door)


def columns_asked(what: str, needs: Iterable[str], evidence: Iterable[str]) -> tuple[str, ...]:
    """The columns a finding shows, in the rule's order: those in its words, its needs, further evidence; no law."""
    named = (name for name in PLACE.findall(what) if not name.startswith("v."))
    return tuple(dict.fromkeys((*named, *needs, *evidence)))


def compose(fragments: Fragments, bench: Bench) -> Composed:
    """The statement, its outputs and its parts. Errors: ``BadRule`` and the ``Sql…`` classes."""
    for name in fragments.asked:
        if not _NAME.fullmatch(name):
            raise BadRule("say", shown=name[:40], expected="{列名} 或 {表.列名}")
    if not fragments.when:
        return _from_select(fragments, bench)
    return _from_tables(fragments, bench.schemas)


def bind(statement: str, fragments: Fragments, bench: Bench) -> dict[str, str]:
    """The statement's result columns and SQL types: unknown names, mixed types and forbidden SQL come out here."""
    return bench.door.describe(statement, v=fragments.law, beside=fragments.beside)


def _from_tables(fragments: Fragments, schemas: Mapping[str, Schema]) -> Composed:
    named = _ledgers(f"select 1 from v cross join {fragments.source}\n", schemas)  # noqa: S608 - only parsed
    outputs = tuple(_output(name, f"e{index}", named, schemas, fragments) for index, name in enumerate(fragments.asked))
    shown = tuple(fragments.show.get(output.name, output.name) for output in outputs)
    parts = (fragments.subject, fragments.village or _village(named, schemas), fragments.when, *shown)
    places = ("subject", "village", "verdict", *(output.place for output in outputs))
    columns = ", ".join(column(part, place) for part, place in zip(parts, places, strict=True))
    inner = f"select {columns}\nfrom v cross join {fragments.source}\n"
    statement = f"select * from (\n{inner}) as judged\nwhere verdict is distinct from false"  # noqa: S608 - the one door
    return Composed(statement, outputs, parts)


def column(part: str, place: str) -> str:
    """One fragment as a column; a line of its own, so that a comment in it ends with it."""
    text = f"cast((\n{part}\n) as varchar)" if place in {"subject", "village"} else f"(\n{part}\n)"
    return f"{text} as {place}"


def _from_select(fragments: Fragments, bench: Bench) -> Composed:
    named = _ledgers(fragments.source, bench.schemas)
    found = bind(fragments.source, fragments, bench)
    measure = fragments.kind is RuleKind.MEASURE
    wanted = {"village", "numerator", "denominator"} if measure else {"subject", "verdict"}
    for name in (*wanted, *fragments.asked):
        if name not in found:
            raise SqlUnknownName("select", shown=name)
    rest = [name for name in found if name not in _OWN or name in fragments.asked]
    ordered = dict.fromkeys((*fragments.asked, *rest))
    outputs = tuple(_output(name, f"e{index}", named, bench.schemas, fragments) for index, name in enumerate(ordered))
    village = "village" if "village" in found else "null"
    head = (
        ["cast(village as varchar) as village", "numerator", "denominator"]
        if measure
        else ["cast(subject as varchar) as subject", f"cast({village} as varchar) as village", "verdict"]
    )
    columns = ", ".join([*head, *(f"{output.name} as {output.place}" for output in outputs)])
    where = "" if measure else " where verdict is distinct from false"
    return Composed(f"select {columns} from (\n{fragments.source}\n) as judged{where}", outputs, ())  # noqa: S608 - through the one door


def _ledgers(sql: str, schemas: Mapping[str, Schema]) -> tuple[Named, ...]:
    known = ledger_names(schemas)
    return tuple(named for named in tables(sql) if named.table in known)


def _village(named: Collection[Named], schemas: Mapping[str, Schema]) -> str:
    for table in named:
        if "village" in table_schema(table.table, schemas).names:
            return f"{table.alias}.village"
    return "null"


def _output(
    name: str, place: str, named: Iterable[Named], schemas: Mapping[str, Schema], fragments: Fragments
) -> Output:
    if name in fragments.titles:
        return Output(name, place, *_stands_for(fragments.titles[name], schemas))
    if name in fragments.show:
        return Output(name, place)
    alias, _, column = name.rpartition(".")
    for table in named:
        schema = table_schema(table.table, schemas)
        if column in schema.names and alias in {"", table.alias}:
            return Output(name, place, public(schema, schema.field(column)), schema.name)
    return Output(name, place)


def _stands_for(said: str, schemas: Mapping[str, Schema]) -> tuple[Field, str]:
    """The ledger field a computed column stands for, or one that is only a title. Errors: ``BadRule``."""
    if not _FIELD.fullmatch(said):
        return titled(said), ""
    ledger, _, column = said.partition(".")
    if ledger not in schemas or column not in schemas[ledger].names:
        raise BadRule("titles", shown=said[:60], expected="台账.字段,或一个名称")
    return public(schemas[ledger], schemas[ledger].field(column)), ledger


def titled(title: str) -> Field:
    """What a computed column is called that stands for no field."""
    return Field("", FieldType.TEXT, title)


def public(schema: Schema, field: Field) -> Field:
    """A field a finding may show. Errors: ``BadRule`` for personal data and for identity tags."""
    tags = schema.name in VISIBLE and field.name.endswith("_tag")
    if field.personal or tags or field not in shown_fields(schema):
        raise BadRule("say", shown=field.name, expected="不含个人信息的字段")
    return field
