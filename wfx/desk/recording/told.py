"""What a record changes, in words: how many of each ledger, then whose, which field, the old and the new."""

from collections.abc import Iterator, Sequence

from wfx.desk.desk import Desk
from wfx.desk.office.names import names_of
from wfx.store.entries.entry import RowsLine
from wfx.values.change import Batch, Change
from wfx.values.schema import FieldType, Schema
from wfx.values.shown import cell_word
from wfx.values.table import Row

MOST = 6  # records told one by one; the books have all (wfx audit show)
_CELL = 30  # characters of a cell
_NOT_TOLD = (FieldType.STEPS, FieldType.INSTANT)
_NOTHING = "(空)"


def counted(desk: Desk, lines: Sequence[RowsLine]) -> list[str]:
    """One line a ledger: its title and how many of its rows are new, changed, gone."""
    found: dict[str, list[int]] = {}
    for line in lines:
        ledger = line.path.split("/")[1]
        sums = found.setdefault(ledger, [0, 0, 0])
        for place, count in enumerate((line.added, line.changed, line.removed)):
            sums[place] += count
    return [f"{_title(desk, ledger)}:{_counts(sums)}" for ledger, sums in found.items()]


def _title(desk: Desk, ledger: str) -> str:
    return desk.books.schema(ledger).title if ledger in desk.books.ledgers else ledger


def _counts(sums: Sequence[int]) -> str:
    said = [f"{word} {count}" for word, count in zip(("新增", "改动", "删去"), sums, strict=True) if count]
    return "、".join(said) or "没有变化"


def changed(desk: Desk, changes: Sequence[Change | Batch]) -> list[str]:
    """The first records one by one: village, household's head under stars, number, each field old → new."""
    single = [change for change in changes if isinstance(change, Change) and change.before != change.after]
    told = [_record(desk, change) for change in single[:MOST]]
    return [*told, *([f"……还有 {len(single) - MOST} 条"] if len(single) > MOST else [])]


def _record(desk: Desk, change: Change) -> str:
    schema, row = desk.books.schema(change.ledger), change.after or change.before or {}
    who = " ".join(filter(None, (_village(desk, schema, row), _head(desk, row), schema.title, " ".join(change.key))))
    if schema.sealed:
        return f"{who}(密封)"
    if change.after is None:
        return f"{who} 删去"
    fields = "、".join(_fields(desk, schema, change.before or {}, change.after))
    return f"{who} {'改动' if change.before else '新增'}:{fields}"


def _village(desk: Desk, schema: Schema, row: Row) -> str:
    return (
        desk.books.township.village_name(str(row["village"]))
        if "village" in schema.names and row.get("village")
        else ""
    )


def _head(desk: Desk, row: Row) -> str:
    """The head of the household a record is of, under stars; blank where there is none or the name stays sealed."""
    number = row.get("household_id")
    home = desk.books.table("households").lookup(str(number)) if number and "households" in desk.books.ledgers else None
    head = str(home["head_id"]) if home and home["head_id"] else ""
    return str(names_of(desk, {head}).get(head, "")) if head else ""


def _fields(desk: Desk, schema: Schema, before: Row, after: Row) -> Iterator[str]:
    for spec in schema.fields:
        old, new = before.get(spec.name), after.get(spec.name)
        if old == new or spec.type in _NOT_TOLD or spec.name in (*schema.key, "village"):
            continue
        if spec.personal:
            yield f"{spec.title}(已改)"
            continue
        words = [cell_word(schema, spec.name, cell, desk.books.township)[:_CELL] for cell in (old, new)]
        yield f"{spec.title} {words[0] or _NOTHING}→{words[1] or _NOTHING}" if before else f"{spec.title} {words[1]}"
