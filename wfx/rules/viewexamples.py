"""Runs a view's own examples through the same door: the test an official can read."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

from wfx.rules import words
from wfx.rules.columns import table_of
from wfx.rules.sql import Door
from wfx.rules.statement import bench
from wfx.rules.view import View, ViewExample
from wfx.rules.viewrun import view_rows
from wfx.values.errors import Place, Problem, ViewExampleFailed, WfxError, problem
from wfx.values.matter.made import VILLAGES, table_schema
from wfx.values.schema import Schema
from wfx.values.sheet import Shown

_NOTES = "说明"


def run_view_examples(view: View, schemas: Mapping[str, Schema]) -> list[Problem]:
    """Every example shown; a problem for each that comes out otherwise than it says. Empty when all hold."""
    with bench(schemas) as on:
        numbered = enumerate(view.examples, 1)
        return [found for number, example in numbered for found in _run(view, number, example, on.door, schemas)]


def _run(view: View, number: int, example: ViewExample, door: Door, schemas: Mapping[str, Schema]) -> Iterator[Problem]:
    def source(_: str) -> pa.Table:
        return table_of(table_schema(VILLAGES, schemas))

    try:
        sheet = view_rows(view, door, example.asked, source, example.tables).sheet
    except WfxError as error:
        place = Place(view.path, field=f"example {number}")
        yield from (Problem(one.code, place, one.shown, one.details) for one in error.problems)
        return
    names = [column.name for column in view.shown]
    got = [dict(zip(names, row, strict=True)) for row in sheet.rows]
    for expected, found in _differences(example, got, sheet.notes):
        yield problem(
            ViewExampleFailed,
            Place(view.path),
            f"{view.duty}/{view.name}",
            number=number,
            expected=expected,
            got=found,
        )


def _differences(
    example: ViewExample, got: list[dict[str, Shown]], notes: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """The first row that is otherwise, or the number of rows, and the notes where the example says any."""
    pairs = zip(example.rows, got, strict=False)
    wrong = next(((row, shown) for row, shown in pairs if not _same(row, shown)), None)
    if wrong is not None:
        row, shown = wrong
        yield _told(row), _told({name: shown.get(name) for name in row})
    elif len(example.rows) != len(got):
        extra = got[len(example.rows)] if len(got) > len(example.rows) else example.rows[len(got)]
        yield f"{len(example.rows)} 行", f"{len(got)} 行({_told(extra)})"
    if example.notes is not None and example.notes != notes:
        yield f"{_NOTES} {'|'.join(example.notes)}", "|".join(notes)


def _same(row: Mapping[str, object], shown: Mapping[str, Shown]) -> bool:
    return all(_plain(cell) == _plain(shown.get(name)) for name, cell in row.items())


def _plain(cell: object) -> str:
    """A cell as an example compares it: an unknown one is empty, a decimal by its worth."""
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        return cell.isoformat() if isinstance(cell, date | datetime) else words.one(cell)
    text = f"{Decimal(cell):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _told(row: Mapping[str, object]) -> str:
    return "、".join(f"{name}={words.one(cell)}" for name, cell in row.items())
