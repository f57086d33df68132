"""What happened to a household or an asset, told in order: the day, the entry, who entered it, what it brought."""

from collections.abc import Iterator

from wfx.desk.desk import Desk
from wfx.desk.recording.following import records
from wfx.store.history.history import RecordStep, steps
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import cell_word

_NOT_TOLD = (FieldType.STEPS, FieldType.INSTANT)
_MOST = 6  # fields of one event; the rest stand in wfx audit show
_NOTHING = "(空)"
COLUMNS = (
    Column("about", "所属"),
    Column("seq", "笔", FieldType.INT),
    Column("actor", "经办"),
    Column("ledger", "账"),
    Column("what", "经过"),
)


def story(desk: Desk, subject: str) -> Sheet:
    """One line an entry and record, oldest first; sealed ledgers are left out."""
    told: list[tuple[int, tuple[Shown, ...]]] = []
    for schema, key in records(desk, subject):
        if not schema.sealed:
            told += [(step.entry.seq, _line(desk, schema, key, step)) for step in steps(desk.books, schema, key)]
    rows = tuple(line for _, line in sorted(told, key=lambda each: each[0]))
    note = f"逐格来历:wfx audit history {subject};一笔的全部:wfx audit show 笔号"
    return Sheet("经过", COLUMNS, rows, (note,))


def _line(desk: Desk, schema: Schema, key: tuple[str, ...], step: RecordStep) -> tuple[Shown, ...]:
    entry, number = step.entry, " ".join(key)
    said = list(_fields(desk, schema, step))
    more = f" 等 {len(said)} 项" if len(said) > _MOST else ""
    word = "删去" if step.after is None else "登记" if step.before is None else "改动"
    what = f"{word} {number}:{'、'.join(said[:_MOST])}{more}".rstrip(":")
    return (entry.about or f"{entry.when:%Y-%m-%d}", entry.seq, entry.actor, schema.title, what)


def _fields(desk: Desk, schema: Schema, step: RecordStep) -> Iterator[str]:
    """Each field that became another: of a new record what it is, else old → new; no field that is a person's own."""
    for spec in schema.fields:
        old, new = ((row or {}).get(spec.name) for row in (step.before, step.after))
        if step.after is None or old == new or spec.type in _NOT_TOLD or spec.name in schema.key or spec.personal:
            continue
        words = [cell_word(schema, spec.name, cell, desk.books.township) for cell in (old, new)]
        yield (
            f"{spec.title} {words[1]}"
            if step.before is None
            else f"{spec.title} {words[0] or _NOTHING}→{words[1] or _NOTHING}"
        )
