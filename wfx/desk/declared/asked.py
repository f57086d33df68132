"""What a declared command was asked for, as typed: its month, by what a list is narrowed, whose names it may show."""

from collections.abc import Mapping

from wfx.desk.desk import Desk
from wfx.desk.office.names import names_of, numbers_of
from wfx.desk.office.workdays import workdays
from wfx.duties.calls import Names
from wfx.duties.matter_list import Wanted
from wfx.values.matter.duty import Monthly
from wfx.values.month import Month
from wfx.values.sheet import Reader


def month_of(desk: Desk, monthly: Monthly, text: str) -> Month | None:
    """The month a command is for: the one typed, else today's where it must have one. Errors: ``BadValue``."""
    return desk.month(text) if monthly is Monthly.NOW or (monthly and text) else None


def wanted_of(desk: Desk, filters: Mapping[str, str]) -> Wanted:
    """The filters of a list as typed. Errors: ``BadValue``, ``NotAChoice``."""
    return Wanted(
        desk.today,
        workdays(desk),
        desk.village(filters.get("village")),
        desk.month(filters["month"]) if "month" in filters else None,
        filters.get("colour"),
        filters.get("state"),
    )


def people(desk: Desk, reader: Reader) -> Names:
    """People as this reader may see them here."""
    return Names(reader, lambda ids: names_of(desk, ids), lambda ids: numbers_of(desk, ids))
