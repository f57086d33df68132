"""The history as people read it: entries, one entry whole, what changed between two."""

from collections.abc import Iterator

from wfx.desk.desk import Desk
from wfx.store.books import OpenBooks
from wfx.store.diff import RowDiff
from wfx.store.entry import Entry
from wfx.store.log import changed_files, changed_rows
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import cell_word
from wfx.values.table import Key, Row
from wfx.values.township import Township

KINDS = {
    "genesis": "建账",
    "change": "登记",
    "signoff": "签核",
    "seal": "封账",
    "law": "规则",
    "officers": "人员",
    "access": "查阅",
    "reencode": "重编",
}
_ROW = 120  # characters of a row in a list of changes
# What a list of changed cells shows, before an entry is written and after.
CELLS = (
    Column("ledger", "账"),
    Column("key", "编号"),
    Column("change", "变化"),
    Column("field", "项目"),
    Column("before", "原来"),
    Column("after", "现在"),
)


def log_sheet(desk: Desk, limit: int | None) -> Sheet:
    """Entries newest first: number, when, who, what, how many rows."""
    rows = tuple(_line(entry) for entry in desk.books.entries(limit))
    columns = (
        Column("seq", "笔", FieldType.INT),
        Column("when", "登记时间"),
        Column("actor", "经办"),
        Column("kind", "种类"),
        Column("subject", "事项"),
        Column("about", "所属"),
        Column("rows", "增/改/删"),
        Column("oid", "编号"),
    )
    return Sheet("流水", columns, rows, (f"共 {desk.books.seq} 笔",), Reader.AUDIT)


def _line(entry: Entry) -> tuple[Shown, ...]:
    totals = [sum(getattr(line, name) for line in entry.rows) for name in ("added", "changed", "removed")]
    counted = "+{} ~{} -{}".format(*totals) if entry.rows else ""
    when = f"{entry.when:%Y-%m-%d %H:%M}"
    return (entry.seq, when, entry.actor, KINDS[entry.kind], entry.subject, entry.about, counted, entry.oid[:10])


def entry_sheets(desk: Desk, ref: str) -> tuple[Sheet, ...]:
    """One entry whole: its own words, and every cell it changed. Errors: ``NoSuchEntry``."""
    with desk.books.at(ref) as books:
        here = books.here
        facts = [
            ("笔", str(here.seq)),
            ("编号", here.oid),
            ("时间", f"{here.when:%Y-%m-%d %H:%M:%S} +0800"),
            ("经办", here.actor),
            ("种类", KINDS[here.kind]),
            ("事项", here.subject),
            ("说明", here.body),
            ("所属", here.about),
            ("来源", here.source),
            ("电脑", here.machine),
            ("程序", here.tool),
            ("钥匙", here.signed_with),
            ("账目根", here.root),
        ]
        card = Sheet(
            f"第 {here.seq} 笔",
            (Column("field", "项目"), Column("value", "内容")),
            tuple((title, text) for title, text in facts if text),
            reader=Reader.AUDIT,
        )
        return card, cells_sheet(books.parent(), books, f"第 {here.seq} 笔改动"), _files(books.parent(), books)


def cells_sheet(before: OpenBooks | None, after: OpenBooks, title: str) -> Sheet:
    """Every cell that differs between two states in one object database."""
    rows: list[tuple[Shown, ...]] = []
    for ledger, diff in changed_rows(before, after).items():
        rows.extend(told(after.schema(ledger), diff, after.township))
    return _cells(title, rows)


def row_diff_sheet(schema: Schema, diff: RowDiff, title: str, township: Township) -> Sheet:
    """The same for one ledger's rows."""
    return _cells(title, list(told(schema, diff, township)))


def _cells(title: str, rows: list[tuple[Shown, ...]]) -> Sheet:
    return Sheet(title, CELLS, tuple(rows), (f"{len(rows)} 处",), Reader.AUDIT)


def told(schema: Schema, diff: RowDiff, township: Township) -> Iterator[tuple[Shown, ...]]:
    """One line (``CELLS``) a row added or removed, one a cell changed; sealed cells are not opened."""
    for word, rows in (("新增", diff.added), ("删除", diff.removed)):
        for row in rows.to_pylist():
            said = row_words(schema, row, township)
            key = _joined(schema, schema.key_of(row), township)
            yield (schema.title, key, word, "", *((said, "") if word == "删除" else ("", said)))
    for cell in diff.cells():
        both = [cell_word(schema, cell.field, each, township) for each in (cell.before, cell.after)]
        yield (schema.title, _joined(schema, cell.key, township), "改动", schema.field(cell.field).title, *both)


def row_words(schema: Schema, row: Row, township: Township) -> str:
    """What a row says beyond its key, in one line; of a sealed register nothing."""
    if schema.sealed:
        return ""
    specs = [one for one in schema.fields if not one.system and one.name not in (*schema.key, *schema.partition)]
    words = ((one.title, cell_word(schema, one.name, row.get(one.name), township)) for one in specs)
    told = [f"{title} {text}" for title, text in words if text]
    whole = "、".join(told)
    return whole if len(whole) <= _ROW else whole[: _ROW - 1] + "…"


def _joined(schema: Schema, key: Key, township: Township) -> str:
    return " ".join(cell_word(schema, name, part, township) for name, part in zip(schema.key, key, strict=True))


def _files(before: OpenBooks | None, after: OpenBooks) -> Sheet:
    rows = tuple(
        (change.path, "新增" if not change.before else "删除" if not change.after else "改动")
        for change in changed_files(before, after)
    )
    return Sheet("文件", (Column("path", "文件"), Column("change", "变化")), rows, reader=Reader.AUDIT)
