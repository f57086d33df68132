"""The static half of the one door: a SELECT's parse tree against the closed lists of ``allowed``.

The engine's own switches (external access off, configuration locked) were broken once, and DuckDB 2.0 still lets a
locked connection ATTACH; so nothing is run whose parse tree holds anything not explicitly allowed.
"""

import contextlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import duckdb

from wfx.rules import allowed
from wfx.rules.closed import connect
from wfx.values.errors import SqlForbidden, SqlNotOneSelect, SqlTooLarge
from wfx.values.personal import mask_text

Tree = dict[str, Any]
_UNREADABLE: Final = re.compile("[\x00\ud800-\udfff]")
_READ: Final[dict[str, str]] = {}  # statement → its tree as the engine says it, until ``parse`` takes it


class Named(NamedTuple):
    """A table as a statement names it: the table's name and what columns may be qualified with."""

    table: str
    alias: str


@dataclass(frozen=True)
class _Limits:
    names: frozenset[str]
    functions: frozenset[str]
    types: frozenset[str]
    free: bool


def read_ahead(texts: Iterable[str]) -> None:
    """Have the engine read these statements in one go: what ``parse`` is asked next is then at hand."""
    fresh = [sql for sql in dict.fromkeys(texts) if sql not in _READ and not _UNREADABLE.search(sql)]
    if len(fresh) > 1:
        ask = "select sql, json_serialize_sql(sql) from (select unnest(?) as sql)"
        with contextlib.suppress(duckdb.Error):  # who asks for the wrong one is told
            _READ.update(connect().execute(ask, [fresh]).fetchall())


@lru_cache(maxsize=4096)
def parse(sql: str) -> Tree:
    """The statement's parse tree. Errors: ``SqlNotOneSelect``, ``SqlTooLarge``."""
    if len(sql) > allowed.LONGEST_SQL:
        raise SqlTooLarge(shown=f"{len(sql)}")
    if _UNREADABLE.search(sql):
        raise SqlNotOneSelect(shown="U+0000" if "\x00" in sql else "U+D800")
    parser = connect()
    try:
        statements = parser.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise SqlNotOneSelect(shown=mask_text(sql.strip(), 60))
        text = _READ.pop(sql, None) or parser.execute("select json_serialize_sql(?)", [sql]).fetchall()[0][0]
        tree: Tree = json.loads(text)
    except RecursionError as error:
        raise SqlTooLarge(shown="nesting") from error
    except duckdb.Error:
        raise SqlNotOneSelect(shown=mask_text(sql.strip(), 60)) from None
    if tree["error"] or len(tree["statements"]) != 1:
        raise SqlNotOneSelect(shown=mask_text(sql.strip(), 60))
    statement: Tree = tree["statements"][0]
    return statement


@lru_cache(maxsize=4096)
def tables(sql: str) -> tuple[Named, ...]:
    """Every table the statement reads, its own CTEs left out, in the order of the text."""
    found: dict[Named, None] = {}
    for node, scope in _nodes_of(sql):
        if node.get("type") == "BASE_TABLE" and str(node["table_name"]).lower() not in scope:
            name = str(node["table_name"]).lower()
            found[Named(name, str(node["alias"] or name).lower())] = None
    return tuple(found)


@lru_cache(maxsize=4096)
def column_places(sql: str) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    """Every column the statement names: its parts in lower case, and where it stands (first byte, bytes)."""
    return tuple(
        (
            tuple(str(part).lower() for part in node["column_names"]),
            node["query_location"],
            node["query_location_length"],
        )
        for node, _ in _nodes_of(sql)
        if node.get("class") == "COLUMN_REF"
    )


def check_select(
    sql: str, names: Collection[str], *, free: bool = False, also: Collection[str] = frozenset()
) -> tuple[str, ...]:
    """Refuse everything but one SELECT over ``names``; gives the tables it reads.

    ``free`` (a person's own query, never a rule) allows division, averages, floats and LIMIT; ``also`` are further
    pure functions. Errors: ``SqlNotOneSelect``, ``SqlForbidden`` (``kind`` says of what), ``SqlTooLarge``.
    """
    return _checked(sql, frozenset(names), free, frozenset(also))


@lru_cache(maxsize=4096)
def _checked(sql: str, names: frozenset[str], free: bool, also: frozenset[str]) -> tuple[str, ...]:  # noqa: FBT001 - a cache key
    functions = (allowed.FREE_FUNCTIONS if free else allowed.FUNCTIONS) | also
    limits = _Limits(names, functions, allowed.FREE_TYPES if free else allowed.TYPES, free)
    statement = parse(sql)
    if statement.get("named_param_map"):
        raise SqlForbidden(shown="$", kind="parameter")
    try:
        for node, scope in _nodes_of(sql):
            _check_node(node, scope, limits)
    except (KeyError, IndexError, TypeError):
        # a tree of an unknown shape is not an allowed one
        raise SqlForbidden(shown=mask_text(sql.strip(), 60), kind="construct") from None
    return tuple(dict.fromkeys(named.table for named in tables(sql)))


@lru_cache(maxsize=4096)
def _nodes_of(sql: str) -> tuple[tuple[Tree, frozenset[str]], ...]:
    return tuple(_nodes(parse(sql)["node"]))


