"""The lists of a declared duty: its matters by colour, one matter whole, a view, or what its room says."""

from collections.abc import Mapping

from wfx.desk.declared.files import hook
from wfx.desk.desk import Desk
from wfx.desk.judging.listing import view_sheet
from wfx.desk.office.workdays import workdays
from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.matter_list import Wanted, card, matters
from wfx.values.duty import Listing, Verb, VerbKind
from wfx.values.sheet import Sheet


def sheets(
    desk: Desk, listing: Listing, number: str, filters: Mapping[str, str], words: Mapping[str, str]
) -> Sheet | tuple[Sheet, ...]:
    """What the list shows. Errors: ``NotInBooks``, ``NotAChoice``, ``BadValue``."""
    if listing.own:
        verb = Verb(listing.name, listing.title, listing.duty, VerbKind.PRINT, listing.ledger, listing.line, ())
        hand = matter.Hand("", (), desk.today, workdays(desk))
        call = Call(desk.books, verb, hand, desk.today, number, words={**words, **filters})
        found: Sheet | tuple[Sheet, ...] = hook(listing.duty, listing.own)(call)
        return found
    wanted = wanted_of(desk, filters)
    if listing.view:
        return view_sheet(desk, listing.duty, listing.view, village=wanted.village, month=wanted.month, choices=words)
    return card(desk.books, listing, number, wanted) if listing.card else matters(desk.books, listing, wanted)


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
