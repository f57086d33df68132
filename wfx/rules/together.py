"""Rules over the same tables, judged in one pass.

Each rule stays its own SELECT in meaning: a pass that fails for any reason is given up and its rules run one by one,
so that an error in one is a finding about that one. The join is made once and each row is read once for all rules;
the values in force stand in the text as literals, which the engine filters by faster than by a joined row.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Final

import pyarrow as pa

from wfx.rules.columns import literal
from wfx.rules.few import FEW, picked
from wfx.rules.rule import Rule, law_row
from wfx.rules.sql import Door
from wfx.rules.statement import column
from wfx.rules.tree import column_places, read_ahead, tables
from wfx.values import compute as pc
from wfx.values.errors import WfxError
from wfx.values.month import Month

MOST: Final = 30
_LAW: Final = re.compile(rb"""v\s*\.\s*"?([a-z][a-z0-9_]*)"?""", re.IGNORECASE)
_OPEN, _CLOSE = "(\n", "\n), "


@dataclass(frozen=True)
class Pass:
    """One statement for several rules, and under which name each rule's columns come out."""

    rules: tuple[Rule, ...]
    statement: str
    law: pa.Table
    places: Mapping[str, Mapping[str, str]]


def passes(rules: Iterable[Rule], month: Month, day: date | None = None) -> Iterator[Pass]:
    """The rules that can be judged together, at least two to a pass; all others are left to run alone."""
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.parts:
            groups[rule.source].append(rule)
    for source, group in groups.items():
        if len(group) > 1 and not _reads_own_law(source):
            read_ahead(_selected(rule) for rule in group)
            told = [(rule, parts) for rule in group if (parts := _told(rule, month, day)) is not None]
            for start in range(0, len(told), MOST):
                chosen = dict(told[start : start + MOST])
                if len(chosen) > 1:
                    yield _pass(source, chosen, law_row((), month, day))


def rows_of(one: Pass, door: Door, seconds: float) -> dict[str, pa.Table]:
    """Each rule's flagged and unknown rows, as its own statement would give them; empty when the pass fails."""
    try:
        found = door.select(one.statement, v=one.law, seconds=seconds * len(one.rules))
    except WfxError:
        return {}
    return {rule.id: _rows(found, one.places[rule.id]) for rule in one.rules}


def _rows(found: pa.Table, places: Mapping[str, str]) -> pa.Table:
    marks = found[places["verdict"]]
    if len(marks) > FEW:
        kept = found.filter(pc.fill_null(marks, fill_value=True))
    else:
        kept = picked(found, [index for index, mark in enumerate(marks.to_pylist()) if mark is not False])
    return pa.table({name: kept[place] for name, place in places.items()})


def _pass(source: str, told: Mapping[Rule, tuple[str, ...]], bounds: pa.Table) -> Pass:
    columns: dict[str, str] = {}
    places: dict[str, dict[str, str]] = {}
    for rule, parts in told.items():
        names = ("subject", "village", "verdict", *(output.place for output in rule.outputs))
        for name, part in zip(names, parts, strict=True):
            text = column(part, name).removesuffix(f" as {name}")
            places.setdefault(rule.id, {})[name] = columns.setdefault(text, f"p{len(columns)}")
    shown = ", ".join(f"{text} as {place}" for text, place in columns.items())
    wanted = " or ".join(f"{places[rule.id]['verdict']} is distinct from false" for rule in told)
    # the month's own row is joined only where the tables ask for it
    law = "v cross join " if any(names[0] == "v" for names, _, _ in _source_columns(source)) else ""
    inner = f"select {shown}\nfrom {law}{source}\n"
    statement = f"select * from (\n{inner}) as judged\nwhere {wanted}"  # noqa: S608 - through the one door
    return Pass(tuple(told), statement, bounds, places)


def _selected(rule: Rule) -> str:
    """The rule's fragments as one statement, to be parsed only."""
    return f"select {''.join(f'{_OPEN}{part}{_CLOSE}' for part in rule.parts)}1"


def _told(rule: Rule, month: Month, day: date | None) -> tuple[str, ...] | None:
    """The rule's fragments with ``v.name`` as the value of the month; ``None`` when they name the law otherwise."""
    pieces = [f"{_OPEN}{part}{_CLOSE}".encode() for part in rule.parts]
    starts = list(accumulate(map(len, pieces), initial=len("select ")))
    sql = _selected(rule)
    if any(named.table == "v" or named.table.startswith("v_") for named in tables(sql)):
        return None
    law = {name: literal(values) for name, values in zip(*_columns(rule.law(month, day)), strict=True)}
    text = bytearray(sql.encode())
    for names, at, length in sorted(column_places(sql), key=lambda place: -place[1]):
        if names[0] != "v":
            continue
        matched = _LAW.fullmatch(bytes(text[at : at + length]))
        if matched is None or matched[1].decode().lower() not in law:
            return None
        value = law[matched[1].decode().lower()].encode()
        text[at : at + length] = value
        starts = [start + len(value) - length if start > at else start for start in starts]
    return tuple(bytes(text[start + len(_OPEN) : end - len(_CLOSE)]).decode() for start, end in pairwise(starts))


def _columns(table: pa.Table) -> tuple[list[str], list[pa.ChunkedArray]]:
    return table.column_names, table.columns


def _reads_own_law(source: str) -> bool:
    """Whether the tables themselves depend on a rule's values; the month's bounds are the same for all."""
    bounds = set(law_row((), Month(2000, 1)).column_names)
    sql = f"select 1 from v cross join {source}\n"  # noqa: S608 - only parsed
    named = any(found.table.startswith("v_") for found in tables(sql))
    return named or any(names[0] == "v" and not {*names[1:]} <= bounds for names, _, _ in _source_columns(source))


def _source_columns(source: str) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    return column_places(f"select 1 from v cross join {source}\n")  # noqa: S608 - only parsed
