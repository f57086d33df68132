"""Who did what: one record's cells, one matter or household through all ledgers."""

from collections.abc import Iterator

from wfx.desk.audit.auditing import key_words
from wfx.desk.desk import Desk
from wfx.desk.recording.following import ENTRY, entry_cells, records
from wfx.desk.recording.signed import SignOffs
from wfx.store.history.history import RecordStep, steps
from wfx.values.errors import BadValue, NotAChoice, NotInBooks
from wfx.values.notecode import Note
from wfx.values.schema import Schema
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import cell_word
from wfx.values.table import Cell, Key, Row

# one record


def blame_sheet(desk: Desk, ledger: str, key: str, field: str = "") -> Sheet:
    """Each cell of a record as it stands: since when, by whom, at which entry, from what source, signed off by whom.

    Of a record that was deleted, the entry that did it, and each cell as it last stood. Errors: ``NoSuchLedger``,
    ``BadValue`` (a key of other parts, an unknown field), ``NotInBooks``.
    """
    schema = _ledger(desk, ledger)
    found = list(steps(desk.books, schema, _key(desk, schema, key)))
    if not found:
        raise NotInBooks(schema.name, shown=key)
    wanted = [each.name for each in schema.fields if not field or field in (each.name, each.title)]
    if not wanted:
        raise NotAChoice("项目", shown=field, allowed="、".join(each.title for each in schema.fields))
    signed = SignOffs(desk)
    last, gone = found[0].entry, found[0].after is None
    rows = [_blamed(desk, schema, name, found[1:] if gone else found, signed) for name in wanted]
    if gone:
        rows.insert(0, ("整条记录", "已删除", *entry_cells(last), signed.told(last.seq)))
    columns = (Column("field", "项目"), Column("value", "删除前" if gone else "现在"), *ENTRY, Column("signed", "签核"))
    note = f"这条记录共改过 {len(found)} 次,最近一次第 {last.seq} 笔" + (f",由 {last.actor} 删除" if gone else "")
    return Sheet(f"{schema.title} {key} 逐格来历", columns, tuple(rows), (note,), Reader.AUDIT)


_ONCE = ("subject", "source", "signed")  # said of an entry once where people read it, not beside each of its cells


def for_people(sheet: Sheet) -> tuple[Sheet, ...]:
    """The same in two tables: each entry once (where there is any), and the lines with the number of theirs."""
    names = [column.name for column in sheet.columns]
    entry = [at for at, name in enumerate(names) if name in {*(each.name for each in ENTRY), *_ONCE}]
    line = [at for at, name in enumerate(names) if name not in _ONCE]
    place = names.index("seq")
    entries = {row[place]: tuple(row[at] for at in entry) for row in sheet.rows if row[place] is not None}
    told = tuple(entries[seq] for seq in sorted(entries, key=lambda seq: int(str(seq))))
    lines = tuple(tuple(row[at] for at in line) for row in sheet.rows)
    once = Sheet("所在的各笔", tuple(sheet.columns[at] for at in entry), told, (), sheet.reader)
    rest = Sheet(sheet.title, tuple(sheet.columns[at] for at in line), lines, sheet.notes, sheet.reader)
    return (once, rest) if told else (rest,)


def _blamed(desk: Desk, schema: Schema, name: str, found: list[RecordStep], signed: SignOffs) -> tuple[Shown, ...]:
    """The step that gave the cell its present value: the newest before which it was another."""
    step = next((each for each in found if _value(each.before, name) != _value(each.after, name)), found[-1])
    title, now = schema.field(name).title, _cell(desk, schema, name, found[0].after)
    return (title, now, *entry_cells(step.entry), signed.told(step.entry.seq))


def _value(row: Row | None, name: str) -> Cell:
    return None if row is None else row.get(name)


def _cell(desk: Desk, schema: Schema, name: str, row: Row | None) -> str:
    return cell_word(schema, name, _value(row, name), desk.books.township)


def _ledger(desk: Desk, name: str) -> Schema:
    """By name or Chinese title. Errors: ``NoSuchLedger``."""
    titled = (each for each in desk.books.schemas.values() if each.title == name)
    return next(titled, None) or desk.books.schema(name)


def _key(desk: Desk, schema: Schema, text: str) -> Key:
    """The key as typed: its parts between slashes, a village by name or code. Errors: ``BadValue``."""
    parts = tuple(text.split("/"))
    if len(parts) != len(schema.key):
        raise BadValue(f"编号(要写 {'/'.join(schema.field(name).title for name in schema.key)})", shown=text)
    villages = {each.name: each.code for each in desk.books.township.villages} if "village" in schema.key else {}
    return tuple(villages.get(part, part) for part in parts)


# one subject through all ledgers


def history_sheet(desk: Desk, subject: str) -> Sheet:
    """Every step of every record that is or names this household, person, asset or matter, oldest first.

    A household's persons come with it: those who are in it and those who were once. Errors: ``NotInBooks``.
    """
    lines: list[tuple[int, tuple[Shown, ...]]] = []
    signed = SignOffs(desk)
    for schema, key in records(desk, subject):
        for step in steps(desk.books, schema, key):
            lines += [(step.entry.seq, line) for line in _told(desk, schema, key, step, signed)]
    if not lines:
        raise NotInBooks("subject", shown=subject)
    columns = (
        *ENTRY,
        Column("ledger", "账"),
        Column("key", "记录"),
        Column("change", "变化"),
        Column("field", "项目"),
        Column("before", "原来"),
        Column("after", "现在"),
        Column("signed", "签核"),
    )
    ordered = tuple(line for _, line in sorted(lines, key=lambda each: each[0]))
    entries = len({seq for seq, _ in lines})
    code = Note.of(desk.books.head, desk.books.seq)
    notes = (
        f"共 {entries} 笔 {len(lines)} 处;截至第 {desk.books.seq} 笔 {desk.books.head[:10]}",
        f"这一笔的对账码 {code};核对:wfx audit verify --note {code}",
    )
    return Sheet(f"{subject} 全部来历", columns, ordered, notes, Reader.AUDIT)


def _told(desk: Desk, schema: Schema, key: Key, step: RecordStep, signed: SignOffs) -> Iterator[tuple[Shown, ...]]:
    start = (*entry_cells(step.entry), schema.title, key_words(schema, key, desk.books.township))
    end = signed.told(step.entry.seq)
    if step.after is None:
        yield (*start, "删除", "", "", "", end)
        return
    word = "新增" if step.before is None else "改动"
    for spec in schema.fields:
        old, new = _value(step.before, spec.name), _value(step.after, spec.name)
        if old != new:
            cells = (_cell(desk, schema, spec.name, row) for row in (step.before, step.after))
            yield (*start, word, spec.title, *cells, end)
