"""A view as a value: what one ``views/<duty>/<name>.toml`` says, parsed and checked (docs/spec/view-format.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import pyarrow as pa

from wfx.rules.rule import Dated
from wfx.rules.statement import PLACE
from wfx.values.errors import NoSuchList
from wfx.values.month import Month
from wfx.values.schema import Field, FieldType

TAKES: Final = ("village", "month")
ROWS: Final = "rows"  # the place in a note that says how many rows there are


class Rounding(StrEnum):
    """How a quotient becomes a number of so many places."""

    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True)
class Fraction:
    """One column divided by another, in Decimal; ``percent``: shown as text with a percent sign."""

    over: str
    under: str
    places: int
    rounding: Rounding
    percent: bool = False


@dataclass(frozen=True)
class ViewColumn:
    """One column as it is shown.

    ``total``: summed in a last line. ``person``: its cells are person ids, opened for the reader. ``choice``: it is
    named and titled by what was chosen. ``field``: the ledger field whose codes' titles it shows; ``fields``: another
    for what was chosen. ``village``: its cells are villages' codes, shown by name. ``empty``: what an unknown cell
    says. ``hidden``: not shown, but named in notes, order and filters. ``adds``: what these columns add up to as they
    are shown. ``place``: the place of each row by that column, the largest first, equal ones alike (1-2-2-4).
    """

    name: str
    title: str
    type: FieldType
    unit: str = ""
    places: int | None = None
    fraction: Fraction | None = None
    total: bool = False
    person: bool = False
    choice: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    field: Field | None = None
    village: bool = False
    empty: str = ""
    hidden: bool = False
    adds: tuple[str, ...] = ()
    place: str = ""

    @property
    def made(self) -> bool:
        """Whether the program makes it of other columns, row by row."""
        return bool(self.adds or self.place)


@dataclass(frozen=True)
class Note:
    """A sentence under the list; with ``when`` only where that column holds anything, else ``otherwise`` (or none)."""

    say: str
    when: str = ""
    otherwise: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars of one column, labelled by another."""

    label: str
    value: str


@dataclass(frozen=True)
class Asked:
    """What a view is asked: as of which day, narrowed to which month and village (``None``: neither), what is chosen.

    ``where``: columns and the text their cells must have, or one of several.
    """

    day: date
    month: Month | None = None
    village: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str | Collection[str]] = field(default_factory=dict)

    @property
    def judged(self) -> Month:
        """The month ``v`` tells of: the one asked for, else the day's."""
        return self.month or Month.of(self.day)


@dataclass(frozen=True, eq=False)
class ViewExample:
    """A small township in a few lines and the rows that must come out: of each, the columns that are named."""

    asked: Asked
    tables: Mapping[str, pa.Table]
    rows: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class View:
    """One view. ``choices``: name → (value → title), the first value taken when nothing is said.

    ``title`` may hold places for ``v`` and ``p``; ``title_shown`` is the title without them.
    """

    name: str
    duty: str
    title: str
    select: str
    columns: tuple[ViewColumn, ...]
    takes: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    chart: Chart | None = None
    values: tuple[Dated, ...] = ()
    examples: tuple[ViewExample, ...] = ()
    no_empty: str = ""
    path: str = ""

    @property
    def shown(self) -> tuple[ViewColumn, ...]:
        return tuple(column for column in self.columns if not column.hidden)

    @property
    def title_shown(self) -> str:
        return plain_title(self.title)

    def column(self, name: str) -> ViewColumn | None:
        """The column of that name or title, or ``None``."""
        return next((each for each in self.columns if name in (each.name, each.title)), None)


def plain_title(title: str) -> str:
    """A title without its places, as a view is called where lists are listed."""
    return " ".join(PLACE.sub("", title).split())


def path_of_view(duty: str, name: str) -> str:
    """Where a view's file lies in the books."""
    return f"views/{duty}/{name}.toml"


@dataclass(frozen=True)
class ViewSet:
    """Views of the books, sorted by path."""

    views: tuple[View, ...]

    def get(self, duty: str, name: str) -> View:
        """The view of that name. Errors: ``NoSuchList``."""
        for view in self.views:
            if (view.duty, view.name) == (duty, name):
                return view
        raise NoSuchList("view", shown=f"{duty}/{name}"[:60])
