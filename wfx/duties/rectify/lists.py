"""The matters as they are shown: 整改台账, 三色榜, one matter whole; colours are computed, never kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from wfx.duties import matter
from wfx.duties.matter import BLUE, RED, YELLOW
from wfx.duties.rectify.matters import LEDGER, find
from wfx.values.books import Books
from wfx.values.errors import NotAChoice
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.steps import steps_of
from wfx.values.table import Row

_LIST = ("rectification_id", "source", "level", "village", "owner_unit", "problem", "owner", "due_on", "state")


def standing_in(row: Row, month: Month | None) -> bool:
    """Whether the matter was open at some time of the month (or of all time)."""
    opened, closed = row["opened_on"], row["closed_on"]
    if month is None:
        return True
    return (not isinstance(opened, date) or opened <= month.last) and (
        not isinstance(closed, date) or closed >= month.first
    )


def show_list(
    books: Books, day: date, *, village: str | None = None, only: str | None = None, month: Month | None = None
) -> Sheet:
    """整改台账: the matters, one a row, red first; ``only`` one colour, ``month`` those open in it.

    Errors: ``BadValue`` for another word.
    """
    if only not in (None, BLUE, YELLOW, RED):
        raise NotAChoice("颜色", shown=str(only), allowed=f"{RED}、{YELLOW}、{BLUE}")
    table = books.table(LEDGER, village=village)
    lit = [(matter.standing(table.schema, row, day).colour, row) for row in table.rows() if standing_in(row, month)]
    chosen = [pair for pair in lit if only in (None, pair[0])]
    chosen.sort(key=lambda pair: ((RED, YELLOW, BLUE).index(pair[0]), str(pair[1]["rectification_id"])))
    rows = tuple(
        (shade, *(shown_cell(table.schema, row, name, books.township) for name in _LIST)) for shade, row in chosen
    )
    specs = (table.schema.field(name) for name in _LIST)
    columns = (Column("colour", "颜色"), *(Column(spec.name, spec.title, spec.type) for spec in specs))
    return Sheet("问题整改台账", columns, rows, (_counted(lit, day),))


def board(books: Books, day: date, by: str, month: Month | None = None) -> Sheet:
    """三色榜: how many are closed, under way and overdue, by ``village``, ``source``, ``owner_unit`` or ``month``.

    By ``month`` it counts by the month of opening; with a ``month`` it counts the matters open in that month.
    """
    table = books.table(LEDGER)
    lit = [(matter.standing(table.schema, row, day).colour, row) for row in table.rows() if standing_in(row, month)]
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


def show(books: Books, number: str, day: date) -> tuple[Sheet, ...]:
    """One matter whole: its card, its steps and what may be done next, its children. Errors: ``NotInBooks``."""
    row = find(books, number)
    schema = books.schema(LEDGER)
    lifecycle, steps = matter.life(schema), steps_of(row)
    facts: list[tuple[Shown, ...]] = [("颜色", matter.standing(schema, row, day).colour)]
    for spec in schema.fields:
        value = shown_cell(schema, row, spec.name, books.township)
        if value is not None and spec.type is not FieldType.STEPS:
            facts.append((spec.title, str(value)))
    following = "、".join(action.title for action in matter.may_follow(schema, row))
    name = str(row["rectification_id"])
    card = Sheet(
        f"问题整改 {name}", (Column("field", "项目"), Column("value", "内容")), tuple(facts), (f"可以办:{following}",)
    )
    titles = {action.name: action.title for action in lifecycle.actions}
    taken = tuple((str(one.on), titles.get(one.action, one.action), one.by, one.note) for one in steps)
    columns = (Column("on", "日期"), Column("action", "步骤"), Column("by", "经办"), Column("note", "说明"))
    children = [child for child in books.table(LEDGER).rows() if child["parent"] == name]
    drawn = tuple(
        (
            str(child["rectification_id"]),
            shown_cell(schema, child, "village", books.township),
            shown_cell(schema, child, "state", books.township),
            matter.standing(schema, child, day).colour,
        )
        for child in children
    )
    heads = (Column("id", "整改编号"), Column("village", "村"), Column("state", "整改状态"), Column("colour", "颜色"))
    return card, Sheet("步骤", columns, taken), Sheet("举一反三", heads, drawn)


def open_and_red(books: Books, day: date) -> tuple[int, int]:
    """How many matters are not closed, and how many of those are overdue."""
    table = books.table(LEDGER)
    shades = Counter(matter.standing(table.schema, row, day).colour for row in table.rows())
    return shades[YELLOW] + shades[RED], shades[RED]


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
