"""督导: completion judged by 督导考核办, quality by 乡村振兴办, in separate hands (MISSION M27)."""

from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from wfx.values.books import Books
from wfx.values.change import Batch
from wfx.values.errors import NoTaskSheet, RoleMissing
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Key, Row

COMPLETION_ROLE = "supervisor"
QUALITY_ROLES = ("chief", "clerk")


def take(
    books: Books, incoming: pa.Table, merged: pa.Table, month: Month, *, actor: str, roles: Collection[str]
) -> list[Batch]:
    """Score rows with the hand that gave each mark written beside it.

    Shapes: ``incoming`` are the rows as they came, ``merged`` the same rows laid over the books. Only a mark that the
    file brings and that differs from the books needs its role. Errors: ``NoTaskSheet``, ``RoleMissing``.
    """
    if not len(books.table("task_items", month=month)):
        raise NoTaskSheet("month", shown=str(month))
    standing = books.table("scores", month=month)
    rows = merged
    for name, hand, allowed in (
        ("completion", "completion_by", (COMPLETION_ROLE,)),
        ("quality", "quality_by", QUALITY_ROLES),
    ):
        if name not in incoming.column_names or incoming[name].null_count == incoming.num_rows:
            continue
        brought = pc.is_valid(incoming[name])
        changed = pc.and_(brought, pa.array(_changed(rows, standing.by_key, name)))
        if pc.any(changed).as_py() and not set(allowed) & set(roles):
            raise RoleMissing(name, act=standing.schema.field(name).title, roles="、".join(allowed))
        place = rows.column_names.index(hand)
        rows = rows.set_column(place, hand, pc.if_else(changed, pa.scalar(actor), rows[hand]))
    return [Batch("scores", rows)]


def _changed(rows: pa.Table, standing: Mapping[Key, Row], name: str) -> list[bool]:
    keys = zip(*(rows[part].to_pylist() for part in ("month", "item_id", "village")), strict=True)
    values = rows[name].to_pylist()
    return [(standing.get(key) or {}).get(name) != value for key, value in zip(keys, values, strict=True)]


def show(books: Books, month: Month, *, village: str | None = None) -> Sheet:
    """评分表: one row a task and village, both marks and who gave them; a missing mark is shown as such."""
    rows: list[tuple[Shown, ...]] = []
    scores = books.table("scores", month=month)
    for item in books.table("task_items", month=month).rows():
        listed = item["villages"] if isinstance(item["villages"], list) else []
        for place in books.township.villages:
            if (listed and place.code not in listed) or village not in (None, place.code):
                continue
            row = scores.lookup(str(month), str(item["item_id"]), place.code) or {}
            marks = [row.get("completion"), row.get("quality")]
            shown = ["未评" if mark is None else mark for mark in marks]
            rows.append((str(item["item_id"]), str(item["task"]), place.name, *shown, str(row.get("evidence") or "")))  # type: ignore[arg-type]
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("village", "村"),
        Column("completion", "完成度", FieldType.QUANTITY),
        Column("quality", "质量分", FieldType.QUANTITY),
        Column("evidence", "依据"),
    )
    open_marks = sum(1 for row in rows if "未评" in row)
    return Sheet(f"{month} 督导评分", columns, tuple(rows), (f"还有 {open_marks} 处未评",))
