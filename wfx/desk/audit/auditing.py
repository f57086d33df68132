"""The history as people read it: entries, one entry whole, what changed between two."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice, zip_longest

from wfx.desk.desk import Desk
from wfx.desk.recording.signed import SignOffs, said
from wfx.store.books.books import OpenBooks
from wfx.store.entries.chain import fact_month
from wfx.store.entries.entry import Entry, is_record
from wfx.store.history.diff import RowDiff
from wfx.store.history.log import changed_files, changed_rows
from wfx.values.errors import BadValue
from wfx.values.month import Month
from wfx.values.posts import ROLES
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


def log_sheet(
    desk: Desk, limit: int | None = None, *, month: Month | None = None, by: str = "", kind: str = ""
) -> Sheet:
    """Entries newest first: number, when, who, what, how many rows; of one month, officer or kind if wanted.

    Errors: ``BadValue`` for a kind that is none.
    """
    kinds = {code: title for code, title in KINDS.items() if kind in ("", code, title)}
    if not kinds:
        raise BadValue(f"种类({'、'.join(KINDS.values())})", shown=kind)
    chosen = (
        entry
        for entry in desk.books.entries(None if month or by or kind else limit)
        if entry.kind in kinds and by in ("", entry.actor) and (month is None or fact_month(entry) == str(month))
    )
    rows = tuple(_line(entry) for entry in islice(chosen, limit))
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
    shown = f"列出 {len(rows)} 笔," if len(rows) < desk.books.seq else ""
    return Sheet("流水", columns, rows, (f"{shown}共 {desk.books.seq} 笔",), Reader.AUDIT)


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
            *_signoff(here),
            ("签核", SignOffs(desk).told(here.seq)),
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


def _signoff(entry: Entry) -> list[tuple[str, str]]:
    """What a sign-off says beside its range and reason: whose word, in what role, how strong, by which paper."""
    sign = entry.signoff
    if sign is None:
        return []
    return [
        ("意见", said(entry)),
        ("角色", ROLES.get(sign.role, sign.role)),
        ("签字人", sign.signatory),
        ("代谁签", sign.deputy_for),
        ("审签单", sign.paper),
    ]


def text_lines(before: OpenBooks | None, after: OpenBooks) -> Iterator[tuple[str, str, str]]:
    """File, old line, new line of every rule, setting, form or list of officers that differs; whole ones once."""
    if before is None:
        return
    for change in (each for each in changed_files(before, after) if not is_record(each.path)):
        old, new = (_lines(after, oid) for oid in (change.before, change.after))
        if not change.before or not change.after:
            yield (change.path, f"{len(old)} 行" if old else "", f"{len(new)} 行" if new else "")
            continue
        for word, *span in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if word != "equal":
                pairs = zip_longest(old[span[0] : span[1]], new[span[2] : span[3]], fillvalue="")
                yield from ((change.path, one, other) for one, other in pairs)


def _lines(books: OpenBooks, oid: str) -> list[str]:
    return books.git.read(oid, "blob").decode("utf-8", "replace").splitlines() if oid else []


def cells_sheet(before: OpenBooks | None, after: OpenBooks, title: str) -> Sheet:
    """Every cell, and every line of a rule, setting or form, that differs between two states in one object database."""
    rows: list[tuple[Shown, ...]] = []
    for ledger, diff in changed_rows(before, after).items():
        rows.extend(told(after.schema(ledger), diff, after.township))
    rows += [("文件", path, "改动", "", old, new) for path, old, new in text_lines(before, after)]
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
            key = key_words(schema, schema.key_of(row), township)
            yield (schema.title, key, word, "", *((said, "") if word == "删除" else ("", said)))
    for cell in diff.cells():
        both = [cell_word(schema, cell.field, each, township) for each in (cell.before, cell.after)]
        yield (schema.title, key_words(schema, cell.key, township), "改动", schema.field(cell.field).title, *both)


def row_words(schema: Schema, row: Row, township: Township) -> str:
    """What a row says beyond its key, in one line; of a sealed register nothing."""
    if schema.sealed:
        return ""
    specs = [one for one in schema.fields if not one.system and one.name not in (*schema.key, *schema.partition)]
    words = ((one.title, cell_word(schema, one.name, row.get(one.name), township)) for one in specs)
    told = [f"{title} {text}" for title, text in words if text]
    whole = "、".join(told)
    return whole if len(whole) <= _ROW else whole[: _ROW - 1] + "…"


def key_words(schema: Schema, key: Key, township: Township) -> str:
    """A record's key as people read it, villages by name."""
    return " ".join(cell_word(schema, name, part, township) for name, part in zip(schema.key, key, strict=True))


def _files(before: OpenBooks | None, after: OpenBooks) -> Sheet:
    rows = tuple(
        (change.path, "新增" if not change.before else "删除" if not change.after else "改动")
        for change in changed_files(before, after)
    )
    return Sheet("文件", (Column("path", "文件"), Column("change", "变化")), rows, reader=Reader.AUDIT)
