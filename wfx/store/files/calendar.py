"""The working days in force: those announced by the State Council as the library knows them, the office's file first.

``calendar/<year>.toml`` in the books holds ``free`` and ``worked``, lists of dates of that year, and may name its
``basis``.
"""

import tomllib
from collections.abc import Mapping
from datetime import date

from chinese_calendar import constants

from wfx.values.errors import BadCalendar, Place
from wfx.values.matter.workdays import Workdays

_KEYS = {"free", "worked", "basis"}


def calendar_of(files: Mapping[str, bytes]) -> Workdays:
    """The calendar of these files (``calendar/<year>.toml`` → bytes). Errors: ``BadCalendar``."""
    announced = frozenset(day.year for day in constants.holidays)
    known = Workdays(frozenset(constants.holidays), frozenset(constants.workdays), announced)
    for path, data in sorted(files.items()):
        known = _with_file(known, path, data)
    return known


def _with_file(known: Workdays, path: str, data: bytes) -> Workdays:
    name = path.rpartition("/")[2].removesuffix(".toml")
    try:
        given = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise BadCalendar(Place(file=path), shown="TOML") from None
    if not (name.isascii() and name.isdecimal()):
        raise BadCalendar(Place(file=path), shown=name[:20])
    year = int(name)
    lists = [given.get(name, []) for name in ("free", "worked")]
    days = [day for listed in lists if isinstance(listed, list) for day in listed]
    of_year = all(type(day) is date and day.year == year for day in days)
    if set(given) - _KEYS or not all(isinstance(listed, list) for listed in lists) or not of_year:
        raise BadCalendar(Place(file=path), shown=str(year))
    free, worked = (frozenset(listed) for listed in lists)
    return known.with_year(year, free, worked)
