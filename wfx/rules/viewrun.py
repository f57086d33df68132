"""Runs a view: its one SELECT through the one door, its rows as a sheet.

SQL gives facts and counts; the program divides (in Decimal), sums, names codes and villages, puts in order and fills
the sentences, so that none of it can differ between the terminal, a workbook and a page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from wfx.rules import words
from wfx.rules.rule import law_row, law_series
from wfx.rules.sql import Door
from wfx.rules.statement import PLACE, ledger_names
from wfx.rules.view import ROWS, Asked, Fraction, Note, Rounding, View, ViewColumn
from wfx.values.begun import begun
from wfx.values.errors import NotAChoice
from wfx.values.matter.made import VILLAGES
from wfx.values.schema import Field, Schema
from wfx.values.sheet import Bars, Column, Sheet, Shown

TOTAL: Final = "合计"
_ROUND: Final = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.DOWN: ROUND_DOWN}
_HUNDRED: Final = Decimal(100)
_EXACT: Final = Context(prec=80)
_NOTHING: Final = "(没有)"
_NONE: Final[Mapping[str, pa.Table]] = MappingProxyType({})

Raw = Mapping[str, object]


@dataclass(frozen=True)
class Viewed:
    """A view's sheet. ``persons``: places of the columns whose cells are person ids, for the desk to open.

    ``empty``: there is no row but perhaps a total.
    """

    sheet: Sheet
    persons: tuple[int, ...] = ()
    chart: Bars | None = None
    empty: bool = False


def run_view(
    view: View,
    source: Callable[[str], pa.Table],
    schemas: Mapping[str, Schema],
    asked: Asked,
    *,
    seconds: float = 10,
) -> Viewed:
    """The view as of the day asked; ``source`` gives every table by name, ``villages`` too.

    Errors: ``NotAChoice`` for what cannot be chosen, a filter the view does not take or a column it does not have, and
    the ``Sql…`` classes.
    """
    with Door(source, ledger_names(schemas), seconds=seconds) as door:
        return view_rows(view, door, asked, source)


def view_rows(
    view: View,
    door: Door,
    asked: Asked,
    source: Callable[[str], pa.Table],
    given: Mapping[str, pa.Table] = _NONE,
) -> Viewed:
    """The same through an open door; ``given`` tables stand before the door's own. Errors: as ``run_view``."""
    chosen = choices_of(view, asked)
    law = law_row(view.values, asked.judged, asked.day)
    beside = {**law_series(view.values), **given, "p": asked_row(view, asked, chosen)}
    found = door.select(view.select, v=law, beside=beside)
    villages = given[VILLAGES] if VILLAGES in given else source(VILLAGES)
    names = dict(zip(villages["village"].to_pylist(), villages["name"].to_pylist(), strict=True))
    return _Drawing(view, asked, chosen, law, names).sheet(found)


def choices_of(view: View, asked: Asked) -> dict[str, str]:
    """What is chosen: by value, title or its beginning, the first where nothing is said. Errors: as ``run_view``."""
    for name in asked.choices:
        if name not in view.choices:
            raise NotAChoice("选择", shown=name[:40], allowed="、".join(view.choices) or _NOTHING)
    for name in asked.where:
        if view.column(name) is None:
            known = (*view.choices, *(each.title for each in view.columns))
            raise NotAChoice("条件", shown=name[:40], allowed="、".join(known))
    for name, said in (("village", asked.village), ("month", asked.month)):
        if said is not None and name not in view.takes:
            raise NotAChoice(
                "筛选", shown=f"--{name}", allowed="、".join(f"--{each}" for each in view.takes) or _NOTHING
            )
    return {name: _chosen(titles, asked.choices.get(name)) for name, titles in view.choices.items()}


def _chosen(titles: Mapping[str, str], said: str | None) -> str:
    if said is None:
        return next(iter(titles))
    meant = begun(said, titles.values())  # 饮水 for 饮水安全
    found = next((value for value, title in titles.items() if said == value or meant == title), None)
    if found is None:
        raise NotAChoice(
            "选择", shown=said[:40], allowed="、".join(f"{value}({title})" for value, title in titles.items())
        )
    return found


def asked_row(view: View, asked: Asked, chosen: Mapping[str, str]) -> pa.Table:
    """The table ``p``: one row with what is chosen, and village and month where the view takes them."""
    taken = {"village": asked.village, "month": str(asked.month) if asked.month else None}
    cells = {**chosen, **{name: taken[name] for name in view.takes}} or {"nothing": None}
    return pa.table({name: pa.array([cell], pa.string()) for name, cell in cells.items()})


