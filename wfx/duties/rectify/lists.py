"""三色榜: counted as the day stands; colours are computed, never kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.matter import BLUE, RED, YELLOW
from wfx.duties.rectify.matters import LEDGER
from wfx.values.books import Books
from wfx.values.errors import NotAChoice
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet
from wfx.values.shown import shown_cell
from wfx.values.table import Row

BY = ("village", "source", "owner_unit", "month")


def board(call: Call) -> Sheet:
    """The board as typed. Errors: ``NotAChoice``, ``BadValue``."""
    by, month = call.words["by"], call.words.get("month")
    if by not in BY:
        raise NotAChoice("口径", shown=by[:20], allowed="、".join(BY))
    return board_of(call.books, call.today, by, Month.parse(month) if month else None)


def board_of(books: Books, day: date, by: str, month: Month | None = None) -> Sheet:
    """三色榜: how many are closed, under way and overdue, by ``village``, ``source``, ``owner_unit`` or ``month``.

    By ``month`` it counts by the month of opening; with a ``month`` it counts the matters open in that month.
    """
    table = books.table(LEDGER)
    lit = [
        (matter.standing(table.schema, row, day).colour, row)
        for row in table.rows()
        if matter.standing_in(table.schema, row, month)
    ]
    groups: dict[str, Counter[str]] = {}
    for shade, row in lit:
        title = _group(books, row, by)
        groups.setdefault(str(title), Counter())[shade] += 1
    ranked = sorted(groups.items(), key=lambda pair: (-pair[1][RED], -pair[1][YELLOW], pair[0]))
    if by == "month":
        ranked.sort()
    rows = [(name, *_line(counted)) for name, counted in ranked]
    rows.append(("合计", *_line(Counter(shade for shade, _ in lit))))
    columns = (
        Column(by, "反馈月份" if by == "month" else table.schema.field(by).title),
        Column("total", "问题数", FieldType.INT),
        Column("blue", "蓝(已报结)", FieldType.INT),
        Column("yellow", "黄(整改中)", FieldType.INT),
        Column("red", "红(逾期)", FieldType.INT),
        Column("share", "销号率"),
    )
    return Sheet("问题整改三色榜", columns, tuple(rows), (_counted(lit, day),))


def _group(books: Books, row: Row, by: str) -> str:
    if by == "month":
        return str(row["opened_on"])[:7]
    if not row.get(by):
        return "乡级(未到村)" if by == "village" else "未填"
    return str(shown_cell(books.schema(LEDGER), row, by, books.township))


def _line(counted: Counter[str]) -> tuple[int, int, int, int, str]:
    total = sum(counted.values())
    share = f"{counted[BLUE] * 100 // total}%" if total else "无"
    return total, counted[BLUE], counted[YELLOW], counted[RED], share


def _counted(lit: Sequence[tuple[str, Row]], day: date) -> str:
    shades = Counter(shade for shade, _ in lit)
    again = sum(1 for _, row in lit if row.get("reopened"))
    return (
        f"截至 {day}:共 {len(lit)} 项,已报结 {shades[BLUE]}、整改中 {shades[YELLOW]}、逾期 {shades[RED]},重开过 {again}"
    )
