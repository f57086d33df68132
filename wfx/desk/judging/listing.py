"""Any ledger or view as a list: what ``wfx list`` shows, and what declared duties draw their lists with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from wfx.desk.desk import Desk
from wfx.desk.judging.blank import unentered
from wfx.desk.judging.viewing import NOWHERE, drawn, has_view, view_file, view_files, view_sheet
from wfx.desk.office.typed import cells
from wfx.rules.columns import shown_fields
from wfx.rules.viewfile import choices_in, title_of
from wfx.values.errors import NoSuchList, NotAChoice
from wfx.values.month import Month
from wfx.values.personal import mask_name, mask_text
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row

__all__ = ["Listed", "everything", "find_list", "ledger_sheet", "listed", "lists_sheet", "view_sheet"]

MONTH_FIELD = "month"
_WORDS = {"是": True, "否": False, "true": True, "false": False}
_TYPED = (FieldType.CODE, FieldType.DATE, FieldType.MONEY, FieldType.INT)


@dataclass(frozen=True)
class Listed:
    """What a name stands for: a ledger, or a view of a duty."""

    name: str
    title: str
    duty: str
    is_view: bool

    @property
    def typed(self) -> str:
        """The word by which it is asked for."""
        return f"{self.duty}/{self.name}" if self.is_view else self.name


def everything(desk: Desk) -> tuple[Listed, ...]:
    """Every ledger and view there is, the office's own too, by duty; views after ledgers."""
    ledgers = [_ledger(each) for each in desk.books.schemas.values()]
    views = []
    for path, data in view_files(desk).items():
        _, duty, name = path.removesuffix(".toml").split("/")
        views.append(Listed(name, title_of(data), duty, is_view=True))
    return tuple(sorted((*ledgers, *views), key=lambda each: (each.duty, each.is_view, each.name)))


def find_list(desk: Desk, word: str) -> Listed:
    """What is meant: a ledger's name, ``duty/name`` of a view, a ledger's title, a view's name or title.

    Errors: ``NoSuchList``, also where a word is the name of several views.
    """
    duty, _, name = word.partition("/")
    if word in desk.books.schemas:
        return _ledger(desk.books.schemas[word])
    if has_view(desk, duty, name):
        return Listed(name, title_of(view_file(desk, duty, name)), duty, is_view=True)
    known = everything(desk)
    tests: tuple[Callable[[Listed], bool], ...] = (
        lambda each: not each.is_view and word == each.title,
        lambda each: each.is_view and word == each.name,
        lambda each: each.is_view and word == each.title,
    )
    for test in tests:
        found = [each for each in known if test(each)]
        if len(found) == 1:
            return found[0]
        if found:
            near = "、".join(each.typed for each in found)
            raise NoSuchList("view", shown=word[:40], near=f"这个名称有几张清单:{near}。")
    raise NoSuchList("view", shown=word[:40], near=NOWHERE)


def _ledger(schema: Schema) -> Listed:
    return Listed(schema.name, schema.title, schema.duty, is_view=False)


def lists_sheet(desk: Desk) -> Sheet:
    """What there is to be listed."""
    known = everything(desk)
    rows = tuple((each.typed, each.title, "清单" if each.is_view else "账", each.duty) for each in known)
    columns = (Column("name", "名称"), Column("title", "标题"), Column("kind", "种类"), Column("duty", "工作"))
    views = sum(1 for each in known if each.is_view)
    return Sheet("账和清单", columns, rows, (f"账 {len(known) - views} 本,清单 {views} 张;看一张:wfx list 名称",))


def listed(
    desk: Desk, word: str, *, village: str | None = None, month: Month | None = None, where: Mapping[str, str]
) -> Sheet:
    """A ledger or a view by any of its names; ``where`` holds fields and their values, of a view also its choices.

    Errors: ``NoSuchList``, ``NotAChoice`` for what it cannot be narrowed by, those of ``run_view``.
    """
    found = find_list(desk, word)
    if not found.is_view:
        return ledger_sheet(desk, found.name, (), village=village, month=month, where=where)
    known = choices_in(view_file(desk, found.duty, found.name))
    choices = {name: text for name, text in where.items() if name in known}
    rest = {name: text for name, text in where.items() if name not in known}
    return drawn(desk, found.duty, found.name, village=village, month=month, choices=choices, where=rest).sheet