@dataclass(frozen=True)
class _Drawing:
    """One view on its way to the page."""

    view: View
    asked: Asked
    chosen: Mapping[str, str]
    law: pa.Table
    villages: Mapping[str, str]

    def sheet(self, found: pa.Table) -> Viewed:
        view = self.view
        rows = [row for row in self._made(self._rows(found)) if self._wanted(row)]
        rows.sort(key=lambda row: [str(self._cell(column, row)) for column in view.columns])
        for key in reversed(view.order):
            self._sort(rows, key.removeprefix("-"), down=key.startswith("-"))
        drawn = [tuple(self._cell(column, row) for column in view.shown) for row in rows]
        if any(column.total for column in view.columns):
            drawn.append(self._totals(rows))
        columns = tuple(self._head(column) for column in view.shown)
        notes = tuple(text for note in view.notes if (text := self._note(note, rows)))
        sheet = Sheet(self._filled(view.title, rows), columns, tuple(drawn), notes)
        persons = tuple(place for place, column in enumerate(view.shown) if column.person)
        return Viewed(sheet, persons, self._bars(sheet, len(rows)), not rows)

    def _rows(self, found: pa.Table) -> list[dict[str, object]]:
        whole = {field.name for field in found.schema if pa.types.is_decimal(field.type) and not field.type.scale}
        rows: list[dict[str, object]] = found.to_pylist()
        if not whole:  # the sum of whole numbers comes as a decimal without places
            return rows
        return [
            {name: int(cell) if name in whole and isinstance(cell, Decimal) else cell for name, cell in row.items()}
            for row in rows
        ]

    def _made(self, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        """The rows with what the program makes of their columns as they are shown; unknown where one of them is."""
        for column in self.view.columns:
            for row in rows if column.adds else ():
                cells = [self._number(name, row) for name in column.adds]
                row[column.name] = None if None in cells else _total(cells)
            worth = [self._number(column.place, row) for row in rows] if column.place else []
            for row, own in zip(rows, worth, strict=False):
                above = sum(1 for other in worth if own is not None and other is not None and other > own)
                row[column.name] = None if own is None else 1 + above
        return rows

    def _number(self, name: str, row: Raw) -> int | Decimal | None:
        column = self.view.column(name)
        cell = self._shown(column, row) if column else None
        return cell if isinstance(cell, int | Decimal) else None

    def _wanted(self, row: Raw) -> bool:
        for name, said in self.asked.where.items():
            wanted = {said} if isinstance(said, str) else said
            column = self.view.column(name)
            if column is None:  # refused before anything was asked
                continue
            cell = row.get(column.name)
            parts = cell if isinstance(cell, list) else [cell]
            if not any(text in wanted for text in (*map(words.one, parts), words.one(self._cell(column, row)))):
                return False
        return True

    def _sort(self, rows: list[dict[str, object]], name: str, *, down: bool) -> None:
        """By what is shown (a title, a village's name), a quotient by its exact worth; the unknown last, either way."""
        column = next((each for each in self.view.columns if each.name == name), None)

        def worth(row: Raw) -> object:
            if column is None:
                return row[name]
            if column.fraction:
                return _quotient(column.fraction, row)
            named = isinstance(row.get(name), str) and (column.village or self._field(column))
            return self._cell(column, row) if named else row.get(name)

        rows.sort(key=_with_unknown(worth), reverse=down)
        rows.sort(key=lambda row: worth(row) is None)

    def _head(self, column: ViewColumn) -> Column:
        if column.choice:
            value = self.chosen[column.choice]
            return Column(value, self.view.choices[column.choice][value], column.type, column.unit)
        return Column(column.name, column.title, column.type, column.unit)

    def _cell(self, column: ViewColumn, row: Raw) -> Shown:
        shown = self._shown(column, row)
        return column.empty if shown is None and column.empty else shown

    def _shown(self, column: ViewColumn, row: Raw) -> Shown:
        if column.fraction:
            return _said(column.fraction, _quotient(column.fraction, row))
        value = row.get(column.name)
        if isinstance(value, list):
            return "、".join(self._named(column, str(part)) for part in value)
        if isinstance(value, str):
            return self._named(column, value)
        if isinstance(value, Decimal) and column.places is not None:
            return _rounded(value, column.places, Rounding.HALF_UP)
        return value  # type: ignore[return-value]  # the reader lets no other type of column through

    def _named(self, column: ViewColumn, text: str) -> str:
        if column.village:
            return self.villages.get(text, text)
        field = self._field(column)
        return field.codes.get(text, text) if field else text

    def _field(self, column: ViewColumn) -> Field | None:
        return column.fields.get(self.chosen[column.choice], column.field) if column.fields else column.field

    def _totals(self, rows: Sequence[Raw]) -> tuple[Shown, ...]:
        names = {column.name for column in self.view.columns if column.total}
        fractions = [column.fraction for column in self.view.shown if column.fraction]
        names |= {name for fraction in fractions for name in (fraction.over, fraction.under)}
        sums = {name: _total(row.get(name) for row in rows) for name in names}
        computed = [each.total or each.fraction is not None or each.made for each in self.view.shown]
        label = next((place for place, each in enumerate(computed) if not each), None)
        cells: list[Shown] = [
            self._cell(column, sums) if column.total or column.fraction else None for column in self.view.shown
        ]
        if label is not None:
            cells[label] = TOTAL
        return tuple(cells)

    def _bars(self, sheet: Sheet, count: int) -> Bars | None:
        """The chart over the rows alone: a total beside its parts would dwarf them."""
        chart = self.view.chart
        if chart is None:
            return None
        names = {column.name: self._head(column).name for column in self.view.shown}
        alone = Sheet(sheet.title, sheet.columns, sheet.rows[:count], sheet.notes, sheet.reader)
        return Bars(alone, names[chart.label], names[chart.value])

    def _note(self, note: Note, rows: Sequence[Raw]) -> str:
        holds = not note.when or any(row.get(note.when) for row in rows)
        return self._filled(note.say if holds else note.otherwise, rows)

    def _filled(self, text: str, rows: Sequence[Raw]) -> str:
        return PLACE.sub(lambda place: self._place(place[1], rows), text)

    def _place(self, name: str, rows: Sequence[Raw]) -> str:
        table, _, column = name.rpartition(".")
        if table == "v":
            return words.one(self.law[column][0].as_py())
        if table == "p" and column in self.view.choices:
            return self.view.choices[column][self.chosen[column]]
        if table == "p":
            said = {"village": self.villages.get(self.asked.village or "", ""), "month": str(self.asked.month or "")}
            return said[column]
        if name == ROWS:
            return str(len(rows))
        return self._summed(name, rows)

    def _summed(self, name: str, rows: Sequence[Raw]) -> str:
        """A column in a sentence: numbers added up, TRUE counted, texts listed once each."""
        cells = [row[name] for row in rows if row[name] is not None]
        if any(isinstance(cell, str) for cell in cells):
            column = next((each for each in self.view.columns if each.name == name), None)
            named = [self._named(column, str(cell)) if column else str(cell) for cell in cells]
            return "、".join(dict.fromkeys(named))
        found = _total(cells)
        return f"{found:,f}" if isinstance(found, Decimal) else words.one(found)


def _total(cells: Iterable[object]) -> int | Decimal:
    """What the known ones add up to; TRUE counts one, nothing known is 0."""
    found: int | Decimal = 0
    for cell in cells:
        if isinstance(cell, int | Decimal):
            found += cell
    return found


def _with_unknown(worth: Callable[[Raw], object]) -> Callable[[Raw], Any]:
    """A key by which rows can be sorted though some are unknown: all of these alike."""

    def key(row: Raw) -> tuple[bool, Any]:
        found = worth(row)
        return (found is not None, 0 if found is None else found)

    return key


def _quotient(fraction: Fraction, row: Raw) -> Decimal | None:
    """Exact enough to be rounded once; ``None`` where either is unknown or there is nothing to share."""
    over, under = row.get(fraction.over), row.get(fraction.under)
    if not isinstance(over, int | Decimal) or not isinstance(under, int | Decimal) or not under:
        return None
    return _EXACT.divide(Decimal(over) * (_HUNDRED if fraction.percent else 1), Decimal(under))


def _said(fraction: Fraction, found: Decimal | None) -> Shown:
    if found is None:
        return None
    kept = _rounded(found, fraction.places, fraction.rounding)
    return f"{kept:f}%" if fraction.percent else kept


def _rounded(number: Decimal, places: int, rounding: Rounding) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), _ROUND[rounding], _EXACT)
