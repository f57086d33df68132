"""The working days in force: those announced by the State Council as the library knows them, the office's file first.

``calendar/<year>.toml`` in the books holds ``free`` and ``worked``, lists of dates of that year, and may name its
``basis``.
"""

import tomllib
from datetime import date

from chinese_calendar import constants

from wfx.desk.desk import Desk
from wfx.store.books.books import OpenBooks
from wfx.values.errors import BadCalendar, Place
from wfx.values.matter.workdays import Workdays

_KEYS = {"free", "worked", "basis"}


def workdays(desk: Desk) -> Workdays:
    """The calendar of this desk's books. Errors: ``BadCalendar``."""
    return workdays_of(desk.books)


def workdays_of(books: OpenBooks) -> Workdays:
    """The calendar of these books. Errors: ``BadCalendar``."""
    announced = frozenset(day.year for day in constants.holidays)
    known = Workdays(frozenset(constants.holidays), frozenset(constants.workdays), announced)
    for path, data in sorted(books.files("calendar").items()):
        known = _with_file(known, int(path.rpartition("/")[2].removesuffix(".toml")), path, data)
    return known


def _with_file(known: Workdays, year: int, path: str, data: bytes) -> Workdays:
    try:
        given = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise BadCalendar(Place(file=path), shown="TOML") from None
    lists = [given.get(name, []) for name in ("free", "worked")]
    days = [day for listed in lists if isinstance(listed, list) for day in listed]
    of_year = all(type(day) is date and day.year == year for day in days)
    if set(given) - _KEYS or not all(isinstance(listed, list) for listed in lists) or not of_year:
        raise BadCalendar(Place(file=path), shown=str(year))
    free, worked = (frozenset(listed) for listed in lists)
    return known.with_year(year, free, worked)
