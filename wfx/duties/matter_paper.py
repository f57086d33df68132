"""The paper of one matter: every field as people read it, its steps, and the place where it is signed."""

from datetime import date

from wfx.duties.matter import clocks, find, life
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, day_or_blank
from wfx.values.matter.steps import steps_of
from wfx.values.matter.workdays import Workdays
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Row


class Blank(str):
    """What is not filled in: 未填 where it is printed, nothing to a template that asks whether it is there."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


BLANK = Blank("未填")


def matter_paper(
    books: Books, ledger: str, number: str, template: str, title: str, today: date, workdays: Workdays | None = None
) -> Paper:
    """A matter's paper by a template of its duty (``<duty>/<name>``), under the matter's number and this title.

    Its facts are the record's fields by name (days as papers write them, lists to loop over), ``township``, ``today``
    and ``due`` (action → its due day, of the clocks that run); its sheet is ``steps``. Errors: ``NotInBooks``.
    """
    schema, row = books.schema(ledger), find(books, ledger, number)
    facts: dict[str, Fact] = {spec.name: _fact(books, schema, row, spec.name) for spec in schema.fields}
    due = {each.action: chinese_day(each.due) for each in clocks(schema, row, today, workdays)}
    facts |= {"township": books.township.name, "today": chinese_day(today), "due": due}
    name = f"{row[schema.key[0]]} {title}"
    return Paper(template, name, facts, {"steps": steps_sheet(schema, row)}, Reader.WORKING)


def _fact(books: Books, schema: Schema, row: Row, name: str) -> Fact:
    spec, value = schema.field(name), row.get(name)
    if spec.type is FieldType.DATE:
        return day_or_blank(value)
    if spec.type is FieldType.LIST:
        listed = value if isinstance(value, list) else []
        return tuple(spec.codes.get(str(each), str(each)) for each in listed)
    if spec.type is FieldType.STEPS or value is None:
        return BLANK
    return worded(shown_cell(schema, row, name, books.township))


def steps_sheet(schema: Schema, row: Row, title: str = "办理经过") -> Sheet:
    """The steps a matter took, by their titles."""
    titles = {action.name: action.title for action in life(schema).actions}
    taken = tuple((str(one.on), titles.get(one.action, one.action), one.by, one.note) for one in steps_of(row))
    columns = (Column("on", "日期"), Column("action", "步骤"), Column("by", "经办"), Column("note", "说明"))
    return Sheet(title, columns, taken)
