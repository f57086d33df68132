"""Matters as they are shown, whatever their duty: a list by colour, one matter whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from wfx.duties import matter
from wfx.duties.matter_paper import steps_sheet
from wfx.values.books import Books
from wfx.values.errors import NotAChoice
from wfx.values.matter.duty import Listing
from wfx.values.matter.workdays import Workdays
from wfx.values.month import Month
from wfx.values.posts import office_word
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Row

COLOUR, DUE, HOLDER = "colour", "due", "holder"
_OWN = {COLOUR: "颜色", DUE: "到期", HOLDER: "等谁办"}
Lit = tuple[matter.Standing, Row]


@dataclass(frozen=True)
class Wanted:
    """Which matters, and as of which day: of one village, open in one month, of one colour, in one state."""

    day: date
    workdays: Workdays | None = None
    village: str | None = None
    month: Month | None = None
    colour: str | None = None
    state: str | None = None


def matters(books: Books, listing: Listing, wanted: Wanted) -> Sheet:
    """The matters, one a row, late ones first, with how many there are of each colour. Errors: ``NotAChoice``."""
    colour, day, calendar, month = wanted.colour, wanted.day, wanted.workdays, wanted.month
    if colour not in (None, *matter.COLOURS):
        raise NotAChoice("颜色", shown=str(colour), allowed="、".join(matter.COLOURS))
    table = books.table(listing.ledger, village=wanted.village)
    lit: list[Lit] = [
        (matter.standing(table.schema, row, day, calendar), row)
        for row in table.rows()
        if matter.standing_in(table.schema, row, month) and _in_state(table.schema, row, wanted.state)
    ]
    chosen = [each for each in lit if colour in (None, each[0].colour)]
    chosen.sort(key=lambda each: (matter.COLOURS.index(each[0].colour), table.key_of(each[1])))
    rows = tuple(tuple(_shown(books, table.schema, each, name) for name in listing.columns) for each in chosen)
    columns = tuple(_column(table.schema, name) for name in listing.columns)
    return Sheet(listing.heading or listing.title, columns, rows, (_counted(listing, lit, day),))


def _in_state(schema: Schema, row: Row, wanted: str | None) -> bool:
    """Errors: ``NotAChoice`` for a state the life-cycle does not have."""
    if wanted is None:
        return True
    states = matter.life(schema).states
    if wanted not in {*states, *states.values()}:
        raise NotAChoice("状态", shown=wanted[:20], allowed="、".join(states.values()))
    return wanted in (row["state"], states.get(str(row["state"])))


def _column(schema: Schema, name: str) -> Column:
    if name in _OWN:
        return Column(name, _OWN[name])
    spec = schema.field(name)
    return Column(spec.name, spec.title, spec.type)


def _shown(books: Books, schema: Schema, lit: Lit, name: str) -> Shown:
    standing, row = lit
    holder = _held(standing.holder, books)
    own: dict[str, Shown] = {COLOUR: standing.colour, DUE: standing.shown or None, HOLDER: holder or None}
    return own[name] if name in own else shown_cell(schema, row, name, books.township)


def _held(holder: str, books: Books) -> str:
    return "、".join(office_word(each, books.township) for each in holder.split("、"))


def _counted(listing: Listing, lit: list[Lit], day: date) -> str:
    shades = Counter(standing.colour for standing, _ in lit)
    said = {"day": str(day), "total": len(lit), "blue": shades[matter.BLUE], "red": shades[matter.RED]}
    said |= {"yellow": shades[matter.YELLOW]}
    note = listing.note or "截至 {day}:共 {total} 项,办结 {blue}、在办 {yellow}、逾期 {red}"
    counts = {f"count_{name}": sum(1 for _, row in lit if row.get(name)) for name in (lit[0][1] if lit else ())}
    return note.format_map(_Zero({**said, **counts}))


class _Zero(dict[str, object]):
    """What nothing was counted of is none."""

    def __missing__(self, key: str) -> object:
        return 0


def card(books: Books, listing: Listing, number: str, wanted: Wanted) -> tuple[Sheet, ...]:
    """One matter whole: its fields, its steps and what may follow, those that came of it. Errors: ``NotInBooks``."""
    schema = books.schema(listing.ledger)
    row = matter.find(books, listing.ledger, number)
    standing = matter.standing(schema, row, wanted.day, wanted.workdays)
    facts: list[tuple[Shown, ...]] = [("颜色", standing.colour)]
    for spec in schema.fields:
        value = shown_cell(schema, row, spec.name, books.township)
        if value is not None and spec.type is not FieldType.STEPS:
            facts.append((spec.title, str(value)))
    name = str(row[schema.key[0]])
    following = "、".join(action.title for action in matter.may_follow(schema, row))
    columns = (Column("field", "项目"), Column("value", "内容"))
    found = [
        Sheet(f"{listing.heading or schema.title} {name}", columns, tuple(facts), (f"可以办:{following or '没有了'}",)),
        steps_sheet(schema, row, "步骤"),
    ]
    if listing.children:
        found.append(_children(books, listing, schema, name, wanted))
    return tuple(found)


def _children(books: Books, listing: Listing, schema: Schema, name: str, wanted: Wanted) -> Sheet:
    """The matters of the same ledger that name this one."""
    pointing = [each.name for each in schema.fields if each.ref == schema.name]
    rows = tuple(
        (
            str(child[schema.key[0]]),
            shown_cell(schema, child, "village", books.township),
            shown_cell(schema, child, "state", books.township),
            matter.standing(schema, child, wanted.day, wanted.workdays).colour,
        )
        for child in books.table(listing.ledger).rows()
        if any(child[each] == name for each in pointing)
    )
    heads = [Column("id", schema.field(schema.key[0]).title), Column("village", "村")]
    heads += [Column("state", schema.field("state").title), Column("colour", "颜色")]
    return Sheet(listing.children, tuple(heads), rows)
