"""A sheet people fill or a foreign system exports: which ledgers its rows feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wfx.values.schema import Field, Schema


@dataclass(frozen=True)
class SheetPlan:
    """How a form goes out to be filled: a line for each row of the ledger ``rows``.

    ``where``: field → the values a row may have (an empty text: blank). ``shown``: column title → a field of the row,
    ``field.name`` (the name of the person it holds, of a household its head's) or ``ledger.field`` (the last word of
    another ledger before the month); what is shown under the title of the form's key names the row. ``fill``: the
    fields of the form's first ledger that are asked; ``rest``: those of them that the sheet's first line answers once,
    for every row in which they are left blank. ``sort``: fields that order the lines, ``order`` the sheet's place in
    the workbook.
    """

    title: str
    rows: str
    shown: Mapping[str, str]
    fill: tuple[str, ...]
    rest: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    guide: str = ""
    order: int = 50


@dataclass(frozen=True)
class ListPlan:
    """How the lines of a department's list become clues; the persons are found by the columns name, number, place.

    ``lines`` is what is read of a line: ``name``, ``number``, ``place``, the facts (fields of the form's ledgers, by
    their names) and what is ``told`` in the clue (by its title). None of it is kept as it came. ``counts``: the field
    a line adds one to, for lines that hold one of ``words`` in ``column`` (empty: every line). ``record``: the ledger
    in which each line is a record of its person instead, with the facts as its fields.
    """

    department: str
    lines: Schema
    facts: tuple[str, ...]
    told: tuple[str, ...]
    event: str = ""
    severity: str = "doubt"
    counts: str = ""
    column: str = ""
    words: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True)
class Form:
    """One kind of sheet, read from ``templates/<duty>/<name>.form.toml``.

    A row feeds every ledger of ``ledgers``; its columns are found by the titles and headers of their schemas'
    ``plain`` fields. ``recognise`` are header words that all must be there for the sheet to be taken for this form,
    ``ignore`` titles that are known and not kept, ``headers`` further titles (title → ``ledger.field``), ``given``
    the fields that may come from the command line instead of a column (such as ``month``). ``sheet``: how it goes out.
    ``matched``: a list of people whom their ID numbers find in the books. ``split``: a code field of the first ledger;
    a cell that names several of its codes is so many rows. ``once``: ledgers of which several rows repeat one record,
    which is taken once. ``either``: ``ledger.field`` → another of the same ledger: a code of the other that stands in
    one's column is the other's, and a month in a column of days. ``seen``: titles of people's names, read for the
    form's own road under their titles and never kept.
    """

    name: str
    duty: str
    title: str
    ledgers: tuple[str, ...]
    recognise: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    sheet: SheetPlan | None = None
    matched: ListPlan | None = None
    split: str = ""
    once: tuple[str, ...] = ()
    either: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[str, ...] = ()

    def header(self, spec: Field) -> str:
        """The title of this field on a sheet of the form: the one the form is known by, where it is one of those."""
        return next((title for title in (spec.title, *spec.headers) if title in self.recognise), spec.title)

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the schemas its columns are of: its ledgers, or the lines of a list."""
        return (self.matched.lines.name,) if self.matched else self.ledgers


def key_beside(other: Schema, rows: Schema) -> str:
    """The field by which another ledger's rows are found beside those of a sheet: their own key, else its own."""
    of_its_own = [name for name in other.key if name != "month"]
    return rows.key[0] if rows.key[0] in other.names or not of_its_own else of_its_own[0]