def ledger_sheet(
    desk: Desk,
    ledger: str,
    columns: Sequence[str] = (),
    *,
    village: str | None = None,
    month: Month | None = None,
    month_field: str = MONTH_FIELD,
    where: Mapping[str, str] | None = None,
) -> Sheet:
    """A ledger's rows with these columns (none named: all that are open), titled and worded by its schema.

    ``month`` keeps the rows whose ``month_field``, a month or a day, lies in it; ``where``: field (or its title) → the
    value as typed. Errors: ``NoSuchLedger``, ``KeyError`` for a column it has not, ``NotAChoice`` for a filter it has
    not or a word that is none of a field's codes.
    """
    schema = desk.books.schema(ledger)
    open_fields = tuple(each for each in shown_fields(schema) if not (schema.sealed and each.name.endswith("_tag")))
    fields = tuple(schema.field(name) for name in columns) or open_fields
    for name, said in (("village", village), (month_field, month)):
        if said is not None and name not in schema.names:
            raise NotAChoice("筛选", shown=f"--{'village' if said is village else 'month'}", allowed=_filters(schema))
    wanted = [_wanted(desk, schema, open_fields, name, text) for name, text in (where or {}).items()]
    in_part = month if month_field == MONTH_FIELD else None
    table = desk.books.table(ledger, village=village, month=in_part)
    rows = [row for row in table.rows() if _in(month, row.get(month_field)) and all(test(row) for test in wanted)]
    drawn_rows = tuple(tuple(_cell(desk, schema, row, field) for field in fields) for row in rows)
    heads = tuple(Column(field.name, field.title, field.type, field.unit) for field in fields)
    told = () if rows else unentered(desk.books, (ledger,), in_part)
    return Sheet(schema.title, heads, drawn_rows, (f"共 {len(rows)} 行", *told))


def _filters(schema: Schema) -> str:
    there = [f"--{name}" for name in ("village", "month") if name in schema.names]
    return "、".join([*there, "--where"])


def _in(month: Month | None, value: Cell) -> bool:
    return month is None or str(value or "")[:7] == str(month)


def _wanted(desk: Desk, schema: Schema, fields: Sequence[Field], named: str, text: str) -> Callable[[Row], bool]:
    """Whether a row has what was typed: a code by its title, a village by its name, a list that holds it."""
    field = next((each for each in fields if named in (each.name, each.title)), None)
    if field is None:
        raise NotAChoice("字段", shown=named[:40], allowed="、".join(each.title for each in fields))
    value: object = text
    if field.type in _TYPED or field.name == "village":
        value = cells(desk, schema.name, {field.name: text}).get(field.name)
    elif field.type is FieldType.BOOL:
        value = _WORDS.get(text)
    name = field.name

    def holds(row: Row) -> bool:
        cell = row.get(name)
        if isinstance(cell, list):
            return text in cell or text in [field.codes.get(str(part)) for part in cell]
        if isinstance(cell, Decimal) and not isinstance(value, Decimal):
            return _number(text) == cell
        if not text:
            return cell is None
        return cell == value or shown_cell(schema, row, name, desk.books.township) == text

    return holds


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _cell(desk: Desk, schema: Schema, row: Row, field: Field) -> Shown:
    value = row.get(field.name)
    if field.type is FieldType.STEPS:
        return f"{len(value)} 步" if isinstance(value, list) else None
    shown = shown_cell(schema, row, field.name, desk.books.township)
    if field.personal and isinstance(shown, str):
        return mask_name(shown) if not any(letter.isdigit() for letter in shown) else mask_text(shown)
    return shown
