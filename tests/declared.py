"""Declared verbs without a desk: what a duty's words and its room make of one call on small books."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from tests.township import ROOT, SmallBooks, schemas
from wfx.desk.declared.coming import declared_roads
from wfx.desk.declared.files import duty, hook
from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, acts
from wfx.duties.matter import Hand
from wfx.rules.view import Asked
from wfx.rules.viewfile import load_views
from wfx.rules.viewrun import run_view
from wfx.store.files.calendar import calendar_of
from wfx.store.files.types import table_of
from wfx.values.books import Books
from wfx.values.matter.made import DUE, is_setting, settings_rows, table_schema
from wfx.values.month import Month
from wfx.values.sheet import Sheet
from wfx.values.table import Cell


def play(  # noqa: PLR0913 - a verb as typed
    books: Books,
    command: str,
    hand: Hand,
    *,
    number: str = "",
    given: Mapping[str, Cell] | None = None,
    words: Mapping[str, str] | None = None,
    note: str = "",
    other: bool = False,
    today: date | None = None,
    month: Month | None = None,
    lot: Lot | None = None,
) -> Outcome:
    """``"rectify assign"`` by this hand; ``other``: the verb's other act."""
    name, _, word = command.partition(" ")
    verb = duty(name).verbs[word]
    action = verb.other_act if other else verb.act
    asked = {ask.name: "" for ask in verb.words} | dict(words or {})
    call = Call(books, verb, hand, today or hand.on, number, action, given or {}, asked, note, month, lot or Lot())
    made = hook(name, verb.own)(call) if verb.own else acts(call)
    return made if isinstance(made, Outcome) else Outcome(tuple(made), made[0].key[0], made[0].after or {})


def arrive(
    books: Books, form: str, hand: Hand, lot: Lot, *, month: Month | None = None, words: Mapping[str, str] | None = None
) -> Outcome:
    """What came on a declared form, as the function of its room takes it."""
    of, road = declared_roads()[form]
    verb = next(iter(of.verbs.values()))
    call = Call(books, verb, hand, hand.on, words=words or {}, month=month, lot=lot)
    made = hook(of.name, road.own)(call, lot)
    return made if isinstance(made, Outcome) else Outcome(tuple(made))


def view(
    books: SmallBooks,
    name: str,
    day: date,
    *,
    month: Month | None = None,
    village: str | None = None,
    choices: Mapping[str, str] | None = None,
    where: Mapping[str, str] | None = None,
) -> Sheet:
    """A shipped view (``rectify/board``) as of the day, on small books."""

    def source(table: str) -> pa.Table:
        if table.startswith(DUE):
            ledger = books.schema(table.removeprefix(DUE))
            rows = books.table(ledger.name).rows()
            return table_of([matter.due_row(ledger, row, day) for row in rows], table_schema(table, schemas()))
        if is_setting(table, schemas()):
            return table_of(
                settings_rows(table, books.township, lambda: calendar_of({})), table_schema(table, schemas())
            )
        return books.table(table).arrow

    path = f"views/{name}.toml"
    (found,) = load_views({path: (ROOT / path).read_bytes()}, schemas()).views
    return run_view(found, source, schemas(), Asked(day, month, village, choices or {}, where or {})).sheet
