"""A view of the books as a sheet: the books' own file or the shipped one, names opened for the reader."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.judging.blank import sealed_note, unentered
from wfx.desk.judging.judging import reading as month_books
from wfx.desk.judging.judging import source_of
from wfx.desk.office.names import names_of, reading
from wfx.desk.office.shipped import shipped_files
from wfx.rules.sql import Door
from wfx.rules.statement import Bench, ledger_names
from wfx.rules.tree import tables
from wfx.rules.view import Asked, View, path_of_view
from wfx.rules.viewfile import bound_view, is_view_path, load_views
from wfx.rules.viewrun import Viewed, view_rows
from wfx.store.books.books import OpenBooks
from wfx.values.errors import NoSuchList
from wfx.values.month import Month
from wfx.values.sheet import Reader, Sheet
from wfx.values.shown import shown_name

_AFTER = ("rank", "supervise")  # objections, corrections and their marks come when the month is sealed
NOWHERE = "名称写错,或台账库里没有。"


def view_files(desk: Desk) -> dict[str, bytes]:
    """Every view by its path: the books' own, and those that come with the program and are not in the books."""
    return {**shipped_files("views"), **desk.books.files("views")}


def has_view(desk: Desk, duty: str, name: str) -> bool:
    """Whether there is a view of that name."""
    return _file(desk.books, duty, name) is not None


def view_file(desk: Desk, duty: str, name: str, books: OpenBooks | None = None) -> bytes:
    """A view's file as these books (or the newest) have it, else as it is shipped. Errors: ``NoSuchList``."""
    data = _file(books or desk.books, duty, name)
    if data is None:
        raise NoSuchList("view", shown=f"{duty}/{name}"[:60], near=NOWHERE)
    return data


def _file(books: OpenBooks, duty: str, name: str) -> bytes | None:
    """Books founded before a view was there have none of their own."""
    path = path_of_view(duty, name)
    if not is_view_path(path):
        return None
    return books.blob(path) or shipped_files("views").get(path)


def view_of(desk: Desk, duty: str, name: str) -> View:
    """The view of that name. Errors: ``NoSuchList``, ``Refused`` for one that does not load."""
    data = view_file(desk, duty, name)
    return load_views({path_of_view(duty, name): data}, desk.books.schemas).get(duty, name)


def view_sheet(
    desk: Desk,
    duty: str,
    name: str,
    *,
    village: str | None = None,
    month: Month | None = None,
    choices: Mapping[str, str] | None = None,
    reader: Reader = Reader.WORKING,
) -> Sheet:
    """A view as it stands today, or as of its last day for a month that has run; a sealed month as it was sealed.

    Names are opened for the reader.

    Errors: ``NoSuchList``, ``Refused`` for a view that does not load, and those of ``run_view``.
    """
    return drawn(desk, duty, name, village=village, month=month, choices=choices, reader=reader).sheet


def drawn(  # noqa: PLR0913 - all a list may be narrowed by
    desk: Desk,
    duty: str,
    name: str,
    *,
    village: str | None = None,
    month: Month | None = None,
    choices: Mapping[str, str] | None = None,
    where: Mapping[str, str | Collection[str]] | None = None,
    reader: Reader = Reader.WORKING,
    newest: bool = False,
) -> Viewed:
    """The same with its chart; ``where``: columns and what their cells must be. It is bound and run at one door.

    ``newest``: on the newest books though the month is sealed, for a list that is to be filled in; so are the lists of
    the ranking, on which is acted after the seal.
    """
    day = month.as_of(desk.today) if month else desk.today
    books = desk.books if month is None or newest or duty in _AFTER else month_books(desk.books, month)
    asked = Asked(day, month, village, choices or {}, where or {})
    source, schemas, data = source_of(books, day), books.schemas, view_file(desk, duty, name, books)
    with Door(source, ledger_names(schemas)) as door:
        view = bound_view(path_of_view(duty, name), data, Bench(schemas, door))
        found = view_rows(view, door, asked, source)
    told = sealed_note(books, desk.books)
    if found.empty:
        told += unentered(books, (named.table for named in tables(view.select)), month)
    found = replace(found, sheet=replace(found.sheet, notes=(*found.sheet.notes, *told)))
    with reading(desk, reader, view.title_shown):
        sheet = replace(_named(desk, found, reader), reader=reader)
    if found.chart is None:
        return replace(found, sheet=sheet)
    alone = replace(sheet, rows=sheet.rows[: len(found.chart.sheet.rows)])
    return replace(found, sheet=sheet, chart=replace(found.chart, sheet=alone))


def _named(desk: Desk, found: Viewed, reader: Reader) -> Sheet:
    """Person ids replaced by names as far as they open here for this reader; empty where a name stays sealed."""
    if not found.persons:
        return found.sheet
    ids = {str(row[place]) for row in found.sheet.rows for place in found.persons if row[place]}
    names = names_of(desk, ids)
    rows = tuple(
        tuple(
            shown_name(names.get(str(cell)), reader) if place in found.persons else cell
            for place, cell in enumerate(row)
        )
        for row in found.sheet.rows
    )
    return replace(found.sheet, rows=rows)
