"""What the office changed against the rules, schemas, views and templates that come with the program."""

import tomllib
from collections.abc import Iterator
from typing import Any

from wfx.desk.desk import Desk
from wfx.desk.office.shipped import law_files
from wfx.values.sheet import Column, Reader, Sheet, Shown

_MOST = 120  # characters of a value; a rule's examples are long


def shipped_diff(desk: Desk) -> Sheet:
    """File by file, and in a rule entry by entry: what stands in the books beside what comes with the program."""
    law, shipped = desk.books.law(), law_files()
    own = {**desk.books.files("schemas"), **law.rules, **law.views, **law.templates}
    rows = [
        line for path in sorted(own.keys() | shipped.keys()) for line in _told(path, shipped.get(path), own.get(path))
    ]
    columns = (
        Column("path", "文件"),
        Column("change", "变化"),
        Column("entry", "项目"),
        Column("shipped", "随附的"),
        Column("own", "本乡的"),
    )
    files = len({row[0] for row in rows})
    note = f"{files} 个文件与程序随附的不同" if files else "与程序随附的完全一样"
    return Sheet("本乡改过的规则", columns, tuple(rows), (note,), Reader.AUDIT)


def _told(path: str, old: bytes | None, new: bytes | None) -> Iterator[tuple[Shown, ...]]:
    if old == new:
        return
    if old is None or new is None:
        yield (path, "本乡增加" if old is None else "本乡没有", "", "", "")
        return
    before, after = _entries(old), _entries(new)
    changed = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    if not path.endswith(".toml") or not changed:
        yield (path, "改动", "", "", "")
        return
    for name in changed:
        yield (path, "改动", name, before.get(name, ""), after.get(name, ""))


def _entries(data: bytes) -> dict[str, str]:
    """Dotted name → value as text; nothing for a file that is no TOML."""
    try:
        return dict(_flat("", tomllib.loads(data.decode("utf-8"))))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _flat(start: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{start}{name}.", value)
        else:
            yield f"{start}{name}", str(value)[:_MOST]