def _nodes(root: Tree) -> Iterator[tuple[Tree, frozenset[str]]]:
    """Every object of the tree, each with the CTE names it can see; iterative, so that depth cannot break it."""
    waiting: list[tuple[Any, frozenset[str]]] = [(root, frozenset())]
    while waiting:
        node, scope = waiting.pop()
        if isinstance(node, list):
            waiting.extend((part, scope) for part in reversed(node))
        elif isinstance(node, dict):
            inner = scope
            for entry in node.get("cte_map", {}).get("map", ()):
                waiting.append((entry["value"], inner))
                inner |= {str(entry["key"]).lower()}
            yield node, inner
            shown = _shown_children(node)
            waiting.extend((part, inner) for part in reversed(shown))


def _shown_children(node: Tree) -> list[Any]:
    interval = _interval_count(node)
    if interval is not None:
        return [interval]
    return [part for name, part in node.items() if name != "cte_map" and isinstance(part, dict | list)]


def _interval_count(node: Tree) -> Any:  # noqa: ANN401 - a piece of parse tree
    """The number inside ``interval n month``, behind the casts the parser put around it; else ``None``."""
    if node.get("class") != "FUNCTION" or node.get("function_name") not in allowed.INTERVALS:
        return None
    try:
        cut = node["arguments"][0]["expression"]["child"]
        inner = cut["arguments"][0]["expression"]
        inserted = cut["function_name"] == "trunc" and inner["type_expr"]["type_name"] == "DOUBLE"
        return inner["child"] if inserted else None
    except (KeyError, IndexError, TypeError):
        return None


def _check_node(node: Tree, scope: frozenset[str], limits: _Limits) -> None:
    if node.get("sample") is not None or node.get("at_clause") is not None:
        raise SqlForbidden(shown="sample", kind="construct")
    if any(node.get(part) for part in ("schema", "catalog", "schema_name", "catalog_name")):
        raise SqlForbidden(shown=mask_text(str(node.get("table_name") or node.get("function_name"))), kind="path")
    if "cte_map" in node:
        _allow(node["type"], allowed.QUERY_NODES, "construct")
    elif "class" in node:
        _check_expression(node, limits)
    elif "type" in node:
        _check_table(node, scope, limits)


def _check_table(node: Tree, scope: frozenset[str], limits: _Limits) -> None:
    kind = str(node["type"])
    if kind in allowed.ORDER_NODES or (kind == "LIMIT_MODIFIER" and limits.free):
        if node.get("distinct_on_targets"):
            raise SqlForbidden(shown="distinct on", kind="construct")
        return
    _allow(kind, allowed.TABLE_NODES, "construct")
    if kind == "BASE_TABLE":
        _allow(str(node["table_name"]).lower(), limits.names | scope, "table")
    elif kind == "JOIN":
        _allow(node["join_type"], allowed.JOIN_TYPES, "join")
        _allow(node["ref_type"], allowed.JOIN_REFS, "join")
    elif kind == "TABLE_FUNCTION":
        _allow(str(node["function"].get("function_name")).lower(), {"unnest"}, "table function")


def _check_expression(node: Tree, limits: _Limits) -> None:
    kind = str(node["class"])
    _allow(kind, allowed.EXPRESSIONS, "construct")
    if kind in {"FUNCTION", "WINDOW"}:
        _check_function(node, limits)
    elif kind == "OPERATOR":
        _allow(node["type"], allowed.OPERATORS, "operator")
    elif kind == "TYPE":
        _allow(str(node["type_name"]).upper(), limits.types, "type")
    elif kind == "CONSTANT":
        _check_constant(node["literal"], limits)
    elif kind == "COLUMN_REF" and len(node["column_names"]) == 1:
        _forbid(str(node["column_names"][0]).lower(), allowed.SESSION_WORDS, "clock or session")
    elif kind == "STAR" and node["columns"]:
        raise SqlForbidden(shown="columns()", kind="construct")


def _check_function(node: Tree, limits: _Limits) -> None:
    name = str(node["function_name"]).lower()
    if _interval_count(node) is not None:
        return
    _allow(name, limits.functions, "function")
    if node.get("export_state"):
        raise SqlForbidden(shown=name, kind="construct")
    if name == "date_part":
        part = node["arguments"][0]["expression"].get("literal") or {}
        _allow(str(part.get("text")).lower(), allowed.DATE_PARTS, "date part")


def _check_constant(literal: Tree, limits: _Limits) -> None:
    _allow(literal["kind"], allowed.LITERALS, "literal")
    text = str(literal.get("text", ""))
    inexact = "e" in text.lower() or len(text) > allowed.LONGEST_NUMBER
    if literal["kind"] in {"INTEGER", "NUMERIC"} and inexact and not limits.free:
        raise SqlForbidden(shown=text[:24], kind="literal")


def _allow(word: str, words: Collection[str], kind: str) -> None:
    if word not in words:
        raise SqlForbidden(shown=mask_text(word, 60), kind=kind)


def _forbid(word: str, words: Collection[str], kind: str) -> None:
    if word in words:
        raise SqlForbidden(shown=word, kind=kind)
