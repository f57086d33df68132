"""The lists of a declared duty: its matters by colour, one matter whole, a view, or what its room says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from wfx.desk.declared.asked import month_of, people, wanted_of
from wfx.desk.declared.files import hook
from wfx.desk.declared.matters import matters_of
from wfx.desk.desk import Desk
from wfx.desk.judging.months import stood
from wfx.desk.judging.viewing import drawn
from wfx.desk.office.access import nothing_opened
from wfx.desk.office.names import opened, reading
from wfx.desk.office.workdays import workdays
from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.matter_list import Wanted, card
from wfx.values.matter.duty import Instead, Listing, Monthly, Verb, VerbKind
from wfx.values.sheet import Reader, Sheet


@dataclass(frozen=True)
class Seen:
    """A list as typed: its subject, filters, a view's choices, columns narrowed, another view, for which reader."""

    number: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""
    reader: Reader = Reader.WORKING


def sheets(desk: Desk, listing: Listing, seen: Seen) -> Sheet | tuple[Sheet, ...]:
    """What the list shows. Errors: ``NotInBooks``, ``NotAChoice``, ``BadValue``."""
    if listing.stands and "month" in seen.filters:
        rest = {name: text for name, text in seen.filters.items() if name != "month"}
        return sheets(stood(desk, desk.month(seen.filters["month"])), listing, replace(seen, filters=rest))
    other = next((each for each in listing.instead if each.ask.name == seen.instead), None)
    if listing.own or (other and other.own):
        return _own(desk, replace(listing, own=other.own if other and other.own else listing.own), seen)
    wanted = wanted_of(desk, seen.filters)
    if listing.month is Monthly.NOW:
        wanted = replace(wanted, month=desk.month(seen.filters.get("month")))
    if listing.view:
        return _viewed(desk, listing, seen, wanted, other)
    return card(desk.books, listing, seen.number, wanted) if listing.card else matters_of(desk, listing, wanted)


def _own(desk: Desk, listing: Listing, seen: Seen) -> Sheet | tuple[Sheet, ...]:
    """The list a function of the room makes, people's names opened for the reader."""
    verb = Verb(listing.name, listing.title, listing.duty, VerbKind.PRINT, listing.ledger, listing.line, ())
    hand = matter.Hand("", (), desk.today, workdays(desk))
    village = desk.village(seen.filters.get("village")) or ""
    words = {**seen.words, **seen.filters, "village": village}
    month = month_of(desk, listing.month, seen.filters.get("month", ""))
    call = Call(desk.books, verb, hand, desk.today, seen.number, words=words, month=month)
    call = replace(call, people=people(desk, seen.reader), history=partial(_history, desk))
    with reading(desk, seen.reader, listing.heading or listing.title):
        made: Sheet | tuple[Sheet, ...] = hook(listing.duty, listing.own)(call)
    return made


def _history(desk: Desk, subject: str) -> Sheet:
    from wfx.desk.recording.following import entries_sheet  # it reads the history: loaded only where that is shown

    return entries_sheet(desk, subject)


def _viewed(desk: Desk, listing: Listing, seen: Seen, wanted: Wanted, other: Instead | None) -> Sheet:
    """The view, or the one asked for instead of it, narrowed as typed."""
    where: dict[str, str | frozenset[str]] = dict(seen.where)
    if "find" in seen.filters:
        from wfx.desk.office.homes import found  # it sounds names out: loaded only when somebody is looked for

        where[listing.find] = frozenset(found(desk, seen.filters["find"], wanted.village))
    return drawn(
        desk,
        listing.duty,
        other.view if other else listing.view,
        village=wanted.village,
        month=wanted.month,
        choices={**seen.words, **(other.choices if other else {})},
        where=where,
        reader=seen.reader,
    ).sheet


def no_names(desk: Desk, listing: Listing, reader: Reader) -> str:
    """What to say when a reader who gets everything gets nothing, or blank."""
    return nothing_opened(reader, opened(desk)) if listing.reader else ""
