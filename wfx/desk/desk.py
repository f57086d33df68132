"""One command's desk: the open books, who acts, and what day it is; what is done at it are functions over it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

import pyarrow as pa

from wfx import __version__
from wfx.store.books.books import OpenBooks, find_books, open_books
from wfx.values.beijing import BEIJING
from wfx.values.change import Batch, Change
from wfx.values.errors import NoActor, NoKeyHere, NotAChoice, NotBooks
from wfx.values.matter.laid import Laid
from wfx.values.month import Month
from wfx.values.township import Township

T = TypeVar("T")
CLOSING_DAY = 10  # of the next month: until then the month before is the one one is in


@dataclass(frozen=True)
class Setting:
    """What the top floor knows and the desk may not find out itself: folders, the clock, the actor, how to ask.

    ``choose`` one of several officers with a key here: it is given them with their titles, and who was chosen today.
    """

    start: Path
    home: Path
    now: datetime
    actor: str | None = None
    ask: Callable[[str], str] | None = None
    clock_ok: bool = False
    choose: Callable[[Sequence[tuple[str, str]], str | None], str] | None = None


@dataclass
class Desk:
    """Open books and whoever sits before them; use as a context manager.

    ``once`` keeps what one command needs only once; ``before_close`` is called before the books are shut,
    ``before_entry`` with the books as they will stand before an entry is made, so that what can fail fails then.
    ``told`` names the cells that changes touch, ``foresee`` what changes that are only tried would do to the findings;
    ``assumed`` is told in words which month is meant where none was said. ``wrote``: an entry was recorded here.
    ``came``: what was prepared of the lot that is being received, so that its lists do not number alike.
    """

    setting: Setting
    foresee: "Callable[[Desk, Sequence[Change | Batch]], tuple[str, ...]] | None" = None
    told: "Callable[[Desk, Sequence[Change | Batch]], tuple[str, ...]] | None" = None
    assumed: Callable[[str], None] | None = None
    before_entry: list[Callable[[Laid], None]] = field(default_factory=list, init=False)
    before_close: list[Callable[["Desk"], None]] = field(default_factory=list, init=False)
    wrote: bool = field(default=False, init=False)
    came: list[Change | Batch] = field(default_factory=list, init=False)
    _made: dict[object, object] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the books; they open again at the next read, at the head of that moment."""
        while self.before_close:
            self.before_close.pop()(self)
        if "books" in self.__dict__:
            self.books.close()
            del self.__dict__["books"]

    def once(self, make: Callable[["Desk"], T]) -> T:
        """What ``make`` gives for this desk, made at the first call only. Errors: those of ``make``, each time."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    @cached_property
    def folder(self) -> Path:
        return find_books(self.setting.start)

    @cached_property
    def books(self) -> OpenBooks:
        return open_books(self.folder)

    def looking_at(self, books: OpenBooks, day: date) -> "Desk":
        """A desk at which these books lie, on that day, for lists only: it records nothing and closes nothing."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING)
        other = Desk(replace(self.setting, now=noon))
        other.folder, other.books = self.folder, books
        return other

    @property
    def today(self) -> date:
        return self.setting.now.astimezone(BEIJING).date()

    def month(self, text: str | None) -> Month:
        """The month of the option, or the one one is in; that is then told. Errors: ``BadValue``."""
        if text:
            return Month.parse(text)
        if self.assumed is not None:
            self.assumed(self._said_of_month())
            self.assumed = None
        return self.current_month

    @cached_property
    def current_month(self) -> Month:
        """The oldest unsealed month until the 10th after it or its seal; else, and outside of books, the calendar's."""
        this = Month.of(self.today)
        before = this.plus(-1)
        try:
            return before if self.today.day <= CLOSING_DAY and self._runs(before) else this
        except NotBooks:
            return this

    def _runs(self, month: Month) -> bool:
        """Whether the month belongs to these books and is not sealed; entries are read back to its first day only."""
        belongs = False
        for entry in self.books.entries():
            if entry.kind == "seal" and entry.about == str(month):
                return False
            belongs = belongs or entry.when.date() < month.first or "" < entry.about[:7] <= str(month)
            if entry.when.date() < month.first:
                break
        return belongs

    def _said_of_month(self) -> str:
        month = self.current_month
        if month == Month.of(self.today):
            return f"按 {month} 办(没有写 --month,就是本月)"
        return f"按 {month} 办(没有写 --month:{month} 还没有封账,到 {month.plus(1)}-{CLOSING_DAY} 为止办的是它)"

    def village(self, text: str | None) -> str | None:
        """The village's code for a name or code. Errors: ``BadValue``."""
        return None if text is None else village_code(self.books.township, text)

    @cached_property
    def actor(self) -> str:
        """Who acts: ``--as``, ``WFX_AS``, else the only officer with a key here, else who is chosen for the day.

        Errors: ``NoActor``; ``NoKeyHere`` where there is no key of anybody.
        """
        return self._who(asking=True)

    @property
    def at_hand(self) -> str:
        """The same for a look at the books, for which nobody is asked. Errors: as ``actor``."""
        return self.actor if "actor" in self.__dict__ else self._who(asking=False)

    def _who(self, *, asking: bool) -> str:
        from wfx.store.entries.keys import KeyStore

        titles = {officer.id: officer.title for officer in self.books.officers.all}
        here = [officer for officer in KeyStore(self.setting.home).officers() if officer in titles]
        chosen = self.setting.actor
        if chosen is None and len(here) == 1:
            return here[0]
        if chosen is None and here and self.setting.choose is not None:
            chosen = self._chosen_today([(each, titles[each]) for each in here], asking=asking)
        if not here:
            raise NoKeyHere(missing="能用的签字钥匙(名册里谁的都没有)")
        if chosen is None or chosen not in here:
            raise NoActor("操作人", shown=chosen or "", here="、".join(here))
        return chosen

    def _chosen_today(self, here: Sequence[tuple[str, str]], *, asking: bool) -> str | None:
        """Who of these was chosen today, else whom the person chooses now; kept for the day."""
        from wfx.store.entries import acting

        home, ledger = self.setting.home, self.books.ledger_id
        before = acting.kept(home, ledger, self.today)
        before = before if before in dict(here) else None
        if not asking or self.setting.choose is None:
            return before
        chosen = self.setting.choose(here, before)
        acting.keep(home, ledger, self.today, chosen)
        return chosen

    @property
    def office(self) -> dict[str, tuple[str, ...]]:
        """Officer → roles, of all who have a key in force."""
        return {each.id: each.roles for each in self.books.officers.all if each.keys}

    @property
    def roles(self) -> tuple[str, ...]:
        return self.books.officers.roles(self.actor)


def village_code(township: Township, text: str) -> str:
    """The village's code for a name or code. Errors: ``NotAChoice``."""
    found = township.village(text)
    if found is None:
        raise NotAChoice("村", shown=text, allowed="、".join(each.name for each in township.villages))
    return found.code


def brief_source(source: str) -> str:
    """A source where many entries stand in one list: its first file and how many; ``audit show`` has all."""
    first, *more = source.split(";")
    return f"{first} 等 {len(more) + 1} 份" if len(more) > 1 else source


def tool() -> str:
    """The program and reader versions named in every entry."""
    return f"wfx {__version__} pyarrow {pa.__version__}"
