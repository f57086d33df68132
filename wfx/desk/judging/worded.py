"""A statement written with the Chinese names of ledgers, columns, codes and villages, in the names the door takes.

Only whole words outside quotes are names; a name given with ``as`` stays what it was called. A text in quotes is a code
or a village where the column named before it holds such.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from wfx.values.begun import begun
from wfx.values.errors import NoSuchName, TwoNames
from wfx.values.matter.made import GONE, table_names, table_schema
from wfx.values.schema import Field, Schema
from wfx.values.township import Township

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\w+|\s+|.", re.DOTALL)
_WORD = re.compile(r"\w+")
_AS = "as"


@dataclass(frozen=True)
class Worded:
    """The statement as the door takes it, and each column's name as it was typed."""

    sql: str
    typed: Mapping[str, str]


def worded(sql: str, schemas: Mapping[str, Schema], township: Township) -> Worded:
    """The statement with every Chinese name replaced. Errors: ``NoSuchName``, ``TwoNames``."""
    tokens = _TOKEN.findall(sql)
    tables = _tables(schemas)
    aliases = _aliases(tokens, tables)
    named = [tables.get(token, token) for token in tokens]
    known = table_names(schemas)
    read = [table_schema(name, schemas) for name in dict.fromkeys(named) if name in known]
    return _replaced(named, tokens, read, aliases, township)


def _tables(schemas: Mapping[str, Schema]) -> dict[str, str]:
    """Title → table; the title of what stood once begins with 曾有的."""
    found = {schema.title: name for name, schema in schemas.items()}
    for name in table_names(schemas) - schemas.keys():
        title = table_schema(name, schemas).title
        found.setdefault(f"曾有的{title}" if name.startswith(GONE) else title, name)
    return found


def _aliases(tokens: list[str], tables: Mapping[str, str]) -> set[str]:
    """What the statement itself gives a name: the words behind ``as`` or behind a ledger's title."""
    words = [token for token in tokens if not token.isspace()]
    pairs = pairwise(words)
    return {name.strip('"') for before, name in pairs if before.lower() == _AS or before in tables}


def _replaced(named: list[str], tokens: list[str], read: list[Schema], aliases: set[str], township: Township) -> Worded:
    fields = [spec for schema in read for spec in schema.fields]
    made, typed, last, word = list[str](), dict[str, str](), list[Field](), ""
    for token, was in zip(named, tokens, strict=True):
        name, fresh = token.strip('"'), token
        if token.startswith("'"):
            fresh = f"'{_meant(token[1:-1], last, township)}'"
        elif token == was and _WORD.fullmatch(name) and word != _AS:
            fresh = _column(name, fields, read, aliases)
            last = [spec for spec in fields if spec.name == fresh] or last
            typed |= {fresh: name} if fresh != name else {}
        made.append(fresh)
        word = word if token.isspace() else token.lower()
    return Worded("".join(made), typed)


def _column(name: str, fields: list[Field], read: list[Schema], aliases: set[str]) -> str:
    """The column of that title in the tables that are read. Errors: ``NoSuchName``, ``TwoNames``."""
    found = sorted({spec.name for spec in fields if spec.title == name})
    if len(found) == 1 or (found and name in aliases):
        return found[0]
    if found:
        raise TwoNames(shown=name, allowed="、".join(found))
    if name.isascii() or name in aliases:
        return name
    titles = [spec.title for spec in fields]
    raise NoSuchName(shown=name, tables="、".join(schema.title for schema in read), near=_near(name, titles))


def _near(name: str, titles: list[str]) -> str:
    one = begun(name, titles)
    near = [one] if one else [title for title in dict.fromkeys(titles) if name in title or title in name]
    return f"。是不是 {' / '.join(near[:3])}?" if near else ""


def _meant(text: str, last: list[Field], township: Township) -> str:
    """The code of that title, or the village of that name, where the column holds such; else the text."""
    for spec in last:
        for code, title in spec.codes.items():
            if title == text:
                return code
        if spec.name == "village" and (place := township.village(text)) is not None:
            return place.code
    return text


def described(schemas: Mapping[str, Schema], wanted: str = "") -> Iterator[tuple[str, str, str, str, str, str]]:
    """Each table's columns: its name and title, the column's name, title and type, and what may stand there.

    Errors: ``NoSuchName`` for a table that is none.
    """
    tables = _tables(schemas)
    name = tables.get(wanted) or tables.get(begun(wanted, tables) or "", wanted)
    if wanted and name not in table_names(schemas):
        raise NoSuchName(shown=wanted, tables="台账库", near=_near(wanted, list(tables)))
    for table in [name] if wanted else sorted(schemas):
        schema = table_schema(table, schemas)
        for spec in schema.fields:
            may = "、".join(f"{code}={title}" for code, title in spec.codes.items())
            yield table, schema.title, spec.name, spec.title, spec.type.value, may
