"""The working days of the books one works on."""

from wfx.desk.desk import Desk
from wfx.store.books.books import OpenBooks
from wfx.store.files.calendar import calendar_of
from wfx.values.matter.workdays import Workdays


def workdays(desk: Desk) -> Workdays:
    """The calendar of this desk's books. Errors: ``BadCalendar``."""
    return workdays_of(desk.books)


def workdays_of(books: OpenBooks) -> Workdays:
    """The calendar of these books. Errors: ``BadCalendar``."""
    return calendar_of(books.files("calendar"))
