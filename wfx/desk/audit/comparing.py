"""Two states held against each other: entries, days, months, files of records, and a bundle somebody kept."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from wfx.desk.audit.auditing import cells_sheet, row_diff_sheet
from wfx.desk.desk import Desk
from wfx.store.books.books import OpenBooks
from wfx.store.entries.chain import Chain
from wfx.store.exchange.bundle import parse_bundle, refuse_damaged
from wfx.store.files.parquet import batches
from wfx.store.files.readrows import read_rows
from wfx.store.history.diffstream import diff_streams
from wfx.store.objects.git import Git
from wfx.store.objects.tree import Trees
from wfx.values.errors import BadValue
from wfx.values.schema import Kind, Schema
from wfx.values.sheet import Sheet

_FILES = (".parquet", ".toml")


def compared(desk: Desk, before: str, after: str) -> Sheet:
    """Every cell that differs. A side is an entry (number, id, day, month), a ``.bundle``, or both are ledger files.

    An empty ``after`` is the books as they stand. Errors: ``NoSuchEntry``, ``NotACopy``, ``ArrivedDamaged``,
    ``BadValue`` for a file whose name is no ledger's, and those of the readers.
    """
    old, new = Path(before), Path(after or ".")
    if old.suffix in _FILES and new.suffix in _FILES:
        schema = _schema_of(desk, old)
        difference = diff_streams(lambda: _rows(old, schema), lambda: _rows(new, schema), schema)
        return row_diff_sheet(schema, difference, f"{old.name} → {new.name}", desk.books.township)
    with _together(desk, [path for path in (old, new) if path.suffix == ".bundle"]) as (git, heads):
        sides = [_side(desk, git, heads, text) for text in (before, after)]
        return cells_sheet(sides[0], sides[1], f"{_name(before, sides[0])} → {_name(after, sides[1])}")


def _name(text: str, books: OpenBooks) -> str:
    return f"{Path(text).name} 第 {books.seq} 笔" if text.endswith(".bundle") else f"第 {books.seq} 笔"


def _schema_of(desk: Desk, path: Path) -> Schema:
    """The ledger a file's name says: ``assets.v03.parquet``, or a matter in a folder of that name."""
    names = (path.name.split(".")[0], path.resolve().parent.name, path.resolve().parent.parent.name)
    found = next((name for name in names if name in desk.books.schemas), "")
    if not found:
        raise BadValue("台账文件(文件名要以台账名开头,如 assets.v03.parquet)", shown=path.name)
    return desk.books.schema(found)


def _rows(path: Path, schema: Schema) -> Iterator[pa.Table]:
    """A ledger file's rows, a register's batch by batch."""
    try:
        yield from batches(path, schema) if schema.kind is Kind.REGISTER else [read_rows(path.read_bytes(), schema)]
    except OSError:
        raise BadValue("台账文件", shown=path.name) from None


@contextlib.contextmanager
def _together(desk: Desk, bundles: list[Path]) -> Iterator[tuple[Git, dict[str, str]]]:
    """One object database holding the books and the bundles' entries, and each bundle's head by its path."""
    own = desk.books
    if not bundles:
        yield own.git, {}
        return
    with tempfile.TemporaryDirectory(prefix="wfx-", ignore_cleanup_errors=True) as name, Git(Path(name)) as git:
        git.create()
        git.take_pack(own.git.pack(own.head))
        heads = {}
        for path in bundles:
            head, pack = parse_bundle(path.read_bytes() if path.is_file() else b"", path.name)
            git.take_pack(pack)
            refuse_damaged(git, head)
            heads[str(path)] = head
        yield git, heads


def _side(desk: Desk, git: Git, heads: dict[str, str], text: str) -> OpenBooks:
    oid = heads.get(str(Path(text))) if text else desk.books.head
    oid = oid or desk.books.entry(text).oid
    return OpenBooks(git, Trees(git), Chain(git, oid), oid, shares=True)
